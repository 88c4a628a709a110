"""Exported files open in their own libraries, with the content that was shown and nothing run."""

import csv
import io
import json
import math
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeAlias
from zipfile import ZipFile

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from ui.files.cells import clean_cell, neutralise
from ui.files.exports import Provenance, to_csv, to_geojson, to_gpkg, to_xlsx
from ui.files.workbook import sheet_name, sheet_names
from ui.text import i18n

FORMULAS = [
    "=1+1",
    "+33 1",
    "-2",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "\nx",
    "  =1",
    "\u00a0=1",
    "\u200b=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    '=HYPERLINK("http://evil.example","x")',
    "=cmd|'/c calc'!A1",
    "\x01=1",
]
HARMLESS = [
    "01001",
    "2A004",
    "L'Haÿ-les-Roses",
    "a;b,c\"d'e",
    "line\nbreak",
    "http://example.org",
    "mailto:a@b.fr",
    "1=1",
    "{{7*7}}<b>",
    "שלום",
    "😀",
    "_x0041_",
    "NULL",
    "",
    " ",
]
LABELS = {
    "id": "Identifiant",
    "code": "Code Insee",
    "name": "=Nom",
    "count": "Membres",
    "share": "Part",
    "kept": "Gardé",
    "day": "Jour",
}
Opener: TypeAlias = Callable[..., gpd.GeoDataFrame]
CREATED = datetime(2026, 1, 15, 8, 30, tzinfo=UTC)
SOURCES = pd.DataFrame(
    {"Producteur": ["Insee", "=cmd"], "Date": ["2025", None], "Lignes": [34875, 3]}
)


@pytest.fixture(autouse=True)
def _french_again() -> Iterator[None]:
    i18n.install("fr")
    yield
    i18n.install("fr")


@pytest.fixture
def table() -> pd.DataFrame:
    """Return hostile and typed columns of every kind the atlas has."""
    names = FORMULAS + HARMLESS
    rows = len(names)
    return pd.DataFrame(
        {
            "id": [f"p{row}" for row in range(rows)],
            "code": ["01001", None, *["26281"] * (rows - 2)],
            "name": names,
            "count": pd.array([4000, None, -12, *[123_456] * (rows - 3)], dtype="Int64"),
            "share": [0.1, math.nan, -1e-7, 1e21, math.inf, *[2.5] * (rows - 5)],
            "kept": [True, False, *[True] * (rows - 2)],
            "day": [date(2014, 1, 10), None, *[date(2021, 12, 31)] * (rows - 2)],
            "left out": ["secret"] * rows,
        },
        index=range(100, 100 + rows),
    )


@pytest.fixture
def provenance() -> Provenance:
    return Provenance("Pôles", {"Territoire": "Rhône-Alpes", "Vagues": "=1+1"}, SOURCES, CREATED)


@pytest.fixture
def points(table: pd.DataFrame) -> gpd.GeoSeries:
    shapes = [None, *[shapely.Point(5.05 + row / 7, 45.04) for row in range(len(table) - 1)]]
    return gpd.GeoSeries(shapes, index=table.index, crs="EPSG:4326")


@pytest.fixture
def opened(tmp_path: Path) -> Opener:
    """Return a function that reads one layer of a GeoPackage."""

    def read(content: bytes, layer: str = "poles") -> gpd.GeoDataFrame:
        path = tmp_path / "export.gpkg"
        path.write_bytes(content)
        return pyogrio.read_dataframe(path, layer=layer)

    return read


