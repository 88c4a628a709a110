"""The screens of the atlas, their stable addresses and the frame they share."""

from pathlib import Path
from typing import Final, NamedTuple

import streamlit as st

from ui.i18n import _

PAGES_DIR: Final = Path(__file__).parent.parent / "pages"


class Screen(NamedTuple):
    """One screen: its file in ``pages/``, its address and the title to translate."""

    file: str
    url_path: str
    title: str


SCREENS: Final = (Screen("carte.py", "carte", "Carte"),)


def navigate() -> None:
    """Show the screen that the address asks for; the first one is the default."""
    st.set_page_config(page_title="Atlas PTCE", layout="wide")
    pages = [
        st.Page(
            PAGES_DIR / screen.file,
            title=_(screen.title),
            url_path=screen.url_path,
            default=screen is SCREENS[0],
        )
        for screen in SCREENS
    ]
    st.navigation(pages, position="top").run()
