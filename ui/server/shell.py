"""The HTML page that starts Streamlit's frontend: our title, the reader's language, our address.

Streamlit sends one fixed page: English to a screen reader whatever the content, titled
"Streamlit", and with no idea of the address it is served at, so that the frontend tries every
part of the path in turn and leaves two 404 behind on each screen but the first.
"""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

import streamlit
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from ui.text.i18n import negotiate_language
from ui.view.language import PARAM as LANGUAGE
from ui.view.link import NAMED_KEY, PARAMS

INDEX: Final = Path(streamlit.__file__).parent / "static" / "index.html"
TITLE: Final = "Atlas PTCE"
NOSCRIPT: Final = {
    "fr": "L'atlas a besoin de JavaScript. Les mêmes données : dossier data/ du projet, "
    "commande python -m geo poles.",
    "en": "The atlas needs JavaScript. The same data: folder data/ of the project, "
    "command python -m geo poles.",
}


# Containers of the button, and of what a link names beyond the address: see `ui.view.share`,
# page.css.
COPY_KEY: Final = "partage"
PAGE_SCRIPT: Final = Path(__file__).parents[1] / "assets" / "page.js"


class ShellError(RuntimeError):
    """Streamlit's page no longer looks as expected: its version was changed without a test run."""


def _cut(text: str, start: str, end: str) -> tuple[str, str]:
    """Return what stands up to `start` included, and from the next `end` on."""
    head, opening, rest = text.partition(start)
    _, closing, tail = rest.partition(end)
    if not opening or not closing:
        raise ShellError(f"No {start!r} … {end!r} in the page of this version of Streamlit.")
    return head + opening, closing + tail


def _script(base: str) -> str:
    """Return what tells Streamlit's frontend its address, and what copies that of the view."""
    address = f"new URL({json.dumps(f'{base}/')}, window.location.href).href"
    copying = {
        "button": f".st-key-{COPY_KEY} button",
        "named": f".st-key-{NAMED_KEY} a",
        "kept": [*PARAMS.values(), *({LANGUAGE} - set(PARAMS.values()))],
    }
    return (
        f"window.__streamlit = {{BACKEND_BASE_URL: {address}}};\n"
        f"window.atlas = {{copying: {json.dumps(copying)}}};\n"
        f"{PAGE_SCRIPT.read_text(encoding='utf-8')}"
    )


@cache
def shell(language: str, base: str) -> str:
    """Return the page as HTML text.

    Parameters
    ----------
    language
        ``fr`` or ``en``.
    base
        Prefix of every path, empty or ``/…`` without a slash at the end.

    Raises
    ------
    ShellError
        When Streamlit's own page holds no place for one of our values.
    """
    page = INDEX.read_text(encoding="utf-8")
    for start, end, content in (
        ('<html lang="', '"', language),
        ("<title>", "</title>", TITLE),
        ("<noscript>", "</noscript>", NOSCRIPT[language]),
    ):
        before, after = _cut(page, start, end)
        page = before + content + after
    return page.replace("<title>", f"<script>{_script(base)}</script><title>", 1)


def shell_routes(base: str, url_paths: Sequence[str]) -> list[BaseRoute]:
    """Return the routes of the screens.

    Parameters
    ----------
    base
        Prefix of every path, as of `shell`.
    url_paths
        Addresses of the screens; the first is the default one, which lives at the root.
    """

    def page(request: Request) -> Response:
        language = negotiate_language(
            request.query_params.get("lang"), request.headers.get("accept-language", "")
        )
        return HTMLResponse(
            shell(language, base),
            headers={"Cache-Control": "no-cache", "Vary": "Accept-Language"},
        )

    def to_root(request: Request) -> Response:
        # Never the Host of the request: it is whatever the client says.
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{base}/{query}", status_code=307)

    first, *others = url_paths
    return [
        Route(f"{base}/", page),
        Route(f"{base}/{first}", to_root),
        *(Route(f"{base}/{url_path}", page) for url_path in others),
    ]
