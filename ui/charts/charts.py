"""Charts that turn into their table and back, all drawn and written alike.

A chart is a Vega-Lite description as plain data: Streamlit draws it with an interpreter that needs
no ``unsafe-eval`` (docs/decisions/038-charts.md). Every figure a reader can hover is written by
`ui.text.formats`, every name goes through `ui.text.safe.plain_text`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from ui.charts.vega import (
    TITLE_ABOVE,
    Spec,
    broken,
    by_series,
    distinct,
    name_axis,
    rows_spec,
    told,
    told_over_years,
    tooltip,
    unknown_layer,
)
from ui.text import palette
from ui.text.formats import MISSING, kilometres, number, percent, rate
from ui.text.i18n import _
from ui.text.safe import plain_text

# Colour and shape, and for lines the dash, so that series are told apart in grey too.
SERIES_COLOURS: Final = ("#0072B2", "#D55E00", "#009E73", "#000000")
SERIES_SHAPES: Final = ("circle", "square", "triangle-up", "diamond")
SERIES_DASHES: Final = ((1, 0), (6, 3), (2, 2), (8, 3, 2, 3))
MARK: Final = "#1F5A7A"
QUIET: Final = "#9DB8C6"
RANGE: Final = "#CBD9E0"
LINES_PX: Final = 300


@dataclass(frozen=True)
class Unit:
    """How a quantity is written: in words for a tooltip, by Vega along an axis.

    Parameters
    ----------
    write
        Gives the text of one value, an en dash for a missing one.
    axis
        Format of D3 for the values along an axis.
    suffix
        What follows a value along an axis.
    """

    write: Callable[[float | None], str]
    axis: str = ",~f"
    suffix: str = ""


COUNT: Final = Unit(number)
DECIMAL: Final = Unit(lambda value: number(value, 1), ",.1~f")
SHARE: Final = Unit(lambda value: percent(value, 1), ".0~%")
RATE: Final = Unit(rate, ",.1~f", "\u00a0%")
KILOMETRES: Final = Unit(lambda value: kilometres(value, 1), ",~f", "\u00a0km")


@dataclass(frozen=True)
class Chart:
    """A chart: what is drawn, of which rows, and what it says to who cannot see it.

    Parameters
    ----------
    spec
        Vega-Lite description without data.
    rows
        The data drawn, texts of the tooltips included.
    description
        One sentence, the accessible name of the picture.
    """

    spec: Spec
    rows: pd.DataFrame
    description: str


def interval_points(
    table: pd.DataFrame, title: str, unit: Unit = COUNT, reference: float | None = None
) -> Chart:
    """Draw one point a territory with its 95 % interval.

    Parameters
    ----------
    table
        One row a territory in display order; columns ``name`` (text, made distinct if need be),
        ``value``, ``low`` and ``high`` (floats in `unit`; missing ones are not drawn). Where a
        column ``chosen`` of booleans stands too, its points stand out among the others.
    title
        What is measured, with its unit: title of the axis.
    unit
        How it is written.
    reference
        A value to compare with, drawn as a dashed line.
    """
    rows = _rows(table["name"], table["value"], unit)
    rows["low"], rows["high"] = table["low"].to_numpy(float), table["high"].to_numpy(float)
    rows["interval"] = [
        MISSING if pd.isna(start) else f"{unit.write(start)} – {unit.write(end)}"
        for start, end in zip(rows["low"], rows["high"], strict=True)
    ]
    rows["colour"] = _tones(table)
    x: Spec = {"type": "quantitative", "axis": _axis(unit), "title": plain_text(title)}
    tone = {"field": "colour", "type": "nominal", "scale": None, "legend": None}
    shared = {
        "y": name_axis(rows),
        "tooltip": tooltip(
            {"label": _("Territoire"), "text": title, "interval": _("Intervalle à 95 %")}
        ),
        "description": {"field": "told", "type": "nominal"},
    }
    layers: list[Spec] = [
        {
            "mark": {"type": "rule", "strokeWidth": 4, "color": RANGE},
            "encoding": {**shared, "x": {**x, "field": "low"}, "x2": {"field": "high"}},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 110, "opacity": 1},
            "encoding": {**shared, "color": tone, "x": {**x, "field": "value"}},
        },
    ]
    layers.append(unknown_layer(rows))
    if reference is not None and not pd.isna(reference):
        layers.append(
            {
                "mark": {"type": "rule", "strokeDash": [4, 4], "color": palette.INK},
                "encoding": {"x": {"datum": float(reference), "type": "quantitative"}},
            }
        )
    return Chart(rows_spec(layers), rows, told(title, rows))


def bars(
    table: pd.DataFrame,
    title: str,
    unit: Unit = COUNT,
    limits: tuple[float, float] | None = None,
) -> Chart:
    """Draw one horizontal bar a row, the value written at its end.

    Parameters
    ----------
    table
        One row a bar in display order; columns ``name`` (text) and ``value`` (float in `unit`).
        Where a column ``chosen`` of booleans stands too, its bars stand out among the others.
    title
        What is measured, with its unit.
    unit
        How it is written.
    limits
        Ends of the axis, such as ``(0, 1)`` for shares; None: from the data.
    """
    rows = _rows(table["name"], table["value"], unit)
    rows["colour"] = _tones(table)
    x: Spec = {"field": "value", "type": "quantitative", "title": plain_text(title)}
    x |= {"axis": _axis(unit)} | ({"scale": {"domain": list(limits)}} if limits else {})
    layers: list[Spec] = [
        {
            "mark": {"type": "bar", "cornerRadiusEnd": 2, "height": {"band": 0.62}},
            "encoding": {
                "y": name_axis(rows),
                "x": x,
                "color": {"field": "colour", "type": "nominal", "scale": None, "legend": None},
                "tooltip": tooltip({"label": _("Libellé"), "text": title}),
                "description": {"field": "told", "type": "nominal"},
            },
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 4, "color": palette.INK, "aria": False},
            "encoding": {
                "y": name_axis(rows),
                "x": x,
                "text": {"field": "text", "type": "nominal"},
            },
        },
        unknown_layer(rows),
    ]
    return Chart(rows_spec(layers), rows, told(title, rows))


def lines(table: pd.DataFrame, title: str, unit: Unit = COUNT, *, from_zero: bool = True) -> Chart:
    """Draw one line a series over the years.

    Parameters
    ----------
    table
        One row a series and year; columns ``year`` (float: quarters fall between years),
        ``value`` (float in `unit`; a missing one breaks the line) and ``series`` (text). At most
        four series keep a colour, a shape and a dash of their own. A column ``when`` (text) tells
        the moment where it is more than the year.
    title
        What is measured, with its unit.
    unit
        How it is written.
    from_zero
        Whether the axis begins at zero.
    """
    rows = _rows(table["series"], table["value"], unit)
    rows["label"] = [plain_text(name) for name in table["series"]]
    rows["year"] = table["year"].to_numpy(float)
    rows["when"] = [str(when) for when in table["when" if "when" in table else "year"]]
    rows["told"] = [
        f"{label}, {when} : {text}"
        for label, when, text in zip(rows["label"], rows["when"], rows["text"], strict=True)
    ]
    names = list(dict.fromkeys(rows["label"]))
    whole_years = {"format": "d", "tickMinStep": 1, "grid": False, "labelOverlap": True}
    encoding: Spec = {
        "x": {
            "field": "year",
            "type": "quantitative",
            "title": None,
            "axis": whole_years,
            "scale": {"zero": False, "nice": False},
        },
        "y": {
            "field": "value",
            "type": "quantitative",
            "title": plain_text(title),
            "axis": _axis(unit) | TITLE_ABOVE,
            "scale": {"zero": from_zero},
        },
        "color": by_series("label", names, SERIES_COLOURS),
    }
    hover = tooltip({"label": _("Série"), "when": _("Date"), "text": title})
    dashes = [list(dash) for dash in SERIES_DASHES]
    layers: list[Spec] = [
        {
            "mark": {"type": "line", "strokeWidth": 2.2},
            "encoding": encoding | {"strokeDash": by_series("label", names, dashes)},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 42, "opacity": 1},
            "encoding": encoding
            | {
                "shape": by_series("label", names, SERIES_SHAPES),
                "tooltip": hover,
                "description": {"field": "told", "type": "nominal"},
            },
        },
    ]
    return Chart({"layer": layers, "height": LINES_PX}, rows, told_over_years(title, rows))


def coverage_by_rule(table: pd.DataFrame, groups: Mapping[str, str], title: str) -> Chart:
    """Draw the share reached under each rule: a bar for all people, a mark a priority class.

    Parameters
    ----------
    table
        One row a rule in display order: column ``rule`` (text) and one column of shares (0-1,
        missing where nobody belongs to the class) a group.
    groups
        Column to title; the first is drawn as the bar, at most three others as marks.
    title
        What is measured.
    """
    rows = pd.concat(
        [
            _rows(table["rule"], table[column], SHARE).assign(group=plain_text(label))
            for column, label in groups.items()
        ],
        ignore_index=True,
    )
    rows["told"] = rows["group"] + ", " + rows["told"]
    everybody, *classes = names = [plain_text(label) for label in groups.values()]
    x: Spec = {"field": "value", "type": "quantitative", "title": plain_text(title)}
    x |= {"axis": _axis(SHARE), "scale": {"domain": [0, 1]}}
    shared: Spec = {
        "y": name_axis(rows),
        "x": x,
        "color": by_series("group", names, (QUIET, *SERIES_COLOURS[1:])),
        "tooltip": tooltip({"label": _("Règle"), "group": _("Habitants"), "text": title}),
        "description": {"field": "told", "type": "nominal"},
    }
    layers: list[Spec] = [
        {
            "transform": [{"filter": {"field": "group", "equal": everybody}}],
            "mark": {"type": "bar", "height": {"band": 0.62}},
            "encoding": shared,
        },
        {
            "transform": [{"filter": {"field": "group", "oneOf": classes}}],
            "mark": {"type": "point", "filled": True, "size": 75, "opacity": 1},
            "encoding": shared
            | {"shape": by_series("group", names, ("square", *SERIES_SHAPES[1:]))},
        },
    ]
    return Chart(rows_spec(layers), rows, told(title, rows[rows["group"] == everybody]))


def _rows(names: "pd.Series[Any]", values: "pd.Series[Any]", unit: Unit) -> pd.DataFrame:
    numbers = pd.to_numeric(values).astype(float).to_numpy()
    labels = distinct([plain_text(name) for name in names])
    texts = [unit.write(value) for value in numbers]
    return pd.DataFrame(
        {
            "label": labels,
            "value": numbers,
            "text": texts,
            "told": [f"{label} : {text}" for label, text in zip(labels, texts, strict=True)],
            "lines": distinct([broken(label) for label in labels]),
        }
    )


def _tones(table: pd.DataFrame) -> list[str]:
    chosen = table["chosen"].astype(bool) if "chosen" in table else [True] * len(table)
    return [MARK if stands_out else QUIET for stands_out in chosen]


def _axis(unit: Unit) -> Spec:
    axis: Spec = {"format": unit.axis, "tickCount": 5}
    if unit.suffix:
        axis["labelExpr"] = f"format(datum.value, '{unit.axis}') + '{unit.suffix}'"
    return axis | {"grid": True, "labelOverlap": True, "titleFontWeight": "normal"}
