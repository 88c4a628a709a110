"""Land around France, so that a map without background still shows where one is."""

from __future__ import annotations

import io
import tarfile
from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from loaders.errors import LoaderError
from loaders.shapes import mosaic
from loaders.shapes.mosaic import AREAS
from loaders.shapes.outlines import CRS

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

MEMBER = "package/countries-10m.json"
LAYER = "countries"
FRANCE = "France"
UNDER_FRANCE_M = 8_000.0
DECIMALS = 3
GET_AGAIN = "Reprenez-le : `python -m loaders download --only pays-voisins --force`."


class Frame(NamedTuple):
    """What is kept around an area, in degrees, and how much it is simplified, in metres."""

    min_lon: float
    min_lat: float
    max_lon: float
    max_lat: float
    tolerance_m: float


# Wide enough for a map twice as broad as high, in the order of `loaders.shapes.mosaic.AREAS`.
FRAMES = (
    Frame(-12.0, 39.5, 16.0, 54.0, 6000.0),
    Frame(-66.0, 12.5, -57.0, 19.0, 1000.0),
    Frame(-62.0, -2.0, -46.0, 9.0, 3000.0),
    Frame(51.0, -24.0, 60.0, -18.0, 500.0),
    Frame(41.0, -15.5, 49.5, -10.5, 1000.0),
)

# French names of the territories that the source calls otherwise; the others are spelled alike.
FRENCH_NAMES = {
    "Andorra": "Andorre",
    "Antigua and Barb.": "Antigua-et-Barbuda",
    "Austria": "Autriche",
    "Barbados": "Barbade",
    "Belgium": "Belgique",
    "Bosnia and Herz.": "Bosnie-Herzégovine",
    "Brazil": "Brésil",
    "British Virgin Is.": "Îles Vierges britanniques",
    "Comoros": "Comores",
    "Croatia": "Croatie",
    "Czechia": "Tchéquie",
    "Denmark": "Danemark",
    "Dominica": "Dominique",
    "Fr. S. Antarctic Lands": "Terres australes et antarctiques françaises",
    "Germany": "Allemagne",
    "Grenada": "Grenade",
    "Guernsey": "Guernesey",
    "Hungary": "Hongrie",
    "Ireland": "Irlande",
    "Isle of Man": "Île de Man",
    "Italy": "Italie",
    "Mauritius": "Maurice",
    "Netherlands": "Pays-Bas",
    "Poland": "Pologne",
    "Puerto Rico": "Porto Rico",
    "Saint Lucia": "Sainte-Lucie",
    "San Marino": "Saint-Marin",
    "Slovakia": "Slovaquie",
    "Slovenia": "Slovénie",
    "Spain": "Espagne",
    "St-Barthélemy": "Saint-Barthélemy",
    "St-Martin": "Saint-Martin",
    "St. Kitts and Nevis": "Saint-Christophe-et-Niévès",
    "St. Vin. and Gren.": "Saint-Vincent-et-les-Grenadines",
    "Switzerland": "Suisse",
    "U.S. Virgin Is.": "Îles Vierges des États-Unis",
    "United Kingdom": "Royaume-Uni",
}


