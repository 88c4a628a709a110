"""What every printed map has besides its land: scale, north, title and sources."""

import math
from typing import Final, NamedTuple

from matplotlib.axes import Axes

from ui.paper import ink
from ui.paper.frames import Frame
from ui.paper.ink import Letters
from ui.paper.layout import Layout, Rect
from ui.paper.model import PaperMap, Style
from ui.paper.words import fitted, width_mm
from ui.text.formats import number, partial_date
from ui.text.i18n import _
from ui.text.palette import INK, PAPER

FAINT: Final = "#55606F"
SCALE_SHARE: Final = 0.22
TICK_MM: Final = 1.1
METRES_PER_KM: Final = 1000
ARROW_MM: Final = 5.0
TITLE_SIZES: Final = (17, 16, 15, 14, 13, 12, 11)
ANSWER_SIZES: Final = (10.5, 10, 9.5, 9, 8.5)
FILTER_SIZES: Final = (7, 6.6, 6.2, 5.8, 5.4)
SOURCE_SIZES: Final = (6, 5.7, 5.4, 5.1, 4.8, 4.5)
# Height of a line, in millimetres for each point of its letters.
LINE_MM: Final = 0.46
TITLE_MM: Final = 8.0
ANSWER_MM: Final = 5.0
# Where letters stand in the height of their line.
BASELINE: Final = 0.28


class Line(NamedTuple):
    """One line above or under the map; its height in millimetres."""

    text: str
    letters: Letters
    height: float


def header(content: PaperMap, layout: Layout) -> list[Line]:
    """Return the lines above a map: title, answer, choices in force."""
    if not layout.header:
        return []
    room = layout.width - 2 * layout.margin
    size, lines = fitted(content.title, TITLE_SIZES, room, 1, "bold")
    found = [Line(line, Letters(size, weight="bold"), TITLE_MM) for line in lines]
    size, lines = fitted(content.answer, ANSWER_SIZES, room, 2)
    found += [Line(line, Letters(size), ANSWER_MM) for line in lines]
    size, lines = fitted(content.filters, FILTER_SIZES, room, 2)
    return found + [Line(line, Letters(size, FAINT), size * LINE_MM) for line in lines]


def footer(content: PaperMap, layout: Layout) -> list[Line]:
    """Return the lines under a map: sources, day, version of the data, address."""
    if not layout.footer:
        return []
    room = layout.width - 2 * layout.margin
    made = _("Atlas PTCE, {day}. Version des données : {version}.").format(
        day=partial_date(content.made.isoformat()), version=content.version
    )
    found = []
    for text, most in ((content.sources, 4), (f"{made} {content.link}", 2)):
        size, lines = fitted(text, SOURCE_SIZES, room, most)
        found += [Line(line, Letters(size, FAINT), size * LINE_MM) for line in lines]
    return found


def write_lines(page: Axes, lines: list[Line], x: float, y: float) -> None:
    """Write lines downwards from a height in millimetres."""
    for line in lines:
        y -= line.height
        ink.write(page, (x, y + line.height * BASELINE), line.text, line.letters)


def draw_scale(page: Axes, frame: Frame, place: Rect, size: float) -> Rect:
    """Draw the scale of a frame in its lower left corner and return where it stands."""
    metres_per_mm = (frame.east - frame.west) / place.width
    longest = place.width * SCALE_SHARE * metres_per_mm
    power = 10 ** math.floor(math.log10(longest))
    length = max(step * power for step in (1, 2, 5) if step * power <= longest)
    width = length / metres_per_mm
    inset = 1.2 if frame.name else 2.4
    x, y = place.x + inset + 0.6, place.y + inset
    km = length / METRES_PER_KM
    label = f"{number(km)}\u00a0km" if km >= 1 else f"{number(length)}\u00a0m"
    plate = Rect(x - 0.9, y - 0.9, width + width_mm(label, size) + 2.8, 3.2)
    corners = [(plate.x, plate.y), (plate.right, plate.y)]
    corners += [(plate.right, plate.top), (plate.x, plate.top)]
    ink.draw_polygon(page, corners, Style(fill=PAPER, opacity=0.8), 70)
    bar = (x, x, x + width, x + width), (y + TICK_MM, y, y, y + TICK_MM)
    ink.draw_line(page, *bar, Style(edge=INK, width=0.9), 71)
    ink.write(page, (x + width + 1, y - 0.1), label, Letters(size, depth=71))
    return plate


def draw_north(page: Axes, frame: Frame, place: Rect) -> Rect:
    """Draw where the true north is, up to the few degrees that the grid turns from it."""
    x, y, half = place.right - 6, place.top - 11.5, 1.5
    angle = math.radians(frame.north_angle)

    def turned(dx: float, dy: float) -> tuple[float, float]:
        cos, sin = math.cos(angle), math.sin(angle)
        return x + dx * cos - dy * sin, y + dx * sin + dy * cos

    tip, notch = turned(0, ARROW_MM), turned(0, ARROW_MM * 0.22)
    ink.draw_polygon(page, [tip, turned(-half, 0), notch], Style(INK, INK, 0.5), 70)
    ink.draw_polygon(page, [tip, turned(half, 0), notch], Style(PAPER, INK, 0.5), 70)
    look = Letters(7, weight="bold", align="center", halo=2, depth=70)
    ink.write(page, turned(0, ARROW_MM + 0.9), _("N"), look)
    return Rect(x - 4, y - 1, 8, 12)
