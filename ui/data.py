"""The tables, read once and shared by every session and route."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

from geo.errors import TableError
from geo.problems import Problem
from geo.tables.atlas import Atlas, load_atlas
from geo.tables.outlines import load_outlines, load_zonages, outline_problems
from geo.tables.rasters import FRAMES, CommuneRaster, load_raster

if TYPE_CHECKING:
    import geopandas as gpd

LOGGER: Final = logging.getLogger("atlas.data")


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
        atlas = load_atlas()
        self.rasters, lost = _rasters(atlas)
        self.undrawn = [*outline_problems(atlas), *lost]
        self.atlas = replace(atlas, version=atlas.files.version())


def _rasters(atlas: Atlas) -> tuple[dict[str, CommuneRaster], list[Problem]]:
    """Return the pictures of communes that can be read, and why the others cannot."""
    sound: dict[str, CommuneRaster] = {}
    lost = []
    for frame in FRAMES if atlas.communes is not None else ():
        try:
            sound[frame] = load_raster(frame, len(atlas.require_communes()), atlas.files)
        except TableError as problem:
            file = f"communes_{frame}.png"
            lost.append(Problem(file, file, problem.message))
    return sound, lost


@cache
def _service() -> _Service:
    return _Service()


@cache
def get_version() -> str:
    """Return the digest of the compiled tables, part of the address of every layer.

    The register is no part of it: a corrected pole makes no browser fetch the land again. What is
    read later is of the same files, or refused (`geo.tables.files`).
    """
    return get_atlas().files.land


def get_outlines(table: str, level: str) -> "gpd.GeoDataFrame":
    """Return the outlines of a table at one generalisation.

    Returns
    -------
    GeoDataFrame
        ``code``, ``name`` and ``geometry`` (EPSG:4326); rows without outline left out.

    Raises
    ------
    geo.errors.TableError
        When the table is missing or damaged, or was replaced since the start.
    """
    with _told(table):
        return _outlines(table, level)


@cache
def _outlines(table: str, level: str) -> "gpd.GeoDataFrame":
    outlines = load_outlines(table, level, get_atlas().files)
    return outlines[outlines.geometry.notna()]


def get_zonages(level: str) -> "gpd.GeoDataFrame":
    """Return the dissolved priority areas at one generalisation (EPSG:4326).

    Raises
    ------
    geo.errors.TableError
        As `get_outlines`.
    """
    with _told("zonages"):
        return _zonages(level)


@cache
def _zonages(level: str) -> "gpd.GeoDataFrame":
    return load_zonages(level, get_atlas().files)


def shapes_by_code(table: str, level: str) -> "gpd.GeoSeries":
    """Return the outlines of a table by its codes (EPSG:4326); none where they cannot be read."""
    import geopandas as gpd  # noqa: PLC0415

    try:
        return get_outlines(table, level).set_index("code").geometry
    except TableError:
        return gpd.GeoSeries([], crs="EPSG:4326")


def is_drawable(table: str, level: str) -> bool:
    """Tell whether the outlines of a table can be read at one generalisation."""
    try:
        get_zonages(level) if table == "zonages" else get_outlines(table, level)
    except TableError:
        return False
    return True


def drawing_problems() -> tuple[Problem, ...]:
    """Return why some maps lack outlines or colours: files damaged, or replaced since the start.

    No figure depends on them: they are no problems of the atlas, whose tables all others read too.
    """
    return tuple(_service().undrawn)


@contextmanager
def _told(table: str) -> Iterator[None]:
    try:
        yield
    except TableError as error:
        service = _service()
        problems = (*service.atlas.problems, *service.undrawn)
        if table not in {one.table for one in problems if not one.is_of_a_row}:
            service.undrawn.append(Problem(table, f"{table}.parquet", error.message))
            # A sentence says it all; where in the code it was found says nothing.
            LOGGER.error("%s", error)  # noqa: TRY400
        raise


def get_raster(frame: str) -> CommuneRaster:
    """Return the picture of the numbers of communes of one of the `sound_frames`."""
    return _service().rasters[frame]


def sound_frames() -> tuple[str, ...]:
    """Return the frames whose picture of communes can be read."""
    return tuple(_service().rasters)
