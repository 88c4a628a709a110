"""The line that corrects a pole, to be sent to whoever keeps the register: nothing is stored."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from geo.problems import Message, Problem
from geo.spelling import normalise
from geo.tables.atlas import Atlas, references
from geo.tables.register import COLUMNS, mend
from geo.vocabulary import UNSAID
from ui.files.cells import neutralise
from ui.text.safe import ISOLATES, clean_text

NEW_POLE: Final = ""
SLUG_CHARS: Final = 60
# Of a new pole nobody has said anything yet.
_UNCLAIMED: Final = {name: UNSAID[name] for name in ("status", "confidence")}
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
        The header of the register and the line, as CSV: what the register has to hold.
    file
        The same for a spreadsheet, which runs nothing of it; the register reads either alike.
    complaints
        Column, and what the register would say of its cell.
    """

    id: str
    text: str
    file: str
    complaints: tuple[tuple[str, Message], ...]


def cells_of(atlas: Atlas, pole: str) -> dict[str, str]:
    """Return the cells of a pole as the register writes them, what is wrong in them included.

    Of a new one nothing is claimed: its status is unknown, its seat uncertain.
    """
    if pole == NEW_POLE:
        return dict.fromkeys(COLUMNS, "") | _UNCLAIMED
    if found := faults_of(atlas, pole):
        return {name: found[0].row.get(name, "") for name in COLUMNS}
    poles = atlas.require_poles()
    row = poles[poles["id"] == pole].iloc[0]
    return {name: "" if pd.isna(row[name]) else str(row[name]) for name in COLUMNS}


def faults_of(atlas: Atlas, pole: str) -> list[Problem]:
    """Return what the register says of the row of a pole."""
    return [one for one in atlas.problems if one.table == "poles" and pole and one.pole == pole]


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
    written = {name: clean_text(cells.get(name, "")).strip(ISOLATES) for name in COLUMNS}
    if not written["id"]:
        written["id"] = _slug(written["name"], others)
    _, complaints = mend(written, place + FIRST_LINE, references(atlas), others)
    harmless = {name: neutralise(cell) for name, cell in written.items()}
    return Correction(written["id"], _as_csv(written), _as_csv(harmless), tuple(complaints))


def _slug(name: str, taken: set[str]) -> str:
    slug = normalise(name).replace(" ", "-")[:SLUG_CHARS].strip("-")
    while slug in taken:
        slug += "-bis"
    return slug


def _as_csv(cells: Mapping[str, str]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([list(cells), list(cells.values())])
    return text.getvalue()
