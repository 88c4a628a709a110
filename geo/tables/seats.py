"""Where the commune of a seat is looked up: codes and names of today, of before, and of parts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple

import pandas as pd

from geo.spelling import town_key
from geo.territory_id import ARRONDISSEMENTS

_TOWN: Final = ("code", "departement", "name")


class Borne(NamedTuple):
    """A code and a name that are or were borne together, and the commune of today they lead to."""

    code: str
    name: str
    commune: str


@dataclass(frozen=True)
class Seats:
    """The communes in which a seat may be.

    Attributes
    ----------
    departements, names
        Code of each commune of today to the code of its département, and to its name.
    others
        Codes and names of before and of parts.
    """

    departements: Mapping[str, str]
    names: Mapping[str, str] = field(default_factory=dict)
    others: tuple[Borne, ...] = ()

    def of_code(self, code: str, name: str) -> str:
        """Return the commune of today that a code means, whoever bears the name or without any.

        Parameters
        ----------
        code
            Insee code, of today or of before.
        name
            Chooses where land of one code went to several communes; may be empty.

        Returns
        -------
        str
            Empty where the code means no commune, or several.
        """
        if code in self.departements:
            return code
        if ARRONDISSEMENTS.get(code) in self.departements:
            return ARRONDISSEMENTS[code]
        led = self._by_code.get(code, ())
        found = {one.commune for one in led}
        if len(found) > 1:
            found = {one.commune for one in led if town_key(one.name) == town_key(name)}
        return found.pop() if len(found) == 1 else ""

    def is_borne(self, name: str, commune: str) -> bool:
        """Tell whether a commune, or what is part of it, bears a name or did."""
        official = self.names.get(commune)
        if official is None:
            return True
        key, own = town_key(name), town_key(official)
        if key == own or (commune in _DIVIDED and key.startswith(f"{own} ")):
            return True
        return any(town_key(other.name) == key for other in self._by_commune.get(commune, ()))

    def named(self, name: str, departement: str) -> str:
        """Return the one commune of a département that bears a name, else that did; or empty."""
        key = departement, town_key(name)
        for found in (self._by_name.get(key, ()), self._by_former_name.get(key, ())):
            if found:
                return next(iter(found)) if len(found) == 1 else ""
        return ""

    @cached_property
    def _by_code(self) -> dict[str, list[Borne]]:
        return _grouped(self.others, "code")

    @cached_property
    def _by_commune(self) -> dict[str, list[Borne]]:
        return _grouped(self.others, "commune")

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], set[str]]:
        return self._index((name, code) for code, name in self.names.items())

    @cached_property
    def _by_former_name(self) -> dict[tuple[str, str], set[str]]:
        return self._index((one.name, one.commune) for one in self.others)

    def _index(self, borne: Iterable[tuple[str, str]]) -> dict[tuple[str, str], set[str]]:
        index: dict[tuple[str, str], set[str]] = defaultdict(set)
        for name, commune in borne:
            if departement := self.departements.get(commune):
                index[departement, town_key(name)].add(commune)
        return index


_DIVIDED: Final = frozenset(ARRONDISSEMENTS.values())


def _grouped(others: Iterable[Borne], by: str) -> dict[str, list[Borne]]:
    groups: dict[str, list[Borne]] = defaultdict(list)
    for one in others:
        groups[getattr(one, by)].append(one)
    return groups


def seats_of(communes: pd.DataFrame, other_names: pd.DataFrame | None) -> Seats:
    """Return the communes of a table and what else they are or were called.

    Parameters
    ----------
    communes
        ``code, departement, name``.
    other_names
        ``code, name, commune``; without it, codes and names of before are not known.
    """
    codes, departements, names = (communes[name].tolist() for name in _TOWN)
    others: tuple[Borne, ...] = ()
    if other_names is not None:
        # Of another edition they may lead to communes that are not there.
        led = other_names[other_names["commune"].isin(codes)]
        told = led[["code", "name", "commune"]].drop_duplicates()
        others = tuple(map(Borne, *(told[column].tolist() for column in told)))
    return Seats(
        dict(zip(codes, departements, strict=True)), dict(zip(codes, names, strict=True)), others
    )
