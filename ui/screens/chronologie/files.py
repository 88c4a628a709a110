"""What a reader takes away of the waves: their tables, the area each added, their pictures."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import geopandas as gpd
import pandas as pd
import shapely
import streamlit as st

from geo.places.membership import commune_mask
from geo.reach.question import Question
from geo.reach.timeline import NEW, wave_states
from geo.tables.atlas import Atlas
from ui import data
from ui.files.downloads import PARIS, file_name, formats, show_buttons
from ui.files.exports import Tables
from ui.files.printed import drawn, show_made
from ui.files.provenance import provenance
from ui.screens.chronologie.bounds import known_gains
from ui.screens.chronologie.paper import wave_maps
from ui.screens.chronologie.tables import (
    GROWTH,
    OVERLAP,
    TOTALS,
    growth_table,
    overlap_table,
    total_table,
)
from ui.text.columns import Column, Columns, names, pick, said, titles
from ui.text.i18n import _
from ui.text.labels import PRIORITY_NAMES, cohort_label
from ui.text.marking import N_
from ui.text.safe import plain_text
from ui.view.choices import ViewState
from ui.view.share import absolute_link
from ui.view.sources import wave_sources
from ui.view.words import coverage_choices, pole_choices
from ui.view.words import title as choice_title


def wave_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return every figure of the waves, a wave a row, missing where it is not known.

    Columns as `wave_columns`.

    Parameters
    ----------
    table
        From `ui.screens.chronologie.facts.cached_timeline`.
    """
    waves = [plain_text(cohort_label(cohort), 160) for cohort in table["cohort"]]
    return known_gains(table).assign(wave=waves)[names(wave_columns())]


def wave_columns() -> Columns:
    """Return the columns of the waves, which are in files only."""
    shares = [
        column
        for name, title in PRIORITY_NAMES.items()
        for column in (
            Column(
                f"{name}_share", said(_("{group} : part à portée, cumul").format(group=_(title)))
            ),
            Column(
                f"{name}_new", said(_("{group} : pour la première fois").format(group=_(title)))
            ),
        )
    ]
    return (
        Column("cohort", N_("Identifiant")),
        Column("wave", N_("Vague")),
        Column("date", N_("Annonce")),
        *pick(OVERLAP, "found", "official"),
        Column("unseated", N_("dont sans siège connu")),
        Column("unseated_here", N_("dont peut-être ici")),
        Column("unplaced", N_("dont on ne sait où")),
        *pick(OVERLAP, "new_poles"),
        Column("poles", N_("Sièges ici après la vague")),
        *pick(OVERLAP, "reach_alone", "new_reach", "overlap"),
        Column("population_reached", N_("Habitants à portée, cumul")),
        Column("share_reached", N_("Part des habitants à portée, cumul")),
        *shares,
    )


def tables(atlas: Atlas, table: pd.DataFrame) -> Tables:
    """Return every table of the screen, as its tabs show them."""
    found = {
        _("Vagues"): (wave_table(table), titles(wave_columns())),
        _("Couverture"): (growth_table(table), titles(GROWTH)),
        _("Nouveau ou déjà atteint"): (overlap_table(table), titles(OVERLAP)),
        _("Totaux publiés"): (total_table(atlas), titles(TOTALS)),
    }
    return {title: (rows, labels) for title, (rows, labels) in found.items() if len(rows)}


def areas(question: Question, table: pd.DataFrame) -> gpd.GeoSeries:
    """Return what each wave reached for the first time in a territory; None where nothing.

    Returns
    -------
    geopandas.GeoSeries
        EPSG:4326, index of `table`; communes without an outline are not in it.
    """
    outlines = data.shapes_by_code("communes", "medium")
    atlas = question.atlas
    codes = atlas.require_communes()["code"].to_numpy()
    inside = commune_mask(atlas, question.territory)
    found = []
    for cohort in table["cohort"]:
        new = codes[inside & (wave_states(atlas, cohort, question.rule) == NEW)]
        shapes = outlines[outlines.index.isin(new)].dropna().to_numpy()
        found.append(shapely.coverage_union_all(shapes) if len(shapes) else None)
    return gpd.GeoSeries(found, index=table.index, crs="EPSG:4326")


def show_files(
    question: Question,
    table: pd.DataFrame,
    view: ViewState,
    show_sheet: Callable[[], None],
) -> None:
    """Show the buttons of the pictures and of the data of the waves.

    Parameters
    ----------
    question, table, view
        What was asked, the waves from `ui.screens.chronologie.facts.cached_timeline`, the choices.
    show_sheet
        Shows the button of the territory's sheet, after the pictures.
    """
    atlas, territory = question.atlas, question.territory
    now, link = datetime.now(PARIS).replace(microsecond=0), absolute_link(view)
    name = file_name("vagues", territory, now)
    unused = {*pole_choices(view), choice_title("year")}
    choices = {w: value for w, value in coverage_choices(view).items() if w not in unused}
    show_made(drawn(lambda: wave_maps(question, table, choices, now.date(), link)), name)
    show_sheet()
    origin = provenance(atlas, view, territory, now, wave_sources(view))
    # Every wave counts on this screen, whatever poles the others keep.
    filters = {word: value for word, value in origin.filters.items() if word not in unused}
    origin = replace(origin, filters={**filters, **choices}, title=_("Les vagues de pôles"))
    kinds = formats(
        wave_table(table),
        titles(wave_columns()),
        lambda: areas(question, table),
        origin,
        lambda: tables(atlas, table),
    )
    st.markdown(_("**Données** des vagues ; leur contour est ce que chacune atteint la première"))
    show_buttons(kinds, name)
