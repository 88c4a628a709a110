"""``portrait``: one territory, under the keys that the comparison gives of two."""

import csv
import io
import json
from pathlib import Path

import pytest

from geo.cli import compare, portrait
from tests.geo.cli.commands import run


def portrait_of(
    capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str
) -> dict[str, object]:
    code, out, err = run(capsys, "portrait", "--data", str(folder), *arguments, "--json")
    assert (code, err) == (0, "")
    answer: dict[str, object] = json.loads(out)
    return answer


@pytest.mark.parametrize(
    "territory", ["france", "metropole", "departement:38", "epci:200040715", "commune:38001"]
)
def test_the_figures_are_those_of_the_comparison(
    capsys: pytest.CaptureFixture[str], tiny_dir: Path, territory: str
) -> None:
    answer = portrait_of(capsys, tiny_dir, "--territory", territory)
    assert tuple(answer) == portrait.COMMAND.keys
    both = [territory, "region:93"]
    code, out, _ = run(capsys, "compare", "--data", str(tiny_dir), *both, "--json")
    assert code == 0
    side_by_side = json.loads(out)
    assert tuple(side_by_side) == compare.COMMAND.keys
    figures = side_by_side["territories"][0]
    assert {name: answer[name] for name in figures} == figures


def test_a_departement_is_told_from_its_parents_to_the_poles_that_reach_it(
    capsys: pytest.CaptureFixture[str], tiny_dir: Path
) -> None:
    answer = portrait_of(capsys, tiny_dir, "--territory", "departement:38")
    assert answer["parents"] == [
        {"territory": "ancienne-region:82", "label": "Rhône-Alpes"},
        {"territory": "region:84", "label": "Auvergne-Rhône-Alpes"},
        {"territory": "france", "label": "France"},
    ]
    # Grenoble and L'Isle-d'Abeau share a zone d'emploi; the island has its own pole.
    reaching = [(row["id"], row["people"], row["cohorts"]) for row in answer["reaching"]]
    assert reaching == [("grenoble", 166_000, ["ami-2021"]), ("ile", 500, ["appel-2015"])]
    assert answer["ranks"][0]["indicator"] == "population"
    # 166 500 inhabitants, the first of the four départements of the mainland.
    assert (answer["ranks"][0]["rank"], answer["ranks"][0]["all"]) == (1, 4)
    assert [row["name"] for row in answer["quarters"]] == ["Mistral"]
    assert answer["commune"] is None


def test_a_commune_has_its_classes(capsys: pytest.CaptureFixture[str], tiny_dir: Path) -> None:
    answer = portrait_of(capsys, tiny_dir, "--territory", "commune:38001")
    assert answer["commune"]["reached"] is True
    assert answer["commune"]["statuses"]["frr"] == {"state": "partiel", "value": "partiel"}
    assert answer["commune"]["nearest"][0]["id"] == "ile"


def test_what_a_missing_table_holds_is_not_known(
    capsys: pytest.CaptureFixture[str], damaged_dir: Path
) -> None:
    for name in ("qpv", "qpv_communes", "zones_emploi"):
        (damaged_dir / f"{name}.parquet").unlink()
    answer = portrait_of(capsys, damaged_dir, "--territory", "departement:38")
    assert answer["quarters"] == []
    assert (answer["unemployment"], answer["industrial_jobs"]) == (None, None)
    assert len(answer["details"]["problems"]) == 3


def test_the_sheet_holds_the_ranks(capsys: pytest.CaptureFixture[str], tiny_dir: Path) -> None:
    options = ["portrait", "--data", str(tiny_dir), "--territory", "departement:38", "--csv"]
    rows = list(csv.DictReader(io.StringIO(run(capsys, *options)[1])))
    assert rows[0]["territory"] == "departement:38"
    assert (rows[0]["indicator"], rows[0]["value"], rows[0]["rank"]) == (
        "population",
        "166500.0",
        "1",
    )
    options[3] = "france"
    assert run(capsys, *[*options[:3], "--csv"])[0] == 0


def test_lines_say_the_rule_and_the_poles(
    capsys: pytest.CaptureFixture[str], tiny_dir: Path
) -> None:
    options = ["portrait", "--data", str(tiny_dir), "--territory", "departement:38"]
    code, out, _ = run(capsys, *options)
    assert code == 0
    lines = out.splitlines()
    assert lines[:3] == [
        "Isère (departement:38)",
        "166 500 habitants.",
        "Règle : zone d'emploi du siège.",
    ]
    assert "À portée d'au moins un pôle connu : 100,0 % des habitants." in lines
    assert lines[-1].split("  ")[0] == "Pôle ile"
