"""Territories found as people type them."""

import re
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np

from geo.errors import TerritoryFormatError, UnknownTerritoryError
from geo.memo import per_land
from geo.places.membership import names_by_kind
from geo.places.nicknames import DISTRICTS, NICKNAMES
from geo.places.other_names import DISTRICT, OtherName, other_names
from geo.places.resolve import Found, resolve_territory, under_another_name
from geo.places.text_search import TEXT_LIMIT_CHARS, NameIndex, as_code, spelt_out
from geo.spelling import normalise
from geo.tables.atlas import Atlas
from geo.territory_id import ARRONDISSEMENTS, FRANCE, KIND_TABLES, KINDS, METROPOLE, Territory

# What may be typed beside the name of a territory to say which one is meant.
_KIND_WORDS: Final = {
    "region": "region",
    "ancienne-region": "ancienne region",
    "departement": "departement",
    "epci": "epci intercommunalite",
    "zone-emploi": "zone emploi bassin",
    "commune": "commune ville",
}
_TOWNS: Final = {"paris": "75056", "lyon": "69123", "marseille": "13055"}
_FIRST_DISTRICTS: Final = {"75056": 75100, "69123": 69380, "13055": 13200}
# Written on many an envelope, and no postcode of any commune.
_WHOLE_TOWNS: Final = {f"{code[:2]}000": code for code in _TOWNS.values()}
_TOWN: Final = f"({'|'.join(_TOWNS)})"
_ORDINAL: Final = "([0-9]{1,2})(?: ?(?:er|e|eme|ere|nd|nde))?"
_TOWN_ARRONDISSEMENT: Final = re.compile(
    f"{_TOWN} {_ORDINAL}(?: arrondissement)?|{_ORDINAL} (?:arrondissement )?(?:de )?{_TOWN}"
)
_CEDEX: Final = re.compile(" cedex( [0-9]{1,2})?$")
_POSTCODE_FIRST: Final = re.compile("^(97[0-9]|[0-9]{2})[0-9]{2,3} (?=[^0-9])")
_LEGAL_KIND: Final = re.compile("^(cc|ca|cu) ")
# A name given up since the first call for poles, or still borne by a part, is one that people know.
_KNOWN_SINCE: Final = "2011-01-01"


def search_territories(atlas: Atlas, text: str, limit: int = 20) -> list[Territory]:
    """Find territories by name, postcode or code, as `find_territories` does, without its words."""
    return [found.territory for found in find_territories(atlas, text, limit)]


def find_territories(atlas: Atlas, text: str, limit: int = 20) -> list[Found]:
    """Find territories by name, old name, nickname, postcode or code.

    Parameters
    ----------
    atlas
        The tables; kinds whose table is missing are not found by name, nor are other names.
    text
        As people type it: ``"rhone alpes"``, ``"l'isle d'abeau"``, ``"st denis 93"``,
        ``"38"``, ``"69003"``, ``"38021 Grenoble Cedex 1"``, ``"Paris 18e"``, ``"PACA"``,
        ``"communauté de communes du Pays de Craon"``, ``"Pierrefitte-sur-Seine"``, or an
        identifier as `resolve_territory` reads it.
    limit
        How many territories at most, each once.

    Returns
    -------
    list of Found
        Exact matches first, then names that begin so, that have a word that begins so, that
        contain it, then those that have all the words in any order. Among equals the larger
        kind first, then the more populous; when a code was typed, départements first, since
        few people know the codes of régions. Empty for an empty text, and never an error.
    """
    if limit <= 0:
        return []
    if ":" in text[:TEXT_LIMIT_CHARS]:
        try:
            return [resolve_territory(atlas, text)]
        except (TerritoryFormatError, UnknownTerritoryError):
            pass
    # A longer text is no name, and is not searched.
    query = normalise(text) if len(text.strip()) <= TEXT_LIMIT_CHARS else ""
    if found := _district(atlas, query):
        return [found]
    entries = _search_index(atlas)
    for attempt in _attempts(_CEDEX.sub("", query)):
        if positions := entries.names.find(attempt, limit):
            return _told_apart(entries, positions, as_code(attempt))
    return []


def _attempts(query: str) -> tuple[str, ...]:
    """Return what may be meant, the most literal first."""
    if town := _WHOLE_TOWNS.get(query):
        return query, town
    spelt = spelt_out(query)
    # A postcode of enterprises only (CEDEX) is in no table, but names its département.
    return tuple(
        dict.fromkeys((query, _LEGAL_KIND.sub("", spelt), _POSTCODE_FIRST.sub(r"\1 ", query)))
    )


def _district(atlas: Atlas, query: str) -> Found | None:
    """Return the town of an arrondissement, which is no territory of its own."""
    code = query
    if written := _TOWN_ARRONDISSEMENT.fullmatch(query):
        code = _TOWNS[written[1] or written[4]]
        number = _FIRST_DISTRICTS[code] + int(written[2] or written[3])
        code = str(number) if str(number) in ARRONDISSEMENTS else code
    elif query not in ARRONDISSEMENTS:
        return None
    try:
        return resolve_territory(atlas, f"commune:{code}")
    except UnknownTerritoryError:
        return None


