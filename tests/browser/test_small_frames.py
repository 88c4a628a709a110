"""A map in a frame that has no size yet: no error, and what is to be seen once the frame grows."""

from collections.abc import Callable
from typing import Final

import pytest
from playwright.sync_api import Page, Route

from geo.places.territories import bounds, get_territory
from ui import data
from ui.maps.comparer import Panel, panel_board
from ui.maps.elements import empty_map

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
# West, south, east, north.
FRAME: Final = (-0.9, 42.3, 4.9, 45.1)
MAP_PATH: Final = "/component/streamlit_folium.st_folium/essai.html"
HOLDER_PATH: Final = "/component/essai/cadre.html"


def framed(open_page: OpenPage, html: str, width: int, height: int) -> Page:
    """Open a page that holds a map in a frame of that many pixels."""
    page = open_page("/_stcore/health")
    holder = (
        "<!doctype html><link rel='icon' href='data:,'>"
        f"<iframe src='{MAP_PATH}' width='{width}' height='{height}' style='border:0'></iframe>"
    )

    def answer(content: str) -> Callable[[Route], None]:
        return lambda route: route.fulfill(content_type="text/html; charset=utf-8", body=content)

    page.route(f"**{MAP_PATH}", answer(html))
    page.route(f"**{HOLDER_PATH}", answer(holder))
    page.goto(page.url.replace("/_stcore/health", HOLDER_PATH), wait_until="load")
    page.wait_for_timeout(200)
    return page


@pytest.mark.parametrize(("width", "height"), [(300, 10), (0, 0)])
def test_map_waits_for_its_frame_and_then_shows_its_territory(
    open_page: OpenPage, width: int, height: int
) -> None:
    board = empty_map(FRAME, [], "Occitanie")
    page = framed(open_page, board.get_root().render(), width, height)
    page.locator("iframe").evaluate("frame => { frame.width = 800; frame.height = 500; }")
    inside = page.frames[-1]
    inside.wait_for_function(f"() => {board.get_name()}.getZoom() > 6")
    west, south, east, north = FRAME
    corners = f"[[{south}, {west}], [{north}, {east}]]"
    assert inside.evaluate(f"() => {board.get_name()}.getBounds().contains({corners})")


def test_small_maps_wait_for_their_frame(open_page: OpenPage) -> None:
    atlas = data.get_atlas()
    territories = [get_territory(atlas, name) for name in ("region:84", "region:76")]
    panels = [Panel(territory, territory.id, "10 %") for territory in territories]
    frames = [bounds(atlas, territory) for territory in territories]
    board = panel_board(panels, frames, data.get_version(), "Cartes")
    page = framed(open_page, board.get_root().render(), 300, 10)
    page.locator("iframe").evaluate("frame => { frame.width = 800; frame.height = 400; }")
    inside = page.frames[-1]
    inside.wait_for_function("() => window.atlasPanels[1].map.getSize().y > 300")
    for place, (west, south, east, north) in enumerate(frames):
        corners = f"[[{south}, {west}], [{north}, {east}]]"
        seen = f"() => window.atlasPanels[{place}].map.getBounds().contains({corners})"
        assert inside.evaluate(seen)
