"""The Table Schema of the register says what the register's own law says."""

import json
from pathlib import Path

import pytest

from geo.tables.files import look
from geo.tables.register import COLUMNS, References, mend
from geo.vocabulary import (
    COHORTS,
    CONFIDENCES,
    LOCATION_PRECISIONS,
    SECTORS,
    STATUSES,
    TERRITORY_CLAIMS,
)
from loaders.__main__ import main
from loaders.folders import DATA_DIR
from loaders.schema import FILE, WORDS, table_schema
from tests.loaders.tableschema import FIELDS, accepts, wrong_cells
from ui.lists.words import role_word

ROOT = Path(__file__).parents[2]
RIGHT = {name: words.example for name, words in WORDS.items()} | {"departement": "26"}
# Cells to try in each column, right and wrong.
TRIED = {
    "id": ["Pôle", "pole_1", "pole--1", "pole-1-"],
    "commune": ["2A004", "38000 ", "3800", "Grenoble"],
    "departement": ["2A", "974", "20", "387", "x38", "38x"],
    "cohorts": [*COHORTS, ";".join(COHORTS), "appel-2014", "appel-2013;", ";appel-2013"],
    "status": [*STATUSES, "fermé"],
    "sectors": [*SECTORS, "bois;culture", "bois;vin", "bois,culture"],
    "year_created": ["1899", "1900", "2099", "2100", "199", "deux mille"],
    "territory_codes": [
        *("france", "france:1", "departement:2A", "commune:26281;epci:200068781", "epci:12"),
        *("canton:1", "epci:200068781;", "region:84;ancienne-region:82"),
    ],
    "territory_claim": [*TERRITORY_CLAIMS, "autre"],
    **{name: ["0", "12", "-1", "1,5", "3 000"] for name in ("members", "jobs", "grant_eur")},
    "territory_population": ["0", "80 000"],
    **{name: ["HTTPS://a.fr", "www.a.fr", "http://a b"] for name in ("website", "source_url")},
    "confidence": [*CONFIDENCES, "haute"],
    "location_precision": [*LOCATION_PRECISIONS, "rue"],
}


def complains(column: str, cell: str) -> bool:
    row = RIGHT | {column: cell}
    return any(named == column for named, _ in mend(row, 2, References(), ())[1])


def test_the_file_is_what_the_command_writes(tmp_path: Path) -> None:
    assert main(["schema", "--data", str(tmp_path)]) == 0
    written = (tmp_path / FILE).read_bytes()
    assert (DATA_DIR / FILE).read_bytes() == written, "relancez python -m loaders schema"
    assert json.loads(written) == table_schema()


def test_the_description_is_no_part_of_the_data(tmp_path: Path) -> None:
    before = look(tmp_path).version()
    main(["schema", "--data", str(tmp_path)])
    assert look(tmp_path).version() == before


def test_the_columns_are_those_of_the_register() -> None:
    assert list(FIELDS) == list(COLUMNS) == list(WORDS)
    kinds = {"text": "string", "integer": "integer"}
    assert {name: field["type"] for name, field in FIELDS.items()} == {
        name: kinds[kind] for name, kind in COLUMNS.items()
    }


def test_every_example_is_right() -> None:
    assert mend(RIGHT, 2, References(), ())[1] == []
    for name, field in FIELDS.items():
        assert accepts(field, str(field["example"])), name


@pytest.mark.parametrize("column", COLUMNS)
def test_a_cell_is_refused_where_the_register_complains(column: str) -> None:
    for cell in [RIGHT[column], "", *TRIED.get(column, ())]:
        # A claim goes with territories: only both together may be empty.
        if column in {"territory_claim", "territory_codes"} and not cell:
            continue
        assert accepts(FIELDS[column], cell) != complains(column, cell), (column, cell)


def test_an_identifier_is_taken_once() -> None:
    assert [name for name, field in FIELDS.items() if field["constraints"].get("unique")] == ["id"]
    assert [column for column, _ in mend(RIGHT, 3, References(), (RIGHT["id"],))[1]] == ["id"]


def test_a_register_of_all_kinds_is_valid() -> None:
    assert wrong_cells(ROOT / "tests" / "specimen" / "poles.csv") == []


def test_the_words_are_those_of_the_document_and_of_the_screens() -> None:
    document = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
    for name, (title, description, _example) in WORDS.items():
        assert f"| `{name}` | {title} | {description} |" in document
        assert title == role_word("commune_code" if name == "commune" else name)
