"""What is inside a workbook, looked at before anything opens it."""

import io
import lzma
import re
import zipfile
import zlib
from typing import Final

from geo.errors import ListError
from geo.lists.limits import (
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_TITLE_LINES,
    MAX_UNZIPPED_BYTES,
    MAX_ZIP_ENTRIES,
    MAX_ZIP_RATIO,
    SMALL_MEMBER_BYTES,
    damaged,
    too_big,
    too_many,
)

_XLSX_CELL: Final = re.compile(
    rb"<(?:[\w.-]+:)?(?:c|row)\b[^>]*?\br\s*=\s*[\"']([A-Za-z]{0,4})([0-9]{1,9})[\"'][^>]*?(/?)>"
)
_ODS_CELL: Final = re.compile(
    rb"<(/?)table:(table-row|table-cell|covered-table-cell)\b([^>]*?)(/?)>", re.DOTALL
)
_ODS_REPEAT: Final = re.compile(rb"number-(?:columns|rows)-repeated\s*=\s*[\"']([0-9]{1,10})[\"']")
_LETTERS: Final = 26
_BAD_ZIP: Final = (
    *(zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError),
    *(ValueError, lzma.LZMAError),
)


def check_zip(raw: bytes, file: str) -> None:
    """Refuse an archive that would fill the memory, before anything reads it."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = archive.infolist()
            total = sum(member.file_size for member in members)
            if len(members) > MAX_ZIP_ENTRIES or total > MAX_UNZIPPED_BYTES:
                raise too_big(file)
            for member in members:
                ratio = member.file_size / max(member.compress_size, 1)
                if member.file_size > SMALL_MEMBER_BYTES and ratio > MAX_ZIP_RATIO:
                    raise too_big(file)
            for member in members:
                _check_extent(archive, member, file)
    except ListError:
        raise
    except _BAD_ZIP as error:
        raise damaged(file) from error


def _check_extent(archive: zipfile.ZipFile, member: zipfile.ZipInfo, file: str) -> None:
    """Refuse a sheet with something far away: all cells up to there would be made."""
    name = member.filename.lower().replace("\\", "/").lstrip("/")
    if name == "content.xml":
        far = _ods_extent(archive.read(member))
    elif name.startswith("xl/worksheets/") or "/worksheets/" in name:
        far = _xlsx_extent(archive.read(member))
    else:
        return
    if far[0] > MAX_ROWS + MAX_TITLE_LINES + 1 or far[1] > MAX_COLUMNS:
        raise too_many(file)


def _xlsx_extent(text: bytes) -> tuple[int, int]:
    rows = columns = 0
    for letters, digits, empty in _XLSX_CELL.findall(text):
        if empty:
            continue
        column = 0
        for letter in letters.upper():
            column = column * _LETTERS + letter - ord("A") + 1
        rows, columns = max(rows, int(digits) if letters else 0), max(columns, column)
    return rows, columns


def _ods_extent(text: bytes) -> tuple[int, int]:
    rows = columns = width = filled_width = repeated = 0
    height = 0
    for closing, kind, attributes, empty in _ODS_CELL.findall(text):
        times = int(found[1]) if (found := _ODS_REPEAT.search(attributes)) else 1
        if kind == b"table-row":
            if closing or empty:
                # Blank rows at the end cost nothing; those before a filled one are made.
                height += times if empty else repeated
                if filled_width:
                    rows, columns = max(rows, height), max(columns, filled_width)
                width = filled_width = 0
            else:
                repeated, width, filled_width = times, 0, 0
        elif not closing:
            width += times
            if not empty or b"office:" in attributes:
                filled_width = width
    return rows, columns
