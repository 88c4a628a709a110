"""Any usual file gives the same rows of text; a hostile one is refused in one sentence."""

import contextlib
import io
import warnings
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import ListError
from geo.lists.files import LATITUDE, LONGITUDE, read_sheet, sheet_of
from geo.lists.limits import MAX_BYTES, MAX_CELL_CHARS
from tests.geo.lists.writing import (
    as_csv,
    as_geojson,
    as_geopackage,
    as_ods,
    as_xlsx,
    ods_cell,
    zipped,
)

HEADER = ["Nom", "Commune", "CP"]
ROWS = [HEADER, ["Pôle d'été", "Œuilly", "02160"], ["Île ; « où »", "L'Haÿ-les-Roses", "94240"]]
TEXTS = [dict(zip(HEADER, row, strict=True)) for row in ROWS[1:]]
WRITERS = {
    **{
        f"csv {delimiter!r} {encoding}": as_csv(ROWS, delimiter, encoding)
        for delimiter in ",;\t|"
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252")
    },
    "xlsx": as_xlsx(ROWS),
    "ods": as_ods(ROWS),
    "geojson": as_geojson(ROWS, [None, None]),
}


@pytest.mark.parametrize("kind", WRITERS)
def test_every_format_gives_the_same_rows(kind: str) -> None:
    sheet = sheet_of(WRITERS[kind], "liste")
    assert sheet.headers == tuple(HEADER)
    assert [row.cells for row in sheet.rows] == TEXTS
    assert [row.row for row in sheet.rows] == [1, 2]
    assert all(row.complaint is None for row in sheet.rows)


def test_numbers_of_a_workbook_are_what_was_typed() -> None:
    rows = [["nom", "code", "lat"], ["a", 1053, 45.25], ["b", 38185.0, ""]]
    for raw in (as_xlsx(rows), as_ods(rows)):
        found = [list(row.cells.values()) for row in sheet_of(raw, "l").rows]
        assert found == [["a", "1053", "45.25"], ["b", "38185", ""]]


def test_titles_above_the_header_and_blank_lines(tmp_path: Path) -> None:
    rows = [["Liste des pôles", "", ""], ["", "", ""], *ROWS[:2], ["", "", ""], ROWS[2]]
    for raw in (as_csv(rows, ";"), as_xlsx(rows), as_ods(rows)):
        path = tmp_path / "liste"
        path.write_bytes(raw)
        sheet = read_sheet(path)
        assert [row.cells for row in sheet.rows] == TEXTS
        assert [(row.row, row.line) for row in sheet.rows] == [(1, 4), (2, 6)]


def test_separator_told_to_the_spreadsheet_is_no_row() -> None:
    assert sheet_of(b"sep=;\n" + as_csv(ROWS, ";"), "l").headers == tuple(HEADER)


@pytest.mark.parametrize("header", ["PK_id", "{Nom}", "{ id"])
def test_text_that_begins_like_another_kind_is_text(header: str) -> None:
    sheet = sheet_of(f"{header};Commune\na;38185\n".encode(), "l")
    assert sheet.headers == (header, "Commune")
    assert [row.cells["Commune"] for row in sheet.rows] == ["38185"]


def test_headers_without_a_name_or_twice() -> None:
    sheet = sheet_of(b"Nom,Nom,,\na,b,c,d\n", "l")
    assert sheet.headers == ("Nom", "Nom (2)", "colonne 3", "colonne 4")


def test_a_broken_line_costs_that_line_only() -> None:
    sheet = sheet_of(b'Nom,Commune,CP\na,b,38000\n"c,d,38000\ne,f,38000\ng,h\n', "l")
    assert [row.readable for row in sheet.rows] == [True, False, True, True]
    assert [bool(row.complaint) for row in sheet.rows] == [False, True, False, True]


def test_points_of_features(tmp_path: Path) -> None:
    rows = [["Nom"], ["Grenoble"], ["Meylan"]]
    degrees = [(5.7245, 45.1885), (5.78, 45.21)]
    for raw in (as_geojson(rows, degrees), as_geopackage(tmp_path / "a.gpkg", rows, degrees)):
        sheet = sheet_of(raw, "l")
        assert sheet.headers == ("Nom", LONGITUDE, LATITUDE)
        assert [row.cells[LATITUDE] for row in sheet.rows] == ["45.1885", "45.21"]


def test_points_in_metres_are_converted(tmp_path: Path) -> None:
    rows, metres = [["Nom"], ["Grenoble"]], [(913_000.0, 6_458_000.0)]
    for raw in (
        as_geojson(rows, metres, "urn:ogc:def:crs:EPSG::2154"),
        as_geopackage(tmp_path / "a.gpkg", rows, metres, 2154),
    ):
        (row,) = sheet_of(raw, "l").rows
        assert row.cells[LATITUDE].startswith("45.1")
        assert row.cells[LONGITUDE].startswith("5.7")


def test_properties_of_any_kind_are_text() -> None:
    raw = (
        b'{"features": [null, {"properties": {"nom": "\\ud800", "n": 1053, "x": [1, "b"],'
        b' "o": {"a": 1}, "big": 1e400, "t": true, "z": null, "i": %s}}]}' % (b"9" * 400)
    )
    (row,) = sheet_of(raw, "l").rows
    expected = ["?", "1053", "1;b", '{"a": 1}', "", "oui", "", "9" * 400]
    assert list(row.cells.values()) == expected
    assert (row.row, row.line) == (1, 2)


