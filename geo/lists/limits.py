"""What a list may be at most, and how one that is more is refused."""

from typing import Final

from geo.errors import ListError
from geo.problems import message

MAX_BYTES: Final = 5_000_000
MAX_ROWS: Final = 20_000
MAX_COLUMNS: Final = 300
# What a spreadsheet itself can hold in one cell.
MAX_CELL_CHARS: Final = 32_767
MAX_ZIP_ENTRIES: Final = 1_000
MAX_UNZIPPED_BYTES: Final = 100_000_000
MAX_ZIP_RATIO: Final = 200
# Below this the ratio says nothing: a page of zeros is no bomb.
SMALL_MEMBER_BYTES: Final = 1_000_000
MAX_BROKEN_LINES: Final = 200
# Titles that people write above the header.
MAX_TITLE_LINES: Final = 15
# Of a list of strangers; whoever reads one of their own from the command line may wait.
PARSING_S: Final = 10


def too_big(file: str) -> ListError:
    """Return the error that says that a list is too heavy."""
    return ListError(
        message(
            "{file} pèse plus de {limit} Mo, ou sa version dézippée est démesurée ; gardez-en les "
            "colonnes et les lignes utiles.",
            file=file,
            limit=MAX_BYTES // 1_000_000,
        )
    )


def too_many(file: str) -> ListError:
    """Return the error that says that a list has too many rows or columns."""
    return ListError(
        message(
            "{file} a plus de {rows} lignes ou de {columns} colonnes ; partagez-le.",
            file=file,
            rows=MAX_ROWS,
            columns=MAX_COLUMNS,
        )
    )


def damaged(file: str) -> ListError:
    """Return the error that says that a list is of no kind that is read."""
    return ListError(
        message(
            "{file} ne se lit pas, sans doute tronqué ou d'un autre genre que CSV, XLSX, ODS, "
            "GeoJSON ou GeoPackage ; réenregistrez-le.",
            file=file,
        )
    )
