"""What a visit must be on any screen: private, embeddable on request, mute on errors."""

import http.server
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bench.browsing import RequestsLog, settle
from bench.serving import Server, serving
from ui.screens import SCREENS, Screen

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
    from ui import incidents, server
    app = st.App(
        __file__,
        routes=server.routes(),
        middleware=server.middleware(),
        on_script_error=incidents.report_incident,
    )
"""


def test_reload_asks_no_other_host(open_page: OpenPage, requests_log: RequestsLog) -> None:
    page = open_page()
    page.locator(MAP).content_frame.locator(".atlas-pole").first.wait_for()
    page.reload()
    page.locator(MAP).content_frame.locator(".atlas-pole").first.wait_for()
    settle(page)
    assert requests_log.hosts == {requests_log.own_host}


@pytest.mark.parametrize("screen", SCREENS, ids=[screen.url_path for screen in SCREENS])
def test_every_screen_opens_at_its_own_address(
    open_page: OpenPage, requests_log: RequestsLog, site: Server, screen: Screen
) -> None:
    page = open_page(f"/{screen.url_path}")
    page.get_by_role("heading").first.wait_for()
    settle(page)
    assert "Incident" not in site.log_text()
    assert requests_log.hosts == {requests_log.own_host}


def test_page_offers_nothing_of_a_developer(open_page: OpenPage) -> None:
    page = open_page()
    page.locator(MAP).wait_for()
    for text in ("Deploy", "Made with Streamlit", "Rerun", "Clear cache"):
        assert page.get_by_text(text, exact=True).count() == 0
    assert page.title().endswith("Atlas PTCE")


def test_address_of_the_first_screen_leads_to_it(open_page: OpenPage) -> None:
    page = open_page("/carte?territoire=departement:974")
    page.locator(MAP).content_frame.locator(".atlas-pole").first.wait_for()
    expect(page).to_have_url(re.compile(r"/\?territoire=departement(:|%3A)974"))


def test_the_first_visitor_of_all_may_come_to_any_screen(
    open_page: OpenPage, serve: Callable[..., AbstractContextManager[Server]]
) -> None:
    with serve() as server:
        page = open_page("/appels", server=server)
        page.get_by_role("heading").first.wait_for(timeout=FIRST_VISIT_MS)
        settle(page)
        expect(page.get_by_role("link", name="Couverture").locator("visible=true")).to_have_count(1)
        expect(page.get_by_role("link", name="dashboard")).to_have_count(0)


def test_below_a_path_prefix(
    open_page: OpenPage, serve: Callable[..., AbstractContextManager[Server]]
) -> None:
    with serve(base="outils/atlas") as server:
        page = open_page(server=server)
        page.locator(MAP).content_frame.locator(".atlas-pole").first.wait_for()
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


@pytest.fixture
def portal() -> Iterator[tuple[str, Callable[[str], None]]]:
    """Return a site of another origin, and the function that makes it embed an address."""
    embedded = {"page": b""}

    class Portal(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(embedded["page"])

        def log_message(self, *_arguments: object) -> None:
            """Keep the output of the tests clean."""

    site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Portal)
    thread = threading.Thread(target=site.serve_forever, daemon=True)
    thread.start()

    def embed(address: str) -> None:
        embedded["page"] = f'<link rel="icon" href="data:,"><iframe src="{address}">'.encode()

    yield f"http://127.0.0.1:{site.server_port}", embed
    site.shutdown()
    site.server_close()
    thread.join()


@pytest.mark.parametrize("allowed", [True, False])
def test_embedding_is_for_those_who_were_named(
    open_page: OpenPage,
    requests_log: RequestsLog,
    serve: Callable[..., AbstractContextManager[Server]],
    portal: tuple[str, Callable[[str], None]],
    *,
    allowed: bool,
) -> None:
    origin, embed = portal
    environment = {"ATLAS_FRAME_ANCESTORS": f"'self' {origin}"} if allowed else {}
    requests_log.expected_hosts.add(origin.removeprefix("http://"))
    requests_log.expected_errors += [] if allowed else ["frame-ancestors"]
    with serve(environment=environment) as server:
        embed(server.url)
        page = open_page(server=server)
        page.goto(origin)
        frame = page.frame_locator("iframe").first
        if allowed:
            frame.frame_locator(MAP).locator(".atlas-pole").first.wait_for()
        else:
            settle(page)
            assert frame.locator("[data-testid=stApp]").count() == 0
        page.context.close()
