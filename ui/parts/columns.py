"""The columns of a table on screen, as Streamlit wants them."""

from collections.abc import Iterable
from itertools import chain, count
from typing import Any, Final

import pandas as pd
import streamlit as st

from ui.text.columns import Column, Columns, Kind, shown_names, titles, told
from ui.text.formats import MISSING
from ui.text.safe import markdown_text

_NUMBERS: Final = {
    Kind.NUMBER: "localized",
    Kind.PLAIN: "%g",
    Kind.YEAR: "%d",
    Kind.TENTHS: "%.1f",
    Kind.HUNDREDTHS: "%.2f",
    Kind.SHARE: "percent",
}


def column_config(columns: Columns) -> dict[str, Any]:
    """Return titles and formats of the columns on screen, for `streamlit.dataframe`."""
    return {column.name: _config(column) for column in columns if column.shown}


def show_columns(
    table: pd.DataFrame,
    columns: Columns,
    alt: str,
    *,
    missing: str = MISSING,
    **options: Any,  # noqa: ANN401 - those of `streamlit.dataframe`
) -> Any:  # noqa: ANN401
    """Show a table: its columns on screen, without the index.

    Parameters
    ----------
    table
        Has every column on screen.
    columns
        Of the table, in order; those that are not shown stay out.
    alt
        What a screen reader says of the table.
    missing
        What stands for a missing value.
    options
        Others of `streamlit.dataframe`: key and choice of rows.

    Returns
    -------
    streamlit.delta_generator.DeltaGenerator or dict
        As `streamlit.dataframe`.
    """
    return st.dataframe(
        table[shown_names(columns)],
        column_config=column_config(columns),
        hide_index=True,
        placeholder=missing,
        alt=alt,
        **options,
    )


def show_text_table(table: pd.DataFrame, columns: Columns) -> None:
    """Show a table of words that wrap, where a grid would cut them on a phone.

    Parameters
    ----------
    table
        Of text; one column for each of `columns`, in order.
    columns
        Their titles; of two that read alike, the second gets a number.
    """
    shown = table.set_axis(headings(titles(columns).values()), axis=1)
    st.table(shown.map(markdown_text), hide_index=True)


def headings(names: Iterable[str]) -> list[str]:
    """Return titles as Streamlit reads them as they are, no two alike: it shows no such table."""
    found: list[str] = []
    for title in map(markdown_text, names):
        numbered = (f"{title} ({number})" for number in count(2))
        found.append(next(one for one in chain([title], numbered) if one not in found))
    return found


def _config(column: Column) -> Any:  # noqa: ANN401 - one of several dictionaries, or None
    if column.folded:
        return None
    title = told(column.title)
    label = title if column.short is None else told(column.short)
    explained = title if column.short is not None else column.help and told(column.help)
    options: dict[str, Any] = {"help": explained, "width": column.width}
    if column.kind in _NUMBERS:
        return st.column_config.NumberColumn(label, format=_NUMBERS[column.kind], **options)
    if column.kind is Kind.BAR:
        return st.column_config.ProgressColumn(
            label, format="percent", min_value=0, max_value=1, **options
        )
    if column.kind is Kind.TICK:
        return st.column_config.CheckboxColumn(label, **options)
    if column.kind is Kind.LINK:
        link = None if column.link is None else told(column.link)
        return st.column_config.LinkColumn(label, display_text=link, **options)
    return st.column_config.Column(label, **options)
