"""A reader on a slow line loses nothing: neither a choice nor the territory."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from bench.browsing import settle

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
LATE_MS = 2_000
# What the server says comes late; what the reader does is sent at once.
SLOW_LINE = f"""
    window.WebSocket = class extends window.WebSocket {{
        addEventListener(kind, heard, ...rest) {{
            const late = event => setTimeout(() => heard(event), {LATE_MS});
            super.addEventListener(kind, kind === "message" ? late : heard, ...rest);
        }}
    }};
"""


def test_two_choices_in_a_row_are_both_kept(open_page: OpenPage) -> None:
    page = open_page("/?territoire=ancienne-region:82")
    page.context.add_init_script(SLOW_LINE)
    page.reload()
    page.locator("[data-testid=stDataFrame]").first.wait_for()
    settle(page)
    basins = page.get_by_role("button", name="Bassins désindustrialisés")
    quarters = page.get_by_role("button", name="Quartiers prioritaires")
    basins.click()
    # The answer has left the server; the browser has not heard of it.
    page.wait_for_timeout(0.75 * LATE_MS)
    quarters.click()
    expect(page).to_have_url(re.compile(r"calques=regions%2Cqpv%2Cfrr$"))
    page.wait_for_timeout(3 * LATE_MS)
    expect(page).to_have_url(re.compile(r"calques=regions%2Cqpv%2Cfrr$"))
    expect(basins).to_have_attribute("aria-pressed", "false")
    expect(quarters).to_have_attribute("aria-pressed", "true")


def test_the_territory_goes_along_to_another_screen(open_page: OpenPage) -> None:
    page = open_page("/?territoire=region:53")
    expect(page.get_by_role("heading").first).to_contain_text("Bretagne")
    page.get_by_role("link", name="Couverture").click()
    # The page completes itself, and only then writes its address.
    expect(page).to_have_url(re.compile(r"/couverture\?territoire=region%3A53$"))
    page.locator("[data-testid=stDataFrame]").first.wait_for()
    expect(page.get_by_role("heading").first).to_contain_text("Bretagne")


def test_choices_go_along_to_other_screens_and_stand_after_the_next(open_page: OpenPage) -> None:
    page = open_page("/couverture?territoire=departement:29")
    for screen, label, choice, kept in (
        ("Comparer", "Un pôle atteint…", "intercommunalité du siège", r"rayon=epci"),
        ("Couverture", "Carte", "Distance au pôle", r"rayon=epci.*affichage=distance"),
        ("Portrait", "Pôles retenus en", "2016", r"rayon=epci.*annee=2016.*affichage=distance"),
    ):
        page.get_by_role("combobox", name=label, exact=True).click()
        page.get_by_role("option", name=choice, exact=True).click()
        expect(page).to_have_url(re.compile(kept))
        page.get_by_role("link", name=screen).click()
        expect(page).to_have_url(re.compile(rf"/{screen.lower()}\?.*{kept}"))


def test_the_replay_of_the_waves_only_goes_forward(open_page: OpenPage) -> None:
    page = open_page("/chronologie?territoire=departement:974&vague=ami-2021")
    page.context.add_init_script(SLOW_LINE)
    page.reload()
    page.get_by_role("button", name="Lire").click()
    page.get_by_role("button", name="Pause").wait_for()
    thumb = page.locator(".st-key-choix-wave").get_by_role("slider")
    picture = page.get_by_role("tabpanel").get_by_test_id("stImageCaption")
    seen = [picture.inner_text()]
    for _look in range(60):
        page.wait_for_timeout(200)
        if (told := picture.inner_text()) != seen[-1]:
            seen.append(told)
    assert len(seen) > 1
    assert len(seen) == len(set(seen))
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Lire").wait_for()
    page.wait_for_timeout(2 * LATE_MS)
    expect(picture).to_contain_text(thumb.get_attribute("aria-valuetext") or "")


def test_stepping_back_keeps_the_choices_and_leaves_the_screen(open_page: OpenPage) -> None:
    page = open_page("/?territoire=region:53")
    expect(page.get_by_role("heading").first).to_contain_text("Bretagne")
    page.get_by_role("link", name="Chronologie").click()
    expect(page).to_have_url(re.compile(r"/chronologie\?territoire=region%3A53$"))
    settle(page)
    page.go_back()
    page.wait_for_timeout(LATE_MS)
    expect(page.get_by_role("heading").first).to_contain_text("Bretagne")
    expect(page).to_have_url(re.compile("region(:|%3A)53$"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"/\?territoire="))
    expect(page.get_by_role("heading").first).to_contain_text("Bretagne")
