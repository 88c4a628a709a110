"""What the first visit asks for: once, and nothing that its screen does without."""

from collections import Counter
from collections.abc import Callable
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from bench.browsing import settle
from tests.browser.requests_log import RequestsLog
from tests.browser.test_carte import choose, expect_view_of, expected_poles, map_of, wait_for_map
from ui.server import frontend
from ui.server.screens import SCREENS

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
MOST_ADDRESSES = 40
ICON = "[data-testid=stIconMaterial]"
# A name that the font does not know is written out.
ICONS_AS_WORDS = f"""() => [...document.querySelectorAll("{ICON}")]
    .filter((icon) => icon.scrollWidth > 1.5 * parseFloat(getComputedStyle(icon).fontSize))
    .map((icon) => icon.textContent)"""
ASKED_BY = """() => performance.getEntriesByType("resource")
    .filter((entry) => entry.name.includes("/_stcore/"))
    .map((entry) => `${entry.initiatorType} ${new URL(entry.name).pathname}`)
    .sort()"""
TRAVELLED = """() => performance.getEntriesByType("resource")
    .filter((entry) => entry.transferSize > 0)
    .map((entry) => entry.name)"""
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


@pytest.fixture(scope="module")
def _prepared() -> None:
    """Have the scripts made lighter, as an installation does."""
    frontend.prepare()


def paths_asked(requests_log: RequestsLog) -> list[str]:
    return [urlsplit(address).path for _host, _status, address in requests_log.answers]


@pytest.mark.usefixtures("_prepared")
def test_a_first_visit_asks_for_what_its_screen_shows(
    open_page: OpenPage, requests_log: RequestsLog
) -> None:
    page = open_page("/")
    wait_for_map(page)
    settle(page)
    asked = paths_asked(requests_log)
    files = [PurePosixPath(path) for path in asked if path.startswith("/static/")]
    assert sorted(file.name.split(".")[0] for file in files) == [
        "DataFrame",  # a style sheet
        "MaterialSymbols-Rounded",
        "first",
        "index",  # a style sheet
        "later",
        "letters",
    ]
    assert not [path for path in asked if path.endswith((".map", "manifest.json"))]
    assert len(set(asked)) < MOST_ADDRESSES
    # By the page itself, before there is any script.
    assert page.evaluate(ASKED_BY) == ["link /_stcore/health", "link /_stcore/host-config"]
    # Nothing travels twice: what was fetched ahead is what the frame of the map takes.
    travelled = [
        name
        for frame in page.frames
        for name in frame.evaluate(TRAVELLED)
        # Streamlit looks whether a frame is there before it shows it.
        if "/index.html?" not in name
    ]
    assert len([name for name in travelled if "/atlas/assets/scripts/" in name]) == 2
    assert [name for name, times in Counter(travelled).items() if times > 1] == []


@pytest.mark.usefixtures("_prepared")
def test_a_letter_that_the_small_font_lacks_is_fetched(
    open_page: OpenPage, requests_log: RequestsLog
) -> None:
    page = open_page("/donnees")
    page.get_by_role("heading").first.wait_for()
    settle(page)
    whole = [path for path in paths_asked(requests_log) if "SourceSansVF-Upright" in path]
    assert whole == []
    with page.expect_response(lambda answer: "SourceSansVF-Upright" in answer.url):
        page.get_by_role("heading").first.evaluate("heading => heading.append('Ж')")


@pytest.mark.usefixtures("_prepared")
@pytest.mark.parametrize("screen", [screen.url_path for screen in SCREENS])
def test_every_icon_is_drawn(open_page: OpenPage, screen: str) -> None:
    page = open_page(f"/{screen}?territoire=departement:29")
    page.locator("[data-testid=stCaptionContainer]").last.wait_for()
    settle(page)
    wide: list[str] = page.evaluate(ICONS_AS_WORDS)
    assert wide == []
    assert page.locator(ICON).count() > 0
