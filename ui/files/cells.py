"""Values of a table as cells of an exported file, safe for the spreadsheet that opens it."""

import math
import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Final, TypeAlias

import pandas as pd

from geo.tables.csv_rows import FORMULA_START

Cell: TypeAlias = str | int | float | bool | date | None

_FORMULA_START: Final = re.compile(rf"{FORMULA_START}|[\t\r\n]")
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def neutralise(text: str) -> str:
    """Return a text cell that no spreadsheet runs as a formula.

    A leading apostrophe is added where the text begins, blanks apart, with ``=``, ``+``, ``-``,
    ``@`` or a full-width form of them, or with a tab or a line break;
    `geo.tables.csv_rows.plain_cell` takes it off.
    """
    return f"'{text}" if _FORMULA_START.match(text) else text


def clean_cell(value: object) -> Cell:
    r"""Return a value as a cell: missing and infinite as None, text without control characters.

    Line breaks inside a text become ``\n``; what cannot be encoded becomes U+FFFD.
    """
    if isinstance(value, str):
        lines = value.replace("\r\n", "\n").replace("\r", "\n")
        return _SURROGATE.sub("\ufffd", _UNWRITABLE.sub("", lines))
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return None
    plain: object = value.item() if hasattr(value, "item") else value
    if isinstance(plain, float) and math.isinf(plain):
        return None
    if isinstance(plain, pd.Timestamp):
        moment = plain.tz_convert(None) if plain.tzinfo else plain
        return datetime.fromisoformat(moment.isoformat())
    if isinstance(plain, bool | int | float | date):
        return plain
    return clean_cell(str(plain))


def cell_rows(table: pd.DataFrame, labels: Iterable[str]) -> Iterable[tuple[Cell, ...]]:
    """Yield the rows of some columns of a table as cells."""
    columns = [map(clean_cell, table[name].tolist()) for name in labels]
    return zip(*columns, strict=True)
