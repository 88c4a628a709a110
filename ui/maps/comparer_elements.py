"""The folium elements of the small maps: what stays, and what filters change.

A string enters them as JSON from `ui.maps.sinks.script_json` only, and a name through
`textContent`.
"""

from folium import MacroElement
from folium.template import Template


class PanelBoard(MacroElement):
    """The small maps, empty but for what lies under every one of them."""

    _template = Template(
        """{% macro script(this, kwargs) %}
    (function (base, setup) {
        base.getContainer().style.visibility = "hidden";
        var grid = document.createElement("div");
        grid.className = "atlas-panels";
        // Not in the style sheet, which may arrive after the maps have measured themselves.
        Object.assign(grid.style, { position: "fixed", inset: "0", display: "grid", gap: "6px" });
        document.body.appendChild(grid);
        function part(parent, tag, name) {
            var element = document.createElement(tag);
            element.className = name;
            parent.appendChild(element);
            return element;
        }
        var panels = window.atlasPanels = setup.panels.map(function (config, row) {
            var box = part(grid, "section", "atlas-panel");
            var title = part(box, "h4", "atlas-panel-title");
            var value = part(box, "p", "atlas-panel-value");
            var holder = part(box, "div", "atlas-panel-map");
            Object.assign(box.style, { position: "relative", minWidth: "0", minHeight: "0" });
            Object.assign(holder.style, { position: "absolute", inset: "0" });
            holder.setAttribute("role", "region");
            holder.setAttribute("aria-label", config.label);
            title.textContent = config.label;
            var map = L.map(holder, {
                preferCanvas: true, zoomSnap: 0, zoomControl: false, zoomAnimation: false,
                attributionControl: false, minZoom: 3, maxZoom: 16,
            });
            setup.panes.forEach(function (pane) {
                var element = map.createPane(pane.name);
                element.style.zIndex = pane.z;
                element.style.pointerEvents = pane.interactive ? "auto" : "none";
            });
            map.scrollWheelZoom.disable();
            map.on("click", function () { map.scrollWheelZoom.enable(); });
            holder.addEventListener("mouseleave", function () { map.scrollWheelZoom.disable(); });
            if (L.Browser.mobile) { map.dragging.disable(); map.keyboard.disable(); }
            if (row === 0) { L.control.zoom(setup.zoom).addTo(map); }
            L.control.scale({ imperial: false, maxWidth: 80 }).addTo(map);
            return { map: map, title: title, value: value, config: config, shown: new Map(),
                     marks: L.layerGroup(), home: null };
        });

        // Metres on the ground for a pixel grow with the cosine of the latitude.
        function shrink(centre) { return Math.log2(Math.cos(centre.lat * Math.PI / 180)); }
        function frame() {
            var found = panels.map(function (panel) {
                var box = L.latLngBounds(panel.config.bounds);
                var north = panel.map.project(box.getNorthWest(), 0);
                var south = panel.map.project(box.getSouthEast(), 0);
                var centre = panel.map.unproject(north.add(south).divideBy(2), 0);
                var room = panel.map.getSize(), margin = 18;
                var zoom = Math.log2(Math.min(
                    Math.max(room.x - margin, margin) / (south.x - north.x),
                    Math.max(room.y - margin, margin) / (south.y - north.y)));
                return { centre: centre, zoom: Math.max(3, Math.min(zoom, 16)) };
            });
            if (setup.common) {
                var coarsest = Math.min.apply(null, found.map(function (one) {
                    return one.zoom - shrink(one.centre);
                }));
                found.forEach(function (one) { one.zoom = coarsest + shrink(one.centre); });
            }
            moving = true;
            panels.forEach(function (panel, row) {
                panel.home = found[row];
                panel.map.setView(found[row].centre, found[row].zoom, { animate: false });
            });
            moving = false;
        }
        var moving = false;
        function follow(leader) {
            if (moving || !leader.home) { return; }
            moving = true;
            var deeper = leader.map.getZoom() - leader.home.zoom;
            var at = leader.map.getZoom();
            var shift = leader.map.project(leader.map.getCenter(), at)
                .subtract(leader.map.project(leader.home.centre, at));
            panels.forEach(function (panel) {
                if (panel === leader) { return; }
                var zoom = panel.home.zoom + deeper;
                var centre = panel.map.project(panel.home.centre, zoom).add(shift);
                panel.map.setView(panel.map.unproject(centre, zoom), zoom, { animate: false });
            });
            moving = false;
        }
        // The frame is given its size in steps: the maps are framed anew at each of them.
        var size = "";
        function arrange() {
            var width = window.innerWidth, height = window.innerHeight;
            if (size === width + "x" + height) { return; }
            size = width + "x" + height;
            var columns = width >= 640 ? panels.length : panels.length > 2 ? 2 : 1;
            grid.style.gridTemplateColumns = "repeat(" + columns + ", minmax(0, 1fr))";
            grid.style.gridAutoRows = "minmax(0, 1fr)";
            moving = true;
            panels.forEach(function (panel) { panel.map.invalidateSize(false); });
            frame();
        }
        arrange();
        window.addEventListener("resize", arrange);
        panels.forEach(function (panel) {
            panel.map.on("drag zoomend moveend", function () { follow(panel); });
            panel.marks.addTo(panel.map);
            panel.config.layers.forEach(function (config) {
                window.atlasLayer(config).addTo(panel.map);
            });
            if (panel.config.outline) {
                window.atlasFetch(panel.config.outline, function (data) {
                    var rings = [[[-180, -85], [180, -85], [180, 85], [-180, 85]]];
                    data.features.forEach(function (feature) {
                        var shape = feature.geometry;
                        var parts = shape.type === "Polygon" ? [shape.coordinates]
                                                             : shape.coordinates;
                        parts.forEach(function (part) { rings = rings.concat(part); });
                    });
                    function drawn(pane, style, coordinates) {
                        L.polygon(L.GeoJSON.coordsToLatLngs(coordinates, 1),
                                  { pane: pane, interactive: false, ...style }).addTo(panel.map);
                    }
                    drawn("contour", setup.mask, rings);
                    drawn("contour", setup.contour, rings.slice(1));
                });
            }
            window.atlasFetch(panel.config.towns, function (data) {
                data.features.slice(0, panel.config.names).forEach(function (town) {
                    var place = town.geometry.coordinates;
                    L.marker([place[1], place[0]], {
                        pane: "towns", interactive: false, keyboard: false,
                        icon: L.divIcon({ className: "atlas-town", iconSize: null,
                                          html: "<span>" + town.properties.n + "</span>" }),
                    }).addTo(panel.map);
                });
            });
        });
    })({{ this._parent.get_name() }}, {{ this.setup }});
        {% endmacro %}"""
    )

    def __init__(self, setup: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "PanelBoard"
        self.setup = setup


class PanelContent(MacroElement):
    """What filters change: colours, poles and figures of every small map."""

    _template = Template(
        """{% macro script(this, kwargs) %}
    (function (content) {
        content.panels.forEach(function (wanted, row) {
            var panel = window.atlasPanels[row];
            panel.value.textContent = wanted.value;
            var configs = wanted.layers.concat(wanted.pictures.map(function (number) {
                return content.pictures[number];
            }));
            var keys = new Set(configs.map(JSON.stringify));
            panel.shown.forEach(function (layer, key) {
                if (!keys.has(key)) { layer.remove(); panel.shown.delete(key); }
            });
            configs.forEach(function (config) {
                var key = JSON.stringify(config);
                if (!panel.shown.has(key)) {
                    panel.shown.set(key, window.atlasLayer(config).addTo(panel.map));
                }
            });
            panel.marks.clearLayers();
            wanted.marks.forEach(function (pole) {
                var mark = L.marker([pole.lat, pole.lon], {
                    riseOnHover: true,
                    icon: L.divIcon({ className: "atlas-mark", iconSize: [12, 12],
                                      iconAnchor: [6 - pole.dx, 6 - pole.dy],
                                      html: '<span class="atlas-pole ' + pole.tone + '"></span>' }),
                });
                mark.bindTooltip(pole.name, { className: "atlas-tooltip",
                                              offset: [6 + pole.dx, pole.dy] });
                mark.on("add", function () {
                    mark.getElement().setAttribute("aria-label", pole.alt);
                });
                panel.marks.addLayer(mark);
            });
        });
    })({{ this.content }});
        {% endmacro %}"""
    )

    def __init__(self, content: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "PanelContent"
        self.content = content
