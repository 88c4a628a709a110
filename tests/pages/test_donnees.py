"""What the atlas rests on, told on one screen; and what the others still say of it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.opening import open_screen
from tests.registers import read_from, rewrite

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
    assert "mises à jour : novembre 2026" in credited[0]
    assert links(page) == ["Données et méthode"]


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
