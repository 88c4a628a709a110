"""A real Chromium in front of a real server, watched: other hosts, errors, refused addresses.

Every test that opens a page also checks, when it ends, that the browser asked no other host, met
no 4xx or 5xx and wrote no error to its console, except what the test said to expect.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from bench.browsing import chromium
from bench.serving import Server
from tests.browser.requests_log import RequestsLog

DESKTOP = ViewportSize(width=1400, height=900)
PAINT_TIMEOUT_MS = 30_000
RESULTS = Path("test-results")
# A busy machine is slow, not wrong: what is expected may come late.
EXPECT_TIMEOUT_MS = 30_000
TEST_TIMEOUT_S = 400
FAILED = pytest.StashKey[bool]()

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give visits the time that a busy machine takes."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.timeout(TEST_TIMEOUT_S))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Remember that a try of a test failed: its pages are worth a screenshot."""
    report = yield
    item.stash[FAILED] = report.failed or (
        report.when != "setup" and item.stash.get(FAILED, default=False)
    )
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return Chromium; none at all fails the tests: skipped, they would prove nothing."""
    expect.set_options(timeout=EXPECT_TIMEOUT_MS)
    with chromium() as running:
        yield running


@pytest.fixture
def requests_log(site: Server) -> RequestsLog:
    """Return the record of what this test's pages ask for."""
    return RequestsLog(urlsplit(site.url).netloc)


@pytest.fixture
def open_page(
    browser: Browser, site: Server, requests_log: RequestsLog, request: pytest.FixtureRequest
) -> Iterator[OpenPage]:
    """Return a function that opens an address of the atlas in a new private window.

    ``open_page("/?territoire=region:84", viewport=..., locale="fr-FR", server=None)``.
    """
    contexts: list[BrowserContext] = []

    def open_(
        address: str = "/",
        *,
        viewport: ViewportSize = DESKTOP,
        locale: str = "fr-FR",
        server: Server = site,
        **options: object,
    ) -> Page:
        requests_log.own_host = urlsplit(server.url).netloc
        context = browser.new_context(viewport=viewport, locale=locale, **options)
        context.set_default_timeout(PAINT_TIMEOUT_MS)
        contexts.append(context)
        requests_log.watch(context)
        page = context.new_page()
        page.goto(f"{server.url}{address}")
        return page

    yield open_
    if request.node.stash.get(FAILED, default=False):
        RESULTS.mkdir(exist_ok=True)
        for number, page in enumerate(page for context in contexts for page in context.pages):
            page.screenshot(path=RESULTS / f"{request.node.name}-{number}.png", full_page=True)
    for context in contexts:
        context.close()
    assert requests_log.external == []
    assert requests_log.refused == []
    assert requests_log.errors == []
