"""``python -m loaders read`` says how a list is understood, and fails when it cannot be read."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from loaders.__main__ import main

ROOT = Path(__file__).parents[2]
LIST = "Nom;Code Insee;Commune\nA;93059;Pierrefitte\nB;87069;LIMOGES\nC;38185;Grenoble\nD;;\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a list of which two rows are placed."""
    file = tmp_path / "liste.csv"
    file.write_bytes(LIST.replace("Pierrefitte", "Pierrefitte-sur-Seine").encode("utf-8-sig"))
    return file


def test_json(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(path), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert {*said} == {"rows", "columns", "faults"}
    assert [(row["row"], row["name"], row["state"], row["commune"]) for row in said["rows"]] == [
        (1, "A", "matched", "93066"),
        (2, "B", "asked", None),
        (3, "C", "matched", "38185"),
        (4, "D", "refused", None),
    ]
    assert said["rows"][1]["candidates"][:2] == ["87085", "87069"]
    assert said["rows"][2]["why"] is None


def test_text_counts_first_and_ten_lines_a_kind(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with path.open("a", encoding="utf-8") as stream:
        stream.writelines(f"E{place};;\n" for place in range(30))
    assert main(["read", str(path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "34 lignes : 2 reconnues, 1 à confirmer, 31 non placées."
    assert "  Code Insee : commune_code" in lines
    assert sum(line.startswith("  - Ligne") for line in lines) == 11
    assert "  … et 21 autres (--json les donne toutes)" in lines


def test_a_column_can_be_told(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(path), "--json", "--column", "Commune=name"]) == 0
    assert json.loads(capsys.readouterr().out)["columns"] == {
        "Nom": None,
        "Code Insee": "commune_code",
        "Commune": "name",
    }


@pytest.mark.parametrize("what", ["nothing", "html", "column", "data"])
def test_what_cannot_be_read_is_one_sentence(
    path: Path, what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = {
        "nothing": [str(tmp_path / "rien.csv")],
        "html": [str(path)],
        "column": [str(path), "--column", "Commune=mairie"],
        "data": [str(path), "--data", str(tmp_path)],
    }[what]
    if what == "html":
        path.write_text("<!DOCTYPE html><p>connexion</p>", encoding="utf-8")
    assert main(["read", *arguments]) == 1
    out, err = capsys.readouterr()
    assert not out
    assert err.endswith(".\n")
    assert err.count("\n") == 1


def test_the_folder_is_that_of_the_atlas(path: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "loaders", "read", str(path)],
        cwd=ROOT,
        env=os.environ | {"ATLAS_DATA": str(empty)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "communes.parquet manque" in done.stderr
