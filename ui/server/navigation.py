"""The frame that the screens share: their list, the switch of language, what the link got wrong."""

from datetime import timedelta
from pathlib import Path
from typing import Final

import streamlit as st

from ui.lists.gate import GATE
from ui.parts.notices import show_invalid
from ui.parts.style import load_style
from ui.queues import this_session
from ui.server.screens import SCREENS, TITLE, page_title
from ui.server.shell import COPY_KEY
from ui.server.turns import a_turn
from ui.server.version import version
from ui.text.i18n import _
from ui.view import own_list
from ui.view.language import show_switch, speak_the_readers_language
from ui.view.share import is_embedded, show_share

ONCE_A_DAY: Final = timedelta(days=1)
PAGES_DIR: Final = Path(__file__).parents[2] / "pages"


def navigate() -> None:
    """Show the screen that the address asks for; the first one is the default."""
    embedded = is_embedded()
    st.set_page_config(
        page_title=TITLE,
        layout="wide",
        initial_sidebar_state="collapsed" if embedded else "auto",
    )
    unknown = speak_the_readers_language()
    pages = [
        st.Page(
            PAGES_DIR / screen.file,
            title=_(screen.title),
            url_path=screen.url_path,
            default=screen is SCREENS[0],
        )
        for screen in SCREENS
    ]
    screen = st.navigation(pages, position="hidden" if embedded else "top")
    shown = next(one for one in SCREENS if one.url_path == (screen.url_path or SCREENS[0].url_path))
    st.set_page_config(page_title=page_title(shown))
    load_style(with_logo=not embedded)
    if not embedded:
        show_switch()
    show_invalid(unknown)
    # On every screen at the same place; the view is known once the screen has run.
    place = st.container(key=COPY_KEY)
    with a_turn():
        screen.run()
    with place:
        show_share(screen.title)
    if own_list.is_shown():
        # Imported for who has a list: nobody else waits for it.
        from ui.lists.dialog import show_dialog  # noqa: PLC0415

        show_dialog()
    else:
        GATE.close(this_session())
    if not embedded:
        st.caption(f"{TITLE} {version()}")
    _run_when_back()


@st.fragment(run_every=ONCE_A_DAY)
def _run_when_back() -> None:
    """Show nothing; a page that waits for a fragment runs as soon as its line is open again.

    Another replica then has the view of the address and the choices of the page before the reader
    asks for anything: a link to another screen brings neither, and a file is only where its page
    has run.
    """
