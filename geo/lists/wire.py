"""What a reading is to whoever shows it, and its way there from the process that reads."""

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import pandas as pd

from geo.lists.files import Sheet
from geo.lists.gazetteer import Gazetteer
from geo.lists.places import ASKED, State
from geo.lists.reading import Fault, Reading, RowReading
from geo.problems import Message, message, message_from_json, message_to_json
from geo.tables.columnar import frame_from_bytes, frame_to_bytes

SHOWN_FAULTS: Final = 10
SHOWN_ASKED: Final = 10
_SAMPLES: Final = 3
_SAMPLE_CHARS: Final = 40


class FaultGroup(NamedTuple):
    """The faults of one kind: how many, and the first `SHOWN_FAULTS`."""

    kind: str
    total: int
    first: tuple[Fault, ...]


class AskedRow(NamedTuple):
    """A row about which somebody has to choose: a candidate's code to what it is called."""

    row: int
    line: int
    name: str
    why: Message
    candidates: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Report:
    """A list as it was understood, small enough to be kept for each reader.

    Attributes
    ----------
    counts
        How many rows are in each state.
    columns
        Header to what it was taken for, one of `geo.lists.headers.ROLES`, or ``None``.
    samples
        Header to some of what stands below it.
    faults
        By kind; all of them are in `every_fault`.
    asked
        The first `SHOWN_ASKED` rows asked about.
    poles
        The rows matched, as `geo.lists.reading.Reading.poles`.
    """

    counts: Mapping[State, int]
    columns: Mapping[str, str | None]
    samples: Mapping[str, tuple[str, ...]]
    faults: tuple[FaultGroup, ...]
    asked: tuple[AskedRow, ...]
    poles: pd.DataFrame
    _faults: bytes

    def every_fault(self) -> Iterator[Fault]:
        """Yield all faults: they are kept compressed, and few ever ask for them."""
        yield from map(_fault, json.loads(zlib.decompress(self._faults)))


def report_to_wire(
    reading: Reading, sheet: Sheet, known: Gazetteer
) -> tuple[dict[str, Any], bytes, bytes]:
    """Return a reading as what goes through a pipe: a head that JSON can hold, and two bodies."""
    asked = [row for row in reading.rows if row.state == ASKED][:SHOWN_ASKED]
    head = {
        "counts": reading.counts(),
        "columns": reading.columns,
        "samples": {header: _samples(sheet, header) for header in sheet.headers},
        "faults": [
            [kind, len(found), [_fault_to_json(fault) for fault in found[:SHOWN_FAULTS]]]
            for kind, found in reading.grouped().items()
        ],
        "asked": [_asked_to_json(row, known) for row in asked],
    }
    every = json.dumps([_fault_to_json(fault) for fault in reading.faults], ensure_ascii=False)
    return head, frame_to_bytes(reading.poles), zlib.compress(every.encode())


def report_from_wire(head: Mapping[str, Any], poles: bytes, faults: bytes) -> Report:
    """Return what `report_to_wire` wrote."""
    return Report(
        counts=head["counts"],
        columns=head["columns"],
        samples={header: tuple(some) for header, some in head["samples"].items()},
        faults=tuple(
            FaultGroup(kind, total, tuple(map(_fault, first)))
            for kind, total, first in head["faults"]
        ),
        asked=tuple(
            AskedRow(row, line, name, message_from_json(why), candidates)
            for row, line, name, why, candidates in head["asked"]
        ),
        poles=frame_from_bytes(poles),
        _faults=faults,
    )


def _samples(sheet: Sheet, header: str) -> list[str]:
    found: dict[str, None] = {}
    for row in sheet.rows:
        if text := row.cells.get(header, ""):
            found[text[:_SAMPLE_CHARS]] = None
        if len(found) == _SAMPLES:
            break
    return list(found)


def _asked_to_json(row: RowReading, known: Gazetteer) -> list[Any]:
    names = {code: _called(code, known) for code in row.placing.candidates}
    why = row.placing.why or message("Choisissez.")
    return [row.row, row.line, row.name, message_to_json(why), names]


def _called(code: str, known: Gazetteer) -> str:
    if town := known.communes.get(code):
        return f"{town.name} ({code})"
    return known.epci_names.get(code, code)


def _fault_to_json(fault: Fault) -> list[Any]:
    where = [fault.kind, fault.row, fault.line, fault.column, fault.value]
    return [*where, message_to_json(fault.complaint)]


def _fault(given: list[Any]) -> Fault:
    kind, row, line, column, value, complaint = given
    return Fault(kind, row, line, column, value, message_from_json(complaint))
