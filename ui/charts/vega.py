"""Pieces of Vega-Lite that every chart of the atlas shares: axes, legends, numbers, colours."""

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any, Final, TypeAlias

import pandas as pd

from ui.text import palette
from ui.text.i18n import current_language
from ui.text.safe import plain_text

Spec: TypeAlias = dict[str, Any]

LABEL_CHARACTERS: Final = 24
LABEL_LINES: Final = 2
ROW_PX: Final = 34
VALUE_PX: Final = 34
TITLE_ABOVE: Final[Spec] = {
    "titleAngle": 0,
    "titleAlign": "left",
    "titleAnchor": "start",
    "titleX": 0,
    "titleY": -10,
}


def distinct(labels: Sequence[str]) -> list[str]:
    """Return the labels, numbered from the second of a name on: along an axis names are places."""
    seen: dict[str, int] = {}
    told = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        told.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return told


def broken(label: str) -> str:
    """Return a name on at most two lines, as an axis shows it."""
    return "\n".join(wrap(label, LABEL_CHARACTERS, max_lines=LABEL_LINES, placeholder="…"))


def name_axis(rows: pd.DataFrame) -> Spec:
    """Return the axis of names; a row without a value keeps its place."""
    return {
        "field": "lines",
        "type": "nominal",
        "sort": None,
        "title": None,
        "scale": {"domain": list(dict.fromkeys(rows["lines"]))},
        "axis": {
            "labelExpr": "split(datum.value, '\\n')",
            "labelLimit": 190,
            "labelBaseline": {
                "condition": {"test": "indexof(datum.value, '\\n') >= 0", "value": "bottom"},
                "value": "middle",
            },
            "domain": False,
            "ticks": False,
            "labelPadding": 8,
        },
    }


def unknown_layer(rows: pd.DataFrame) -> Spec:
    """Return a layer that writes a dash where a value is missing: unknown is not zero."""
    return {
        "transform": [{"filter": {"field": "value", "valid": False}}],
        "mark": {"type": "text", "align": "left", "color": palette.INK},
        "encoding": {
            "y": name_axis(rows),
            "x": {"value": 4},
            "text": {"field": "text", "type": "nominal"},
        },
    }


def tooltip(fields: Mapping[str, str]) -> list[Spec]:
    """Return what a tooltip holds: columns of texts and their titles."""
    return [
        {"field": field, "type": "nominal", "title": plain_text(title)}
        for field, title in fields.items()
    ]


def by_series(field: str, names: Sequence[str], values: Sequence[Any]) -> Spec:
    """Return a channel that gives each series a value of its own, and its legend."""
    marks = [values[position % len(values)] for position in range(len(names))]
    legend: Spec = {"orient": "bottom", "title": None, "labelLimit": 300}
    legend["columns"] = 2 if max(map(len, names), default=0) <= LABEL_CHARACTERS else 1
    return {
        "field": field,
        "type": "nominal",
        "sort": None,
        "scale": {"domain": list(names), "range": marks},
        "legend": legend | {"symbolDash": [1, 0], "symbolStrokeWidth": 1},
    }


def rows_spec(layers: list[Spec]) -> Spec:
    """Return a chart with a row of constant height a name."""
    # Room on the right for a value written at the end of a bar that fills the axis.
    room = {"left": 5, "right": VALUE_PX, "top": 5, "bottom": 5}
    return {"layer": layers, "height": {"step": ROW_PX}, "padding": room}


def shared_config() -> Spec:
    """Return what every chart shares: the colours of the page and the numbers of the language."""
    french = current_language() == "fr"
    numbers: Spec = {
        "decimal": "," if french else ".",
        "thousands": "\u202f" if french else ",",
        "grouping": [3],
        "currency": ["", "\u00a0€"] if french else ["€", ""],
        "percent": "\u00a0%" if french else "%",
        "minus": "\N{MINUS SIGN}",
    }
    return {
        "locale": {"number": numbers},
        "background": "transparent",
        "view": {"stroke": None},
        "axis": {
            "labelColor": palette.INK,
            "titleColor": palette.INK,
            "gridColor": "#E3E5E8",
            "labelFontSize": 12.5,
            "titleFontSize": 12.5,
        },
        "legend": {"labelColor": palette.INK, "labelFontSize": 12.5},
    }


def told(title: str, rows: pd.DataFrame) -> str:
    """Return a picture in one sentence."""
    return plain_text(f"{title} : {' ; '.join(rows['told'])}", 1000)


def told_over_years(title: str, rows: pd.DataFrame) -> str:
    """Return lines in one sentence: the first and the last known moment of each."""
    known = rows[rows["value"].notna()].sort_values("year", kind="stable")
    ends = [
        f"{items.iloc[0]} → {items.iloc[-1]}" if len(items) > 1 else items.iloc[0]
        for _label, items in known.groupby("label", sort=False)["told"]
    ]
    return plain_text(f"{title} : {' ; '.join(ends)}", 1000)
