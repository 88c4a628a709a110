"""Pages of one sentence: an unknown address, a refusal. Light: no table is needed to say them."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ui.plain.render import render
from ui.plain.words import NO_SUCH_PAGE, NO_SUCH_PAGE_HELP, frame
from ui.server.api.problems import speak
from ui.server.plain.addresses import app_address, light_address
from ui.server.screens import SCREENS, TITLE
from ui.text.i18n import LANGUAGES, _
from ui.view.language import NAMES
from ui.view.language import PARAM as LANGUAGE


def around(base: str, language: str, current: str, params: Mapping[str, str]) -> dict[str, Any]:
    """Return what stands around every page: its words, the screens, the languages.

    Parameters
    ----------
    base
        Prefix of every path, as of `ui.server.routes.base_path`.
    language
        Of the page.
    current
        Screen of the page, ``""`` for none.
    params
        Of the view, which the links to the other screens and language keep.
    """
    spoken = {**params, LANGUAGE: language}
    first = SCREENS[0].url_path
    return {
        "lang": language,
        "base": base,
        "words": frame(),
        "home": app_address(base, first, first, {LANGUAGE: language}),
        "screens": [
            {
                "address": light_address(base, screen.url_path, spoken),
                "title": _(screen.title),
                "current": screen.url_path == current,
            }
            for screen in SCREENS
        ],
        "languages": [
            {
                "address": light_address(base, current or first, {**params, LANGUAGE: one}),
                "lang": one,
                "name": NAMES[one],
            }
            for one in LANGUAGES
        ],
    }


def notice(
    request: Request, base: str, status: int = 404, heading: str = "", sentence: str = ""
) -> Response:
    """Return a page that says one sentence, and the ways to every screen.

    Parameters
    ----------
    request, base
        What was asked, and the prefix of every path.
    status
        Of the answer.
    heading, sentence
        In the language of the request; by default, that the address is unknown.
    """
    language = speak(request)
    first = SCREENS[0].url_path
    spoken = {LANGUAGE: language}
    listed = [
        {
            "address": app_address(base, screen.url_path, first, spoken),
            "light": light_address(base, screen.url_path, spoken),
            "title": _(screen.title),
        }
        for screen in SCREENS
    ]
    heading = heading or _(NO_SUCH_PAGE)
    text = render(
        "message.html",
        **around(base, language, "", {}),
        title=f"{heading} – {TITLE}",
        heading=heading,
        sentence=sentence or _(NO_SUCH_PAGE_HELP),
        listed=listed,
    )
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Language"}
    return HTMLResponse(text, status, headers)
