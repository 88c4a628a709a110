"""What a table is made of: its columns, declared once for the screen, the files and the prints."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Literal, TypeAlias

from ui.text.i18n import _

# A French sentence marked with ``N_``, or what says a title that is put together.
Title: TypeAlias = str | Callable[[], str]


class Kind(Enum):
    """How the cells of a column are written on screen; a file keeps their type."""

    TEXT = auto()
    NUMBER = auto()  # Thousands set apart, as many decimals as there are.
    PLAIN = auto()  # As many decimals as there are, nothing set apart.
    YEAR = auto()
    TENTHS = auto()
    HUNDREDTHS = auto()
    SHARE = auto()  # In [0, 1], written as a percentage.
    BAR = auto()  # The same, drawn.
    TICK = auto()
    LINK = auto()


@dataclass(frozen=True)
class Paper:
    """How a column stands in a printed table, whose cells are words.

    Attributes
    ----------
    width
        Relative to the other columns.
    title
        Instead of a long one.
    right
        Whether its cells are set to the right, as figures are.
    """

    width: float
    title: Title | None = None
    right: bool = False


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name
        Of the column in the table of figures or words.
    title
        What a reader calls it.
    kind
        How its cells are written on screen.
    short
        On screen instead of a long title, which becomes its explanation; files keep the title.
    help
        Explanation that the title opens on screen.
    width
        On screen; as wide as its cells where None.
    link
        What is written for an address, of a column of kind `Kind.LINK`.
    shown, exported
        Whether it is on screen, and in the files.
    folded
        On screen it waits in the menu of columns, under its name.
    paper
        How it is printed; it is not where None.
    """

    name: str
    title: Title
    kind: Kind = Kind.TEXT
    short: Title | None = None
    help: Title | None = None
    width: Literal["small", "medium", "large"] | None = None
    link: Title | None = None
    shown: bool = True
    exported: bool = True
    folded: bool = False
    paper: Paper | None = None


Columns: TypeAlias = Sequence[Column]


def told(title: Title) -> str:
    """Return a title in the reader's language."""
    return title() if callable(title) else _(title)


def said(text: str) -> Title:
    """Return a title that is no sentence to translate: a name, or words of this run."""
    return lambda: text


def titles(columns: Columns) -> dict[str, str]:
    """Return the titles of the columns of a file by name, in order, in the reader's language."""
    return {column.name: told(column.title) for column in columns if column.exported}


def names(columns: Columns) -> list[str]:
    """Return the names of all columns, in order."""
    return [column.name for column in columns]


def shown_names(columns: Columns) -> list[str]:
    """Return the names of the columns on screen, in order."""
    return [column.name for column in columns if column.shown]


def printed(columns: Columns) -> list[tuple[str, float, bool]]:
    """Return title, relative width and side of the columns on paper, for `ui.paper.sheets.table`.

    The side is True on the right.
    """
    return [
        (told(column.paper.title or column.title), column.paper.width, column.paper.right)
        for column in columns
        if column.paper is not None
    ]


def printed_names(columns: Columns) -> list[str]:
    """Return the names of the columns on paper, in order."""
    return [column.name for column in columns if column.paper is not None]


def pick(columns: Columns, *wanted: str) -> list[Column]:
    """Return some columns of a table, in the order that is asked for."""
    by_name = {column.name: column for column in columns}
    return [by_name[name] for name in wanted]
