"""The line that corrects a pole: what the register would say of it, and what is sent."""

import csv
import io
from pathlib import Path

import pytest

from geo.tables.atlas import Atlas, load_atlas
from geo.tables.csv_rows import read_csv_rows
from geo.tables.register import COLUMNS
from tests.geo.conftest import write_tables
from tests.registers import rewrite
from ui.screens.donnees import correction


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    folder = tmp_path_factory.mktemp("petit-pays")
    write_tables(folder)
    return load_atlas(folder)


def row(line: correction.Correction) -> dict[str, str]:
    """Return the cells that are sent, by column."""
    header, cells = csv.reader(io.StringIO(line.text, newline=""))
    assert header == list(COLUMNS)
    return dict(zip(header, cells, strict=True))


def test_a_pole_left_alone_is_the_row_of_the_register(atlas: Atlas) -> None:
    cells = correction.cells_of(atlas, "romans")
    assert (cells["commune"], cells["cohorts"]) == ("26281", "appel-2013;ami-2021")
    # What is not known is an empty cell.
    assert cells["members"] == ""
    line = correction.corrected(atlas, "romans", cells)
    assert line.complaints == ()
    assert row(line) == cells


def test_what_is_wrong_is_told_as_the_register_would_and_sent_as_written(atlas: Atlas) -> None:
    cells = correction.cells_of(atlas, "romans") | {"commune": "99999", "website": "exemple"}
    line = correction.corrected(atlas, "romans", cells)
    told = {column: str(complaint) for column, complaint in line.complaints}
    assert set(told) >= {"commune", "website"}
    assert told["commune"].startswith("« 99999 » n'est pas une commune du COG 2025")
    assert row(line)["commune"] == "99999"


def test_a_new_pole_gets_an_identifier_of_its_own(atlas: Atlas) -> None:
    cells = correction.cells_of(atlas, correction.NEW_POLE) | {
        "name": "Ile",
        "cohorts": "recense",
        "sectors": "culture",
        "status": "actif",
        "confidence": "low",
        "location_precision": "departement",
        "departement": "38",
        "source_url": "https://example.org/ile",
    }
    line = correction.corrected(atlas, correction.NEW_POLE, cells)
    # The island has a pole already, whose identifier is ``ile``.
    assert line.id == row(line)["id"] == "ile-bis"
    assert line.complaints == ()
    taken = correction.corrected(atlas, correction.NEW_POLE, cells | {"id": "ile"})
    assert [column for column, _ in taken.complaints] == ["id"]


HOSTILE = {"name": "=1+1", "territory": "-Nord; du Sud", "members": "-5", "lead_organisation": "@x"}


def test_what_is_copied_is_what_the_register_holds(atlas: Atlas) -> None:
    cells = correction.cells_of(atlas, "romans") | HOSTILE
    line = correction.corrected(atlas, "romans", cells)
    assert row(line) == cells


def test_the_file_runs_no_formula_and_the_register_reads_the_same_cells(
    atlas: Atlas, tmp_path: Path
) -> None:
    cells = correction.cells_of(atlas, "romans") | HOSTILE | {"source_note": "+33"}
    line = correction.corrected(atlas, "romans", cells)
    opened = dict(zip(*csv.reader(io.StringIO(line.file, newline="")), strict=True))
    assert {opened[name][:2] for name in (*HOSTILE, "source_note")} == {"'=", "'-", "'@", "'+"}
    path = tmp_path / "poles.csv"
    path.write_text(line.file, encoding="utf-8-sig")
    _, (read,), _ = read_csv_rows(path, tuple(COLUMNS))
    assert read.cells == cells


def test_a_line_stays_a_line(atlas: Atlas) -> None:
    cells = correction.cells_of(atlas, "romans") | {"territory": 'a\nb;"c",d'}
    line = correction.corrected(atlas, "romans", cells)
    assert row(line)["territory"] == 'a b;"c",d'
    assert line.text.count("\n") == 2


def test_no_mark_of_direction_is_sent(atlas: Atlas) -> None:
    cells = correction.cells_of(atlas, "romans") | {"name": "מרכז"}
    assert row(correction.corrected(atlas, "romans", cells))["name"] == "מרכז"


def test_what_the_register_could_not_read_is_still_there(tmp_path: Path) -> None:
    write_tables(tmp_path)
    wrong = {
        "commune": "99999",
        "year_created": "vers 2007",
        "status": "fermé",
        "cohorts": "ami-2099;ami-2021",
    }
    rewrite(
        tmp_path / "poles.csv",
        lambda rows: [row | (wrong if row["id"] == "romans" else {}) for row in rows],
    )
    atlas = load_atlas(tmp_path)
    cells = correction.cells_of(atlas, "romans")
    assert {name: cells[name] for name in wrong} == wrong
    # The seat is gone, but what was written of it holds again once its code is mended.
    assert cells["location_precision"] == "commune"
    line = correction.corrected(atlas, "romans", cells)
    assert {column for column, _ in line.complaints} == set(wrong)
    assert row(line) == cells
    assert [fault.column for fault in correction.faults_of(atlas, "romans")] == [
        column for column, _ in line.complaints
    ]
    assert correction.faults_of(atlas, "ile") == []


def test_of_a_new_pole_nothing_is_claimed(atlas: Atlas) -> None:
    cells = correction.cells_of(atlas, correction.NEW_POLE)
    assert {name: cell for name, cell in cells.items() if cell} == {
        "status": "inconnu",
        "confidence": "low",
    }
    line = correction.corrected(atlas, correction.NEW_POLE, cells | {"name": "Essai"})
    empty = [column for column, said in line.complaints if "la cellule est vide" in str(said)]
    assert empty == ["cohorts", "sectors", "location_precision"]
    assert "rien ne" not in "".join(str(said) for _, said in line.complaints)
