"""The register of poles, ``poles.csv``: edited by hand, so every row is checked and none is lost.

What is wrong in a row empties the cell that is wrong, never the row: a pole whose seat code does
not exist is kept as a pole without a known seat. Each repair is reported with its line, and
``python -m loaders check`` refuses the files of which anything is reported, in the same words.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import pandas as pd

from geo.errors import TerritoryFormatError
from geo.problems import Message, Problem, message, quote
from geo.spelling import normalise
from geo.tables.csv_rows import CsvRow, read_csv_rows
from geo.tables.csv_tables import (
    NO_SOURCE,
    address_complaint,
    as_frame,
    cell_problem,
    row_problem,
    whole_number_columns,
    whole_number_complaint,
)
from geo.tables.files import Readable
from geo.tables.schema import CSV_COLUMNS
from geo.tables.seats import Seats
from geo.territory_id import CODE_PATTERNS, parse_territory
from geo.vocabulary import (
    COHORTS,
    CONFIDENCES,
    LOCATION_PRECISIONS,
    SECTORS,
    STATUSES,
    TERRITORY_CLAIMS,
    UNDATED_COHORT,
    UNKNOWN_STATUS,
    UNREAD_SECTOR,
)

COLUMNS: Final = CSV_COLUMNS["poles"]
SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_YEAR: Final = re.compile("(?:19|20)[0-9]{2}")


@dataclass(frozen=True)
class References:
    """What the codes of the register are checked against; ``None`` or absent where not known.

    Attributes
    ----------
    seats
        The communes in which a seat may be.
    codes
        Kind of territory to the codes that exist.
    cohorts
        Waves that exist besides those of `geo.vocabulary.COHORTS`.
    """

    seats: Seats | None = None
    codes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    cohorts: frozenset[str] = frozenset()


def read_register(path: Readable, references: References) -> tuple[pd.DataFrame, list[Problem]]:
    """Read the register of poles.

    Parameters
    ----------
    path
        ``poles.csv``.
    references
        Codes that exist; what is not known is not checked.

    Returns
    -------
    tuple
        One row per pole in file order, and every problem met. ``id`` is unique; ``name``,
        ``cohorts``, ``sectors`` and ``status`` are never null; codes exist; addresses are
        http(s).

    Raises
    ------
    TableError
        When the file is missing, empty or lacks a column.
    """
    header, rows, problems = read_csv_rows(path, tuple(COLUMNS))
    poles, found = mend_rows(rows, header, path, references)
    return poles, problems + found


def mend_rows(
    rows: Iterable[CsvRow], header: tuple[str, ...], path: Readable, references: References
) -> tuple[pd.DataFrame, list[Problem]]:
    """Mend the rows of a register, as `read_register` does those of a file.

    Parameters
    ----------
    rows
        With all of `COLUMNS`.
    header
        Columns to keep.
    path
        Names the register in the sentences.
    references
        Codes that exist; what is not known is not checked.
    """
    problems: list[Problem] = []
    taken: set[str] = set()
    cleaned: list[dict[str, str]] = []
    for row in rows:
        # What follows a broken line may be the rest of its text: without a name of its own it
        # is no pole, but it is reported.
        if row.complaint and not SLUG.fullmatch(row.cells["id"]):
            unread = message("{complaint} (ligne non lue)", complaint=row.complaint)
            problems.append(row_problem(path, row.line, unread))
            continue
        # Of such a row nothing but the identity was kept: one sentence says it all.
        hollow = row.complaint is not None and not any(list(row.cells.values())[2:])
        mended, complaints = mend(row.cells, row.line, references, taken, hollow=hollow)
        cleaned.append(mended)
        taken.add(mended["id"])
        found = [row_problem(path, row.line, row.complaint)] if row.complaint else []
        found += [
            cell_problem(path, row.line, column, complaint, row.cells[column])
            for column, complaint in complaints
        ]
        problems += [replace(one, row=row.cells, pole=mended["id"]) for one in found]
    return as_frame(cleaned, header, COLUMNS), problems


def mend(
    cells: Mapping[str, str],
    line: int,
    references: References,
    taken: Collection[str],
    *,
    hollow: bool = False,
) -> tuple[dict[str, str], list[tuple[str, Message]]]:
    """Mend one row of the register: what is wrong empties the cell, never the row.

    Parameters
    ----------
    cells
        Column to text, all of `COLUMNS`.
    line
        Of the file, counted from 1: names a pole that has no identifier.
    references
        Codes that exist; what is not known is not checked.
    taken
        Identifiers of the rows above.
    hollow
        Whether nothing but the identity could be read: then only that is complained of.

    Returns
    -------
    tuple
        The row mended; and column and complaint of each cell that had to be.
    """
    check = _RowCheck(cells, line, references)
    check.identity(taken)
    reported = len(check.complaints)
    check.others()
    if hollow:
        del check.complaints[reported:]
    return check.cells, check.complaints


class _RowCheck:
    """Mends one row, cell after cell."""

    def __init__(self, cells: Mapping[str, str], line: int, references: References) -> None:
        self.line = line
        self.cells = dict(cells)
        self.references = references
        self.complaints: list[tuple[str, Message]] = []
        self.seat_given = bool(self.cells["commune"])

    def others(self) -> None:
        self._seat()
        self._territory()
        self._lists()
        self._location()
        self._addresses()
        for name in whole_number_columns(COLUMNS):
            if complaint := whole_number_complaint(self.cells[name]):
                self._empty(name, complaint)
        self._year()

    def _report(self, column: str, complaint: Message) -> None:
        self.complaints.append((column, complaint))

    def _empty(self, column: str, complaint: Message) -> None:
        self._report(column, complaint)
        self.cells[column] = ""

    def identity(self, taken: Collection[str]) -> None:
        given = self.cells["id"]
        if not SLUG.fullmatch(given):
            self.cells["id"] = self._free(f"ligne-{self.line}", taken)
            self._report(
                "id",
                message(
                    "{given} n'est pas un identifiant (minuscules sans accent, chiffres, tirets) ; "
                    "corrigez-le (le pôle est gardé sous {kept})",
                    given=quote(given),
                    kept=quote(self.cells["id"]),
                ),
            )
        elif given in taken:
            self.cells["id"] = self._free(f"{given}-ligne-{self.line}", taken)
            self._report(
                "id",
                message(
                    "{given} est déjà pris ; retirez le doublon ou changez l'identifiant (le pôle "
                    "est gardé sous {kept})",
                    given=quote(given),
                    kept=quote(self.cells["id"]),
                ),
            )
        if not self.cells["name"]:
            self.cells["name"] = self.cells["lead_organisation"] or self.cells["id"]
            self._report(
                "name",
                message(
                    "le nom manque ; écrivez-le (le pôle est montré sous {shown})",
                    shown=quote(self.cells["name"]),
                ),
            )

    @staticmethod
    def _free(wanted: str, taken: Collection[str]) -> str:
        while wanted in taken:
            wanted += "-bis"
        return wanted

    def _seat(self) -> None:
        seats, name = self.references.seats, self.cells["commune_name"]
        given = self.cells["commune"].upper()
        seat = self._of_code(given, name)
        if seat and name and seats is not None and not seats.is_borne(name, seat):
            # A postcode often is another commune's code: it is never believed against the name.
            self._report(
                "commune",
                message(
                    "{code} est le code de {bearer}, pas de {name} : un code postal mis à la place "
                    "du code Insee en est souvent un autre ; corrigez l'un des deux (le pôle est "
                    "gardé sans siège)",
                    code=given,
                    bearer=quote(seats.names[seat]),
                    name=quote(name),
                ),
            )
            seat = ""
        elif name and seats is not None and not given:
            seat = seats.named(name, self.cells["departement"].upper())
        self.cells["commune"] = seat
        if seat and seats is not None:
            self.cells["commune_name"] = seats.names.get(seat, name)
        self._departement(seats.departements[seat] if seats is not None and seat else None)

    def _of_code(self, given: str, name: str) -> str:
        seats = self.references.seats
        if seats is None:
            seat = given if CODE_PATTERNS["commune"].fullmatch(given) else ""
        else:
            seat = seats.of_code(given, name)
        if given and not seat:
            self._empty(
                "commune",
                message(
                    "{given} n'est pas une commune du COG 2025 ; écrivez son code Insee à cinq "
                    "caractères (le pôle est gardé sans siège)",
                    given=quote(given),
                ),
            )
        return seat

    def _departement(self, of_seat: str | None) -> None:
        given = self.cells["departement"].upper()
        known = self.references.codes.get("departement")
        if given and not CODE_PATTERNS["departement"].fullmatch(given):
            known = frozenset()
        if given and known is not None and given not in known:
            complaint = (
                message(
                    "{given} n'est pas un département ; écrivez son code, par exemple 38 (celui du "
                    "siège est pris)"
                )
                if of_seat
                else message(
                    "{given} n'est pas un département ; écrivez son code, par exemple 38 (il est "
                    "tenu pour inconnu)"
                )
            )
            self._empty("departement", complaint.about(given=quote(given)))
        elif given and of_seat and given != of_seat:
            self._report(
                "departement",
                message(
                    "{given} n'est pas le département du siège {seat} ; corrigez l'un des deux (le "
                    "{kept} est pris)",
                    given=quote(given),
                    seat=self.cells["commune"],
                    kept=of_seat,
                ),
            )
        else:
            self.cells["departement"] = given
        self.cells["departement"] = of_seat or self.cells["departement"]

    def _territory(self) -> None:
        written = [self._of_today(item) for item in _items(self.cells["territory_codes"])]
        kept: list[str] = []
        for code in written:
            complaint = self._territory_complaint(code)
            if complaint:
                left_out = message("{complaint} (ce code est laissé de côté)", complaint=complaint)
                self._report("territory_codes", left_out)
            else:
                kept.append(parse_territory(code).id)
        self.cells["territory_codes"] = ";".join(dict.fromkeys(kept))
        claim = self.cells["territory_claim"]
        if claim not in {"", *TERRITORY_CLAIMS} or (kept and not claim):
            self._report(
                "territory_claim",
                message(
                    "{given} n'est pas reconnu ; écrivez declared si le pôle revendique ce "
                    "territoire, listing si une liste l'y range (listing est pris)",
                    given=quote(claim),
                ),
            )
            claim = "listing"
        elif claim and not written:
            self._report(
                "territory_claim",
                message(
                    "{given} sans territoire ; remplissez territory_codes ou videz la cellule",
                    given=quote(claim),
                ),
            )
        self.cells["territory_claim"] = claim if kept else ""

    def _of_today(self, territory: str) -> str:
        """Return a territory with the commune of today where it names one of before."""
        kind, _, code = territory.partition(":")
        if kind != "commune" or self.references.seats is None:
            return territory
        return f"commune:{self.references.seats.of_code(code, '') or code}"

    def _territory_complaint(self, code: str) -> Message | None:
        try:
            territory = parse_territory(code)
        except TerritoryFormatError as error:
            return error.message
        known = self.references.codes.get(territory.kind)
        if territory.code and known is not None and territory.code not in known:
            return message(
                "{given} n'existe pas dans les tables du COG 2025 ; corrigez le code ou mettez "
                "celui de l'entité qui lui a succédé",
                given=quote(code),
            )
        return None

    def _lists(self) -> None:
        self._choices("cohorts", {*COHORTS, *self.references.cohorts}, UNDATED_COHORT)
        self._choices("sectors", set(SECTORS), UNREAD_SECTOR)
        self._choice("status", STATUSES, UNKNOWN_STATUS)
        self._choice("confidence", CONFIDENCES, "low")

    def _choices(self, column: str, allowed: set[str], fallback: str) -> None:
        written = [_meant(item, allowed) for item in _items(self.cells[column])]
        known = [item for item in dict.fromkeys(written) if item in allowed]
        left_out = [item for item in written if item not in allowed]
        self.cells[column] = ";".join(known) or fallback
        if not written:
            self._report(column, _left_empty(tuple(sorted(allowed)), fallback))
        elif left_out:
            self._report(
                column,
                message(
                    "{given} ne figure pas dans la liste ({known}) ; corrigez (le pôle est rangé "
                    "sous {kept})",
                    given=tuple(map(quote, left_out)),
                    known=tuple(sorted(allowed)),
                    kept=quote(self.cells[column]),
                ),
            )

    def _choice(self, column: str, allowed: tuple[str, ...], fallback: str) -> None:
        given = self.cells[column]
        self.cells[column] = _meant(given, allowed)
        if self.cells[column] not in allowed:
            self.cells[column] = fallback
            self._report(
                column,
                _not_listed(given, allowed, fallback),
            )

    def _location(self) -> None:
        """Make the precision agree with what is left of the location."""
        found = "departement" if self.cells["departement"] else "territory"
        if self.cells["territory_codes"]:
            found = "territory"
        if self.cells["commune"]:
            found = "commune"
        given = self.cells["location_precision"]
        if given == "commune" and not (self.seat_given or self.cells["commune"]):
            self._report(
                "location_precision",
                message(
                    "{given} pour un pôle sans commune de siège ; écrivez le code de la commune ou "
                    "une autre précision ({taken} est pris)",
                    given=quote(given),
                    taken=quote(found),
                ),
            )
        if given not in LOCATION_PRECISIONS:
            self._report(
                "location_precision",
                _not_listed(given, LOCATION_PRECISIONS, found),
            )
        if given not in LOCATION_PRECISIONS or (given == "commune") != (found == "commune"):
            self.cells["location_precision"] = found

    def _addresses(self) -> None:
        for column in ("website", "source_url"):
            given = self.cells[column]
            if complaint := address_complaint(given):
                self._empty(column, complaint)
            elif not given and column == "source_url":
                self._report(column, NO_SOURCE)

    def _year(self) -> None:
        given = self.cells["year_created"]
        if given and not _YEAR.fullmatch(given):
            self._empty(
                "year_created",
                message(
                    "{given} n'est pas une année ; écrivez-la en quatre chiffres, ou videz la "
                    "cellule (elle est tenue pour inconnue)",
                    given=quote(given),
                ),
            )


def _items(cell: str) -> list[str]:
    """Return what a cell lists; between two semicolons, or after the last, something is missing."""
    return [item.strip() for item in cell.split(";")] if cell else []


def _meant(written: str, allowed: Collection[str]) -> str:
    """Return the code that is written with capitals or accents, else what is written."""
    if written in allowed:
        return written
    key = normalise(written)
    return next((code for code in allowed if normalise(code) == key), written)


def _left_empty(known: tuple[str, ...], taken: str) -> Message:
    return message(
        "la cellule est vide ; choisissez dans la liste ({known}) ({taken} est pris)",
        known=known,
        taken=quote(taken),
    )


def _not_listed(given: str, known: tuple[str, ...], taken: str) -> Message:
    if not given:
        return _left_empty(known, taken)
    return message(
        "{given} ne figure pas dans la liste ({known}) ; corrigez ({taken} est pris)",
        given=quote(given),
        known=known,
        taken=quote(taken),
    )
