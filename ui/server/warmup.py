"""What the server prepares in the background once it answers, so that no visitor waits for it.

The browser of a first visitor needs a second to load the page: the libraries and tables are loaded
meanwhile. This module therefore imports neither before it is asked to.
"""

import gc
import logging
from importlib import import_module
from threading import Event
from typing import Final

import streamlit as st
from starlette.concurrency import run_in_threadpool
from streamlit.components.types.base_custom_component import BaseCustomComponent
from streamlit.runtime import RuntimeState, get_instance

from ui.server import faults, frontend, register

LOGGER: Final = logging.getLogger("atlas.warmup")
# What the pages show in frames of their own.
COMPONENTS: Final = ("streamlit_folium", "streamlit_searchbox")
# What draws and typesets: loaded last, so that the first map printed does not wait for it.
PRESS: Final = ("ui.paper.canvas", "matplotlib.backends.backend_agg", "segno")
PATIENCE_S: Final = 60
LOADING, LOADED, FAILED = "loading", "ok", "failed"

_loaded = Event()
_loaded.set()


class _Service:
    """How far it is."""

    state = LOADING


def state() -> str:
    """Return how far the server is: `LOADING`, `LOADED`, or `FAILED` where it could not load."""
    return _Service.state


async def prepare() -> None:
    """Load what every screen needs, then rehearse the first one unless a reader is on it already.

    A missing or damaged table never keeps the atlas from starting: its layer is off, with a
    sentence on the page, and the operator reads the same sentence in the log.
    """
    _loaded.clear()
    _Service.state = LOADING
    try:
        await run_in_threadpool(_load)
        _Service.state = LOADED
    except Exception:
        _Service.state = FAILED
        LOGGER.exception("Chargement des tables")
    finally:
        _loaded.set()
    if get_instance().state is not RuntimeState.ONE_OR_MORE_SESSIONS_CONNECTED:
        ran, message = await get_instance().does_script_run_without_error()
        if not ran:
            LOGGER.error("Premier écran : %s", message)
    for step in (_draw_layers, _read_names, _load_press, frontend.prepare):
        try:
            await run_in_threadpool(step)
        except Exception:
            LOGGER.exception("Préparation")


def wait_until_loaded() -> None:
    """Make a session that comes early wait for the tables instead of loading them a second time."""
    _loaded.wait(PATIENCE_S)


def _load() -> None:
    register_components()
    _load_tables()
    register.start()
    _set_apart()


def _load_tables() -> None:
    data = import_module("ui.data")
    faults.write((*data.get_atlas().problems, *data.drawing_problems()), LOGGER)
    data.get_version()


def _set_apart() -> None:
    # The tables stay as long as the server: no collection need look at them again.
    gc.collect()
    gc.freeze()


def _draw_layers() -> None:
    import_module("ui.maps.layers").warm_up()


def _read_names() -> None:
    import_module("geo.places.search").find_territories(import_module("ui.data").get_atlas(), "a")


def _load_press() -> None:
    try:
        for name in PRESS:
            import_module(name)
    except OSError as error:
        # Where neither a home nor a folder for temporary files can be written.
        LOGGER.warning("Les cartes et les fiches ne s'impriment pas ici : %s", error)


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
