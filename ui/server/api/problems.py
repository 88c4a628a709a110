"""Refusals as problems of RFC 9457: one sentence, in the language of whoever asked."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from ui.text.i18n import _, install, negotiate_language
from ui.text.marking import N_

MEDIA_TYPE: Final = "application/problem+json"
INSTANCE_LIMIT_CHARS: Final = 300
# Each is an anchor of the page of the API, which its `type` leads to.
TITLES: Final = {
    "parametre": N_("Paramètre refusé"),
    "adresse": N_("Adresse inconnue"),
    "methode": N_("Méthode refusée"),
    "longueur": N_("Question trop longue"),
    "table": N_("Table absente ou abîmée"),
    "occupe": N_("Serveur occupé"),
    "incident": N_("Incident"),
}
STATUSES: Final = {
    "parametre": 400,
    "adresse": 404,
    "methode": 405,
    "longueur": 414,
    "table": 503,
    "occupe": 503,
    "incident": 500,
}

_OPTION: Final = re.compile(r"--(?=[a-z])")


class Refusal(Exception):  # noqa: N818 - an answer, not a fault of the program
    """What an address answers instead of figures.

    Attributes
    ----------
    kind
        A key of `TITLES`.
    detail
        One sentence in the language of the request.
    extra
        Members of the problem beyond those of the standard, such as ``parameter``.
    headers
        Of the answer.
    """

    def __init__(
        self, kind: str, detail: str, headers: Mapping[str, str] | None = None, **extra: str
    ) -> None:
        """Keep the sentence."""
        super().__init__(detail)
        self.kind = kind
        # A sentence of the command line names its options as they are typed there.
        self.detail = _OPTION.sub("", detail)
        self.extra = extra
        self.headers = headers or {}


def speak(request: Request) -> str:
    """Choose the language of an answer: ``lang`` of the address, else that of the browser."""
    language = negotiate_language(
        request.query_params.get("lang"), request.headers.get("accept-language")
    )
    install(language)
    return language


def problem(request: Request, refusal: Refusal, base: str) -> Response:
    """Return a refusal as an answer.

    Parameters
    ----------
    request
        What was asked.
    refusal
        Why it is refused.
    base
        Prefix of every path, as of `ui.server.routes.base_path`.
    """
    query = f"?{request.url.query}" if request.url.query else ""
    document: dict[str, Any] = {
        "type": f"{base}/api/v1/#{refusal.kind}",
        "title": _(TITLES[refusal.kind]),
        "status": STATUSES[refusal.kind],
        "detail": refusal.detail,
        "instance": quote(f"{request.url.path}{query}", safe="/?&=%:,+")[:INSTANCE_LIMIT_CHARS],
        **refusal.extra,
    }
    return Response(
        json.dumps(document, ensure_ascii=False),
        STATUSES[refusal.kind],
        {"Cache-Control": "no-store", "Vary": "Accept-Language", **refusal.headers},
        MEDIA_TYPE,
    )
