"""A printed map drawn on its paper: its frames, their land, poles and towns, its legend."""

import math
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from geo.errors import TableError
from geo.places.territories import FRANCE, Territory, bounds
from geo.places.towns import largest_towns
from geo.tables.atlas import Atlas
from ui.maps.crowds import Crowd
from ui.maps.layers import is_local
from ui.maps.scale import is_common_scale
from ui.paper import frames, furniture, ink, shapes
from ui.paper.frames import Frame
from ui.paper.ink import Letters
from ui.paper.layout import NAME_MM, Layout, Rect
from ui.paper.model import PaperMap, Style
from ui.paper.names import Names
from ui.paper.words import MM_PER_POINT
from ui.text.formats import number
from ui.text.palette import (
    BORDER,
    INK,
    NEIGHBOUR,
    OUTSIDE,
    OWN_LIST,
    OWN_LIST_LIGHT,
    PAPER,
    SEA,
)

MM_PER_INCH: Final = 25.4
LAND: Final = Style(fill=PAPER, edge=BORDER, width=0.5)
NEIGHBOURS: Final = Style(fill=NEIGHBOUR, edge="#D8D5CC", width=0.4)
MASK: Final = Style(fill=PAPER, opacity=0.68)
GREY_MASK: Final = Style(fill=OUTSIDE, opacity=0.88)
CONTOUR: Final = Style(edge=INK, width=1.6)
MASK_DEPTH: Final = 30.0
NUMBERED_DIAMETER: Final = 10.5
DIAMETER: Final = 8.0
SMALL_DIAMETER: Final = 6.5
NUMBER_SIZE: Final = 5.2
# Circles of many poles, in points: of the largest, its share in an inset, the least, the least
# with its number, the line around.
LARGEST_CROWD: Final = 24.0
SMALL_CROWD: Final = 0.7
LEAST_CROWD: Final = 3.5
LEAST_SAID: Final = 10.0
CROWD_LINE: Final = 1.4
# Between the marks of one town, on screen.
SPACING_PX: Final = 15
# Side of the enlarged Paris, in widths of an overseas inset.
PARIS_SHARE: Final = 1.25
MOST_NAMES: Final = 28
# Between maps side by side.
PANEL_GAP_MM: Final = 3.0
# Between the overseas départements below each of several maps of France.
STRIP_GAP_MM: Final = 0.8


def draw(content: PaperMap, layout: Layout, shown: Sequence["View"]) -> Figure:
    """Return a map drawn on its paper; what stands beside it is left to Typst.

    Parameters
    ----------
    content
        What it shows.
    layout
        Size of the paper and what stands where.
    shown
        Its frames, from `views`.
    """
    figure = Figure(
        figsize=(layout.width / MM_PER_INCH, layout.height / MM_PER_INCH), facecolor="white"
    )
    page = figure.add_axes((0, 0, 1, 1), zorder=10)
    page.set_axis_off()
    page.set_xlim(0, layout.width)
    page.set_ylim(0, layout.height)
    panels = (content, *content.beside)
    for panel, view in zip(panels if content.beside else panels * len(shown), shown, strict=True):
        _draw_view(figure, page, panel, view, layout)
        for inset in _strip(panels, view.place) if content.beside else ():
            _draw_inset(figure, panel, inset, layout)
    return figure


