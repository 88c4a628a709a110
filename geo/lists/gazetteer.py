"""Every code and name that leads to a commune of today, ready to be looked up."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

import pandas as pd
from rapidfuzz import process
from rapidfuzz.distance import OSA

from geo.errors import TableError, TerritoryFormatError, UnknownTerritoryError
from geo.memo import per_land
from geo.places.membership import names_by_kind
from geo.places.nicknames import DISTRICTS, NICKNAMES
from geo.places.other_names import DISTRICT, other_names_table
from geo.places.resolve import resolve_territory
from geo.places.text_search import spelt_out
from geo.problems import Message, message
from geo.spelling import normalise, town_key, town_words, without_article
from geo.tables.atlas import Atlas
from geo.tables.schema import PARQUET_COLUMNS
from geo.territory_id import ARRONDISSEMENTS, FRANCE, METROPOLE, Territory

CURRENT, FORMER = "commune", "ancienne"
# Lists of poles begin with the first call: a name given up before is borne by nobody in them
# where a commune of today bears it.
FIRST_LISTS: Final = "2011-01-01"

_LEGAL_KINDS: Final = re.compile(
    r"^(?:cc|ca|cu|cdc|comcom|communaute de communes|communaute d agglomeration|agglomeration"
    r"|communaute urbaine|communaute d agglo|communaute)\b"
)
_SMALL_WORDS: Final = frozenset({"de", "du", "des", "d", "la", "le", "les", "l", "et"})


class Entry(NamedTuple):
    """One name that leads to a commune of today.

    Attributes
    ----------
    name, key
        As it is spelt; as it is compared, its article left out.
    whole
        As it is compared, with its article.
    commune
        Code of today.
    kind
        `CURRENT`, `FORMER`, ``deleguee``, ``associee`` or `DISTRICT`.
    code
        The code that goes with the name.
    until
        When the name was given up, ISO date; empty where it still stands.
    postcodes
        Its own, where known.
    """

    name: str
    key: str
    whole: str
    commune: str
    kind: str
    code: str
    until: str
    postcodes: frozenset[str]


class Commune(NamedTuple):
    """What is compared with what a row says; ``lon`` and ``lat`` in degrees (EPSG:4326)."""

    name: str
    departement: str
    postcodes: frozenset[str]
    lon: float
    lat: float


@dataclass(frozen=True)
class Gazetteer:
    """Where to look things up; shared, so nobody changes it.

    Attributes
    ----------
    communes
        Code to commune of today.
    names
        Key of a name to what bears it, today or once.
    squashed
        Name without blanks to its key, where that is one name only.
    codes
        Code that is no commune of today to what it was.
    postcodes
        Postcode to the codes of its communes.
    departements
        Number or name, normalised, to code.
    near
        Département to the keys of the names in it, for what is almost spelt right.
    epci
        Key of a name to SIREN; `epci_names` is the way back.
    territory
        Returns the territory of today that ``kind:code`` means, or ``None``.
    territories
        Name or nickname, as `territory_key` returns it, to ``kind:code``: the whole country,
        régions, départements, and what `geo.places.nicknames` knows.
    missing
        Ways of placing that are not available, and why.
    """

    communes: Mapping[str, Commune]
    names: Mapping[str, list[Entry]]
    squashed: Mapping[str, str]
    codes: Mapping[str, list[Entry]]
    postcodes: Mapping[str, frozenset[str]]
    departements: Mapping[str, str]
    near: Mapping[str, list[str]]
    epci: Mapping[str, list[str]]
    epci_names: Mapping[str, str]
    territory: Callable[[str], Territory | None]
    territories: Mapping[str, str]
    missing: tuple[Message, ...] = field(default=())

    def departements_of(self, entry: Entry) -> frozenset[str]:
        """Return the département of a name today, and that of its own code."""
        return frozenset({self.communes[entry.commune].departement, departement_of(entry.code)})

    def borne(self, commune: str, key: str) -> Entry | None:
        """Return how a commune bears a name, today's way first; ``None`` when it does not."""
        found = [entry for entry in self.names.get(key, ()) if entry.commune == commune]
        return min(found, key=lambda entry: (entry.kind != CURRENT, entry.kind), default=None)

    def almost(self, key: str, departements: Iterable[str], distance: int) -> dict[str, str]:
        """Return the communes with a name almost so spelt, each with that name.

        Parameters
        ----------
        key
            A key that no name has.
        departements
            Where to look.
        distance
            How many typing errors at most: a letter more, less, other, or two exchanged.
        """
        found: dict[str, str] = {}
        for departement in departements:
            hits = process.extract(
                key,
                self.near.get(departement, ()),
                scorer=OSA.distance,
                processor=None,
                score_cutoff=distance,
                limit=None,
            )
            for spelt, _, _ in sorted(hits, key=lambda hit: hit[1]):
                for entry in self.names[spelt]:
                    if departement in self.departements_of(entry):
                        found.setdefault(entry.commune, entry.name)
        return found

    def nearest(self, key: str, communes: Iterable[str]) -> list[str]:
        """Return communes in the order in which their names of today resemble a key."""

        def apart(commune: str) -> tuple[int, str]:
            return OSA.distance(key, town_key(self.communes[commune].name)), commune

        return sorted(communes, key=apart)


def departement_of(code: str) -> str:
    """Return the département in which an Insee code is."""
    return code[:3] if code.startswith("97") else code[:2]


def _entry(  # noqa: PLR0913, PLR0917 - one per thing that a table says of a name
    name: str, commune: str, kind: str, code: str, until: str, postcodes: frozenset[str]
) -> Entry:
    whole = town_words(name)
    key = without_article(name, whole)
    return Entry(name, key, whole, commune, kind, code, until, postcodes)


