"""The figures under a sentence, each with its unit."""

from dataclasses import dataclass

import streamlit as st

from geo.poles.summary import PoleSummary
from ui.text.formats import number
from ui.text.i18n import _
from ui.text.labels import cohort_short


@dataclass(frozen=True)
class Figure:
    """One figure: what it counts, its value, what it is compared with, and its rule."""

    label: str
    value: str
    comparison: str
    rule: str


def completeness_note(summary: PoleSummary) -> str:
    """Return which waves of the choice the register holds only in part, or ``""``."""
    partial = [
        _("{wave} : {found} sur {official}").format(
            wave=cohort_short(wave.cohort),
            found=number(wave.found),
            official=number(wave.official_count),
        )
        for wave in summary.completeness
        if wave.official_count is not None and wave.found < wave.official_count
    ]
    if not partial:
        return ""
    return _("Registre incomplet, un pôle manquant n'est pas un pôle absent : {waves}.").format(
        waves=" ; ".join(partial)
    )


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
