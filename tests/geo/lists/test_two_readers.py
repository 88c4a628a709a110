"""A row with the columns of the register is placed alike by its law and as a row of a list."""

import csv
from pathlib import Path

import pytest

from geo.lists.reading import read_list
from geo.tables.atlas import Atlas, references
from geo.tables.register import COLUMNS, read_register

ROW = {
    "id": "essai",
    "name": "Essai",
    "cohorts": "recense",
    "status": "Actif",
    "sectors": "Énergie",
    "source_url": "https://example.org/",
    "confidence": "low",
    "location_precision": "territory",
}


def written(path: Path, **cells: str) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(COLUMNS), restval="")
        writer.writeheader()
        writer.writerow({**ROW, **cells})
    return path


@pytest.mark.parametrize(
    ("code", "name", "departement", "seat"),
    [
        ("38185", "Grenoble", "38", "38185"),
        ("38185", "GRENOBLE", "", "38185"),
        ("93059", "Pierrefitte-sur-Seine", "93", "93066"),
        ("69381", "Lyon 1er Arrondissement", "69", "69123"),
        ("75112", "", "", "75056"),
        ("", "saint etienne", "42", "42218"),
        ("", "Saint-Denis", "", None),
        # CEDEX postcodes of Limoges and Paris, where the Insee code belongs.
        ("87069", "LIMOGES", "87", None),
        ("75112", "Limoges", "87", None),
        ("99999", "Grenoble", "38", None),
    ],
)
def test_a_row_has_one_seat_whoever_reads_it(
    atlas: Atlas, tmp_path: Path, code: str, name: str, departement: str, seat: str | None
) -> None:
    cells = {"commune": code, "commune_name": name, "departement": departement}
    path = written(tmp_path / "poles.csv", **cells)
    poles, problems = read_register(path, references(atlas))
    (row,) = read_list(path, atlas).rows
    assert poles["commune"].fillna("").tolist() == [seat or ""]
    assert row.placing.commune == seat
    # A seat that both find is no fault; capitals and accents are none either.
    assert [item.column for item in problems] == ([] if seat or not code else ["commune"])


@pytest.mark.parametrize(
    ("codes", "kept"),
    [
        ("commune:75112", "commune:75056"),
        ("commune:93059;epci:200046977", "commune:93066;epci:200046977"),
        ("region:99", ""),
    ],
)
def test_a_territory_is_that_of_today_whoever_reads_it(
    atlas: Atlas, tmp_path: Path, codes: str, kept: str
) -> None:
    path = written(tmp_path / "poles.csv", territory_codes=codes, territory_claim="declared")
    poles, _problems = read_register(path, references(atlas))
    (row,) = read_list(path, atlas).rows
    assert poles["territory_codes"].fillna("").tolist() == [kept]
    assert ";".join(row.placing.territories) == kept
