"""What the first visit asks for: once, and nothing that its screen does without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from bench.browsing import settle
from tests.browser.requests_log import RequestsLog
from tests.browser.test_carte import choose, expect_view_of, expected_poles, map_of, wait_for_map

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
# The poles whose declared territory is on the map, those of the layers and of an open sheet.
DECLARED_ON_THE_MAP = """() => Object.values(window.map._layers)
    .filter((layer) => layer.feature && layer.options.pane === "declared")
    .map((layer) => layer.feature.properties.p)
    .sort()"""


def declared_on(page: Page) -> list[str]:
    frame = map_of(page).locator("body").evaluate_handle("() => window")
    found: list[str] = frame.evaluate(DECLARED_ON_THE_MAP)
    return found


def without_seat(**choice: tuple[str, ...]) -> list[str]:
    poles = expected_poles(**choice)
    return sorted(poles.loc[poles["attachment"] == "declared", "id"])


def test_declared_territories_come_once_and_are_drawn_as_asked(
    open_page: OpenPage, requests_log: RequestsLog
) -> None:
    page = open_page("/")
    wait_for_map(page)
    settle(page)
    assert declared_on(page) == without_seat()
    choose(page, "Statuts", "nconnu")
    expect_view_of(page, expected_poles(statuses=("inconnu",)))
    some = without_seat(statuses=("inconnu",))
    assert 0 < len(some) < len(without_seat())
    assert declared_on(page) == some
    # A pole with a seat: what it declares is drawn while its sheet is open.
    map_of(page).get_by_role("button", name="Pôle Sud (Archer)").press("Enter")
    map_of(page).locator(".leaflet-popup-content").wait_for()
    assert declared_on(page) == sorted([*some, "pole-sud-archer"])
    asked = [address for _host, _status, address in requests_log.answers if "/declare/" in address]
    assert len(asked) == 1
