"""What a visit must be on any screen: private, whole, mute on errors."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bench.browsing import settle
from bench.serving import Server, serving
from tests.browser.requests_log import RequestsLog
from ui.server.screens import SCREENS
from ui.server.version import version

FIRST_VISIT_MS = 60_000

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
MAP = "iframe[title='streamlit_folium.st_folium']"
SECRET = "mot de passe dans /etc/secret.csv ligne 3"  # noqa: S105
FAILING_PAGE = f"""
import streamlit as st

if __name__ == "__main__":
    st.title("Avant l'erreur")
    raise RuntimeError({SECRET!r})
else:
    from ui.server import incidents, routes
    app = st.App(
        __file__,
        routes=routes.routes(),
        middleware=routes.middleware(),
        on_script_error=incidents.report_incident,
    )
"""


def test_reload_asks_no_other_host_and_offers_nothing_of_a_developer(
    open_page: OpenPage, requests_log: RequestsLog
) -> None:
    page = open_page()
    page.locator(MAP).content_frame.locator(".atlas-pole").first.wait_for()
    page.reload()
    page.locator(MAP).content_frame.locator(".atlas-pole").first.wait_for()
    page.locator("[data-testid=stDataFrame] table").first.wait_for(state="attached")
    settle(page)
    assert requests_log.hosts == {requests_log.own_host}
    for text in ("Deploy", "Made with Streamlit", "Rerun", "Clear cache"):
        assert page.get_by_text(text, exact=True).count() == 0
    assert page.title().endswith("Atlas PTCE")


def test_every_screen_opens_at_its_own_address(
    open_page: OpenPage, requests_log: RequestsLog, site: Server
) -> None:
    page = open_page(f"/{SCREENS[0].url_path}?territoire=departement:974")
    page.locator(MAP).content_frame.locator(".atlas-pole").first.wait_for()
    # The address of the first screen leads to the front door.
    expect(page).to_have_url(re.compile(r"/\?territoire=departement(:|%3A)974"))
    for screen in SCREENS[1:]:
        page.goto(f"{site.url}/{screen.url_path}")
        page.get_by_role("heading").first.wait_for()
        settle(page)
        expect(page.get_by_text(f"Atlas PTCE {version()}", exact=True)).to_have_count(1)
        assert requests_log.errors == [], screen.url_path
        assert requests_log.refused == [], screen.url_path
    assert "Incident" not in site.log_text()
    assert requests_log.hosts == {requests_log.own_host}


def test_the_first_visitor_of_all_may_come_to_any_screen_below_a_path_prefix(
    open_page: OpenPage, serve: Callable[..., AbstractContextManager[Server]]
) -> None:
    with serve(base="outils/atlas") as server:
        page = open_page("/appels", server=server)
        page.get_by_role("heading").first.wait_for(timeout=FIRST_VISIT_MS)
        settle(page)
        expect(page.get_by_role("link", name="Couverture").locator("visible=true")).to_have_count(1)
        expect(page.get_by_role("link", name="dashboard")).to_have_count(0)
        page.get_by_role("link", name="Carte", exact=True).locator("visible=true").click()
        page.locator(MAP).content_frame.locator(".atlas-pole").first.wait_for()
        expect(page).to_have_url(f"{server.url}/")
        settle(page)
        page.context.close()


def test_error_shows_a_number_and_logs_the_rest(open_page: OpenPage, tmp_path: Path) -> None:
    script = tmp_path / "failing.py"
    script.write_text(FAILING_PAGE, encoding="utf-8")
    with serving(tmp_path / "log.txt", script) as server:
        page = open_page(server=server)
        note = page.locator("[data-testid=stAlert]")
        note.wait_for()
        shown = note.inner_text()
        number = re.search(r"\b[0-9A-F]{8}\b", shown)
        assert number, shown
        for part in (SECRET, "RuntimeError", "Traceback", "failing.py"):
            assert part not in page.content()
        log = server.log_text()
        assert f"Incident {number[0]}" in log
        assert SECRET in log
        page.context.close()
