"""What the atlas rests on, told on one screen; and what the others still say of it."""

import csv
import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import geopandas as gpd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.pages.opening import open_screen
from tests.registers import read_from, rewrite
from ui import data
from ui.parts import notices
from ui.text.formats import partial_date
from ui.view import share

BROKEN_ROWS = 12


def links(page: AppTest) -> list[str]:
    """Return what the links to other screens say."""
    return [link.proto.label for link in page.get("page_link")]


def told(page: AppTest) -> str:
    """Return all that a page says in Markdown."""
    return "\n".join(item.value for item in page.markdown).replace("\\", "")


@pytest.fixture
def damaged(specimen_dir: Path, tmp_path: Path) -> Iterator[Path]:
    """Let the atlas read tables of which one is lost, and twelve rows of the register are wrong."""
    folder = tmp_path / "data"
    shutil.copytree(specimen_dir, folder)
    (folder / "voisins.parquet").unlink()
    (folder / "territoires_industrie.parquet").unlink()
    rewrite(
        folder / "poles.csv",
        lambda rows: [
            {**row, "status": "=1+1"} if place < BROKEN_ROWS else row
            for place, row in enumerate(rows)
        ],
    )
    read_from(folder)
    yield folder
    read_from(specimen_dir)


@pytest.mark.parametrize("screen", ["carte", "couverture", "appels", "chronologie"])
def test_a_map_has_one_line_of_credits_which_leads_here(screen: str) -> None:
    page = open_screen(screen, territoire="region:53")
    credited = [item.value for item in page.caption if item.value.startswith("Sources")]
    assert len(credited) == 1
    assert len(credited[0]) < 90
    cited = data.get_atlas().sources
    newest = cited.loc[cited["id"] == "poles", "date"].iloc[0]
    assert credited[0].startswith("Sources : Atlas PTCE, Insee")
    assert f"mises à jour : {partial_date(newest)}" in credited[0]
    assert links(page) == ["Données et méthode"]


def test_a_frame_of_another_site_opens_the_whole_atlas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "is_embedded", lambda: True)
    monkeypatch.setattr(share, "site_address", lambda: "https://atlas.example.fr")
    page = open_screen("carte", territoire="region:53")
    assert links(page) == []
    opened = [link.proto.url for link in page.get("link_button")]
    assert "https://atlas.example.fr/donnees?territoire=region:53" in opened


@pytest.mark.usefixtures("damaged")
def test_a_visitor_reads_a_count_and_whoever_keeps_the_register_the_faults() -> None:
    page = open_screen("carte")
    assert links(page)[0] == (
        "Le registre a 12 lignes à corriger : le détail est dans Données et méthode."
    )
    assert "status" not in told(page)
    # A table that is lost is another matter: every screen says so.
    assert "La table territoires_industrie.parquet manque" in told(page)
    assert "Le registre a" not in told(page)

    page.switch_page("pages/donnees.py").run()
    assert not page.exception
    said = told(page)
    assert "**poles.csv, colonne status : 12 cellules**" in said
    assert said.count("poles.csv, ligne ") == 10
    assert "La table territoires_industrie.parquet manque" in said
    (behind,) = [table.value for table in page.dataframe if "sentence" in table.value]
    assert list(behind["line"]) == [12, 13]
    assert list(behind["value"]) == ["=1+1", "=1+1"]
    assert [box.label for box in page.expander if "autres" in box.label] == ["2 autres"]


@pytest.mark.usefixtures("damaged")
def test_the_count_is_told_in_english_too() -> None:
    page = open_screen("carte", lang="en")
    assert links(page)[0] == (
        "The register has 12 rows to mend: the details are in Data and method."
    )


def test_choices_made_elsewhere_survive_a_visit_there_and_back() -> None:
    page = open_screen("couverture", territoire="region:76", rayon="radius", km="20")
    before = dict(page.query_params)
    for screen in ("donnees", "couverture"):
        page.switch_page(f"pages/{screen}.py")
        page.query_params.clear()
        for _look in range(3):
            page.run()
        assert dict(page.query_params) == before


def test_a_sound_register_has_nothing_to_mend() -> None:
    page = open_screen("donnees", looks=1)
    assert "à corriger" not in told(page)
    assert not page.warning


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[[], bytes]]:
    """Return what the buttons of a page would hand out, by name of the file without its date."""
    found: dict[str, Callable[[], bytes]] = {}

    def button(_label: str, write: Callable[[], bytes], *, file_name: str, **_more: object) -> bool:
        subject, ending = file_name.partition("_")[0], file_name.rpartition(".")[2]
        found[f"{subject.removesuffix('.csv')}.{ending}"] = write
        return False

    monkeypatch.setattr(st, "download_button", button)
    return found


