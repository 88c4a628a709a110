"""Gaps of a country of six zones d'emploi on a line, counted by hand.

One commune of 0.1 degree per zone, from west to east, and one overseas::

    A (seat) | B | C | D (seat) | E        F (overseas, no seat)
"""

from dataclasses import replace
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.errors import FilterError, TableError
from geo.people.people import PriorityRule
from geo.places.adjacency import adjacent_codes, adjacent_pairs
from geo.places.distance import WGS84
from geo.places.territories import FRANCE
from geo.reach.coverage import coverage_by
from geo.reach.gaps import _of_most, find_gaps, gap_areas, group_gaps, narrow_gaps
from geo.reach.reach import ReachRule, reach
from geo.tables.atlas import Atlas
from geo.tables.files import look
from geo.territory_id import TerritoryId
from tests.geo.countries import country

STEP: Final = 0.1
COMMUNES: Final = [
    {"code": "01001", "zone_emploi": "8401", "population": 1000},
    {"code": "01002", "zone_emploi": "8402", "population": 2000, "qpv_population": 50.5},
    {"code": "01003", "zone_emploi": "8403", "population": 3000, "frr": "plus"},
    {"code": "01004", "zone_emploi": "8404", "population": 4000},
    {"code": "01005", "zone_emploi": "8405", "population": 5000, "desindustrialise": True},
    {
        "code": "97601",
        "zone_emploi": "0601",
        "population": 600,
        "departement": "976",
        "desindustrialise": None,
        "epci": "200000976",
    },
]
POLES: Final = [
    {"id": "ouest", "name": "Ouest", "commune": "01001"},
    {"id": "est", "name": "Est", "commune": "01004"},
]
UNEMPLOYMENT: Final = {"8401": 5.0, "8402": 6.0, "8403": 7.0, "8404": 8.0, "8405": 9.0}


def square(column: int, row: int = 0) -> shapely.Polygon:
    return shapely.box(column * STEP, row * STEP, (column + 1) * STEP, (row + 1) * STEP)


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    folder = tmp_path_factory.mktemp("ligne")
    communes = [
        {**commune, "lon": (number + 0.5) * STEP, "lat": 46.0}
        for number, commune in enumerate(COMMUNES)
    ]
    zones = sorted(str(commune["zone_emploi"]) for commune in communes)
    outlines = {zone: square(int(zone[2:]), int(zone[0] == "0")) for zone in zones}
    write_outlines(folder, "zones_emploi", outlines)
    atlas = country(communes, POLES, zones={zone: UNEMPLOYMENT.get(zone, np.nan) for zone in zones})
    return replace(atlas, files=look(folder))


def write_outlines(folder: Path, table: str, shapes: dict[str, shapely.Polygon]) -> None:
    frame = gpd.GeoDataFrame(
        {"code": list(shapes), "name": list(shapes), "outline_fine": list(shapes.values())},
        geometry="outline_fine",
        crs=4326,
    )
    frame.to_parquet(folder / f"{table}.parquet")


def test_zones_without_a_seat_ranked_by_priority_people_left_out(line: Atlas) -> None:
    gaps = find_gaps(line, reach(line), FRANCE)
    assert gaps["code"].tolist() == ["8405", "8403", "8402", "0601"]
    assert gaps["name"].tolist() == ["Zone 8405", "Zone 8403", "Zone 8402", "Zone 0601"]
    # Whether the basin of the last one is deindustrialised is not known, which is not "no".
    assert gaps["priority_left_out"].fillna(-1).tolist() == [5000, 3000, 50.5, -1]
    assert gaps["qpv_left_out"].tolist() == [0, 0, 50.5, 0]
    assert gaps["rural_left_out"].tolist() == [0, 3000, 0, 0]
    assert gaps["desindustrialise_left_out"].fillna(-1).tolist() == [5000, 0, 0, -1]
    assert gaps["left_out"].tolist() == gaps["population"].tolist() == [5000, 3000, 2000, 600]
    assert gaps["desindustrialise_share"].fillna(-1).tolist() == [1, 0, 0, -1]
    assert gaps["unemployment_rate"].fillna(-1).tolist() == [9, 7, 6, -1]
    assert gaps["unemployment_zone_emploi"].tolist() == gaps["code"].tolist()


