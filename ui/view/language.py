"""The language of a visit, and the switch between languages on every screen."""

from typing import Final

import streamlit as st

from geo.territory_id import tidied
from ui.text.i18n import (
    LANGUAGES,
    SESSION_KEY,
    choose_language,
    current_language,
    install,
)
from ui.view.link import InvalidValue, bare

PARAM: Final = "lang"
NAMES: Final = {"fr": "Français", "en": "English"}


def speak_the_readers_language() -> tuple[InvalidValue, ...]:
    """Choose the language: the link's, else that of the visit so far, else the browser's.

    Returns
    -------
    tuple of InvalidValue
        The language the link asked for, when the atlas does not speak it.
    """
    asked = _asked()
    spoken = st.session_state.get(SESSION_KEY) if asked is None else asked
    language, is_unknown = choose_language(spoken, st.context.locale)
    install(language)
    if not is_unknown:
        return ()
    return (InvalidValue(PARAM, asked or ""),)


def language_of_link() -> str:
    """Return the language that a link must name, or ``""`` where the browser's own will do.

    Streamlit drops it from the address when the reader goes to another screen.
    """
    asked = _asked()
    if asked is not None:
        return asked
    browsers, _unknown = choose_language(None, st.context.locale)
    return "" if current_language() == browsers else current_language()


def _asked() -> str | None:
    values = {bare(param): value for param, value in st.query_params.items()}
    asked = st.query_params.get(PARAM, values.get(PARAM))
    return None if asked is None else tidied(asked) or asked


def show_switch() -> None:
    """Show the languages; the link keeps the one the reader chooses."""
    with st.container(horizontal=True, gap="small", key="langue"):
        for language in LANGUAGES:
            st.button(
                language.upper(),
                key=f"langue-{language}",
                type="tertiary",
                disabled=language == current_language(),
                help=NAMES[language],
                on_click=_speak,
                args=(language,),
            )


def _speak(language: str) -> None:
    st.query_params[PARAM] = language
    st.session_state[SESSION_KEY] = language
