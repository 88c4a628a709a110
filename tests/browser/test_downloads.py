"""What arrives when a reader presses a button: a sheet of a comparison, the map as a picture."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from PIL import Image
from playwright.sync_api import Page

from bench.browsing import settle

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
# A file is made when it is asked for.
MADE_MS = 60_000


def taken(page: Page, button: str) -> tuple[str, bytes]:
    with page.expect_download(timeout=MADE_MS) as waiting:
        page.get_by_role("button", name=button).first.click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def test_a_comparison_is_taken_away_as_a_sheet_of_two_pages(open_page: OpenPage) -> None:
    page = open_page("/comparer?territoire=ancienne-region:82&avec=region:11")
    page.get_by_role("radio", name="Télécharger").click(timeout=MADE_MS)
    page.get_by_role("button", name="Fiche PDF").wait_for()
    name, content = taken(page, "Fiche PDF")
    assert re.fullmatch(r"comparaison_ancienne-region-82_\d{4}-\d{2}-\d{2}\.pdf", name)
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    assert len(pages) == 2
    assert "Rhône-Alpes" in pages[0].extract_text()


def test_the_map_is_taken_away_as_a_picture(open_page: OpenPage) -> None:
    page = open_page("/?territoire=departement:38")
    page.get_by_role("tab", name="Télécharger").click(timeout=MADE_MS)
    settle(page)
    name, content = taken(page, "Carte PNG")
    assert re.fullmatch(r"carte_departement-38_\d{4}-\d{2}-\d{2}\.png", name)
    picture = Image.open(io.BytesIO(content))
    assert picture.size == (3507, 2480)
    assert "Isère" in picture.text["Title"]
