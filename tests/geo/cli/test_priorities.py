"""The reader's rural classes and deindustrialised rule, on every command that counts people."""

import csv
import io
import json
from pathlib import Path

import pytest

from geo.cli.priorities import priority_cells, priority_lines
from geo.compare.compare import compare
from geo.compare.differences import differences
from geo.people.basins import BasinRule
from geo.people.people import PriorityRule
from geo.places.territories import get_territory
from geo.reach.coverage import coverage, coverage_by
from geo.reach.reach import reach
from geo.tables.atlas import Atlas
from tests.geo.cli.commands import run

REGION = ("--territory", "region:32")
PAIR = ("region:32", "region:11")
CHOICES = [
    ((), PriorityRule()),
    (("--rural", "partiel", "zrr", "zrr"), PriorityRule(("partiel", "zrr"))),
    (("--basin", "ber"), PriorityRule(basins=BasinRule("ber"))),
    (
        ("--basin-years", "2000", "2012", "--basin-change", "0.4", "--basin-share", "0.6"),
        PriorityRule(basins=BasinRule("bassins", 2000, 2012, 0.4, 0.6)),
    ),
    (("--basin-share", "0"), PriorityRule(basins=BasinRule(share_quantile=0.0))),
]
IN_JSON = [
    {"rural": ["socle", "plus"], "basins": ("bassins", 1998, 2017, 0.5, 0.5)},
    {"rural": ["partiel", "zrr"], "basins": ("bassins", 1998, 2017, 0.5, 0.5)},
    {"rural": ["socle", "plus"], "basins": ("ber",)},
    {"rural": ["socle", "plus"], "basins": ("bassins", 2000, 2012, 0.4, 0.6)},
    {"rural": ["socle", "plus"], "basins": ("bassins", 1998, 2017, 0.5, 0.0)},
]


@pytest.mark.parametrize(
    ("options", "priorities", "told"), [(*c, t) for c, t in zip(CHOICES, IN_JSON, strict=True)]
)
def test_coverage_counts_the_priorities_of_the_reader(
    capsys: pytest.CaptureFixture[str],
    atlas: Atlas,
    options: tuple[str, ...],
    priorities: PriorityRule,
    told: dict[str, object],
) -> None:
    code, out, err = run(capsys, "coverage", *REGION, *options, "--by", "departement", "--json")
    assert (code, err) == (0, "")
    answer = json.loads(out)
    territory, reached = get_territory(atlas, "region:32"), reach(atlas)
    figures = coverage(atlas, reached, territory, priorities)
    rows = coverage_by(atlas, reached, territory, "departement", priorities)
    for name, part in figures.priority.items():
        assert answer["priority"][name]["population"] == part.population
        assert answer["priority"][name]["share_reached"] == part.share_reached
        found = [row["priority"][name]["population"] for row in answer["rows"]]
        assert found == rows[f"{name}_population"].tolist()
    details = answer["details"]
    assert details["rural"] == told["rural"]
    assert tuple(details["basins"].values()) == told["basins"]


def test_choices_move_the_figures(capsys: pytest.CaptureFixture[str]) -> None:
    counts = {
        tuple(
            part["population"]
            for part in json.loads(run(capsys, "coverage", *REGION, *options, "--json")[1])[
                "priority"
            ].values()
        )
        for options, _ in CHOICES
    }
    assert len(counts) == len(CHOICES)


def test_compare_counts_the_priorities_of_the_reader(
    capsys: pytest.CaptureFixture[str], atlas: Atlas
) -> None:
    options, priorities = CHOICES[1]
    answer = json.loads(run(capsys, "compare", *PAIR, *options, "--json")[1])
    places = [get_territory(atlas, name) for name in PAIR]
    reached = reach(atlas)
    table = compare(atlas, reached, places, priorities)
    found = [row["priority"]["rural"]["population"] for row in answer["territories"]]
    assert found == table["rural_population"].tolist()
    targets = [row["targeting"]["rural"]["people_share"] for row in answer["territories"]]
    assert targets == table["rural_people_share"].tolist()
    pairs = differences(atlas, reached, places, priorities, table=table)
    assert [row["verdict"] for row in answer["differences"]] == pairs["verdict"].tolist()
    assert (answer["rural"], answer["basins"]["basis"]) == (["partiel", "zrr"], "bassins")


