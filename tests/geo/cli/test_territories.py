"""``territories``: how a territory is written, for who knows its name."""

import json
from pathlib import Path

import pytest

from tests.geo.cli.commands import run


def test_homonyms_are_told_apart(capsys: pytest.CaptureFixture[str], tiny_dir: Path) -> None:
    code, out, _ = run(capsys, "territories", "saint denis", "--data", str(tiny_dir), "--json")
    assert code == 0
    answer = json.loads(out)
    assert (answer["q"], answer["problems"]) == ("saint denis", [])
    assert answer["rows"] == [
        {
            "territory": "commune:97411",
            "kind": "commune",
            "code": "97411",
            "label": "Saint-Denis",
            "population": 150_000,
            "departement": "La Réunion",
        },
        {
            "territory": "commune:38001",
            "kind": "commune",
            "code": "38001",
            "label": "Saint-Denis",
            "population": 500,
            "departement": "Isère",
        },
    ]


def test_lines_and_limit(capsys: pytest.CaptureFixture[str], tiny_dir: Path) -> None:
    options = ["--data", str(tiny_dir), "--limit", "1"]
    assert run(capsys, "territories", "saint denis", *options)[1].splitlines() == [
        "territoire     nom          habitants  département",
        "commune:97411  Saint-Denis  150 000    La Réunion",
    ]
    assert run(capsys, "territories", "zzz", *options)[1] == (
        "Aucun territoire ne porte ce nom ni ce code.\n"
    )
    code, out, _ = run(capsys, "territories", "zzz", *options, "--csv")
    assert (code, out) == (0, "territory,kind,code,label,population,departement\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Il manque TEXTE"),
        (["x", "--limit", "0"], "La limite 0 n'est pas entre 1 et 100."),
        (["x", "--limit", "101"], "La limite 101 n'est pas entre 1 et 100."),
    ],
)
def test_a_search_that_is_none(
    capsys: pytest.CaptureFixture[str], tiny_dir: Path, arguments: list[str], sentence: str
) -> None:
    code, out, err = run(capsys, "territories", "--data", str(tiny_dir), *arguments)
    assert (code, out) == (2, "")
    assert err.startswith(sentence)
    assert err.count("\n") == 1
