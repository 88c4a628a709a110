"""The choices beside the portrait."""

import streamlit as st

from geo.places.territories import Territory
from geo.tables.atlas import Atlas
from ui.parts.filters import layer_choices, only_announced, reach, which_poles
from ui.parts.territory_search import choose_territory
from ui.parts.widgets import ask
from ui.text.i18n import _


def sidebar(atlas: Atlas, territory: Territory) -> None:
    """Show the choices of the portrait."""
    if only_announced(territory):
        return
    with st.sidebar:
        choose_territory(atlas, territory)
        reach()
        which_poles(atlas)
        with st.expander(_("Calques")):
            layer_choices()
        ask("background")
