"""Who may send a list to this server: a session whose page asks for one, one file at a time.

Streamlit takes files from whoever has a session, whether its page has an uploader or not, and keeps
them until the session ends. Here each session keeps one at most until its page has read it, all
together keep `MOST_KEPT`, and one that no page comes for is dropped.
"""

import threading
import time
from collections.abc import Callable
from typing import Final

from streamlit import runtime

MOST_AT_ONCE: Final = 4
MOST_KEPT: Final = 8
# A page reads what it was sent within the second.
KEPT_S: Final = 60.0


class Gate:
    """Sessions that may send, those that do, and what waits to be read.

    Parameters
    ----------
    is_active
        Tells whether a session exists.
    forget
        Frees what a session sent.
    """

    def __init__(self, is_active: Callable[[str], bool], forget: Callable[[str], None]) -> None:
        self._is_active = is_active
        self._forget = forget
        self._lock = threading.Lock()
        self._open: set[str] = set()
        self._sending: set[str] = set()
        self._kept: dict[str, float] = {}

    def open(self, session: str) -> None:
        """Say that the page of a session shows an uploader."""
        with self._lock:
            self._open = {one for one in self._open if self._is_active(one)} | {session}

    def close(self, session: str) -> None:
        """Say that it shows none any more."""
        with self._lock:
            self._open.discard(session)
            self._drop(session)

    def is_open(self, session: str) -> bool:
        """Tell whether a session may send a list at all."""
        return session in self._open and self._is_active(session)

    def enter(self, session: str) -> bool:
        """Let a session that may send begin, what it sent before dropped; tell whether it can."""
        with self._lock:
            self._drop(session)
            self._drop_forsaken()
            if session in self._sending or len(self._sending) >= MOST_AT_ONCE:
                return False
            if len(self._sending) + len(self._kept) >= MOST_KEPT:
                return False
            self._sending.add(session)
            return True

    def leave(self, session: str) -> None:
        """Say that a session has sent what it had to send, or has given up."""
        with self._lock:
            self._sending.discard(session)
            self._kept[session] = time.monotonic()

    def taken(self, session: str) -> None:
        """Free what a session sent: its page has read it."""
        with self._lock:
            self._drop(session)

    def sweep(self) -> None:
        """Drop what no page has come for."""
        with self._lock:
            self._drop_forsaken()

    def _drop_forsaken(self) -> None:
        for one, since in list(self._kept.items()):
            if time.monotonic() - since > KEPT_S:
                self._drop(one)

    def _drop(self, session: str) -> None:
        if self._kept.pop(session, None) is not None:
            self._forget(session)


def _is_active(session: str) -> bool:
    return runtime.exists() and runtime.get_instance().is_active_session(session)


def _forget(session: str) -> None:
    if runtime.exists():
        runtime.get_instance().uploaded_file_mgr.remove_session_files(session)


GATE: Final = Gate(_is_active, _forget)