def test_what_is_known_of_some_is_counted_and_of_none_is_not_zero(line: Atlas) -> None:
    communes = line.require_communes().copy()
    communes.loc[communes["code"] == "01003", "zone_emploi"] = "8402"
    communes.loc[communes["code"].isin(["01002", "01005", "97601"]), "qpv_population"] = np.nan
    partly = replace(line, communes=communes)
    gaps = find_gaps(partly, reach(partly), FRANCE).set_index("code")
    # 01003 is known to have no quarter, 01005 is a priority as a whole whatever its quarters.
    assert gaps["qpv_left_out"].fillna(-1).to_dict() == {"8405": -1, "8402": 0, "0601": -1}
    assert gaps["priority_left_out"].fillna(-1).to_dict() == {
        "8405": 5000,
        "8402": 3000,
        "0601": -1,
    }
    # Those who are reached do not make up for what is not known of the others.
    near = reach(partly, ReachRule("radius", 8.0))
    assert find_gaps(partly, near, FRANCE)["qpv_left_out"].isna().tolist() == [True]


def test_mayotte_is_not_known_to_have_no_priority_people(specimen: Atlas) -> None:
    mayotte = find_gaps(specimen, reach(specimen), TerritoryId("departement", "976"))
    assert mayotte["left_out"].sum() > 0
    assert mayotte[["priority_left_out", "qpv_left_out"]].isna().all().all()
    assert (mayotte["rural_left_out"] == 0).all()
    areas = group_gaps(specimen, mayotte)
    assert areas["qpv_left_out"].isna().all()
    assert narrow_gaps(mayotte, ("qpv",)).empty


def test_distance_to_the_nearest_pole(line: Atlas) -> None:
    gaps = find_gaps(line, reach(line), FRANCE).set_index("code")
    step = WGS84.inv(0, 46, STEP, 46)[2] / 1000
    assert gaps["distance_km"][["8405", "8403", "8402"]].to_numpy() == pytest.approx([step] * 3)
    assert gaps["nearest_pole"].fillna("").to_dict() == {
        "8405": "est",
        "8403": "est",
        "8402": "ouest",
        "0601": "",
    }
    assert gaps["nearest_pole_name"].fillna("").to_dict()["8403"] == "Est"
    assert np.isnan(gaps["distance_km"]["0601"])


def test_of_equal_parts_the_first_by_name_is_told() -> None:
    halves = pd.DataFrame({"code": ["u", "u"], "nearest_pole": ["z", "a"], "population": [5, 5]})
    assert _of_most(halves, "nearest_pole").to_dict() == {"u": "a"}


def test_a_zone_wholly_reached_from_its_neighbour_is_no_gap(line: Atlas) -> None:
    near = reach(line, ReachRule("radius", 8.0))
    assert find_gaps(line, near, FRANCE)["code"].tolist() == ["0601"]


def test_only_the_people_left_out_inside_the_territory(line: Atlas) -> None:
    communes = line.require_communes().copy()
    communes.loc[communes["code"] == "01003", "zone_emploi"] = "8402"
    communes.loc[communes["code"] == "01003", "ancienne_region"] = "83"
    moved = replace(line, communes=communes)
    inside = find_gaps(moved, reach(moved), TerritoryId("ancienne-region", "83"))
    assert inside[["code", "population"]].to_numpy().tolist() == [["8402", 3000]]
    assert inside["population_whole"].tolist() == [5000]
    both = find_gaps(moved, reach(moved), FRANCE).set_index("code")
    assert both["population"]["8402"] == both["population_whole"]["8402"] == 5000
    # 2 000 inhabitants live a step from Ouest, 3 000 a step from Est.
    assert both["nearest_pole"]["8402"] == "est"


