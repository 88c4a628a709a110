"""What is published about the register: its waves, ``waves.csv``, and the official totals.

Both are edited by hand too: a cell that is wrong is reported and emptied. Only a line whose wave
cannot be told from others is set aside, and said to be.
"""

import re
from functools import partial
from typing import Final

import pandas as pd

from geo.problems import Problem, message, quote
from geo.tables.csv_tables import (
    NO_SOURCE,
    Complaints,
    address_complaint,
    read_csv_table,
    require_rows,
)
from geo.tables.files import Readable
from geo.tables.schema import CSV_COLUMNS
from geo.vocabulary import UNDATED_COHORT

_DATE: Final = r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?"
_EMPTY: Final = message("la cellule est vide ; remplissez-la")


def read_published(path: Readable) -> tuple[pd.DataFrame, list[Problem]]:
    """Read the waves or the totals.

    Parameters
    ----------
    path
        ``waves.csv`` or ``official_totals.csv``.

    Returns
    -------
    tuple
        One row per line, text as ``str`` and integers as ``Int64``, empty cells null, but for
        lines of waves without a code of their own; and every problem met.

    Raises
    ------
    TableError
        When the file is missing, empty, lacks a column or has no line of use.
    """
    if path.stem != "waves":
        return require_rows(path, read_csv_table(path, CSV_COLUMNS[path.stem], _of_total))
    waves, problems = read_csv_table(path, CSV_COLUMNS["waves"], partial(_of_wave, set()))
    told = waves[waves["cohort"].notna()].reset_index(drop=True)
    return require_rows(path, (told, problems))


def _of_wave(taken: set[str], row: dict[str, str]) -> Complaints:
    cohort = row["cohort"]
    if not cohort:
        yield (
            "cohort",
            message("la cellule est vide ; remplissez-la (la ligne est laissée de côté)"),
        )
    elif cohort in taken:
        yield (
            "cohort",
            message(
                "{given} est déjà pris ; retirez le doublon (la ligne est laissée de côté)",
                given=quote(cohort),
            ),
        )
    taken.add(cohort)
    yield from _empty_cells(row, "label_fr", "label_en")
    if row["date"] and not re.fullmatch(_DATE, row["date"]):
        yield (
            "date",
            message(
                "{given} n'est pas une date ; écrivez AAAA, AAAA-MM ou AAAA-MM-JJ",
                given=quote(row["date"]),
            ),
        )
    if not row["source_url"] and cohort != UNDATED_COHORT:
        yield "source_url", NO_SOURCE
    yield from _address(row)


def _of_total(row: dict[str, str]) -> Complaints:
    if not re.fullmatch(rf"{_DATE}|[0-9]{{4}}/[0-9]{{4}}", row["date"]):
        yield (
            "date",
            message(
                "{given} n'est ni une date ni « AAAA/AAAA » ; corrigez-la",
                given=quote(row["date"]),
            ),
        )
    yield from _empty_cells(row, "figure", "what_fr", "what_en")
    yield from _address(row)


def _empty_cells(row: dict[str, str], *columns: str) -> Complaints:
    for column in columns:
        if not row[column]:
            yield column, _EMPTY


def _address(row: dict[str, str]) -> Complaints:
    if complaint := address_complaint(row["source_url"]):
        yield "source_url", complaint
