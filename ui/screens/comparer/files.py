"""What a reader takes away of a comparison: its tables, its maps and its sheet."""

from dataclasses import replace
from datetime import datetime

import pandas as pd
import streamlit as st

from geo.tables.atlas import Atlas
from ui.files.downloads import PARIS, file_name, formats, show_buttons
from ui.files.exports import Tables
from ui.files.printed import printed, show_made
from ui.files.provenance import provenance
from ui.screens.comparer.facts import Comparison, named_link, rows
from ui.screens.comparer.paper import comparison_map, comparison_sheet
from ui.screens.comparer.tables import (
    PAIRS,
    export_labels,
    export_table,
    outlines_of,
    pair_rows,
)
from ui.text.columns import titles
from ui.text.i18n import _
from ui.text.labels import territory_label
from ui.text.safe import plain_text
from ui.view.choices import coverage_choices
from ui.view.rules import cached_rules, rule_name
from ui.view.share import absolute_link
from ui.view.sources import coverage_sources
from ui.view.state import ViewState


def rule_table(shown: Comparison) -> pd.DataFrame:
    """Return the share reached under each rule: ``rule``, then ``t0``, ``t1``… in [0, 1]."""
    found = [
        cached_rules(shown.question.about(territory)) for territory in shown.compared.territories
    ]
    kinds = zip(found[0]["reach"], found[0]["km"], strict=True)
    names = [rule_name(kind, None if pd.isna(km) else km) for kind, km in kinds]
    shares = {f"t{rank}": rules["share_reached"] for rank, rules in enumerate(found)}
    return pd.DataFrame({"rule": names, **shares})


def rule_labels(shown: Comparison) -> dict[str, str]:
    """Return the titles of the columns of `rule_table`."""
    names = {f"t{rank}": plain_text(name) for rank, name in enumerate(shown.names)}
    return {"rule": _("Règle"), **names}


def tables(shown: Comparison) -> Tables:
    """Return every table of the screen: figures typed, then as the page says them."""
    table = rows(shown)
    # Of the same name, two columns of the page could not be told apart in a table.
    names = {str(rank): str(name) for rank, name in enumerate(table.columns)}
    headers = names | {"0": _("Indicateur")}
    return {
        _("Comparaison"): (export_table(shown), export_labels()),
        _("Tableau de la page"): (table.set_axis(list(names), axis=1), headers),
        _("Tests"): (pair_rows(shown), titles(PAIRS)),
        _("Selon la règle"): (rule_table(shown), rule_labels(shown)),
    }


def show_files(atlas: Atlas, shown: Comparison, view: ViewState) -> None:
    """Show the buttons of what is printed and of the data."""
    show_comparison_prints(atlas, shown, view)
    now = datetime.now(PARIS).replace(microsecond=0)
    territories = shown.compared.territories
    origin = provenance(atlas, view, territories[0], now, coverage_sources(view))
    filters = {
        **origin.filters,
        _("Territoires comparés"): " ; ".join(territory_label(item) for item in territories),
        **coverage_choices(view),
    }
    origin = replace(origin, filters=filters, title=_("Comparaison de territoires"))
    kinds = formats(
        export_table(shown),
        export_labels(),
        lambda: outlines_of(territories),
        origin,
        lambda: tables(shown),
    )
    show_buttons(kinds, file_name("comparaison", territories[0], now))
    st.caption(_("Une ligne par territoire, tous les chiffres du tableau, avec leurs contours."))


def show_comparison_prints(atlas: Atlas, shown: Comparison, view: ViewState) -> None:
    """Show the buttons of what is printed of a comparison.

    Parameters
    ----------
    atlas
        The tables.
    shown
        From `ui.screens.comparer.facts.comparison`.
    view
        What the reader has chosen.
    """
    day = datetime.now(PARIS)
    link = absolute_link(replace(view, **named_link(shown.compared)))
    made = printed(
        lambda: comparison_map(atlas, shown, view, day.date(), link),
        lambda drawn: comparison_sheet(atlas, shown, view, drawn),
    )
    show_made(made, file_name("comparaison", shown.compared.territories[0], day))
