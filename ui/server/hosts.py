"""Under which names this server answers: a page of another name may lead a browser here.

A site that has its own name point to this machine (DNS rebinding) would read what only this
machine, or its network, may read. ``ATLAS_HOSTS`` names those that are ours.
"""

import os
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

from ui.text.i18n import negotiate_language, translator
from ui.text.marking import N_

VARIABLE: Final = "ATLAS_HOSTS"
LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
# What watches over a server asks for it by its number, and learns that it is up.
HEALTH: Final = frozenset({"/health", "/_stcore/health"})
MISDIRECTED: Final = 421
_FOREIGN: Final = N_(
    "L'atlas ne répond pas sous ce nom. Qui l'héberge ajoute le nom public du site à ATLAS_HOSTS."
)


def allowed_hosts(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Return the names this server answers under; none in the list means any.

    Parameters
    ----------
    environment
        Where ``ATLAS_HOSTS`` is looked up: names parted by spaces or commas, ``*.exemple.fr`` for
        all below one, ``*`` for any. Without it, a server that listens to its own machine alone
        answers under the names of that machine and under its public name
        (``browser.serverAddress``), any other under whatever name it is called.

    Raises
    ------
    ValueError
        If a name is an address of a page or has a port. The atlas does not start then.
    """
    named = environment.get(VARIABLE, "").replace(",", " ").split()
    for name in named:
        if "/" in name or (":" in name and not _is_number(name)):
            raise ValueError(
                f"{VARIABLE} : « {name} » n'est pas un nom de machine. Écrivez des noms sans port "
                "ni chemin, séparés par des espaces, par exemple « atlas.exemple.fr »."
            )
    listed = [*named, *config.get_option("server.allowedHosts")]
    if listed:
        # Whoever looks after the server asks it from its own machine.
        return list(dict.fromkeys([*listed, *LOOPBACK]))
    if is_loopback(config.get_option("server.address") or ""):
        return list(dict.fromkeys([*LOOPBACK, config.get_option("browser.serverAddress")]))
    return []


def is_loopback(address: str) -> bool:
    """Tell whether a server that listens to an address is reached from its own machine alone."""
    return address in LOOPBACK or (_is_number(address) and ip_address(address).is_loopback)


def _is_number(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


class Hosts:
    """ASGI middleware: whoever calls the server by a name that is not its own gets nothing.

    Parameters
    ----------
    app
        The application inside.
    base
        Prefix of every path, as of `ui.server.routes.base_path`.
    hosts
        As of `allowed_hosts`; Streamlit asks the same list before it opens a session.
    """

    def __init__(self, app: ASGIApp, base: str, hosts: list[str]) -> None:
        self._app = app
        self._base = base
        config.set_option("server.allowedHosts", hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] not in {"http", "websocket"} or self._answers(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            language = negotiate_language(None, Headers(scope=scope).get("accept-language", ""))
            sentence = translator(language).gettext(_FOREIGN)
            await PlainTextResponse(sentence, MISDIRECTED)(scope, receive, send)

    def _answers(self, scope: Scope) -> bool:
        if scope["type"] == "http" and scope["path"].removeprefix(self._base) in HEALTH:
            return True
        return is_host_allowed(Headers(scope=scope).get("host"))
