"""What only the light pages say, and what each screen answers, for search engines too."""

from typing import Final

from ui.text.i18n import _
from ui.text.marking import N_
from ui.view.choices import Screen

# What stands in a list of results, under the title of the screen.
DESCRIPTIONS: Final[dict[Screen, str]] = {
    "carte": N_(
        "Où sont les pôles territoriaux de coopération économique (PTCE), et sur quelle sorte de "
        "territoire est chacun ?"
    ),
    "couverture": N_(
        "Qui les pôles territoriaux de coopération économique (PTCE) atteignent-ils, et qui "
        "reste de côté ?"
    ),
    "comparer": N_(
        "Ce territoire est-il mieux servi par les pôles territoriaux de coopération économique "
        "(PTCE) que celui-là, et l'écart est-il réel ?"
    ),
    "portrait": N_(
        "Ce qu'il faut savoir d'un territoire et de ses pôles territoriaux de coopération "
        "économique (PTCE) avant une réunion."
    ),
    "implanter": N_(
        "Si l'on finance de nouveaux pôles territoriaux de coopération économique (PTCE), où les "
        "placer ?"
    ),
    "chronologie": N_(
        "Comment les pôles territoriaux de coopération économique (PTCE) se sont installés, vague "
        "par vague, depuis 2011."
    ),
    "appels": N_(
        "Ce que disaient les appels à pôles territoriaux de coopération économique (PTCE), et ce "
        "qu'en disent les données."
    ),
    "donnees": N_(
        "Sur quoi repose l'atlas des pôles territoriaux de coopération économique (PTCE) : "
        "tables, sources, fraîcheur, lacunes."
    ),
}
# Screens of which a light page shows less than the application, and why.
INSTEAD: Final[dict[Screen, str]] = {
    "implanter": N_(
        "Le choix des villes est un calcul qui peut durer une minute : il se demande dans "
        "l'application, ou à l'API. Cette page dit d'où il part : qui est atteint aujourd'hui "
        "sous la même règle, et où sont les manques."
    ),
    "donnees": N_(
        "Cette page dit ce que l'atlas contient et d'où cela vient. La méthode, le glossaire, "
        "les fichiers à emporter et la correction d'un pôle sont dans l'application."
    ),
}
NO_SUCH_PAGE: Final = N_("Cette page n'existe pas")
NO_SUCH_PAGE_HELP: Final = N_(
    "L'adresse est peut-être incomplète, ou d'une autre version de l'atlas. Les écrans de l'atlas :"
)
TOO_LONG: Final = N_("L'adresse est trop longue : gardez-en le territoire et les choix utiles.")
NO_SITEMAP: Final = N_(
    "Pas de plan du site : l'hébergeur n'a pas donné l'adresse publique de l'atlas "
    "(ATLAS_PUBLIC_ADDRESS)."
)


def frame() -> dict[str, str]:
    """Return what stands around every page, in the reader's language."""
    return {
        "skip": _("Aller au contenu"),
        "light": _("Page légère, sans script"),
        "screens": _("Écrans"),
        "open_app": _("Ouvrir cette vue dans l'application"),
        "language": _("Langue"),
        "places": _("Territoire"),
        "parts": _("Plus petits territoires ({count})"),
        "search": _("Chercher un territoire"),
        "search_help": _("Nom, code postal ou code Insee"),
        "search_button": _("Chercher"),
        "found": _("Territoires trouvés"),
        "not_found": _("Aucun territoire de ce nom"),
        "notices": _("À savoir sur ce lien"),
        "answer": _("Réponse"),
        "figures": _("Chiffres"),
        "choices": _("Choix en cours"),
        "map": _("Carte"),
        "map_alone": _("Ouvrir la carte seule, à imprimer (SVG)"),
        "notes": _("Remarques"),
        "api": _("Les mêmes données pour une machine (API)"),
    }
