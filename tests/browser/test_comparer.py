"""The comparison as a reader meets it: maps side by side that move together, one frame for all."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FrameLocator, Page, ViewportSize, expect

from bench.browsing import settle
from tests.browser.requests_log import RequestsLog

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
PHONE = ViewportSize(width=390, height=844)
FOUR = "/comparer?territoire=region:84&avec=region:11,region:76,region:53"
CENTRES = """() => window.atlasPanels.map(panel => {
    const centre = panel.map.getCenter(), size = panel.map.getSize();
    const left = panel.map.containerPointToLatLng([0, size.y / 2]);
    const right = panel.map.containerPointToLatLng([100, size.y / 2]);
    return { lat: centre.lat, lng: centre.lng, zoom: panel.map.getZoom(),
             metres: panel.map.distance(left, right) };
})"""


def maps_of(page: Page) -> FrameLocator:
    return page.locator("iframe[title='streamlit_folium.st_folium']").last.content_frame


def wait_for_maps(page: Page, count: int) -> None:
    panels = maps_of(page).locator(".atlas-panel")
    panels.nth(count - 1).wait_for()
    assert panels.count() == count
    for number in range(count):
        panels.nth(number).locator(".atlas-pole").first.wait_for()
    page.locator("[data-testid=stTable]").first.wait_for()
    settle(page)


def centres(page: Page) -> list[dict[str, float]]:
    frame = next(one for one in page.frames if "streamlit_folium" in one.url)
    found: list[dict[str, float]] = frame.evaluate(CENTRES)
    return found


def centres_after(page: Page, before: list[dict[str, float]]) -> list[dict[str, float]]:
    """Return where the maps stand once they have moved and come to rest."""
    last = before
    for _turn in range(100):
        page.wait_for_timeout(150)
        now = centres(page)
        if now == last != before:
            return now
        last = now
    pytest.fail("the maps have not moved")


def test_four_maps_at_one_scale_move_together(
    open_page: OpenPage, requests_log: RequestsLog
) -> None:
    page = open_page(FOUR)
    wait_for_maps(page, 4)
    expect(page.locator("iframe[title='streamlit_folium.st_folium']")).to_have_count(1)
    before = centres(page)
    metres = [one["metres"] for one in before]
    # The same ground under as many pixels, from Bretagne to Île-de-France.
    assert max(metres) / min(metres) < 1.02
    maps_of(page).locator(".atlas-panel .leaflet-control-zoom-in").click()
    closer = centres_after(page, before)
    steps = [one["zoom"] - was["zoom"] for one, was in zip(closer, before, strict=True)]
    assert steps == pytest.approx([1, 1, 1, 1])
    box = maps_of(page).locator(".atlas-panel").nth(2).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.8
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y - 10, steps=4)
    page.mouse.up()
    moved = centres_after(page, closer)
    assert all(now["lng"] < was["lng"] - 0.05 for now, was in zip(moved, closer, strict=True))
    assert requests_log.hosts == {requests_log.own_host}


def test_a_filter_repaints_the_same_maps(open_page: OpenPage) -> None:
    page = open_page("/comparer?territoire=ancienne-region:82&avec=region:11")
    wait_for_maps(page, 2)
    value = maps_of(page).locator(".atlas-panel-value").first
    expect(value).to_contain_text("34,6")
    start = centres(page)
    maps_of(page).locator(".atlas-panel .leaflet-control-zoom-in").click()
    zoomed = centres_after(page, start)[0]["zoom"]
    page.get_by_role("combobox", name="Un pôle atteint").click()
    page.get_by_role("option", name="commune du siège").click()
    expect(page).to_have_url(re.compile("rayon=commune"))
    expect(value).not_to_contain_text("34,6")
    # The reader's zoom is not lost.
    assert centres(page)[0]["zoom"] == pytest.approx(zoomed)


def test_a_phone_shows_the_answer_first_and_two_maps_a_row(open_page: OpenPage) -> None:
    page = open_page(FOUR, viewport=PHONE)
    wait_for_maps(page, 4)
    answer = page.get_by_role("heading").first.bounding_box()
    boxes = [maps_of(page).locator(".atlas-panel").nth(n).bounding_box() for n in range(4)]
    assert answer is not None
    assert all(box is not None for box in boxes)
    tops = [box["y"] for box in boxes if box is not None]
    assert answer["y"] < min(tops)
    assert tops[0] == pytest.approx(tops[1])
    assert tops[2] > tops[0]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    # The filters open over the page, and close by their own button.
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(page.get_by_role("combobox", name="Un pôle atteint")).to_be_in_viewport()
    page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    expect(page.get_by_role("combobox", name="Un pôle atteint")).not_to_be_in_viewport()


def test_the_link_copied_from_the_example_names_its_territories(open_page: OpenPage) -> None:
    page = open_page("/comparer")
    wait_for_maps(page, 2)
    page.get_by_role("button", name=re.compile("Copier le lien")).click()
    code = page.get_by_test_id("stPopoverBody").get_by_test_id("stCode").first
    named = "/comparer?territoire=ancienne-region:82&avec=region:11"
    expect(code).to_contain_text(named)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    assert page.evaluate("navigator.clipboard.readText()").endswith(named)
    page.keyboard.press("Escape")
    # A part of the page runs alone: what is shown and what is copied follow it.
    page.locator(".st-key-comparer-parties").get_by_text("Graphiques").click()
    expect(page).to_have_url(re.compile("partie=graphiques"))
    page.get_by_role("button", name=re.compile("Copier le lien")).click()
    expect(code).to_contain_text(f"{named}&partie=graphiques")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith(f"{named}&partie=graphiques")
    page.keyboard.press("Escape")
    # Six colours of poles have their key.
    key = page.locator(".atlas-legend", has_text="Pôles, par vague")
    assert key.locator(".mark.dot").count() >= 6
