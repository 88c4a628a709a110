"""The map of poles on the page, and the pole a reader clicks."""

import hashlib
from dataclasses import replace
from typing import Final

import folium
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from geo.places.territories import Territory, bounds
from geo.tables.atlas import Atlas
from ui.maps import base, carte, crowds, elements, pole_marks
from ui.text.i18n import _, current_language
from ui.view import session
from ui.view.choices import ViewState
from ui.view.rules import cached_reach, question

MAP_HEIGHT_PX: Final = 560
# The hexagon, where the table of communes is missing and no territory can be framed.
FALLBACK_FRAME: Final = (-5.2, 41.3, 9.7, 51.1)
LAST_CLICK: Final = "carte-clic"


def show_map(
    atlas: Atlas, territory: Territory, poles: pd.DataFrame, view: ViewState, opened: str
) -> str | None:
    """Show the map of poles.

    Parameters
    ----------
    atlas
        The tables.
    territory
        What is framed.
    poles
        From `geo.poles.select.select_poles`.
    view
        Layers, colours, background.
    opened
        Pole whose sheet is open from the start, or ``""``.

    Returns
    -------
    str or None
        The pole that was just clicked, None when nothing new was.
    """
    context = base.map_context(atlas, territory, view)
    groups = [carte.layer_group(context, poles), *_marks(atlas, context, poles, opened)]
    label = _("Carte des pôles ; le tableau sous la carte dit la même chose.")
    clicked = _show(atlas, context, groups, label, "last_object_clicked")
    if not clicked:
        return None
    each = crowds.parted(atlas, territory, poles).each
    return pole_marks.pole_at(pole_marks.place_poles(each), clicked)


def show_coverage_map(
    atlas: Atlas, territory: Territory, view: ViewState, layers: folium.FeatureGroup
) -> dict[str, float] | None:
    """Show the map of coverage with the poles that count in it.

    Parameters
    ----------
    atlas
        The tables.
    territory
        What is framed.
    view
        Rule of reach, poles that count, background.
    layers
        From `ui.maps.couverture.coverage_group`.

    Returns
    -------
    dict of str to float or None
        ``lat`` and ``lng`` of the place that was clicked last.
    """
    context = replace(base.map_context(atlas, territory, view), greys_outside=True)
    poles = cached_reach(question(atlas, territory, view)).poles
    groups = [layers, *_marks(atlas, context, poles)]
    label = _("Carte de la couverture ; les tableaux sous la carte disent la même chose.")
    _show(atlas, context, groups, label, "last_clicked")
    place: dict[str, float] | None = st.session_state.get(LAST_CLICK)
    return place


def show_siting_map(
    atlas: Atlas,
    context: base.MapContext,
    groups: list[folium.FeatureGroup],
    poles: pd.DataFrame,
) -> None:
    """Show the map of new sites with the poles that exist.

    Parameters
    ----------
    atlas
        The tables.
    context
        Territory and background.
    groups
        From `ui.maps.implanter`: communes, then sites.
    poles
        Those that count, from `geo.reach.reach.reach`.
    """
    marks = _marks(atlas, context, poles)
    label = _("Carte des sites proposés ; le tableau sous la carte dit la même chose.")
    _show(atlas, context, [groups[0], *marks, *groups[1:]], label, "last_clicked")


def _marks(
    atlas: Atlas, context: base.MapContext, poles: pd.DataFrame, opened: str = ""
) -> list[folium.FeatureGroup]:
    """Return the marks of all the poles, on top last."""
    each, crowd = crowds.parted(atlas, context.territory, poles)
    written = pole_marks.written(
        atlas, context.of_marks, tuple(each["id"]), opened, current_language()
    )
    own = elements.group()
    elements.written("poles", written).add_to(own)
    return [own] if crowd is None else [crowds.crowd_group(crowd), own]


def _show(
    atlas: Atlas,
    context: base.MapContext,
    groups: list[folium.FeatureGroup],
    label: str,
    returned: str,
) -> dict[str, float] | None:
    """Show a map and return what was clicked, if it was not before."""
    frame = FALLBACK_FRAME if atlas.communes is None else bounds(atlas, context.territory)
    board = base.base_map(context, frame, label, towns=atlas.communes is not None)
    # The component tells maps apart by a text from which names are stripped: two territories
    # would share one map. Whatever makes the still part differ must stand in the key.
    still = f"{context.territory.id}|{context.view.background}|{context.version}|{label}"
    with st.container(key="carte"):
        answer = st_folium(
            board,
            key=f"carte-{hashlib.sha256(still.encode()).hexdigest()[:16]}",
            height=MAP_HEIGHT_PX,
            use_container_width=True,
            returned_objects=[returned],
            feature_group_to_add=groups,
            on_change=session.hold,
        )
    clicked: dict[str, float] | None = answer.get(returned)
    if clicked == st.session_state.get(LAST_CLICK):
        return None
    st.session_state[LAST_CLICK] = clicked
    return clicked
