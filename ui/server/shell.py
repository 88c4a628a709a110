"""The HTML page that starts Streamlit's frontend: our title, the reader's language, our address.

Streamlit sends one fixed page: English to a screen reader whatever the content, titled
"Streamlit", and with no idea of the address it is served at, so that the frontend tries every
part of the path in turn and leaves two 404 behind on each screen but the first.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from ui.maps import packing, scripts
from ui.plain.words import DESCRIPTIONS
from ui.server import frontend
from ui.server.line import line_head, line_script
from ui.server.plain.addresses import LONGEST_QUERY, canonical, light_address
from ui.server.public import public_origin
from ui.server.screens import SCREENS, Screen, page_title
from ui.text.i18n import negotiate_language, translator
from ui.text.marking import N_
from ui.view.language import PARAM as LANGUAGE
from ui.view.link import NAMED_KEY, PARAMS, address_params

NOSCRIPT: Final = N_("L'atlas a besoin de JavaScript. La même vue existe sans lui :")
LIGHT: Final = N_("page légère")
# What only a request knows: the parameters of its address, and the light page of its territory.
QUERY: Final = "ATLAS-QUERY"
CANONICAL: Final = "ATLAS-CANONICAL"


# Containers of the button, and of what a link names beyond the address: see `ui.view.share`,
# page.css.
COPY_KEY: Final = "partage"
# What Streamlit asks before it opens the session, once its scripts are there.
ASKED_FIRST: Final = ("_stcore/health", "_stcore/host-config")
# What the frame of the map asks for once the first answer is there: the line is idle before.
NEEDED_NEXT: Final = (
    *frontend.map_component(),
    *(scripts.loaded(name).removeprefix("../..") for name in scripts.TYPES),
)
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
    ahead = [f"{base}{address}" for address in NEEDED_NEXT]
    return (
        f"window.__streamlit = {{BACKEND_BASE_URL: {address}}};\n"
        f"window.atlas = {{copying: {json.dumps(copying)}, ahead: {json.dumps(ahead)}}};\n"
        f"{PAGE_SCRIPT.read_text(encoding='utf-8')}"
        f"{line_script(base)}"
    )


def _head(screen: Screen, language: str) -> str:
    """Return what search engines read of a screen; they are led to its light page."""
    described = escape(translator(language).gettext(DESCRIPTIONS[screen.url_path]))
    return (
        f'<meta name="description" content="{described}">'
        f'<link rel="canonical" href="{CANONICAL}">{line_head()}'
    )


def _without_script(screen: Screen, language: str, base: str) -> str:
    gettext = translator(language).gettext
    address = escape(light_address(base, screen.url_path, {}))
    return f'{gettext(NOSCRIPT)} <a href="{address}{QUERY}">{gettext(LIGHT)}</a>'


def shell(language: str, base: str, screen: Screen = SCREENS[0]) -> str:
    """Return the page as HTML text, with `QUERY` and `CANONICAL` for what a request fills in.

    Parameters
    ----------
    language
        ``fr`` or ``en``.
    base
        Prefix of every path, empty or ``/…`` without a slash at the end.
    screen
        At whose address it stands; its scripts are the same on every one.

    Raises
    ------
    ShellError
        When Streamlit's own page holds no place for one of our values.
    """
    return _shell(language, base, screen, frontend.page_file())


@cache
def _shell(language: str, base: str, screen: Screen, source: Path) -> str:
    page = source.read_text(encoding="utf-8")
    for start, end, content in (
        ('<html lang="', '"', language),
        ("<title>", "</title>", escape(page_title(screen, translator(language).gettext))),
        ("<noscript>", "</noscript>", _without_script(screen, language, base)),
    ):
        before, after = _cut(page, start, end)
        page = before + content + after
    asked = "".join(
        f'<link rel="preload" as="fetch" crossorigin href="./{address}">' for address in ASKED_FIRST
    )
    head = f"<script>{_script(base)}</script>{asked}{_head(screen, language)}"
    return page.replace("<title>", f"{head}<title>", 1)


def _sent(request: Request, page: str) -> Response:
    """Return a page as an answer; who has it already is told so."""
    coding = packing.coding_of(request.headers.get("accept-encoding", ""))
    tag = f'"{hashlib.sha256(f"{coding} {page}".encode()).hexdigest()[:16]}"'
    headers = {
        **packing.headers_of(coding),
        "Cache-Control": "no-cache",
        "ETag": tag,
        "Vary": "Accept-Language, Accept-Encoding",
    }
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    # The address of a request is part of its page: it is compressed anew, in half a millisecond.
    body = packing.packed(page.encode(), coding, best=False)
    return Response(body, media_type="text/html", headers=headers)


def _asked(request: Request) -> str:
    """Return the parameters of a request for the light page, as text of HTML."""
    query = request.url.query
    return escape(f"?{query}") if 0 < len(query) <= LONGEST_QUERY else ""


def shell_routes(base: str, screens: Sequence[Screen]) -> list[BaseRoute]:
    """Return the routes of the screens.

    Parameters
    ----------
    base
        Prefix of every path, as of `shell`.
    screens
        The first is the default one, which lives at the root.
    """

    def page_of(screen: Screen) -> Callable[[Request], Response]:
        def page(request: Request) -> Response:
            language = negotiate_language(
                request.query_params.get("lang"), request.headers.get("accept-language", "")
            )
            asked = address_params(request.query_params)
            found = public_origin() + canonical(base, screen.url_path, asked, language)
            text = shell(language, base, screen).replace(CANONICAL, escape(found))
            return _sent(request, text.replace(QUERY, _asked(request)))

        return page

    def to_root(request: Request) -> Response:
        # Never the Host of the request: it is whatever the client says.
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{base}/{query}", status_code=307)

    first, *others = screens
    return [
        Route(f"{base}/", page_of(first)),
        Route(f"{base}/{first.url_path}", to_root),
        *(Route(f"{base}/{screen.url_path}", page_of(screen)) for screen in others),
    ]
