"""``python -m geo compare``: the figures of the functions, and bad arguments in one sentence."""

import csv
import io
import json
import math
from pathlib import Path

import pytest

from geo.cli.coverage import RECORD_KEYS
from geo.compare.compare import compare
from geo.compare.differences import RATE, differences
from geo.places.territories import get_territory
from geo.poles.select import PoleFilter
from geo.reach.reach import ReachRule, reach
from geo.tables.atlas import Atlas
from geo.vocabulary import PRIORITIES
from tests.geo.cli.commands import run

NAMES = ("region:84", "departement:38", "region:04")


def test_json_has_the_figures_of_the_functions(
    capsys: pytest.CaptureFixture[str], tiny: Atlas, tiny_dir: Path
) -> None:
    options = ("--reach", "radius", "--km", "40", "--detour", "1.3", "--cohort", "ami-2021")
    command = ("compare", *NAMES, *options, "--data", str(tiny_dir), "--json")
    code, out, err = run(capsys, *command)
    assert (code, err) == (0, "")
    answer = json.loads(out)
    rule = ReachRule("radius", 40.0, 1.3)
    answered = reach(tiny, rule, PoleFilter(cohorts=("ami-2021",)))
    places = [get_territory(tiny, name) for name in NAMES]
    expected = compare(tiny, answered, places)
    assert (answer["reach"], answer["km"], answer["detour"]) == ("radius", 40, 1.3)
    assert answer["cohorts"] == ["ami-2021"]
    for record, row in zip(answer["territories"], expected.to_dict(orient="records"), strict=True):
        assert tuple(record)[: len(RECORD_KEYS)] == RECORD_KEYS
        for name in ("territory", "label", "poles", "population", "basis", "poles_counted"):
            assert record[name] == row[name]
        assert record["share_reached"] == row["share_reached"]
        rate = record["poles_per_million"]
        assert rate["value"] == row[RATE]
        assert (rate["low"], rate["high"]) == (row[f"{RATE}_low"], row[f"{RATE}_high"])
        parts = ("poles", "poles_departement_only", "poles_territory_only")
        assert record["poles_counted"] == sum(record[part] for part in parts)
        for name in PRIORITIES:
            median = row[f"{name}_median_km"]
            expected_km = None if math.isnan(median) else median
            assert record["distance"]["priority"][name] == {"median_km": expected_km}
            known = row[f"{name}_targeting"] == row[f"{name}_targeting"]
            expected_ratio = row[f"{name}_targeting"] if known else None
            assert record["targeting"][name]["value"] == expected_ratio
        assert record["poles_by_cohort"]["ami-2021"] == row["cohort_ami-2021"]
    pairs = differences(tiny, answered, places)
    assert len(answer["differences"]) == len(pairs)
    for record, row in zip(answer["differences"], pairs.to_dict(orient="records"), strict=True):
        assert record["verdict"] == row["verdict"]
        assert record["difference"] == pytest.approx(row["difference"]) or (
            record["difference"] is None
        )
    assert {"cohort": "ami-2021", "date": "2021-12", "official_count": 2, "found": 2} in answer[
        "completeness"
    ]


def test_csv_has_one_line_per_territory(capsys: pytest.CaptureFixture[str], tiny_dir: Path) -> None:
    code, out, _ = run(capsys, "compare", *NAMES, "--data", str(tiny_dir), "--csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert [row["territory"] for row in rows] == list(NAMES)
    assert {row["reach"] for row in rows} == {"zone-emploi"}
    assert float(rows[0]["poles_per_million"]) == pytest.approx(6 / 0.4365)


def test_words(capsys: pytest.CaptureFixture[str], tiny_dir: Path) -> None:
    code, out, _ = run(capsys, "compare", *NAMES, "--data", str(tiny_dir))
    assert code == 0
    assert "Auvergne-Rhône-Alpes / Isère, pôles par habitant : pas plus que le hasard" in out
    assert "la partie contre le reste" in out
    assert "13,75 [5,04 ; 29,92]" in out
    assert "\nciblage, communes avec un QPV  " in out
    # The other wave, ami-2021, is held whole: 2 of 2.
    assert out.endswith("un pôle manquant n'est pas un pôle absent : appel-2013 : 2 sur 3.\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "de deux à quatre territoires, pas 0"),
        (("region:84",), "de deux à quatre territoires, pas 1"),
        (("region:84",) * 5, "de deux à quatre territoires, pas 5"),
        (("region:84", "region:84"), "donné deux fois"),
        (("region:84", "rhone-alpes"), "peut-être ancienne-region:82"),
        (("region:84", "region:99"), "n'existe pas"),
        (("region:84", "region:04", "--reach", "radius"), "Le rayon manque"),
        (("region:84", "region:04", "--km", "loin"), "attend un nombre"),
        (("region:84", "region:04", "--cohort", "x"), "n'existe pas"),
        (("region:84", "region:04", "--territory", "france"), "Argument inconnu"),
        (
            ("region:84", "region:04", "--as-of", "2014", "--cohort", "appel-2013"),
            "ne vont pas ensemble",
        ),
    ],
)
def test_bad_arguments(
    capsys: pytest.CaptureFixture[str],
    tiny_dir: Path,
    arguments: tuple[str, ...],
    sentence: str,
) -> None:
    code, out, err = run(capsys, "compare", *arguments, "--data", str(tiny_dir))
    assert (code, out) == (2, "")
    assert sentence in err
    assert err.count("\n") == 1


def test_a_missing_register(capsys: pytest.CaptureFixture[str], damaged_dir: Path) -> None:
    (damaged_dir / "poles.csv").unlink()
    code, out, err = run(capsys, "compare", *NAMES, "--data", str(damaged_dir))
    assert (code, out) == (1, "")
    assert "poles.csv" in err


def test_people_of_an_unknown_priority_are_not_zero(capsys: pytest.CaptureFixture[str]) -> None:
    names = ("departement:976", "departement:38")
    answer = json.loads(run(capsys, "compare", *names, "--json")[1])
    mayotte, isere = answer["territories"]
    assert mayotte["priority"]["qpv"]["population"] is None
    assert mayotte["priority"]["desindustrialise"]["population_reached"] is None
    assert mayotte["priority"]["rural"]["population"] == 0
    assert mayotte["population_unknown"]["qpv"] == mayotte["population"] > 0
    assert isere["priority"]["qpv"]["population"] > 0
    assert isere["population_unknown"]["rural"] == 0
    rows = list(csv.DictReader(io.StringIO(run(capsys, "compare", *names, "--csv")[1])))
    assert [bool(row["qpv_population"]) for row in rows] == [False, True]
