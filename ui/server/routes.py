"""What the front door adds to Streamlit's server: the screens' pages, assets and map layers.

Every address is relative to ``server.baseUrlPath``. Leaflet comes out of its PyPI package, the
other scripts of the map from ``assets/js``, so that it needs no other host than this one.
"""

from importlib import import_module
from pathlib import Path
from typing import Final

from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route, Router
from starlette.staticfiles import StaticFiles
from starlette.types import Scope
from streamlit import config
from streamlit.runtime.pages_manager import PagesManager
from xstatic.pkg import leaflet

from ui.maps import packing, scripts
from ui.server import supervision
from ui.server.api import routes as api
from ui.server.closed import Closed, opened
from ui.server.frontend import Compressed
from ui.server.headers import ROUTE_PREFIX, SecurityHeaders, frame_ancestors
from ui.server.hosts import Hosts, allowed_hosts
from ui.server.line import PROCESS
from ui.server.messages import Messages
from ui.server.plain import routes as plain
from ui.server.screens import SCREENS
from ui.server.shell import shell_routes
from ui.server.uploads import Uploads

ASSET_MAX_AGE_S: Final = 86_400
VERSIONED_MAX_AGE_S: Final = 31_536_000
ICON_KEPT: Final = f"public, max-age={ASSET_MAX_AGE_S}"
OWN_ASSETS: Final = Path(__file__).parents[1] / "assets"


def keep_to_navigation() -> None:
    """Have every session run the front door, the first ones too.

    Until a session has called ``st.navigation``, Streamlit takes a folder named ``pages`` for its
    older kind of site and runs the file that the address names alone: whoever came to a screen
    before anybody else would see it without navigation, style or language.
    """
    PagesManager.uses_pages_directory = False


def base_path() -> str:
    """Return ``server.baseUrlPath`` as a prefix: empty, or with a leading slash only."""
    base = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""


class _Assets(StaticFiles):
    """Files of a folder, kept by the browser for a while and revalidated by their ETag after."""

    def __init__(self, directory: str | Path, max_age_s: int = ASSET_MAX_AGE_S) -> None:
        super().__init__(directory=directory)
        self._cache_control = f"public, max-age={max_age_s}"

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = self._cache_control
        return response


def _layer(request: Request) -> Response:
    # Imported at the first layer: the server answers before the libraries of tables are loaded.
    answer: Response = import_module("ui.maps.layers").answer(request)
    return answer


def _icon(_request: Request) -> Response:
    # Asked for beside an answer that is no page and names none, such as one of the API.
    return FileResponse(OWN_ASSETS / "logo.svg", headers={"Cache-Control": ICON_KEPT})


def _alive(_request: Request) -> Response:
    # Asked by a page that lost its line: another number means that its session is gone.
    return PlainTextResponse(PROCESS, headers={"Cache-Control": "no-store"})


def _map_file(request: Request) -> Response:
    # A page older than the files after an update gets those of today, and does not keep them.
    name, version = request.path_params["name"], request.path_params["version"]
    if name not in scripts.TYPES:
        raise HTTPException(404)
    kept = f"public, max-age={VERSIONED_MAX_AGE_S}, immutable"
    coding = packing.coding_of(request.headers.get("accept-encoding", ""))
    return Response(
        scripts.sent(name, coding),
        media_type=scripts.TYPES[name],
        headers={
            **packing.headers_of(coding),
            "Cache-Control": kept if version == scripts.version() else "no-store",
        },
    )


def routes() -> list[BaseRoute]:
    """Return what this server answers itself: the screens' pages, and all under ``/atlas``.

    Returns
    -------
    list[BaseRoute]
        Health and counters, one route a screen, one mount for our own files, the API and the light
        pages. An address that nothing answers is a 404, where Streamlit's own fallback would send
        the page and a 200.

    Raises
    ------
    ValueError
        When a setting of the API, or the public address, is wrong.
    """
    base = base_path()
    inner: list[BaseRoute] = [
        Mount("/assets/leaflet", _Assets(leaflet.BASE_DIR)),
        # Ours change with the project, under the same address.
        Mount("/assets/atlas", _Assets(OWN_ASSETS, max_age_s=0)),
        Route("/assets/scripts/{version}/{name}", _map_file, methods=["GET"]),
        Route("/alive", _alive, methods=["GET"]),
        # A plain function: Starlette runs it in a thread of its own.
        Route("/layers/{version}/{layer}/{key}", _layer, methods=["GET"]),
    ]
    return [
        *supervision.routes(),
        Route(f"{base}/favicon.ico", _icon, methods=["GET"]),
        *shell_routes(base, SCREENS),
        Mount(f"{base}{ROUTE_PREFIX}", app=Router(routes=inner)),
        *api.routes(base),
        *plain.routes(base),
        *plain.nowhere(base),
    ]


def middleware() -> list[Middleware]:
    """Return what wraps Streamlit's own middleware.

    Raises
    ------
    ValueError
        When a setting of who may embed the atlas, or of its names, is wrong.
    """
    base = base_path()
    return [
        Middleware(SecurityHeaders, base=base, ancestors=frame_ancestors()),
        Middleware(Hosts, base=base, hosts=allowed_hosts()),
        Middleware(Closed, base=base, networks=opened().networks),
        Middleware(Uploads),
        Middleware(Messages),
        Middleware(Compressed, base=base),
    ]