def shown(text: str) -> str:
    """Return what a cleaned text looks like in a spreadsheet."""
    cleaned = clean_cell(text)
    assert isinstance(cleaned, str)
    return neutralise(cleaned)


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_are_neutralised(text: str) -> None:
    assert shown(text).startswith("'")
    assert shown(text)[1:] == clean_cell(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_is_left_alone(text: str) -> None:
    assert shown(text) == text


def test_csv_opens_with_french_conventions(table: pd.DataFrame) -> None:
    written = to_csv(table, LABELS)
    assert written.startswith(b"\xef\xbb\xbf")
    assert written.count(b"\r\n") == len(table) + 1
    text = written.decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    assert header == ["Identifiant", "Code Insee", "'=Nom", "Membres", "Part", "Gardé", "Jour"]
    assert [row[2] for row in rows] == [shown(name) for name in table["name"]]
    assert rows[0] == ["p0", "01001", "'=1+1", "4000", "0,1", "oui", "2014-01-10"]
    assert rows[1] == ["p1", "", "'+33 1", "", "", "non", ""]
    assert rows[2][3:5] == ["-12", "-0,0000001"]
    assert rows[3][4] == "1000000000000000000000"
    assert rows[4][4] == ""
    assert "secret" not in text


def test_csv_opens_with_english_conventions(table: pd.DataFrame) -> None:
    i18n.install("en")
    text = to_csv(table, LABELS).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[1] == ["p0", "01001", "'=1+1", "4000", "0.1", "yes", "2014-01-10"]


@given(
    st.lists(
        st.tuples(
            st.text(alphabet=st.characters()),
            st.none() | st.floats(allow_nan=False, allow_infinity=False),
            st.none() | st.integers(-(2**60), 2**60),
        ),
        max_size=5,
    )
)
def test_csv_reads_back_equal(rows: list[tuple[str, float | None, int | None]]) -> None:
    table = pd.DataFrame(rows, columns=["text", "share", "count"], dtype=object)
    written = to_csv(table, {name: name for name in table.columns}).decode("utf-8-sig")
    _, *read = csv.reader(io.StringIO(written, newline=""), delimiter=";")
    for (text, share, count), (text_cell, share_cell, count_cell) in zip(rows, read, strict=True):
        assert text_cell == shown(text)
        assert (float(share_cell.replace(",", ".")) if share_cell else None) == share
        assert (int(count_cell) if count_cell else None) == count


def test_xlsx_cells_keep_their_type(table: pd.DataFrame, provenance: Provenance) -> None:
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx({"Données": (table, LABELS)}, provenance)))
    assert book.sheetnames == ["Données", "Sources", "Filtres"]
    sheet = book["Données"]
    header, *rows = sheet.iter_rows()
    assert [cell.value for cell in header][:3] == ["Identifiant", "Code Insee", "'=Nom"]
    assert [cell.value for cell in rows[0]] == [
        "p0",
        "01001",
        "'=1+1",
        4000,
        0.1,
        True,
        datetime(2014, 1, 10),  # noqa: DTZ001 - a cell has no time zone
    ]
    assert [cell.data_type for cell in rows[0]] == ["s", "s", "s", "n", "n", "b", "d"]
    # Excel reads _x005F_ as an underscore; openpyxl leaves that to its caller.
    assert [unescape(row[2].value or "") for row in rows] == [shown(name) for name in table["name"]]
    assert [row[3].value for row in rows[:4]] == [4000, None, -12, 123456]
    assert [row[4].value for row in rows[:5]] == [0.1, None, -1e-7, 1e21, None]
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["C"].width > sheet.column_dimensions["A"].width
    assert rows[3][3].number_format == "#,##0"


def test_xlsx_holds_no_formula_and_no_link(table: pd.DataFrame, provenance: Provenance) -> None:
    archive = ZipFile(io.BytesIO(to_xlsx({"Données": (table, LABELS)}, provenance)))
    sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
    assert len([name for name in sheets if name.endswith(".xml")]) == 3
    for name in archive.namelist():
        content = archive.read(name).decode()
        assert "<f>" not in content
        assert "<hyperlink" not in content
    assert not [name for name in sheets if "_rels" in name]


def test_xlsx_says_where_its_rows_come_from(table: pd.DataFrame, provenance: Provenance) -> None:
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx({"Données": (table, LABELS)}, provenance)))
    assert list(book["Filtres"].values) == [
        ("Choix", "Valeur"),
        ("Territoire", "Rhône-Alpes"),
        ("Vagues", "'=1+1"),
    ]
    assert list(book["Sources"].values) == [
        ("Producteur", "Date", "Lignes"),
        ("Insee", "2025", 34875),
        ("'=cmd", None, 3),
    ]
    assert book.properties.title == "Pôles"
    assert book.properties.created == datetime(2026, 1, 15, 8, 30)  # noqa: DTZ001


