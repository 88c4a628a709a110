"""What is said of what the atlas rests on."""

from typing import Final

import pandas as pd

from geo.problems import Problem
from ui.screens.donnees.facts import Holding
from ui.screens.donnees.host import CONTACT, PUBLISHER, Host
from ui.text.formats import number
from ui.text.i18n import _, ngettext
from ui.text.labels import layer_label
from ui.text.marking import N_
from ui.text.safe import markdown_text

OPEN_LICENCE_URL: Final = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
EUPL_URL: Final = "https://eur-lex.europa.eu/eli/dec_impl/2017/863/oj"
TABLES: Final = {
    "poles": N_("Registre des pôles"),
    "waves": N_("Vagues d'appels"),
    "official_totals": N_("Totaux publiés"),
    "communes": N_("Communes"),
    "zones_emploi": N_("Zones d'emploi (2020)"),
    "zones_emploi_2010": N_("Zones d'emploi (2010)"),
    "epci": N_("Intercommunalités (EPCI)"),
    "departements": N_("Départements"),
    "regions": N_("Régions"),
    "anciennes_regions": N_("Anciennes régions (avant 2016)"),
    "qpv": N_("Quartiers prioritaires (QPV)"),
    "qpv_communes": N_("Quartiers prioritaires, commune par commune"),
    "territoires_industrie": N_("Territoires d'industrie, liste"),
    "zonages": N_("Territoires prioritaires"),
    "emploi_industriel": N_("Emploi industriel, 1998-2017"),
    "chomage": N_("Chômage, trimestre par trimestre"),
    "voisins": N_("Pays voisins"),
    "autres_noms": N_("Autres noms et anciens codes de communes"),
    "sources": N_("Sources"),
}


def holding_name(holding: Holding) -> str:
    """Return what a table or layer is called; a new table goes by the name of its file."""
    if holding.zonage:
        return layer_label(holding.layer)
    return _(TABLES[holding.table]) if holding.table in TABLES else holding.file


def publisher(told: Host) -> str:
    """Return who publishes this atlas, as Markdown."""
    if not told.publisher:
        return _(
            "**Éditeur** : l'hébergeur de cet atlas ne l'a pas indiqué (réglage {setting})."
        ).format(setting=f"`{PUBLISHER}`")
    return _("**Éditeur** : {publisher}").format(publisher=markdown_text(told.publisher))


def contact(told: Host) -> str:
    """Return where to write, as Markdown."""
    if not told.contact:
        return _(
            "**Contact** : l'hébergeur de cet atlas ne l'a pas indiqué (réglage {setting})."
        ).format(setting=f"`{CONTACT}`")
    return _("**Contact** : {contact}").format(contact=linked(told))


def linked(told: Host, subject: str = "", body: str = "") -> str:
    """Return the contact as Markdown, a link where it is an address."""
    shown, address = markdown_text(told.contact), told.address(subject, body)
    return f"[{shown}]({address})" if address else shown


def versions(atlas: str, data: str) -> str:
    """Return the versions of the atlas and of its data, as Markdown."""
    return _("**Versions** : atlas {atlas} ; données {data}").format(
        atlas=f"`{atlas}`", data=f"`{data}`"
    )


def credits_note() -> str:
    """Return who made what, and what may be done with it, as Markdown."""
    return _(
        "**Crédits** : les données sont celles des producteurs que nomme l'onglet des sources, "
        "chacune sous sa licence ; nos tables et le registre sont sous "
        "[Licence Ouverte 2.0]({data}), le programme sous [EUPL 1.2]({code}). Les citer, avec la "
        "version des données, suffit."
    ).format(data=OPEN_LICENCE_URL, code=EUPL_URL)


def privacy_note() -> str:
    """Return what is kept of a visit, as Markdown."""
    return _(
        "**Vie privée** : ni mesure d'audience, ni traceur, ni compte. Rien de ce que vous "
        "choisissez ou écrivez ici n'est enregistré."
    )


def where_to_send(told: Host, subject: str, body: str) -> str:
    """Return where the line goes, as Markdown."""
    if not told.contact:
        return _(
            "L'hébergeur n'a pas indiqué d'adresse : envoyez la ligne à qui vous a donné ce lien."
        )
    return _("Envoyez-la à {contact}, avec sa source.").format(contact=linked(told, subject, body))


def undated_note(count: int) -> str:
    """Return that poles are in no call, ``""`` where all are."""
    if not count:
        return ""
    return ngettext(
        "{count} pôle de plus est recensé hors de tout appel.",
        "{count} pôles de plus sont recensés hors de tout appel.",
        count,
    ).format(count=number(count))


def sentence(records: pd.DataFrame | None) -> str:
    """Return the answer: how much of the calls the register holds.

    Parameters
    ----------
    records
        From `geo.compare.claims.wave_records`; ``None`` where the register or its waves are lost.
    """
    if records is None:
        return _("Le registre ne se lit pas : ce qui manque est dit ici.")
    counted = records[records["official"].notna()]
    return _(
        "Le registre nomme {found} des {official} lauréats annoncés par les appels, dont {seated} "
        "au siège connu."
    ).format(
        found=number(int(counted["found"].sum())),
        official=number(int(counted["official"].sum())),
        seated=number(int(counted["seated"].sum())),
    )


def fault_title(file: str, column: str, faults: list[Problem]) -> str:
    """Return what a group of faults of the register has in common, and how many there are.

    Parameters
    ----------
    file, column
        Of the group; no column where a whole line is wrong.
    faults
        From `geo.problems.by_column`.
    """
    lines = ngettext("{count} cellule", "{count} cellules", len(faults))
    if not column:
        lines = ngettext("{count} ligne mal formée", "{count} lignes mal formées", len(faults))
        return _("{file} : {lines}").format(
            file=file, lines=lines.format(count=number(len(faults)))
        )
    return _("{file}, colonne {column} : {lines}").format(
        file=file, column=column, lines=lines.format(count=number(len(faults)))
    )
