"""Tables as an Excel workbook, with their sources and the choices they were made with."""

import errno
import io
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, TypeAlias

import pandas as pd
import xlsxwriter
from xlsxwriter.exceptions import XlsxFileError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ui.files.cells import Cell, cell_rows, clean_cell, neutralise
from ui.files.provenance import Provenance
from ui.text.i18n import _

SHEET_NAME_LIMIT: Final = 31
SHEET_ROWS_LIMIT: Final = 1_048_576
CELL_LIMIT: Final = 32_767
EXACT_INTEGER_LIMIT: Final = 2**53
WIDTH_RANGE: Final = (8, 60)
WIDTH_SAMPLE_ROWS: Final = 200
GROUPED_FROM: Final = 10_000

# Title of each table, its rows, and the titles of the columns to write.
Tables: TypeAlias = Mapping[str, tuple[pd.DataFrame, Mapping[str, str]]]

_SHEET_NAME_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\]")


def to_xlsx(tables: Tables, provenance: Provenance) -> bytes:
    """Write a workbook: one sheet a table, then their sources, then the choices in force.

    Parameters
    ----------
    tables
        Title to rows and labels, as of `to_csv`, in the order of the sheets. A title too long for
        a sheet is cut, one that comes twice is numbered.
    provenance
        Fills the last two sheets and the properties of the file.

    Returns
    -------
    bytes
        Numbers, booleans and dates keep their type; text is never a formula nor a link. The same
        arguments give the same bytes.

    Raises
    ------
    ValueError
        When a table has more rows than a sheet holds.
    """
    longest = max((len(table) for table, _labels in tables.values()), default=0)
    if longest >= SHEET_ROWS_LIMIT:
        raise ValueError(
            f"{longest} lignes : une feuille Excel en contient {SHEET_ROWS_LIMIT - 1} ; "
            "prenez le CSV."
        )
    file = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    filters = pd.DataFrame(
        {"word": provenance.filters.keys(), "value": provenance.filters.values()}
    )
    sheets = [
        *((title, *content) for title, content in tables.items()),
        (_("Sources"), provenance.sources, _own_labels(provenance.sources)),
        (_("Filtres"), filters, {"word": _("Choix"), "value": _("Valeur")}),
    ]
    names = sheet_names(title for title, _frame, _headers in sheets)
    try:
        with xlsxwriter.Workbook(file, options) as book:
            book.set_properties(
                {"title": provenance.title, "created": provenance.created.replace(tzinfo=None)}
            )
            styles = {
                "header": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
                "grouped": book.add_format({"num_format": "#,##0"}),
                "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            }
            for name, (_title, frame, headers) in zip(names, sheets, strict=True):
                _fill_sheet(book.add_worksheet(name), frame, headers, styles)
    except XlsxFileError as error:
        # Its parts are files for a while.
        raise OSError(errno.EIO, str(error)) from None
    return file.getvalue()


def _own_labels(frame: pd.DataFrame) -> dict[str, str]:
    return {name: str(name) for name in frame.columns}


def sheet_name(text: str) -> str:
    r"""Return a name that Excel takes for a sheet: 31 characters, none of ``[]:*?/\``."""
    allowed = _SHEET_NAME_FORBIDDEN.sub(" ", text).strip(" '")
    return _cut(allowed, SHEET_NAME_LIMIT).strip(" '") or "-"


def sheet_names(titles: Iterable[str]) -> list[str]:
    """Return one name a sheet, each once: Excel does not tell capitals from small letters."""
    found: list[str] = []
    for title in titles:
        name, count = sheet_name(title), 1
        while name.casefold() in {other.casefold() for other in found}:
            count += 1
            mark = f" ({count})"
            name = _cut(sheet_name(title), SHEET_NAME_LIMIT - len(mark)) + mark
        found.append(name)
    return found


def _fill_sheet(
    sheet: Worksheet,
    frame: pd.DataFrame,
    labels: Mapping[str, str],
    styles: Mapping[str, Format],
) -> None:
    sheet.freeze_panes(1, 0)
    number_styles = []
    for position, (name, label) in enumerate(labels.items()):
        sheet.set_column(position, position, _width(frame[name], label))
        sheet.write_string(0, position, _text(clean_cell(label)), styles["header"])
        number_styles.append(styles["grouped"] if _is_large(frame[name]) else None)
    last = len(labels) - 1
    if last >= 0:
        sheet.autofilter(0, 0, max(len(frame), 1), last)
    for line, row in enumerate(cell_rows(frame, labels), start=1):
        for position, cell in enumerate(row):
            _write_cell(sheet, (line, position), cell, number_styles[position], styles["date"])


def _write_cell(
    sheet: Worksheet,
    place: tuple[int, int],
    cell: Cell,
    number_style: Format | None,
    date_style: Format,
) -> None:
    if cell is None:
        return
    if isinstance(cell, bool):
        sheet.write_boolean(*place, cell)
    elif isinstance(cell, date):
        sheet.write_datetime(*place, cell, date_style)
    elif isinstance(cell, float) or (isinstance(cell, int) and abs(cell) <= EXACT_INTEGER_LIMIT):
        sheet.write_number(*place, cell, number_style)
    else:
        sheet.write_string(*place, _text(cell))


def _text(cell: Cell) -> str:
    return _cut(neutralise(str(cell)), CELL_LIMIT)


def _is_large(column: pd.Series) -> bool:
    """Tell whether a column holds whole numbers long enough to be read in groups of three."""
    if pd.api.types.is_bool_dtype(column) or not pd.api.types.is_integer_dtype(column):
        return False
    return bool((column.abs() >= GROUPED_FROM).any())


def _width(column: pd.Series, label: str) -> float:
    sample = [len(str(cell)) for cell in column.head(WIDTH_SAMPLE_ROWS).tolist()]
    lowest, highest = WIDTH_RANGE
    return min(max([lowest, min(len(label), highest // 2), *sample]) + 2, highest)


def _cut(text: str, limit: int) -> str:
    """Cut a text to a number of UTF-16 units, as Excel counts, with an ellipsis."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * limit:
        return text
    return units[: 2 * (limit - 1)].decode("utf-16-le", errors="ignore") + "…"
