"""``python -m geo coverage``: the figures of the functions, under the keys that were promised."""

import csv
import io
import json
import math
import re
from pathlib import Path

import pytest

from geo.cli.completeness import name_list
from geo.cli.coverage import RECORD_KEYS
from geo.places.territories import FRANCE, get_territory
from geo.poles.periods import cohorts_as_of
from geo.poles.select import PoleFilter
from geo.reach.coverage import BY_KINDS, coverage, coverage_by
from geo.reach.reach import ReachRule, reach
from geo.tables.atlas import Atlas, load_atlas
from geo.vocabulary import PRIORITIES
from tests.geo.cli.commands import run


def answer_of(
    capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str
) -> dict[str, object]:
    code, out, err = run(capsys, "coverage", "--data", str(folder), *arguments, "--json")
    assert (code, err) == (0, "")
    answer: dict[str, object] = json.loads(out)
    return answer


def test_json_has_the_promised_keys_in_their_order(
    capsys: pytest.CaptureFixture[str], tiny_dir: Path
) -> None:
    answer = answer_of(capsys, tiny_dir, "--territory", "region:84", "--cohort", "ami-2021")
    assert list(answer) == [
        *("territory", "label", "reach", "km", "detour", "cohorts", "poles"),
        *("poles_departement_only", "population", "population_reached", "share_reached"),
        *("communes", "communes_reached", "priority", "zones_emploi_without_pole", "details"),
    ]
    assert tuple(answer)[:-1] == RECORD_KEYS
    details = answer.pop("details")
    assert answer == {
        "territory": "region:84",
        "label": "Auvergne-Rhône-Alpes",
        "reach": "zone-emploi",
        "km": None,
        "detour": 1.0,
        "cohorts": ["ami-2021"],
        "poles": 2,
        "poles_departement_only": 0,
        "population": 436_500,
        "population_reached": 296_000,
        "share_reached": 296_000 / 436_500,
        "communes": 7,
        "communes_reached": 5,
        "priority": {
            "qpv": {"population": 0, "population_reached": 0, "share_reached": None},
            "rural": {"population": 40_000, "population_reached": 40_000, "share_reached": 1.0},
            "desindustrialise": {
                "population": 90_000,
                "population_reached": 90_000,
                "share_reached": 1.0,
            },
        },
        "zones_emploi_without_pole": 1,
    }
    assert details == {
        "sectors": [],
        "statuses": [],
        "rural": ["socle", "plus"],
        "basins": {
            "basis": "bassins",
            "start": 1998,
            "end": 2017,
            "change_quantile": 0.5,
            "share_quantile": 0.5,
        },
        # 26281 is in a basin, 26198 rural; nobody is in both.
        "priority_any": {
            "population": 130_000,
            "population_reached": 130_000,
            "share_reached": 1.0,
            "population_unknown": 0,
        },
        "population_unknown": {"qpv": 0, "rural": 0, "desindustrialise": 0},
        "poles_left_out": 0,
        "poles_left_out_france": 0,
        "left_out": [],
        "declared_fallback": [],
        "closed": [],
        "problems": [],
    }


def test_who_is_left_out_falls_back_or_is_closed(
    capsys: pytest.CaptureFixture[str], tiny_dir: Path
) -> None:
    details = answer_of(capsys, tiny_dir, "--reach", "declared")["details"]
    assert isinstance(details, dict)
    named = {
        key: [pole["id"] for pole in details[key]]
        for key in ("left_out", "declared_fallback", "closed")
    }
    assert named == {
        "left_out": ["isere", "ara", "quelque-part"],
        "declared_fallback": ["grenoble", "saint-denis", "ile"],
        "closed": ["ile"],
    }
    assert details["poles_left_out"] == 3
    assert details["population_unknown"]["desindustrialise"] == 250_000
    assert details["left_out"][0] == {
        "id": "isere",
        "name": "Pôle isere",
        "attachment": "departement",
    }


