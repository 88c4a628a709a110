"""Shapes and marks as matplotlib draws them; only its objects, never its global state."""

from collections.abc import Iterable
from itertools import chain
from typing import Final, Literal, NamedTuple

import matplotlib as mpl
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.transforms import IdentityTransform

from ui.paper.model import Style
from ui.paper.words import drawable, font
from ui.text.palette import INK, PAPER

# The same map gives the same SVG.
mpl.rcParams["svg.hashsalt"] = "atlas"

WHITE: Final = "#FFFFFF"
POLYGON: Final = 3
LINES: Final = (1, 2)
CIRCLE: Final = Path.unit_circle()
# A square on its corner, about as large as the circle.
DIAMOND: Final = Path(np.array([(0, 1), (1, 0), (0, -1), (-1, 0), (0, 1)]) * 1.15, closed=True)
DARK: Final = 0.55
MARK_DEPTH: Final = 60
# Of the diameter of a mark; the thin dark line around it, in points.
DISC_SHARE: Final = 0.76
HOLLOW_SHARE: Final = 0.62
LINE: Final = 0.7


def compound(shapes: np.ndarray) -> Path | None:
    """Return polygons and lines as one path, holes turned the other way; None for nothing."""
    parts = shapely.get_parts(shapely.get_parts(shapes))
    kinds = shapely.get_type_id(parts)
    polygons = shapely.orient_polygons(parts[kinds == POLYGON])
    lines = parts[np.isin(kinds, LINES)]
    found = []
    if len(polygons):
        _kind, points, (rings, _polygons) = shapely.to_ragged_array(polygons)
        found.append(_path(points, rings, closed=True))
    if len(lines):
        _kind, points, (starts,) = shapely.to_ragged_array(lines)
        found.append(_path(points, starts, closed=False))
    return Path.make_compound_path(*found) if found else None


def _path(points: np.ndarray, starts: np.ndarray, *, closed: bool) -> Path:
    codes = np.full(len(points), Path.LINETO, dtype=Path.code_type)
    codes[starts[:-1]] = Path.MOVETO
    if closed:
        codes[starts[1:] - 1] = Path.CLOSEPOLY
    return Path(points[:, :2], codes)


def dash_pattern(style: Style) -> tuple[float, tuple[float, ...]] | None:
    """Return the line style; matplotlib counts dashes in widths of the line."""
    if not style.dashes or not style.width:
        return None
    return (0, tuple(length / style.width for length in style.dashes))


def draw_shapes(axes: Axes, shapes: np.ndarray, style: Style, depth: float) -> None:
    """Draw shapes, in the units of the axes."""
    path = compound(shapes)
    if path is None:
        return
    if style.fill:
        axes.add_artist(
            PathPatch(path, facecolor=style.fill, alpha=style.opacity, linewidth=0, zorder=depth)
        )
    if style.edge and style.width:
        axes.add_artist(
            PathPatch(
                path,
                fill=False,
                edgecolor=style.edge,
                linewidth=style.width,
                linestyle=dash_pattern(style),
                capstyle="butt",
                joinstyle="round",
                zorder=depth + 0.01,
            )
        )


def add_circles(
    axes: Axes,
    places: np.ndarray,
    diameters: np.ndarray,
    colours: Iterable[str],
    depth: float,
) -> PathCollection:
    """Draw filled circles in the order given and return them; diameters in points."""
    circles = PathCollection(
        [CIRCLE],
        sizes=(diameters / 2) ** 2,
        offsets=places,
        offset_transform=axes.transData,
        facecolors=list(colours),
        linewidths=0,
        zorder=depth,
    )
    # A size is an area of the unit circle's square, in points.
    circles.set_transform(IdentityTransform())
    axes.add_collection(circles, autolim=False)
    return circles


def circles(colour: str, diameter: float, *, hollow: bool) -> list[tuple[float, str]]:
    """Return the mark of a pole, from its widest circle: a thin line, a ring, a disc.

    Dark line, white ring and coloured disc, or, where unseated, the white line, the dark ring and
    nothing in it. Diameters in points.
    """
    inks = (WHITE, INK, PAPER) if hollow else (INK, WHITE, colour)
    inner = diameter * (HOLLOW_SHARE if hollow else DISC_SHARE)
    return list(zip((diameter + LINE, diameter, inner), inks, strict=True))


def draw_marks(axes: Axes, places: np.ndarray, poles: pd.DataFrame, diameter: float) -> None:
    """Draw poles, as `circles` says; those of a list of a reader as squares on their corner.

    Parameters
    ----------
    axes, places, diameter
        Where, and how large, in points.
    poles
        Rows of `ui.paper.model.Poles.table`.
    """
    own = poles["own"].to_numpy(bool)
    # A list may be long: the poles of the register stay in sight.
    for shape, shown in ((DIAMOND, own), (CIRCLE, ~own)):
        if not shown.any():
            continue
        marks = [
            circles(colour, diameter, hollow=bool(empty))
            for colour, empty in poles.loc[shown, ["colour", "hollow"]].itertuples(index=False)
        ]
        sizes, inks = zip(*chain.from_iterable(marks), strict=True)
        spots = np.repeat(places[shown], 3, axis=0)
        add_circles(axes, spots, np.array(sizes), inks, MARK_DEPTH).set_paths([shape])


def is_dark(colour: str) -> bool:
    """Tell whether white text reads better than dark text on a colour."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue < DARK


class Letters(NamedTuple):
    """How a line of text looks; size and halo in points."""

    size: float
    colour: str = INK
    weight: str = "normal"
    align: Literal["left", "center", "right"] = "left"
    level: Literal["baseline", "center_baseline"] = "baseline"
    halo: float = 0.0
    depth: float = 50.0


def write(axes: Axes, place: tuple[float, float], text: str, look: Letters) -> None:
    """Write one line of text as it is: no formula, no markup."""
    words = Text(
        *place,
        drawable(text),
        color=look.colour,
        fontproperties=font(look.size, look.weight),
        horizontalalignment=look.align,
        verticalalignment=look.level,
        parse_math=False,
        zorder=look.depth,
    )
    if look.halo:
        words.set_path_effects([withStroke(linewidth=look.halo, foreground=PAPER, alpha=0.9)])
    axes.add_artist(words)
    words.set_clip_on(False)
