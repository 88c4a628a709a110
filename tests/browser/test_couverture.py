"""The coverage screen as a reader meets it: pictures painted, a click answered, the link kept."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FrameLocator, Page, ViewportSize, expect

from bench.browsing import settle
from tests.browser.requests_log import RequestsLog

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
PHONE = ViewportSize(width=390, height=844)
PICTURES = 6


def map_of(page: Page) -> FrameLocator:
    return page.locator("iframe[title='streamlit_folium.st_folium']").last.content_frame


def wait_for_map(page: Page) -> None:
    map_of(page).locator(".atlas-pole").first.wait_for()
    page.locator("[data-testid=stDataFrame] table").first.wait_for(state="attached")
    settle(page)


def test_all_france_is_painted_by_commune_and_a_click_names_the_nearest_pole(
    open_page: OpenPage, requests_log: RequestsLog
) -> None:
    page = open_page("/couverture")
    wait_for_map(page)
    pictures = map_of(page).locator("img.atlas-picture")
    expect(pictures).to_have_count(PICTURES)
    assert pictures.first.evaluate("picture => picture.naturalWidth > 1000")
    expect(page.get_by_role("heading").first).to_contain_text("vivent dans une zone d'emploi")

    frame = page.locator("iframe[title='streamlit_folium.st_folium']").last
    box = frame.bounding_box()
    assert box is not None
    frame.click(position={"x": box["width"] * 0.5, "y": box["height"] * 0.62})
    told = page.get_by_test_id("stAlert").filter(has_text="siège le plus proche")
    expect(told).to_contain_text(re.compile(r"\(\d[\dAB]\) : (non )?atteinte.*\skm"))
    assert requests_log.hosts == {requests_log.own_host}


def test_a_gap_can_be_framed_left_and_framed_again(open_page: OpenPage) -> None:
    page = open_page("/couverture?territoire=region:32")
    wait_for_map(page)
    for _turn in range(2):
        grid = page.get_by_test_id("stDataFrame").first
        grid.scroll_into_view_if_needed()
        grid.click(position={"x": 18, "y": 52})  # the box of the first row
        expect(page).to_have_url(re.compile("territoire=zone-emploi"))
        wait_for_map(page)
        page.get_by_role("button", name="Hauts-de-France").first.click()
        expect(page).to_have_url(re.compile("territoire=region"))
        wait_for_map(page)


def test_a_phone_shows_the_answer_first(open_page: OpenPage) -> None:
    page = open_page("/couverture?territoire=departement:38", viewport=PHONE)
    wait_for_map(page)
    answer = page.get_by_role("heading").first.bounding_box()
    frame = page.locator("iframe[title='streamlit_folium.st_folium']").last.bounding_box()
    assert answer is not None
    assert frame is not None
    assert answer["y"] < frame["y"]
    assert frame["width"] <= PHONE["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_phone_opens_the_filters_and_closes_them_again(open_page: OpenPage) -> None:
    page = open_page("/couverture?territoire=departement:38", viewport=PHONE)
    page.get_by_test_id("stExpandSidebarButton").click()
    rule = page.get_by_role("combobox", name="Un pôle atteint…")
    rule.click()
    page.get_by_role("option", name="commune du siège", exact=True).click()
    expect(page).to_have_url(re.compile("rayon=commune"))
    page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    expect(rule).not_to_be_in_viewport()
    page.get_by_role("button", name="EN", exact=True).click()
    expect(page).to_have_url(re.compile("lang=en"))