def load(archive: Path, regions: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Read the neighbours of France and let their land run under its own.

    Two maps never agree on a frontier: drawn side by side they leave slivers of sea. Each
    neighbour is extended over the land that its own source gives to France, 8 km deep, and over
    the gaps that are left: France, drawn on top, then hides the seam.

    Parameters
    ----------
    archive : pathlib.Path
        The ``world-atlas`` package.
    regions : geopandas.GeoDataFrame
        ``outline_coarse`` of the régions.

    Returns
    -------
    geopandas.GeoDataFrame
        Sorted by name, EPSG:4326: ``name`` in French, ``outline_coarse`` (active): valid, but
        neighbours overlap each other under France.

    Raises
    ------
    LoaderError
        The package is unusable or has no France.
    """
    countries = read_countries(archive)
    france = coverage_by_area(regions["outline_coarse"].to_numpy())
    pieces = []
    for area, frame in zip(AREAS, FRAMES, strict=True):
        neighbours = _around(countries, area, frame, france[area])
        pieces.append(neighbours)
    whole = pd.concat(pieces).groupby(level=0).agg(lambda parts: shapely.union_all(list(parts)))
    names = whole.index.map(lambda name: FRENCH_NAMES.get(name, name))
    table = pd.DataFrame({"name": names.astype("str")})
    table["outline_coarse"] = gpd.GeoSeries(shapely.orient_polygons(whole.to_numpy()), crs=CRS)
    table = table.sort_values("name", ignore_index=True)
    return gpd.GeoDataFrame(table, geometry="outline_coarse", crs=CRS)


def read_countries(archive: Path) -> pd.Series:
    """Read the countries of the package.

    Parameters
    ----------
    archive : pathlib.Path
        The ``world-atlas`` package.

    Returns
    -------
    pandas.Series of MultiPolygon
        EPSG:4326, as the source gives them, some not valid; indexed by its names.

    Raises
    ------
    LoaderError
        Not an archive, member or layer missing or damaged, or without France.
    """
    try:
        with tarfile.open(archive) as package:
            member = package.extractfile(MEMBER)
            content = member.read() if member else b""
        table = gpd.read_file(io.BytesIO(content), layer=LAYER)
        outlines = pd.Series(table.geometry.to_numpy(), index=table["name"], name="outline")
    except (KeyError, tarfile.TarError, EOFError, OSError) as error:
        raise LoaderError(
            f"l'archive est absente, abîmée, ou ne contient pas « {MEMBER} »",
            file=archive,
            advice=GET_AGAIN,
        ) from error
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise LoaderError(
            f"« {MEMBER} » n'est pas du TopoJSON avec une couche « {LAYER} »",
            file=archive,
            advice=GET_AGAIN,
        ) from error
    if FRANCE not in outlines.index:
        raise LoaderError(
            "la France n'y est pas", file=archive, column="name", value=FRANCE, advice=GET_AGAIN
        )
    return outlines


def coverage_by_area(outlines: NDArray[np.object_]) -> dict[mosaic.Area, shapely.Geometry]:
    """Merge the outlines of each area, in its plane."""
    parts = shapely.get_parts(outlines)
    land = dict.fromkeys(AREAS, shapely.MultiPolygon())
    for area, positions in mosaic.area_positions(parts):
        land[area] = shapely.union_all(mosaic.to_plane(parts[positions], area))
    return land


def _around(
    countries: pd.Series, area: mosaic.Area, frame: Frame, france: shapely.Geometry
) -> pd.Series:
    box = shapely.box(frame.min_lon, frame.min_lat, frame.max_lon, frame.max_lat)
    boxes = shapely.box(*shapely.bounds(countries.to_numpy()).T)
    near = countries[shapely.intersects(boxes, box)]
    if near.empty:
        return near
    near = near.map(lambda item: item if item.is_valid else shapely.make_valid(item))
    clipped = [mosaic.polygons_only(item) for item in shapely.intersection(near.to_numpy(), box)]
    plane = mosaic.to_plane(np.array(clipped, dtype=object), area)
    simple = mosaic.simplify(
        shapely.coverage_clean(plane, gap_width=frame.tolerance_m / 10),
        frame.tolerance_m,
        frame.tolerance_m,
    )
    land = pd.Series(simple, index=near.index)
    theirs = land[(land.index != FRANCE) & ~shapely.is_empty(land.to_numpy())]
    under = shapely.intersection(
        shapely.buffer(theirs.to_numpy(), UNDER_FRANCE_M, quad_segs=2),
        shapely.union_all([*land[land.index == FRANCE], france]),
    )
    extended = pd.Series(shapely.union(theirs.to_numpy(), under), index=theirs.index)
    extended = _fill_gaps(extended, france)
    degrees = mosaic.to_degrees(extended.to_numpy(), area)
    rounded = shapely.set_precision(degrees, 10.0**-DECIMALS)
    kept = [mosaic.polygons_only(item) for item in rounded]
    return pd.Series(kept, index=theirs.index, dtype=object)


def _fill_gaps(neighbours: pd.Series, france: shapely.Geometry) -> pd.Series:
    seam = shapely.union_all([*neighbours, france])
    filled = neighbours.copy()
    for gap in mosaic.holes(seam):
        nearest = int(np.argmin(shapely.distance(neighbours.to_numpy(), gap)))
        name = neighbours.index[nearest]
        filled[name] = shapely.union(filled[name], gap)
    return filled