def far_cell() -> bytes:
    """Return a workbook with one cell in the last corner: seventeen thousand million cells."""
    good = as_xlsx([["a"]])
    sheet = (
        '<?xml version="1.0"?>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        members: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    return zipped(members | {"xl/worksheets/sheet1.xml": sheet})


REPEATED = f"<table:table-row>{ods_cell('a', 1_000_000_000)}</table:table-row>"
HIGH = f'<table:table-row table:number-rows-repeated="900000000">{ods_cell("a")}</table:table-row>'
WIDE = f"<table:table-row>{ods_cell('', 1_000_000)}{ods_cell('a')}</table:table-row>"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "est vide"),
        (b"  \n ", "est vide"),
        (b"a\x00,b\x00\n1\x00,2\x00\n", "octets nuls"),
        (b"x" * (MAX_BYTES + 1), "pèse plus de 5 Mo"),
        (b"<!DOCTYPE html><html>", "ne se lit pas"),
        (b"%PDF-1.7", "ne se lit pas"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "ancien classeur"),
        (b"PK\x03\x04" + b"\x00" * 100, "ne se lit pas"),
        (b"SQLite format 3\x00" + b"\x00" * 600, "ne se lit pas"),
        (b'{"type": "Topology"}', "ne se lit pas"),
        (b'{"features": [', "ne se lit pas"),
        (b"[" * 100_000, None),
        (b'{"features":' + b"[" * 100_000, "ne se lit pas"),
        (as_xlsx([["a"]])[:-200], "ne se lit pas"),
        (zipped({"a.txt": "b"}), "ne se lit pas"),
        (zipped({"content.xml": b"\x00" * 20_000_000}), "démesurée"),
        (zipped({f"m{place}": b"" for place in range(1_001)}), "démesurée"),
        (far_cell(), "plus de 20 000 lignes"),
        (as_ods([["nom"]], REPEATED), "plus de 20 000 lignes"),
        (as_ods([["nom"]], HIGH), "plus de 20 000 lignes"),
        (as_ods([["nom"]], WIDE), "plus de 20 000 lignes"),
        (b"nom\n" + b"a\n" * 20_001, "plus de 20 000 lignes"),
        (b",".join([b"nom"] * 301) + b"\n", "300 colonnes"),
        (b"nom,a,b\n" + b'"x\n' * 1_000, "ne se lit pas"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(raw: bytes, said: str | None) -> None:
    if said is None:
        assert sheet_of(raw, "liste").rows == []
        return
    with pytest.raises(ListError, match=said) as caught:
        sheet_of(raw, "liste")
    assert "\n" not in str(caught.value)


def test_a_hole_in_a_line_costs_its_cell_and_is_told() -> None:
    sheet = sheet_of(b"nom,commune\nUn,Crest\nDeux,\x00\x00\x00\nTrois,Die\n", "liste.csv")
    assert [row.cells["nom"] for row in sheet.rows] == ["Un", "Deux", "Trois"]
    (complaint,) = sheet.notes
    assert str(complaint).startswith("liste.csv, ligne 3 : des octets nuls")


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ListError, match="ne s'ouvre pas"):
        read_sheet(tmp_path / "rien.csv")


def test_huge_cell_is_cut_and_said() -> None:
    sheet = sheet_of(b"nom,ville,cp\n" + b"a" * 40_000 + b",b,c\n", "l")
    assert len(sheet.rows[0].cells["nom"]) == MAX_CELL_CHARS
    assert "coupée" in str(sheet.rows[0].complaint)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(
        st.binary(max_size=400),
        st.text(alphabet="a1,;\t\n\r\"' é{}[]:", max_size=300).map(str.encode),
        st.binary(max_size=60).map(lambda raw: b"PK\x03\x04" + raw),
        st.tuples(st.integers(0, 4_000), st.binary(min_size=1, max_size=8)).map(
            lambda cut: _spoilt(WRITERS["xlsx"], *cut)
        ),
        st.tuples(st.integers(0, 900), st.binary(min_size=1, max_size=8)).map(
            lambda cut: _spoilt(WRITERS["ods"], *cut)
        ),
        st.tuples(st.integers(0, 400), st.binary(min_size=1, max_size=8)).map(
            lambda cut: _spoilt(WRITERS["geojson"], *cut)
        ),
    )
)
def test_nothing_but_a_sentence_comes_out_of_any_bytes(raw: bytes) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        try:
            sheet = sheet_of(raw, "liste")
        except ListError:
            return
    assert len({*sheet.headers}) == len(sheet.headers)
    assert all({*row.cells} <= {*sheet.headers} for row in sheet.rows)


@pytest.fixture(scope="module")
def geopackage(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("list") / "list.gpkg"
    return as_geopackage(path, ROWS, [(2.35, 48.85)] * (len(ROWS) - 1))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(place=st.integers(0, 200_000), by=st.binary(min_size=1, max_size=40))
def test_spoilt_geopackage_is_read_or_refused(geopackage: bytes, place: int, by: bytes) -> None:
    with contextlib.suppress(ListError):
        assert len(sheet_of(_spoilt(geopackage, place, by), "liste").rows) <= len(ROWS)


def _spoilt(raw: bytes, place: int, by: bytes) -> bytes:
    place %= len(raw)
    return raw[:place] + by + raw[place + len(by) :]
