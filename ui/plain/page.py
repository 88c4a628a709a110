"""What a light page says, before it is HTML."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from geo.places.territories import Territory
from ui.paper.sheets import Paragraph, Picture, Section, Table, others_note
from ui.text.columns import Column, Columns, Kind, told
from ui.text.figures import Figure
from ui.text.formats import MISSING, number, percent
from ui.text.i18n import _, current_language
from ui.text.safe import web_address, without_markdown

# A page stays light; the application and the API have all of them.
MOST_ROWS: Final = 400
FINEST: Final = 3
_RIGHT: Final = frozenset(Kind) - {Kind.TEXT, Kind.LINK, Kind.TICK}

Block = Table | Paragraph | Picture


@dataclass(frozen=True)
class Page:
    """What a light page says of a screen, in plain text: the template escapes it.

    Attributes
    ----------
    answer
        The sentence of the screen; empty where its tables are lost.
    figures
        As on the screen.
    sections
        Titled tables and paragraphs, in reading order.
    notes
        What the figures leave out.
    filters
        Choices in force, in one line.
    sources
        Producers and vintages.
    notices
        What the reader must know first: values that were set aside, what the page lacks.
    place
        Whose page it is, ``None`` where the screen has no territory.
    has_map
        Whether the view has a printed map.
    """

    answer: str
    figures: tuple[Figure, ...] = ()
    sections: tuple[Section, ...] = ()
    notes: tuple[str, ...] = ()
    filters: str = ""
    sources: str = ""
    notices: tuple[str, ...] = field(default=())
    place: Territory | None = None
    has_map: bool = False


def told_of(*texts: str) -> tuple[str, ...]:
    """Return the sentences that say something, without Markdown."""
    return tuple(without_markdown(text) for text in texts if text)


def paragraphs(*texts: str) -> tuple[Paragraph, ...]:
    """Return sentences that may be in Markdown as paragraphs."""
    return tuple(Paragraph(text) for text in told_of(*texts))


def section(title: str, *blocks: Block | None) -> Section | None:
    """Return a section, ``None`` where there is nothing in it."""
    found = tuple(block for block in blocks if block is not None)
    return Section(title, found) if found else None


def present(sections: Iterable[Section | None]) -> tuple[Section, ...]:
    """Return the sections that there are."""
    return tuple(one for one in sections if one is not None)


def table_of(table: pd.DataFrame, columns: Columns, note: str = "") -> Table | None:
    """Return a table of the screen in words, its columns as on screen; ``None`` without rows.

    Parameters
    ----------
    table
        Has every column on screen.
    columns
        Of the table, in order.
    note
        Under it.
    """
    if table.empty:
        return None
    shown = [column for column in columns if column.shown and not column.folded]
    cells = [
        [written(cell, column) for cell in table[column.name].head(MOST_ROWS)] for column in shown
    ]
    note = f"{note} {others_note(max(0, len(table) - MOST_ROWS))}".strip()
    return Table(
        headers=tuple(told(column.title) for column in shown),
        rows=tuple(zip(*cells, strict=True)),
        widths=(1.0,) * len(shown),
        numbers=tuple(
            column.kind in _RIGHT or _holds_numbers(table[column.name]) for column in shown
        ),
        note=without_markdown(note),
    )


def _holds_numbers(cells: pd.Series) -> bool:
    return bool(is_numeric_dtype(cells) and not is_bool_dtype(cells))


def written(cell: Any, column: Column) -> str:  # noqa: ANN401 - a cell of a table
    """Return a cell as its column writes it on screen."""
    if cell is None or pd.isna(cell) or cell == "":
        return MISSING
    return _WRITTEN[column.kind](cell)


def _plain(cell: float) -> str:
    text = f"{cell:g}"
    return text.replace(".", ",") if current_language() == "fr" else text


def _text(cell: Any) -> str:  # noqa: ANN401 - text, or a number of which nobody said how
    return _number(float(cell)) if pd.api.types.is_number(cell) else str(cell)


def _number(value: float) -> str:
    exact = Decimal(str(round(float(value), FINEST))).normalize()
    return number(value, max(0, -int(exact.as_tuple().exponent)))


_WRITTEN: Final[dict[Kind, Callable[[Any], str]]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.PLAIN: _plain,
    Kind.YEAR: lambda cell: str(int(cell)),
    Kind.TENTHS: lambda cell: number(cell, 1),
    Kind.HUNDREDTHS: lambda cell: number(cell, 2),
    Kind.SHARE: lambda cell: percent(cell, 1),
    Kind.BAR: lambda cell: percent(cell, 1),
    Kind.TICK: lambda cell: _("oui") if cell else _("non"),
    Kind.LINK: lambda cell: web_address(cell) or MISSING,
}
