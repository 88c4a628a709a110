"""What the marks of a printed map mean, and what its reader must know, beside it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import shapely
from matplotlib.axes import Axes

from ui.paper import ink
from ui.paper.frames import Frame
from ui.paper.furniture import FAINT
from ui.paper.ink import Letters
from ui.paper.layout import Rect
from ui.paper.model import Entry, PaperMap, Style
from ui.paper.words import MM_PER_POINT, shortened, wrapped
from ui.text.formats import number
from ui.text.i18n import _
from ui.text.palette import BORDER, INK

MARK_MM: Final = 6.5
POLE_POINTS: Final = 7.5
LEADING: Final = 1.3
LABEL_MM: Final = MARK_MM + 1.5
TITLE_GAP_MM: Final = 0.6
PART_GAP_MM: Final = 1.6
# What a reader must know stays legible, however much the legend shrinks.
NOTE_POINTS: Final = 7.0
NOTE_STEP_MM: Final = NOTE_POINTS * MM_PER_POINT * LEADING
MOST_NAME_LINES: Final = 3
# Of the letters of the legend, or of the height of its lines.
LIST_SHARE: Final = 0.86
WRAP_SHARE: Final = 0.92
SHRINKING: Final = (1, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7)


class _Pen:
    """Where the next line of the legend stands."""

    def __init__(self, page: Axes, place: Rect, size: float) -> None:
        self.page, self.place, self.size = page, place, size
        self.y = place.top
        self.step = size * MM_PER_POINT * LEADING


def draw_legend(page: Axes, content: PaperMap, place: Rect, size: float) -> None:
    """Draw the legend, the list of numbered poles and the notes from top to bottom.

    The letters shrink until everything fits. Where even the smallest do not, the notes keep their
    place and the list of poles says how many it leaves out.
    """
    sizes = [size * share for share in SHRINKING]
    size = next((s for s in sizes if _height(content, place.width, s) <= place.height), sizes[-1])
    pen = _Pen(page, place, size)
    notes = _note_lines(content, place.width)
    kept = len(notes) * NOTE_STEP_MM + PART_GAP_MM
    for part in content.legend:
        pen.y -= pen.step
        ink.write(page, (place.x, pen.y), part.title, Letters(size, weight="bold"))
        pen.y -= TITLE_GAP_MM
        for entry in part.entries:
            _draw_entry(pen, entry)
        pen.y -= PART_GAP_MM
    _draw_list(pen, content, pen.y - place.y - kept)
    pen.y = place.y + kept - PART_GAP_MM
    for line in notes:
        pen.y -= NOTE_STEP_MM
        ink.write(page, (place.x, pen.y + 0.5), line, Letters(NOTE_POINTS, FAINT))


def only_drawn(content: PaperMap, frames: Sequence[Frame]) -> PaperMap:
    """Return a map whose legend explains of its layers only what one of its frames shows."""
    wanted = {entry.layer for part in content.legend for entry in part.entries} - {""}
    drawn = {("qpv", "")} if content.points else set()
    for layer in content.layers:
        if layer.name not in wanted:
            continue
        for frame in frames:
            found = layer.shapes(frame)
            seen = found.index[~shapely.is_empty(found.to_numpy(dtype=object))]
            drawn |= {(layer.name, str(value)) for value in seen}
            drawn |= {(layer.name, "")} if len(seen) else set()
    kept = [
        replace(
            part,
            entries=tuple(e for e in part.entries if not e.layer or (e.layer, e.value) in drawn),
        )
        for part in content.legend
    ]
    return replace(content, legend=tuple(part for part in kept if part.entries))


def _note_lines(content: PaperMap, width: float) -> list[str]:
    return [line for note in content.notes for line in wrapped(note, NOTE_POINTS, width)]


def _height(content: PaperMap, width: float, size: float) -> float:
    """Return the height that everything beside the map takes at a size of letters."""
    step = size * MM_PER_POINT * LEADING
    height = len(_note_lines(content, width)) * NOTE_STEP_MM + PART_GAP_MM
    for part in content.legend:
        height += step + TITLE_GAP_MM + PART_GAP_MM
        for entry in part.entries:
            lines = len(wrapped(entry.label, size, width - LABEL_MM))
            height += step * (1 + (lines - 1) * WRAP_SHARE)
    listed = int((content.poles.table["number"] > 0).sum())
    return height + (step + TITLE_GAP_MM + listed * step * LIST_SHARE if listed else 0)


def _draw_entry(pen: _Pen, entry: Entry) -> None:
    page, x = pen.page, pen.place.x
    lines = wrapped(entry.label, pen.size, pen.place.width - LABEL_MM)
    pen.y -= pen.step
    middle = pen.y + pen.size * MM_PER_POINT * 0.36
    centre = np.array([[x + MARK_MM / 2, middle]])
    if entry.kind == "area":
        half = 1.15
        corners = [
            (x, middle - half),
            (x + MARK_MM, middle - half),
            (x + MARK_MM, middle + half),
            (x, middle + half),
        ]
        edge = entry.style if entry.style.edge else Style(edge=BORDER, width=0.4)
        ink.draw_polygon(
            page, corners, Style(entry.style.fill, edge.edge, edge.width, edge.dashes), 50
        )
    elif entry.kind == "line":
        for style in (entry.style, entry.over):
            if style is not None:
                ink.draw_line(page, (x, x + MARK_MM), (middle, middle), style, 50)
    elif entry.kind == "dot":
        ink.add_circles(page, centre, np.array([4.0]), [entry.style.fill], 50)
    else:
        hollow = np.array([not entry.style.fill])
        ink.draw_marks(page, centre, [entry.style.fill or INK], hollow, POLE_POINTS)
    for row, line in enumerate(lines):
        if row:
            pen.y -= pen.step * WRAP_SHARE
        ink.write(page, (x + LABEL_MM, pen.y), line, Letters(pen.size))


def _name_lines(name: str, size: float, width: float, spare: int) -> list[str]:
    """Return a name on one line, or on two or three while lines are to spare."""
    lines = wrapped(name, size, width)
    whole = min(len(lines), 1 + spare, MOST_NAME_LINES) - 1
    shown = [*lines[:whole], " ".join(lines[whole:])]
    return [shortened(line, size, width) for line in shown]


def _draw_list(pen: _Pen, content: PaperMap, room: float) -> None:
    """List the numbered poles in what room there is."""
    table = content.poles.table
    listed = table[table["number"] > 0].drop_duplicates("number").sort_values("number")
    if listed.empty:
        return
    size, step = pen.size * LIST_SHARE, pen.step * LIST_SHARE
    fits = int(max(room - pen.step - TITLE_GAP_MM, 0) / step + 0.01)
    if fits < 2:  # noqa: PLR2004 - a title and nothing under it
        return
    pen.y -= pen.step
    ink.write(pen.page, (pen.place.x, pen.y), _("Pôles"), Letters(pen.size, weight="bold"))
    pen.y -= TITLE_GAP_MM
    shown = listed if len(listed) <= fits else listed.head(fits - 1)
    spare = fits - len(shown) if len(shown) == len(listed) else 0
    for name, figure in zip(shown["name"], shown["number"], strict=True):
        pen.y -= step
        look = Letters(size, weight="bold", align="right")
        ink.write(pen.page, (pen.place.x + 3.6, pen.y), number(figure), look)
        lines = _name_lines(name, size, pen.place.width - 5, spare)
        spare -= len(lines) - 1
        for row, line in enumerate(lines):
            pen.y -= step if row else 0
            ink.write(pen.page, (pen.place.x + 4.8, pen.y), line, Letters(size))
    if len(shown) < len(listed):
        pen.y -= step
        text = _("et {count} autres, dans le tableau de l'atlas").format(
            count=number(len(listed) - len(shown))
        )
        ink.write(pen.page, (pen.place.x + 4.8, pen.y), text, Letters(size, FAINT))
