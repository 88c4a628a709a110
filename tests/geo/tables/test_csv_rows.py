"""One way to read the lines of a CSV file, whatever wrote it."""

from pathlib import Path

import pytest

from geo.errors import TableError
from geo.tables.csv_rows import delimiter_of, plain_cell, read_csv_rows

ROWS = [["id", "name"], ["a", "Pôle, d'où"], ["b", "Île ; être"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_separator_and_encoding_gives_the_same_rows(
    tmp_path: Path, delimiter: str, encoding: str
) -> None:
    path = tmp_path / "poles.csv"
    text = "".join(delimiter.join(f'"{cell}"' for cell in row) + "\r\n" for row in ROWS)
    path.write_bytes(text.encode(encoding))
    columns, rows, problems = read_csv_rows(path, ("id",))
    assert columns == ("id", "name")
    assert [list(row.cells.values()) for row in rows] == ROWS[1:]
    assert len(problems) == (encoding == "cp1252")


@pytest.mark.parametrize(
    ("header", "delimiter"),
    [
        ("id,name", ","),
        ("id;name,first", ";"),
        ('"name; and more",id', ","),
        ('id;"a, b, c"', ";"),
        ("id\tname", "\t"),
        ("id", ","),
        ("", ","),
    ],
)
def test_separator_is_what_cuts_the_header_into_most_cells(header: str, delimiter: str) -> None:
    assert delimiter_of([header]) == delimiter


def test_columns_without_a_name_may_be_several(tmp_path: Path) -> None:
    path = tmp_path / "poles.csv"
    path.write_text("id;name;;\na;b;;\n", encoding="utf-8")
    columns, rows, _ = read_csv_rows(path, ("id", "name"))
    assert columns == ("id", "name", "", "")
    assert rows[0].complaint is None
    path.write_text("id;id\na;b\n", encoding="utf-8")
    with pytest.raises(TableError, match="colonne répétée « id »"):
        read_csv_rows(path, ())


@pytest.mark.parametrize("mark", ["=", "+", "-", "@", "\uff1d"])
def test_the_apostrophe_before_a_formula_is_no_part_of_the_cell(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "poles.csv"
    path.write_text(f"id,name\na,'{mark}Nord\nb,'Nord\n\"'{mark}c\"\n", encoding="utf-8")
    _, rows, _ = read_csv_rows(path, ("id", "name"))
    assert [row.cells for row in rows] == [
        {"id": "a", "name": f"{mark}Nord"},
        {"id": "b", "name": "'Nord"},
        {"id": f"{mark}c", "name": ""},
    ]
    assert plain_cell(f" '{mark}1") == f"{mark}1"
