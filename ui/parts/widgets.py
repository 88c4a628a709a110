"""One choice, one widget: its words in the language of the run, its value kept out of sight."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from ui.text.i18n import _
from ui.view import session
from ui.view.choices import CHOICES
from ui.view.words import title, word


def ask(
    name: str, options: Sequence[str] | None = None, format_func: Callable[[str], str] | None = None
) -> Any:  # noqa: ANN401
    """Show the widget of a choice, and return what it says: codes are kept, words are shown.

    Parameters
    ----------
    name
        Field of `ui.view.choices.ViewState`.
    options
        What is offered, where that is not all that its `ui.view.choices.Choice` lists.
    format_func
        Words for the options, where they are not those of `ui.view.words.word`.
    """
    choice = CHOICES[name]
    options = tuple(choice.values) if options is None else options
    given: dict[str, Any] = {
        "label": title(name),
        "options": options,
        "format_func": worded(options, format_func or partial(word, name)),
        "help": _(choice.hint) if choice.hint else None,
    }
    match choice.widget:
        case "several":
            return st.multiselect(
                **given,
                key=session.widget_key(name),
                persist_state="session",
                placeholder=_(choice.none),
                filter_mode="contains",
                select_all=False,  # shown first, it would be what Enter chooses
            )
        case "scale":
            return st.select_slider(**given, key=session.widget_key(name), persist_state="session")
        case "pills":
            return st.pills(
                **given,
                key=session.widget_key(name),
                persist_state="session",
                selection_mode="multi",
            )
        case "row" | "column":
            return st.radio(
                **given,
                key=session.widget_key(name),
                persist_state="session",
                horizontal=choice.widget == "row",
            )
        case "one":
            return st.selectbox(**given, key=session.widget_key(name), persist_state="session")


def worded(options: Iterable[str], word: Callable[[str], str]) -> Callable[[str], str]:
    """Return the words of this run's language: Streamlit may ask for them in another thread."""
    return {option: word(option) for option in options}.__getitem__
