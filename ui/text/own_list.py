"""The list that a reader has brought, named wherever its rows count."""

from collections.abc import Callable
from typing import Final

import numpy as np
import pandas as pd

from geo.poles.joined import of_list
from geo.tables.atlas import OwnList
from ui.text.columns import Column, Columns
from ui.text.formats import number
from ui.text.i18n import _, ngettext
from ui.text.marking import N_
from ui.text.safe import markdown_text, plain_text

_NAME_LETTERS: Final = 48
OF_LIST: Final = Column("of_list", N_("Liste ou registre"))


def named(
    own: OwnList | None, sentence: str, written: Callable[[str, int], str] = markdown_text
) -> str:
    """Return an answer that says first whose poles it counts, where a list is among them.

    Parameters
    ----------
    own
        The list; ``None`` for the register alone, whose sentences stay as they are.
    sentence
        The answer, in Markdown, or plain where `written` is `ui.text.safe.plain_text`.
    written
        Makes the name of the file, a stranger's text, harmless where the sentence goes.
    """
    if own is None:
        return sentence
    lead = (
        _("Votre liste {name} seule ({rows}) — {answer}")
        if own.alone
        else _("Registre et votre liste {name} ({rows}) — {answer}")
    )
    return lead.format(name=quoted(own, written), rows=placed(own), answer=sentence)


def label(own: OwnList) -> str:
    """Return what the mark of a list means, as plain text."""
    return _("votre liste {name}").format(name=quoted(own))


def described(own: OwnList) -> str:
    """Return the list, how many of its rows count and with what, for an export; plain text."""
    text = (
        _("{name}, {rows}, sans le registre")
        if own.alone
        else _("{name}, {rows}, en plus du registre")
    )
    return text.format(name=quoted(own), rows=placed(own))


def quoted(own: OwnList, written: Callable[[str, int], str] = plain_text) -> str:
    """Return the name of a list between quotation marks, cut where it is long."""
    return _("« {name} »").format(name=written(own.name, _NAME_LETTERS))


def placed(own: OwnList) -> str:
    """Return how many rows of a list have a place."""
    return ngettext("{count} structure placée", "{count} structures placées", len(own.ids)).format(
        count=number(len(own.ids))
    )


def structures(count: int) -> str:
    """Return a number of rows of a list."""
    return ngettext("{count} structure", "{count} structures", count).format(count=number(count))


def with_whose(columns: Columns, own: OwnList | None) -> Columns:
    """Return the columns of a table of poles, the second of which says whose each row is.

    Without a list, as they are.
    """
    return columns if own is None else (columns[0], OF_LIST, *columns[1:])


def whose(own: OwnList, ids: pd.Series) -> pd.Series:
    """Return for each pole whether it is of the list or of the register, in words."""
    return pd.Series(np.where(of_list(own, ids), label(own), _("registre")), ids.index)
