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
    growth_labels,
    growth_table,
    overlap_labels,
    overlap_table,
    total_labels,
    total_table,
)
from ui.text.i18n import _
from ui.text.labels import PRIORITY_NAMES, cohort_label
from ui.text.safe import plain_text
from ui.view.choices import coverage_choices, pole_choices
from ui.view.share import absolute_link
from ui.view.sources import wave_sources
from ui.view.state import ViewState


def wave_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return every figure of the waves, a wave a row, missing where it is not known.

    Columns as `wave_labels`.

    Parameters
    ----------
    table
        From `ui.screens.chronologie.show.cached_timeline`.
    """
    names = [plain_text(cohort_label(cohort), 160) for cohort in table["cohort"]]
    return known_gains(table).assign(wave=names)[list(wave_labels())]


def wave_labels() -> dict[str, str]:
    """Return the titles of the columns of the waves."""
    labels = {
        "cohort": _("Identifiant"),
        "wave": _("Vague"),
        "date": _("Annonce"),
        "found": _("Lauréats au registre"),
        "official": _("Lauréats annoncés"),
        "unseated": _("dont sans siège connu"),
        "unseated_here": _("dont peut-être ici"),
        "unplaced": _("dont on ne sait où"),
        "new_poles": _("Nouveaux sièges ici"),
        "poles": _("Sièges ici après la vague"),
        "reach_alone": _("Habitants à portée de la vague"),
        "new_reach": _("pour la première fois"),
        "overlap": _("déjà à portée"),
        "population_reached": _("Habitants à portée, cumul"),
        "share_reached": _("Part des habitants à portée, cumul"),
    }
    for name, title in PRIORITY_NAMES.items():
        labels[f"{name}_share"] = _("{group} : part à portée, cumul").format(group=_(title))
        labels[f"{name}_new"] = _("{group} : pour la première fois").format(group=_(title))
    return labels


def tables(atlas: Atlas, table: pd.DataFrame) -> Tables:
    """Return every table of the screen, as its tabs show them."""
    found = {
        _("Vagues"): (wave_table(table), wave_labels()),
        _("Couverture"): (growth_table(table), growth_labels()),
        _("Nouveau ou déjà atteint"): (overlap_table(table), overlap_labels()),
        _("Totaux publiés"): (total_table(atlas), total_labels()),
    }
    return {title: (rows, labels) for title, (rows, labels) in found.items() if len(rows)}


def areas(question: Question, table: pd.DataFrame) -> gpd.GeoSeries:
    """Return what each wave reached for the first time in a territory; None where nothing.

    Returns
    -------
    geopandas.GeoSeries
        EPSG:4326, index of `table`; communes without an outline are not in it.
    """
    outlines = data.get_outlines("communes", "medium").set_index("code").geometry
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
        What was asked, the waves from `ui.screens.chronologie.words.cached_timeline`, the choices.
    show_sheet
        Shows the button of the territory's sheet, after the pictures.
    """
    atlas, territory = question.atlas, question.territory
    now, link = datetime.now(PARIS).replace(microsecond=0), absolute_link(view)
    name = file_name("vagues", territory, now)
    unused = {*pole_choices(view), _("Pôles retenus en")}
    choices = {w: value for w, value in coverage_choices(view).items() if w not in unused}
    show_made(drawn(lambda: wave_maps(question, table, choices, now.date(), link)), name)
    show_sheet()
    origin = provenance(atlas, view, territory, now, wave_sources(view))
    # Every wave counts on this screen, whatever poles the others keep.
    filters = {word: value for word, value in origin.filters.items() if word not in unused}
    origin = replace(origin, filters={**filters, **choices}, title=_("Les vagues de pôles"))
    kinds = formats(
        wave_table(table),
        wave_labels(),
        lambda: areas(question, table),
        origin,
        lambda: tables(atlas, table),
    )
    st.markdown(_("**Données** des vagues ; leur contour est ce que chacune atteint la première"))
    show_buttons(kinds, name)
