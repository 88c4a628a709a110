"""The list of a reader on paper: named, in a shape of its own, as circles where it is long."""

from collections.abc import Iterator
from datetime import date

import pytest

from geo.places.territories import FRANCE, get_territory
from geo.tables.atlas import Atlas
from tests.private import with_structures
from ui import data
from ui.paper import canvas, ink
from ui.paper.layout import POSTER
from ui.paper.legend import beside
from ui.paper.maps import to_png
from ui.prints import maps
from ui.prints.territory_sheet import territory_sheet
from ui.text.i18n import install
from ui.text.palette import OWN_LIST
from ui.view.choices import DEFAULT_VIEW

AUCH, CONDOM, MENDE = "32013", "32107", "48095"
DAY = date(2026, 11, 27)


@pytest.fixture(autouse=True)
def _french() -> Iterator[None]:
    install("fr")
    yield
    install("fr")


@pytest.fixture(scope="module")
def few() -> Atlas:
    return with_structures(data.get_atlas(), (AUCH, CONDOM, MENDE), alone=False)


@pytest.fixture(scope="module")
def many() -> Atlas:
    return with_structures(data.get_atlas(), (AUCH,) * 300 + (MENDE,) * 51, alone=True)


def test_a_printed_map_names_the_list_and_draws_its_squares(few: Atlas) -> None:
    content = maps.pole_map(few, FRANCE, DEFAULT_VIEW, DAY)
    assert content.answer.startswith("Registre et votre liste « structures.csv » (3 structures")
    assert content.sources.startswith("Sources : votre liste « structures.csv » ; Registre")
    assert content.poles.table["own"].sum() == 3
    assert set(content.poles.table.loc[content.poles.table["own"], "colour"]) == {OWN_LIST}
    views = canvas.views(content, POSTER)
    explained = beside(content, POSTER, views)["parts"][0]["entries"]
    assert [entry["label"] for entry in explained if entry["diamonds"]] == [
        "votre liste « structures.csv »"
    ]
    figure = canvas.draw(content, POSTER, views)
    shapes = [
        collection.get_paths()[0].vertices.tolist()
        for axes in figure.axes
        for collection in axes.collections
    ]
    assert ink.DIAMOND.vertices.tolist() in shapes


def test_without_a_list_no_square_is_drawn() -> None:
    content = maps.pole_map(data.get_atlas(), FRANCE, DEFAULT_VIEW, DAY)
    assert not content.poles.table["own"].any()
    assert "liste" not in content.answer


def test_a_long_list_is_printed_as_circles(many: Atlas) -> None:
    content = maps.coverage_map(many, FRANCE, DEFAULT_VIEW, DAY)
    assert content.poles.table.empty
    assert content.poles.crowd is not None
    assert content.poles.crowd.table["count"].tolist() == [300, 51]
    (explained,) = content.legend[-1].entries
    assert explained.kind == "crowd"
    assert "351 structures, regroupées par zone d'emploi" in explained.label
    assert to_png(content, 40).startswith(b"\x89PNG")


def test_the_sheet_of_a_territory_names_the_list_once(few: Atlas) -> None:
    gers = get_territory(few, "departement:32")
    drawn = maps.coverage_map(few, gers, DEFAULT_VIEW, DAY)
    sheet = territory_sheet(few, gers, DEFAULT_VIEW, drawn)
    assert sheet.answer.count("votre liste « structures.csv »") == 1
    assert "votre liste « structures.csv »" in sheet.sources
