"""The line that corrects a pole, to be sent to whoever keeps the register: nothing is stored."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from geo.problems import Message
from geo.spelling import normalise
from geo.tables.atlas import Atlas, references
from geo.tables.register import COLUMNS, mend
from ui.files.cells import neutralise
from ui.text.safe import clean_text

NEW_POLE: Final = ""
SLUG_CHARS: Final = 60
# The line of the header, and lines are counted from 1.
FIRST_LINE: Final = 2


@dataclass(frozen=True)
class Correction:
    """What a reader sends.

    Attributes
    ----------
    id
        Of the pole.
    text
        The header of the register and the line, as CSV.
    complaints
        Column, and what the register would say of its cell.
    """

    id: str
    text: str
    complaints: tuple[tuple[str, Message], ...]


def cells_of(atlas: Atlas, pole: str) -> dict[str, str]:
    """Return the cells of a pole as the register writes them, all empty for a new one."""
    if pole == NEW_POLE:
        return dict.fromkeys(COLUMNS, "")
    poles = atlas.require_poles()
    row = poles[poles["id"] == pole].iloc[0]
    return {name: "" if pd.isna(row[name]) else str(row[name]) for name in COLUMNS}


def corrected(atlas: Atlas, pole: str, cells: Mapping[str, str]) -> Correction:
    """Return the line of a pole, judged as the register judges its own.

    Parameters
    ----------
    atlas
        The tables.
    pole
        The one that is corrected, or `NEW_POLE`.
    cells
        Column to what the reader has written; a new pole without an identifier gets one.
    """
    ids = list(atlas.require_poles()["id"])
    place = len(ids) if pole == NEW_POLE else ids.index(pole)
    others = {one for one in ids if one != pole}
    written = {name: clean_text(cells.get(name, "")) for name in COLUMNS}
    if not written["id"]:
        written["id"] = _slug(written["name"], others)
    _, complaints = mend(written, place + FIRST_LINE, references(atlas), others)
    return Correction(written["id"], _as_csv(written), tuple(complaints))


def _slug(name: str, taken: set[str]) -> str:
    slug = normalise(name).replace(" ", "-")[:SLUG_CHARS].strip("-")
    while slug in taken:
        slug += "-bis"
    return slug


def _as_csv(cells: Mapping[str, str]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([list(cells), [neutralise(cell) for cell in cells.values()]])
    return text.getvalue()
