"""What the server prepares while it starts, so that the first visitor does not wait for it."""

import logging
from typing import Final

from starlette.concurrency import run_in_threadpool
from streamlit.runtime import get_instance

from ui import data, layers

LOGGER: Final = logging.getLogger("atlas.warmup")


def load_tables() -> None:
    """Load the tables that every page needs, and log what is wrong with them.

    A missing or damaged table never keeps the atlas from starting: its layer is off, with a
    sentence on the page, and the operator reads the same sentence in the log.
    """
    for problem in data.get_atlas().problems:
        LOGGER.error("%s : %s", problem.table, problem.sentence)
    data.get_version()


async def rehearse() -> None:
    """Run the first screen once without a reader, then make the layers of its map.

    Meant for the time in which the first visitor's browser still loads the page: whatever the
    screen imports, reads and remembers is there when its session starts.
    """
    ran, message = await get_instance().does_script_run_without_error()
    if not ran:
        LOGGER.error("Premier écran : %s", message)
    await run_in_threadpool(layers.warm_up)