def test_the_same_table_gives_the_same_workbook(
    table: pd.DataFrame, provenance: Provenance
) -> None:
    assert to_xlsx({"Données": (table, LABELS)}, provenance) == to_xlsx(
        {"Données": (table.copy(), LABELS)}, provenance
    )


def test_long_text_and_long_numbers_fit_a_cell(provenance: Provenance) -> None:
    table = pd.DataFrame({"text": ["x" * 40_000, "😀" * 20_000], "n": [2**60, 3]}, dtype=object)
    book = openpyxl.load_workbook(
        io.BytesIO(to_xlsx({"Données": (table, {"text": "t", "n": "n"})}, provenance))
    )
    (_, _), (long_text, number), (emoji, _) = book["Données"].iter_rows(values_only=True)
    assert long_text == "x" * 32_766 + "…"
    assert emoji == "😀" * 16_383 + "…"
    assert number == str(2**60)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Données", "Données"),
        ("a/b\\c?d*e[f]g:h", "a b c d e f g h"),
        ("'x'", "x"),
        ("y" * 40, "y" * 30 + "…"),
        ("???", "-"),
    ],
)
def test_sheet_names_are_what_excel_takes(text: str, expected: str) -> None:
    assert sheet_name(text) == expected


def test_every_sheet_has_a_name_of_its_own() -> None:
    long = "Habitants atteints selon la règle de"
    names = sheet_names([f"{long} rayon", f"{long} distance", "filtres", "Sources", "Filtres"])
    assert all(len(name) <= 31 for name in names)
    assert len({name.casefold() for name in names}) == len(names)
    assert names[1].endswith(" (2)")
    assert names[2:] == ["filtres", "Sources", "Filtres (2)"]


def test_each_table_has_its_sheet(table: pd.DataFrame, provenance: Provenance) -> None:
    few = pd.DataFrame({"n": [1, 2], "=t": ["=1+1", None]})
    content = to_xlsx(
        {"Pôles": (table, LABELS), "a/b": (few, {"n": "N", "=t": "T"}), "Sources": (few, {})},
        provenance,
    )
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Pôles", "a b", "Sources", "Sources (2)", "Filtres"]
    assert book["Pôles"].max_row == len(table) + 1
    assert list(book["a b"].values) == [("N", "T"), (1, "'=1+1"), (2, None)]
    assert list(book["Sources (2)"].values)[1][0] == "Insee"


def test_an_empty_table_gives_files_with_headers(provenance: Provenance, opened: Opener) -> None:
    empty = pd.DataFrame({"id": pd.Series(dtype="string")})
    nothing = gpd.GeoSeries([], index=empty.index, crs="EPSG:4326")
    assert to_csv(empty, {"id": "Identifiant"}) == "\ufeffIdentifiant\r\n".encode()
    book = openpyxl.load_workbook(
        io.BytesIO(to_xlsx({"Données": (empty, {"id": "Id"})}, provenance))
    )
    assert list(book["Données"].values) == [("Id",)]
    assert json.loads(to_geojson(empty, {"id": "Id"}, nothing, provenance))["features"] == []
    read = opened(to_gpkg(empty, {"id": "Id"}, nothing, provenance, "poles"))
    assert len(read) == 0


def test_a_table_longer_than_a_sheet_is_refused(provenance: Provenance) -> None:
    table = pd.DataFrame(index=range(1_048_576))
    with pytest.raises(ValueError, match="prenez le CSV"):
        to_xlsx({"Données": (table, {})}, provenance)


def test_geojson_follows_the_standard(
    table: pd.DataFrame, points: gpd.GeoSeries, provenance: Provenance
) -> None:
    written = to_geojson(table, LABELS, points, provenance)
    document = json.loads(written.decode("utf-8"))
    assert "crs" not in document
    assert len(document["features"]) == len(table)
    first, second = document["features"][:2]
    assert first["geometry"] is None
    assert second["geometry"] == {"type": "Point", "coordinates": [5.05, 45.04]}
    assert first["properties"] == {
        "id": "p0",
        "code": "01001",
        "name": "=1+1",
        "count": 4000,
        "share": 0.1,
        "kept": True,
        "day": "2014-01-10",
    }
    assert second["properties"]["count"] is None
    assert second["properties"]["share"] is None
    names = [feature["properties"]["name"] for feature in document["features"]]
    assert names == [clean_cell(name) for name in table["name"]]
    assert document["metadata"]["filters"] == {"Territoire": "Rhône-Alpes", "Vagues": "=1+1"}
    assert document["metadata"]["sources"][1] == {"Producteur": "=cmd", "Date": None, "Lignes": 3}
    read = gpd.read_file(io.BytesIO(written))
    assert list(read["code"].head(1)) == ["01001"]
    assert read.crs == "EPSG:4326"


