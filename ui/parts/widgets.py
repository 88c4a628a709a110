"""One choice, one widget: its words in the language of the run, its value kept out of sight."""

from collections.abc import Callable, Iterable, Sequence

import streamlit as st

from ui.text.formats import number
from ui.text.i18n import _
from ui.view import session


def one(name: str, label: str, options: Sequence[str], format_func: Callable[[str], str]) -> None:
    """Show a choice of one value: its code is kept, its word is shown."""
    st.selectbox(
        label,
        options,
        format_func=worded(options, format_func),
        key=session.widget_key(name),
        persist_state="session",
    )


def slider(name: str, label: str, options: Sequence[str], word: Callable[[str], str] = str) -> None:
    """Show a choice along a scale."""
    st.select_slider(
        label,
        options,
        format_func=worded(options, word),
        key=session.widget_key(name),
        persist_state="session",
    )


def tenths(code: str) -> str:
    """Return a number of one decimal in words."""
    return number(float(code), 1)


def whole(code: str) -> str:
    """Return a whole number in words."""
    return number(int(code))


def many(name: str, label: str, options: Sequence[str], format_func: Callable[[str], str]) -> None:
    """Show a choice of several values; none chosen means all of them, or none for `rural`."""
    st.multiselect(
        label,
        options,
        format_func=worded(options, format_func),
        key=session.widget_key(name),
        persist_state="session",
        placeholder={"cohorts": _("Toutes"), "rural": _("Aucune")}.get(name, _("Tous")),
        filter_mode="contains",
        select_all=False,
    )


def worded(options: Iterable[str], word: Callable[[str], str]) -> Callable[[str], str]:
    """Return the words of this run's language: Streamlit may ask for them in another thread."""
    return {option: word(option) for option in options}.__getitem__
