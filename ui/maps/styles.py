"""How each layer is drawn: Leaflet path options by class.

Three priority layers overlap all the time, so each has its own kind of mark: rural areas are
filled, deindustrialised basins are heavy dashes, quarters are small solid shapes. The official
proxies are grey lines told apart by their pattern.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ui.maps.elements import Style
from ui.text import palette
from ui.view.choices import LAYER_GROUPS

Styles = Mapping[str, Style]

NATIONAL_WEIGHT: Final = 0.65


def _fill(colour: str, opacity: float = 0.85) -> Style:
    return {"stroke": False, "fillColor": colour, "fillOpacity": opacity}


def _line(colour: str, weight: float, dash: str = "") -> Style:
    style: dict[str, str | float | bool] = {"color": colour, "weight": weight, "fill": False}
    if dash:
        style["dashArray"] = dash
    return style


NEIGHBOURS: Final[Styles] = {"default": _fill(palette.NEIGHBOUR, 1)}
LAND: Final[Styles] = {
    "default": {
        "color": palette.BORDER,
        "weight": 0.8,
        "fillColor": palette.PAPER,
        "fillOpacity": 1,
    }
}
MASK: Final[Styles] = {"default": _fill(palette.PAPER, 0.68)}
# Faded towards paper, what is left out would look like what is left out in part.
COVERAGE_MASK: Final[Styles] = {"default": _fill(palette.OUTSIDE, 0.88)}
CONTOUR: Final[Styles] = {"default": _line(palette.INK, 2.5)}
DECLARED_AREA: Final[Styles] = {"default": _line(palette.INK, 1.2, "1 5")}
COMMUNES: Final[Styles] = {
    "*": {"color": palette.BORDER, "weight": 0.4, "opacity": 0.8, "fillOpacity": 0}
}

FRR: Final[Styles] = {
    "plus": _fill(palette.RURAL_DEEP),
    "socle": _fill(palette.RURAL_SOFT),
    "partiel": {
        "color": palette.RURAL_DEEP,
        "weight": 1,
        "dashArray": "2 2",
        "fillColor": palette.RURAL_PART,
        "fillOpacity": 0.85,
    },
    "beneficiaire": _fill(palette.RURAL_PART, 0.7),
    "beneficiaire-partiel": _fill(palette.RURAL_PART, 0.7),
}


def lighter(styles: Styles) -> Styles:
    """Return styles with thinner lines, for a map of the whole country."""
    return {
        key: {**style, "weight": float(style["weight"]) * NATIONAL_WEIGHT}
        if "weight" in style
        else style
        for key, style in styles.items()
    }


@dataclass(frozen=True)
class LayerStyle:
    """Where and how one switchable layer is drawn.

    Parameters
    ----------
    pane
        Leaflet pane.
    passes
        Styles drawn one over the other, usually one; two make a double line.
    """

    pane: str
    passes: tuple[Styles, ...]


LAYER_STYLES: Final[dict[str, LayerStyle]] = {
    "frr": LayerStyle("rural", (FRR,)),
    "zrr": LayerStyle(
        "lines",
        ({"classee": _line("#7A6A1F", 1.2), "partiel": _line("#7A6A1F", 1.2, "2 3")},),
    ),
    "desindustrialise": LayerStyle("lines", ({"in": _line(palette.DESINDUSTRIALISE, 2.2, "7 4")},)),
    "territoires-industrie": LayerStyle("lines", ({"in": _line(palette.PROXY, 1.6, "1 4")},)),
    "afr": LayerStyle(
        "lines",
        (
            {
                "integral": _line(palette.PROXY, 1.6, "8 3 1 3"),
                "partiel": _line(palette.PROXY, 1, "8 3 1 3"),
            },
        ),
    ),
    "ber": LayerStyle(
        "lines",
        ({"in": _line(palette.PROXY, 5)}, {"in": _line(palette.PAPER, 2)}),
    ),
    "qpv": LayerStyle(
        "qpv",
        (
            {
                "default": {
                    "color": palette.QPV,
                    "weight": 1.5,
                    "radius": 1.6,
                    "fillColor": palette.QPV,
                    "fillOpacity": 0.85,
                }
            },
        ),
    ),
    "zones-emploi": LayerStyle("limits", ({"default": _line("#7D8A99", 0.8)},)),
    "departements": LayerStyle("limits", ({"default": _line("#7D8A99", 1)},)),
    "anciennes-regions": LayerStyle("limits", ({"default": _line("#5B6878", 1.6, "9 3")},)),
    "regions": LayerStyle("limits", ({"default": _line("#4A5768", 1.8)},)),
}

# From the finest to the widest: the finest one shown carries the names under the pointer.
ADMIN_LAYERS: Final = LAYER_GROUPS["limits"][::-1]
AREA_LAYERS: Final = (*LAYER_GROUPS["priority"], *LAYER_GROUPS["proxies"])
