"""What a reader sees without a line to the server: never grey bars, never words of a developer."""

import os
import re
import signal
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from bench.serving import Server, serving
from tests.browser.requests_log import RequestsLog
from tests.registers import DATA_VARIABLE

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
LINE = "#atlas-line"
STREAM = re.compile(r"/_stcore/stream")
# As a relay of a company does: the page comes, its line does not.
WITHOUT_LINE = """
import streamlit as st
from starlette.middleware import Middleware

class Relay:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self.app(scope, receive, send)

if __name__ != "__main__":
    from ui.server import routes
    app = st.App(
        __file__, routes=routes.routes(), middleware=[Middleware(Relay), *routes.middleware()]
    )
"""
# What Streamlit writes to the console of a browser whose server is gone.
WORDS_OF_STREAMLIT = (
    *("net::ERR", "Client Error", "WebSocket", "disconnected from"),
    "Is Streamlit still running",
)
# Streamlit shows its own box after the sixth question without an answer.
TRIES_OF_STREAMLIT = 8


def test_reader_behind_a_relay_is_led_to_the_light_page_of_the_same_view(
    open_page: OpenPage, requests_log: RequestsLog, tmp_path: Path, specimen_dir: Path
) -> None:
    requests_log.expected_errors += ["WebSocket"]
    script = tmp_path / "relay.py"
    script.write_text(WITHOUT_LINE, encoding="utf-8")
    environment = {DATA_VARIABLE: str(specimen_dir)}
    with serving(tmp_path / "log.txt", script, environment=environment) as server:
        page = open_page("/couverture?territoire=departement:38&rayon=radius", server=server)
        expect(page.locator(LINE)).to_contain_text("La liaison continue avec le serveur")
        page.locator(LINE).get_by_role("link", name="Ouvrir la page légère").click()
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_have_text("Isère (département, 38)")
        expect(page.locator(".answer")).to_contain_text("vivent à moins de 30 km d'un pôle connu")
        page.wait_for_load_state("networkidle")
        page.close()


def test_the_sentence_speaks_the_language_of_the_link(
    open_page: OpenPage, requests_log: RequestsLog, tmp_path: Path, specimen_dir: Path
) -> None:
    requests_log.expected_errors += ["WebSocket"]
    script = tmp_path / "relay.py"
    script.write_text(WITHOUT_LINE, encoding="utf-8")
    environment = {DATA_VARIABLE: str(specimen_dir)}
    with serving(
        tmp_path / "log.txt", script, base="outils/atlas", environment=environment
    ) as server:
        page = open_page("/portrait?lang=en", server=server)
        expect(page.locator(LINE)).to_contain_text("cannot be opened")
        way = page.locator(LINE).get_by_role("link", name="Open the light page")
        expect(way).to_have_attribute("href", "/outils/atlas/texte/portrait?lang=en")
        page.close()


def test_view_comes_back_by_itself_after_the_server_was_gone(
    open_page: OpenPage, requests_log: RequestsLog, tmp_path: Path, specimen_dir: Path
) -> None:
    # What is asked of a server that is gone fails; the words of it are for the console alone.
    requests_log.expected_errors += WORDS_OF_STREAMLIT
    environment = {DATA_VARIABLE: str(specimen_dir)}
    with serving(tmp_path / "log.txt", environment=environment) as server:
        page = open_page("/couverture?territoire=departement:38&rayon=radius", server=server)
        answer = page.get_by_role("heading", level=3).first
        expect(answer).to_contain_text("vivent à moins de 30 km")
        said = answer.text_content()
        os.kill(server.pid, signal.SIGKILL)
        expect(page.locator(LINE)).to_contain_text("Le serveur de l'atlas ne répond plus")
        expect(page.locator(LINE)).to_contain_text(re.compile(r"Nouvel essai dans \d s\."))
        for _try in range(TRIES_OF_STREAMLIT):
            page.wait_for_event("requestfailed", lambda one: "_stcore/health" in one.url)
        expect(page.get_by_text("streamlit run", exact=False)).to_have_count(0)
        expect(page.get_by_role("dialog")).to_have_count(0)
    port = urlsplit(server.url).port
    with serving(tmp_path / "again.txt", environment=environment, port=port):
        expect(page.locator(LINE)).to_have_count(0)
        expect(answer).to_have_text(said or "")
        expect(page).to_have_url(re.compile(r"territoire=departement(:|%3A)38&rayon=radius"))
        page.close()
    assert requests_log.refused == []


def test_a_cut_line_is_told_and_the_session_goes_on(
    open_page: OpenPage, requests_log: RequestsLog, site: Server
) -> None:
    requests_log.expected_errors += WORDS_OF_STREAMLIT
    lines: list[WebSocketRoute] = []
    page = open_page("/atlas/alive")

    def through(line: WebSocketRoute) -> None:
        line.connect_to_server()
        lines.append(line)

    page.route_web_socket(STREAM, through)
    page.goto(f"{site.url}/?territoire=departement:38")
    expect(page.get_by_role("heading", level=3).first).to_contain_text("Isère")
    page.evaluate("window.sameAsBefore = true")
    # Streamlit opens another line once this is answered.
    page.route("**/_stcore/health", lambda route: route.abort())
    lines[0].close(code=1012)
    expect(page.locator(LINE)).to_contain_text("La liaison avec l'atlas est coupée")
    page.unroute("**/_stcore/health")
    expect(page.locator(LINE)).to_have_count(0)
    expect(page.get_by_role("heading", level=3).first).to_contain_text("Isère")
    assert page.evaluate("window.sameAsBefore")


def test_reader_without_javascript_reads_the_same_view(open_page: OpenPage) -> None:
    page = open_page("/couverture?territoire=departement:38&rayon=epci", java_script_enabled=False)
    page.get_by_role("link", name="page légère").click()
    expect(page).to_have_url(
        re.compile(r"/texte/couverture\?territoire=departement:38&rayon=epci$")
    )
    expect(page.locator(".answer")).to_contain_text("intercommunalité qui a le siège")
    expect(page.locator("dd b")).to_have_count(4)
    expect(page.get_by_role("table", name="Manques")).to_be_visible()
    drawn = page.get_by_role("img")
    expect(drawn).to_be_attached()
    drawn.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    page.get_by_label("Chercher un territoire").fill("grenoble")
    page.get_by_role("button", name="Chercher").click()
    page.get_by_role("link", name="Grenoble (commune, 38)").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Grenoble (commune, 38)")
    expect(page).to_have_url(re.compile(r"territoire=commune:38185&rayon=epci&lang=fr"))


def test_unknown_address_says_so_and_leads_to_the_screens(
    open_page: OpenPage, requests_log: RequestsLog, site: Server
) -> None:
    requests_log.expected_errors += ["404"]
    page = open_page("/nulle-part")
    expect(page.get_by_role("heading", level=1)).to_have_text("Cette page n'existe pas")
    assert requests_log.refused == [(404, f"{site.url}/nulle-part")]
    requests_log.answers.clear()
    page.get_by_role("main").get_by_role("link", name="Portrait").click()
    expect(page.get_by_role("heading", level=3).first).to_contain_text("France")
    expect(page).to_have_title("Portrait – Atlas PTCE")
