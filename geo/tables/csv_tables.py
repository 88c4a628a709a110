"""Small CSV tables whose cells are text or whole numbers."""

import re
from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

import pandas as pd

from geo.errors import TableError
from geo.problems import Message, Problem, message, quote
from geo.tables.csv_rows import read_csv_rows
from geo.tables.files import Readable
from geo.tables.schema import INTEGER

# Eighteen digits always fit a 64-bit integer.
_WHOLE_NUMBER: Final = re.compile(r"[0-9]{1,18}")
# Without flags: other tools read it too (`loaders.schema`).
ADDRESS: Final = re.compile(r"[Hh][Tt][Tt][Pp][Ss]?://[^\s<>\"`\\]+")

NO_SOURCE: Final = message("la source manque ; écrivez l'adresse de la page lue")

# Columns of a row and what is wrong with their cells.
Complaints: TypeAlias = Iterator[tuple[str, Message]]


def read_csv_table(
    path: Readable,
    columns: dict[str, str],
    complaints: Callable[[dict[str, str]], Complaints] | None = None,
) -> tuple[pd.DataFrame, list[Problem]]:
    """Read a table whose rows are kept whatever is in them.

    Parameters
    ----------
    path
        The file; its stem names the table.
    columns
        Column to kind (see `geo.tables.schema`), text or integer.
    complaints
        What else may be wrong with a row; a cell complained of is reported and emptied.

    Returns
    -------
    tuple
        The table, text as ``str`` and integers as ``Int64``, empty cells null; and what is
        wrong with some of its rows.

    Raises
    ------
    TableError
        When the file is missing, empty or lacks a column.
    """
    header, rows, problems = read_csv_rows(path, tuple(columns))
    cleaned: list[dict[str, str]] = []
    for row in rows:
        if row.complaint:
            problems.append(row_problem(path, row.line, row.complaint))
        cells = dict(row.cells)
        wrong = [*(complaints(cells) if complaints else ()), *_whole_numbers(cells, columns)]
        for name, complaint in wrong:
            problems.append(cell_problem(path, row.line, name, complaint, row.cells[name]))
            cells[name] = ""
        cleaned.append(cells)
    return as_frame(cleaned, header, columns), problems


def require_rows(
    path: Readable, read: tuple[pd.DataFrame, list[Problem]]
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return what `read_csv_table` has read.

    Raises
    ------
    TableError
        When there is no row.
    """
    if read[0].empty:
        raise TableError(
            message(
                "{file} ne contient aucune ligne qui se lise ; remettez le fichier du dépôt.",
                file=path.name,
            )
        )
    return read


def whole_number_columns(columns: dict[str, str]) -> list[str]:
    """Return the columns that hold whole numbers."""
    return [name for name, kind in columns.items() if kind == INTEGER]


def _whole_numbers(cells: dict[str, str], columns: dict[str, str]) -> Complaints:
    for name in whole_number_columns(columns):
        if complaint := whole_number_complaint(cells[name]):
            yield name, complaint


def whole_number_complaint(value: str) -> Message | None:
    """Return what is wrong with a cell that should hold a whole number or nothing."""
    if not value or _WHOLE_NUMBER.fullmatch(value):
        return None
    return message(
        "{value} n'est pas un nombre entier ; écrivez-le en chiffres sans espace ni unité, ou "
        "videz la cellule (elle est comptée comme inconnue)",
        value=quote(value),
    )


def address_complaint(value: str) -> Message | None:
    """Return what is wrong with a cell that should hold a web address or nothing."""
    if not value or ADDRESS.fullmatch(value):
        return None
    return message(
        "{given} n'est pas une adresse ; écrivez-la en entier, avec https:// (elle n'est pas "
        "montrée)",
        given=quote(value),
    )


def as_frame(
    rows: list[dict[str, str]], header: tuple[str, ...], columns: dict[str, str]
) -> pd.DataFrame:
    """Return the rows as a table: empty cells null, whole numbers as ``Int64``."""
    frame = pd.DataFrame(
        {
            name: pd.Series([row[name] or None for row in rows], dtype="str")
            for name in header
            if name
        }
    )
    for name in whole_number_columns(columns):
        frame[name] = pd.array(
            [None if pd.isna(cell) else int(cell) for cell in frame[name]], dtype="Int64"
        )
    return frame


def cell_problem(
    path: Readable, line: int, column: str, complaint: Message, value: str = ""
) -> Problem:
    """Return the problem of one cell, with the place where to mend it and what it holds."""
    told = message(
        "{file}, ligne {line}, colonne {column} : {complaint}.",
        file=path.name,
        line=str(line),
        column=column,
        complaint=complaint,
    )
    return Problem(path.stem, path.name, told, line, column, value)


def row_problem(path: Readable, line: int, complaint: Message) -> Problem:
    """Return the problem of one line, with the place where to mend it."""
    told = message(
        "{file}, ligne {line} : {complaint}.", file=path.name, line=str(line), complaint=complaint
    )
    return Problem(path.stem, path.name, told, line)
