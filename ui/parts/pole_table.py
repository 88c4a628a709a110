"""The table of poles: the same rows as the map, sortable, and what the downloads hold."""

import hashlib
from functools import cache
from typing import Any, Final

import pandas as pd
import streamlit as st

from geo.poles.select import PoleFilter, select_poles
from ui import data
from ui.text.i18n import _, current_language
from ui.text.labels import (
    attachment_label,
    class_label,
    cohort_short,
    confidence_label,
    sector_label,
    status_label,
)
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


def column_labels() -> dict[str, str]:
    """Return the titles of the columns, in order, in the reader's language."""
    return {
        "name": _("Pôle"),
        "commune_name": _("Commune du siège"),
        "departement": _("Dép."),
        "cohorts": _("Vagues"),
        "sectors": _("Secteurs"),
        "status": _("Statut"),
        "seat_qpv_count": _("QPV de la commune"),
        "seat_frr": _("Ruralité (FRR)"),
        "seat_desindustrialise": _("Bassin désindustrialisé"),
        "seat_territoire_industrie": _("Territoire d'industrie"),
        "lead_organisation": _("Porteur"),
        "territory": _("Territoire déclaré"),
        "epci_name": _("Intercommunalité (EPCI)"),
        "zone_emploi_name": _("Zone d'emploi"),
        "region_name": _("Région"),
        "ancienne_region_name": _("Ancienne région"),
        "attachment": _("Rattachement"),
        "commune": _("Code commune"),
        "id": _("Identifiant"),
        "source_url": _("Source"),
    }


def export_labels() -> dict[str, str]:
    """Return the titles of the columns of an export: those on screen, then the facts of sheets."""
    return {
        **column_labels(),
        "year_created": _("Année de création"),
        "territory_codes": _("Codes du territoire"),
        "territory_population": _("Habitants du territoire selon la source"),
        "members": _("Membres"),
        "jobs": _("Emplois (définition de chaque source)"),
        "grant_eur": _("Subvention (€)"),
        "confidence": _("Certitude du siège"),
        "lon": _("Longitude"),
        "lat": _("Latitude"),
        "website": _("Site du pôle"),
        "source_note": _("Note sur la source"),
    }


def pole_table(poles: pd.DataFrame) -> pd.DataFrame:
    """Return the poles in words, one row each, columns as in `export_labels`.

    Parameters
    ----------
    poles
        From `geo.poles.select.select_poles`.
    """
    return _register(current_language()).loc[poles["id"]].reset_index(drop=True)


@cache
def _register(_language: str) -> pd.DataFrame:
    poles = select_poles(data.get_atlas(), PoleFilter())
    return _in_words(poles).set_index(poles["id"])


def _in_words(poles: pd.DataFrame) -> pd.DataFrame:
    table = poles[list(export_labels())].copy()
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
        table[column] = table[column].astype(object).map(word, na_action="ignore")
    return table


def show_table(table: pd.DataFrame, ids: pd.Series) -> None:
    """Show the table; a chosen row opens the sheet of its pole.

    Parameters
    ----------
    table
        From `pole_table`.
    ids
        Identifier of the pole of each row.
    """
    if table.empty:
        st.info(_("Aucun pôle ne répond à ces choix : élargissez le territoire ou les filtres."))
        return
    key = "tableau-" + hashlib.sha256("|".join(ids).encode()).hexdigest()[:12]

    def choose() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        session.change(pole=ids.iloc[rows[0]] if rows else "")

    st.dataframe(
        table[list(column_labels())],
        column_config=_column_config(),
        hide_index=True,
        placeholder="–",
        on_select=choose,
        selection_mode="single-row",
        key=key,
        alt=_("Tableau des pôles"),
    )
    st.caption(_("Cochez une ligne pour ouvrir la fiche du pôle, cliquez un titre pour trier."))


def show_seatless(poles: pd.DataFrame, table: pd.DataFrame) -> None:
    """List the poles whose seat is not known, and why each is counted here."""
    if table.empty:
        st.info(_("Aucun pôle ne répond à ces choix : élargissez le territoire ou les filtres."))
        return
    without = seatless_table(poles, table)
    if without.empty:
        st.info(_("Le siège de tous les pôles de ce choix est connu."))
        return
    st.dataframe(
        without[list(seatless_labels())],
        column_config=_column_config(),
        hide_index=True,
        placeholder="–",
        alt=_("Pôles sans siège connu"),
    )


def seatless_table(poles: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `pole_table` whose seat is not known."""
    return table[(poles["attachment"] != "seat").to_numpy()]


def seatless_labels() -> dict[str, str]:
    """Return the titles of the columns of the poles without a known seat."""
    labels = column_labels()
    names = ("name", "attachment", "territory", "departement", "cohorts", "source_url")
    return {name: labels[name] for name in names}


def _column_config() -> dict[str, Any]:
    labels = column_labels()
    config: dict[str, Any] = {
        column: st.column_config.Column(label) for column, label in labels.items()
    }
    config["source_url"] = st.column_config.LinkColumn(
        labels["source_url"], display_text=_("ouvrir")
    )
    config["name"] = st.column_config.Column(labels["name"], width="medium")
    return config
