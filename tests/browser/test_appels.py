"""The page on the calls in a browser: charts drawn, sheets opened, nothing from elsewhere."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from bench.browsing import settle
from tests.browser.requests_log import RequestsLog

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
PHONE = ViewportSize(width=390, height=844)


def test_the_answer_its_chart_and_the_way_to_a_sheet(
    open_page: OpenPage, requests_log: RequestsLog
) -> None:
    page = open_page("/appels")
    answer = page.get_by_role("heading").first
    answer.wait_for()
    expect(answer).to_contain_text("vagues assez connues")
    settle(page)
    page.get_by_role("tab", name=re.compile("QPV")).click()
    chart = page.get_by_test_id("stVegaLiteChart").locator("visible=true")
    chart.wait_for()
    sheet = page.locator(".st-key-pole-centre-isere").get_by_role("link", name="Fiche et carte")
    with page.expect_popup() as opening:
        sheet.click()
    opened = opening.value
    opened.locator(".st-key-fiche").wait_for()
    expect(opened.locator(".st-key-fiche")).to_contain_text("134")
    assert requests_log.hosts == {requests_log.own_host}


def test_a_phone_reads_it_without_scrolling_sideways(open_page: OpenPage) -> None:
    page = open_page("/appels", viewport=PHONE)
    page.get_by_role("heading").first.wait_for()
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