def test_by_epci_with_the_unemployment_of_most_inhabitants(line: Atlas) -> None:
    communes = line.require_communes().copy()
    communes["epci"] = ["200000001", "200000002", "200000002", "200000001", None, None]
    moved = replace(line, communes=communes)
    gaps = find_gaps(moved, reach(moved), FRANCE, "epci")
    assert gaps[["code", "population", "priority_left_out"]].to_numpy().tolist() == [
        ["200000002", 5000, 3050.5]
    ]
    assert gaps["unemployment_zone_emploi"].tolist() == ["8403"]
    assert gaps["unemployment_rate"].tolist() == [7]


def test_priorities_are_those_of_the_reader(line: Atlas) -> None:
    gaps = find_gaps(line, reach(line), FRANCE, priorities=PriorityRule(("partiel",)))
    assert gaps["code"].tolist() == ["8405", "8402", "8403", "0601"]


def test_contiguous_gaps_are_one_area(line: Atlas) -> None:
    gaps = find_gaps(line, reach(line), FRANCE)
    # 8402 and 8403 share a border; 8405 and 0601 stand alone.
    assert gap_areas(line, gaps).tolist() == [1, 2, 2, 3]
    areas = group_gaps(line, gaps)
    assert areas["area"].tolist() == [1, 2, 3]
    assert areas["codes"].tolist() == ["8405", "8403;8402", "0601"]
    assert areas["names"].tolist()[1] == "Zone 8403;Zone 8402"
    assert areas["units"].tolist() == [1, 2, 1]
    assert areas["left_out"].tolist() == [5000, 5000, 600]
    assert areas["share_left_out"].tolist() == [1, 1, 1]
    # Rows keep their labels where some gaps were set aside.
    assert gap_areas(line, gaps[gaps["code"] != "8405"]).to_dict() == {1: 1, 2: 1, 3: 2}
    assert areas["priority_left_out"].fillna(-1).tolist() == [5000, 3050.5, -1]
    # (7 x 3 000 + 6 x 2 000) / 5 000
    assert areas["unemployment_rate"].fillna(-1).tolist() == pytest.approx([9, 6.6, -1])
    assert np.isnan(areas["distance_km"].iloc[2])


def test_zones_that_meet_in_a_point_are_apart(line: Atlas, tmp_path: Path) -> None:
    shapes = {
        "8402": square(0),
        "8403": square(1, 1),
        "8405": square(1, 2),
        "0601": square(5, 5),
    }
    write_outlines(tmp_path, "zones_emploi", shapes)
    corner = replace(line, files=look(tmp_path))
    gaps = find_gaps(corner, reach(corner), FRANCE)
    assert gaps["code"].tolist() == ["8405", "8403", "8402", "0601"]
    assert gap_areas(corner, gaps).tolist() == [1, 1, 2, 3]


def test_areas_are_ranked_by_all_their_people(line: Atlas) -> None:
    communes = line.require_communes().copy()
    communes.loc[communes["code"] == "01002", "frr"] = "socle"
    communes["population"] = [1000, 2900, 3000, 4000, 5000, 600]
    moved = replace(line, communes=communes)
    areas = group_gaps(moved, find_gaps(moved, reach(moved), FRANCE))
    assert areas["codes"].tolist() == ["8403;8402", "8405", "0601"]
    assert areas["area"].tolist() == [2, 1, 3]


