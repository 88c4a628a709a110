"""Security headers of every answer, and who may open a session.

The Content-Security-Policy differs by part of the site: see `ContentPolicies`.
"""

import base64
import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config

from ui.maps import scripts
from ui.server.hosts import is_loopback
from ui.server.plain.addresses import PREFIX as PLAIN_PREFIX
from ui.server.shell import shell

ROUTE_PREFIX: Final = "/atlas"
API_PREFIX: Final = "/api"
MAP_FRAME: Final = "/component/streamlit_folium.st_folium/"
ANY_FRAME: Final = "/component/"
# The component asks for its own script first, and for these only once it has a map to draw.
MAP_PRELOADS: Final = ", ".join(
    f"<{scripts.loaded(name)}>; rel=preload; as={kind}"
    for name, kind in (("map.js", "script"), ("map.css", "style"))
)
TILE_HOSTS: Final = ("https://data.geopf.fr", "https://tile.openstreetmap.org")
FRAME_ANCESTORS_VARIABLE: Final = "ATLAS_FRAME_ANCESTORS"

_ANCESTOR: Final = re.compile(r"'self'|'none'|https?://(\*\.)?[A-Za-z0-9.-]+(:\d{1,5})?")
_HOST: Final = re.compile(r"([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?")
_SCRIPT: Final = re.compile(r"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.DOTALL)

# A browser API that nothing here uses is one that an injected script cannot use either.
_PERMISSIONS: Final = ", ".join(
    [
        *(
            f"{feature}=()"
            for feature in (
                "accelerometer",
                "browsing-topics",
                "camera",
                "display-capture",
                "geolocation",
                "gyroscope",
                "magnetometer",
                "microphone",
                "midi",
                "payment",
                "serial",
                "usb",
            )
        ),
        "clipboard-write=(self)",
        "fullscreen=(self)",
    ]
)


def frame_ancestors(environment: Mapping[str, str] = os.environ) -> str:
    """Return who may show the atlas in a frame, as the value of a CSP directive.

    Parameters
    ----------
    environment
        Where ``ATLAS_FRAME_ANCESTORS`` is looked up: origins parted by spaces, such as
        ``'self' https://intranet.example.fr``; default ``'self'``, which is added unless
        ``'none'`` is asked for.

    Raises
    ------
    ValueError
        If a part is neither ``'self'``, ``'none'`` nor an origin. The atlas does not start then:
        falling back in silence would break an embedding, or allow one that nobody wanted.
    """
    parts = environment.get(FRAME_ANCESTORS_VARIABLE, "").split() or ["'self'"]
    for part in parts:
        if not _ANCESTOR.fullmatch(part):
            raise ValueError(
                f"{FRAME_ANCESTORS_VARIABLE} : « {part} » n'est pas une origine. Écrivez des "
                "adresses sans chemin séparées par des espaces, par exemple "
                "« 'self' https://intranet.exemple.fr »."
            )
    if "'none'" in parts and len(parts) > 1:
        raise ValueError(
            f"{FRAME_ANCESTORS_VARIABLE} : « 'none' » ne se combine avec aucune autre origine."
        )
    # The map is a frame of the page itself: without the page no map would show anywhere.
    own = [] if {"'self'", "'none'"} & set(parts) else ["'self'"]
    return " ".join([*own, *parts])


def inline_script_hashes(page: str) -> list[str]:
    """Return the CSP sources of the inline scripts of an HTML page.

    Parameters
    ----------
    page
        HTML text. Scripts with a ``src`` are left out: ``'self'`` covers them.
    """
    return [
        f"'sha256-{base64.b64encode(hashlib.sha256(match['code'].encode()).digest()).decode()}'"
        for match in _SCRIPT.finditer(page)
        if "src=" not in match["attributes"]
    ]


def _policy(**directives: Iterable[str]) -> str:
    return "; ".join(
        " ".join([name.replace("_", "-"), *sources]) for name, sources in directives.items()
    )


class ContentPolicies:
    """Content-Security-Policy of each part of the site.

    The page itself runs its own files and nothing else. So does the frame of the map, with the one
    script that its component writes, the same for every map, allowed by its digest; it alone may
    fetch background tiles. Files that are not documents may load nothing.

    Parameters
    ----------
    base
        Prefix of every path, as of `base_path`.
    ancestors
        Value of ``frame-ancestors``, the same for every part: a browser checks the whole chain of
        frames, hence the map's frame must accept who embeds the page.
    """

    def __init__(self, base: str, ancestors: str) -> None:
        self._ancestors = ancestors.split()
        # The same scripts in every language; those of Streamlit's own page are among them.
        self._inline = inline_script_hashes(shell("fr", base))

    def for_path(self, path: str, host: str) -> str:
        """Return the policy of a path.

        Parameters
        ----------
        path
            Path of the request without ``server.baseUrlPath``.
        host
            ``Host`` of the request: Safari before 15.4 does not count a WebSocket as ``'self'``.
        """
        if path.startswith(MAP_FRAME):
            return _policy(
                default_src=["'none'"],
                script_src=["'self'", f"'{scripts.START_DIGEST}'"],
                style_src=["'self'", "'unsafe-inline'"],
                img_src=["'self'", "data:", "blob:", *TILE_HOSTS],
                connect_src=["'self'"],
                **self._common(),
            )
        if path.startswith(ANY_FRAME):
            return _policy(
                default_src=["'none'"],
                script_src=["'self'"],
                style_src=["'self'", "'unsafe-inline'"],
                img_src=["'self'", "data:"],
                font_src=["'self'", "data:"],
                **self._common(),
            )
        if path.startswith(f"{API_PREFIX}/"):
            # Its page has a style sheet and a picture, no script; figures load nothing.
            own = ["'self'"]
            return _policy(default_src=["'none'"], style_src=own, img_src=own, **self._common())
        if path.startswith(f"{PLAIN_PREFIX}/"):
            # No script at all. Its form asks this site, its map has styles of its own.
            own = ["'self'"]
            common = {**self._common(), "form_action": own}
            style = ["'unsafe-inline'"] if path.endswith(".svg") else own
            return _policy(default_src=["'none'"], style_src=style, img_src=own, **common)
        if path.startswith((f"{ROUTE_PREFIX}/", "/media/", "/_stcore/")):
            return _policy(default_src=["'none'"], **self._common())
        sockets = [f"ws://{host}", f"wss://{host}"] if _HOST.fullmatch(host) else []
        return _policy(
            default_src=["'none'"],
            script_src=["'self'", *self._inline],
            style_src=["'self'", "'unsafe-inline'"],
            img_src=["'self'", "data:", "blob:"],
            font_src=["'self'", "data:"],
            connect_src=["'self'", *sockets],
            frame_src=["'self'"],
            worker_src=["'self'", "blob:"],
            manifest_src=["'self'"],
            **self._common(),
        )

    def _common(self) -> dict[str, list[str]]:
        return {
            "base_uri": ["'none'"],
            "form_action": ["'none'"],
            "object_src": ["'none'"],
            "frame_ancestors": self._ancestors,
        }


class SecurityHeaders:
    """ASGI middleware: security headers on every answer, no session for a foreign page.

    Parameters
    ----------
    app
        The application inside.
    base
        Prefix of every path, as of `base_path`.
    ancestors
        Who may embed the atlas, as of `frame_ancestors`.
    """

    def __init__(self, app: ASGIApp, base: str, ancestors: str) -> None:
        self._app = app
        self._base = base
        self._policies = ContentPolicies(base, ancestors)
        self._same_origin_frame = ancestors == "'self'"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "websocket" and not is_own_page(Headers(scope=scope)):
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        fixed = self._headers(scope["path"].removeprefix(self._base), Headers(scope=scope))

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in fixed.items():
                    headers[name] = value
                if "location" in headers:
                    headers["location"] = own_address(headers["location"])
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _headers(self, path: str, request: Headers) -> dict[str, str]:
        headers = {
            "Content-Security-Policy": self._policies.for_path(path, request.get("host", "")),
            "X-Content-Type-Options": "nosniff",
            # OpenStreetMap refuses tiles to a browser that hides which site it is on; the frame
            # of the map is the only place that asks for tiles.
            "Referrer-Policy": (
                "strict-origin-when-cross-origin" if path.startswith(MAP_FRAME) else "same-origin"
            ),
            "Permissions-Policy": _PERMISSIONS,
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": (
                "cross-origin" if path.startswith(f"{API_PREFIX}/") else "same-origin"
            ),
        }
        if path == f"{MAP_FRAME}index.html":
            headers["Link"] = MAP_PRELOADS
        if self._same_origin_frame:
            headers["X-Frame-Options"] = "SAMEORIGIN"
        return headers


def own_address(location: str) -> str:
    """Return where an answer sends a browser, without the ``Host`` that the request has told."""
    parts = urlsplit(location)
    path = f"/{parts.path.lstrip('/')}" if parts.netloc or parts.path[:1] == "/" else parts.path
    return urlunsplit(("", "", path, parts.query, parts.fragment))


def _name(host: str) -> str:
    return urlsplit(f"//{host}").hostname or "" if _HOST.fullmatch(host) else ""


def is_own_page(headers: Headers) -> bool:
    """Tell whether a WebSocket is opened by a page of this site, or by no page at all.

    Streamlit would ask a web service for this machine's public address before it refuses a
    foreign page, holding up every session for a second: refused here, it never gets to ask.
    """
    origin = headers.get("origin")
    if origin is None:
        return True
    try:
        page = urlsplit(origin)
    except ValueError:
        return False
    if page.netloc == headers.get("host"):
        return True
    allowed = {urlsplit(entry).hostname for entry in config.get_option("server.corsAllowedOrigins")}
    named = config.get_option("browser.serverAddress")
    # Without a public name it is this machine's: its pages are no pages of a public site.
    if not is_loopback(named) or is_loopback(_name(headers.get("host", ""))):
        allowed.add(named)
    return page.hostname in allowed