def test_details_are_those_of_the_territory(
    capsys: pytest.CaptureFixture[str], tiny_dir: Path
) -> None:
    arguments = ["--reach", "declared", "--territory", "departement:63"]
    details = answer_of(capsys, tiny_dir, *arguments)["details"]
    assert isinstance(details, dict)
    assert [pole["id"] for pole in details["declared_fallback"]] == ["ile"]
    assert [pole["id"] for pole in details["closed"]] == ["ile"]
    assert (details["poles_left_out"], details["poles_left_out_france"]) == (0, 3)
    assert details["left_out"] == []


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (
            ["--territory", "departement:63", "--reach", "declared"],
            [
                "1 pôle ne déclare pas de territoire : sa zone d'emploi en tient lieu.",
                "0 pôle laissé de côté faute de siège connu (3 en France).",
                ("1 pôle disparu est compté, Pôle ile : --status actif emergent inconnu l'écarte."),
            ],
        ),
        (
            ["--territory", "departement:84"],
            ["1 pôle laissé de côté faute de siège connu (5 en France) : Pôle rhone-sud."],
        ),
        (["--territory", "departement:84", "--cohort", "ami-2021"], []),
    ],
)
def test_who_is_told_of_in_a_territory(
    capsys: pytest.CaptureFixture[str], tiny_dir: Path, arguments: list[str], expected: list[str]
) -> None:
    lines = run(capsys, "coverage", "--data", str(tiny_dir), *arguments)[1].splitlines()
    last = "Pôles sans siège connu, mais dont le département l'est"
    (place,) = [row for row, line in enumerate(lines) if line.startswith(last)]
    assert lines[place + 1 :] == expected


def test_many_names_end_in_a_count() -> None:
    names = [f"P{number}" for number in range(1, 14)]
    assert name_list(names).endswith("P12 et 1 autre")
    assert name_list([*names, "P14"]).endswith("P12 et 2 autres")


@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        (["--reach", "commune"], ReachRule("commune")),
        (["--reach", "epci"], ReachRule("epci")),
        ([], ReachRule()),
        (["--reach", "declared"], ReachRule("declared")),
        (["--reach", "radius", "--km", "16"], ReachRule("radius", 16.0)),
        (["--reach", "radius", "--km", "16", "--detour", "1.3"], ReachRule("radius", 16.0, 1.3)),
    ],
)
@pytest.mark.parametrize("kind", [None, "epci", "region"])
def test_command_and_functions_agree(
    capsys: pytest.CaptureFixture[str],
    tiny_dir: Path,
    arguments: list[str],
    rule: ReachRule,
    kind: str | None,
) -> None:
    atlas = load_atlas(tiny_dir)
    reached = reach(atlas, rule)
    by = [] if kind is None else ["--by", kind]
    answer = answer_of(capsys, tiny_dir, *arguments, *by)
    figures = coverage(atlas, reached, FRANCE)
    assert (answer["reach"], answer["km"], answer["detour"]) == (rule.kind, rule.km, rule.detour)
    assert answer["population_reached"] == figures.population_reached
    assert answer["share_reached"] == figures.share_reached
    assert answer["communes_reached"] == figures.communes_reached
    assert ("rows" in answer) == (kind is not None)
    if kind is None:
        return
    rows = answer["rows"]
    table = coverage_by(atlas, reached, FRANCE, kind).to_dict(orient="records")
    assert isinstance(rows, list)
    assert [row["label"] for row in rows] == [row["label"] for row in table]
    for row, expected in zip(rows, table, strict=True):
        assert tuple(row) == RECORD_KEYS
        for name in ("poles", "population", "population_reached", "communes_reached"):
            assert row[name] == expected[name]
        for name in PRIORITIES:
            nothing_known = expected[f"{name}_population_unknown"] == expected["population"] > 0
            known = None if nothing_known else expected[f"{name}_population"]
            assert row["priority"][name]["population"] == known
    if kind == "epci":
        assert rows[-1]["territory"] is None
        assert rows[-1]["label"] == "Hors intercommunalité"


