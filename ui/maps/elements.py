"""The folium elements that the maps share, each made through the check of `ui.maps.sinks.make`.

What an element holds is data for a step of ``ui/assets/js``. A string enters it as JSON from
`ui.maps.sinks.script_json` only, so that neither folium's templates nor the browser can take a name
for an instruction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, LiteralString, TypeAlias

import folium
from folium import Element, MacroElement
from folium.template import Template

from ui.maps import scripts
from ui.maps.sinks import SafeScript, make, require_safe, script_json
from ui.text.safe import SafeText, display_code

# Relative to the frame of the map component, so that the atlas also works below a path prefix.
LAYERS: Final = "../../atlas/layers"

folium.Map.default_js = [("atlas", scripts.loaded("map.js"))]
folium.Map.default_css = [("atlas_css", scripts.loaded("map.css"))]

PARTS_OF_A_PAGE: Final = ("header", "html", "script")

Bounds: TypeAlias = tuple[float, float, float, float]
Style: TypeAlias = Mapping[str, str | int | float | bool]


class Written(Element):
    """What an element writes into one part of a page, sent as it stands.

    folium makes of it an element whose text it compiles and renders as a template: a second time
    for words that are none, ten times as long as the first.

    Parameters
    ----------
    element
        Whose template it is.
    part
        Place of the part in `PARTS_OF_A_PAGE`.
    """

    def __init__(self, element: MacroElement, part: int) -> None:
        super().__init__()
        self._element = element
        self._macro = element._template.module.__dict__[PARTS_OF_A_PAGE[part]]  # noqa: SLF001

    def render(self, **kwargs: object) -> str:
        """Return the text."""
        return str(self._macro(self._element, kwargs))


class Plain(MacroElement):
    """An element whose template is compiled once, and never what it has written."""

    def render(self, **kwargs: object) -> None:  # type: ignore[override] # folium's does not either
        """Hand what the element writes to its figure, then that of its parts."""
        figure, macros = self.get_root(), self._template.module.__dict__
        for number, part in enumerate(PARTS_OF_A_PAGE):
            if part in macros:
                text = make(Written, self, number)
                getattr(figure, part).add_child(text, name=self.get_name())
        for child in self._children.values():
            child.render(**kwargs)


class Board(folium.Map, Plain):
    """A map of folium's."""


class Group(folium.FeatureGroup, Plain):
    """A group of layers of folium's, which `ui/assets/js/frame.js` puts on the map."""


