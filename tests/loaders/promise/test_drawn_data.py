"""What is drawn in ``data/``: coverages at every scale, light enough, nothing lost."""

import json
from collections.abc import Callable, Iterable
from functools import cache

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Geod

from loaders.folders import DATA_DIR
from loaders.shapes import mosaic
from loaders.shapes.outlines import LEVELS

TABLES = (
    "communes",
    "zones_emploi",
    "zones_emploi_2010",
    "epci",
    "departements",
    "regions",
    "anciennes_regions",
)
MEGABYTE = 1_000_000
WGS84 = Geod(ellps="WGS84")


@cache
def table(name: str) -> gpd.GeoDataFrame:
    return gpd.read_parquet(DATA_DIR / f"{name}.parquet")


def drawn(name: str, level: str) -> np.ndarray:
    shapes = table(name)[f"outline_{level}"].to_numpy()
    kept: np.ndarray = shapes[~shapely.is_missing(shapes)]
    return kept


def geojson_bytes(rows: gpd.GeoDataFrame, column: str, properties: Iterable[str]) -> int:
    """Size of the GeoJSON that a page would send, without spaces."""
    shapes = [json.loads(text) for text in shapely.to_geojson(rows[column].dropna().to_numpy())]
    records = rows.loc[rows[column].notna(), list(properties)].to_dict("records")
    features = [
        {"type": "Feature", "properties": record, "geometry": shape}
        for record, shape in zip(records, shapes, strict=True)
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return len(json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode())


def square_kilometres(shape: shapely.Geometry) -> float:
    return abs(float(WGS84.geometry_area_perimeter(shape)[0])) / 1e6


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", TABLES)
def test_every_level_is_a_coverage(name: str, level: str) -> None:
    shapes = drawn(name, level)
    assert shapely.is_valid(shapes).all()
    assert not shapely.is_empty(shapes).any()
    for area, positions in mosaic.area_positions(shapes):
        assert shapely.coverage_is_valid(shapes[positions]), area.name


@pytest.mark.parametrize("level", LEVELS)
def test_no_sliver_between_regions(level: str) -> None:
    land = shapely.union_all(drawn("regions", level))
    holes = [square_kilometres(hole) for hole in mosaic.holes(land)]
    # Llívia, which is Spanish, and at most five waters inside estuaries.
    assert sum(area > 8 for area in holes) == 1
    assert len(holes) <= 6
    assert min(holes) > 0.005


def test_fine_area_of_france() -> None:
    # Insee and IGN: 543 940 km² for the hexagon and Corse, 632 734 km² with the five others.
    total = sum(square_kilometres(shape) for shape in drawn("regions", "fine"))
    assert total == pytest.approx(632_734, rel=0.015)


@pytest.mark.parametrize("name", TABLES[1:])
def test_larger_territories_cover_what_their_communes_cover(name: str) -> None:
    column = {
        "zones_emploi": "zone_emploi",
        "zones_emploi_2010": "zone_emploi_2010",
        "epci": "epci",
        "departements": "departement",
        "regions": "region",
        "anciennes_regions": "ancienne_region",
    }[name]
    communes = table("communes")
    for level in ("fine", "medium"):
        areas = shapely.area(communes[f"outline_{level}"].to_numpy())
        members = communes.assign(area=np.nan_to_num(areas)).groupby(column)["area"].sum()
        groups = table(name).set_index("code")
        assert sorted(groups.index) == sorted(members.index)
        assert shapely.area(groups[f"outline_{level}"].to_numpy()) == pytest.approx(
            members[groups.index].to_numpy(), rel=1e-9
        )


@pytest.mark.parametrize("name", TABLES[1:])
def test_labels_stand_inside(name: str) -> None:
    rows = table(name)
    labels = shapely.points(rows["lon"], rows["lat"])
    assert shapely.contains(rows["outline_medium"].to_numpy(), labels).all()


@pytest.mark.parametrize("level", ["coarse", "medium", "fine"])
def test_regions_share_every_vertex_with_their_departements(level: str) -> None:
    finer = {tuple(xy) for xy in shapely.get_coordinates(drawn("departements", level))}
    for name in ("regions", "anciennes_regions"):
        assert {tuple(xy) for xy in shapely.get_coordinates(drawn(name, level))} <= finer


@pytest.mark.parametrize("column", ["region", "ancienne_region"])
def test_communes_of_any_region_weigh_less_than_the_budget(column: str) -> None:
    weights = {
        code: geojson_bytes(rows, "outline_medium", ["code", "name"])
        for code, rows in table("communes").groupby(column)
    }
    heaviest = max(weights, key=lambda code: weights[code])
    assert weights[heaviest] <= 1.2 * MEGABYTE, heaviest


def test_all_national_layers_together_weigh_about_600_kb() -> None:
    national = [
        geojson_bytes(table(name), "outline_coarse", ["code", "name"])
        for name in ("departements", "regions", "anciennes_regions", "zones_emploi")
    ]
    zonages = table("zonages")
    priority = [
        geojson_bytes(rows, "outline_coarse", ["classe", "name"])
        for _, rows in zonages.groupby("zonage")
    ]
    assert len(priority) == 6
    assert sum(national) + sum(priority) <= 0.62 * MEGABYTE


Outline = Callable[[str, str], shapely.Geometry]


@pytest.fixture(scope="module")
def outline() -> Outline:
    communes = table("communes").set_index("code")
    return lambda code, level: communes.at[code, f"outline_{level}"]


@pytest.mark.parametrize("level", LEVELS)
def test_islands_and_enclaves_survive(outline: Outline, level: str) -> None:
    for code, lon, lat in (
        ("29083", -4.850, 48.037),  # Île-de-Sein
        ("29155", -5.097, 48.457),  # Ouessant
        ("22016", -2.999, 48.847),  # Île-de-Bréhat
        ("97110", -61.07, 16.303),  # La Désirade
        ("84138", 4.990, 44.384),  # Valréas, Vaucluse in the middle of Drôme
        ("33103", -0.0111, 44.6803),  # Castelmoron-d'Albret, 3.5 ha
    ):
        shape = outline(code, level)
        assert shape.is_valid
        assert square_kilometres(shape) > 0.005
        assert shape.distance(shapely.Point(lon, lat)) < 0.02, code
    vaucluse = table("departements").set_index("code").at["84", f"outline_{level}"]
    assert shapely.get_num_geometries(vaucluse) >= 2
    llivia = shapely.Point(1.981, 42.464)
    assert not shapely.intersects(drawn("regions", level), llivia).any()


def test_how_each_outline_was_had() -> None:
    communes = table("communes").set_index("code")
    counts = communes["outline_source"].value_counts(dropna=False)
    assert counts[counts.index.notna()].to_dict() == {
        "ign": 34_820,
        "ign-et-territoire-absorbe": 46,
        "communes-deleguees": 4,
        "commune-avant-scission": 1,
    }
    without = communes[communes["outline_source"].isna()]
    assert list(without.index) == ["15031", "15035", "15047", "15171"]
    assert without["outline_fine"].isna().all()
    assert (without["point_source"] == "parent").all()


def test_absorbed_communes_are_on_the_map(outline: Outline) -> None:
    # Town centres of communes that merged on 1 January 2025.
    for code, lon, lat in (
        ("93066", 2.3614, 48.9656),  # Pierrefitte-sur-Seine, now Saint-Denis
        ("25390", 6.4617, 47.0021),  # Ville-du-Pont, on the Swiss side of Montbenoît
        ("62447", 2.0389, 50.3834),  # Huby-Saint-Leu, now Hesdin-la-Forêt
        ("42084", 3.9369, 45.7735),  # L'Hôpital-sous-Rochefort, now Solore-en-Forez
    ):
        assert outline(code, "fine").contains(shapely.Point(lon, lat)), code
    assert square_kilometres(outline("25390", "fine")) == pytest.approx(46.7, abs=0.5)


def test_reference_points_lie_in_their_commune() -> None:
    communes = table("communes")
    known = communes["outline_fine"].notna()
    points = shapely.points(communes.loc[known, "lon"], communes.loc[known, "lat"])
    away = shapely.distance(points, communes.loc[known, "outline_fine"].to_numpy())
    assert away.max() < 0.004
    counts = communes["point_source"].value_counts()
    assert counts["parent"] == 4
    assert counts["mairie"] > 33_000


@pytest.mark.parametrize(
    ("code", "lon", "lat"),
    [
        ("26281", 5.0466, 45.0446),  # Romans-sur-Isère
        ("56034", -3.0782, 47.5846),  # Carnac: the source forgot the minus sign
        ("97411", 55.4485, -20.8789),  # Saint-Denis, La Réunion
    ],
)
def test_known_town_halls(code: str, lon: float, lat: float) -> None:
    row = table("communes").set_index("code").loc[code]
    assert row["point_source"] == "mairie"
    assert WGS84.inv(row["lon"], row["lat"], lon, lat)[2] < 1_000


@pytest.mark.parametrize("level", ["medium", "coarse"])
def test_zonages_are_coverages(level: str) -> None:
    for _zonage, rows in table("zonages").groupby("zonage"):
        shapes = rows[f"outline_{level}"].to_numpy()
        assert shapely.is_valid(shapes).all()
        assert not shapely.is_empty(shapes).any()
        assert shapely.coverage_is_valid(shapes)


def test_zonages_count_the_communes_of_each_class() -> None:
    communes, zonages = table("communes"), table("zonages")
    for zonage in ("frr", "zrr", "afr"):
        rows = zonages[zonages["zonage"] == zonage].set_index("classe")
        expected = communes.loc[communes[zonage] != "non", zonage].value_counts()
        assert rows["communes"].to_dict() == expected.to_dict()
    for zonage in ("territoire_industrie", "ber"):
        rows = zonages[zonages["zonage"] == zonage].set_index("code")
        assert rows["communes"].to_dict() == communes[zonage].value_counts().to_dict()
        assert rows["name"].notna().all()
    declined = zonages[zonages["zonage"] == "desindustrialise"]
    assert len(declined) == 107
    flagged = communes["desindustrialise"].fillna(value=False)
    assert declined["communes"].sum() == flagged.sum()
    assert declined["population"].sum() == communes.loc[flagged, "population"].sum()


def test_quarters_are_drawn_where_they_are() -> None:
    qpv = table("qpv")
    assert len(qpv) == 1_493
    shapes = qpv["outline_fine"].to_numpy()
    assert shapely.is_valid(shapes).all()
    assert shapely.is_valid(qpv["outline_medium"].to_numpy()).all()
    assert shapely.contains(shapes, shapely.points(qpv["lon"], qpv["lat"])).all()
    regions = shapely.union_all(drawn("regions", "medium"))
    assert shapely.dwithin(shapes, regions, 0.02).all()
    change = shapely.area(qpv["outline_medium"].to_numpy()) / shapely.area(shapes)
    assert 0.95 < np.median(change) < 1.05
    heaviest = max(
        geojson_bytes(rows, "outline_medium", ["code", "name"])
        for _, rows in qpv.groupby("departement")
    )
    assert heaviest < 0.1 * MEGABYTE


@pytest.mark.parametrize(
    ("name", "lon", "lat"),
    [
        ("Belgique", 2.70, 51.09),
        ("Belgique", 4.75, 50.17),
        ("Luxembourg", 6.02, 49.50),
        ("Allemagne", 8.02, 49.06),
        ("Suisse", 6.18, 46.22),
        ("Italie", 7.60, 43.82),
        ("Espagne", 2.86, 42.42),
        ("Espagne", 1.98, 42.464),
        ("Espagne", -1.74, 43.32),
        ("Andorre", 1.6, 42.55),
        ("Brésil", -51.9, 3.2),
        ("Suriname", -54.6, 3.6),
        ("Saint-Martin", -63.05, 18.08),
        ("Dominique", -61.35, 15.4),
        ("Comores", 44.43, -12.2),
        ("Maurice", 57.55, -20.3),
    ],
)
def test_no_sea_shows_along_a_land_border(name: str, lon: float, lat: float) -> None:
    voisins = table("voisins").set_index("name")
    assert voisins.at[name, "outline_coarse"].intersects(shapely.Point(lon, lat))


def test_voisins_leave_no_hole_against_france() -> None:
    voisins = table("voisins")["outline_coarse"].to_numpy()
    assert shapely.is_valid(voisins).all()
    together = shapely.union_all([*voisins, *drawn("regions", "coarse")])
    assert [hole for hole in mosaic.holes(together) if square_kilometres(hole) > 1] == []
    assert sum(len(text) for text in shapely.to_geojson(voisins)) < 80_000