def test_a_layer_is_taken_away_with_its_outlines_and_its_origin(
    taken: dict[str, Callable[[], bytes]], tmp_path: Path
) -> None:
    page = open_screen("donnees", looks=1)
    assert set(taken) == {"registre-par-vague.csv", "poles.csv", "poles.gpkg"}
    register = tmp_path / "poles.gpkg"
    register.write_bytes(taken["poles.gpkg"]())
    seats = gpd.read_file(register, layer="poles")
    poles = data.get_atlas().poles
    assert list(seats["id"]) == list(poles["id"])
    assert seats.geometry.notna().tolist() == poles["commune"].notna().tolist()
    page.selectbox(key="donnees-table").set_value("zonages:ber").run()
    assert not page.exception
    header, *rows = csv.reader(
        io.StringIO(taken["ber.csv"]().decode("utf-8-sig"), newline=""), delimiter=";"
    )
    assert header[:2] == ["zonage", "classe"]
    # Two areas.
    assert len(rows) == 2
    assert f"Version des données : {data.get_atlas().version}" in rows[0][-1]
    assert "Table : Bassins d'emploi à redynamiser (BER)" in rows[0][-1]
    written = tmp_path / "ber.gpkg"
    written.write_bytes(taken["ber.gpkg"]())
    layer = gpd.read_file(written, layer="zonages")
    assert len(layer) == 2
    assert layer.crs == "EPSG:4326"
    cited = gpd.read_file(written, layer="sources")
    assert any("redynamiser" in title for title in cited.iloc[:, 0])


@pytest.mark.usefixtures("damaged")
def test_cells_taken_away_run_no_formula(taken: dict[str, Callable[[], bytes]]) -> None:
    open_screen("donnees", looks=1)
    table = taken["registre-a-corriger.csv"]().decode("utf-8-sig").splitlines()
    # A header, and one line for each of the twelve cells.
    assert len(table) == 13
    assert table[1].split(";")[:4] == ["poles.csv", "2", "status", "'=1+1"]


@pytest.mark.usefixtures("damaged")
def test_a_lost_table_is_told_in_its_row_and_cannot_be_taken(
    taken: dict[str, Callable[[], bytes]],
) -> None:
    page = open_screen("donnees", looks=1)
    held = next(table.value for table in page.dataframe if "producers" in table.value)
    lost = held.set_index("file").loc["voisins.parquet"]
    assert lost["state"].startswith("La table voisins.parquet manque")
    taken.clear()
    page.selectbox(key="donnees-table").set_value("voisins").run()
    assert not [name for name in taken if name.startswith("voisins")]
    assert [note.value.replace("\\", "") for note in page.warning] == [lost["state"]]


def test_a_pole_is_corrected_into_a_line_to_send(
    taken: dict[str, Callable[[], bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLAS_CONTACT", "ptce@exemple.fr")
    page = open_screen("donnees", looks=1)
    page.selectbox(key="correction-pole").set_value("smac-07").run()
    website = page.text_input(key="correction-website-smac-07")
    assert website.value == "http://www.smac07.com"
    website.set_value("smac07")
    (prepare,) = [one for one in page.button if one.label == "Préparer la ligne"]
    prepare.click().run()
    assert not page.exception
    assert "- `website` : « smac07 » n'est pas une adresse" in told(page)
    (line,) = [block.value for block in page.code if block.value.startswith("id,name,")]
    assert "\nsmac-07,SMAC 07," in line
    assert ",smac07," in line
    assert "](mailto:ptce@exemple.fr?subject=" in told(page).replace("\u2060", "")
    assert taken["correction-registre.csv"]().decode("utf-8-sig").strip() == line


@pytest.mark.usefixtures("damaged")
def test_the_form_shows_what_is_wrong_and_claims_nothing_of_its_own() -> None:
    page = open_screen("donnees", looks=1)
    assert page.selectbox(key="correction-status-").value == "inconnu"
    assert page.selectbox(key="correction-confidence-").value == "low"
    precision = page.selectbox(key="correction-location_precision-")
    assert precision.value == ""
    assert precision.options[0] == "à choisir"
    (first,) = data.get_atlas().poles["id"].head(1)
    page.selectbox(key="correction-pole").set_value(first).run()
    assert not page.exception
    assert page.selectbox(key=f"correction-status-{first}").value == "=1+1"
    assert "Le registre dit aujourd'hui de cette ligne :" in [note.value for note in page.warning]
    (prepare,) = [one for one in page.button if one.label == "Préparer la ligne"]
    prepare.click().run()
    (line,) = [block.value for block in page.code if block.value.startswith("id,name,")]
    assert ",=1+1," in line
    assert "Le registre prendrait" not in "".join(note.value for note in page.success)


def test_the_method_the_glossary_and_the_legal_notice_are_there() -> None:
    page = open_screen("donnees", looks=1)
    titles = [box.label for box in page.expander]
    for title in ("Règles de rayonnement", "Comparaison", "Qu'est-ce qu'un PTCE ?", "Les mesures"):
        assert title in titles
    said = told(page)
    assert "loi n° 2014-856" in said
    assert f"données `{data.get_atlas().version}`" in said
    assert "ne l'a pas indiqué (réglage `ATLAS_CONTACT`)" in said
    assert "n'existe qu'en français" not in "".join(item.value for item in page.caption)


def test_an_english_reader_is_told_that_the_method_is_in_french() -> None:
    page = open_screen("carte", looks=1, lang="en")
    page.switch_page("pages/donnees.py").run()
    assert [item.value for item in page.caption].count("This text exists in French only.") == 2
