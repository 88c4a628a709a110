"""The tables, read once and shared by every session and route."""

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from geo.errors import TableError
from geo.problems import Message
from geo.tables.atlas import (
    Atlas,
    data_version,
    load_atlas,
    load_outlines,
    load_zonages,
)
from geo.tables.rasters import FRAMES, CommuneRaster, load_raster

if TYPE_CHECKING:
    import geopandas as gpd


def get_atlas() -> Atlas:
    """Return the tables in service, without outlines; whoever asks twice may get others.

    Kept by the process rather than by ``st.cache_resource``: the routes of the map layers run
    outside any session and must share it.
    """
    return _service().atlas


def publish(atlas: Atlas) -> None:
    """Put other tables into service; whoever has taken the former ones goes on with them."""
    service = _service()
    former, service.atlas = service.atlas, atlas
    # Its answers refer to it: nothing else would let go of tables that no collection looks at.
    former.memory.forget()


class _Service:
    """What is in service."""

    def __init__(self) -> None:
        self.atlas = replace(load_atlas(), version=data_version())


@cache
def _service() -> _Service:
    return _Service()


@cache
def get_version() -> str:
    """Return the digest of the compiled tables, part of the address of every layer.

    The register is no part of it: a corrected pole makes no browser fetch the land again.
    """
    return data_version(kinds=(".parquet",))


@cache
def get_outlines(table: str, level: str) -> "gpd.GeoDataFrame":
    """Return the outlines of a table at one generalisation.

    Returns
    -------
    GeoDataFrame
        ``code``, ``name`` and ``geometry`` (EPSG:4326); rows without outline left out.

    Raises
    ------
    geo.errors.TableError
        When the table is missing or damaged.
    """
    outlines = load_outlines(table, level)
    return outlines[outlines.geometry.notna()]


@cache
def get_zonages(level: str) -> "gpd.GeoDataFrame":
    """Return the dissolved priority areas at one generalisation (EPSG:4326).

    Raises
    ------
    geo.errors.TableError
        When the table is missing or damaged.
    """
    return load_zonages(level)


@cache
def get_raster(frame: str) -> CommuneRaster:
    """Return the picture of the numbers of communes of one frame.

    Raises
    ------
    geo.errors.TableError
        When it is missing or damaged.
    """
    return load_raster(frame)


@cache
def lost_frames() -> dict[str, Message]:
    """Return the frames whose picture of communes cannot be read, each with a sentence."""
    lost = {}
    for frame in FRAMES:
        try:
            get_raster(frame)
        except TableError as problem:
            lost[frame] = problem.message
    return lost


def sound_frames() -> tuple[str, ...]:
    """Return the frames whose picture of communes can be read."""
    return tuple(frame for frame in FRAMES if frame not in lost_frames())


@cache
def is_drawable(table: str, level: str) -> bool:
    """Tell whether the outlines of a table can be read at one generalisation."""
    try:
        get_zonages(level) if table == "zonages" else get_outlines(table, level)
    except TableError:
        return False
    return True
