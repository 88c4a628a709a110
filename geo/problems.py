"""Sentences about damaged tables and rows, for the reader who has to mend them."""

from dataclasses import dataclass
from typing import Final

QUOTE_LIMIT_CHARS: Final = 60


@dataclass(frozen=True)
class Problem:
    """Something that keeps a table, or one row of it, from being used as it stands.

    Attributes
    ----------
    table
        Name of the table, such as ``"poles"``.
    file
        Name of its file in the data folder, such as ``"poles.csv"``.
    sentence
        What is wrong and what to do, in French, complete in itself.
    line
        Line of the file, counted from 1, where the problem is one of a row; else ``None``.
    """

    table: str
    file: str
    sentence: str
    line: int | None = None


def quote(value: str) -> str:
    """Return a value of a file between French quotation marks, short and printable.

    Parameters
    ----------
    value
        Any text, hostile or not. Characters that a terminal would obey are replaced.

    Returns
    -------
    str
        At most `QUOTE_LIMIT_CHARS` characters of it; the cut is shown by an ellipsis.
    """
    short = value if len(value) <= QUOTE_LIMIT_CHARS else value[: QUOTE_LIMIT_CHARS - 1] + "…"
    return f"« {printable(short)} »"


def printable(value: str) -> str:
    """Return the text with each control or direction character replaced by U+FFFD."""
    return "".join(mark if mark.isprintable() else "\N{REPLACEMENT CHARACTER}" for mark in value)
