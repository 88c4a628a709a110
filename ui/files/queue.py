"""Files that are drawn and typeset: one at a time on a server, its reader told how many go before.

A drawing holds a hundred megabytes while it is made, and gives them back once it is done.
"""

import ctypes
import gc
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import streamlit as st
from streamlit import runtime
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState

from ui.queues import Place, Queue, is_here, this_session
from ui.text.formats import number
from ui.text.i18n import _, ngettext

RUNNING_LIMIT: Final = 1
WAITING_LIMIT: Final = 8
# PDF, PNG and SVG of one view.
EACH_LIMIT: Final = 3
LOOK_EVERY_S: Final = 1.0
PRINTS: Final = Queue(RUNNING_LIMIT, WAITING_LIMIT, EACH_LIMIT)
# By session: the part of its page that says how its prints stand, and whether one was refused.
_PLACES: Final[dict[str, str]] = {}
_REFUSED: Final[set[str]] = set()


class NoTurnError(RuntimeError):
    """A file is not made: too many wait already, or its reader has left."""


def in_turn(write: Callable[[], bytes]) -> Callable[[], bytes]:
    """Return what writes a file once its turn has come, for the reader of this run.

    What it returns raises `NoTurnError` where there is no place left in the queue, and where its
    reader leaves before its turn comes.
    """
    reader = this_session()

    def make() -> bytes:
        turn = PRINTS.ask(reader)
        if turn is None:
            _REFUSED.add(reader)
            tell(reader)
            raise NoTurnError("too many prints wait")
        try:
            wait(turn)
            return write()
        finally:
            turn.end()
            give_back()

    return make


def wait(turn: Place) -> None:
    """Wait until a turn comes, its reader told how many go before.

    Raises
    ------
    NoTurnError
        When its reader leaves first.
    """
    told = 0
    while not turn.comes(LOOK_EVERY_S if told else 0):
        if turn.over or not is_here(turn.reader):
            raise NoTurnError("the reader has left")
        if turn.ahead != told:
            told = turn.ahead
            tell(turn.reader)
    if told:
        tell(turn.reader)


def give_back() -> None:
    """Free what a drawing leaves: its parts hold each other, and the allocator keeps it all."""
    gc.collect()
    if sys.platform == "linux":
        # Of glibc alone.
        with suppress(AttributeError):
            ctypes.CDLL(None).malloc_trim(0)


def tell(reader: str) -> None:
    """Have the part of a page that shows the queue made anew, and nothing else of the page.

    A click on a button of these asks for a file and runs no script: the server alone knows that
    its reader waits.
    """
    part = _PLACES.get(reader)
    if part is None or not runtime.exists():
        return
    # Streamlit has no public door from a thread to the page of a session.
    known = runtime.get_instance()._session_mgr.get_session_info(reader)  # noqa: SLF001
    if known is None:
        return
    state = ClientState()
    state.CopyFrom(known.session._client_state)  # noqa: SLF001
    state.fragment_id = part
    known.session._event_loop.call_soon_threadsafe(  # noqa: SLF001
        known.session.request_rerun, state
    )


@st.fragment
def show_queue() -> None:
    """Say how many prints go before those of this reader, or that one was refused."""
    reader = this_session()
    if part := ThreadState.get().fragment_id:
        _PLACES[reader] = part
    for left in [one for one in _PLACES if not is_here(one)]:
        _PLACES.pop(left, None)
        _REFUSED.discard(left)
    if reader in _REFUSED:
        _REFUSED.discard(reader)
        st.warning(_("Trop de planches attendent déjà sur ce serveur : réessayez dans une minute."))
    elif ahead := PRINTS.ahead(reader):
        st.info(queue_words(ahead))


def queue_words(ahead: int) -> str:
    """Return how many prints go before a reader's own."""
    return ngettext(
        "{n} autre planche passe avant la vôtre.",
        "{n} autres planches passent avant la vôtre.",
        ahead,
    ).format(n=number(ahead))
