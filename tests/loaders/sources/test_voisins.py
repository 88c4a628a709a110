"""Land around France, on a world of three countries."""

import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from loaders.errors import LoaderError
from loaders.sources import voisins


def topology(**countries: shapely.Polygon) -> dict:
    """Return a topology in which each country is one ring."""
    arcs, geometries = [], []
    for name, outline in countries.items():
        geometries.append(
            {"type": "Polygon", "arcs": [[len(arcs)]], "properties": {"name": name}, "id": name}
        )
        arcs.append([list(xy) for xy in outline.exterior.coords])
    objects = {"countries": {"type": "GeometryCollection", "geometries": geometries}}
    return {"type": "Topology", "objects": objects, "arcs": arcs}


@pytest.fixture
def pack(tmp_path: Path) -> Callable[..., Path]:
    """Return ``pack(text, member=...)``, which writes the npm archive."""

    def write(text: str, member: str = voisins.MEMBER) -> Path:
        path = tmp_path / "world-atlas-2.0.2.tgz"
        with tarfile.open(path, "w:gz") as archive:
            entry = tarfile.TarInfo(member)
            entry.size = len(text.encode())
            archive.addfile(entry, io.BytesIO(text.encode()))
        return path

    return write


# The source draws the frontier at 7.00; our own outline of France stops 3 km short of it.
WORLD = topology(
    France=shapely.box(3.0, 45.0, 7.0, 48.0),
    Switzerland=shapely.box(7.0, 45.0, 9.0, 48.0),
    Japan=shapely.box(135.0, 35.0, 140.0, 40.0),
)
OURS = shapely.box(3.0, 45.0, 6.96, 48.0)


def regions(*outlines: shapely.Geometry) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"outline_coarse": list(outlines)}, geometry="outline_coarse", crs="EPSG:4326"
    )


def test_neighbours_run_under_france(pack: Callable[..., Path]) -> None:
    table = voisins.load(pack(json.dumps(WORLD)), regions(OURS))
    assert list(table["name"]) == ["Suisse"]
    assert table.crs == "EPSG:4326"
    land = table.loc[0, "outline_coarse"]
    assert land.is_valid
    # The strip between the two frontiers is filled, and 8 km more.
    assert land.contains(shapely.box(6.95, 45.1, 8.9, 47.9))
    assert not land.intersects(shapely.Point(6.8, 46.5))
    # Nothing grows out to sea.
    assert land.bounds[1] >= 44.99
    assert land.bounds[3] <= 48.01
    assert land.bounds[2] <= 9.01


def test_foreign_enclave_is_filled(pack: Callable[..., Path]) -> None:
    enclave = shapely.box(5.0, 46.0, 5.05, 46.05)
    table = voisins.load(pack(json.dumps(WORLD)), regions(OURS - enclave))
    assert table.loc[0, "outline_coarse"].contains(enclave.buffer(-0.005))


@pytest.mark.parametrize(
    ("text", "member", "words"),
    [
        (json.dumps(WORLD), "package/land-10m.json", "ne contient pas"),
        ("{", voisins.MEMBER, "pas du TopoJSON"),
        ('{"type": "Topology", "objects": {}, "arcs": []}', voisins.MEMBER, "pas du TopoJSON"),
        (json.dumps(topology(Japan=OURS)), voisins.MEMBER, "la France n'y est pas"),
    ],
)
def test_damaged_archive(pack: Callable[..., Path], text: str, member: str, words: str) -> None:
    with pytest.raises(LoaderError, match=words):
        voisins.load(pack(text, member), regions(OURS))


def test_absent_or_truncated_archive(pack: Callable[..., Path], tmp_path: Path) -> None:
    with pytest.raises(LoaderError, match="absente, abîmée"):
        voisins.read_countries(tmp_path / "rien.tgz")
    path = pack(json.dumps(WORLD))
    path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(LoaderError, match="absente, abîmée"):
        voisins.read_countries(path)


def test_names_are_french() -> None:
    assert voisins.FRENCH_NAMES["Germany"] == "Allemagne"
    assert len(set(voisins.FRENCH_NAMES.values())) == len(voisins.FRENCH_NAMES)
    assert len(voisins.FRAMES) == len(voisins.AREAS)
