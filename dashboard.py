"""Front door of the atlas: ``streamlit run dashboard.py``.

The file is read in two ways. The server imports it once and finds ``app``, the ASGI application
with the routes and headers of the atlas. Each session then runs it as its script, under the name
``__main__``, and gets the navigation.
"""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st


def register_map_component() -> None:
    """Make the files of the map component available before any session asks for them.

    Streamlit registers a component while a session's script imports it, and answers 404 for its
    files until then, for good if the server was first to import it.
    """
    quiet = logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context")
    quiet.disabled = True  # the import is meant to happen outside a session: nothing to warn of
    try:
        import streamlit_folium  # noqa: PLC0415 (registering needs the running server)
    finally:
        quiet.disabled = False
    component = streamlit_folium._component_func  # noqa: SLF001 (no public name; see tests)
    st.runtime.get_instance().component_registry.register_component(component)


if __name__ == "__main__":
    from ui.navigation import navigate

    navigate()
else:
    from starlette.concurrency import run_in_threadpool

    from ui import incidents, layers, server, warmup

    @asynccontextmanager
    async def lifespan(_app: st.App) -> AsyncIterator[None]:
        """Load the tables before the first visitor asks for them."""
        register_map_component()
        await run_in_threadpool(warmup.warm_up)
        yield

    app = st.App(
        __file__,
        routes=server.routes(layers.routes()),
        middleware=server.middleware(),
        lifespan=lifespan,
        on_script_error=incidents.report_incident,
    )
