"""The choices beside the map of poles."""

import streamlit as st

from geo.places.territories import Territory
from geo.tables.atlas import Atlas
from ui.parts.filters import layer_choices, only_announced, poles
from ui.parts.own_list import show_own_list
from ui.parts.territory_search import choose_territory
from ui.parts.widgets import ask


def sidebar(atlas: Atlas, territory: Territory) -> None:
    """Show the choices; `ui.view.session.chosen` is the view they make."""
    if only_announced(territory):
        return
    with st.sidebar:
        choose_territory(atlas, territory)
        show_own_list()
        poles(atlas)
        ask("colour")
        layer_choices()
        ask("background")
