"""``python -m geo gaps``: the tables of the functions, and bad arguments in one sentence."""

import csv
import io
import json
from pathlib import Path

import pandas as pd
import pytest

from geo.cli.main import main
from geo.people.basins import BasinRule
from geo.people.people import PriorityRule
from geo.places.territories import get_territory
from geo.poles.select import PoleFilter
from geo.reach.gaps import find_gaps, group_gaps, narrow_gaps
from geo.reach.reach import ReachRule, reach
from geo.tables.atlas import Atlas, load_atlas
from tests.geo.cli import commands


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run ``geo gaps``, as `tests.geo.cli.commands.run`."""
    return commands.run(capsys, "gaps", *arguments)


def expected_rows(table: pd.DataFrame) -> list[dict[str, object]]:
    rows = table.astype(object).where(table.notna(), None).to_dict(orient="records")
    return [
        {
            str(name): str(value).split(";") if name in {"codes", "names"} else value
            for name, value in row.items()
        }
        for row in rows
    ]


@pytest.mark.parametrize("kind", ["zone-emploi", "epci"])
@pytest.mark.parametrize("areas", [False, True])
def test_json_is_the_table_of_the_functions(
    capsys: pytest.CaptureFixture[str], atlas: Atlas, kind: str, *, areas: bool
) -> None:
    arguments = ["--territory", "region:32", "--by", kind, "--reach", "radius", "--km", "25"]
    arguments += ["--detour", "1.3", "--cohort", "appel-2013", "--only", "hors-portee", "rural"]
    arguments += ["--rural", "zrr", "--basin", "afr"] + ["--areas"] * areas
    code, out, err = run(capsys, *arguments, "--json")
    assert (code, err) == (0, "")
    answer = json.loads(out)
    reached = reach(atlas, ReachRule("radius", 25.0, 1.3), PoleFilter(cohorts=("appel-2013",)))
    priorities = PriorityRule(("zrr",), BasinRule("afr"))
    territory = get_territory(atlas, "region:32")
    table = narrow_gaps(
        find_gaps(atlas, reached, territory, kind, priorities), ("hors-portee", "rural")
    )
    if areas:
        table = group_gaps(atlas, table, kind)
    assert len(table) > 1
    assert answer.pop("rows") == expected_rows(table)
    details = answer.pop("details")
    assert answer == {
        "territory": "region:32",
        "label": "Hauts-de-France",
        "reach": "radius",
        "km": 25,
        "detour": 1.3,
        "cohorts": ["appel-2013"],
        "by": kind,
        "areas": areas,
        "only": ["hors-portee", "rural"],
    }
    base = ["--territory", "region:32", "--reach", "radius", "--km", "25", "--detour", "1.3"]
    base += ["--cohort", "appel-2013", "--rural", "zrr", "--basin", "afr", "--json"]
    assert main(["coverage", *base]) == 0
    assert details == json.loads(capsys.readouterr().out)["details"]
    assert details["rural"] == ["zrr"]


@pytest.mark.parametrize("areas", [False, True])
def test_csv_is_the_same_table(
    capsys: pytest.CaptureFixture[str], atlas: Atlas, *, areas: bool
) -> None:
    out = run(capsys, "--territory", "region:84", "--csv", *["--areas"] * areas)[1]
    table = find_gaps(atlas, reach(atlas), get_territory(atlas, "region:84"))
    if areas:
        table = group_gaps(atlas, table)
    rows = list(csv.DictReader(io.StringIO(out)))
    first = ["territory", "reach", "km", "detour", "cohorts", "rural", "basins"]
    assert list(rows[0]) == [*first, *table]
    assert [rows[0][name] for name in first[:6]] == [
        *("region:84", "zone-emploi", "", "1.0", "", "socle;plus")
    ]
    key = "codes" if areas else "code"
    assert [row[key] for row in rows] == table[key].tolist()
    assert [float(row["left_out"]) for row in rows] == table["left_out"].tolist()


def test_the_answer_in_words(capsys: pytest.CaptureFixture[str], tiny_dir: Path) -> None:
    code, out, err = run(capsys, "--data", str(tiny_dir), "--territory", "region:93")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "Provence-Alpes-Côte d'Azur (region:93)",
        "Règle : zone d'emploi du siège.",
        (
            "Communes rurales : FRR (France ruralités revitalisation) et FRR+ (France ruralités "
            "revitalisation, niveau renforcé)."
        ),
        (
            "Bassins : emploi industriel (Insee), de 1998 à 2017, recul au-delà du centile 50, "
            "part au-delà du centile 50."
        ),
        (
            "1 zone d'emploi sans pôle connu : 10 000 habitants hors de portée, dont 10 000 "
            "prioritaires."
        ),
        "1 pôle laissé de côté faute de siège connu (5 en France) : Pôle rhone-sud.",
        "",
        "code  nom      hors de portée  prioritaires  part     distance  chômage",
        "9315  Bollène  10 000          10 000        100,0 %  81 km     –",
    ]


def test_deindustrialised_zones_of_hauts_de_france_without_pole_within_30_km(
    capsys: pytest.CaptureFixture[str], specimen_dir: Path
) -> None:
    arguments = ["--data", str(specimen_dir), "--territory", "region:32"]
    arguments += ["--reach", "radius", "--km", "30"]
    out = run(capsys, *arguments, "--only", "hors-portee", "desindustrialise", "--areas")[1]
    lines = out.splitlines()
    assert lines[4].startswith(
        "6 zones d'emploi sans pôle connu en 3 ensembles (hors-portee, desindustrialise) : 950 304 "
        "habitants hors de portée"
    )
    assert sum(int(line.split()[0]) for line in lines[lines.index("") + 2 :]) == 6


def test_poles_that_change_the_answer_are_named(
    capsys: pytest.CaptureFixture[str], specimen_dir: Path
) -> None:
    base = ["--data", str(specimen_dir), "--territory", "region:32"]
    base += ["--reach", "radius", "--km", "30"]
    base += ["--only", "hors-portee", "desindustrialise"]
    told = run(capsys, *base)[1]
    assert "1 pôle disparu est compté, Initiatives et Cité" in told
    assert "2 pôles laissés de côté faute de siège connu" in told
    details = json.loads(run(capsys, *base, "--json")[1])["details"]
    assert len(details["closed"]) == 1
    assert details["poles_left_out"] == len(details["left_out"]) == 2
    # Without the closed one, three more zones are out of reach.
    open_only = run(capsys, *base, "--status", "actif", "emergent", "inconnu")[1]
    assert "9 zones d'emploi sans pôle connu" in open_only
    assert "disparu" not in open_only


def test_nothing_is_missing(capsys: pytest.CaptureFixture[str], tiny_dir: Path) -> None:
    arguments = ["--data", str(tiny_dir), "--territory", "departement:38"]
    everybody = "\nIl n'y a pas de manque ici : chacun y est à portée d'un pôle connu.\n"
    assert everybody in run(capsys, *arguments)[1]
    narrowed = run(capsys, *arguments, "--only", "qpv")[1]
    assert "\nAucun manque ne répond à ces conditions : enlevez-en une.\n" in narrowed
    assert json.loads(run(capsys, *arguments, "--json")[1])["rows"] == []


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--by", "canton"], "Les manques ne se lisent pas par « canton »"),
        (["--only", "maritime"], "La condition « maritime » n'existe pas"),
        (["--only"], "L'option --only attend une valeur"),
        (["--reach", "radius"], "Le rayon manque"),
        (["--rural", "alpin"], "La classe rurale « alpin » n'existe pas"),
        (["--as-of", "2030"], "L'année « 2030 » n'est pas entre"),
        (["--territory", "rhone alpes"], "peut-être ancienne-region:82 (Rhône-Alpes)"),
        (["--json", "--csv"], "--csv et --json ne vont pas ensemble"),
    ],
)
def test_bad_arguments_end_in_one_sentence(
    capsys: pytest.CaptureFixture[str], tiny_dir: Path, arguments: list[str], expected: str
) -> None:
    code, out, err = run(capsys, "--data", str(tiny_dir), *arguments)
    assert (code, out) == (2, "")
    assert expected in err
    assert err.count("\n") == 1


def test_areas_need_the_outlines(capsys: pytest.CaptureFixture[str], damaged_dir: Path) -> None:
    (damaged_dir / "zones_emploi.parquet").unlink()
    assert load_atlas(damaged_dir).zones_emploi is None
    assert run(capsys, "--data", str(damaged_dir))[0] == 0
    code, out, err = run(capsys, "--data", str(damaged_dir), "--areas")
    assert (code, out) == (1, "")
    assert err.startswith("La table zones_emploi.parquet manque")
