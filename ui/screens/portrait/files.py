"""What a reader takes away of a portrait: its tables, its map and its sheet."""

from dataclasses import replace
from datetime import datetime

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo.places.membership import KIND_TABLES
from geo.tables.atlas import Atlas
from ui import data
from ui.files import downloads
from ui.files.exports import Provenance, Tables
from ui.files.provenance import provenance
from ui.parts.gaps import gap_columns, gap_table
from ui.screens.portrait.commune import commune_lines
from ui.screens.portrait.facts import Portrait, economy, peers, quarters
from ui.screens.portrait.tables import (
    income_labels,
    income_table,
    jobs_labels,
    jobs_table,
    peer_labels,
    peer_table,
    pole_labels,
    pole_table,
    priority_labels,
    priority_table,
    quarter_labels,
    quarter_table,
    rank_files,
    rank_table,
    rate_labels,
    rate_table,
)
from ui.text.columns import titles
from ui.text.i18n import _
from ui.view.choices import coverage_choices
from ui.view.rules import cached_gaps
from ui.view.sources import portrait_sources
from ui.view.state import DEFAULT_VIEW, ViewState


def tables(atlas: Atlas, found: Portrait) -> Tables:
    """Return every table of the screen, as its sections show them; what does not exist is out."""
    territory = found.territory
    known = economy(atlas, territory)
    gaps = cached_gaps(found.question)
    beside = peers(found.question)
    areas = quarters(found.question)
    all_of_them = {
        _("Pôles"): (pole_table(found), pole_labels()),
        _("Priorités"): (priority_table(found), priority_labels()),
        _("Quartiers prioritaires"): (quarter_table(areas), quarter_labels()),
        _("Manques"): (
            gap_table(atlas, gaps, DEFAULT_VIEW),
            titles(gap_columns(DEFAULT_VIEW.unit)),
        ),
        _("Chômage"): (rate_table(known), rate_labels()),
        _("Revenus"): (income_table(known.income), income_labels()),
        _("Emplois industriels"): (jobs_table(known, territory), jobs_labels()),
        _("Rang"): (rank_table(found), rank_files()),
    }
    if found.commune is not None:
        answers = pd.DataFrame(commune_lines(found.question.atlas, found.commune))
        labels = {
            "subject": _("Question"),
            "answer": _("Réponse"),
            "detail": _("Détail"),
            "source": _("Source"),
        }
        all_of_them[_("Ce que disent les listes")] = (answers, labels)
    if not beside.empty:
        all_of_them[_("Territoires semblables")] = (peer_table(beside), peer_labels())
    return {title: (table, labels) for title, (table, labels) in all_of_them.items() if len(table)}


def show_files(atlas: Atlas, found: Portrait, view: ViewState) -> None:
    """Show the buttons of the data."""
    now = datetime.now(downloads.PARIS).replace(microsecond=0)
    origin = provenance(atlas, view, found.territory, now, portrait_sources(view))
    origin = replace(origin, filters={**origin.filters, **coverage_choices(view)})
    st.markdown(_("**Portrait**, tous les tableaux dans un classeur"))
    titled = replace(origin, title=_("Portrait de territoire"))
    book = downloads.workbook(lambda: tables(atlas, found), titled)
    name = downloads.file_name("portrait", found.territory, now)
    downloads.show_buttons((book,), name, "telecharger-portrait")
    st.markdown(_("**Pôles qui atteignent le territoire**"))
    if found.reaching.empty:
        st.info(_("Aucun pôle connu n'atteint ce territoire avec ces choix."))
    else:
        table = pole_table(found)
        places = gpd.GeoSeries(
            gpd.points_from_xy(found.reaching["lon"], found.reaching["lat"]),
            index=table.index,
            crs="EPSG:4326",
        ).where(found.reaching["lon"].notna().to_numpy())
        title = _("Pôles qui atteignent le territoire")
        kinds = downloads.formats(table, pole_labels(), places, replace(origin, title=title))
        name = downloads.file_name("poles-qui-atteignent", found.territory, now)
        downloads.show_buttons(kinds, name, "telecharger-poles")
    _show_gap_files(atlas, found, origin)
    ranked = rank_table(found)
    if not ranked.empty:
        st.markdown(_("**Indicateurs et rangs**"))
        labels = rank_files()
        nowhere = gpd.GeoSeries([None] * len(ranked), index=ranked.index, crs="EPSG:4326")
        titled = replace(origin, title=_("Indicateurs et rangs"))
        kinds = downloads.formats(ranked, labels, nowhere, titled)
        name = downloads.file_name("indicateurs", found.territory, now)
        downloads.show_buttons(kinds[:2], name, "telecharger-rangs")
    st.caption(_("Version des données : {version}.").format(version=data.get_version()))


def _show_gap_files(atlas: Atlas, found: Portrait, origin: Provenance) -> None:
    """Show the buttons of the zones d'emploi without a pole, with their outlines."""
    gaps = cached_gaps(found.question)
    table = gap_table(atlas, gaps, DEFAULT_VIEW)
    if table.empty:
        return
    outlines = data.get_outlines(KIND_TABLES[DEFAULT_VIEW.unit], "medium").set_index("code")
    places = outlines.geometry.reindex(table["code"]).set_axis(table.index)
    titled = replace(origin, title=_("Territoires sans pôle connu"))
    st.markdown(_("**Manques** : les zones d'emploi sans pôle connu, avec leur contour"))
    kinds = downloads.formats(table, titles(gap_columns(DEFAULT_VIEW.unit)), places, titled)
    name = downloads.file_name("manques", found.territory, origin.created)
    downloads.show_buttons((kinds[0], *kinds[2:]), name, "telecharger-manques")
