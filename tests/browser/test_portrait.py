"""The portrait as a reader meets it: an answer, a map, charts under the policy of the page."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from bench.browsing import settle
from tests.browser.requests_log import RequestsLog

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
PHONE = ViewportSize(width=390, height=844)


def wait_for_sections(page: Page) -> None:
    page.get_by_role("tab", name="Pôles").wait_for()
    settle(page)


def test_charts_are_drawn_without_evaluating_anything_and_turn_into_tables(
    open_page: OpenPage, requests_log: RequestsLog
) -> None:
    page = open_page("/portrait?territoire=ancienne-region:82")
    wait_for_sections(page)
    expect(page.get_by_role("heading").first).to_contain_text("l'atteint de l'extérieur")
    frame = page.locator("iframe[title='streamlit_folium.st_folium']").last
    before = frame.get_attribute("src")
    drawn = page.locator("[data-testid=stVegaLiteChart] svg").locator("visible=true")
    page.get_by_role("tab", name="Travail et revenus").click()
    expect(drawn).to_have_count(2)
    expect(drawn.first).to_contain_text("France, médiane des habitants")

    page.get_by_role("tab", name="Priorités").click()
    expect(drawn).to_have_count(1)
    page.get_by_role("radio", name="Tableau").locator("visible=true").click()
    expect(drawn).to_have_count(0)
    # The map has not moved.
    assert frame.get_attribute("src") == before
    # The policy of the page refuses eval: the recorder fails the test on any complaint.
    assert requests_log.hosts == {requests_log.own_host}


def test_a_search_for_a_commune_answers_at_once(open_page: OpenPage) -> None:
    page = open_page("/portrait")
    wait_for_sections(page)
    box = page.locator("iframe[title*=searchbox]").last.content_frame
    box.locator("input").fill("romans sur isere")
    box.get_by_text("Romans-sur-Isère (commune, 26)").first.click()
    expect(page).to_have_url(re.compile("territoire=commune"))
    expect(page.get_by_role("heading").first).to_contain_text("Romans-sur-Isère (commune, 26)")
    told = page.locator(".st-key-reponses")
    expect(told).to_contain_text("Quartiers Est")
    expect(told).to_contain_text("Valence Romans Agglo")
    settle(page)


def test_a_phone_shows_the_answer_first(open_page: OpenPage) -> None:
    page = open_page("/portrait?territoire=departement:2A", viewport=PHONE)
    wait_for_sections(page)
    expect(page.get_by_role("heading").first).to_contain_text("aucun pôle connu n'y a son siège")
    page.get_by_role("tab", name="Travail et revenus").click()
    expect(page.locator("[data-testid=stVegaLiteChart] svg")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