@dataclass(frozen=True)
class View:
    """A frame and its place on the paper."""

    frame: Frame
    place: Rect

    def points(self, lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return places in millimetres of the paper, and which of them lie in the frame."""
        x, y = frames.transformer(self.frame.epsg).transform(np.asarray(lon), np.asarray(lat))
        scale = self.place.width / (self.frame.east - self.frame.west)
        across = self.place.x + (x - self.frame.west) * scale
        up = self.place.y + (y - self.frame.south) * scale
        return np.column_stack([across, up]), self.frame.holds(x, y)


def views(content: PaperMap, layout: Layout) -> list[View]:
    """Return the frame of a territory and, of France, those of the overseas and of Paris.

    Of maps side by side, one frame a map.
    """
    if content.beside:
        return _panels(content, layout)
    places = layout.insets(len(frames.OVERSEAS_CRS))
    overseas = frames.insets(content.territory, places[0].aspect)
    place = layout.main(with_insets=bool(overseas))
    found = [View(frames.main_frame(content.territory, place.aspect), place)]
    found += [View(frame, rect) for frame, rect in zip(overseas, places, strict=False)]
    if overseas:
        side = layout.inset * PARIS_SHARE
        found.append(View(frames.paris(1), Rect(place.x, place.top - side, side, side)))
    return found


def _panels(content: PaperMap, layout: Layout) -> list[View]:
    """Return one frame a territory, side by side and to the same scale."""
    shown = [panel.territory for panel in (content, *content.beside)]
    body = layout.main(with_insets=False)
    places = max(
        (_grid(body, len(shown), columns) for columns in range(1, len(shown) + 1)),
        key=lambda grid: _smallest_scale(shown, grid[0]),
    )[: len(shown)]
    below = _strip_height((content, *content.beside), places[0].width)
    places = [place._replace(y=place.y + below, height=place.height - below) for place in places]
    found = [
        frames.main_frame(territory, place.aspect)
        for territory, place in zip(shown, places, strict=True)
    ]
    common = is_common_scale([bounds(content.atlas, territory) for territory in shown])
    scaled = frames.to_scale(found, places[0].width, common=common)
    return [View(frame, place) for frame, place in zip(scaled, places, strict=True)]


def _strip_height(shown: Sequence[PaperMap], width: float) -> float:
    """Return the height of the overseas départements below each map: none unless all are France."""
    overseas = len(frames.OVERSEAS_CRS)
    if any(panel.territory.kind != FRANCE.kind for panel in shown):
        return 0.0
    return (width - STRIP_GAP_MM * (overseas - 1)) / overseas + STRIP_GAP_MM


def _strip(shown: Sequence[PaperMap], place: Rect) -> list[View]:
    """Return the overseas départements below the map of France that stands in a place."""
    side = _strip_height(shown, place.width) - STRIP_GAP_MM
    if side <= 0:
        return []
    return [
        View(
            # So small, the finest outlines would not show.
            replace(frame, level="medium"),
            Rect(
                place.x + (side + STRIP_GAP_MM) * count, place.y - STRIP_GAP_MM - side, side, side
            ),
        )
        for count, frame in enumerate(frames.insets(FRANCE, 1))
    ]


def _grid(body: Rect, count: int, columns: int) -> list[Rect]:
    """Return places in rows of so many columns, each with room for a name above."""
    rows = math.ceil(count / columns)
    width = (body.width - PANEL_GAP_MM * (columns - 1)) / columns
    height = (body.height - PANEL_GAP_MM * (rows - 1)) / rows
    return [
        Rect(
            body.x + (width + PANEL_GAP_MM) * (number_of % columns),
            body.top - (height + PANEL_GAP_MM) * (number_of // columns) - height,
            width,
            height - NAME_MM,
        )
        for number_of in range(columns * rows)
    ]


def _smallest_scale(shown: Sequence[Territory], place: Rect) -> float:
    sizes = [frames.natural_size(territory) for territory in shown]
    return min(min(place.width / width, place.height / height) for width, height in sizes)


def _draw_inset(figure: Figure, content: PaperMap, view: View, layout: Layout) -> Axes:
    """Draw the land of a frame and nothing around it."""
    frame, place = view.frame, view.place
    x, width = place.x / layout.width, place.width / layout.width
    y, height = place.y / layout.height, place.height / layout.height
    axes = figure.add_axes((x, y, width, height))
    axes.set_xlim(frame.west, frame.east)
    axes.set_ylim(frame.south, frame.north)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_facecolor(SEA)
    for side in axes.spines.values():
        side.set_edgecolor(BORDER)
        side.set_linewidth(0.6)
    _draw_land(axes, content, frame)
    return axes


def _draw_view(figure: Figure, page: Axes, content: PaperMap, view: View, layout: Layout) -> None:
    frame, place = view.frame, view.place
    _draw_inset(figure, content, view, layout)
    names = Names(page, place, layout.text)
    for rect in furniture.taken(frame, place, layout.text):
        names.block(rect)
    _draw_poles(page, content, view, names)
    if content.towns and not frame.name:
        _draw_towns(content, view, names)


def _draw_land(axes: Axes, content: PaperMap, frame: Frame) -> None:
    with suppress(TableError):  # the sea is left as it is
        ink.draw_shapes(axes, shapes.table_shapes(frame, "voisins").to_numpy(), NEIGHBOURS, 1)
    ink.draw_shapes(axes, shapes.land(frame), LAND, 2)
    for layer in content.layers:
        try:
            found = layer.shapes(frame)
        except TableError:  # told under the map
            continue
        for name, style in layer.styles.items():
            own = (found if name == "*" else found[found.index == name]).to_numpy()
            ink.draw_shapes(axes, own, style, layer.depth)
    for points in content.points:
        places = np.column_stack(frames.transformer(frame.epsg).transform(points.lon, points.lat))
        places = places[frame.holds(*places.T)]
        sizes, colours = np.full(len(places), points.diameter), [points.style.fill] * len(places)
        dots = ink.add_circles(axes, places, sizes, colours, points.depth)
        if points.own:
            dots.set_paths([ink.DIAMOND])
    outline = frames.territory_outline(content.territory) if is_local(content.territory) else None
    if outline is not None:
        own = frame.project(np.array([outline], dtype=object))
        # The sea stays as it is: it is what tells the reader where he is.
        around = shapely.difference(shapes.land(frame), own[0])
        mask = GREY_MASK if content.greys_outside else MASK
        ink.draw_shapes(axes, around, mask, MASK_DEPTH)
        ink.draw_shapes(axes, own, CONTOUR, MASK_DEPTH + 1)


def _draw_crowd(page: Axes, crowd: Crowd, view: View) -> None:
    """Draw one circle a territory, the largest first, and its number where there is room."""
    table = crowd.table
    points, inside = view.points(table["lon"].to_numpy(float), table["lat"].to_numpy(float))
    largest = LARGEST_CROWD * (SMALL_CROWD if view.frame.name else 1)
    points, shown = points[inside], table[inside]
    sizes = np.maximum(crowd.shares[inside] * largest, LEAST_CROWD)
    # A thin line of the colour of the list around its lighter shade.
    for inset, colour in ((0.0, OWN_LIST), (CROWD_LINE, OWN_LIST_LIGHT)):
        ink.add_circles(page, points, sizes - inset, [colour] * len(shown), ink.MARK_DEPTH - 2)
    look = Letters(
        NUMBER_SIZE,
        weight="bold",
        align="center",
        level="center_baseline",
        halo=1.2,
        depth=ink.MARK_DEPTH - 1,
    )
    for place, size, count in zip(points, sizes, shown["count"], strict=True):
        if size >= LEAST_SAID:
            ink.write(page, (place[0], place[1]), number(count), look)


def _draw_poles(page: Axes, content: PaperMap, view: View, names: Names) -> None:
    if content.poles.crowd is not None:
        _draw_crowd(page, content.poles.crowd, view)
    table = content.poles.table
    points, inside = view.points(table["lon"].to_numpy(float), table["lat"].to_numpy(float))
    if not inside.any():
        return
    diameter = SMALL_DIAMETER if view.frame.name else DIAMETER
    if (table["number"] > 0).any():
        diameter = NUMBERED_DIAMETER
    step = diameter * MM_PER_POINT * 1.08 / SPACING_PX
    points += table[["dx", "dy"]].to_numpy(float) * [step, -step]
    radius = diameter * MM_PER_POINT / 2
    # A mark cut by the edge would look like another one.
    lowest = np.array([view.place.x, view.place.y]) + radius
    highest = np.array([view.place.right, view.place.top]) - radius
    inside &= ((points > lowest) & (points < highest)).all(axis=1)
    points, shown = points[inside], table[inside]
    ink.draw_marks(page, points, shown, diameter)
    for place, (_name, pole) in zip(points, shown.iterrows(), strict=True):
        names.mark(Rect(place[0] - radius, place[1] - radius, 2 * radius, 2 * radius))
        if pole["number"]:
            _draw_number(page, place, pole)


def _draw_number(page: Axes, place: np.ndarray, pole: pd.Series) -> None:
    look = Letters(
        NUMBER_SIZE,
        colour=ink.WHITE if ink.is_dark(pole["colour"]) and not pole["hollow"] else INK,
        weight="bold",
        align="center",
        level="center_baseline",
        depth=ink.MARK_DEPTH + 1,
    )
    ink.write(page, (place[0], place[1] - 0.05), number(pole["number"]), look)


def _draw_towns(content: PaperMap, view: View, names: Names) -> None:
    if content.atlas.communes is None:
        return
    towns = largest_towns(content.atlas, content.territory)
    if content.territory.kind == "commune":
        towns = _communes_around(content.atlas, view.frame)
    points, inside = view.points(towns["lon"].to_numpy(), towns["lat"].to_numpy())
    for (x, y), name in zip(points[inside], towns.loc[inside, "name"], strict=True):
        names.place(x, y, name)


def _communes_around(atlas: Atlas, frame: Frame) -> pd.DataFrame:
    """Return the communes of a frame, the most populous first."""
    communes = atlas.require_communes()
    west, south, east, north = frame.degrees.bounds
    near = communes["lon"].between(west, east) & communes["lat"].between(south, north)
    largest = communes[near.to_numpy()].sort_values("population", ascending=False, kind="stable")
    return largest.head(MOST_NAMES).reset_index(drop=True)
