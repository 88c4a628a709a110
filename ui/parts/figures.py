"""The figures under a sentence, shown side by side."""

from typing import Final

import streamlit as st

from ui.text.figures import Figure
from ui.text.safe import markdown_text

RULE_LIMIT: Final = 2_000


def show_figures(shown: list[Figure]) -> None:
    """Show figures side by side, each with what it is compared with and its rule."""
    with st.container(key="chiffres"):
        columns = st.columns(len(shown))
    for column, figure in zip(columns, shown, strict=True):
        column.metric(
            markdown_text(figure.label),
            markdown_text(figure.value),
            delta=markdown_text(figure.comparison) or None,
            delta_color="off",
            delta_arrow="off",
            help=markdown_text(figure.rule, RULE_LIMIT),
            border=True,
        )
