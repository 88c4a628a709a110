"""The folium elements that the maps share, each made through the check of `ui.maps.sinks.make`.

A string enters an element as `SafeText` or a code only, so that neither folium's templates nor the
browser can take a name for an instruction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, TypeAlias

import folium
from folium import MacroElement
from folium.template import Template

from ui.maps.sinks import SafeScript, make, require_safe, script_json
from ui.text.safe import SafeText, display_code

# Relative to the frame of the map component, so that the atlas also works below a path prefix.
ASSETS: Final = "../../atlas/assets"
LAYERS: Final = "../../atlas/layers"

folium.Map.default_js = [
    ("leaflet", f"{ASSETS}/leaflet/leaflet.js"),
    ("jquery", f"{ASSETS}/jquery/jquery.min.js"),
]
folium.Map.default_css = [
    ("leaflet_css", f"{ASSETS}/leaflet/leaflet.css"),
    ("atlas_css", f"{ASSETS}/atlas/map.css"),
    ("marks_css", f"{ASSETS}/atlas/marks.css"),
]

Bounds: TypeAlias = tuple[float, float, float, float]
Style: TypeAlias = Mapping[str, str | int | float | bool]


class RemoteLayer(MacroElement):
    """A GeoJSON layer that the browser fetches from this server, once, and keeps.

    Inside the page's message it would travel again at every change of a filter; fetched by
    address it is compressed, cached by the browser and shared by every session.
    """

    _template = Template(
        """{% macro script(this, kwargs) %}
    window.atlasLayer({{ this.config }}).addTo({{ this._parent.get_name() }});
        {% endmacro %}"""
    )

    def __init__(self, config: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "RemoteLayer"
        self.config = config


class LayerSet(MacroElement):
    """The remote layers that are switched on: those that stay on are not drawn again.

    The map component takes down every dynamic group at each change. These layers are added to the
    map itself, and compared with those already there.
    """

    _template = Template(
        """{% macro script(this, kwargs) %}
    (function (map, wanted) {
        var shown = map.atlasShown = map.atlasShown || new Map();
        var keys = new Set(wanted.map(JSON.stringify));
        shown.forEach(function (layer, key) {
            if (!keys.has(key)) { layer.remove(); shown.delete(key); }
        });
        wanted.forEach(function (config) {
            var key = JSON.stringify(config);
            if (!shown.has(key)) { shown.set(key, window.atlasLayer(config).addTo(map)); }
        });
    })({{ this._parent._parent.get_name() }}, {{ this.configs }});
        {% endmacro %}"""
    )

    def __init__(self, configs: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "LayerSet"
        self.configs = configs


class TownLabels(MacroElement):
    """Names of towns beside a small dot: bearings for a map without background tiles."""

    _template = Template(
        """{% macro script(this, kwargs) %}
    window.atlasFetch({{ this.url }}, function (data) {
        L.geoJSON(data, {
            pointToLayer: function (feature, latlng) {
                return L.marker(latlng, {
                    pane: "towns", interactive: false, keyboard: false,
                    icon: L.divIcon({ className: "atlas-town", iconSize: null,
                                      html: "<span>" + feature.properties.n + "</span>" }),
                });
            },
        }).addTo({{ this._parent.get_name() }});
    });
        {% endmacro %}"""
    )

    def __init__(self, url: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "TownLabels"
        self.url = url


class MapSetup(MacroElement):
    """Panes in drawing order, and gestures that never trap the scroll of the page.

    One finger scrolls past the map and two move it; the wheel zooms only after a click.
    """

    _template = Template(
        """{% macro script(this, kwargs) %}
    window.atlasFetch = function (url, use) {
        var kept = window.atlasLayers = window.atlasLayers || new Map();
        if (!kept.has(url)) {
            kept.set(url, fetch(url).then(function (answer) {
                if (!answer.ok) { throw new Error(url + ": " + answer.status); }
                return answer.json();
            }));
        }
        kept.get(url).then(use).catch(function (problem) {
            kept.delete(url);
            console.warn("calque indisponible", problem.message);
        });
    };
    window.atlasLayer = function (config) {
        if (config.image) {
            return L.imageOverlay(config.image, config.bounds,
                                  { pane: config.pane, className: "atlas-picture" });
        }
        var order = new Map();
        function styleOf(feature) {
            var k = config.classes ? config.classes[order.get(feature)] : feature.properties.k;
            return config.styles[k || "default"] || config.styles["*"];
        }
        var layer = L.geoJSON(null, {
            pane: config.pane,
            interactive: config.tooltip,
            smoothFactor: 0.5,
            renderer: config.svg ? L.svg({ pane: config.pane, padding: 0.5 }) : undefined,
            filter: function (feature) { return Boolean(styleOf(feature)); },
            style: styleOf,
            pointToLayer: function (feature, latlng) {
                return L.circleMarker(latlng, { pane: config.pane, ...styleOf(feature) });
            },
        });
        if (config.tooltip) {
            layer.bindTooltip(function (part) { return part.feature.properties.n; },
                              { sticky: true, className: "atlas-tooltip" });
        }
        window.atlasFetch(config.url, function (data) {
            data.features.forEach(function (feature, row) { order.set(feature, row); });
            layer.addData(data);
        });
        return layer;
    };
    (function (map, setup) {
        setup.panes.forEach(function (pane) {
            var element = map.createPane(pane.name);
            element.style.zIndex = pane.z;
            element.style.pointerEvents = pane.interactive ? "auto" : "none";
        });
        var holder = map.getContainer();
        var touched = false, margin = 8;
        ["mousedown", "touchstart", "wheel", "keydown"].forEach(function (event) {
            holder.addEventListener(event, function () { touched = true; }, { passive: true });
        });
        // The page may make the frame lower than the map was asked to be: what was to be seen
        // must fit again, until the reader or an open sheet moves the map.
        function frame() {
            // Beside the margins of a frame without a size yet, nothing fits: the zoom would be
            // infinite. The map keeps the view it was made with until the frame grows.
            var size = map.getSize();
            if (size.x > 2 * margin && size.y > 2 * margin) {
                map.fitBounds(setup.frame, { padding: [margin, margin], animate: false });
            }
        }
        function fit() {
            // A frame that is taken away shrinks to nothing first: no bounds fit in it.
            if (window.innerHeight < 50 || window.innerWidth < 50) { return; }
            holder.style.height = window.innerHeight + "px";
            map.invalidateSize();
            if (!touched && !holder.querySelector(".leaflet-popup")) { frame(); }
        }
        frame();
        window.addEventListener("resize", fit);
        // A frame of less than 200 px has not got its height yet.
        window.setTimeout(function () {
            if (window.innerHeight >= 200 && window.innerHeight < holder.clientHeight) { fit(); }
        }, 0);
        if (L.Browser.mobile) {
            map.dragging.disable();
            // It takes the focus at the first touch, which scrolls the page under the finger.
            map.keyboard.disable();
        }
        map.scrollWheelZoom.disable();
        map.on("click", function () { map.scrollWheelZoom.enable(); });
        holder.addEventListener("mouseleave", function () { map.scrollWheelZoom.disable(); });
        holder.setAttribute("role", "region");
        holder.setAttribute("aria-label", setup.label);
        map.attributionControl.setPrefix(false);
        L.control.scale({ imperial: false }).addTo(map);
    })({{ this._parent.get_name() }}, {{ this.setup }});
        {% endmacro %}"""
    )

    def __init__(self, setup: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "MapSetup"
        self.setup = setup


class PoleMarkers(MacroElement):
    """Markers of poles with their sheets: one element for all, since one each costs seconds.

    While a sheet is open, the territory the pole declares is drawn.
    """

    _template = Template(
        """{% macro script(this, kwargs) %}
    {{ this.poles }}.forEach(function (pole) {
        var mark = L.marker([pole.lat, pole.lon], {
            riseOnHover: true,
            icon: L.divIcon({ className: "atlas-mark", iconSize: [16, 16],
                              iconAnchor: [8 - pole.dx, 8 - pole.dy],
                              html: '<span class="atlas-pole ' + pole.tone + '"></span>' }),
        });
        mark.bindTooltip(pole.name, { className: "atlas-tooltip", offset: [8 + pole.dx, pole.dy] });
        mark.bindPopup(function () {
            // The frame still grows when the map is made: its size counts when a sheet opens.
            var options = mark.getPopup().options;
            options.maxWidth = Math.min(320, window.innerWidth - 100);
            options.maxHeight = Math.min(380, window.innerHeight - 110);
            return pole.sheet;
        }, { autoPanPaddingTopLeft: [48, 8], className: "atlas-sheet",
             offset: [pole.dx, pole.dy] });
        if (pole.area) {
            var area = null;
            mark.on("popupopen", function () {
                window.atlasFetch(pole.area, function (data) {
                    if (!mark._map || !mark.isPopupOpen() || area) { return; }
                    area = L.geoJSON(data, { pane: "declared", interactive: false,
                        style: { color: "#1B2A41", weight: 2, dashArray: "1 5",
                                 fillColor: "#1B2A41", fillOpacity: 0.08 } }).addTo(mark._map);
                });
            });
            mark.on("popupclose remove", function () { if (area) { area.remove(); area = null; } });
        }
        mark.on("add", function () { mark.getElement().setAttribute("aria-label", pole.alt); });
        mark.addTo({{ this._parent.get_name() }});
        if (pole.open) { window.setTimeout(function () { mark._map && mark.openPopup(); }, 300); }
    });
        {% endmacro %}"""
    )

    def __init__(self, poles: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "PoleMarkers"
        self.poles = poles


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
    board = make(
        folium.Map,
        location=[(south + north) / 2, (west + east) / 2],
        zoom_start=6,
        tiles=None,
        prefer_canvas=True,
        zoom_snap=0.25,
        max_zoom=16,
        min_zoom=4,
    )
    setup = {
        "label": label,
        "frame": [[south, west], [north, east]],
        "panes": [{"name": name, "z": z, "interactive": on} for name, z, on in panes],
    }
    make(MapSetup, script_json(setup)).add_to(board)
    return board


def group() -> folium.FeatureGroup:
    """Return an empty group of layers."""
    return make(folium.FeatureGroup)


def tiles(url: SafeScript, attribution: SafeText, max_zoom: int) -> folium.TileLayer:
    """Return background tiles of another host: the reader's explicit choice only."""
    return make(folium.TileLayer, tiles=url, attr=attribution, max_zoom=max_zoom, control=False)


def layer_url(version: str, layer: str, key: str) -> str:
    """Return the address of a layer, made of codes only."""
    return "/".join((LAYERS, display_code(version), display_code(layer), display_code(key)))


@dataclass(frozen=True)
class RemoteConfig:
    """What one remote layer is.

    Parameters
    ----------
    url
        From `layer_url`.
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


def remote_layer(config: RemoteConfig) -> RemoteLayer:
    """Return a layer fetched by address that stays as long as the map."""
    return make(RemoteLayer, script_json(asdict(config)))


def layer_set(configs: Sequence[RemoteConfig | ImageConfig]) -> LayerSet:
    """Return the layers that are switched on, in drawing order; to be added to a group."""
    return make(LayerSet, script_json([asdict(config) for config in configs]))


def town_labels(url: str) -> TownLabels:
    """Return the names of towns, fetched by address."""
    return make(TownLabels, script_json(url))


def pole_markers(marks: Sequence[Mapping[str, Any]]) -> PoleMarkers:
    """Return the markers of poles.

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
    return make(PoleMarkers, script_json([dict(mark) for mark in marks]))
