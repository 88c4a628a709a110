"""The table of poles: the same rows as the map, sortable, and what the downloads hold."""

import hashlib
from typing import Final

import pandas as pd
import streamlit as st

from geo.memo import lately
from geo.poles.joined import of_list
from geo.poles.select import PoleFilter, select_poles
from geo.tables.atlas import Atlas, OwnList
from geo.vocabulary import UNSAID
from ui.parts.columns import show_columns
from ui.text.columns import Column, Kind, names, pick
from ui.text.i18n import _, current_language
from ui.text.labels import (
    ALL_SEATS_KNOWN,
    attachment_label,
    class_label,
    cohort_short,
    confidence_label,
    sector_label,
    status_label,
)
from ui.text.marking import N_
from ui.text.own_list import whose, with_whose
from ui.text.safe import plain_text, web_address
from ui.view import session

PLAIN_COLUMNS: Final = (
    "name",
    "lead_organisation",
    "commune_name",
    "departement_name",
    "epci_name",
    "zone_emploi_name",
    "region_name",
    "ancienne_region_name",
    "territory",
    "seat_territoire_industrie",
)
# On screen the first, then in the files the facts of sheets.
POLES: Final = (
    Column("name", N_("Pôle"), width="medium"),
    Column("commune_name", N_("Commune du siège")),
    Column("departement", N_("Dép.")),
    Column("cohorts", N_("Vagues")),
    Column("sectors", N_("Secteurs")),
    Column("status", N_("Statut")),
    Column("seat_qpv_count", N_("QPV de la commune")),
    Column("seat_frr", N_("Ruralité (FRR)")),
    Column("seat_desindustrialise", N_("Bassin désindustrialisé")),
    Column("seat_territoire_industrie", N_("Territoire d'industrie")),
    Column("lead_organisation", N_("Porteur")),
    Column("territory", N_("Territoire déclaré")),
    Column("epci_name", N_("Intercommunalité (EPCI)")),
    Column("zone_emploi_name", N_("Zone d'emploi")),
    Column("region_name", N_("Région")),
    Column("ancienne_region_name", N_("Ancienne région")),
    Column("attachment", N_("Rattachement")),
    Column("commune", N_("Code commune")),
    Column("id", N_("Identifiant")),
    Column("source_url", N_("Source"), Kind.LINK, link=N_("ouvrir")),
    Column("year_created", N_("Année de création"), shown=False),
    Column("territory_codes", N_("Codes du territoire"), shown=False),
    Column("territory_population", N_("Habitants du territoire selon la source"), shown=False),
    Column("members", N_("Membres"), shown=False),
    Column("jobs", N_("Emplois (définition de chaque source)"), shown=False),
    Column("grant_eur", N_("Subvention (€)"), shown=False),
    Column("confidence", N_("Certitude du siège"), shown=False),
    Column("lon", N_("Longitude"), shown=False),
    Column("lat", N_("Latitude"), shown=False),
    Column("website", N_("Site du pôle"), shown=False),
    Column("source_note", N_("Note sur la source"), shown=False),
)
SEATLESS: Final = pick(
    POLES, "name", "attachment", "territory", "departement", "cohorts", "source_url"
)


def pole_table(atlas: Atlas, poles: pd.DataFrame) -> pd.DataFrame:
    """Return the poles in words, one row each, columns as in `ui.text.own_list.with_whose`.

    Parameters
    ----------
    atlas
        The tables.
    poles
        From `geo.poles.select.select_poles`.
    """
    return _register(atlas, current_language()).loc[poles["id"]].reset_index(drop=True)


@lately(4)
def _register(atlas: Atlas, _language: str) -> pd.DataFrame:
    poles = select_poles(atlas, PoleFilter())
    if atlas.own is not None:
        listed = of_list(atlas.own, poles["id"])
        poles = poles.assign(
            **{
                name: poles[name].mask(listed & (poles[name] == cell))
                for name, cell in UNSAID.items()
            }
        )
    table = _in_words(poles)
    if atlas.own is not None:
        table["of_list"] = whose(atlas.own, poles["id"])
    return table.set_index(poles["id"])


def _in_words(poles: pd.DataFrame) -> pd.DataFrame:
    table = poles[names(POLES)].copy()
    for column in set(PLAIN_COLUMNS) & set(table.columns):
        table[column] = table[column].map(plain_text, na_action="ignore")
    for column in ("source_url", "website"):
        table[column] = table[column].map(web_address, na_action="ignore")
    words = {
        "cohorts": lambda cell: ", ".join(cohort_short(c) for c in cell.split(";")),
        "sectors": lambda cell: ", ".join(sector_label(s) for s in cell.split(";")),
        "status": status_label,
        "seat_frr": lambda value: class_label("frr", value),
        "seat_desindustrialise": lambda inside: _("oui") if inside else _("non"),
        "attachment": attachment_label,
        "confidence": confidence_label,
    }
    for column, word in words.items():
        # Few cells differ: each is said once.
        said = {cell: word(cell) for cell in table[column].dropna().unique()}
        table[column] = table[column].astype(object).map(said, na_action="ignore")
    return table


def show_table(table: pd.DataFrame, ids: pd.Series, own: OwnList | None = None) -> None:
    """Show the table; a chosen row opens the sheet of its pole.

    Parameters
    ----------
    table
        From `pole_table`.
    ids
        Identifier of the pole of each row.
    own
        The list of a reader that is among them.
    """
    if table.empty:
        st.info(_("Aucun pôle ne répond à ces choix : élargissez le territoire ou les filtres."))
        return
    key = "tableau-" + hashlib.sha256("|".join(ids).encode()).hexdigest()[:12]

    def choose() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        session.change(pole=ids.iloc[rows[0]] if rows else "")

    show_columns(
        table,
        with_whose(POLES, own),
        _("Tableau des pôles"),
        on_select=choose,
        selection_mode="single-row",
        key=key,
    )
    st.caption(_("Cochez une ligne pour ouvrir la fiche du pôle, cliquez un titre pour trier."))


def show_seatless(poles: pd.DataFrame, table: pd.DataFrame) -> None:
    """List the poles whose seat is not known, and why each is counted here."""
    if table.empty:
        st.info(_("Aucun pôle ne répond à ces choix : élargissez le territoire ou les filtres."))
        return
    without = seatless_table(poles, table)
    if without.empty:
        st.info(_(ALL_SEATS_KNOWN))
        return
    show_columns(without, SEATLESS, _("Pôles sans siège connu"))


def seatless_table(poles: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `pole_table` whose seat is not known."""
    return table[(poles["attachment"] != "seat").to_numpy()]
