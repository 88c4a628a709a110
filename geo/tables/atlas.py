"""The compiled tables of ``data/``, each read on its own: a damaged one never stops the others."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import pandas as pd

from geo.errors import TableError
from geo.memo import ONE_READERS_SHARE, Memory, per_land
from geo.problems import Problem, message
from geo.tables.columnar import (
    read_plain_table,
)
from geo.tables.csv_tables import read_csv_table, require_rows
from geo.tables.files import DataFile, Files, Readable, look
from geo.tables.published import read_published
from geo.tables.register import References, read_register
from geo.tables.schema import (
    CSV_COLUMNS,
    KEYS,
    TABLES,
)
from geo.tables.seats import seats_of
from geo.territory_id import KIND_TABLES

__all__ = [
    "Atlas",
    "OwnList",
    "Problem",
    "default_data_dir",
    "default_files",
    "load_atlas",
    "read_hand_kept",
    "references",
    "with_poles",
]

# Of reading the tables, while somebody goes on replacing them.
_ATTEMPTS: Final = 3
_EARTH_DEGREES: Final = (180, 90)


@dataclass(frozen=True)
class OwnList:
    """The list of poles that one reader has brought.

    Attributes
    ----------
    name
        Of the file, as its reader wrote it.
    ids
        Its rows among ``poles``.
    alone
        Whether it stands in the place of the register, or beside it.
    """

    name: str
    ids: frozenset[str]
    alone: bool


@dataclass(frozen=True, eq=False)
class Atlas:
    """Every table but the outlines; shared by all readers, so nobody changes one in place.

    A table that is missing or damaged is ``None`` and `problems` says why. Two objects are equal
    only when they are the same one, so that results can be remembered per atlas.

    Attributes
    ----------
    communes, zones_emploi, zones_emploi_2010, epci, departements, regions, anciennes_regions,
    qpv, qpv_communes, territoires_industrie, zonages, emploi_industriel, chomage, voisins, \
autres_noms
        Tables of the compiled data, columns as in `geo.tables.schema.PARQUET_COLUMNS`, sorted by
        code.
    poles
        The register, one row per pole, columns as in `geo.tables.schema.CSV_COLUMNS`; text columns
        may be null, except ``id``, ``name``, ``cohorts``, ``sectors`` and ``status``.
    waves, official_totals, sources
        What surrounds the register and the data.
    problems
        Damaged tables and rows, in reading order.
    files
        Those from which the tables come, and from which their outlines can be read.
    version
        Digest of the tables; empty where nobody asked for it.
    own
        The list of a reader that is among ``poles``; ``None`` in the tables of everybody.
    memory, land
        What was computed of the tables, and of all of them but the poles.
    """

    files: Files
    communes: pd.DataFrame | None = None
    zones_emploi: pd.DataFrame | None = None
    zones_emploi_2010: pd.DataFrame | None = None
    epci: pd.DataFrame | None = None
    departements: pd.DataFrame | None = None
    regions: pd.DataFrame | None = None
    anciennes_regions: pd.DataFrame | None = None
    qpv: pd.DataFrame | None = None
    qpv_communes: pd.DataFrame | None = None
    territoires_industrie: pd.DataFrame | None = None
    zonages: pd.DataFrame | None = None
    emploi_industriel: pd.DataFrame | None = None
    chomage: pd.DataFrame | None = None
    voisins: pd.DataFrame | None = None
    autres_noms: pd.DataFrame | None = None
    poles: pd.DataFrame | None = None
    waves: pd.DataFrame | None = None
    official_totals: pd.DataFrame | None = None
    sources: pd.DataFrame | None = None
    problems: tuple[Problem, ...] = field(default=())
    version: str = ""
    own: OwnList | None = None
    memory: Memory = field(init=False, repr=False)
    land: Memory = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Begin without anything remembered: other tables, other results."""
        share = 1 if self.own is None else ONE_READERS_SHARE
        object.__setattr__(self, "memory", Memory(self, share))
        object.__setattr__(self, "land", Memory(self))

    def require_communes(self) -> pd.DataFrame:
        """Return the table of communes.

        Raises
        ------
        TableError
            When it is missing or damaged.
        """
        return self.require("communes")

    def require(self, table: str) -> pd.DataFrame:
        """Return a compiled table.

        Raises
        ------
        TableError
            When it is missing or damaged.
        """
        found: pd.DataFrame | None = getattr(self, table)
        if found is None:
            reasons = [item.message for item in self.problems if item.table == table]
            missing = message("La table {file} manque.", file=f"{table}.parquet")
            raise TableError(reasons[0] if reasons else missing)
        return found

    def require_poles(self) -> pd.DataFrame:
        """Return the register of poles.

        Raises
        ------
        TableError
            When it is missing or damaged.
        """
        if self.poles is None:
            reasons = [item.message for item in self.problems if item.table == "poles"]
            raise TableError(reasons[0] if reasons else message("Le registre poles.csv manque."))
        return self.poles


