"""Where health and counters are answered: among the other addresses, or on a port of their own."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Route

from ui.server import health, metrics
from ui.server.closed import HEALTH, METRICS


def routes() -> list[BaseRoute]:
    """Return both addresses; they stand at the root, whatever the prefix of the others."""
    return [Route(HEALTH, health.answer), Route(METRICS, metrics.answer)]


class _Beside(uvicorn.Server):
    """A second server of one process: signals are the first one's."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


@asynccontextmanager
async def on_its_own_port(port: int | None) -> AsyncIterator[None]:
    """Answer on a port, every network of this machine, until the block ends.

    Raises
    ------
    OSError
        When something listens there.
    """
    if port is None:
        yield
        return
    with socket.create_server(("", port)) as listening:
        app = Starlette(routes=routes())
        server = _Beside(uvicorn.Config(app, lifespan="off", access_log=False, log_level="warning"))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield
        finally:
            server.should_exit = True
            await serving
