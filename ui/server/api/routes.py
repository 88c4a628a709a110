"""The addresses of the API. Light: the server answers before the libraries of tables are loaded."""

import os
from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.server import warmup
from ui.server.api.problems import Refusal, problem, speak
from ui.server.api.words import NO_ADDRESS, NO_METHOD
from ui.server.headers import API_PREFIX
from ui.text.i18n import _

SWITCH_VARIABLE: Final = "ATLAS_API"
ASKED: Final = ["GET", "OPTIONS"]
# Who answers GET answers HEAD.
METHODS: Final = "GET, HEAD, OPTIONS"
PREFLIGHT_AGE_S: Final = "86400"


def is_open(environment: Mapping[str, str] = os.environ) -> bool:
    """Tell whether this server answers other machines.

    Raises
    ------
    ValueError
        If ``ATLAS_API`` is neither ``0`` nor ``1``, its default.
    """
    switch = environment.get(SWITCH_VARIABLE, "").strip() or "1"
    if switch not in {"0", "1"}:
        raise ValueError(
            f"{SWITCH_VARIABLE} : écrivez 0 (fermée) ou 1 (ouverte), et non « {switch} »."
        )
    return switch == "1"


class _Readable:
    """Lets the pages of every site read the answers, refusals included."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_readable(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Access-Control-Allow-Origin"] = "*"
                headers["Access-Control-Expose-Headers"] = "ETag, Retry-After"
            await send(message)

        await self._app(scope, receive, send_readable)


def routes(base: str) -> list[BaseRoute]:
    """Return the routes of the API.

    Parameters
    ----------
    base
        Prefix of every path, as of `ui.server.routes.base_path`.

    Raises
    ------
    ValueError
        As `is_open`.
    """
    home = f"{base}{API_PREFIX}/v1/"

    def to_page(request: Request) -> Response:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{home}{query}", 307)

    inner = _addresses(base) if is_open() else []
    app = Starlette(
        routes=[*inner, *([Route(path, to_page) for path in ("/", "/v1")] if inner else [])],
        middleware=[Middleware(_Readable)],
        exception_handlers={
            Refusal: lambda request, refusal: _told(request, refusal, base),
            HTTPException: lambda request, error: _told(request, _refusal(error), base),
        },
    )
    app.router.redirect_slashes = False
    return [Route(f"{base}{API_PREFIX}", to_page), Mount(f"{base}{API_PREFIX}", app=app)]


def _addresses(base: str) -> list[BaseRoute]:
    gates: dict[str, Any] = {}

    async def answer(request: Request) -> Response:
        if request.method == "OPTIONS":
            return _preflight()
        speak(request)
        service = await run_in_threadpool(_service)
        name = request.path_params["name"]
        if name not in service.ANSWERS:
            raise HTTPException(404)
        gate = gates.setdefault("gate", service.Gate())
        made: Response = await service.answer(request, gate, name)
        return made

    def specification(request: Request) -> Response:
        if request.method == "OPTIONS":
            return _preflight()
        made: Response = _service().specification(request, base)
        return made

    def documentation(request: Request) -> Response:
        if request.method == "OPTIONS":
            return _preflight()
        made: Response = _service().documentation(request, base)
        return made

    return [
        Route("/v1/", documentation, methods=ASKED),
        Route("/v1/openapi.json", specification, methods=ASKED),
        Route("/v1/{name}", answer, methods=ASKED),
    ]


def _service() -> Any:  # noqa: ANN401 - a module
    # At the start the tables are being read: twice at once would take twice as long.
    warmup.wait_until_loaded()
    return import_module("ui.server.api.service")


def _preflight() -> Response:
    headers = {
        "Allow": METHODS,
        "Access-Control-Allow-Methods": METHODS,
        "Access-Control-Allow-Headers": "If-None-Match",
        "Access-Control-Max-Age": PREFLIGHT_AGE_S,
    }
    return Response(status_code=204, headers=headers)


def _told(request: Request, refusal: Any, base: str) -> Response:  # noqa: ANN401 - of Starlette
    # A refusal of Starlette comes before any language was chosen.
    speak(request)
    return problem(request, refusal, base)


def _refusal(error: Any) -> Refusal:  # noqa: ANN401 - of Starlette
    if error.status_code == 405:  # noqa: PLR2004 - the number is the name
        return Refusal(
            "methode",
            _(NO_METHOD),
            {"Allow": METHODS},
        )
    if not is_open():
        return Refusal("adresse", _("L'API n'est pas ouverte sur ce serveur."))
    return Refusal("adresse", _(NO_ADDRESS))