def test_csv_holds_the_same_figures(capsys: pytest.CaptureFixture[str], tiny_dir: Path) -> None:
    base = ["coverage", "--data", str(tiny_dir), "--reach", "radius", "--km", "16"]
    code, out, _ = run(capsys, *base, "--csv")
    assert code == 0
    (whole,) = csv.DictReader(io.StringIO(out))
    by_region = list(csv.DictReader(io.StringIO(run(capsys, *base, "--by", "region", "--csv")[1])))
    assert list(whole) == list(by_region[0])
    assert whole["territory"] == "france"
    assert (whole["reach"], whole["km"], whole["detour"]) == ("radius", "16.0", "1.0")
    for name in ("poles", "population", "population_reached", "communes"):
        assert int(whole[name]) == sum(int(row[name]) for row in by_region)
    assert float(whole["rural_population"]) == 50_000
    assert float(whole["desindustrialise_population_unknown"]) == 250_000
    assert [row["territory"] for row in by_region] == ["region:04", "region:84", "region:93"]


def test_the_answer_in_words(capsys: pytest.CaptureFixture[str], tiny_dir: Path) -> None:
    arguments = ["coverage", "--data", str(tiny_dir), "--by", "region"]
    code, out, err = run(capsys, *arguments)
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "France (france)",
        "Règle : zone d'emploi du siège.",
        (
            "Communes rurales : FRR (France ruralités revitalisation) et FRR+ (France ruralités "
            "revitalisation, niveau renforcé)."
        ),
        (
            "Bassins : emploi industriel (Insee), de 1998 à 2017, recul au-delà du centile 50, "
            "part au-delà du centile 50."
        ),
        "À portée d'au moins un pôle connu : 84,2 % (586 500 sur 696 500) des habitants.",
        "Communes à portée : 8 sur 10.",
        "Quartiers prioritaires (QPV) : aucun habitant.",
        "Communes rurales : 80,0 % (40 000 sur 50 000).",
        (
            "Bassins désindustrialisés : 100,0 % (90 000 sur 90 000) ; inconnu pour 250 000 "
            "habitants."
        ),
        ("Une priorité au moins : 92,9 % (130 000 sur 140 000) ; inconnu pour 250 000 habitants."),
        "Zones d'emploi sans pôle connu : 2.",
        "Sièges connus dans le territoire : 4.",
        "Pôles sans siège connu, mais dont le département l'est : 2.",
        (
            "5 pôles laissés de côté faute de siège connu : Pôle rhone-sud, Pôle isere, Pôle ara, "
            "Pôle quelque-part, Pôle deux-villes."
        ),
        "1 pôle disparu est compté, Pôle ile : --status actif emergent inconnu l'écarte.",
        "",
        "territoire  nom                         habitants  à portée  part     pôles",
        "region:04   La Réunion                  250 000    150 000   60,0 %   1",
        "region:84   Auvergne-Rhône-Alpes        436 500    436 500   100,0 %  3",
        "region:93   Provence-Alpes-Côte d'Azur  10 000     0         0,0 %    0",
    ]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--reach", "radius", "--km", "16"], "à moins de 16 km. Distances à vol d'oiseau"),
        (
            ["--reach", "radius", "--km", "16.5", "--detour", "1.3"],
            "à moins de 16,5 km. Distances à vol d'oiseau multipliées par 1,3",
        ),
        (["--reach", "declared"], "territoire déclaré"),
        (["--status", "actif"], "zone d'emploi du siège"),
    ],
)
def test_the_rule_is_named(
    capsys: pytest.CaptureFixture[str], tiny_dir: Path, arguments: list[str], expected: str
) -> None:
    out = run(capsys, "coverage", "--data", str(tiny_dir), *arguments)[1]
    assert f"\nRègle : {expected}.\n" in out
    assert ("disparu" in out) == ("--status" not in arguments)
    assert ("3 pôles ne déclarent pas de territoire" in out) == ("declared" in arguments)


