"""The command line: the same figures as the pages, and one sentence when it cannot."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from geo.cli.coverage import RECORD_KEYS
from geo.poles.location import ADDED_COLUMNS
from geo.tables.schema import CSV_COLUMNS
from tests.geo.cli.commands import run

ROOT = Path(__file__).parents[3]


def poles(folder: Path, *arguments: str) -> list[str]:
    return ["poles", "--data", str(folder), *arguments]


def test_a_folder_that_is_not_there_is_a_wrong_argument(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, out, err = run(capsys, *poles(tmp_path / "rien"))
    assert (code, out) == (2, "")
    assert "n'existe pas ; donnez avec --data" in err
    assert err.count("\n") == 1


def test_without_argument_the_help_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys)
    assert (code, err) == (0, "")
    assert "lister et compter les pôles d'un territoire" in out
    assert run(capsys, "poles", "--help")[1].count("--territory") == 2


def test_a_code_of_before_says_what_it_became(
    capsys: pytest.CaptureFixture[str], tiny_dir: Path
) -> None:
    code, out, err = run(capsys, *poles(tiny_dir, "--territory", " région:82. "))
    assert code == 0
    assert out.startswith("Rhône-Alpes (ancienne-region:82)\n")
    assert err == "region:82 : Rhône-Alpes (ancienne-region:82)\n"


def test_the_table_of_a_departement(capsys: pytest.CaptureFixture[str], tiny_dir: Path) -> None:
    code, out, err = run(capsys, *poles(tiny_dir, "--territory", "departement:38"))
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[:4] == [
        "Isère (departement:38)",
        "4 pôles connus, dont 2 au siège connu et 2 sans siège connu.",
        (
            "Sièges connus : 0 en commune FRR ou FRR+ et 1 en commune partiellement FRR, 1 dans "
            "une commune qui contient un QPV, 0 en bassin désindustrialisé."
        ),
        ("Registre incomplet, un pôle manquant n'est pas un pôle absent : appel-2013 : 2 sur 3."),
    ]
    assert [line.split("  ")[0] for line in lines[5:]] == [
        "pôle",
        "Pôle grenoble",
        "Pôle isere",
        "Pôle deux-villes",
        "Pôle ile",
    ]
    assert lines[-1].split()[-1] == "siège"


def test_an_empty_answer_says_that_the_register_is_incomplete(
    capsys: pytest.CaptureFixture[str], tiny_dir: Path
) -> None:
    code, out, _ = run(capsys, *poles(tiny_dir, "--territory", "commune:97415"))
    assert code == 0
    assert "Aucun pôle connu" in out
    assert "incomplet" in out


def test_json_holds_filter_summary_poles_and_problems(
    capsys: pytest.CaptureFixture[str], tiny_dir: Path
) -> None:
    arguments = ["--territory", "region:84", "--cohort", "ami-2021", "appel-2013"]
    code, out, _ = run(capsys, *poles(tiny_dir, *arguments, "--status", "actif", "--json"))
    assert code == 0
    answer = json.loads(out)
    added = ["sectors", "statuses", "summary", "rows", "problems"]
    assert list(answer) == [*RECORD_KEYS, *added]
    assert (answer["territory"], answer["label"]) == ("region:84", "Auvergne-Rhône-Alpes")
    assert (answer["reach"], answer["poles"]) == ("zone-emploi", 2)
    assert answer["cohorts"] == ["ami-2021", "appel-2013"]
    assert (answer["sectors"], answer["statuses"]) == ([], ["actif"])
    assert answer["summary"]["poles"] == 3
    assert answer["summary"]["desindustrialise"] == {
        "inside": 1,
        "partly": 0,
        "outside": 1,
        "unknown": 0,
    }
    romans, grenoble, towns = answer["rows"]
    assert list(romans) == [*CSV_COLUMNS["poles"], *ADDED_COLUMNS]
    assert romans["cohorts"] == ["appel-2013", "ami-2021"]
    assert romans["territory_codes"] == ["epci:200068781"]
    assert romans["seat_desindustrialise"] is True
    assert grenoble["territory_codes"] == []
    assert grenoble["members"] is None
    assert towns["lon"] is None
    assert answer["problems"] == []


def test_poles_are_counted_without_the_communes_but_not_whom_they_reach(
    capsys: pytest.CaptureFixture[str], damaged_dir: Path
) -> None:
    (damaged_dir / "communes.parquet").unlink()
    code, out, _ = run(capsys, *poles(damaged_dir, "--json"))
    assert code == 0
    answer = json.loads(out)
    assert answer["summary"]["poles"] == len(answer["rows"]) == 9
    assert list(answer)[: len(RECORD_KEYS)] == list(RECORD_KEYS)
    assert (answer["label"], answer["population"], answer["reach"]) == ("France", None, None)


def test_csv_is_the_table(capsys: pytest.CaptureFixture[str], tiny_dir: Path) -> None:
    code, out, _ = run(capsys, *poles(tiny_dir, "--csv"))
    assert code == 0
    rows = list(csv.DictReader(io.StringIO(out)))
    assert len(rows) == 9
    assert list(rows[0]) == [*CSV_COLUMNS["poles"], *ADDED_COLUMNS]
    assert rows[2]["lat"] == "-20.9"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["pole"], "Commande inconnue : 'pole' ; essayez poles ou coverage"),
        (["--foo"], "Argument inconnu : --foo"),
        (["poles", "--foo", "bar"], "Argument inconnu : --foo bar"),
        (["poles", "--territory"], "L'option --territory attend une valeur"),
        (["poles", "--cohort"], "L'option --cohort attend une valeur"),
        (["poles", "--json", "--csv"], "--csv et --json ne vont pas ensemble"),
        (["poles", "--territory", "nulle part"], "« nulle part » n'est pas un territoire"),
        (["poles", "--territory", "region:99"], "region:99 n'existe pas dans les tables"),
        (["poles", "--territory", "rhone alpes"], "peut-être ancienne-region:82 (Rhône-Alpes), "),
        (["poles", "--cohort", "ami-2031"], "La vague « ami-2031 » n'existe pas"),
        (["poles", "--sector", "or"], "Le secteur « or » n'existe pas"),
        (["poles", "--status", "mort"], "Le statut « mort » n'existe pas"),
    ],
)
def test_bad_arguments_end_in_one_sentence(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tiny_dir: Path,
    arguments: list[str],
    expected: str,
) -> None:
    monkeypatch.setenv("ATLAS_DATA", str(tiny_dir))
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert err.startswith(expected) or expected in err
    assert err.count("\n") == 1


def test_a_lost_table_is_told_beside_the_answer(
    capsys: pytest.CaptureFixture[str], damaged_dir: Path
) -> None:
    (damaged_dir / "epci.parquet").unlink()
    code, out, err = run(capsys, *poles(damaged_dir, "--territory", "departement:38"))
    assert code == 0
    assert "4 pôles connus" in out
    assert err.startswith("Attention : La table epci.parquet manque")
    (damaged_dir / "communes.parquet").unlink()
    code, out, err = run(capsys, *poles(damaged_dir, "--territory", "departement:38"))
    assert (code, out) == (1, "")
    assert err.startswith("La table communes.parquet manque")


def test_hostile_cells_are_harmless(capsys: pytest.CaptureFixture[str], damaged_dir: Path) -> None:
    register = damaged_dir / "poles.csv"
    text = register.read_text(encoding="utf-8")
    text = text.replace("Pôle romans", "=cmd|' /C calc'!A0").replace("Pôle ile", "\x1b[2Jfin")
    register.write_text(text, encoding="utf-8")
    out = run(capsys, *poles(damaged_dir, "--csv"))[1]
    names = [row["name"] for row in csv.DictReader(io.StringIO(out))]
    assert names[0] == "'=cmd|' /C calc'!A0"
    out = run(capsys, *poles(damaged_dir))[1]
    assert "\x1b" not in out
    assert "\N{REPLACEMENT CHARACTER}[2Jfin" in out


def test_it_runs_as_a_module(tiny_dir: Path) -> None:
    command = [sys.executable, "-m", "geo", *poles(tiny_dir, "--territory", "france")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, encoding="utf-8")
    assert done.stdout.startswith("France (france)\n9 pôles connus, dont 4 au siège connu")
    bad = subprocess.run(
        [sys.executable, "-m", "geo", "poles", "--territory", "x"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert bad.returncode == 2
    assert bad.stderr.count("\n") == 1


def test_a_reader_that_closes_the_pipe_is_no_error(tiny_dir: Path) -> None:
    command = [sys.executable, "-m", "geo", *poles(tiny_dir, "--json")]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 0
