"""What stands over and beside a printed map, as data: its names, legend, poles and notes."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any, Final

import shapely

from ui.paper import ink
from ui.paper.canvas import CROWD_LINE, View
from ui.paper.frames import Frame
from ui.paper.furniture import scale_bar
from ui.paper.layout import Layout, Rect
from ui.paper.model import Entry, PaperMap, Style
from ui.text.formats import number
from ui.text.i18n import _
from ui.text.palette import BORDER, INK

POLE_POINTS: Final = 7.5
DOT_POINTS: Final = 4.0


def beside(content: PaperMap, layout: Layout, views: Sequence[View]) -> dict[str, Any]:
    """Return what Typst sets over and beside a map.

    Parameters
    ----------
    content, layout, views
        The map, its paper and its frames, from `ui.paper.canvas.views`.

    Returns
    -------
    dict
        As ``around`` of ``parts.typ`` reads it; places in millimetres from the upper left corner.
    """
    table = content.poles.table
    listed = table[table["number"] > 0].drop_duplicates("number").sort_values("number")
    explained = only_drawn(content, [view.frame for view in views])
    panels = [panel.name for panel in (content, *content.beside)] if content.beside else []
    names = panels or [view.frame.name for view in views]
    return {
        "text": layout.text,
        "inset": not panels,
        "frames": [_frame(view, name, layout) for view, name in zip(views, names, strict=True)],
        "legend": _placed(layout.legend, layout),
        "parts": [
            {"title": part.title, "entries": [_entry(entry) for entry in part.entries]}
            for part in explained.legend
        ],
        "heading": _("Pôles"),
        "poles": [
            {"number": number(figure), "name": name}
            for name, figure in zip(listed["name"], listed["number"], strict=True)
        ],
        "others": _("et {count} autres, dans le tableau de l'atlas"),
        "notes": list(content.notes),
    }


def _placed(place: Rect, layout: Layout) -> dict[str, Any]:
    top = layout.height - place.top
    return {"x": place.x, "y": top, "width": place.width, "height": place.height}


def _frame(view: View, name: str, layout: Layout) -> dict[str, Any]:
    bar, label = scale_bar(view.frame, view.place.width)
    return _placed(view.place, layout) | {
        "name": name,
        "bar": bar,
        "scale": label,
        "north": None if view.frame.name else {"letter": _("N"), "angle": view.frame.north_angle},
    }


def _entry(entry: Entry) -> dict[str, Any]:
    areas, lines = [], []
    circles: list[tuple[float, str]] = []
    diamonds: list[tuple[float, str]] = []
    if entry.kind == "area":
        edge = entry.style if entry.style.edge else Style(edge=BORDER, width=0.4)
        areas = [replace(edge, fill=entry.style.fill)]
    elif entry.kind == "line":
        lines = [style for style in (entry.style, entry.over) if style is not None]
    elif entry.kind == "dot":
        circles = [(DOT_POINTS, entry.style.fill)]
    elif entry.kind == "crowd":
        circles = [(POLE_POINTS, entry.style.edge), (POLE_POINTS - CROWD_LINE, entry.style.fill)]
    else:
        mark = ink.circles(entry.style.fill or INK, POLE_POINTS, hollow=not entry.style.fill)
        diamonds, circles = (mark, []) if entry.kind == "own" else ([], mark)
    return {
        "label": entry.label,
        "areas": [asdict(style) for style in areas],
        "lines": [asdict(style) for style in lines],
        "circles": circles,
        "diamonds": diamonds,
    }


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
