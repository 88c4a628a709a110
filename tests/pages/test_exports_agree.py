"""Every file of every screen, opened again by its own library, against the tables on screen."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pypdf
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.pages.opening import open_screen
from tests.pages.test_implanter import answered, open_page
from ui import data
from ui.files.cells import clean_cell, neutralise
from ui.parts import gaps, left_out, pole_table
from ui.screens.appels import tables as claims_tables
from ui.screens.appels.words import DOCUMENTED
from ui.screens.chronologie import files
from ui.screens.chronologie import tables as chronologie_tables
from ui.screens.comparer import tables as compare_tables
from ui.screens.couverture import tables as couverture_tables
from ui.screens.implanter import tables as implanter_tables
from ui.screens.portrait import tables
from ui.text import i18n
from ui.text.columns import titles
from ui.text.safe import markdown_text

Files = dict[str, Callable[[], bytes]]
Labels = Mapping[str, str]
Sheets = dict[str, pd.DataFrame]
LAST_SHEETS = ("Sources", "Filtres")


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Iterator[Files]:
    """Return what the buttons of a page would hand out, by ``subject.ending``."""
    found: Files = {}

    def button(
        _label: str, write: Callable[[], bytes], *, file_name: str, **_options: object
    ) -> bool:
        subject, _place, last = file_name.split("_")
        found[f"{subject}.{last.partition('.')[2]}"] = write
        return False

    monkeypatch.setattr(st, "download_button", button)
    yield found
    i18n.install("fr")


def cells(column: "pd.Series[Any]") -> list[Any]:
    """Return the values of a table as a spreadsheet should hold them."""
    plain = [clean_cell(value) for value in column.tolist()]
    return [neutralise(cell) if isinstance(cell, str) else cell for cell in plain]


def alike(read: list[Any], expected: list[Any]) -> None:
    """Check that cells are those expected: a workbook keeps sixteen digits of a number."""
    assert len(read) == len(expected)
    for one, other in zip(read, expected, strict=True):
        is_share = isinstance(one, float) or isinstance(other, float)
        assert one == (pytest.approx(other, rel=1e-14) if is_share else other)


def sheets(content: bytes) -> Sheets:
    """Return the sheets of a workbook, titles of the columns from their first row."""
    found = {}
    for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
        header, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = pd.DataFrame(rows, columns=list(header), dtype=object)
    assert tuple(list(found)[-2:]) == LAST_SHEETS
    said = dict(found["Filtres"].to_numpy().tolist())
    assert said["Version des données"] == data.get_atlas().version
    assert len(said["Date de l'export"]) == len("2026-01-01")
    cited = found["Sources"]["Source"].tolist()
    assert 5 < len(cited) < 20
    assert "Registre des pôles" in cited
    # What no figure rests on is not cited.
    assert not any("Zones d'aide à finalité régionale" in title for title in cited)
    return found


def on_screen(page: AppTest, labels: Labels) -> pd.DataFrame:
    """Return the table of a page that has most columns of these labels."""
    return max(
        (one.value for one in page.dataframe), key=lambda table: len(set(table) & set(labels))
    )


def agree(page: AppTest, sheet: pd.DataFrame, labels: Labels) -> None:
    """Check that a sheet holds what the screen shows, row by row, cell by cell."""
    shown = on_screen(page, labels)
    common = [name for name in labels if name in shown]
    assert len(common) > 1
    assert set(sheet.columns) >= set(labels.values())
    assert len(sheet) == len(shown) > 0
    for name in common:
        alike(sheet[labels[name]].tolist(), cells(shown[name]))


def files_agree(taken: Files, subject: str, labels: Labels, sheet: pd.DataFrame) -> list[Any]:
    """Check CSV, GeoJSON and GeoPackage against the sheet; return the shapes of the GeoJSON."""
    header, rows = told_apart(taken[f"{subject}.csv"]())
    assert header == list(labels.values()) == list(sheet.columns)
    assert len(rows) == len(sheet)
    for row, expected in zip(rows, sheet.to_numpy().tolist(), strict=True):
        alike([read(text, cell) for text, cell in zip(row, expected, strict=True)], expected)
    written = taken[f"{subject}.geojson"]()
    document = json.loads(written)
    assert document["metadata"]["columns"] == dict(labels)
    assert document["metadata"]["filters"]["Version des données"] == data.get_atlas().version
    assert len(gpd.read_file(io.BytesIO(written))) == len(sheet)
    for name, label in labels.items():
        told = [feature["properties"][name] for feature in document["features"]]
        alike(cells(pd.Series(told, dtype=object)), sheet[label].tolist())
    return [feature["geometry"] for feature in document["features"]]


def told_apart(written: bytes) -> tuple[list[str], list[list[str]]]:
    """Return header and rows of a CSV, after what its last column tells of the file."""
    text = io.StringIO(written.decode("utf-8-sig"), newline="")
    header, *rows = csv.reader(text, delimiter=";")
    assert header[-1] == "Choix, date et version"
    for row in rows:
        assert f"Version des données : {data.get_atlas().version}" in row[-1]
        assert "Date de l'export : " in row[-1]
    return header[:-1], [row[:-1] for row in rows]


def read(text: str, expected: object) -> object:
    """Return a cell of a French CSV as the kind of value that is expected."""
    if expected is None:
        return text or None
    if isinstance(expected, bool):
        return {"oui": True, "non": False}[text]
    if isinstance(expected, int | float):
        return float(text.replace(",", "."))
    return text


def package_agrees(content: bytes, labels: Labels, sheet: pd.DataFrame, folder: Path) -> None:
    """Check a GeoPackage against the sheet."""
    path = folder / "export.gpkg"
    path.write_bytes(content)
    layer = pyogrio.read_dataframe(path, layer="atlas")
    assert layer.crs == "EPSG:4326"
    for name, label in labels.items():
        alike(cells(layer[name]), sheet[label].tolist())
    titles = pyogrio.read_dataframe(path, layer="colonnes")
    assert dict(titles[["colonne", "libelle"]].to_numpy().tolist()) == dict(labels)
    choices = pyogrio.read_dataframe(path, layer="filtres")
    assert data.get_atlas().version in set(choices["valeur"])


def test_poles_of_the_map(taken: Files, tmp_path: Path) -> None:
    page = open_screen("carte", territoire="region:84")
    book = sheets(taken["poles.xlsx"]())
    labels = titles(pole_table.POLES)
    agree(page, book["Pôles"], labels)
    seatless = titles(pole_table.SEATLESS)
    few = book["Pôles sans siège connu"]
    assert list(few.columns) == list(seatless.values())
    shown = next(one.value for one in page.dataframe if list(one.value) == list(seatless))
    for name, label in seatless.items():
        assert few[label].tolist() == cells(shown[name])
    shapes = files_agree(taken, "poles", labels, book["Pôles"])
    package_agrees(taken["poles.gpkg"](), labels, book["Pôles"], tmp_path)
    places = zip(shapes, book["Pôles"]["Longitude"], book["Pôles"]["Latitude"], strict=True)
    for shape, lon, lat in places:
        assert shape == (None if lon is None else {"type": "Point", "coordinates": [lon, lat]})


def test_gaps_and_the_other_tables_of_coverage(taken: Files, tmp_path: Path) -> None:
    link = {"territoire": "region:32", "rayon": "radius", "km": "30", "change": "40"}
    page = open_screen("couverture", tableaux="regles", **link)
    book = sheets(taken["manques.xlsx"]())
    labels = titles(gaps.gap_columns("zone-emploi"))
    for title, wanted in {
        "Manques": labels,
        "Selon la règle": titles(couverture_tables.RULES),
        "Ensembles contigus": titles(gaps.AREAS),
        "Distance": titles(
            couverture_tables.access_columns(
                pd.DataFrame(
                    columns=["within_10_km", "within_20_km", "within_30_km", "within_50_km"]
                )
            )
        ),
    }.items():
        agree(page, book[title], wanted)
    agree_if_any(page, book["Pôles non comptés"], titles(left_out.LEFT_OUT))
    agree_if_any(page, book["Bassins"], titles(couverture_tables.BASINS))
    shapes = files_agree(taken, "manques", labels, book["Manques"])
    assert {shape["type"] for shape in shapes} <= {"Polygon", "MultiPolygon"}
    package_agrees(taken["manques.gpkg"](), labels, book["Manques"], tmp_path)


def agree_if_any(page: AppTest, sheet: pd.DataFrame, labels: Labels) -> None:
    """Check a table that a screen replaces by a sentence where it is empty."""
    if len(sheet):
        agree(page, sheet, labels)
    else:
        assert not any(list(one.value) == list(labels) for one in page.dataframe)


def test_unknown_priority_people_are_a_dash_and_an_empty_cell(taken: Files) -> None:
    page = open_screen("couverture", territoire="departement:976")
    assert page.dataframe[0].value["priority_left_out"].isna().all()
    sheet = sheets(taken["manques.xlsx"]())["Manques"]
    assert sheet["dont prioritaires"].tolist() == [None]
    assert any("sans qu'on sache combien" in text.value for text in page.markdown)


def test_without_gap_the_other_tables_are_still_taken(taken: Files) -> None:
    open_screen("couverture", territoire="departement:38", conditions="qpv,rural")
    assert ("manques.csv" in taken) == bool(len(sheets(taken["manques.xlsx"]())["Manques"]))


def test_figures_words_and_tests_of_a_comparison(taken: Files, tmp_path: Path) -> None:
    link = {"territoire": "ancienne-region:82", "avec": "region:11,departement:2A"}
    page = open_screen("comparer", partie="tests", **link)
    tests = page
    open_screen("comparer", partie="fichiers", **link)
    book = sheets(taken["comparaison.xlsx"]())
    agree(tests, book["Tests"], titles(compare_tables.PAIRS))
    page = open_screen("comparer", **link)
    words = book["Tableau de la page"]
    shown = page.table[0].value
    assert words["Indicateur"].map(markdown_text).tolist() == shown["Indicateur"].tolist()
    assert words.iloc[:, 1].map(markdown_text).tolist() == shown.iloc[:, 1].tolist()
    labels = titles(compare_tables.export_columns(data.get_atlas()))
    figures = book["Comparaison"]
    assert figures["Territoire"].tolist() == ["Rhône-Alpes", "Île-de-France", "Corse-du-Sud"]
    reached = words[words["Indicateur"] == "Habitants atteints"].iloc[0, 1:]
    assert [float(t.split("\u00a0")[0].replace(",", ".")) for t in reached] == [
        round(share * 100, 1) for share in figures["Habitants atteints"]
    ]
    files_agree(taken, "comparaison", labels, figures)
    package_agrees(taken["comparaison.gpkg"](), labels, figures, tmp_path)
    assert len(book["Selon la règle"]) >= 5


PORTRAIT = {
    "Pôles": ("poles", tables.POLES),
    "Priorités": ("priorites", tables.PRIORITIES),
    "Quartiers prioritaires": ("priorites", tables.QUARTERS),
    "Manques": ("manques", gaps.gap_columns("zone-emploi")),
    "Chômage": ("economie", tables.RATES),
    "Emplois industriels": ("economie", tables.JOBS),
    "Rang": ("rang", tables.RANKS),
    "Territoires semblables": ("semblables", tables.PEERS),
}


@pytest.mark.slow
def test_every_section_of_a_portrait(taken: Files, tmp_path: Path) -> None:
    place = {"territoire": "departement:38"}
    open_screen("portrait", rubrique="telecharger", **place)
    book = sheets(taken["portrait.xlsx"]())
    assert list(book)[:-2] == [
        "Pôles",
        "Priorités",
        "Quartiers prioritaires",
        "Manques",
        "Chômage",
        "Revenus",
        "Emplois industriels",
        "Rang",
        "Territoires semblables",
    ]
    pole_table = "priorites,chomage,emplois,semblables"
    for title, (section, columns) in PORTRAIT.items():
        page = open_screen("portrait", tableaux=pole_table, rubrique=section, **place)
        if title == "Quartiers prioritaires":
            shown = on_screen(page, {"poverty_rate": "", "communes": ""})
            assert book[title]["Quartier"].tolist() == cells(shown["name"])
            assert book[title]["Habitants"].tolist() == cells(shown["people"])
        else:
            agree(page, book[title], titles(columns))
    labels = titles(tables.POLES)
    files_agree(taken, "poles-qui-atteignent", labels, book["Pôles"])
    package_agrees(taken["poles-qui-atteignent.gpkg"](), labels, book["Pôles"], tmp_path)


def test_waves_and_the_area_each_added(taken: Files, tmp_path: Path) -> None:
    pole_table = "croissance,recouvrement"
    page = open_screen("chronologie", tableaux=pole_table, looks=1, territoire="region:84")
    book = sheets(taken["vagues.xlsx"]())
    agree(page, book["Couverture"], titles(chronologie_tables.GROWTH))
    agree(page, book["Nouveau ou déjà atteint"], titles(chronologie_tables.OVERLAP))
    agree(page, book["Totaux publiés"], titles(chronologie_tables.TOTALS))
    labels = titles(files.wave_columns())
    shapes = files_agree(taken, "vagues", labels, book["Vagues"])
    package_agrees(taken["vagues.gpkg"](), labels, book["Vagues"], tmp_path)
    # A wave has an area exactly where it reached somebody for the first time.
    new = [bool(people) for people in book["Vagues"]["pour la première fois"]]
    assert [shape is not None for shape in shapes] == new
    assert taken["vagues.png"]
    assert taken["vagues.svg"]
    assert len(pypdf.PdfReader(io.BytesIO(taken["couverture.pdf"]())).pages) == 2


def test_claims_and_waves_of_the_calls(taken: Files) -> None:
    page = open_screen("appels", looks=1)
    book = sheets(taken["appels.xlsx"]())
    agree(page, book["Vagues"], titles(claims_tables.WAVES))
    figures = titles(claims_tables.PRIORITIES)
    assert list(book["Priorités"].columns) == list(figures.values())
    header, rows = told_apart(taken["appels.csv"]())
    assert header == list(figures.values())
    assert len(rows) == len(book["Priorités"])
    assert book["Priorités"]["Sièges connus"].map(type).eq(int).all()
    assert book["Annonces"]["Verdict"].tolist() == [
        text.value.rpartition("— ")[2] for text in page.markdown if "** — " in text.value
    ]
    # Each pole put forward, at its seat where that is known.
    features = json.loads(taken["poles-mis-en-avant.geojson"]())["features"]
    places = {one["properties"]["id"]: one["geometry"] for one in features}
    assert list(places) == list(DOCUMENTED) == book["Pôles mis en avant"]["Identifiant"].tolist()
    assert places["centre-isere"] is None
    assert places["pole-sud-archer"]["type"] == "Point"
    assert taken["poles-mis-en-avant.gpkg"]().startswith(b"SQLite format 3")


@pytest.mark.slow
def test_sites_and_what_was_weighed(taken: Files, tmp_path: Path) -> None:
    page = answered(open_page(territoire="departement:32", sites="2", km="20"))
    book = sheets(taken["sites.xlsx"]())
    labels = titles(implanter_tables.site_columns())
    assert list(labels.items())[-2:] == [("lon", "Longitude"), ("lat", "Latitude")]
    agree(page, book["Sites"], labels)
    for title, columns in {
        "Stabilité": implanter_tables.stability_columns(),
        "Refus": implanter_tables.refusal_columns(),
        "Autres choix": implanter_tables.alternative_columns(),
    }.items():
        wanted = titles(columns)
        if title in book and any(len(set(one.value) & set(wanted)) > 4 for one in page.dataframe):
            agree(page, book[title], wanted)
    shapes = files_agree(taken, "sites", labels, book["Sites"])
    package_agrees(taken["sites.gpkg"](), labels, book["Sites"], tmp_path)
    places = zip(book["Sites"]["Longitude"], book["Sites"]["Latitude"], strict=True)
    assert [shape["coordinates"] for shape in shapes] == [[lon, lat] for lon, lat in places]
    assert taken["sites.png"]().startswith(b"\x89PNG")
    assert b"<svg" in taken["sites.svg"]()[:2000]