class _Entries(NamedTuple):
    names: NameIndex
    territories: list[Territory]
    # By position of what comes after the territories: another name of one of them.
    others: list[Found]

    def at(self, position: int) -> Found:
        """Return what stands at a position of `names`."""
        own = len(self.territories)
        return self.others[position - own] if position >= own else Found(self.territories[position])


def _told_apart(entries: _Entries, positions: list[int], codes: tuple[str, ...]) -> list[Found]:
    """Return what was found, each with its reading where a number has two."""
    found = [entries.at(position) for position in positions]
    readings = [entries.names.reading(position, codes) for position in positions]
    if not {"code", "postcode"} <= {reading for reading, _ in readings}:
        return found
    return [
        replace(one, reading=reading, code=code)
        for one, (reading, code) in zip(found, readings, strict=True)
    ]


@per_land
def _search_index(atlas: Atlas) -> _Entries:
    entries = [FRANCE, METROPOLE]
    inhabitants: list[int] = [0, 0]
    for kind, table in KIND_TABLES.items():
        frame = getattr(atlas, table)
        if frame is not None:
            pairs = zip(frame["code"].tolist(), frame["name"].tolist(), strict=True)
            entries += [Territory(kind, code, name) for code, name in pairs]
            inhabitants += frame["population"].tolist()
    postcodes, places = [""] * len(entries), [""] * len(entries)
    if atlas.communes is not None:
        first = len(entries) - len(atlas.communes)
        postcodes[first:] = atlas.communes["postcodes"].fillna("").str.replace(";", " ").tolist()
        names = names_by_kind(atlas)["departement"]
        hints = {code: normalise(f"{name} {code}") for code, name in names.items()}
        places[first:] = [hints.get(code, "") for code in atlas.communes["departement"].tolist()]
    words = [
        f"{_KIND_WORDS.get(entry.kind, '')} {place} {entry.code.lower()} {postcode}"
        for entry, place, postcode in zip(entries, places, postcodes, strict=True)
    ]
    partial = [
        f"{entry.code} {postcode}" if entry.kind == "commune" else ""
        for entry, postcode in zip(entries, postcodes, strict=True)
    ]
    others = _others(atlas, entries)
    targets = np.array([*range(len(entries)), *(other.target for other in others)])
    codes = [entry.code for entry in entries] + [other.codes for other in others]
    kinds = np.array([KINDS.index(entry.kind) for entry in entries])[targets]
    by_size = kinds + np.array([0] * len(entries) + [other.is_obscure for other in others])
    by_code = np.where(kinds == KINDS.index("departement"), -1, by_size)
    is_other = np.arange(len(targets)) >= len(entries)
    people = np.array(inhabitants)[targets]
    ranks = [
        np.argsort(np.lexsort((np.array(codes), is_other, -people, order)))
        for order in (by_size, by_code)
    ]
    index = NameIndex.build(
        [entry.name for entry in entries] + [other.spelt for other in others],
        words + [f"{places[one.target]} {one.codes} {one.words}" for one in others],
        targets,
        (codes, partial + [""] * len(others)),
        (ranks[0], ranks[1]),
    )
    return _Entries(index, entries, [other.found for other in others])


class _Other(NamedTuple):
    """Another name of a territory: as it is searched, empty when it is the name of today."""

    spelt: str
    target: int
    found: Found
    codes: str = ""
    words: str = ""
    # Listed after all communes of today: few still look for it.
    is_obscure: bool = False


def _others(atlas: Atlas, entries: list[Territory]) -> list[_Other]:
    where = {entry.id: position for position, entry in enumerate(entries)}
    nicknames = [(name, where[meant], "") for name, meant in NICKNAMES.items() if meant in where]
    districts = [(name, where[held], name) for name, held in DISTRICTS.items() if held in where]
    others = [
        _Other(
            name,
            target,
            Found(entries[target], told, "see" if told else ""),
            words=f"{_KIND_WORDS[entries[target].kind]} {normalise(entries[target].name)}",
        )
        for name, target, told in (*nicknames, *districts)
    ]
    borne: dict[tuple[str, str], list[OtherName]] = {}
    for other in other_names(atlas):
        borne.setdefault((other.name, other.commune), []).append(other)
    for (_, commune), rows in borne.items():
        target = where[f"commune:{commune}"]
        best = max(rows, key=lambda row: row.ended)
        found = under_another_name(entries[target], best)
        is_known = best.kind != DISTRICT and best.ended >= _KNOWN_SINCE
        codes = " ".join(dict.fromkeys(row.code for row in rows))
        spelt = best.name if found.name else ""
        others.append(_Other(spelt, target, found, codes, is_obscure=not is_known))
    return others