def default_data_dir() -> Path:
    """Return the folder of the tables: ``ATLAS_DATA``, else ``data/`` of the project."""
    return Path(os.environ.get("ATLAS_DATA") or Path(__file__).parents[2] / "data")


def default_files() -> Files:
    """Return the files of `default_data_dir` as they are now."""
    return look(default_data_dir())


def load_atlas(data_dir: Path | None = None) -> Atlas:
    """Read every table except the outlines.

    Parameters
    ----------
    data_dir
        Folder of the tables; by default `default_data_dir`.

    Returns
    -------
    Atlas
        A table that is missing, truncated or holds what it should not is ``None``, and a row of
        the register that cannot be used as it stands is mended or emptied where it is wrong; both
        are in ``problems``. This function does not raise because of what is in the folder.
    """
    folder = default_data_dir() if data_dir is None else data_dir
    files = look(folder)
    for _ in range(_ATTEMPTS):
        atlas = _load(files)
        # A file that was replaced meanwhile would be of another set than those read before it.
        if (files := look(folder)) == atlas.files:
            break
    return atlas


def _load(files: Files) -> Atlas:
    problems = list(files.problems)
    tables: dict[str, Any] = {}
    for name, columns in TABLES.items():
        file = files.file(f"{name}.parquet")
        try:
            tables[name] = read_plain_table(file, columns, KEYS[name])
        except TableError as error:
            tables[name] = None
            problems.append(Problem(name, file.name, error.message))
    tables["sources"], found = _readable(files.file("sources.csv"), _read_sources)
    problems += found
    kept, found = read_hand_kept(files, tables)
    return Atlas(files=files, problems=(*problems, *found), **tables, **kept)


def read_hand_kept(
    files: Files, tables: Mapping[str, pd.DataFrame | None]
) -> tuple[dict[str, Any], list[Problem]]:
    """Read the files that people edit: the register, its waves and the published totals.

    Parameters
    ----------
    files
        Those of their folder.
    tables
        Name of a compiled table to its rows: codes of the register are looked up in them, those
        of a table that is not there are not.

    Returns
    -------
    tuple
        ``waves``, ``official_totals`` and ``poles``, ``None`` where the file cannot be read; and
        every problem met.
    """
    kept: dict[str, Any] = {}
    problems: list[Problem] = []
    for name in ("waves", "official_totals"):
        kept[name], found = _readable(files.file(f"{name}.csv"), read_published)
        problems += found
    known = _references(tables, kept["waves"])
    kept["poles"], found = _readable(
        files.file("poles.csv"), lambda file: read_register(file, known)
    )
    return kept, problems + found


def with_poles(
    atlas: Atlas,
    poles: pd.DataFrame,
    version: str,
    *,
    problems: Iterable[Problem] | None = None,
    own: OwnList | None = None,
) -> Atlas:
    """Return the same tables with other poles; what does not depend on poles is shared.

    Parameters
    ----------
    atlas
        The tables.
    poles
        As `geo.tables.register.read_register` returns them.
    version
        What tells these tables from any others.
    problems
        Those of these poles, in the place of those of the register.
    own
        The list of a reader among these poles.
    """
    told = atlas.problems
    if problems is not None:
        told = (*(item for item in told if item.table != "poles"), *problems)
    other = replace(atlas, poles=poles, version=version, problems=told, own=own)
    object.__setattr__(other, "land", atlas.land)
    return other


@per_land
def references(atlas: Atlas) -> References:
    """Return what the codes of a register are checked against."""
    return _references(vars(atlas), atlas.waves)


def _read_sources(file: Readable) -> tuple[pd.DataFrame, list[Problem]]:
    return require_rows(file, read_csv_table(file, CSV_COLUMNS["sources"]))


def _readable(
    file: DataFile, read: Callable[[Readable], tuple[pd.DataFrame, list[Problem]]]
) -> tuple[pd.DataFrame | None, list[Problem]]:
    try:
        return read(file)
    except TableError as error:
        return None, [Problem(file.stem, file.name, error.message)]


def _references(
    tables: Mapping[str, pd.DataFrame | None], waves: pd.DataFrame | None
) -> References:
    codes = {
        kind: frozenset(frame["code"].tolist())
        for kind, name in KIND_TABLES.items()
        if (frame := tables.get(name)) is not None
    }
    cohorts = frozenset() if waves is None else frozenset(waves["cohort"].dropna())
    if (communes := tables.get("communes")) is None:
        return References(codes=codes, cohorts=cohorts)
    return References(seats_of(communes, tables.get("autres_noms")), codes, cohorts)
