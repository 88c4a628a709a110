"""What a reader has chosen by hand stays: on another screen, in another language, one by one."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from bench.browsing import settle

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
TWO = "/comparer?territoire=ancienne-region:82&avec=zone-emploi:8409"


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()


def table(page: Page) -> Locator:
    return page.get_by_test_id("stTable").first


def test_a_rule_chosen_by_hand_goes_along_and_outlives_the_next_choice(open_page: OpenPage) -> None:
    page = open_page(TWO)
    table(page).wait_for()
    choose(page, "Un pôle atteint", "distance au siège")
    expect(page).to_have_url(re.compile("rayon=radius"))
    settle(page)
    page.get_by_role("link", name="Portrait").click()
    expect(page).to_have_url(re.compile(r"/portrait\?.*rayon=radius"))
    rule = page.get_by_role("combobox", name="Un pôle atteint")
    expect(rule).to_have_value("distance au siège")
    settle(page)
    choose(page, "Pôles retenus en", "2014")
    expect(page).to_have_url(re.compile("annee=2014"))
    expect(page).to_have_url(re.compile("rayon=radius"))
    expect(page.get_by_role("heading").first).to_contain_text("à moins de 30 km")
    expect(rule).to_have_value("distance au siège")


def test_a_choice_after_a_change_of_language_keeps_the_others(open_page: OpenPage) -> None:
    page = open_page(f"{TWO}&rayon=epci&affichage=distance")
    table(page).wait_for()
    settle(page)
    page.get_by_role("button", name="EN", exact=True).click()
    rule = page.get_by_role("combobox", name="A pole reaches")
    expect(rule).to_have_value("intercommunality of the seat")
    settle(page)
    choose(page, "Poles chosen by", "2014")
    expect(page).to_have_url(re.compile("annee=2014"))
    expect(page).to_have_url(re.compile("rayon=epci"))
    expect(page).to_have_url(re.compile("affichage=distance"))
    expect(rule).to_have_value("intercommunality of the seat")
    expect(page.get_by_test_id("stAlert")).to_have_count(0)


def test_a_territory_found_by_its_name_joins_the_comparison_at_once(open_page: OpenPage) -> None:
    page = open_page("/comparer")
    table(page).wait_for()
    settle(page)
    for name, joined in (("La Réunion", "La Réunion (région)"), ("Grenoble", "Grenoble (zone")):
        page.get_by_role("button", name=re.compile("Comparer à")).click()
        page.get_by_label("Ajouter un territoire").fill(name)
        page.keyboard.press("Enter")
        found = page.get_by_test_id("stPopoverBody").get_by_role("button")
        found.filter(has_text=joined).click()
        kept = page.locator(".st-key-compares").get_by_role("button")
        expect(kept.filter(has_text=joined).first).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)
        settle(page)
    expect(page).to_have_url(re.compile("region%3A11%2Cregion%3A04%2Czone-emploi%3A8409"))
    expect(page.get_by_test_id("stMetric")).to_have_count(4)
