"""What a reader takes away from coverage."""

from dataclasses import dataclass, replace
from datetime import datetime

import pandas as pd
import streamlit as st

from geo.people.basins import DEFAULT_BASINS
from geo.reach.question import Question
from geo.territory_id import KIND_TABLES
from ui import data
from ui.files.downloads import PARIS, file_name, formats, show_buttons, workbook
from ui.files.exports import Tables
from ui.files.provenance import provenance
from ui.parts.gaps import AREAS, gap_columns
from ui.parts.left_out import LEFT_OUT, left_out_table
from ui.screens.couverture.tables import (
    BASINS,
    RULES,
    access_columns,
    access_table,
    moved_basins,
    rule_table,
)
from ui.text.columns import titles
from ui.text.i18n import _
from ui.text.labels import enumeration
from ui.view.choices import ViewState
from ui.view.rules import basin_rule
from ui.view.sources import coverage_sources
from ui.view.words import coverage_choices, title, word


@dataclass(frozen=True, eq=False)
class Shown:
    """What the tabs of the screen show.

    Attributes
    ----------
    question
        What was asked.
    gaps, areas
        From `ui.parts.gaps.gap_table` and `ui.parts.gaps.area_table`.
    rules
        From `ui.view.rules.cached_rules`.
    profile
        From `ui.view.rules.cached_profile`.
    left_out
        From `geo.reach.coverage.left_out_of`.
    """

    question: Question
    gaps: pd.DataFrame
    areas: pd.DataFrame
    rules: pd.DataFrame
    profile: pd.DataFrame
    left_out: pd.DataFrame


def tables(shown: Shown, view: ViewState) -> Tables:
    """Return every table of the screen, as its tabs show them."""
    found = {
        _("Manques"): (shown.gaps, titles(gap_columns(view.unit))),
        _("Ensembles contigus"): (shown.areas, titles(AREAS)),
        _("Selon la règle"): (rule_table(shown.rules, shown.question.rule), titles(RULES)),
        _("Distance"): (access_table(shown.profile), titles(access_columns(shown.profile))),
        _("Pôles non comptés"): (left_out_table(shown.left_out), titles(LEFT_OUT)),
    }
    jobs = shown.question.atlas.emploi_industriel is not None
    if basin_rule(view).basis == DEFAULT_BASINS.basis and jobs:
        found[_("Bassins")] = (moved_basins(shown.question.atlas, view), titles(BASINS))
    return found


def show_downloads(shown: Shown, view: ViewState) -> None:
    """Show one button a kind of file: the gaps that the reader keeps, and a book of every table.

    Parameters
    ----------
    shown
        What the tabs show.
    view
        What the reader has chosen.
    """
    atlas, territory = shown.question.atlas, shown.question.territory
    now = datetime.now(PARIS).replace(microsecond=0)
    origin = provenance(atlas, view, territory, now, coverage_sources(view))
    conditions = enumeration([word("conditions", condition) for condition in view.conditions])
    filters = {
        **origin.filters,
        **coverage_choices(view),
        title("unit"): word("unit", view.unit),
        _("Conditions"): conditions or _("aucune"),
    }
    origin = replace(origin, filters=filters, title=_("Territoires sans pôle connu"))
    gaps, name, labels = (
        shown.gaps,
        file_name("manques", territory, now),
        titles(gap_columns(view.unit)),
    )

    def book() -> Tables:
        return tables(shown, view)

    if gaps.empty:
        st.info(_("Le tableau des manques est vide : le classeur contient les autres tableaux."))
        show_buttons((workbook(book, origin),), name)
        return
    outlines = data.shapes_by_code(KIND_TABLES[view.unit], "medium")
    places = outlines.reindex(gaps["code"]).set_axis(gaps.index)
    st.markdown(_("**Données** du tableau des manques ; le classeur Excel contient les autres"))
    show_buttons(formats(gaps, labels, places, origin, book), name)
