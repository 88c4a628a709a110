"""The sentence and the figures of the map of poles, on the page."""

import streamlit as st

from geo.people.context import PopulationContext
from geo.places.territories import Territory
from geo.poles.summary import PoleSummary
from geo.tables.atlas import OwnList
from ui.parts.figures import show_figures
from ui.screens.carte.words import figures, sentence
from ui.text.own_list import named


def show(
    territory: Territory,
    summary: PoleSummary,
    people: PopulationContext | None,
    own: OwnList | None,
) -> None:
    """Show the sentence and the figures."""
    st.markdown(f"### {named(own, sentence(territory, summary))}")
    if people is None:
        return
    show_figures(figures(summary, people))
