"""What is said of the announcements of the calls."""

from typing import Final

import pandas as pd

from geo.compare.claims import ABOVE, UNREADABLE
from geo.poles.select import PoleFilter, select_poles
from geo.tables.atlas import Atlas
from ui.charts import charts
from ui.text.formats import euros, number, percent
from ui.text.i18n import _, ngettext

# The poles whose facts the calls and the press put forward.
DOCUMENTED: Final = (
    "centre-isere",
    "pole-sud-archer",
    "alpilles-dechets",
    "articulteurs",
    "culture-et-cooperation",
    "la-coursive-boutaric",
    "fontaine-o-livres",
    "smac-07",
)
RATIO: Final = charts.Unit(lambda value: number(value, 2), ",.2~f")


def sentence(priorities: pd.DataFrame) -> str:
    """Return the answer: was the priority kept, in how many waves, as far as one can tell."""
    readable = priorities[priorities["verdict"] != UNREADABLE]
    waves = readable["cohort"].nunique()
    if not waves:
        return _("Trop peu de sièges connus pour dire si la priorité des appels a été tenue.")
    kept = readable[readable["verdict"] == ABOVE]
    by_target = kept.groupby("target")["cohort"].nunique()
    quarters = int(by_target.get("qpv", 0))
    others = int(by_target.get("rural", 0)) + int(by_target.get("desindustrialise", 0))
    if others:
        rest = _("celle aux territoires ruraux ou désindustrialisés dans {others}.").format(
            others=number(others)
        )
    else:
        rest = _("celle aux territoires ruraux en difficulté ou désindustrialisés dans aucune.")
    return ngettext(
        "Sur {waves} vague assez connue, la priorité aux quartiers (QPV) se voit dans {quarters} ; "
        "{rest}",
        "Sur {waves} vagues assez connues, la priorité aux quartiers (QPV) se voit dans "
        "{quarters} ; {rest}",
        waves,
    ).format(waves=number(waves), quarters=number(quarters), rest=rest)


def said(claim: str) -> str:
    """Return a claim as it was made, in our words."""
    return {
        "temoins-18": _("« 18 pôles témoins » (juin 2012)"),
        "rhone-alpes-4": _("« dont 4 en Rhône-Alpes » (novembre 2012)"),
        "deux-tiers": _("« les deux tiers en Île-de-France et en Rhône-Alpes » (2012)"),
        "laureats-23": _("« 23 lauréats sur 180 dossiers » (janvier 2014)"),
        "aides": _(
            "« de 30 000 à 300 000 € sur trois ans, au plus la moitié des dépenses éligibles »"
        ),
    }[claim]


def told(claim: str, row: pd.Series, wave: pd.Series) -> str:
    """Return what the data says of a claim, in one or two sentences.

    Parameters
    ----------
    claim, row
        From `geo.compare.claims.claim_results`.
    wave
        Its wave, from `geo.compare.claims.wave_records`.
    """
    found, official = number(row["found"]), number(row["official"])
    if claim == "temoins-18":
        return _(
            "Le registre en nomme {found}. D'autres sources écrivent 20 ou 21 : le nombre de "
            "départ dépend de qui compte."
        ).format(found=found)
    if claim == "rhone-alpes-4":
        return _("La source les nomme ; le registre y connaît {here} pôles témoins.").format(
            here=number(row["here"])
        )
    if claim == "deux-tiers":
        return _two_thirds(row)
    if claim == "laureats-23":
        return _(
            "Le registre en nomme {found} sur {official} ; {share} des {files} dossiers reçus ont "
            "été retenus. D'autres sources comptent 182 ou 183 dossiers."
        ).format(
            found=found,
            official=official,
            share=percent(wave["chosen_share"]),
            files=number(wave["files"]),
        )
    return _(
        "Versés : de {low} à {high}, soit {mean} en moyenne ({budget} pour {official} pôles). La "
        "durée et la part des dépenses ne se vérifient pas : aucun budget de pôle n'est publié."
    ).format(
        low=euros(wave["grant_min_eur"]),
        high=euros(wave["grant_max_eur"]),
        mean=euros(wave["mean_eur"]),
        budget=euros(wave["budget_eur"]),
        official=official,
    )


def _two_thirds(row: pd.Series) -> str:
    if row["high"] < row["said"]:
        text = _(
            "Le registre en place {here} sur {found} dans ces deux régions ({share}). Même si les "
            "{unsure} pôles qui manquent y étaient tous, cela ferait {high} : moins de deux tiers."
        )
    else:
        text = _(
            "Le registre en place {here} sur {found} dans ces deux régions ({share}) ; selon où "
            "sont les {unsure} qui manquent, la part irait jusqu'à {high}."
        )
    return text.format(
        here=number(row["here"]),
        found=number(row["found"]),
        share=percent(row["share"]),
        unsure=number(row["unsure"]),
        high=percent(row["high"]),
    )


def completeness(wave: pd.Series) -> str:
    """Return how much of a wave the register holds."""
    return _("Registre : {found} pôles trouvés sur {official}, {seated} au siège connu.").format(
        found=number(wave["found"]),
        official=number(wave["official"]),
        seated=number(wave["seated"]),
    )


def documented(atlas: Atlas) -> pd.DataFrame:
    """Return the poles that the calls put forward, as rows of `geo.poles.select.select_poles`."""
    poles = select_poles(atlas, PoleFilter()).set_index("id", drop=False)
    known = [pole for pole in DOCUMENTED if pole in poles.index]
    return poles.loc[known].reset_index(drop=True)
