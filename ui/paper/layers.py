"""What is drawn under the poles of a printed map: areas, borders, dots."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from geo.places.territories import Territory, commune_mask
from geo.poles.select import declared_territory
from geo.reach.question import Question
from geo.tables.atlas import Atlas
from geo.vocabulary import DECLARED
from ui.maps import styles
from ui.maps.couverture import COLOURS, commune_classes, zone_classes
from ui.maps.layers import ADMIN_TABLES, REGIONAL_KINDS, is_local
from ui.paper import shapes
from ui.paper.frames import Frame, main_frame
from ui.paper.layout import POSTER
from ui.paper.model import Layer, Points, Style, from_leaflet
from ui.text.palette import BORDER, QPV
from ui.view.choices import ViewState

SMALL_KINDS: Final = frozenset({"commune", "epci"})
# Column of the table of communes, and the flag of those that count.
AREA_COLUMNS: Final = {
    "frr": ("frr", ""),
    "zrr": ("zrr", ""),
    "afr": ("afr", ""),
    "ber": ("ber", ""),
    "desindustrialise": ("zone_emploi_2010", "desindustrialise"),
    "territoires-industrie": ("territoire_industrie", ""),
}
COMMUNES_STYLE: Final = Style(edge="#C3CAD2", width=0.25)
CLASS_EDGE: Final = Style(edge=BORDER, width=0.3)
QPV_DOT: Final = 2.4
PANE_DEPTHS: Final = {"rural": 4.0, "communes": 5.0, "limits": 6.0, "lines": 8.0, "qpv": 10.0}


def reach_layer(question: Question, view: ViewState) -> Layer:
    """Return who is reached, as fills: one shape a class, of communes or of zones d'emploi."""
    communes = question.atlas.require_communes()
    if view.mesh == "zone-emploi":
        zones = zone_classes(question, view.display)
        classes = communes["zone_emploi"].map(zones).set_axis(communes["code"])
    else:
        letters = commune_classes(question, view.display)
        classes = pd.Series(letters, index=communes["code"], dtype=object)
    fills = {
        letter: Style(fill=colour, edge=CLASS_EDGE.edge, width=CLASS_EDGE.width)
        for letter, colour in COLOURS.items()
    }
    return Layer(lambda frame: shapes.dissolved(frame, classes), fills, PANE_DEPTHS["rural"])


def area_layers(territory: Territory, name: str) -> tuple[Layer, ...]:
    """Return a layer that the reader may switch on, as it is drawn on screen.

    Parameters
    ----------
    territory
        What is framed: lines are thinner on a map of the whole country.
    name
        One of `ui.view.choices.LAYERS`.

    Returns
    -------
    tuple of Layer
        Several when a line is double; none for quarters on a map of the country, which are dots.
    """
    look = styles.LAYER_STYLES[name]
    if name == "qpv" and not is_local(territory):
        return ()

    # One style for all its areas: what is drawn is a line.
    plain = look.passes[0].keys() & {"default", "in"}

    def find(frame: Frame) -> pd.Series:
        if name in ADMIN_TABLES:
            return shapes.table_borders(frame, ADMIN_TABLES[name])
        if name == "qpv":
            return shapes.quarters(frame)
        areas = shapes.column_borders if plain else shapes.dissolved_column
        return areas(frame, *AREA_COLUMNS[name])

    found = []
    for number_of_pass, one in enumerate(look.passes):
        shown = one if is_local(territory) else styles.lighter(one)
        paper = {
            "*" if key in {"default", "in"} else key: from_leaflet(style)
            for key, style in shown.items()
        }
        if name == "qpv":
            paper = {shapes.SMALL: paper["*"], shapes.WIDE: replace(paper["*"], opacity=0.3)}
        depth = PANE_DEPTHS[look.pane] + 0.1 * number_of_pass
        if name in ADMIN_TABLES:
            depth += 0.2 * list(ADMIN_TABLES).index(name) * -1
        found.append(Layer(find, paper, depth, name))
    return tuple(found)


def is_small(territory: Territory) -> bool:
    """Tell whether the borders of its communes leave room for the colours between them."""
    return is_local(territory) and territory.kind not in REGIONAL_KINDS


def near(territory: Territory, poles: pd.DataFrame) -> pd.DataFrame:
    """Return the poles that can show on the map of a territory."""
    if not is_local(territory):
        return poles
    west, south, east, north = main_frame(
        territory, POSTER.main(with_insets=False).aspect
    ).degrees.bounds
    held = poles["marker_lon"].between(west, east) & poles["marker_lat"].between(south, north)
    return poles[held]


def commune_lines(atlas: Atlas, territory: Territory) -> Layer:
    """Return the borders of communes: around a wide territory they would only be noise."""
    inside = None if territory.kind in SMALL_KINDS else commune_codes(atlas, territory)

    def find(frame: Frame) -> pd.Series:
        around = shapes.table_shapes(frame, "communes")
        return around if inside is None else around[around.index.isin(inside)]

    return Layer(find, {"*": COMMUNES_STYLE}, PANE_DEPTHS["communes"])


def declared_areas(atlas: Atlas, poles: pd.DataFrame) -> Layer:
    """Return the territory that each pole without known seat declares, as a dotted line."""
    codes = atlas.require_communes()["code"]
    areas = {
        pole: frozenset(codes[declared_territory(atlas, pole)])
        for pole in poles.loc[poles["attachment"] == DECLARED, "id"]
    }

    def find(frame: Frame) -> pd.Series:
        found = {pole: shapes.united(frame, members) for pole, members in areas.items()}
        return pd.Series({pole: area for pole, area in found.items() if area is not None})

    return Layer(find, {"*": from_leaflet(styles.DECLARED_AREA["default"])}, 32)


def qpv_points(atlas: Atlas) -> tuple[Points, ...]:
    """Return the quarters as dots, for a map on which their shapes would not show."""
    if atlas.qpv is None:
        return ()
    lon, lat = atlas.qpv["lon"].to_numpy(), atlas.qpv["lat"].to_numpy()
    known = ~np.isnan(lon)
    return (Points(lon[known], lat[known], Style(fill=QPV), QPV_DOT, PANE_DEPTHS["qpv"]),)


def commune_codes(atlas: Atlas, territory: Territory) -> set[str]:
    """Return the codes of the communes of a territory."""
    communes = atlas.require_communes()
    return set(communes["code"][commune_mask(atlas, territory)])


def in_order(chosen: Iterable[str]) -> list[str]:
    """Return layers from the one below to the one on top."""
    return [name for name in (*AREA_COLUMNS, *reversed(ADMIN_TABLES), "qpv") if name in set(chosen)]