def test_coverage_as_of_a_year(
    capsys: pytest.CaptureFixture[str], tiny_dir: Path, tiny: Atlas
) -> None:
    answer = answer_of(capsys, tiny_dir, "--as-of", "2015")
    cohorts = cohorts_as_of(tiny, 2015)
    assert answer["cohorts"] == list(cohorts) == ["appel-2013"]
    figures = coverage(tiny, reach(tiny, pole_filter=PoleFilter(cohorts=cohorts)), FRANCE)
    assert (answer["poles"], answer["population_reached"]) == (1, figures.population_reached)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--reach", "village"], "La règle de rayonnement « village » n'existe pas"),
        (["--reach"], "L'option --reach attend une valeur"),
        (["--reach", "radius"], "Le rayon manque"),
        (["--km", "30"], "Un rayon en kilomètres ne va qu'avec la règle radius"),
        (["--reach", "radius", "--km", "trente"], "L'option --km attend un nombre, pas 'trente'"),
        (["--reach", "radius", "--km", "-1"], "Le rayon -1 km"),
        (["--reach", "radius", "--km", "inf"], "Le rayon inf km"),
        (["--detour", "0"], "Le facteur de détour 0 n'est pas entre 1"),
        (["--by", "canton"], "Le découpage « canton » n'existe pas"),
        (["--cohort", "ami-2031"], "La vague « ami-2031 » n'existe pas"),
        (["--as-of", "l'an dernier"], "L'option --as-of attend un nombre entier"),
        (["--as-of", "2000"], "L'année « 2000 » n'est pas entre 2014, celle de la première vague"),
        (["--as-of", "2030"], "« 2030 » n'est pas entre 2014, celle de la première vague, et 2021"),
        (["--as-of", "9" * 20], f"L'année « {'9' * 20} » n'est pas entre 2014"),
        (["--as-of", "2015", "--cohort", "ami-2021"], "--as-of et --cohort ne vont pas ensemble"),
        (["--territory", "rhone alpes"], "peut-être ancienne-region:82 (Rhône-Alpes)"),
        (["--json", "--csv"], "--csv et --json ne vont pas ensemble"),
        (["--loin"], "Argument inconnu : --loin"),
    ],
)
def test_bad_arguments_end_in_one_sentence(
    capsys: pytest.CaptureFixture[str], tiny_dir: Path, arguments: list[str], expected: str
) -> None:
    code, out, err = run(capsys, "coverage", "--data", str(tiny_dir), *arguments)
    assert (code, out) == (2, "")
    assert expected in err
    assert err.count("\n") == 1


def test_a_lost_table_ends_in_one_sentence(
    capsys: pytest.CaptureFixture[str], damaged_dir: Path
) -> None:
    (damaged_dir / "communes.parquet").unlink()
    code, out, err = run(capsys, "coverage", "--data", str(damaged_dir))
    assert (code, out) == (1, "")
    assert err.startswith("La table communes.parquet manque")


def test_hostile_names_are_harmless(capsys: pytest.CaptureFixture[str], damaged_dir: Path) -> None:
    register = damaged_dir / "poles.csv"
    text = register.read_text(encoding="utf-8").replace("Pôle isere", "\x1b[2J\u202efin")
    register.write_text(text, encoding="utf-8")
    out = run(capsys, "coverage", "--data", str(damaged_dir))[1]
    assert not re.search("[\x1b\u202e]", out)


