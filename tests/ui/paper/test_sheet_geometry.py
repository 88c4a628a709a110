"""Where the words of a sheet stand on its pages: nothing off the page, nothing over anything."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pypdfium2
import pytest
import zxingcpp

from geo.places.territories import get_territory
from ui import data
from ui.paper.sheets import Figure, Paragraph, Section, Sheet, table, to_pdf
from ui.prints import maps
from ui.prints.territory_sheet import territory_sheet
from ui.screens.comparer.facts import comparison
from ui.screens.comparer.paper import comparison_map, comparison_sheet
from ui.view.choices import ViewState

DAY = date(2026, 11, 22)
LINK = (
    "https://atlas.example.fr/couverture?territoire=ancienne-region:82&rayon=radius&km=30"
    "&vagues=temoin-2011,appel-2013,appel-2015,ami-2021&calques=qpv,regions,frr,desindustrialise"
)
POINTS_PER_MM = 72 / 25.4
# A4, its margins (mm) as sheet.typ sets them, and what the tail of a letter may hang below a line.
WIDTH, HEIGHT = 210 * POINTS_PER_MM, 297 * POINTS_PER_MM
SIDE, TOP, BOTTOM = (mm * POINTS_PER_MM for mm in (16, 13, 17))
TAIL = 2.0
# A hyphen or a comma may hang out of its line.
HANGING = 3.0
PIXELS_PER_POINT = 3


class Box(NamedTuple):
    """A rectangle on a page, in points from its lower left corner, and the words in it."""

    left: float
    bottom: float
    right: float
    top: float
    words: str = ""

    def covers(self, other: "Box", spare: float = 0.0) -> bool:
        """Tell whether two boxes share more than a spare of points both ways."""
        across = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.top, other.top) - max(self.bottom, other.bottom)
        return across > spare and high > spare


def boxes(page: pypdfium2.PdfPage) -> list[Box]:
    text = page.get_textpage()
    found = [text.get_rect(place) for place in range(text.count_rects())]
    named = (Box(*rect, " ".join(text.get_text_bounded(*rect).split())) for rect in found)
    return [box for box in named if box.words]


def codes(page: pypdfium2.PdfPage) -> Iterator[Box]:
    drawn = page.render(scale=PIXELS_PER_POINT).to_numpy()
    for code in zxingcpp.read_barcodes(np.ascontiguousarray(drawn)):
        place = code.position
        corners = (place.top_left, place.top_right, place.bottom_left, place.bottom_right)
        across = [corner.x / PIXELS_PER_POINT for corner in corners]
        high = [HEIGHT - corner.y / PIXELS_PER_POINT for corner in corners]
        yield Box(min(across), min(high), max(across), max(high), code.text)


def check(pdf: bytes, link: str = LINK) -> None:
    """Assert that a sheet has two pages and that every word has its own place on them."""
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 2
    for number, page in enumerate(document, start=1):
        found = boxes(page)
        imprint = [box for box in found if box.top < BOTTOM - TAIL]
        body = [box for box in found if box not in imprint]
        said = " ".join(box.words for box in imprint)
        assert said.startswith("Atlas PTCE ·"), said
        assert said.endswith(f"{number} / 2"), said
        for box in body:
            assert box.bottom >= BOTTOM - TAIL, box
            assert box.top <= HEIGHT - TOP + TAIL, box
            assert box.left >= SIDE - 1, box
            assert box.right <= WIDTH - SIDE + HANGING, box
        for one, other in combinations(found, 2):
            assert not one.covers(other, spare=1.5), (one, other)
    (code,) = codes(document[1])
    assert code.words == link
    assert code.bottom > BOTTOM
    assert code.right < WIDTH - SIDE
    assert code.right - code.left > 20 * POINTS_PER_MM
    assert not [box for box in boxes(document[1]) if box.covers(code)]


def filled(rows: int, words: int) -> Sheet:
    """Return a sheet with tables of so many rows, and texts of so many words."""
    text = "Rhône-Alpes et ses bassins " * words
    listed = [
        (f"Pôle territorial de coopération économique n° {row}", "8,4 %") for row in range(rows)
    ]
    titles = [("Nom", 1.4, False), ("Nombre", 1, True)]
    parts = (Paragraph(text), table(titles, listed, text[:200]))
    return Sheet(
        title="Rhône-Alpes",
        subtitle="Atlas",
        answer=text[:300],
        figures=(Figure("Habitants", "35 %", "France : 41 %"),) * 5,
        filters=text[:400],
        sections=(Section("Ici", parts, page=1), Section("Là", parts), Section("Ailleurs", parts)),
        notes=(text[:600], text[:200]),
        sources=text[:1500],
        link=LINK,
        version="0123456789ab",
        made=DAY,
    )


# From a page half empty to a page four times too full, through those that hardly fit.
@pytest.mark.parametrize("rows", [0, 17, 19, 21, 25, 45])
@pytest.mark.parametrize("words", [4, 30])
def test_whatever_it_holds_a_sheet_keeps_to_its_pages(rows: int, words: int) -> None:
    check(to_pdf(filled(rows, words)))


def territory_pdf(name: str) -> bytes:
    atlas = data.get_atlas()
    place, view = get_territory(atlas, name), ViewState(territory=name)
    drawn = maps.coverage_map(atlas, place, view, DAY, LINK)
    return to_pdf(territory_sheet(atlas, place, view, drawn))


@pytest.mark.slow
@pytest.mark.parametrize(
    "territory",
    [
        "france",
        "ancienne-region:82",
        "region:84",
        "region:75",
        "region:11",
        "departement:976",
        "epci:200040715",
        "commune:15031",
    ],
)
def test_no_word_of_a_territory_is_off_its_page_or_over_another(territory: str) -> None:
    check(territory_pdf(territory))


@pytest.mark.slow
@pytest.mark.parametrize(
    "others", [("region:11",), ("region:11", "departement:974", "epci:200040715")]
)
def test_no_word_of_a_comparison_is_off_its_page_or_over_another(others: tuple[str, ...]) -> None:
    atlas = data.get_atlas()
    view = ViewState(territory="ancienne-region:82", compared=others)
    shown = comparison(atlas, view)
    drawn = comparison_map(shown, view, DAY, LINK)
    check(to_pdf(comparison_sheet(shown, view, drawn)))