def test_areas_of_equal_priority_are_ranked_by_all_left_out_then_as_they_come(
    line: Atlas, tmp_path: Path
) -> None:
    write_outlines(tmp_path, "epci", {code: square(2 * int(code)) for code in "0123"})
    apart = replace(line, files=look(tmp_path))
    gaps = pd.DataFrame(
        {
            "code": list("0123"),
            "name": list("abcd"),
            "population": [40, 40, 40, 8],
            "left_out": [10, 20, 20, 8],
            "priority_left_out": [5.0, 5.0, 5.0, np.nan],
            **dict.fromkeys(("qpv_left_out", "rural_left_out", "desindustrialise_left_out"), 0.0),
            "distance_km": [1.0, 2.0, 3.0, 4.0],
            "unemployment_rate": np.nan,
        }
    )
    areas = group_gaps(apart, gaps, "epci")
    assert areas["codes"].tolist() == ["1", "2", "0", "3"]
    assert areas["area"].tolist() == [2, 3, 1, 4]
    assert areas["share_left_out"].tolist() == [0.5, 0.5, 0.25, 1]


def test_without_gap_the_tables_are_empty(line: Atlas) -> None:
    everywhere = [{"id": f"p{row['code']}", "commune": row["code"]} for row in COMMUNES]
    full = replace(line, poles=country([], everywhere).poles)
    gaps = find_gaps(full, reach(full), FRANCE)
    assert gaps.empty
    assert group_gaps(full, gaps).empty
    assert list(group_gaps(full, gaps)) == list(
        group_gaps(line, find_gaps(line, reach(line), FRANCE))
    )


def test_what_cannot_be_answered(line: Atlas, tmp_path: Path) -> None:
    with pytest.raises(FilterError, match="Les manques ne se lisent pas par « commune »"):
        find_gaps(line, reach(line), FRANCE, "commune")
    lost = replace(line, files=look(tmp_path / "rien"))
    gaps = find_gaps(lost, reach(lost), FRANCE)
    assert len(gaps) == 4
    with pytest.raises(TableError, match=r"zones_emploi\.parquet manque"):
        gap_areas(lost, gaps)


@pytest.mark.parametrize(
    ("conditions", "kept"),
    [
        ((), ["8405", "8403", "8402", "0601"]),
        (("hors-portee",), ["8405", "8403", "8402", "0601"]),
        (("desindustrialise",), ["8405"]),
        (("rural",), ["8403"]),
        (("qpv",), ["8402"]),
        (("qpv", "rural"), []),
    ],
)
def test_only_the_gaps_that_meet_every_condition(
    line: Atlas, conditions: tuple[str, ...], kept: list[str]
) -> None:
    gaps = narrow_gaps(find_gaps(line, reach(line), FRANCE), conditions)
    assert gaps["code"].tolist() == kept
    assert gaps.index.tolist() == list(range(len(kept)))


def test_a_gap_reached_in_part_is_not_out_of_reach() -> None:
    gaps = pd.DataFrame(
        {
            "code": ["1", "2"],
            "population": [10, 10],
            "left_out": [10, 9],
            "desindustrialise_share": 0.0,
            "rural_left_out": 0.0,
            "qpv_left_out": 0.0,
        }
    )
    assert narrow_gaps(gaps, ("hors-portee",))["code"].tolist() == ["1"]


@pytest.mark.parametrize("condition", ["desindustrialise", "rural"])
def test_half_of_the_people_are_enough(condition: str) -> None:
    gaps = pd.DataFrame(
        {
            "code": ["moitié", "presque"],
            "population": [10, 10],
            "left_out": [8, 8],
            "desindustrialise_share": [0.5, 0.49],
            "rural_left_out": [4.0, 3.9],
            "qpv_left_out": 0.0,
        }
    )
    assert narrow_gaps(gaps, (condition,))["code"].tolist() == ["moitié"]


def test_a_part_of_an_inhabitant_of_a_quarter_is_some() -> None:
    # The inhabitants of a quarter that lies in two communes are shared out.
    gaps = pd.DataFrame(
        {
            "code": ["aucun", "un peu"],
            "population": 10,
            "left_out": 8,
            "desindustrialise_share": 0.0,
            "rural_left_out": 0.0,
            "qpv_left_out": [0.0, 0.5],
        }
    )
    kept = narrow_gaps(gaps, ("qpv",))
    assert kept.to_dict("list") == gaps.iloc[1:].to_dict("list")


