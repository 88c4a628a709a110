"""What a printed map shows, apart from how it is drawn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from geo.places.territories import Territory
from geo.tables.atlas import Atlas
from ui.maps.crowds import Crowd
from ui.maps.elements import Style as LeafletStyle
from ui.paper.frames import Frame

# Paper is sharper than a screen: a line may be finer there than its 0.75 points a pixel.
POINTS_PER_PIXEL: Final = 0.6


@dataclass(frozen=True)
class Style:
    """How shapes or a mark are drawn.

    Attributes
    ----------
    fill, edge
        Colours ``#RRGGBB``; empty for none.
    width
        Of the edge, in points.
    dashes
        Lengths of the dashes and gaps, in points; none for a whole line.
    opacity
        Of the fill, in [0, 1].
    """

    fill: str = ""
    edge: str = ""
    width: float = 0.0
    dashes: tuple[float, ...] = ()
    opacity: float = 1.0


def from_leaflet(style: LeafletStyle) -> Style:
    """Return the style on paper of what a map on screen draws: pixels become points."""
    stroke = style.get("stroke", True) and "color" in style
    filled = style.get("fill", True) and "fillColor" in style
    dashes = str(style.get("dashArray", "")).split()
    return Style(
        fill=str(style["fillColor"]) if filled else "",
        edge=str(style["color"]) if stroke else "",
        width=float(style.get("weight", 0)) * POINTS_PER_PIXEL if stroke else 0.0,
        dashes=tuple(float(length) * POINTS_PER_PIXEL for length in dashes),
        opacity=float(style.get("fillOpacity", 1)),
    )


@dataclass(frozen=True, eq=False)
class Layer:
    """Shapes drawn the same way in every frame.

    Attributes
    ----------
    shapes
        Gives the shapes of a frame, in its metres, indexed by class.
    styles
        Style by class; ``"*"`` for every class without its own.
    depth
        What is drawn later lies on top.
    name
        One of `ui.view.choices.LAYERS`; empty for what is always drawn.
    """

    shapes: Callable[[Frame], pd.Series]
    styles: Mapping[str, Style]
    depth: float
    name: str = ""


@dataclass(frozen=True, eq=False)
class Points:
    """Places marked by a dot.

    Attributes
    ----------
    lon, lat
        Degrees (EPSG:4326).
    style
        Of each dot.
    diameter
        Points.
    depth
        What is drawn later lies on top.
    own
        Whether they are of the list of a reader, drawn in another shape.
    """

    lon: np.ndarray
    lat: np.ndarray
    style: Style
    diameter: float
    depth: float
    own: bool = False


@dataclass(frozen=True, eq=False)
class Poles:
    """Poles as marks, drawn on top of everything.

    Attributes
    ----------
    table
        One row a mark: ``name``, ``lon``, ``lat`` in degrees, ``dx``, ``dy`` from 0 to 1 and more,
        how many marks beside its town it stands, ``colour``, ``hollow``, ``number`` (0 for none),
        ``own`` (of the list of a reader, drawn in another shape).
    crowd
        Others, drawn as circles, one a territory.
    """

    table: pd.DataFrame
    crowd: Crowd | None = None


@dataclass(frozen=True)
class Entry:
    """One line of a legend: its mark and what it means.

    Attributes
    ----------
    kind
        ``"area"``, ``"line"``, ``"dot"``, ``"pole"``, ``"own"`` (a pole of a list) or ``"crowd"``.
    style
        Of the mark; of a double line, the wide one.
    label
        Words.
    over
        Drawn over the mark, for a double line.
    layer, value
        Name of the `Layer` it explains, and which of its classes (any when empty); both empty for
        what the legend always explains.
    """

    kind: str
    style: Style
    label: str
    over: Style | None = None
    layer: str = ""
    value: str = ""


@dataclass(frozen=True)
class Legend:
    """A part of the legend, with its title."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Imprint:
    """What a printed map says of itself.

    Attributes
    ----------
    answer
        The sentence of the screen, Markdown and all.
    made
        Day it is made.
    link
        Address of the same view.
    """

    answer: str
    made: date
    link: str = ""


@dataclass(frozen=True, eq=False)
class PaperMap:
    """A map for print.

    Attributes
    ----------
    atlas
        The tables.
    territory
        What is framed; of France, overseas départements are insets.
    title
        Name of the territory and subject.
    answer
        The sentence above the map on screen, without Markdown.
    filters
        Choices in force, in words.
    layers, points, poles
        What is drawn on the land.
    legend
        What the marks mean.
    notes
        What the reader must know: seats unknown, outlines lacking.
    sources
        Producers and vintages.
    version
        Digest of the data.
    made
        Day it is made.
    link
        Address of the same view, or empty.
    beside
        Maps of other territories, drawn beside this one on the same paper.
    name
        Of the territory, above its map where there are several.
    towns
        Whether the largest towns are named.
    greys_outside
        As of `ui.maps.carte.MapContext`.
    """

    atlas: Atlas
    territory: Territory
    title: str
    answer: str
    filters: str
    layers: tuple[Layer, ...]
    poles: Poles
    legend: tuple[Legend, ...]
    notes: tuple[str, ...]
    sources: str
    version: str
    made: date
    points: tuple[Points, ...] = ()
    link: str = ""
    beside: "tuple[PaperMap, ...]" = ()
    name: str = ""
    towns: bool = True
    greys_outside: bool = False
