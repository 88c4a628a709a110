"""The map of poles on the page, and the pole a reader clicks."""

import hashlib
from typing import Final

import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from geo.tables import Atlas
from geo.territories import Territory, bounds
from ui import data
from ui.i18n import _, current_language
from ui.maps import carte
from ui.sheet import sheets
from ui.state import ViewState

MAP_HEIGHT_PX: Final = 560
# The hexagon, where the table of communes is missing and no territory can be framed.
FALLBACK_FRAME: Final = (-5.2, 41.3, 9.7, 51.1)
LAST_CLICK: Final = "carte-clic"


def show_map(
    atlas: Atlas, territory: Territory, poles: pd.DataFrame, view: ViewState, opened: str
) -> str | None:
    """Show the map.

    Parameters
    ----------
    atlas
        The tables.
    territory
        What is framed.
    poles
        From `geo.poles.select_poles`.
    view
        Layers, colours, background.
    opened
        Pole whose sheet is open from the start, or ``""``.

    Returns
    -------
    str or None
        The pole that was just clicked, None when nothing new was.
    """
    version = data.get_version()
    frame = FALLBACK_FRAME if atlas.communes is None else bounds(atlas, territory)
    label = _("Carte des pôles ; le tableau sous la carte dit la même chose.")
    context = carte.MapContext(territory, view, version)
    board = carte.base_map(context, frame, label)
    places = carte.place_poles(poles)
    groups = [
        carte.layer_group(context, poles),
        carte.pole_group(context, poles, places, sheets(current_language()), opened),
    ]
    # The component tells maps apart by a text from which names are stripped: two territories
    # would share one map. Whatever makes the still part differ must stand in the key.
    still = f"{territory.id}|{view.background}|{version}|{label}"
    with st.container(key="carte"):
        answer = st_folium(
            board,
            key=f"carte-{hashlib.sha256(still.encode()).hexdigest()[:16]}",
            height=MAP_HEIGHT_PX,
            use_container_width=True,
            returned_objects=["last_object_clicked"],
            feature_group_to_add=groups,
        )
    return _new_click(places, answer.get("last_object_clicked"))


def _new_click(places: pd.DataFrame, clicked: dict[str, float] | None) -> str | None:
    if clicked == st.session_state.get(LAST_CLICK):
        return None
    st.session_state[LAST_CLICK] = clicked
    return carte.pole_at(places, clicked)