def epci_key(text: str) -> str:
    """Return a name of an EPCI as it is compared, without what kind it is nor small words."""
    words = _LEGAL_KINDS.sub("", normalise(text)).split()
    return " ".join(word for word in words if word not in _SMALL_WORDS)


def territory_key(text: str) -> str:
    """Return a name of a territory as it is compared."""
    return spelt_out(normalise(text))


@per_land
def gazetteer(atlas: Atlas) -> Gazetteer:
    """Gather every code and name of the tables.

    Parameters
    ----------
    atlas
        The tables; those that are missing are ways of placing that are not available.

    Raises
    ------
    TableError
        When the table of communes is missing: nothing can be placed without it.
    """
    frame = atlas.require_communes()
    communes = {
        code: Commune(name, departement, frozenset(filter(None, postcodes.split(";"))), lon, lat)
        for code, name, departement, postcodes, lon, lat in zip(
            *(frame[column] for column in ("code", "name", "departement", "postcodes")),
            *(frame[column] for column in ("lon", "lat")),
            strict=True,
        )
    }
    others, missing = _other_names(atlas, communes)
    own = [
        _entry(town.name, code, CURRENT, code, "", town.postcodes)
        for code, town in communes.items()
    ]
    entries = own + others
    names: dict[str, list[Entry]] = defaultdict(list)
    codes: dict[str, list[Entry]] = defaultdict(list)
    near: dict[str, dict[str, None]] = defaultdict(dict)
    postcodes: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        names[entry.key].append(entry)
        if entry.code not in communes:
            codes[entry.code].append(entry)
        for departement in {communes[entry.commune].departement, departement_of(entry.code)}:
            near[departement][entry.key] = None
        for postcode in entry.postcodes:
            postcodes[postcode].add(entry.commune)
    epci_names, epci, no_epci = _epci(atlas)
    departements, no_departement = _departements(atlas, communes)
    return Gazetteer(
        communes=communes,
        names=dict(names),
        squashed=_squashed(entries),
        codes=dict(codes),
        postcodes={postcode: frozenset(found) for postcode, found in postcodes.items()},
        departements=departements,
        near={departement: list(keys) for departement, keys in near.items()},
        epci=epci,
        epci_names=epci_names,
        territory=_territory_of(atlas),
        territories=_territories(atlas),
        missing=(*missing, *no_epci, *no_departement),
    )


def _territory_of(atlas: Atlas) -> Callable[[str], Territory | None]:
    # A list names the same few territories row after row.
    @lru_cache(4_096)
    def territory(text: str) -> Territory | None:
        try:
            return resolve_territory(atlas, text).territory
        except (TerritoryFormatError, UnknownTerritoryError):
            return None

    return territory


def _territories(atlas: Atlas) -> dict[str, str]:
    """Return the names that one territory bears: those of zones d'emploi are of communes too."""
    known = names_by_kind(atlas)
    named = [
        Territory(kind, code, name)
        for kind in ("departement", "ancienne-region", "region")
        for code, name in known[kind].items()
    ]
    names = {territory_key(one.name): one.id for one in (*named, FRANCE, METROPOLE)}
    return names | {territory_key(said): one for said, one in (NICKNAMES | DISTRICTS).items()}


def _squashed(entries: Iterable[Entry]) -> dict[str, str]:
    keys: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        for spelt in {entry.key, entry.whole}:
            keys[spelt.replace(" ", "")].add(entry.key)
    return {spelt: next(iter(found)) for spelt, found in keys.items() if len(found) == 1}


def _other_names(
    atlas: Atlas, communes: Mapping[str, Commune]
) -> tuple[list[Entry], tuple[Message, ...]]:
    missing: tuple[Message, ...] = ()
    try:
        table = other_names_table(atlas)
    except TableError as error:
        # Those of three towns are known without the table.
        table = pd.DataFrame(
            [
                (code, communes[town].name, DISTRICT, town, "", "")
                for code, town in ARRONDISSEMENTS.items()
                if town in communes
            ],
            columns=list(PARQUET_COLUMNS["autres_noms"]),
        )
        missing = (
            message(
                "Les anciens codes et les anciens noms ne sont pas reconnus : {why}",
                why=error.message,
            ),
        )
    entries = [
        _entry(name, commune, kind, code, until, frozenset(filter(None, postcodes.split(";"))))
        for code, name, kind, commune, until, postcodes in zip(
            *(table[column].fillna("") for column in PARQUET_COLUMNS["autres_noms"]), strict=True
        )
        if commune in communes
    ]
    return entries, missing


def _epci(atlas: Atlas) -> tuple[dict[str, str], dict[str, list[str]], tuple[Message, ...]]:
    if atlas.epci is None:
        return {}, {}, (message("Les EPCI ne sont pas reconnus : leur table manque."),)
    names = dict(zip(atlas.epci["code"], atlas.epci["name"], strict=True))
    by_key: dict[str, list[str]] = defaultdict(list)
    for code, name in names.items():
        by_key[epci_key(name)].append(code)
    return names, dict(by_key), ()


def _departements(
    atlas: Atlas, communes: Mapping[str, Commune]
) -> tuple[dict[str, str], tuple[Message, ...]]:
    codes = {normalise(town.departement): town.departement for town in communes.values()}
    if atlas.departements is None:
        told = message("Les départements ne sont reconnus que par leur numéro : leur table manque.")
        return codes, (told,)
    named = zip(atlas.departements["name"], atlas.departements["code"], strict=True)
    return {normalise(name): code for name, code in named} | codes, ()