def test_poles_and_coverage_print_the_same_figures(capsys: pytest.CaptureFixture[str]) -> None:
    for territory in ("ancienne-region:82", "departement:976", "commune:29155"):
        one = json.loads(run(capsys, "poles", "--territory", territory, "--json")[1])
        other = json.loads(run(capsys, "coverage", "--territory", territory, "--json")[1])
        assert {key: one[key] for key in RECORD_KEYS} == {key: other[key] for key in RECORD_KEYS}
        assert one["poles"] == one["summary"]["with_seat"]


@pytest.mark.parametrize("kind", BY_KINDS)
def test_the_real_tables_by_every_level(
    capsys: pytest.CaptureFixture[str], atlas: Atlas, kind: str
) -> None:
    territory = get_territory(atlas, "ancienne-region:31")
    arguments = ["coverage", "--territory", territory.id, "--by", kind, "--json"]
    answer = json.loads(run(capsys, *arguments)[1])
    for name in ("poles", "population", "population_reached", "communes", "communes_reached"):
        assert sum(row[name] for row in answer["rows"]) == answer[name]
    for name in PRIORITIES:
        whole = answer["priority"][name]
        parts = [row["priority"][name] for row in answer["rows"]]
        for field in ("population", "population_reached"):
            assert math.isclose(
                sum(part[field] for part in parts), whole[field], rel_tol=1e-9, abs_tol=1e-3
            )


def test_people_of_an_unknown_priority_are_not_zero(capsys: pytest.CaptureFixture[str]) -> None:
    # Neither the quarters nor the basins of Mayotte are published; that none is rural is known.
    base = ("coverage", "--territory", "departement:976")
    answer = json.loads(run(capsys, *base, "--json")[1])
    nothing = {"population": None, "population_reached": None, "share_reached": None}
    assert answer["priority"] == {
        "qpv": nothing,
        "rural": {"population": 0, "population_reached": 0, "share_reached": None},
        "desindustrialise": nothing,
    }
    unknown = answer["details"]["population_unknown"]
    assert unknown == {
        "qpv": answer["population"],
        "rural": 0,
        "desindustrialise": answer["population"],
    }
    assert answer["details"]["priority_any"] == {
        **nothing,
        "population_unknown": answer["population"],
    }
    (row,) = csv.DictReader(io.StringIO(run(capsys, *base, "--csv")[1]))
    assert (row["qpv_population"], row["qpv_population_reached"]) == ("", "")
    assert (row["any_population"], row["any_population_reached"]) == ("", "")
    assert float(row["rural_population"]) == 0
    words = run(capsys, *base)[1]
    assert "Une priorité au moins : inconnu pour 256 518 habitants." in words
    assert "Quartiers prioritaires (QPV) : inconnu pour 256 518 habitants." in words
    # Known in part: what is known stays a number.
    france = json.loads(run(capsys, "coverage", "--territory", "france", "--json")[1])
    assert france["priority"]["qpv"]["population"] > 5_000_000


def test_a_detour_is_told_where_it_lengthens_a_distance(
    capsys: pytest.CaptureFixture[str], tiny_dir: Path
) -> None:
    base = ("coverage", "--data", str(tiny_dir), "--detour", "1.3")
    assert "Règle : zone d'emploi du siège." in run(capsys, *base)[1]
    far = run(capsys, *base, "--reach", "radius", "--km", "30")[1]
    assert "Règle : à moins de 30 km. Distances à vol d'oiseau multipliées par 1,3." in far


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--reach", "radius", "--km", "1_000"], "L'option --km attend un nombre, pas '1_000'"),
        (["--as-of", "2_014"], "L'option --as-of attend un nombre entier, pas '2_014'"),
        (["--territory", "region:84\n"], "n'est pas un territoire"),
    ],
)
def test_what_only_a_program_would_write_is_refused(
    capsys: pytest.CaptureFixture[str], tiny_dir: Path, arguments: list[str], expected: str
) -> None:
    code, out, err = run(capsys, "coverage", "--data", str(tiny_dir), *arguments)
    assert (code, out) == (2, "")
    assert expected in err
