"""What a visitor sees of an error, and what the log keeps of it."""

import logging
import secrets
import traceback
from typing import Final

import streamlit as st

from ui.metrics import INCIDENTS
from ui.text.i18n import _

LOGGER: Final = logging.getLogger("atlas.incidents")


def new_incident_number() -> str:
    """Return a number to quote to whoever reads the log: eight hexadecimal digits."""
    return secrets.token_hex(4).upper()


def report_incident(error: Exception) -> bool:
    """Log an uncaught error of a page under a number and show that number, nothing else.

    Parameters
    ----------
    error
        What a page raised. Its text may hold file names and cells: it goes to the log only, and
        nowhere where the reader has a list of their own.

    Returns
    -------
    bool
        True: Streamlit shows nothing of its own.
    """
    # The server is up before the tables are: whoever has a list has waited for them.
    from ui.view import own_list  # noqa: PLC0415

    number = new_incident_number()
    INCIDENTS.inc()
    if own_list.read() is None and own_list.used() is None:
        LOGGER.error("Incident %s", number, exc_info=error)
    else:
        # What an error says may quote a list that is private: the log has its place in the code.
        where = "".join(traceback.format_tb(error.__traceback__))
        LOGGER.error("Incident %s : %s\n%s", number, type(error).__name__, where)
    st.error(incident_sentence(number))
    return True


def incident_sentence(number: str) -> str:
    """Return what a reader is told of an incident: its number, and what to do with it."""
    return _(
        "Cette page n'a pas pu s'afficher. Rechargez-la ; si cela se reproduit, transmettez "
        "le numéro d'incident {number} à la personne qui héberge l'atlas."
    ).format(number=number)