class Still(Plain):
    """A part of the map that stays while filters change.

    Its data travel in a block that no browser runs; `ui/assets/js/frame.js` reads it.
    """

    _template = Template(
        """{% macro html(this, kwargs) %}
    <script type="application/json" class="atlas-still" data-step="{{ this.step }}">
    {{ this.data }}
    </script>
        {% endmacro %}"""
    )

    def __init__(self, step: str, data: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Still"
        self.step = step
        self.data = data


class Begin(Plain):
    """Starts the map: with folium's own words for an empty one, all that runs as a script.

    They are the same for every map: the policy of the frame allows this text by its digest.
    """

    _template = Template(
        """{% macro script(this, kwargs) %}
    atlas.begin({{ this._parent.get_name() }});
        {% endmacro %}"""
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Begin"


class Drawn(Plain):
    """A part of the map that filters change; to be added to a group.

    A call of ours on one line: `ui/assets/js/frame.js` reads it, and runs nothing else.
    """

    _template = Template(
        """{% macro script(this, kwargs) %}
    atlas.draw({{ this._parent.get_name() }}, "{{ this.step }}", {{ this.data }});
        {% endmacro %}"""
    )

    def __init__(self, step: str, data: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Drawn"
        self.step = step
        self.data = data


def still(step: LiteralString, data: object) -> Still:
    """Return a part that stays, to be added to a map: a step of the scripts and its data."""
    return make(Still, display_code(step), script_json(data))


def drawn(step: LiteralString, data: object) -> Drawn:
    """Return a part that filters change, to be added to a group: a step and its data."""
    return written(step, script_json(data))


def written(step: LiteralString, data: SafeScript) -> Drawn:
    """Return a part whose data have been written once for every map that shows the same."""
    return make(Drawn, display_code(step), data)


def empty_map(frame: Bounds, panes: Sequence[tuple[str, int, bool]], label: str) -> folium.Map:
    """Return a map without tiles, framed.

    Parameters
    ----------
    frame
        West, south, east, north in degrees (EPSG:4326).
    panes
        Name, z-index, whether it takes the pointer; in drawing order.
    label
        Name of the map for screen readers.
    """
    west, south, east, north = frame
    # The same for every map, which `setup` then frames: see `Begin`.
    board = make(
        Board,
        location=[0, 0],
        zoom_start=6,
        tiles=None,
        prefer_canvas=True,
        zoom_snap=0.25,
        max_zoom=16,
        min_zoom=4,
    )
    setup = {
        "label": label,
        "bounds": [[south, west], [north, east]],
        "centre": [(south + north) / 2, (west + east) / 2],
        "panes": [{"name": name, "z": z, "interactive": on} for name, z, on in panes],
    }
    make(Begin).add_to(board)
    still("setup", setup).add_to(board)
    return board


def group() -> folium.FeatureGroup:
    """Return an empty group of layers."""
    return make(Group, show=False)


def tiles(url: SafeScript, attribution: SafeText, max_zoom: int) -> Still:
    """Return background tiles of another host: the reader's explicit choice only."""
    require_safe([url, attribution])
    return still("tiles", {"url": url, "attribution": attribution, "maxZoom": max_zoom})


def layer_url(version: str, layer: str, key: str) -> str:
    """Return the address of a layer, made of codes only."""
    return "/".join((LAYERS, display_code(version), display_code(layer), display_code(key)))


@dataclass(frozen=True)
class RemoteConfig:
    """What one remote layer is.

    Parameters
    ----------
    url
        From `layer_url`; what follows a ``#`` is the pole of the only feature that is drawn.
    pane
        Leaflet pane that holds it.
    styles
        Leaflet path options by class, the property ``k`` of a feature; ``"default"`` for features
        without a class, ``"*"`` for all others. What has no style is not drawn.
    tooltip
        Show the name of a feature under the pointer.
    svg
        Draw as SVG, which lets the pointer through between its shapes, where a canvas takes it
        all; for a few hundred shapes at most.
    classes
        One letter a feature, in the order of the layer, that stands for its property ``k``.
    """

    url: str
    pane: str
    styles: Mapping[str, Style]
    tooltip: bool = False
    svg: bool = False
    classes: str = ""


@dataclass(frozen=True)
class ImageConfig:
    """A picture laid on the map.

    Parameters
    ----------
    image
        PNG as a ``data:`` address.
    bounds
        South-west and north-east corners, latitude and longitude in degrees.
    pane
        Leaflet pane that holds it.
    """

    image: str
    bounds: tuple[tuple[float, float], tuple[float, float]]
    pane: str


def remote_layer(config: RemoteConfig) -> Still:
    """Return a layer fetched by address that stays as long as the map."""
    return still("layer", asdict(config))


def layer_set(configs: Sequence[RemoteConfig | ImageConfig]) -> Drawn:
    """Return the layers that are switched on, in drawing order."""
    return drawn("layers", [asdict(config) for config in configs])


def town_labels(url: str) -> Still:
    """Return the names of towns, fetched by address: bearings for a map without tiles."""
    return still("towns", url)


def pole_markers(marks: Sequence[Mapping[str, Any]]) -> SafeScript:
    """Return the data of the step ``poles``: one element for all, since one each costs seconds.

    Parameters
    ----------
    marks
        One mapping a pole: ``lat``, ``lon`` in degrees; ``dx``, ``dy`` pixels by which the mark
        stands beside its place; ``tone`` class of its colour; ``alt`` plain name; ``name`` and
        ``sheet`` harmless HTML; ``area`` address of the declared territory or None; ``open``.
    """
    for mark in marks:
        require_safe(mark["name"])
        require_safe(mark["sheet"])
    return script_json([dict(mark) for mark in marks])


def crowd_circles(marks: Sequence[Mapping[str, Any]]) -> Drawn:
    """Return the circles that stand for many poles of a list each.

    Parameters
    ----------
    marks
        One mapping a circle: ``lat``, ``lon`` in degrees; ``size`` diameter in pixels; ``count``
        and ``alt`` plain text; ``name`` and ``sheet`` harmless HTML.
    """
    for mark in marks:
        require_safe(mark["name"])
        require_safe(mark["sheet"])
    return drawn("crowds", [dict(mark) for mark in marks])


def numbered_sites(marks: Sequence[Mapping[str, Any]]) -> Drawn:
    """Return proposed sites, numbered in the order of what each adds.

    Parameters
    ----------
    marks
        One mapping a site: ``lat``, ``lon`` in degrees; ``rank``; ``alt`` plain name; ``told``
        harmless HTML.
    """
    for mark in marks:
        require_safe(mark["told"])
    return drawn("sites", [dict(mark) for mark in marks])


def panel_board(setup: Mapping[str, Any]) -> Still:
    """Return the small maps, empty but for what lies under every one of them."""
    return still("panelBoard", setup)


def panel_content(content: Mapping[str, Any]) -> SafeScript:
    """Return the data of the step ``panelContent``: colours, poles, figures of every small map."""
    for panel in content["panels"]:
        for mark in (*panel["marks"], *panel["crowds"]):
            require_safe(mark["name"])
    return script_json(content)
