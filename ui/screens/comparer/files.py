"""What a reader takes away of a comparison: its tables, its maps and its sheet."""

from dataclasses import replace
from datetime import datetime

import streamlit as st

from ui.files.downloads import PARIS, file_name, formats, show_buttons
from ui.files.exports import Tables
from ui.files.printed import printed, show_made
from ui.files.provenance import provenance
from ui.screens.comparer.facts import Comparison, named_link, rows
from ui.screens.comparer.paper import comparison_map, comparison_sheet
from ui.screens.comparer.tables import (
    PAIRS,
    export_columns,
    export_table,
    outlines_of,
    page_columns,
    pair_rows,
    rule_columns,
    rule_table,
)
from ui.text.columns import names, titles
from ui.text.i18n import _
from ui.text.labels import territory_label
from ui.view.choices import ViewState
from ui.view.share import absolute_link
from ui.view.sources import coverage_sources
from ui.view.words import coverage_choices


def tables(shown: Comparison) -> Tables:
    """Return every table of the screen: figures typed, then as the page says them."""
    page = page_columns(shown)
    return {
        _("Comparaison"): (export_table(shown), titles(export_columns(shown.question.atlas))),
        _("Tableau de la page"): (rows(shown).set_axis(names(page), axis=1), titles(page)),
        _("Tests"): (pair_rows(shown), titles(PAIRS)),
        _("Selon la règle"): (rule_table(shown), titles(rule_columns(shown))),
    }


def show_files(shown: Comparison, view: ViewState) -> None:
    """Show the buttons of what is printed and of the data."""
    show_comparison_prints(shown, view)
    now = datetime.now(PARIS).replace(microsecond=0)
    territories = shown.compared.territories
    origin = provenance(shown.question.atlas, view, territories[0], now, coverage_sources(view))
    filters = {
        **origin.filters,
        _("Territoires comparés"): " ; ".join(territory_label(item) for item in territories),
        **coverage_choices(view),
    }
    origin = replace(origin, filters=filters, title=_("Comparaison de territoires"))
    kinds = formats(
        export_table(shown),
        titles(export_columns(shown.question.atlas)),
        lambda: outlines_of(territories),
        origin,
        lambda: tables(shown),
    )
    show_buttons(kinds, file_name("comparaison", territories[0], now))
    st.caption(_("Une ligne par territoire, tous les chiffres du tableau, avec leurs contours."))


def show_comparison_prints(shown: Comparison, view: ViewState) -> None:
    """Show the buttons of what is printed of a comparison.

    Parameters
    ----------
    shown
        From `ui.screens.comparer.facts.comparison`.
    view
        What the reader has chosen.
    """
    day = datetime.now(PARIS)
    link = absolute_link(replace(view, **named_link(shown.compared)))
    made = printed(
        lambda: comparison_map(shown, view, day.date(), link),
        lambda drawn: comparison_sheet(shown, view, drawn),
    )
    show_made(made, file_name("comparaison", shown.compared.territories[0], day))