def test_polygons_are_projected_and_turned_the_right_way(provenance: Provenance) -> None:
    table = pd.DataFrame({"code": ["38"]})
    clockwise = shapely.Polygon([(5, 45), (5, 46), (6, 46), (6, 45)])
    shapes = gpd.GeoSeries([clockwise], crs="EPSG:4326").to_crs("EPSG:2154")
    document = json.loads(to_geojson(table, {"code": "Code"}, shapes, provenance))
    ring = shapely.LinearRing(document["features"][0]["geometry"]["coordinates"][0])
    assert ring.is_ccw
    assert shapely.Polygon(ring).equals_exact(clockwise.normalize(), 1e-6, normalize=True)


def test_geopackage_reads_back_equal(
    table: pd.DataFrame,
    points: gpd.GeoSeries,
    provenance: Provenance,
    opened: Opener,
    tmp_path: Path,
) -> None:
    content = to_gpkg(table, LABELS, points, provenance, "poles")
    read = opened(content)
    layers = {name for name, _ in pyogrio.list_layers(tmp_path / "export.gpkg")}
    assert layers == {"poles", "sources", "filtres", "colonnes"}
    assert read.crs == "EPSG:4326"
    assert list(read.columns) == [*LABELS, "geometry"]
    assert read["code"].tolist()[:1] == ["01001"]
    assert read["name"].tolist() == [clean_cell(name) for name in table["name"]]
    assert read["count"].astype("Int64").tolist()[:1] == [4000]
    assert read["count"].isna().tolist() == table["count"].isna().tolist()
    assert read["kept"].tolist() == table["kept"].tolist()
    assert read.geometry.isna().tolist() == [True, *[False] * (len(table) - 1)]
    assert read.geometry.iloc[1] == points.iloc[1]
    assert opened(content, "sources")["Producteur"].tolist() == ["Insee", "=cmd"]
    assert opened(content, "filtres").to_numpy().tolist()[0] == ["Territoire", "Rhône-Alpes"]
    assert opened(content, "colonnes").to_numpy().tolist()[2] == ["name", "=Nom"]


def test_the_same_table_gives_the_same_geopackage(
    table: pd.DataFrame, points: gpd.GeoSeries, provenance: Provenance
) -> None:
    first = to_gpkg(table, LABELS, points, provenance, "poles")
    assert first == to_gpkg(table, LABELS, points, provenance, "poles")
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") is None


def test_geopackage_holds_polygons(provenance: Provenance, opened: Opener) -> None:
    table = pd.DataFrame({"code": ["38", "73"]})
    shapes = gpd.GeoSeries(
        [shapely.box(5, 45, 6, 46), shapely.MultiPolygon([shapely.box(6, 45, 7, 46)])],
        crs="EPSG:4326",
    )
    read = opened(to_gpkg(table, {"code": "Code"}, shapes, provenance, "zones"), "zones")
    assert set(read.geom_type) == {"MultiPolygon"}
    assert read.geometry.iloc[0].equals(shapes.iloc[0])


def test_shapes_must_fit_their_table(provenance: Provenance) -> None:
    table = pd.DataFrame({"code": ["38"]})
    point = shapely.Point(5, 45)
    with pytest.raises(ValueError, match="mêmes lignes"):
        to_geojson(table, {"code": "c"}, gpd.GeoSeries([point], [7], crs="EPSG:4326"), provenance)
    with pytest.raises(ValueError, match="système de coordonnées"):
        to_gpkg(table, {"code": "c"}, gpd.GeoSeries([point]), provenance, "x")