def test_an_unknown_condition_is_refused(line: Atlas) -> None:
    with pytest.raises(FilterError, match=r"« maritime » n'existe pas"):
        narrow_gaps(find_gaps(line, reach(line), FRANCE), ("maritime",))


def test_deindustrialised_zones_of_hauts_de_france_without_pole_within_30_km(
    specimen: Atlas,
) -> None:
    reached = reach(specimen, ReachRule("radius", km=30))
    region = TerritoryId("region", "32")
    kept = narrow_gaps(find_gaps(specimen, reached, region), ("hors-portee", "desindustrialise"))
    rows = coverage_by(specimen, reached, region, "zone-emploi").set_index("code")
    wanted = rows[
        (rows["population_reached"] == 0)
        & (2 * rows["desindustrialise_population"] >= rows["population"])
    ]
    assert len(kept) == 6
    assert set(kept["code"]) == set(wanted.index)
    assert kept["population"].sum() == wanted["population"].sum() == 950_304


def test_the_gaps_of_france(atlas: Atlas) -> None:
    reached = reach(atlas)
    gaps = find_gaps(atlas, reached, FRANCE)
    seats = atlas.require_communes().iloc[reached.seats]
    zones = atlas.zones_emploi
    assert zones is not None
    assert set(gaps["code"]) == set(zones["code"]) - set(seats["zone_emploi"])
    known = gaps["priority_left_out"].dropna()
    assert known.is_monotonic_decreasing
    assert known.index.tolist() == list(range(len(known)))
    assert (known <= gaps["left_out"].loc[known.index] + 1e-6).all()
    areas = group_gaps(atlas, gaps)
    assert areas["units"].sum() == len(gaps)
    assert areas["left_out"].sum() == gaps["left_out"].sum()
    # No area crosses an ocean: its zones have the same first two figures overseas.
    for codes in areas["codes"].str.split(";"):
        heads = {code[:2] for code in codes if code.startswith("0") and code[1] != "0"}
        assert len(heads) <= 1, codes


@pytest.mark.parametrize("kind", ["zone-emploi", "epci"])
def test_every_unit_but_islands_touches_another(atlas: Atlas, kind: str) -> None:
    table = atlas.zones_emploi if kind == "zone-emploi" else atlas.epci
    assert table is not None
    every = pd.DataFrame({"code": table["code"]})
    sizes = gap_areas(atlas, every, kind).value_counts()
    # The hexagon in one piece, Corse, the islands overseas: far fewer areas than units.
    assert sizes.iloc[0] > 0.85 * len(every)
    assert len(sizes) < 25


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [
        ("zone-emploi", "La Teste-de-Buch", "Langon"),
        ("epci", "Communauté Paris-Saclay", "Saint.Quentin.en.Yvelines"),
        ("epci", "Pré-Bocage", "Bayeux"),
    ],
)
def test_neighbours_by_a_short_border(atlas: Atlas, kind: str, first: str, second: str) -> None:
    table = atlas.zones_emploi if kind == "zone-emploi" else atlas.epci
    assert table is not None
    both = table[table["name"].str.contains(f"{first}|{second}")][["code", "name"]]
    assert len(both) == 2
    assert gap_areas(atlas, both, kind).tolist() == [1, 1]
    codes = both["code"].tolist()
    assert codes[1] in adjacent_codes(atlas, TerritoryId(kind, codes[0]))


def test_edges_tell_the_same_neighbours_as_shapes(atlas: Atlas) -> None:
    codes, first, second = adjacent_pairs(atlas, "departement")
    pairs = {(codes[one], codes[other]) for one, other in zip(first, second, strict=True)}
    pairs |= {(other, one) for one, other in pairs}
    for code in ("38", "75", "2A", "971", "02"):
        told = {other for one, other in pairs if one == code}
        assert told == set(adjacent_codes(atlas, TerritoryId("departement", code)))
