"""What the atlas rests on, in a browser: reached from a map, taken away, corrected."""

import csv
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from bench.browsing import settle
from tests.browser.requests_log import RequestsLog

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
PHONE = ViewportSize(width=390, height=844)


def test_the_credits_of_a_map_lead_here_and_the_choices_come_along(
    open_page: OpenPage, requests_log: RequestsLog
) -> None:
    page = open_page("/couverture?territoire=region:53&rayon=epci")
    credited = page.locator(".st-key-credits")
    expect(credited).to_contain_text("Sources : Atlas PTCE")
    # One line: as high as its letters.
    box = credited.bounding_box()
    assert box is not None
    assert box["height"] < 40
    credited.get_by_role("link", name="Données et méthode").click()
    expect(page.get_by_role("heading").first).to_contain_text("lauréats annoncés")
    expect(page).to_have_url(re.compile(r"/donnees\?territoire=region(:|%3A)53&rayon=epci"))

    page.get_by_role("tab", name="Tables et sources").click()
    with page.expect_download() as taking:
        page.locator(".st-key-tables button").first.click()
    written = taking.value.path().read_text(encoding="utf-8-sig")
    header, *rows = csv.reader(written.splitlines(), delimiter=";")
    assert header[:2] == ["id", "name"]
    assert len(rows) > 100

    page.get_by_role("tab", name="Corriger un pôle").click()
    page.get_by_label("Pôle à corriger").click()
    page.get_by_role("option", name="SMAC 07").click()
    # The fields of the pole take the place of the empty ones, one after the other.
    expect(page.get_by_label("Identifiant (id)").last).to_have_value("smac-07")
    settle(page)
    seat = page.get_by_label("Code commune (commune)")
    expect(seat).to_have_value("07010")
    seat.fill("07100")
    page.get_by_role("button", name="Préparer la ligne").click()
    expect(page.get_by_text("07100 est le code de")).to_be_visible()
    expect(page.locator("pre", has_text="smac-07,SMAC 07,")).to_be_visible()

    page.get_by_role("link", name="Couverture").locator("visible=true").click()
    expect(page).to_have_url(re.compile(r"/couverture\?territoire=region(:|%3A)53&rayon=epci"))
    settle(page)
    assert requests_log.hosts == {requests_log.own_host}


def test_the_credits_are_one_line_on_a_phone_too(open_page: OpenPage) -> None:
    page = open_page("/couverture?territoire=region:53&rayon=epci", viewport=PHONE)
    credited = page.locator(".st-key-credits")
    expect(credited).to_contain_text("Sources : Atlas PTCE")
    settle(page)
    box = credited.bounding_box()
    way = credited.get_by_role("link", name="Données et méthode").bounding_box()
    assert box is not None
    assert way is not None
    assert box["height"] < 40
    # The way out is whole, whatever is cut of the sources.
    assert way["x"] + way["width"] <= PHONE["width"]


def test_a_phone_reads_it_without_scrolling_sideways(open_page: OpenPage) -> None:
    page = open_page("/donnees", viewport=PHONE)
    page.get_by_role("tab", name="Méthode").click()
    page.get_by_text("Comparaison", exact=True).locator("visible=true").click()
    expect(page.get_by_text("La différence dépasse-t-elle le hasard").first).to_be_visible()
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
