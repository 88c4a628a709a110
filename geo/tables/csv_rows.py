"""Hand-edited CSV files, read line by line so that one broken line costs that line only."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from geo.errors import TableError
from geo.problems import Message, Problem, message, plural_message, quote
from geo.tables.files import Readable

# What spreadsheets in French write when they do not write UTF-8.
FALLBACK_ENCODING: Final = "cp1252"
# Where two do as well, the first: a comma is in more texts than the others.
DELIMITERS: Final = ("\t", ";", ",", "|")
# The « Texte Unicode » of Excel; its bytes are told from damage by the mark that begins it.
_UTF16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_HOLE: Final = re.compile(rb"\x00+")
# Of the lines of a file that is still one.
_MOST_HOLED: Final = 0.5
_QUOTED: Final = re.compile(r'"[^"]*"')
# A spreadsheet reads these as the start of a formula, full-width forms and leading blanks
# included, which some of them fold.
FORMULA_START: Final = r"[\s\u200b\u2060\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]"
_APOSTROPHE: Final = re.compile(f"'(?={FORMULA_START})")


@dataclass(frozen=True)
class CsvRow:
    """One record of a file.

    Attributes
    ----------
    line
        Line of the file where the record starts, counted from 1.
    cells
        Column to value, from `plain_cell`; the columns of the header, no more and no less.
    complaint
        What is wrong with the shape of the line, or ``None``. A line with too few cells is
        filled up with empty ones; of one with too many, or with a stray quotation mark, only
        the first two cells are kept, since nobody can tell which of the others moved.
    cut
        Whether only those were kept.
    """

    line: int
    cells: dict[str, str]
    complaint: Message | None = None
    cut: bool = False


def read_csv_rows(
    path: Readable,
    required: tuple[str, ...],
) -> tuple[tuple[str, ...], list[CsvRow], list[Problem]]:
    """Read a CSV file with a header: comma, semicolon, tab or bar, UTF-8 or UTF-16.

    Parameters
    ----------
    path
        The file; its stem names the table.
    required
        Columns that the header must have, in any order.

    Returns
    -------
    tuple
        The columns of the header, its rows in file order, and what is wrong with the file as a
        whole without making it unusable (encoding).

    Raises
    ------
    TableError
        When the file is missing, empty, not text, or lacks a required column: one sentence.
    """
    lines, complaints = csv_lines(_read_bytes(path), path.name)
    problems = [Problem(path.stem, path.name, told, line) for line, told in complaints]
    delimiter = delimiter_of(lines)
    header, start = header_at(lines, delimiter)
    columns = tuple(name.strip() for name in header)
    if not any(columns):
        raise TableError(
            message(
                "{file} est vide ; remettez la version du dépôt, dont la première ligne porte les "
                "noms des colonnes.",
                file=path.name,
            )
        )
    missing = [name for name in required if name not in columns]
    if missing:
        raise TableError(
            plural_message(
                "{file}, ligne 1 : il manque la colonne {columns} ; rétablissez l'en-tête de la "
                "version du dépôt.",
                "{file}, ligne 1 : il manque les colonnes {columns} ; rétablissez l'en-tête de la "
                "version du dépôt.",
                len(missing),
                file=path.name,
                columns=tuple(map(quote, missing)),
            )
        )
    repeated = sorted({name for name in columns if name and columns.count(name) > 1})
    if repeated:
        raise TableError(
            plural_message(
                "{file}, ligne 1 : colonne répétée {columns} ; gardez chaque nom une seule fois.",
                "{file}, ligne 1 : colonnes répétées {columns} ; gardez chaque nom une seule fois.",
                len(repeated),
                file=path.name,
                columns=tuple(map(quote, repeated)),
            )
        )
    return columns, list(rows_below(lines, start, columns, delimiter)), problems


def csv_lines(raw: bytes, file: str) -> tuple[list[str], list[tuple[int, Message]]]:
    """Decode a CSV file and cut it into lines.

    Parameters
    ----------
    raw
        Its bytes: UTF-8 with or without BOM, UTF-16 with one, else Windows-1252.
    file
        Its name, for the sentences.

    Returns
    -------
    tuple
        The lines with their ends, null bytes replaced by the sign of what cannot be read; and what
        is wrong with them, each with the line (from 1) that shows it.

    Raises
    ------
    TableError
        When it is not text: one sentence.
    """
    if raw.startswith(_UTF16_MARKS):
        # Half a character at the end becomes a sign that says so.
        raw = raw.decode("utf-16", errors="replace").encode()
    complaints = []
    if holed := [place for place, line in enumerate(raw.split(b"\n"), 1) if b"\x00" in line]:
        # A disk leaves a hole of them in a line or two; a text of another encoding has them all
        # over.
        if len(holed) > _MOST_HOLED * (raw.count(b"\n") + 1):
            raise TableError(
                message(
                    "{file} n'est pas un CSV en UTF-8 (octets nuls) ; réenregistrez-le en "
                    "« CSV UTF-8 ».",
                    file=file,
                )
            )
        complaints = [(place, _hole(file, place)) for place in holed]
        raw = _HOLE.sub("\N{REPLACEMENT CHARACTER}".encode(), raw)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        said = message(
            "{file}, ligne {line} : l'octet {byte} n'est pas de l'UTF-8 ; le fichier est lu comme "
            "du Windows-1252, réenregistrez-le en « CSV UTF-8 ».",
            file=file,
            line=str(line),
            byte=f"0x{raw[error.start]:02X}",
        )
        complaints.append((line, said))
        text = raw.decode(FALLBACK_ENCODING, errors="replace")
    return list(io.StringIO(text, newline="")), complaints


def _hole(file: str, line: int) -> Message:
    return message(
        "{file}, ligne {line} : des octets nuls y sont à la place du texte ; réécrivez la ligne.",
        file=file,
        line=str(line),
    )


def delimiter_of(lines: list[str], among: int = 1) -> str:
    """Return the separator that cuts the first lines alike, and into most cells.

    Parameters
    ----------
    lines
        Of a CSV file.
    among
        How many lines to look at: one where the first is the header.

    Returns
    -------
    str
        One of `DELIMITERS`, the comma where nothing separates.
    """
    bare = [_QUOTED.sub("", line) for line in lines[:among]]

    def cuts(delimiter: str) -> tuple[int, int]:
        # A comma of the texts is not in every line as often; a separator is.
        counts = Counter(found for line in bare if (found := line.count(delimiter)))
        return max(((lines, count) for count, lines in counts.items()), default=(0, 0))

    best = max(DELIMITERS, key=cuts)
    return best if cuts(best) > (0, 0) else ","


def header_at(lines: list[str], delimiter: str, start: int = 0) -> tuple[list[str], int]:
    """Return the cells of the record that begins on a line, and where the next one begins.

    Parameters
    ----------
    lines, delimiter
        Of a CSV file.
    start
        Position of the line, counted from 0.

    Returns
    -------
    tuple
        No cell when there is no record that can be read.
    """
    reader = csv.reader(lines[start:], delimiter=delimiter)
    try:
        return next(reader), start + reader.line_num
    except (StopIteration, csv.Error):
        return [], start + 1


def _read_bytes(path: Readable) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise TableError(
            message(
                "{file} manque dans {folder}/ ; remettez le fichier du dépôt.",
                file=path.name,
                folder=path.parent.name,
            )
        ) from error
    except OSError as error:
        raise TableError(
            message(
                "{file} ne s'ouvre pas ({reason}) ; vérifiez les droits du fichier.",
                file=path.name,
                reason=str(error.strerror),
            )
        ) from error


def plain_cell(text: str) -> str:
    """Return a cell stripped, without the apostrophe that keeps a spreadsheet from running it.

    The files of the atlas put one before ``=``, ``+``, ``-`` and ``@``: read again, they give the
    same cells.
    """
    cell = text.strip()
    return cell[1:] if _APOSTROPHE.match(cell) else cell


def rows_below(
    lines: list[str], start: int, columns: tuple[str, ...], delimiter: str
) -> Iterator[CsvRow]:
    """Yield the records below the header; a broken line costs that line only.

    Parameters
    ----------
    lines, delimiter
        Of a CSV file.
    start
        Position of the first line below the header, counted from 0.
    columns
        Names of the cells, each once.
    """
    while start < len(lines):
        reader = csv.reader(lines[start:], delimiter=delimiter, strict=True)
        consumed = 0
        try:
            for cells in reader:
                # A stray quotation mark swallows the lines below it: too many lines and the
                # wrong number of cells.
                if len(cells) != len(columns) and reader.line_num - consumed > 1:
                    break
                if any(cell.strip() for cell in cells):
                    yield _row(start + consumed + 1, cells, columns)
                consumed = reader.line_num
        except csv.Error:
            pass
        # Reading stopped before the end: this line is broken, the next one is read afresh.
        start += consumed
        if start < len(lines):
            if lines[start].strip():
                yield _broken(start + 1, lines[start].split(delimiter), columns)
            start += 1


def _row(line: int, cells: list[str], columns: tuple[str, ...]) -> CsvRow:
    if len(cells) == len(columns):
        return CsvRow(line, dict(zip(columns, map(plain_cell, cells), strict=True)))
    complaint = plural_message(
        "{cells} cellule au lieu de {columns} ; entourez de guillemets les textes qui contiennent "
        "le séparateur, complétez la ligne",
        "{cells} cellules au lieu de {columns} ; entourez de guillemets les textes qui contiennent "
        "le séparateur, complétez la ligne",
        len(cells),
        cells=len(cells),
        columns=len(columns),
    )
    blank_tail = not any(cell.strip() for cell in cells[len(columns) :])
    if len(cells) > len(columns) and not blank_tail:
        return _first_cells(line, cells, columns, complaint)
    padded = [*map(plain_cell, cells), *[""] * len(columns)][: len(columns)]
    return CsvRow(line, dict(zip(columns, padded, strict=True)), complaint)


def _broken(line: int, cells: list[str], columns: tuple[str, ...]) -> CsvRow:
    complaint = message(
        "guillemet non fermé ou mal placé près de {text} ; corrigez-le",
        text=quote(cells[-1].strip()),
    )
    return _first_cells(line, cells, columns, complaint)


def _first_cells(
    line: int, cells: list[str], columns: tuple[str, ...], complaint: Message
) -> CsvRow:
    kept = [plain_cell(cell.strip().strip('"')) for cell in cells[:2]]
    padded = [*kept, *[""] * len(columns)][: len(columns)]
    return CsvRow(line, dict(zip(columns, padded, strict=True)), complaint, cut=True)
