"""Codes and names other than those of the communes of today, each with the commune it leads to.

A list kept for years cites communes merged since, under the code or the name of their time. Where
each has gone is walked through the movements of the COG, from the latest back to 1943.
"""

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from loaders.read.reading import read_csv
from loaders.read.values import require_pattern
from loaders.sources.cog import COG_DATE, TYPE_COMMUNE
from loaders.sources.populations import read_parts

COLUMNS = ["code", "name", "kind", "commune", "until", "postcodes"]
SORT = ["code", "name", "kind", "commune"]
FORMER = "ancienne"

# The commune goes on and another leaves it: what it had absorbed before stays with it.
EVENT_CREATION, EVENT_REESTABLISHMENT = "20", "21"
PARTINGS = {EVENT_CREATION, EVENT_REESTABLISHMENT}


def load(movements: Path, populations: Path, communes: pd.DataFrame) -> pd.DataFrame:
    """List every other code and name that leads to a commune of today.

    Parameters
    ----------
    movements : pathlib.Path
        ``v_mvt_commune_2025.csv``.
    populations : pathlib.Path
        The npm archive of administrative lists: communes déléguées and associées, arrondissements.
    communes : pandas.DataFrame
        Communes of 2025: ``code``, ``name``.

    Returns
    -------
    pandas.DataFrame
        All text, sorted by `SORT`: ``code``, ``name`` (as it was or is borne), ``kind``
        (``ancienne``, ``deleguee``, ``associee`` or ``arrondissement``), ``commune`` (of 2025;
        a code whose land was shared out has a row for each), ``until`` (ISO date of the movement
        that ended it, null where it still stands), ``postcodes`` (``;`` list or null).

    Raises
    ------
    LoaderError
        Layout broken, date malformed, or a part of no commune.
    """
    names = dict(zip(communes["code"], communes["name"], strict=True))
    parts = read_parts(populations, frozenset(names))
    standing = set(zip(parts["code"], parts["name"], strict=True))
    former = [
        (code, name, FORMER, commune, until, None)
        for code, name, until, targets in _former(_read(movements), names)
        for commune in targets
        if (code, name) not in standing
    ]
    table = pd.concat([pd.DataFrame(former, columns=COLUMNS, dtype="str"), parts[COLUMNS]])
    own = table["commune"].map(names)
    plain = (table["code"] == table["commune"]) & (table["name"] == own)
    return table[~plain].sort_values(SORT, ignore_index=True).astype("str")


class _Movement(NamedTuple):
    what: str
    date: str
    before: str
    name: str
    after: str


def _read(path: Path) -> list[_Movement]:
    columns = ("MOD", "DATE_EFF", "COM_AV", "LIBELLE_AV", "COM_AP", "TYPECOM_AV", "TYPECOM_AP")
    frame = read_csv(path, columns)
    require_pattern(frame, "DATE_EFF", r"[0-9]{4}-[0-9]{2}-[0-9]{2}", path, "une date AAAA-MM-JJ")
    of_communes = (frame["TYPECOM_AV"] == TYPE_COMMUNE) & (frame["TYPECOM_AP"] == TYPE_COMMUNE)
    kept = frame[of_communes & (frame["DATE_EFF"] <= COG_DATE)]
    return [_Movement(*row) for row in kept[list(columns[:5])].itertuples(index=False)]


def _former(
    movements: list[_Movement], names: Mapping[str, str]
) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Yield code, name, end and communes of today; a code and name that came twice, its last."""
    today: dict[str, tuple[str, ...]] = {code: (code,) for code in names}
    restored: dict[str, tuple[str, ...]] = {}
    told: set[tuple[str, str]] = set()
    latest_first = sorted(movements, key=lambda event: event.date, reverse=True)
    for date, day in groupby(latest_first, lambda event: event.date):
        events: dict[str, list[_Movement]] = {}
        for event in day:
            events.setdefault(event.before, []).append(event)
        before, meant = _before(events, today, restored)
        for code in {event.after for group in events.values() for event in group} - set(before):
            # It did not exist the day before, but may have once: what it held then came back.
            restored[code] = today.pop(code, ())
        today.update(before)
        for code, group in events.items():
            name = group[0].name
            if (code, name) not in told and meant[code]:
                told.add((code, name))
                if names.get(code) != name:
                    yield code, name, date, meant[code]


def _before(
    events: Mapping[str, list[_Movement]],
    today: Mapping[str, tuple[str, ...]],
    restored: dict[str, tuple[str, ...]],
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Return where each code that moved on one day leads today.

    First for what was absorbed in it before; then for whoever wrote its name the day before, who
    may have meant a part that left.
    """
    onwards = {code: tuple(event.after for event in group) for code, group in events.items()}
    lasting = {code: _lasting(group) for code, group in events.items()}

    def lead(code: str, steps: Mapping[str, tuple[str, ...]], seen: frozenset[str]) -> set[str]:
        # Two movements of one day may follow each other: a merger, then a change of code.
        if code in today:
            return set(today[code])
        if code in seen:
            return set()
        return {end for step in steps.get(code, ()) for end in lead(step, steps, seen | {code})}

    def ends(code: str, steps: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
        found = {end for step in steps[code] for end in lead(step, steps, frozenset({code}))}
        return tuple(sorted(found))

    came_back = {code: restored.pop(code) for code in events if restored.get(code)}
    return (
        {code: came_back.get(code) or ends(code, lasting) for code in events},
        {code: came_back.get(code) or ends(code, onwards) for code in events},
    )


def _lasting(events: list[_Movement]) -> tuple[str, ...]:
    goes_on = [event for event in events if event.before == event.after and event.what in PARTINGS]
    return tuple(event.after for event in goes_on or events)
