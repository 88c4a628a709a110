"""A list of poles, read whole: each row placed or asked about, every fault told at once."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, Final, get_args

import pandas as pd

from geo.lists.contents import look_into
from geo.lists.files import ListRow, Sheet, read_sheet
from geo.lists.gazetteer import gazetteer
from geo.lists.headers import (
    NAME,
    PLACE_ROLES,
    ROLES,
    TERRITORY,
    TERRITORY_CODES,
    overridden,
    propose,
)
from geo.lists.places import ASKED, MATCHED, REFUSED, Placer, Placing, State
from geo.lists.points import ground
from geo.lists.said import Clues
from geo.problems import Message, message
from geo.spelling import normalise
from geo.tables.atlas import Atlas, references
from geo.tables.csv_tables import as_frame
from geo.tables.register import COLUMNS, mend
from geo.vocabulary import UNSAID

# Kinds of faults that are not those of one column.
OF_FILE, OF_LINE = "file", "line"
KINDS: Final = (OF_FILE, OF_LINE, REFUSED, ASKED, *ROLES)

# What somebody chooses who wants none of the candidates of a row.
UNPLACED: Final = ""

# No place is longer to name; a novel in a cell is not searched for one.
MAX_CLUE_CHARS: Final = 250
MAX_CODES_CHARS: Final = 2_000
_NAME_CHARS: Final = 500
_SLUG_CHARS: Final = 60


@dataclass(frozen=True)
class Fault:
    """Something of a list that was not used as it stands.

    Attributes
    ----------
    kind
        One of `KINDS`: by this they are grouped.
    row, line
        As `geo.lists.files.ListRow`; ``None`` for what is one of the whole file.
    column, value
        Header of the cell and what it holds; empty where it is not one of a cell.
    complaint
        What is wrong and what to do, without where; a whole sentence for what is of the file.
    """

    kind: str
    row: int | None
    line: int | None
    column: str
    value: str
    complaint: Message

    @property
    def message(self) -> Message:
        """The sentence, with the place where to mend it."""
        if self.row is None:
            return self.complaint
        if not self.column:
            return message(
                "Ligne {line} : {complaint}.", line=str(self.line), complaint=self.complaint
            )
        return message(
            "Ligne {line}, colonne {column} : {complaint}.",
            line=str(self.line),
            column=self.column,
            complaint=self.complaint,
        )


@dataclass(frozen=True)
class RowReading:
    """One row: where it is, its `row` and `line` as `geo.lists.files.ListRow`."""

    row: int
    line: int
    name: str
    placing: Placing

    @property
    def state(self) -> State:
        """Whether it is matched, asked about or refused."""
        return self.placing.state


@dataclass(frozen=True)
class Reading:
    """A list as it was understood.

    Attributes
    ----------
    rows
        One per row of the file.
    columns
        Header to what it was taken for, one of `geo.lists.headers.ROLES`, or ``None``.
    faults
        All of them, in the order of `KINDS`, then of the file.
    poles
        The rows matched, as `geo.tables.register.read_register` returns the register.
    """

    rows: tuple[RowReading, ...]
    columns: dict[str, str | None]
    faults: tuple[Fault, ...]
    poles: pd.DataFrame

    def counts(self) -> dict[State, int]:
        """Return how many rows are in each state."""
        states = [row.state for row in self.rows]
        return {state: states.count(state) for state in get_args(State)}

    def grouped(self) -> dict[str, list[Fault]]:
        """Return the faults by kind, in the order of `KINDS`."""
        return {kind: list(found) for kind, found in groupby(self.faults, lambda item: item.kind)}

    def as_json(self) -> dict[str, Any]:
        """Return what ``python -m loaders read --json`` prints; sentences are in French."""
        return {
            "rows": [
                {
                    "row": item.row,
                    "name": item.name,
                    "state": item.state,
                    "commune": item.placing.commune,
                    "candidates": list(item.placing.candidates),
                    "why": str(item.placing.why) if item.placing.why else None,
                }
                for item in self.rows
            ],
            "columns": self.columns,
            "faults": [
                {
                    "kind": kind,
                    "count": len(found),
                    "faults": [
                        {
                            "row": fault.row,
                            "line": fault.line,
                            "column": fault.column,
                            "value": fault.value,
                            "sentence": str(fault.message),
                        }
                        for fault in found
                    ],
                }
                for kind, found in self.grouped().items()
            ],
        }


def read_list(path: Path, atlas: Atlas, columns: Mapping[str, str | None] | None = None) -> Reading:
    """Read a list of poles.

    Parameters
    ----------
    path
        CSV, XLSX, ODS, GeoJSON or GeoPackage.
    atlas
        The tables in which places are looked up.
    columns
        Header to what it holds, where what is proposed is not right; ``None`` sets it aside.

    Returns
    -------
    Reading

    Raises
    ------
    ListError
        When the file cannot be read at all, or `columns` names what is not there.
    TableError
        When the table of communes is missing.
    """
    return read_rows(read_sheet(path), atlas, columns)


def read_rows(
    sheet: Sheet,
    atlas: Atlas,
    columns: Mapping[str, str | None] | None = None,
    chosen: Mapping[int, str] | None = None,
    progress: Callable[[int], None] = lambda _rows: None,
) -> Reading:
    """Read a list whose file is already open; as `read_list`.

    Parameters
    ----------
    sheet, atlas, columns
        As `read_list`.
    chosen
        Row to the one of its candidates that somebody has chosen, or `UNPLACED`; said of a row that
        is not asked about, or of a code that is none of its candidates, it changes nothing.
    progress
        Told after each row how many are read.
    """
    proposed = propose(sheet.headers, [row.cells for row in sheet.rows])
    taken = overridden(proposed, columns)
    known = gazetteer(atlas)
    found = look_into([row.cells for row in sheet.rows], taken, columns or (), known)
    placer = Placer(known, partial(ground, atlas), mixed_codes=found.mixed_codes)
    return _Reader(found.taken, placer, atlas, chosen or {}).read(sheet, found.notes, progress)


class _Reader:
    """Reads the rows of one list, one after the other."""

    def __init__(
        self,
        taken: dict[str, str | None],
        placer: Placer,
        atlas: Atlas,
        chosen: Mapping[int, str],
    ) -> None:
        self.taken = taken
        self.chosen = chosen
        self.headers = {role: header for header, role in taken.items() if role}
        self.placer = placer
        self.atlas = atlas
        self.references = references(atlas)
        self.faults: list[Fault] = []
        self.ids: set[str] = set()
        # How often a name was met: the same twenty thousand times are not counted up each time.
        self.slugs: Counter[str] = Counter()

    def read(
        self, sheet: Sheet, notes: tuple[Message, ...], progress: Callable[[int], None]
    ) -> Reading:
        self._of_file([*sheet.notes, *notes])
        rows, poles = [], []
        for count, row in enumerate(sheet.rows, start=1):
            name = self._cell(row, NAME)[:_NAME_CHARS]
            placing = self._settled(self._place(row, name), self.chosen.get(row.row))
            rows.append(RowReading(row.row, row.line, name, placing))
            self._tell(row, placing)
            if placing.state == MATCHED:
                poles.append(self._pole(row, placing))
            progress(count)
        order = {kind: place for place, kind in enumerate(KINDS)}
        faults = sorted(self.faults, key=lambda fault: (order[fault.kind], fault.row or 0))
        header = tuple(COLUMNS)
        return Reading(tuple(rows), self.taken, tuple(faults), as_frame(poles, header, COLUMNS))

    def _of_file(self, notes: list[Message]) -> None:
        told = [*notes, *self.placer.known.missing]
        if NAME not in self.headers:
            told.append(
                message("Aucune colonne n'est reconnue comme le nom ; dites laquelle l'est.")
            )
        if not self.headers.keys() & set(PLACE_ROLES):
            told.append(
                message("Aucune colonne n'est reconnue comme un lieu ; dites laquelle l'est.")
            )
        self.faults += [Fault(OF_FILE, None, None, "", "", sentence) for sentence in told]

    def _cell(self, row: ListRow, role: str) -> str:
        return row.cells.get(self.headers.get(role, ""), "").strip()

    def _place(self, row: ListRow, name: str) -> Placing:
        if row.complaint and not row.readable:
            told = message("La ligne ne se lit pas : {why}.", why=row.complaint)
            return Placing(REFUSED, why=told)
        if not name:
            return Placing(REFUSED, why=message("La ligne n'a pas de nom."))
        cells = {
            role: self._cell(row, role)[
                : MAX_CODES_CHARS if role == TERRITORY_CODES else MAX_CLUE_CHARS
            ]
            for role in PLACE_ROLES
        }
        if TERRITORY_CODES in self.headers:
            # The codes say which territories; the words are those of the pole.
            cells[TERRITORY] = ""
        return self.placer.place(Clues(**cells))

    def _settled(self, placing: Placing, code: str | None) -> Placing:
        """Return where a row is once somebody has chosen among its candidates."""
        if placing.state == ASKED and code == UNPLACED:
            told = message("Laissée sans lieu, comme vous l'avez choisi.")
            return replace(placing, state=REFUSED, candidates=(), why=told)
        if placing.state != ASKED or code not in placing.candidates:
            return placing
        if code in self.placer.known.epci_names:
            return replace(placing, state=MATCHED, territories=(f"epci:{code}",))
        return replace(placing, state=MATCHED, commune=code)

    def _tell(self, row: ListRow, placing: Placing) -> None:
        if row.complaint and row.readable:
            self.faults.append(Fault(OF_LINE, row.row, row.line, "", "", row.complaint))
        for role, value, complaint in placing.faults:
            self._fault(row, role, role, value, complaint)
        if placing.state != MATCHED and placing.why:
            role = next((role for role in PLACE_ROLES if self._cell(row, role)), "")
            self._fault(row, placing.state, role, self._cell(row, role), placing.why)

    def _fault(self, row: ListRow, kind: str, role: str, value: str, complaint: Message) -> None:
        # Coordinates out of a geometry have no column of their own.
        column = self.headers.get(role, "")
        self.faults.append(Fault(kind, row.row, row.line, column, value, complaint))

    def _pole(self, row: ListRow, placing: Placing) -> dict[str, str]:
        """Return the row as one of the register, whose law its other cells keep."""
        cells = {column: self._cell(row, column) for column in COLUMNS}
        cells |= {column: text for column, text in UNSAID.items() if column not in self.headers}
        if "id" not in self.headers:
            cells["id"] = self._slug(cells["name"])
        known = self.placer.known
        town = known.communes.get(placing.commune or "")
        cells |= {
            "commune": placing.commune or "",
            "commune_name": town.name if town else "",
            "departement": town.departement if town else placing.departement or "",
            "territory_codes": ";".join(placing.territories),
        }
        if not cells["territory"]:
            cells["territory"] = self._cell(row, "epci")
        mended, complaints = mend(cells, row.line, self.references, self.ids)
        self.ids.add(mended["id"])
        for column, complaint in complaints:
            if column in self.headers and column not in PLACE_ROLES:
                self._fault(row, column, column, cells[column], complaint)
        return mended

    def _slug(self, name: str) -> str:
        wanted = normalise(name).replace(" ", "-")[:_SLUG_CHARS].strip("-") or "pole"
        while True:
            self.slugs[wanted] += 1
            again = self.slugs[wanted]
            slug = wanted if again == 1 else f"{wanted}-{again}"
            if slug not in self.ids:
                return slug