def test_siting_weighs_the_priorities_of_the_reader(capsys: pytest.CaptureFixture[str]) -> None:
    def chosen(*options: str) -> dict[str, object]:
        command = ("siting", "--territory", "departement:62", "--sites", "1", "--km", "20")
        code, out, _ = run(capsys, *command, "--weight", "priority", *options, "--json")
        assert code == 0
        details: dict[str, object] = json.loads(out)["details"]
        return details

    usual, wider = chosen(), chosen("--basin", "territoire-industrie", "--rural", "zrr")
    assert usual["rural"] == ["socle", "plus"]
    assert wider["rural"] == ["zrr"]
    assert usual["weight"] != wider["weight"]


@pytest.mark.parametrize("options", [(), ("--by", "departement")])
def test_sheets_say_what_counts(
    capsys: pytest.CaptureFixture[str], options: tuple[str, ...]
) -> None:
    choice = CHOICES[3][0]
    sheet = run(capsys, "coverage", *REGION, *options, *choice, "--csv")[1]
    for row in csv.DictReader(io.StringIO(sheet)):
        assert (row["rural"], row["basins"]) == ("socle;plus", "bassins;2000;2012;0.4;0.6")
    pair = run(capsys, "compare", *PAIR, *choice, "--csv")[1]
    assert {row["rural"] for row in csv.DictReader(io.StringIO(pair))} == {"socle;plus"}
    assert priority_cells(PriorityRule(basins=BasinRule("ber")))["basins"] == "ber"


def test_what_counts_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    frr, frr_plus = (
        "FRR (France ruralités revitalisation)",
        "FRR+ (France ruralités revitalisation, niveau renforcé)",
    )
    zrr = "ZRR (zone de revitalisation rurale)"
    assert priority_lines(PriorityRule())[0] == f"Communes rurales : {frr} et {frr_plus}."
    assert priority_lines(PriorityRule(("zrr",)))[0] == f"Communes rurales : {zrr}."
    moved = PriorityRule(("socle", "plus", "zrr"), CHOICES[3][1].basins)
    assert priority_lines(moved) == [
        f"Communes rurales : {frr}, {frr_plus} et {zrr}.",
        (
            "Bassins : emploi industriel (Insee), de 2000 à 2012, recul au-delà du centile 40, "
            "part au-delà du centile 60."
        ),
    ]
    out = run(capsys, "coverage", *REGION, "--rural", "zrr", "--basin", "afr")[1]
    assert f"\nCommunes rurales : {zrr}.\nBassins : AFR.\n" in out
    assert f"\nCommunes rurales : {zrr}.\n" in run(capsys, "compare", *PAIR, "--rural", "zrr")[1]


@pytest.mark.parametrize(
    "command",
    [("coverage",), ("gaps",), ("compare", "region:84", "region:04"), ("siting", "--sites", "1")],
    ids=lambda command: command[0],
)
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--rural", "alpin"], "La classe rurale « alpin » n'existe pas"),
        (["--rural"], "L'option --rural attend une valeur"),
        (["--basin", "charbon"], "« charbon » ne désigne pas de bassins"),
        (["--basin-share", "2"], "Le seuil 2 n'est pas entre 0 et 1"),
        (["--basin-change", "nan"], "Le seuil nan n'est pas entre 0 et 1"),
        (["--basin-change", "fort"], "L'option --basin-change attend un nombre"),
        (["--basin-years", "1998"], "L'option --basin-years attend 2 valeurs"),
        (["--basin-years", "2017", "1998"], "L'année de départ 2017 n'est pas avant"),
        (["--basin", "ber", "--basin-share", "0.4"], "ne vont qu'avec --basin bassins, pas avec"),
        (["--basin", "afr", "--basin-years", "1998", "2017"], "ne vont qu'avec --basin bassins"),
    ],
)
def test_bad_choices_end_in_one_sentence(
    capsys: pytest.CaptureFixture[str],
    tiny_dir: Path,
    command: tuple[str, ...],
    arguments: list[str],
    expected: str,
) -> None:
    code, out, err = run(capsys, *command, "--data", str(tiny_dir), *arguments)
    assert (code, out) == (2, "")
    assert expected in err
    assert err.count("\n") == 1


def test_a_year_without_published_jobs(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "coverage", "--basin-years", "1998", "2030")
    assert (code, out) == (2, "")
    assert err == "Pas d'emplois industriels publiés pour 2030 ; choisissez entre 1998 et 2017.\n"
