"""What the atlas rests on, as figures."""

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import pandas as pd

from geo.compare.claims import wave_records
from geo.errors import TableError
from geo.memo import per_atlas
from geo.poles.location import seat_points
from geo.poles.select import PoleFilter, select_poles
from geo.problems import KEPT_BY_HAND, Message
from geo.tables.atlas import Atlas
from geo.tables.columnar import open_parquet
from geo.tables.outlines import load_outlines
from geo.tables.schema import OUTLINE_LEVELS, PARQUET_COLUMNS
from geo.vocabulary import UNDATED_COHORT
from ui.register import state
from ui.view.sources import LAYER_SOURCES

ZONAGES: Final = "zonages"
REGISTER: Final = "poles"
# Layers of the table of priority areas that the map calls otherwise.
LAYER_NAMES: Final = {"territoire_industrie": "territoires-industrie"}
# What every priority area takes besides its own list: its outline and its people.
OF_EVERY_ZONAGE: Final = ("populations", "contours-communes")
# The one that a map of a region shows; a finer one would weigh ten times as much.
PREFERRED_LEVELS: Final = ("medium", *OUTLINE_LEVELS)


@dataclass(frozen=True)
class Holding:
    """A table of the data, or one of its layers, to be taken away.

    Attributes
    ----------
    id
        Name of the table; with a layer of it after a colon.
    table, zonage
        Those two, the second empty for a whole table.
    file
        Its file in the folder of the tables.
    rows
        How many it has, ``None`` where it cannot be read.
    problem
        Why it cannot be read.
    sources
        Identifiers of the sources it comes from.
    level
        The generalisation of its outlines that is given away, empty where it has none.
    """

    id: str
    table: str
    zonage: str
    file: str
    rows: int | None
    problem: Message | None
    sources: tuple[str, ...]
    level: str

    @property
    def has_shapes(self) -> bool:
        """Whether a map draws its rows: outlines, or the seats of the register."""
        return bool(self.level) or self.table == REGISTER

    @property
    def layer(self) -> str:
        """The layer of the map, empty for a whole table."""
        return LAYER_NAMES.get(self.zonage, self.zonage)


@per_atlas
def records(atlas: Atlas) -> pd.DataFrame | None:
    """Return `geo.compare.claims.wave_records`, kept; ``None`` where a table of it is lost."""
    if atlas.poles is None or atlas.waves is None or atlas.communes is None:
        return None
    return wave_records(atlas)


@per_atlas
def seatless(atlas: Atlas) -> dict[str, list[str]]:
    """Return the names of the poles of each wave whose seat is not known."""
    poles = select_poles(atlas, PoleFilter())
    without = poles[poles["attachment"] != "seat"]
    pairs = without.assign(cohort=without["cohorts"].str.split(";")).explode("cohort")
    return {str(wave): list(names) for wave, names in pairs.groupby("cohort")["name"]}


@per_atlas
def undated(atlas: Atlas) -> int:
    """Return how many poles were recorded outside any call."""
    return len(select_poles(atlas, PoleFilter(cohorts=(UNDATED_COHORT,))))


@per_atlas
def holdings(atlas: Atlas) -> tuple[Holding, ...]:
    """Return every table and layer of the data, the register first."""
    found = [_kept(atlas, name) for name in KEPT_BY_HAND]
    for name in PARQUET_COLUMNS:
        found += _zonages(atlas) if name == ZONAGES else [_compiled(atlas, name)]
    return (*found, _kept(atlas, "sources"))


def _kept(atlas: Atlas, table: str) -> Holding:
    rows: pd.DataFrame | None = getattr(atlas, table)
    return Holding(
        id=table,
        table=table,
        zonage="",
        file=f"{table}.csv",
        rows=None if rows is None else len(rows),
        problem=_problem(atlas, table) if rows is None else None,
        sources=_sources(atlas, table),
        level="",
    )


def _problem(atlas: Atlas, table: str) -> Message | None:
    """Return why a table could not be read when the atlas was loaded."""
    said = (one.message for one in atlas.problems if one.table == table and not one.is_of_a_row)
    return next(said, None)


def _compiled(atlas: Atlas, table: str) -> Holding:
    file = f"{table}.parquet"
    rows, level, problem = None, "", _problem(atlas, table)
    if problem is None:
        try:
            rows, level = _measured(atlas, table)
        except TableError as error:
            problem = error.message
    sources = _sources(atlas, table)
    return Holding(table, table, "", file, rows, problem, sources, level)


def _measured(atlas: Atlas, table: str) -> tuple[int, str]:
    """Return how many rows a table has and which outlines, without reading them."""
    with open_parquet(atlas.files.file(f"{table}.parquet")) as file:
        present = file.schema_arrow.names
        levels = [level for level in PREFERRED_LEVELS if f"outline_{level}" in present]
        return file.metadata.num_rows, levels[0] if levels else ""


def _zonages(atlas: Atlas) -> list[Holding]:
    """Return the layers of the table of priority areas; the table itself where it is lost."""
    whole = _compiled(atlas, ZONAGES)
    if atlas.zonages is None or whole.problem:
        return [whole]
    counts = atlas.zonages["zonage"].value_counts(sort=False)
    found = []
    for zonage, count in counts.items():
        layer = LAYER_NAMES.get(str(zonage), str(zonage))
        used = dict.fromkeys((*LAYER_SOURCES.get(layer, ()), *OF_EVERY_ZONAGE))
        name = f"{ZONAGES}:{zonage}"
        found.append(
            Holding(
                name, ZONAGES, str(zonage), whole.file, int(count), None, tuple(used), whole.level
            )
        )
    return found


def _sources(atlas: Atlas, table: str) -> tuple[str, ...]:
    """Return the sources from which columns of a table come."""
    if atlas.sources is None:
        return ()
    listed = atlas.sources["columns"].fillna("").str.split(";")
    used = [any(one.startswith(f"{table}.") for one in columns) for columns in listed]
    return tuple(atlas.sources.loc[used, "id"])


def rows_of(atlas: Atlas, holding: Holding) -> pd.DataFrame:
    """Return the rows of a table or layer, outlines apart."""
    table: pd.DataFrame = getattr(atlas, holding.table)
    if holding.zonage:
        return table[table["zonage"] == holding.zonage]
    return table


def place_of(holding: Holding) -> str:
    """Return where a table is kept: its file, or the host of a shared register that was read."""
    now = state()
    shared = holding.table == REGISTER and now.checked is not None
    return now.host if shared else holding.file


def shapes_of(atlas: Atlas, holding: Holding, rows: pd.DataFrame) -> gpd.GeoSeries:
    """Return the outline or the seat of each row (EPSG:4326), same index; null without a seat.

    Raises
    ------
    TableError
        When the outlines cannot be read.
    """
    if holding.table == REGISTER:
        poles = select_poles(atlas, PoleFilter()).set_index("id").loc[rows["id"]]
        return seat_points(poles).set_axis(rows.index)
    outlines = load_outlines(holding.table, holding.level, atlas.files).geometry
    return outlines.loc[rows.index]
