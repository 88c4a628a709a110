"""Documents made when asked for, kept while their view stands, then offered."""

from collections.abc import Callable

import streamlit as st

from ui.files.downloads import Format, in_this_language, show_buttons
from ui.files.queue import in_turn, show_queue
from ui.metrics import counted
from ui.paper.maps import to_png, to_svg
from ui.paper.model import PaperMap
from ui.paper.sheets import Sheet, to_pdf
from ui.text.i18n import _


def printed(
    compose: Callable[[], PaperMap], typeset: Callable[[PaperMap], Sheet]
) -> tuple[Format, Format, Format]:
    """Return a sheet as PDF and a map as PNG and SVG, made only when one of them is asked for.

    Parameters
    ----------
    compose
        Says what the map shows, such as a call of `ui.prints.maps.pole_map`.
    typeset
        Says what the sheet says around this map.
    """
    return (
        Format("pdf", "application/pdf", _written("pdf", lambda: to_pdf(typeset(compose())))),
        *drawn(compose),
    )


def drawn(compose: Callable[[], PaperMap]) -> tuple[Format, Format]:
    """Return a map as PNG and SVG, made only when one of them is asked for."""
    return (
        Format("png", "image/png", _written("png", lambda: to_png(compose()))),
        Format("svg", "image/svg+xml", _written("svg", lambda: to_svg(compose()))),
    )


def _written(kind: str, write: Callable[[], bytes]) -> Callable[[], bytes]:
    # What is counted is the making, not the wait for a turn.
    return in_turn(counted(kind, in_this_language(write)))


def show_made(made: tuple[Format, ...], name: str) -> None:
    """Show the buttons of files to print under their title."""
    st.markdown(_("**À imprimer**, avec titre, légende, échelle, sources et choix en cours"))
    show_print_buttons(made, name, "imprimer")


def show_print_buttons(made: tuple[Format, ...], name: str, key: str) -> None:
    """Show the buttons of files to print, and the queue they wait in."""
    show_buttons(made, name, key)
    show_queue()
