"""The compiled tables of ``data/``, each read on its own: a damaged one never stops the others."""

import hashlib
import os
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.errors import TableError
from geo.memo import ONE_READERS_SHARE, Memory, per_land
from geo.problems import Problem, message
from geo.tables.columnar import (
    READ_ERRORS,
    open_parquet,
    read_plain_table,
    require_columns,
    unreadable,
)
from geo.tables.csv_tables import read_csv_table
from geo.tables.published import read_published
from geo.tables.register import References, read_register
from geo.tables.schema import CSV_COLUMNS, KEYS, OUTLINE_LEVELS, PARQUET_COLUMNS
from geo.tables.seats import read_seats
from geo.territory_id import KIND_TABLES

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = [
    "Atlas",
    "OwnList",
    "Problem",
    "data_version",
    "default_data_dir",
    "load_atlas",
    "load_outlines",
    "load_zonages",
    "read_hand_kept",
    "references",
    "with_poles",
]

VERSION_DIGEST_CHARS: Final = 12


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
    qpv, qpv_communes, territoires_industrie, zonages
        Tables of the compiled data, columns as in `geo.tables.schema.PARQUET_COLUMNS`, sorted by
        code.
    poles
        The register, one row per pole, columns as in `geo.tables.schema.CSV_COLUMNS`; text columns
        may be null, except ``id``, ``name``, ``cohorts``, ``sectors`` and ``status``.
    waves, official_totals, sources
        What surrounds the register and the data.
    problems
        Damaged tables and rows, in reading order.
    data_dir
        Folder from which the tables come, and from which their outlines can be read.
    version
        Digest of the tables, as `data_version`; empty where nobody asked for it.
    own
        The list of a reader that is among ``poles``; ``None`` in the tables of everybody.
    memory, land
        What was computed of the tables, and of all of them but the poles.
    """

    data_dir: Path
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
        if self.communes is None:
            reasons = [item.message for item in self.problems if item.table == "communes"]
            raise TableError(
                reasons[0] if reasons else message("La table communes.parquet manque.")
            )
        return self.communes

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


def load_atlas(data_dir: Path | None = None) -> Atlas:
    """Read every table except the outlines.

    Parameters
    ----------
    data_dir
        Folder of the tables; by default `default_data_dir`.

    Returns
    -------
    Atlas
        A table that is missing, truncated or lacks a column is ``None``, and a row of the
        register that cannot be used as it stands is mended or emptied where it is wrong; both
        are in ``problems``. This function does not raise because of what is in the folder.
    """
    folder = default_data_dir() if data_dir is None else data_dir
    problems: list[Problem] = []
    tables: dict[str, Any] = {}
    for name, columns in PARQUET_COLUMNS.items():
        path = folder / f"{name}.parquet"
        try:
            tables[name] = read_plain_table(path, columns, KEYS[name])
        except TableError as error:
            tables[name] = None
            problems.append(Problem(name, path.name, error.message))
    tables["sources"], found = _readable(
        folder / "sources.csv", lambda path: read_csv_table(path, CSV_COLUMNS["sources"])
    )
    problems += found
    kept, found = read_hand_kept(folder, tables)
    return Atlas(data_dir=folder, problems=(*problems, *found), **tables, **kept)


def read_hand_kept(
    folder: Path, tables: Mapping[str, pd.DataFrame | None]
) -> tuple[dict[str, Any], list[Problem]]:
    """Read the files that people edit: the register, its waves and the published totals.

    Parameters
    ----------
    folder
        Where they are.
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
        kept[name], found = _readable(folder / f"{name}.csv", read_published)
        problems += found
    known = _references(folder, tables, kept["waves"])
    kept["poles"], found = _readable(folder / "poles.csv", lambda path: read_register(path, known))
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


