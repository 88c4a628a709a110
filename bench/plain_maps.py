"""The server of a plain folium map: all of the atlas's front door, and what folium needs."""

import re

import folium
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from xstatic.pkg import jquery

from ui.server import routes as front_door
from ui.server.headers import MAP_FRAME, ROUTE_PREFIX


def use_local_assets() -> None:
    """Have every folium map of this process loaded from here: measures depend on no network."""
    folium.Map.default_js = [
        ("leaflet", f"../..{ROUTE_PREFIX}/assets/leaflet/leaflet.js"),
        ("jquery", f"../..{ROUTE_PREFIX}/assets/jquery/jquery.min.js"),
    ]
    folium.Map.default_css = [("leaflet_css", f"../..{ROUTE_PREFIX}/assets/leaflet/leaflet.css")]


def routes() -> list[BaseRoute]:
    """Return the addresses of the atlas, and jQuery, which its own maps do without."""
    files = StaticFiles(directory=jquery.BASE_DIR)
    return [Mount(f"{ROUTE_PREFIX}/assets/jquery", files), *front_door.routes()]


def middleware() -> list[Middleware]:
    """Return what wraps the server of a plain map."""
    return [Middleware(PlainMaps), *front_door.middleware()]


class PlainMaps:
    """ASGI middleware: the frame of the map may run the scripts that folium writes.

    The atlas sends its maps as data; a plain folium map is a script that differs each time.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""

        async def loosened(message: Message) -> None:
            if message["type"] == "http.response.start" and MAP_FRAME in scope["path"]:
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = re.sub(
                    "script-src [^;]*",
                    "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
                    headers["Content-Security-Policy"],
                )
                # Fetched early for the maps of the atlas alone.
                del headers["Link"]
            await send(message)

        await self._app(scope, receive, loosened)
