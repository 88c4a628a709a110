"""The addresses of the light pages. Light: the shell writes them before any table is loaded."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from ui.view.language import PARAM as LANGUAGE
from ui.view.link import SEPARATOR

PREFIX: Final = "/texte"
# A link of the atlas with every choice made is some 900 letters long.
LONGEST_QUERY: Final = 4000
# Screens of which no choice of a territory changes anything.
WITHOUT_PLACE: Final = frozenset({"appels", "donnees"})
TERRITORY: Final = "territoire"
DEFAULT_TERRITORY: Final = "france"
_TERRITORY: Final = re.compile(r"[a-z-]{1,20}(:[0-9AB]{1,9})?")


def written(params: Mapping[str, str]) -> str:
    """Return parameters as a query string, ``""`` without any."""
    query = urlencode(params, safe=f":{SEPARATOR}")
    return f"?{query}" if query else ""


def light_address(base: str, screen: str, params: Mapping[str, str]) -> str:
    """Return the address of a light page; its parameters are those of the screen."""
    return f"{base}{PREFIX}/{screen}{written(params)}"


def app_address(base: str, screen: str, first: str, params: Mapping[str, str]) -> str:
    """Return the address of a screen of the application; `first` is that at the root."""
    return f"{base}/{'' if screen == first else screen}{written(params)}"


def indexed_params(screen: str, params: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters under which a page stands in search engines: its territory alone."""
    place = params.get(TERRITORY, "")
    if screen in WITHOUT_PLACE or place == DEFAULT_TERRITORY or not _TERRITORY.fullmatch(place):
        return {}
    return {TERRITORY: place}


def canonical(base: str, screen: str, params: Mapping[str, str], language: str) -> str:
    """Return the one address of a page in a language, for search engines.

    Without a language, the page speaks that of the browser.
    """
    spoken = {LANGUAGE: language} if language else {}
    return light_address(base, screen, {**indexed_params(screen, params), **spoken})
