"""The choices of the timeline."""

import streamlit as st

from geo.places.territories import Territory
from geo.tables.atlas import Atlas
from ui.parts.filters import reach
from ui.parts.own_list import show_own_list
from ui.parts.territory_search import choose_territory
from ui.parts.widgets import ask
from ui.text.i18n import _


def sidebar(atlas: Atlas, territory: Territory) -> None:
    """Show the choices of the timeline."""
    with st.sidebar:
        choose_territory(atlas, territory)
        show_own_list()
        reach()
        with st.expander(_("Quelles priorités")):
            ask("rural")
            ask("basis")
