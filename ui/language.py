"""The switch between French and English, on every screen."""

import streamlit as st

from ui.i18n import LANGUAGES, SESSION_KEY, current_language

PARAM = "lang"
NAMES = {"fr": "Français", "en": "English"}


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
