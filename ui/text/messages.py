"""Sentences of `geo` in the language of the reader: the one door between the two."""

import math
from decimal import Decimal

from geo.problems import Message
from ui.text.formats import number
from ui.text.i18n import current_language, gettext, ngettext


def told(message: Message) -> str:
    """Return a sentence of `geo` in the language of the reader.

    Parameters
    ----------
    message
        That of an error (`geo.errors.AtlasError`) or of a problem (`geo.problems.Problem`).

    Returns
    -------
    str
        Plain text with values of files in it: it goes through `ui.text.safe` as those do.
    """
    return message.said(_words, _number)


def _words(message: Message) -> str:
    if message.plural is None:
        return gettext(message.template)
    return ngettext(message.template, message.plural, message.count)


def _number(value: float | Decimal) -> str:
    if isinstance(value, int):
        return number(value)
    # As many digits as on the command line; what is refused may be infinite.
    short = f"{value:g}"
    if not math.isfinite(value) or "e" in short:
        return short.replace(".", ",") if current_language() == "fr" else short
    return number(float(value), max(0, -int(Decimal(short).as_tuple().exponent)))
