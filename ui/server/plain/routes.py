"""The addresses of the light pages, of what search engines read, and of none.

Light: the server answers before the tables are read.
"""

import gzip
from importlib import import_module
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from ui.plain.words import NO_SITEMAP, TOO_LONG
from ui.server import warmup
from ui.server.api.problems import TITLES, speak
from ui.server.plain.addresses import LONGEST_QUERY, PREFIX, light_address
from ui.server.plain.messages import notice
from ui.server.public import public_origin
from ui.server.screens import SCREENS
from ui.text.i18n import _

DAY_S = 86_400


class _Unknown(StringConvertor):
    """Any address but those that Streamlit answers after ours: it would send a page and a 200."""

    regex = (
        r"(?!(_stcore|component|media|static|app/static|auth)(/|$)|oauth2callback$"
        r"|favicon\.png$|manifest\.json$).*"
    )


register_url_convertor("unknown", _Unknown())


def routes(base: str) -> list[BaseRoute]:
    """Return the routes of the light pages.

    Parameters
    ----------
    base
        Prefix of every path, as of `ui.server.routes.base_path`.

    Raises
    ------
    ValueError
        When ``ATLAS_PUBLIC_ADDRESS`` is wrong.
    """
    public_origin()
    known = {screen.url_path for screen in SCREENS}
    gates: dict[str, Any] = {}

    async def answered(request: Request, shape: str) -> Response:
        screen, language = request.path_params["screen"], speak(request)
        if screen not in known:
            return notice(request, base)
        if len(request.url.query) > LONGEST_QUERY:
            title = TITLES["longueur"]
            return notice(request, base, 414, _(title), _(TOO_LONG))
        service = await run_in_threadpool(_service)
        # Bound to the loop that serves.
        gate = gates.setdefault("gates", service.Gates.opened())
        asked = service.asked_of(request, screen, language, base)
        made: Response = await getattr(service, shape)(request, gate, asked)
        return made

    async def page(request: Request) -> Response:
        return await answered(request, "page")

    async def picture(request: Request) -> Response:
        return await answered(request, "picture")

    def to_first(_request: Request) -> Response:
        return RedirectResponse(light_address(base, SCREENS[0].url_path, {}), 307)

    return [
        Route(f"{base}{PREFIX}", to_first),
        Route(f"{base}{PREFIX}/{{screen}}.svg", picture),
        Route(f"{base}{PREFIX}/{{screen}}", page),
        *_for_engines(base),
    ]


def _service() -> Any:  # noqa: ANN401 - a module
    # At the start the tables are being read: twice at once would take twice as long.
    warmup.wait_until_loaded()
    return import_module("ui.server.plain.service")


def _for_engines(base: str) -> list[BaseRoute]:
    def robots(_request: Request) -> Response:
        text = import_module("ui.server.plain.robots").robots(base, public_origin())
        return PlainTextResponse(text, headers={"Cache-Control": f"public, max-age={DAY_S}"})

    def sitemap(request: Request) -> Response:
        speak(request)
        if not (origin := public_origin()):
            return notice(request, base, 404, sentence=_(NO_SITEMAP))
        files = _service().plan(base, origin)
        rank = request.path_params.get("rank", 0)
        if rank >= len(files) or (rank == 0 and "rank" in request.path_params):
            return notice(request, base)
        body, headers = files[rank], {"Cache-Control": f"public, max-age={DAY_S}"}
        headers["Vary"] = "Accept-Encoding"
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
        else:
            body = gzip.decompress(body)
        return Response(body, headers=headers, media_type="application/xml")

    return [
        Route(f"{base}/robots.txt", robots),
        Route(f"{base}/sitemap.xml", sitemap),
        Route(f"{base}/sitemap-{{rank:int}}.xml", sitemap),
    ]


def nowhere(base: str) -> list[BaseRoute]:
    """Return what answers every address that nothing else does; it comes last.

    A screen with a slash at its end is the screen.
    """
    known = {screen.url_path for screen in SCREENS}

    def unknown(request: Request) -> Response:
        path = request.path_params["path"].rstrip("/")
        if path in known:
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(f"{base}/{path}{query}", 307)
        return notice(request, base)

    return [Route(f"{base}/{{path:unknown}}", unknown)]
