"""Lets go of what readers leave behind once they have closed the page.

Streamlit keeps a closed session for two minutes, lest a broken connection lose it, but frees it
only when another one closes: the last reader of an evening would leave a list in memory until
the next day. Here each is freed in time, whether anybody comes or not.
"""

import asyncio
import gc
import logging
from importlib import import_module
from typing import Final

from starlette.concurrency import run_in_threadpool
from streamlit.runtime import get_instance
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from ui.lists.gate import GATE

LOGGER: Final = logging.getLogger("atlas.leaving")
EVERY_S: Final = 30.0


async def watch() -> None:
    """Look again and again, on the loop of the server, the only one to touch its sessions."""
    while True:
        await asyncio.sleep(EVERY_S)
        try:
            # Streamlit has no public door to its sessions; the log tells when it moves this one.
            await sweep(get_instance()._session_mgr)  # type: ignore[arg-type]  # noqa: SLF001
        except Exception:
            LOGGER.exception("Sessions fermées")


async def sweep(manager: WebsocketSessionManager) -> None:
    """Free the sessions closed long enough ago, and what is kept for readers who have left.

    Parameters
    ----------
    manager
        Knows every session of the server.
    """
    freed = _free_expired(manager)
    here = frozenset(one.session.id for one in manager.list_sessions())
    GATE.sweep()
    import_module("ui.screens.implanter.solver").SOLVERS.forget_all_but(here)
    if freed:
        # A session and its state hold each other: nothing but a collection frees them.
        await run_in_threadpool(gc.collect)


def _free_expired(manager: WebsocketSessionManager) -> int:
    expired = manager._session_storage._cache.expire()  # type: ignore[attr-defined]  # noqa: SLF001
    for _, closed in expired:
        closed.session.shutdown()
        # The loop of the server may hold the last session until another one comes: it keeps an
        # empty one.
        closed.session.session_state.clear()
        closed.session._fragment_storage.clear()  # noqa: SLF001
    return len(expired)
