"""Small maps side by side in one frame of the component, which move and zoom together.

A frame of the map component costs about half a second; four of them would cost two. The map that
the component asks for is empty and hidden: the small ones are drawn over it, all at the same
scale on the ground when their territories are of comparable size.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import folium
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from geo.memo import lately
from geo.places.territories import FRANCE, METROPOLE, Bounds, Territory, bounds
from geo.reach.question import Question
from geo.tables.atlas import Atlas
from ui import data
from ui.maps import base, crowds, elements, layers, pole_marks, styles
from ui.maps.couverture import STYLES, commune_classes, pictures
from ui.maps.elements import ImageConfig, RemoteConfig, layer_url
from ui.maps.scale import extent, is_common_scale
from ui.maps.sinks import SafeScript
from ui.text.i18n import _, current_language
from ui.view.choices import ViewState
from ui.view.rules import cached_reach

PANELS_HEIGHT_PX: Final = 400
FRAME_MARGIN: Final = 0.12
LARGEST_CROWD_PX: Final = 28
# Names of towns for which a small map has room.
MOST_TOWNS: Final = 5
# Drawn commune by commune; anything larger as the picture of all France.
_SMALL_KINDS: Final = ("epci", "zone-emploi", "commune")


@dataclass(frozen=True)
class Panel:
    """One small map.

    Parameters
    ----------
    territory
        What it frames.
    label
        Its name, as text.
    value
        The figure beside the name, as text.
    """

    territory: Territory
    label: str
    value: str


def _town_counts(frames: Sequence[Bounds]) -> list[int]:
    """Return how many names of towns each map has room for, the largest towns first."""
    if not is_common_scale(frames):
        return [MOST_TOWNS] * len(frames)
    extents = [extent(frame) for frame in frames]
    return [max(1, round(MOST_TOWNS * extent / max(extents))) for extent in extents]


def panel_board(
    panels: Sequence[Panel], frames: Sequence[Bounds], version: str, label: str
) -> folium.Map:
    """Return the small maps without what filters change.

    Parameters
    ----------
    panels, frames
        What each shows, and what it frames.
    version
        Digest of the data, for the addresses of layers.
    label
        Name of the whole for screen readers.
    """
    board = elements.empty_map(frames[0], (), label)
    setup = {
        "common": is_common_scale(frames),
        "panes": [{"name": name, "z": z, "interactive": on} for name, z, on in base.PANES],
        "zoom": {"zoomInTitle": _("Agrandir"), "zoomOutTitle": _("Réduire")},
        "mask": styles.COVERAGE_MASK["default"],
        "contour": styles.CONTOUR["default"],
        "panels": [
            {**_still(panel, frame, version), "names": names}
            for panel, frame, names in zip(panels, frames, _town_counts(frames), strict=True)
        ],
    }
    elements.panel_board(setup).add_to(board)
    return board


def _still(panel: Panel, frame: Bounds, version: str) -> dict[str, Any]:
    territory = panel.territory
    west, south, east, north = frame
    small, local = territory.kind in _SMALL_KINDS, layers.is_local(territory)
    # The coarse land of the whole country is fetched once for all the maps.
    around = territory.id if small else METROPOLE.id
    under = []
    if data.is_drawable("voisins", "coarse"):
        under.append(RemoteConfig(layer_url(version, "voisins", around), "land", styles.NEIGHBOURS))
    if data.is_drawable("departements" if small else "regions", "coarse"):
        under.append(RemoteConfig(layer_url(version, "terre", around), "land", styles.LAND))
    limits = styles.LAYER_STYLES["departements" if local else "regions"].passes[0]
    if not small:
        name = "departements" if local else "regions"
        under.append(RemoteConfig(layer_url(version, name, around), "limits", limits))
    return {
        "label": panel.label,
        "bounds": [[south, west], [north, east]],
        "layers": [asdict(config) for config in under],
        "outline": layer_url(version, "contour", territory.id) if local else None,
        "towns": layer_url(version, "villes", territory.id),
    }


def panel_group(
    panels: Sequence[Panel],
    frames: Sequence[Bounds],
    view: ViewState,
    question: Question,
) -> folium.FeatureGroup:
    """Return what filters change.

    Parameters
    ----------
    panels, frames
        What each map shows, and what it frames.
    view
        Display (who is reached, or the distance) and the waves that colour the poles.
    question
        Rule of reach, poles that count, priorities; the panels say about whom.
    """
    group = elements.group()
    content = _content(question, tuple(panels), tuple(frames), view, current_language())
    elements.written("panelContent", content).add_to(group)
    return group


@lately(16)
def _content(
    question: Question,
    panels: tuple[Panel, ...],
    frames: tuple[Bounds, ...],
    view: ViewState,
    _language: str,
) -> SafeScript:
    shown: list[ImageConfig] = []
    maps = []
    whole = pictures(question, view.display)
    poles = cached_reach(question).poles
    atlas = question.atlas
    context = base.map_context(atlas, question.territory, view)
    parts = [crowds.parted(atlas, panel.territory, poles) for panel in panels]
    grouped = crowds.on_one_scale([part.crowd for part in parts])
    for panel, frame, part, crowd in zip(panels, frames, parts, grouped, strict=True):
        small = panel.territory.kind in _SMALL_KINDS
        numbers = []
        for picture in whole:
            if not small and _touches(picture, frame):
                if picture not in shown:
                    shown.append(picture)
                numbers.append(shown.index(picture))
        drawn = _communes(question.about(panel.territory), view) if small else []
        maps.append(
            {
                "value": panel.value,
                "layers": [asdict(config) for config in drawn],
                "pictures": numbers,
                "marks": _marks(atlas, context, part.each, frame),
                "crowds": []
                if crowd is None
                else crowds.circles(crowd, LARGEST_CROWD_PX, sheets=False),
            }
        )
    return elements.panel_content(
        {"pictures": [asdict(picture) for picture in shown], "panels": maps}
    )


def _communes(question: Question, view: ViewState) -> list[RemoteConfig]:
    territory = question.territory
    if not data.is_drawable("communes", layers.level_of(territory)):
        return []
    classes = commune_classes(question.about(FRANCE), view.display)
    letters = "".join(classes[layers.rows_around(territory)])
    url = layer_url(data.get_version(), "communes", territory.id)
    return [RemoteConfig(url, "communes", STYLES, classes=letters)]


def _touches(picture: ImageConfig, frame: Bounds) -> bool:
    (south, west), (north, east) = picture.bounds
    return west < frame[2] and frame[0] < east and south < frame[3] and frame[1] < north


def _marks(
    atlas: Atlas, context: base.MapContext, poles: pd.DataFrame, frame: Bounds
) -> list[dict[str, Any]]:
    marks = pole_marks.small_marks(atlas, context.of_marks, tuple(poles["id"]), current_language())
    west, south, east, north = frame
    margin = FRAME_MARGIN * extent(frame)
    return [
        mark
        for mark in marks
        if west - margin <= mark["lon"] <= east + margin
        and south - margin <= mark["lat"] <= north + margin
    ]


def show_panels(panels: Sequence[Panel], view: ViewState, question: Question) -> None:
    """Show the small maps.

    Parameters
    ----------
    panels
        Two to four.
    view, question
        As of `panel_group`.
    """
    frames = [bounds(question.atlas, panel.territory) for panel in panels]
    version = data.get_version()
    label = _("Cartes côte à côte ; le tableau sous les cartes dit la même chose.")
    board = panel_board(panels, frames, version, label)
    # See `ui.maps.show`: what makes the still part differ must stand in the key.
    names = "|".join(f"{panel.territory.id} {panel.label}" for panel in panels)
    digest = hashlib.sha256(f"{names}|{version}|{label}".encode()).hexdigest()[:16]
    with st.container(key="cartes"):
        st_folium(
            board,
            key=f"cartes-{digest}",
            height=PANELS_HEIGHT_PX,
            use_container_width=True,
            returned_objects=[],
            feature_group_to_add=[panel_group(panels, frames, view, question)],
        )
