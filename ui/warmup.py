"""What the server prepares while it starts, so that the first visitor does not wait for it."""

import logging
from typing import Final

from ui import data, layers

LOGGER: Final = logging.getLogger("atlas.warmup")


def warm_up() -> None:
    """Load the tables that every page needs, and log what is wrong with them.

    A missing or damaged table never keeps the atlas from starting: its layer is off, with a
    sentence on the page, and the operator reads the same sentence in the log.
    """
    atlas = data.get_atlas()
    for problem in atlas.problems:
        LOGGER.error("%s : %s", problem.table, problem.sentence)
    data.get_version()
    layers.warm_up()
