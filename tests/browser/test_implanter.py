"""New sites and waves as a reader meets them: an answer, a refusal, a stop, a replay."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.requests_log import RequestsLog

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
GERS = "/implanter?territoire=departement:32&sites=2&km=20"
SLOW_MS = 40_000


def map_of(page: Page) -> FrameLocator:
    return page.locator("iframe[title='streamlit_folium.st_folium']").last.content_frame


def test_sites_are_numbered_and_the_link_holds_a_refusal(
    open_page: OpenPage, requests_log: RequestsLog
) -> None:
    page = open_page(GERS)
    expect(page.get_by_role("heading").first).to_contain_text("vivraient", timeout=SLOW_MS)
    expect(map_of(page).locator(".atlas-site")).to_have_count(2, timeout=SLOW_MS)
    before = page.get_by_role("heading").first.inner_text()
    first = map_of(page).locator(".atlas-site").first.get_attribute("aria-label") or ""
    refuse(page, first.partition(" ")[2])
    expect(page).to_have_url(re.compile(r"veto=32\d{3}(&|$)"))
    expect(page.get_by_text("Le refus de")).to_be_visible(timeout=SLOW_MS)
    expect(page.get_by_role("heading").first).not_to_have_text(before)
    assert requests_log.hosts == {requests_log.own_host}


def refuse(page: Page, town: str) -> None:
    page.get_by_role("combobox", name="Villes écartées").fill(town)
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")  # an open list hides the rest from those who ask by role


def test_enter_refuses_the_town_that_was_typed_and_no_other(open_page: OpenPage) -> None:
    page = open_page("/implanter?territoire=region:76&sites=1&km=20")
    refusals = page.get_by_role("combobox", name="Villes écartées")
    refusals.click(timeout=SLOW_MS)
    expect(page.get_by_role("option").first).to_be_visible()
    expect(page.get_by_role("option", name="Select")).to_have_count(0)
    refuse(page, "Auch")
    expect(page).to_have_url(re.compile(r"veto=32013(&|$)"), timeout=SLOW_MS)
    tags = page.locator(".st-key-choix-veto [data-tag]:visible")
    expect(tags).to_have_count(1)
    expect(tags).to_contain_text("Auch")


def test_another_session_stays_responsive_while_one_computes(open_page: OpenPage) -> None:
    other = open_page("/")
    map_of(other).locator(".atlas-pole").first.wait_for()
    expect(other.get_by_role("button", name="La Réunion")).to_be_visible(timeout=SLOW_MS)

    page = open_page("/implanter?sites=20")
    stop = page.get_by_role("button", name="Arrêter")
    stop.wait_for(timeout=SLOW_MS)
    # Were the solver in the server, the other session would wait until it has ended.
    other.get_by_role("button", name="Martinique").click()
    expect(other).to_have_url(re.compile("departement(:|%3A)972"), timeout=SLOW_MS)
    expect(stop).to_be_visible()
    stop.click()
    expect(page.get_by_text("Calcul arrêté")).to_be_visible(timeout=SLOW_MS)


def test_waves_are_replayed(open_page: OpenPage) -> None:
    page = open_page("/chronologie?territoire=region:84")
    expect(page.get_by_test_id("stImage")).to_have_count(11, timeout=SLOW_MS)
    # The server forgets the pictures of a run when the next one ends.
    page.wait_for_function(
        "() => [...document.querySelectorAll('[data-testid=stImage] img')]"
        ".every(image => image.complete && image.naturalWidth > 0)",
        timeout=SLOW_MS,
    )
    page.get_by_role("button", name="Lire").click()
    slider = page.locator(".st-key-choix-wave")
    expect(slider).to_contain_text("2013 (1er appel)", timeout=SLOW_MS)
    page.get_by_role("button", name="Pause").click()
    expect(page).to_have_url(re.compile("vague="))


def test_slider_by_keyboard_writes_the_link_and_the_play_ends_by_itself(
    open_page: OpenPage,
) -> None:
    page = open_page("/chronologie?territoire=departement:974&vague=ami-2024")
    thumb = page.locator(".st-key-choix-wave").get_by_role("slider")
    thumb.focus(timeout=SLOW_MS)
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile("vague=ami-2023"), timeout=SLOW_MS)
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("vague=ami-2024"), timeout=SLOW_MS)
    page.get_by_role("button", name="Lire").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible(timeout=SLOW_MS)
    expect(page.get_by_role("button", name="Lire")).to_be_visible(timeout=SLOW_MS)
    expect(thumb).to_have_attribute("aria-valuetext", "hors vague")


def test_large_picture_of_a_wave_fits_a_phone(open_page: OpenPage) -> None:
    page = open_page("/chronologie?territoire=region:76")
    page.set_viewport_size({"width": 390, "height": 844})
    picture = page.get_by_role("tabpanel").get_by_test_id("stImage").locator("img")
    picture.wait_for(timeout=SLOW_MS)
    box = picture.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
