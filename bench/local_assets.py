"""Let plain folium maps load Leaflet from this server: measures must not depend on a network."""

import folium


def use_local_assets() -> None:
    """Point every folium map of this process to the routes of `ui.server.routes`."""
    folium.Map.default_js = [
        ("leaflet", "../../atlas/assets/leaflet/leaflet.js"),
        ("jquery", "../../atlas/assets/jquery/jquery.min.js"),
    ]
    folium.Map.default_css = [("leaflet_css", "../../atlas/assets/leaflet/leaflet.css")]
