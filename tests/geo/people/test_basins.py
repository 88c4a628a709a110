"""Deindustrialised basins: our rule under other thresholds, and the official proxies."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from geo.errors import FilterError, TableError
from geo.people.basins import (
    BasinRule,
    basin_flags,
    basin_table,
    basin_years,
    compare_basins,
)
from geo.tables.atlas import Atlas, load_atlas
from tests.geo.countries import country

# Zone: industrial jobs in 1998, 2008 and 2017, all jobs in 1998.
# Changes 1998-2017: A -50 %, B -5 %, C -20 %, D -40 %, E 0 %; shares .5 .4 .3 .2 .1.
JOBS = {
    "A": (500, 500, 250, 1000),
    "B": (400, 200, 380, 1000),
    "C": (300, 270, 240, 1000),
    "D": (200, 190, 120, 1000),
    "E": (100, 100, 100, 1000),
}


@pytest.fixture
def industrial() -> Atlas:
    """Return a country with a commune in each zone, one of unknown jobs and one in no zone."""
    rows = [
        {"zone_emploi_2010": zone, "year": year, "industrial_jobs": industrial, "jobs": total}
        for zone, (*by_year, total) in JOBS.items()
        for year, industrial in zip((1998, 2008, 2017), by_year, strict=True)
    ]
    jobs = pd.DataFrame(rows)
    communes = [
        {"code": f"0100{number}", "zone_emploi_2010": zone, "desindustrialise": zone == "A"}
        for number, zone in enumerate(JOBS, start=1)
    ]
    communes += [
        {"code": "97601", "zone_emploi_2010": "Z", "desindustrialise": None},
        {"code": "97602", "desindustrialise": None},
    ]
    areas = pd.DataFrame({"code": ["A", "D"], "name": ["Alpha", "Delta"], "population": [10, 40]})
    areas = areas.astype({"code": "str", "name": "str"})
    return replace(country(communes), emploi_industriel=jobs, zones_emploi_2010=areas)


def flagged(atlas: Atlas, rule: BasinRule) -> list[str]:
    table = basin_table(atlas, rule)
    return table["code"][table["desindustrialise"]].tolist()


def test_thresholds_and_years_move_the_basins(industrial: Atlas) -> None:
    assert basin_years(industrial) == (1998, 2008, 2017)
    assert flagged(industrial, BasinRule()) == ["A"]
    assert flagged(industrial, BasinRule(share_quantile=0)) == ["A", "D"]
    # By 2008 B had lost half, C a tenth, D a twentieth: median -5 %.
    assert flagged(industrial, BasinRule(end=2008)) == ["B"]


def test_which_basins_enter_and_leave(industrial: Atlas) -> None:
    moved = compare_basins(industrial, BasinRule(end=2008))
    assert moved[["code", "movement"]].to_numpy().tolist() == [["B", "entre"], ["A", "sort"]]
    assert moved["name"].tolist() == ["B", "Alpha"]
    assert moved["industrial_change"].tolist() == [-0.5, 0.0]
    wider = compare_basins(industrial, BasinRule(share_quantile=0))
    assert wider[["code", "name", "population", "movement"]].to_numpy().tolist() == [
        ["D", "Delta", 40, "entre"]
    ]
    assert compare_basins(industrial, BasinRule()).empty


def test_the_most_populous_basins_come_first(industrial: Atlas) -> None:
    people = {"B": 20, "C": 30, "D": 40, "E": 50}
    areas = pd.DataFrame({"code": list(people), "population": list(people.values())})
    areas.insert(1, "name", areas["code"])
    named = replace(industrial, zones_emploi_2010=areas)
    # All but E, which lost nothing; B, C and D were not deindustrialised by the medians.
    wide = BasinRule(change_quantile=1, share_quantile=0)
    assert flagged(named, wide) == ["A", "B", "C", "D"]
    moved = compare_basins(named, wide)
    assert moved[["code", "movement"]].to_numpy().tolist() == [
        ["D", "entre"],
        ["C", "entre"],
        ["B", "entre"],
    ]
    assert compare_basins(named, BasinRule(), wide)["code"].tolist() == ["D", "C", "B"]
    fewer = replace(named, zones_emploi_2010=areas[areas["code"] != "D"])
    # A basin whose people are not known comes last.
    assert compare_basins(fewer, wide)["code"].tolist() == ["C", "B", "D"]


def test_an_official_zoning_moves_no_basin(industrial: Atlas) -> None:
    with pytest.raises(FilterError, match="Les seuils ne jouent que sur la règle bassins"):
        compare_basins(industrial, BasinRule("ber"))


def test_a_commune_follows_its_basin_and_the_unknown_stays_so(industrial: Atlas) -> None:
    wider = basin_flags(industrial, BasinRule(share_quantile=0))
    assert wider.tolist() == [True, False, False, True, False, pd.NA, pd.NA]
    default = basin_flags(industrial)
    assert default.tolist() == [True, False, False, False, False, pd.NA, pd.NA]
    without_jobs = replace(industrial, emploi_industriel=None)
    assert basin_flags(without_jobs).tolist() == default.tolist()
    with pytest.raises(TableError, match=r"emploi_industriel\.parquet manque"):
        basin_flags(without_jobs, BasinRule(share_quantile=0))


def test_official_zonings_in_the_place_of_our_rule(tiny: Atlas) -> None:
    def inside(basis: str) -> dict[str, bool | None]:
        flags = basin_flags(tiny, BasinRule(basis))
        assert str(flags.dtype) == "boolean"
        codes = tiny.require_communes()["code"]
        return {
            code: None if flag is pd.NA else bool(flag)
            for code, flag in zip(codes, flags, strict=True)
            if flag is pd.NA or flag
        }

    assert inside("territoire-industrie") == {"26281": True}
    assert inside("territoire-industrie-2018") == {}
    assert inside("ber") == {"84019": True}
    # Only a part of Grenoble is in the regional-aid zone, and which part is not known.
    assert inside("afr") == {"38185": None}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"basis": "charbon"}, "« charbon » ne désigne pas"),
        ({"start": 2017, "end": 1998}, "L'année de départ 2017 n'est pas avant"),
        ({"start": 2000, "end": 2000}, "L'année de départ 2000 n'est pas avant"),
        ({"change_quantile": -0.1}, "Le seuil -0.1 n'est pas entre 0 et 1"),
        ({"share_quantile": float("nan")}, "Le seuil nan n'est pas entre 0 et 1"),
    ],
)
def test_a_rule_that_contradicts_itself(arguments: dict[str, object], expected: str) -> None:
    with pytest.raises(FilterError, match=expected):
        BasinRule(**arguments)


def test_what_the_jobs_cannot_answer(industrial: Atlas) -> None:
    with pytest.raises(FilterError, match="pour 1990 ; choisissez entre 1998 et 2017"):
        basin_table(industrial, BasinRule(start=1990))
    with pytest.raises(FilterError, match="Les seuils ne jouent que sur la règle bassins"):
        basin_table(industrial, BasinRule("ber"))


def test_the_default_rule_is_the_one_compiled_with_the_tables(atlas: Atlas) -> None:
    judged = basin_table(atlas)
    assert judged["desindustrialise"].sum() == 107
    assert (len(judged), judged["population"].isna().sum()) == (321, 0)
    assert basin_years(atlas) == tuple(range(1998, 2018))
    # A threshold a hair away from the median goes through the jobs and moves nothing.
    nearly = BasinRule(share_quantile=0.5 + 1e-12)
    assert basin_flags(atlas, nearly).equals(basin_flags(atlas))
    assert basin_flags(atlas).isna().sum() == 17


def test_romans_enters_when_the_comparison_stops_in_2012(atlas: Atlas) -> None:
    moved = compare_basins(atlas, BasinRule(end=2012)).set_index("name")["movement"]
    assert moved["Romans-sur-Isère"] == "entre"
    assert moved["Dunkerque"] == "sort"


def test_damaged_jobs_are_told(tmp_path: Path) -> None:
    (tmp_path / "emploi_industriel.parquet").write_bytes(b"PAR1")
    with pytest.raises(TableError, match="illisible"):
        basin_years(load_atlas(tmp_path))
