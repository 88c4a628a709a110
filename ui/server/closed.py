"""Addresses for whoever watches over this server, closed to everybody else.

Health, counters, and what Streamlit offers to developers and to programs that drive its pages.
`/_stcore/health` stays open: the page itself asks for it before it opens a session.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

VARIABLE: Final = "ATLAS_METRICS"
HEALTH, METRICS = "/health", "/metrics"
CLOSED: Final = (HEALTH, METRICS, "/_stcore/metrics", "/_stcore/agent")
# What a proxy adds: behind one, this machine's own address says nothing of who asks.
FORWARDED: Final = frozenset(
    {"forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"}
)
# A proxy that adds nothing of the kind still says the public name.
THIS_MACHINE: Final = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?")
LAST_PORT: Final = 65_535

Network = IPv4Network | IPv6Network


@dataclass(frozen=True)
class Opened:
    """To whom the closed addresses are open, on top of this machine.

    Attributes
    ----------
    networks
        From which they may be asked for, by whoever comes without a proxy.
    port
        On which health and counters are answered to everybody who reaches it.
    """

    networks: tuple[Network, ...] = ()
    port: int | None = None


def opened(environment: Mapping[str, str] = os.environ) -> Opened:
    """Return the setting.

    Parameters
    ----------
    environment
        Where ``ATLAS_METRICS`` is looked up: a port of its own, such as ``9464``, or networks
        parted by spaces, such as ``10.1.0.0/16 192.0.2.7``.

    Raises
    ------
    ValueError
        When it is neither: a sentence for who starts the server.
    """
    value = environment.get(VARIABLE, "").strip()
    if value.isdecimal() and 0 < int(value) <= LAST_PORT:
        return Opened(port=int(value))
    try:
        return Opened(tuple(ip_network(part) for part in value.split()))
    except ValueError as error:
        raise ValueError(
            f"{VARIABLE} : « {value} » n'est ni un port, ni une suite de réseaux séparés par des "
            "espaces, par exemple « 10.1.0.0/16 192.0.2.7 »."
        ) from error


class Closed:
    """ASGI middleware: the closed addresses are not there for the public.

    Parameters
    ----------
    app
        The application inside.
    base
        Prefix of Streamlit's own paths, as of `ui.server.routes.base_path`.
    networks
        From which they may be asked for, on top of this machine.
    """

    def __init__(self, app: ASGIApp, base: str, networks: tuple[Network, ...]) -> None:
        self._app = app
        self._base = base
        self._networks = networks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http" and self._is_closed(scope["path"]) and not self._knows(scope):
            await PlainTextResponse("Not Found", 404)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_closed(self, path: str) -> bool:
        inside = path.removeprefix(self._base)
        return any(f"{inside}/".startswith(f"{closed}/") for closed in CLOSED)

    def _knows(self, scope: Scope) -> bool:
        """Tell whether who asks is this machine itself, or in a network that was named."""
        headers, peer = Headers(scope=scope), scope.get("client")
        if peer is None or not FORWARDED.isdisjoint(headers.keys()):
            return False
        try:
            address = ip_address(peer[0])
        except ValueError:
            return False
        if address.is_loopback and THIS_MACHINE.fullmatch(headers.get("host", "")):
            return True
        return any(address in network for network in self._networks)
