"""The line that corrects a pole: what the register would say of it, and what is sent."""

import csv
import io

import pytest

from geo.tables.atlas import Atlas, load_atlas
from geo.tables.register import COLUMNS
from tests.geo.conftest import write_tables
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


def test_a_line_runs_no_formula_and_stays_a_line(atlas: Atlas) -> None:
    cells = correction.cells_of(atlas, "romans") | {"name": "=1+1", "territory": 'a\nb;"c",d'}
    line = correction.corrected(atlas, "romans", cells)
    assert row(line)["name"] == "'=1+1"
    assert row(line)["territory"] == 'a b;"c",d'
    assert line.text.count("\n") == 2
