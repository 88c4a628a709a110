"""What a reader takes away of a portrait: its tables, its map and its sheet."""

from dataclasses import replace
from datetime import datetime

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo.territory_id import KIND_TABLES
from ui import data
from ui.files import downloads
from ui.files.exports import Provenance, Tables
from ui.files.provenance import provenance
from ui.parts.citations import version_line
from ui.parts.gaps import gap_columns, gap_table
from ui.screens.portrait.commune import commune_lines
from ui.screens.portrait.facts import Portrait, economy, peers, quarters
from ui.screens.portrait.tables import (
    ANSWERS,
    INCOMES,
    JOBS,
    PEERS,
    POLES,
    PRIORITIES,
    QUARTERS,
    RANKS,
    RATES,
    income_table,
    jobs_table,
    peer_table,
    pole_table,
    priority_table,
    quarter_table,
    rank_table,
    rate_table,
)
from ui.screens.portrait.words import NOT_REACHED
from ui.text.columns import Columns, titles
from ui.text.i18n import _
from ui.text.own_list import with_whose
from ui.view.choices import DEFAULT_VIEW, ViewState
from ui.view.sources import portrait_sources
from ui.view.words import coverage_choices


def tables(found: Portrait) -> Tables:
    """Return every table of the screen, as its sections show them; what does not exist is out."""
    atlas, territory = found.question.atlas, found.territory
    known = economy(atlas, territory)
    beside = peers(found.question)
    areas = quarters(found.question)
    all_of_them: dict[str, tuple[pd.DataFrame, Columns]] = {
        _("Pôles"): (pole_table(found), with_whose(POLES, atlas.own)),
        _("Priorités"): (priority_table(found), PRIORITIES),
        _("Quartiers prioritaires"): (quarter_table(areas), QUARTERS),
        _("Manques"): (gap_table(found.question, DEFAULT_VIEW), gap_columns(DEFAULT_VIEW.unit)),
        _("Chômage"): (rate_table(known), RATES),
        _("Revenus"): (income_table(known.income), INCOMES),
        _("Emplois industriels"): (jobs_table(known, territory), JOBS),
        _("Rang"): (rank_table(found), RANKS),
    }
    if found.commune is not None:
        answers = pd.DataFrame(commune_lines(atlas, found.commune))
        all_of_them[_("Ce que disent les listes")] = (answers, ANSWERS)
    if not beside.empty:
        all_of_them[_("Territoires semblables")] = (peer_table(beside), PEERS)
    return {
        title: (table, titles(columns))
        for title, (table, columns) in all_of_them.items()
        if len(table)
    }


def show_files(found: Portrait, view: ViewState) -> None:
    """Show the buttons of the data."""
    now = datetime.now(downloads.PARIS).replace(microsecond=0)
    origin = provenance(found.question.atlas, view, found.territory, now, portrait_sources(view))
    origin = replace(origin, filters={**origin.filters, **coverage_choices(view)})
    st.markdown(_("**Portrait**, tous les tableaux dans un classeur"))
    titled = replace(origin, title=_("Portrait de territoire"))
    book = downloads.workbook(lambda: tables(found), titled)
    name = downloads.file_name("portrait", found.territory, now)
    downloads.show_buttons((book,), name, "telecharger-portrait")
    st.markdown(_("**Pôles qui atteignent le territoire**"))
    if found.reaching.empty:
        st.info(_(NOT_REACHED))
    else:
        table = pole_table(found)
        places = gpd.GeoSeries(
            gpd.points_from_xy(found.reaching["lon"], found.reaching["lat"]),
            index=table.index,
            crs="EPSG:4326",
        ).where(found.reaching["lon"].notna().to_numpy())
        title = _("Pôles qui atteignent le territoire")
        labels = titles(with_whose(POLES, found.question.atlas.own))
        kinds = downloads.formats(table, labels, places, replace(origin, title=title))
        name = downloads.file_name("poles-qui-atteignent", found.territory, now)
        downloads.show_buttons(kinds, name, "telecharger-poles")
    _show_gap_files(found, origin)
    ranked = rank_table(found)
    if not ranked.empty:
        st.markdown(_("**Indicateurs et rangs**"))
        nowhere = gpd.GeoSeries([None] * len(ranked), index=ranked.index, crs="EPSG:4326")
        titled = replace(origin, title=_("Indicateurs et rangs"))
        kinds = downloads.formats(ranked, titles(RANKS), nowhere, titled)
        name = downloads.file_name("indicateurs", found.territory, now)
        downloads.show_buttons(kinds[:2], name, "telecharger-rangs")
    st.caption(version_line(found.question.atlas.version))


def _show_gap_files(found: Portrait, origin: Provenance) -> None:
    """Show the buttons of the zones d'emploi without a pole, with their outlines."""
    table = gap_table(found.question, DEFAULT_VIEW)
    if table.empty:
        return
    outlines = data.shapes_by_code(KIND_TABLES[DEFAULT_VIEW.unit], "medium")
    places = outlines.reindex(table["code"]).set_axis(table.index)
    titled = replace(origin, title=_("Territoires sans pôle connu"))
    st.markdown(_("**Manques** : les zones d'emploi sans pôle connu, avec leur contour"))
    kinds = downloads.formats(table, titles(gap_columns(DEFAULT_VIEW.unit)), places, titled)
    name = downloads.file_name("manques", found.territory, origin.created)
    downloads.show_buttons((kinds[0], *kinds[2:]), name, "telecharger-manques")
