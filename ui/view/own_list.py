"""The list of poles that a reader has brought: private to the session, gone with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.poles.joined import with_own_list
from geo.problems import printable
from geo.tables.atlas import Atlas
from ui.view import session
from ui.view.choices import DEFAULT_VIEW, ViewState

if TYPE_CHECKING:
    from geo.lists.wire import Report

READ: Final = "liste-lue"
USED: Final = "liste-utilisee"
OPEN: Final = "liste-ouverte"
FORGOTTEN: Final = "listes-oubliees"
WITHOUT: Final = DEFAULT_VIEW.own_list
ALONE: Final = "seule"
NAME_CHARS: Final = 60


@dataclass(eq=False)
class OwnList:
    """A list as it was sent and understood; in no file, no log and no address.

    Attributes
    ----------
    file
        Its name, as the reader's machine has it.
    raw
        Its bytes: whoever says better what a column is has it read again.
    report
        How it was understood.
    columns, chosen
        What the reader has said of columns, and of rows asked about.
    """

    file: str
    raw: bytes = field(repr=False)
    report: "Report" = field(repr=False)
    columns: Mapping[str, str | None] = field(default_factory=dict, repr=False)
    chosen: Mapping[int, str] = field(default_factory=dict, repr=False)
    _tables: tuple[Atlas, bool, Atlas] | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """What it is called in sentences and files."""
        return printable(PurePath(self.file).stem.strip())[:NAME_CHARS] or "liste"

    def tables(self, atlas: Atlas, *, alone: bool) -> Atlas:
        """Return the tables with this list, the same object as long as it is used the same way."""
        if self._tables is None or self._tables[:2] != (atlas, alone):
            joined = with_own_list(atlas, self.name, self.report.poles, alone=alone)
            self._tables = atlas, alone, joined
        return self._tables[2]


def tables(atlas: Atlas, view: ViewState) -> Atlas:
    """Return the tables that a view is about: those of everybody, or with the reader's own list.

    The same object from run to run, until the reader changes the list or its use.
    """
    own = used()
    if own is None or view.own_list == WITHOUT:
        return atlas
    return own.tables(atlas, alone=view.own_list == ALONE)


def used() -> OwnList | None:
    """Return the list that is in use, or was put aside for the register alone."""
    own: OwnList | None = st.session_state.get(USED)
    return own


def read() -> OwnList | None:
    """Return the list that was read and is looked through, in use or not yet."""
    own: OwnList | None = st.session_state.get(READ)
    return own


def keep(own: OwnList | None) -> None:
    """Keep a list that was read, or forget it to have another one read."""
    st.session_state[READ] = own
    if own is None:
        st.session_state[FORGOTTEN] = forgotten() + 1


def forgotten() -> int:
    """Return how many lists were forgotten: what takes the next one is not what took those."""
    count: int = st.session_state.get(FORGOTTEN, 0)
    return count


def use(how: str) -> None:
    """Put the list that was read to use, as one of `ui.view.choices.OWN_LIST_USES`."""
    st.session_state[USED] = read()
    hide()
    session.change(own_list=how)


def remove() -> None:
    """Forget the list, in use or not."""
    keep(None)
    st.session_state[USED] = None
    session.change(own_list=WITHOUT)


def is_missing(view: ViewState) -> bool:
    """Tell whether a link says a list that this session does not have."""
    return view.own_list != WITHOUT and used() is None


def show() -> None:
    """Open what chooses a list."""
    st.session_state[OPEN] = True


def hide() -> None:
    """Close it again."""
    st.session_state[OPEN] = False


def is_shown() -> bool:
    """Tell whether the reader is about to choose a list."""
    return bool(st.session_state.get(OPEN))
