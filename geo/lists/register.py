"""A register kept elsewhere, whatever made the file: by its own law, else as a list.

A version that has the columns of the register is read as ``poles.csv`` is: a cell that is wrong is
emptied, and told. One that lacks some is a list: columns are recognised by their names, rows that
nothing places are set aside, and told.
"""

from dataclasses import replace
from pathlib import Path
from typing import Final

import pandas as pd

from geo.errors import ListError
from geo.lists.files import ListRow, Sheet, sheet_of
from geo.lists.reading import Fault, Reading, read_rows
from geo.problems import Problem, message, quote
from geo.tables.atlas import Atlas, references
from geo.tables.csv_rows import CsvRow
from geo.tables.csv_tables import cell_problem, row_problem
from geo.tables.register import COLUMNS, mend_rows

TABLE: Final = "poles"
# Where whoever keeps the register mends what is of the whole file.
HEADER: Final = 1


def read_shared_register(
    raw: bytes, file: str, atlas: Atlas, *, numbered: bool = True
) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Read a version of the register from its bytes.

    Parameters
    ----------
    raw
        CSV, or any other file that `geo.lists.files.sheet_of` opens.
    file
        Names it in the sentences.
    atlas
        The tables in which codes and places are looked up.
    numbered
        Whether whoever keeps the register sees the numbers of its lines: then they are told.

    Returns
    -------
    tuple
        The poles, as `geo.tables.register.read_register` returns them; and what is wrong with
        some rows, each named, in the order of the file.

    Raises
    ------
    ListError
        When it cannot be read at all: too big, no text, two encodings in one file.
    TableError
        When the table of communes, in which a list is looked up, is missing.
    """
    if _is_mixed(raw):
        raise ListError(
            message(
                "{file} mêle deux encodages ; réenregistrez-le en « CSV UTF-8 ».",
                file=file,
            )
        )
    sheet = sheet_of(raw, file)
    if set(COLUMNS) <= set(sheet.headers):
        poles, problems = _by_its_law(sheet, file, atlas)
    else:
        reading = read_rows(sheet, atlas)
        poles, problems = reading.poles, _of_list(reading, file)
    return poles, problems if numbered else tuple(map(_unnumbered, problems))


def _is_mixed(raw: bytes) -> bool:
    """Tell whether bytes are neither UTF-8 nor an older encoding, but something of both."""
    try:
        raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        # In Windows-1252 a letter with an accent stands alone: no two make one of UTF-8.
        return not raw.startswith(b"PK") and not raw.decode("utf-8-sig", "ignore").isascii()
    return False


def _by_its_law(sheet: Sheet, file: str, atlas: Atlas) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    rows = [CsvRow(row.line, row.cells, row.complaint) for row in sheet.rows]
    poles, found = mend_rows(rows, tuple(COLUMNS), Path(file), references(atlas))
    names = {row.line: _name(row) for row in sheet.rows}
    told = [_named(problem, names.get(problem.line or 0, "")) for problem in found]
    return poles, (*(Problem(TABLE, file, note, HEADER) for note in sheet.notes), *told)


def _of_list(reading: Reading, file: str) -> tuple[Problem, ...]:
    names = {row.row: row.name for row in reading.rows}
    return tuple(
        _named(_of_fault(fault, Path(file)), names.get(fault.row or 0, ""))
        for fault in reading.faults
    )


def _of_fault(fault: Fault, path: Path) -> Problem:
    """Return a fault of a list as one of the register, said as those of the register are."""
    if fault.line is None:
        return Problem(TABLE, path.name, fault.message, HEADER, fault.column, fault.value)
    if fault.column:
        return cell_problem(path, fault.line, fault.column, fault.complaint, fault.value)
    return row_problem(path, fault.line, fault.complaint)


def _name(row: ListRow) -> str:
    return row.cells["name"] or row.cells["id"]


def _named(problem: Problem, name: str) -> Problem:
    """Return a problem of the register, said of the pole whose row it is of."""
    sentence = problem.message
    if name:
        sentence = sentence.about(file=(problem.file, quote(name)))
    return replace(problem, table=TABLE, message=sentence)


def _unnumbered(problem: Problem) -> Problem:
    """Return a problem of a row without its line, which the pole that it names makes up for."""
    said = problem.message.fields
    if "complaint" not in said:
        return problem
    file, complaint = said["file"], said["complaint"]
    sentence = message("{file} : {complaint}.", file=file, complaint=complaint)
    if problem.column:
        sentence = message(
            "{file}, colonne {column} : {complaint}.",
            file=file,
            column=problem.column,
            complaint=complaint,
        )
    return replace(problem, message=sentence)
