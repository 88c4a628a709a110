"""What a visitor sees of an error, and what the log keeps of it."""

import logging
import secrets
from typing import Final

import streamlit as st

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
        What a page raised. Its text may hold file names and cells: it goes to the log only.

    Returns
    -------
    bool
        True: Streamlit shows nothing of its own.
    """
    number = new_incident_number()
    LOGGER.error("Incident %s", number, exc_info=error)
    st.error(
        _(
            "Cette page n'a pas pu s'afficher. Rechargez-la ; si cela se reproduit, transmettez "
            "le numéro d'incident {number} à la personne qui héberge l'atlas."
        ).format(number=number)
    )
    return True
