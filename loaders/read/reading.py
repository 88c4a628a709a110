"""Read the producers' tables strictly: every value keeps the line it comes from.

``pandas.read_csv`` fills short rows with nulls and forgets line numbers, so that a truncated file
passes unseen and an error cannot say where it is; the standard ``csv`` module does neither.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pandas as pd
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from loaders.errors import LoaderError

GET_AGAIN = (
    "Reprenez le fichier d'origine (`python -m loaders download`), "
    "puis relancez `python -m loaders build`."
)


def read_csv(
    path: Path,
    columns: Sequence[str],
    *,
    delimiter: str = ",",
    header_line: int = 1,
) -> pd.DataFrame:
    """Read some columns of a UTF-8 delimited file as text.

    Parameters
    ----------
    path : pathlib.Path
        File to read, with or without a byte order mark.
    columns : sequence of str
        Columns wanted, by the names of the header.
    delimiter : str
        Field separator.
    header_line : int
        Line that holds the column names, counted from 1; lines above it are titles.

    Returns
    -------
    pandas.DataFrame
        Columns `columns`, all ``str``, spaces around values removed, an absent value is ``""``;
        index ``line`` = line in the file (int). Wholly empty lines are left out.

    Raises
    ------
    LoaderError
        File absent, empty, not UTF-8, an HTML page, without one of the columns, or with a line
        that has more or fewer cells than the header.
    """
    text = read_text(path)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    return _to_frame(_csv_rows(reader, path), columns, path, header_line)


def read_xlsx(
    path: Path, sheet: str, columns: Sequence[str], *, header_line: int = 1
) -> pd.DataFrame:
    """Read some columns of one sheet of an Excel workbook as text.

    Parameters
    ----------
    path : pathlib.Path
        The ``.xlsx`` file.
    sheet : str
        Name of the sheet.
    columns : sequence of str
        Columns wanted, by the names of the header; empty: all of them.
    header_line : int
        Line of the sheet that holds the column names, counted from 1.

    Returns
    -------
    pandas.DataFrame
        As `read_csv`; numbers are written as Excel holds them (``"7"``, ``"10.9"``).

    Raises
    ------
    LoaderError
        File absent, empty or not a workbook, sheet or column absent.
    """
    _require_file(path)
    try:
        workbook = load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, OSError, EOFError) as error:
        raise LoaderError(
            "ce n'est pas un classeur Excel lisible, ou il est tronqué", file=path, advice=GET_AGAIN
        ) from error
    try:
        if sheet not in workbook.sheetnames:
            raise LoaderError(
                f"la feuille « {sheet} » manque (feuilles présentes : "
                f"{', '.join(workbook.sheetnames)})",
                file=path,
                advice=GET_AGAIN,
            )
        return _to_frame(
            _xlsx_rows(workbook[sheet].iter_rows(values_only=True)),
            columns,
            path,
            header_line,
        )
    finally:
        workbook.close()


def read_text(path: Path) -> str:
    """Decode a whole UTF-8 file.

    Parameters
    ----------
    path : pathlib.Path
        File to read.

    Returns
    -------
    str
        Its text without byte order mark, line ends untouched.

    Raises
    ------
    LoaderError
        File absent, empty, not UTF-8, holding NUL characters, or an HTML page.
    """
    _require_file(path)
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LoaderError(
            "ces octets ne sont pas de l'UTF-8 (le fichier est sans doute en Windows-1252)",
            file=path,
            line=content[: error.start].count(b"\n") + 1,
            value=content[error.start : error.start + 4].hex(" "),
            advice="Enregistrez-le en UTF-8, ou reprenez-le avec `python -m loaders download`.",
        ) from error
    if not text.strip():
        raise LoaderError("le fichier est vide", file=path, advice=GET_AGAIN)
    if "\0" in text:
        raise LoaderError(
            "le fichier contient des octets nuls : il est abîmé",
            file=path,
            line=text[: text.index("\0")].count("\n") + 1,
            advice=GET_AGAIN,
        )
    if text.lstrip()[:15].lower().startswith(("<!doctype html", "<html")):
        raise LoaderError(
            "c'est une page HTML et non le fichier attendu", file=path, advice=GET_AGAIN
        )
    return text


def _require_file(path: Path) -> None:
    if not path.is_file():
        raise LoaderError(
            f"le fichier est absent de {path.parent.name}/",
            file=path,
            advice="Obtenez-le avec `python -m loaders download`, "
            "ou indiquez son dossier avec `--sources`.",
        )
    if path.stat().st_size == 0:
        raise LoaderError("le fichier est vide", file=path, advice=GET_AGAIN)


def _csv_rows(reader: Iterator[list[str]], path: Path) -> Iterator[tuple[int, list[str]]]:
    line = 0
    try:
        for row in reader:
            line = getattr(reader, "line_num", line + 1)
            yield line, [cell.strip() for cell in row]
    except csv.Error as error:
        raise LoaderError(
            f"la ligne ne se lit pas ({error})", file=path, line=line + 1, advice=GET_AGAIN
        ) from error


def _xlsx_rows(rows: Iterable[tuple[object, ...]]) -> Iterator[tuple[int, list[str]]]:
    for line, row in enumerate(rows, start=1):
        yield line, ["" if cell is None else str(cell).strip() for cell in row]


def _to_frame(
    rows: Iterator[tuple[int, list[str]]],
    columns: Sequence[str],
    path: Path,
    header_line: int,
) -> pd.DataFrame:
    header: list[str] | None = None
    lines: list[int] = []
    cells: list[list[str]] = []
    for line, row in rows:
        if line < header_line:
            continue
        if header is None:
            header = row
            _require_columns(header, columns, path, line)
            continue
        if not any(row):
            continue
        if len(row) != len(header):
            raise LoaderError(
                f"la ligne compte {len(row)} cellules au lieu de {len(header)} : "
                "elle est tronquée ou son séparateur n'est pas le bon",
                file=path,
                line=line,
                value=row[0],
                advice=GET_AGAIN,
            )
        lines.append(line)
        cells.append(row)
    if header is None or not cells:
        raise LoaderError("aucune ligne de données : fichier tronqué", file=path, advice=GET_AGAIN)
    index = pd.Index(lines, name="line", dtype="int64")
    frame = pd.DataFrame(cells, columns=header, index=index, dtype="str")
    return frame[list(columns) or header]


def _require_columns(header: list[str], columns: Sequence[str], path: Path, line: int) -> None:
    for column in columns:
        if column not in header:
            raise LoaderError(
                f"la colonne manque ; l'en-tête porte : {', '.join(c for c in header if c)}",
                file=path,
                line=line,
                column=column,
                advice="Vérifiez que c'est bien le fichier décrit dans docs/data.md, "
                "ou reprenez-le avec `python -m loaders download`.",
            )
        if header.count(column) > 1:
            raise LoaderError(
                "deux colonnes portent ce nom",
                file=path,
                line=line,
                column=column,
                advice=GET_AGAIN,
            )
