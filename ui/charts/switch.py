"""A chart and its table, and the switch between the two."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
import streamlit as st

from ui.charts.charts import Chart
from ui.charts.vega import Spec, shared_config
from ui.text.formats import MISSING
from ui.text.i18n import _
from ui.text.safe import plain_text
from ui.view import session
from ui.view.choices import CHARTS

GRAPH: Final = "graphique"
TABLE: Final = "tableau"


def show_chart(  # noqa: PLR0913 - what is missing is rarely said otherwise
    chart: Chart | None,
    table: pd.DataFrame,
    column_config: Mapping[str, Any],
    key: str,
    title: str,
    *,
    missing: str = MISSING,
) -> None:
    """Show a chart with a switch to its table, without running the page anew.

    Parameters
    ----------
    chart
        From one of the builders; None where there is nothing to draw: the table alone is shown.
    table
        The same figures as rows, names already through `ui.text.safe.plain_text`.
    column_config
        Titles and formats of the columns, for `streamlit.dataframe`.
    key
        One of `ui.view.choices.CHARTS`, by which the link knows what is shown as a table.
    title
        What it shows, with its rule and date: written above, and read aloud for chart and table.
    missing
        What stands in the table for a missing value.

    Raises
    ------
    ValueError
        When `key` is none of them: the link could not hold it.
    """
    if key not in CHARTS:
        raise ValueError(f"{key!r} is not in ui.view.choices.CHARTS.")
    _show(chart, table, dict(column_config), key, title, missing=missing)


@st.fragment
def _show(  # noqa: PLR0913
    chart: Chart | None,
    table: pd.DataFrame,
    column_config: Spec,
    key: str,
    title: str,
    *,
    missing: str,
) -> None:
    shown: str | None = TABLE
    if chart is not None and len(chart.rows):
        words = {GRAPH: _("Graphique"), TABLE: _("Tableau")}
        switch = f"forme-{key}"
        st.session_state[switch] = TABLE if key in session.current().tables else GRAPH
        shown = st.segmented_control(
            _("Graphique ou tableau"),
            list(words),
            format_func=lambda option: words[option],
            required=True,
            key=switch,
            on_change=_switch,
            args=(key, switch),
            label_visibility="collapsed",
        )
        session.write_link()
    st.caption(plain_text(title))
    if chart is None or shown == TABLE:
        st.dataframe(
            table,
            column_config=column_config,
            hide_index=True,
            placeholder=missing,
            key=f"tableau-{key}",
            alt=plain_text(title),
        )
        return
    draw(chart, f"graphique-{key}")


def draw(chart: Chart, key: str | None = None) -> None:
    """Draw a chart whose table stands beside it already."""
    st.vega_lite_chart(
        chart.rows,
        {**chart.spec, "config": shared_config()},
        key=key,
        alt=chart.description,
    )


def _switch(key: str, switch: str) -> None:
    others = tuple(name for name in session.current().tables if name != key)
    chosen = (key,) if st.session_state[switch] == TABLE else ()
    session.keep(tables=(*others, *chosen))
