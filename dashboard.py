"""Front door of the atlas: ``streamlit run dashboard.py``.

The file is read in two ways. The server imports it once and finds ``app``, the ASGI application
with the routes and headers of the atlas. Each session then runs it as its script, under the name
``__main__``, and gets the navigation.
"""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module

import streamlit as st
from streamlit.components.types.base_custom_component import BaseCustomComponent

# What the pages show in frames of their own.
COMPONENTS = ("streamlit_folium", "streamlit_searchbox")


def register_components() -> None:
    """Make the files of the components available before any session asks for them.

    Streamlit registers a component while a session's script imports it, and answers 404 for its
    files until then, for good if the server was first to import it.
    """
    quiet = logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context")
    quiet.disabled = True  # the import is meant to happen outside a session: nothing to warn of
    try:
        modules = [import_module(name) for name in COMPONENTS]
    finally:
        quiet.disabled = False
    registry = st.runtime.get_instance().component_registry
    for module in modules:
        for component in vars(module).values():
            if isinstance(component, BaseCustomComponent):
                registry.register_component(component)


if __name__ == "__main__":
    from ui.navigation import navigate

    navigate()
else:
    from starlette.concurrency import run_in_threadpool

    from ui import incidents, layers, server, warmup

    @asynccontextmanager
    async def lifespan(_app: st.App) -> AsyncIterator[None]:
        """Load the tables before the server answers, and the first screen while it does."""
        register_components()
        await run_in_threadpool(warmup.load_tables)
        rehearsal = asyncio.create_task(warmup.rehearse())
        yield
        rehearsal.cancel()

    try:
        middleware = server.middleware()
    except ValueError as problem:
        sys.exit(str(problem))

    app = st.App(
        __file__,
        routes=server.routes(layers.routes()),
        middleware=middleware,
        lifespan=lifespan,
        on_script_error=incidents.report_incident,
    )
