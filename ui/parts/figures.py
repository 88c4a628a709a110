"""The figures under a sentence, shown side by side."""

import streamlit as st

from ui.text.figures import Figure


def show_figures(shown: list[Figure]) -> None:
    """Show figures side by side, each with what it is compared with and its rule."""
    with st.container(key="chiffres"):
        columns = st.columns(len(shown))
    for column, figure in zip(columns, shown, strict=True):
        column.metric(
            figure.label,
            figure.value,
            delta=figure.comparison or None,
            delta_color="off",
            delta_arrow="off",
            help=figure.rule,
            border=True,
        )