def load_outlines(table: str, level: str, data_dir: Path | None = None) -> "gpd.GeoDataFrame":
    """Read the outlines of one table at one generalisation.

    Parameters
    ----------
    table
        ``"communes"``, ``"departements"``, ``"qpv"``, ``"voisins"``...
    level
        ``"fine"``, ``"medium"`` or ``"coarse"``.
    data_dir
        Folder of the tables; by default `default_data_dir`.

    Returns
    -------
    geopandas.GeoDataFrame
        ``code`` (where the table has codes), ``name`` and ``geometry``, longitude and latitude
        in degrees (EPSG:4326), rows sorted as in the table. A row without outline has ``None``.

    Raises
    ------
    ValueError
        When `level` is none of the three.
    TableError
        When the table is missing, damaged, or has no outline at this level.
    """
    return _read_outlines(table, level, ["code", "name"], data_dir)


def load_zonages(level: str, data_dir: Path | None = None) -> "gpd.GeoDataFrame":
    """Read the dissolved priority areas at one generalisation.

    Parameters
    ----------
    level
        ``"medium"`` or ``"coarse"``.
    data_dir
        Folder of the tables; by default `default_data_dir`.

    Returns
    -------
    geopandas.GeoDataFrame
        ``zonage, classe, code, name, communes, population`` and ``geometry`` (EPSG:4326).

    Raises
    ------
    ValueError
        When `level` is none of the three.
    TableError
        When the table is missing, damaged, or has no outline at this level.
    """
    return _read_outlines("zonages", level, list(PARQUET_COLUMNS["zonages"]), data_dir)


def data_version(
    data_dir: Path | None = None, kinds: Collection[str] = (".parquet", ".csv")
) -> str:
    """Return a short digest of the data files, which changes whenever one of them does.

    Parameters
    ----------
    data_dir
        Folder of the tables; by default `default_data_dir`.
    kinds
        Suffixes of the files that count: those compiled alone, or those kept by hand too.

    Returns
    -------
    str
        Twelve hexadecimal digits, the same for the same names and bytes on any machine.
    """
    folder = default_data_dir() if data_dir is None else data_dir
    files = sorted(path for path in folder.glob("*") if path.suffix in kinds and path.is_file())
    digest = hashlib.sha256()
    for path in files:
        status = path.stat()
        digest.update(path.name.encode())
        digest.update(_file_digest(path, status.st_mtime_ns, status.st_size))
    return digest.hexdigest()[:VERSION_DIGEST_CHARS]


@lru_cache(maxsize=64)
def _file_digest(path: Path, _modified_ns: int, _size_bytes: int) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


@per_land
def references(atlas: Atlas) -> References:
    """Return what the codes of a register are checked against."""
    return _references(atlas.data_dir, vars(atlas), atlas.waves)


def _readable(
    path: Path, read: Callable[[Path], tuple[pd.DataFrame, list[Problem]]]
) -> tuple[pd.DataFrame | None, list[Problem]]:
    try:
        return read(path)
    except TableError as error:
        return None, [Problem(path.stem, path.name, error.message)]


def _references(
    folder: Path, tables: Mapping[str, pd.DataFrame | None], waves: pd.DataFrame | None
) -> References:
    codes = {
        kind: frozenset(frame["code"].tolist())
        for kind, name in KIND_TABLES.items()
        if (frame := tables.get(name)) is not None
    }
    cohorts = frozenset() if waves is None else frozenset(waves["cohort"].dropna())
    if (communes := tables.get("communes")) is None:
        return References(codes=codes, cohorts=cohorts)
    return References(read_seats(folder, communes), codes, cohorts)


def _read_outlines(
    table: str, level: str, columns: list[str], data_dir: Path | None
) -> "gpd.GeoDataFrame":
    if level not in OUTLINE_LEVELS:
        raise ValueError(f"niveau de contour inconnu : {level!r}")
    # Imported here because the command line and the tables work without any outline.
    import geopandas as gpd  # noqa: PLC0415

    folder = default_data_dir() if data_dir is None else data_dir
    path = folder / f"{table}.parquet"
    outline = f"outline_{level}"
    with open_parquet(path) as file:
        present = file.schema_arrow.names
    # The land of neighbouring countries has names only.
    wanted = [name for name in columns if name != "code" or "code" in present]
    require_columns(path, present, [*wanted, outline])
    try:
        frame = gpd.read_parquet(path, columns=[*wanted, outline])
    except READ_ERRORS as error:
        raise unreadable(path) from error
    return frame.rename_geometry("geometry")
