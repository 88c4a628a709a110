"""Front door of the atlas: ``streamlit run dashboard.py``.

The file is read in two ways. The server imports it once and finds ``app``, the ASGI application
with the routes and headers of the atlas. Each session then runs it as its script, under the name
``__main__``, and gets the navigation.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

import streamlit as st

from ui.server import warmup

if __name__ == "__main__":
    warmup.wait_until_loaded()

    from ui.server.navigation import navigate

    navigate()
else:
    THREADS = 32

    from ui.server import (
        closed,
        incidents,
        leaving,
        made,
        metrics,
        register,
        routes,
        supervision,
    )

    @asynccontextmanager
    async def lifespan(_app: st.App) -> AsyncIterator[None]:
        """Prepare the screens while the server answers already."""
        # Prints wait for their turn in threads: the files of others must not wait for these.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS))
        tasks = [asyncio.create_task(warmup.prepare()), asyncio.create_task(leaving.watch())]
        async with supervision.on_its_own_port(closed.opened().port):
            yield
        for task in tasks:
            task.cancel()
        register.stop()

    routes.keep_to_navigation()
    made.keep_made_files()
    metrics.install()
    try:
        addresses, middleware = routes.routes(), routes.middleware()
        register.settings()
    except ValueError as problem:
        sys.exit(str(problem))

    app = st.App(
        __file__,
        routes=addresses,
        middleware=middleware,
        lifespan=lifespan,
        on_script_error=incidents.report_incident,
    )
