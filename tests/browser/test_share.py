"""What a reader takes away from a screen, read back from the clipboard of a browser."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, ViewportSize, expect

from bench.browsing import settle
from bench.serving import Server
from tests.browser.requests_log import RequestsLog

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
Serve = Callable[..., AbstractContextManager[Server]]
FRAMES = [(800, 600), (1000, 700), (360, 640)]
DESKTOP = ViewportSize(width=1400, height=900)
SLOW_MS = 60_000
PHONE = ViewportSize(width=390, height=844)


def parts_of(address: str) -> tuple[str, str, dict[str, str]]:
    """Return what an address means: the browser writes ``:`` and ``,`` in another way."""
    parts = urlsplit(address)
    return parts.netloc, parts.path, dict(parse_qsl(parts.query))


def wait_for_answer(page: Page) -> None:
    page.get_by_role("heading").first.wait_for()
    settle(page)


def open_share(page: Page) -> None:
    # It comes with the second look, once the map is drawn.
    page.get_by_role("button", name=re.compile("Copier le lien")).click(timeout=SLOW_MS)
    page.get_by_test_id("stPopoverBody").get_by_test_id("stCode").first.wait_for()


def copied(page: Page, code: int) -> str:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    block = page.get_by_test_id("stPopoverBody").get_by_test_id("stCode").nth(code)
    # The button that opens has copied the link already: only what this one copies counts.
    page.evaluate("navigator.clipboard.writeText('')")
    block.get_by_role("button").click()
    page.wait_for_function("async () => (await navigator.clipboard.readText()) !== ''")
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def test_a_rule_chosen_changes_sentence_and_link_and_the_link_copied_opens_alike(
    open_page: OpenPage,
) -> None:
    page = open_page("/couverture?territoire=region:32")
    rule = page.get_by_role("combobox", name="Un pôle atteint")
    rule.wait_for(timeout=SLOW_MS)
    before = page.get_by_role("heading").first.inner_text()
    rule.click()
    page.get_by_role("option", name="distance au siège").click()
    expect(page).to_have_url(re.compile("rayon=radius"))
    heading = page.get_by_role("heading").first
    expect(heading).to_contain_text("à moins de 30 km")
    answer = heading.inner_text()
    assert answer != before
    settle(page)
    open_share(page)
    link = copied(page, 0)
    assert parts_of(link) == parts_of(page.url)

    again = open_page(link.removeprefix("http://" + urlsplit(link).netloc))
    expect(again.get_by_role("heading").first).to_have_text(answer)
    # Without a secure context the link can still be selected.
    again.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    open_share(again)
    text = again.get_by_test_id("stPopoverBody").get_by_test_id("stCode").first.locator("code")
    text.select_text()
    selected = again.evaluate("getSelection().toString()").strip()
    assert parts_of(selected) == parts_of(again.url)


def test_a_phone_copies_the_address_of_its_view(open_page: OpenPage) -> None:
    page = open_page("/?territoire=departement:38&calques=qpv,regions&lang=fr", viewport=PHONE)
    wait_for_answer(page)
    open_share(page)
    box = page.get_by_test_id("stPopoverBody").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    assert parts_of(copied(page, 0)) == parts_of(page.url)


def test_one_click_copies_the_link_over_plain_http_and_says_so(open_page: OpenPage) -> None:
    page = open_page("/couverture?territoire=region:32&rayon=radius&utm_source=lettre")
    wait_for_answer(page)
    page.context.grant_permissions(["clipboard-read"])
    # As over plain http, where the page has no clipboard to ask.
    page.evaluate("() => { navigator.clipboard.writeText = () => { throw Error() } }")
    open_share(page)
    body = page.get_by_test_id("stPopoverBody")
    expect(body.get_by_text("Lien copié.")).to_be_visible()
    expect(body.get_by_text("Lien à copier")).to_be_hidden()
    told = body.get_by_test_id("stCode").first.locator("code").inner_text().strip()
    assert page.evaluate("navigator.clipboard.readText()") == told
    assert "utm_source" not in told
    # Where the browser refuses, the popover does not claim to have copied.
    page.keyboard.press("Escape")
    expect(body).to_have_count(0)
    page.evaluate("() => { document.execCommand = () => false }")
    open_share(page)
    expect(body.get_by_text("Lien à copier")).to_be_visible()
    expect(body.get_by_text("Lien copié.")).to_be_hidden()


class _Page(BaseHTTPRequestHandler):
    """A page that holds one frame, whose address and size its own address says."""

    def do_GET(self) -> None:
        asked = dict(parse_qsl(urlsplit(self.path).query))
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        if asked:
            self.wfile.write(
                f'<iframe id="atlas" src="{escape(asked["src"])}" width="{asked["width"]}" '
                f'height="{asked["height"]}" allow="clipboard-write"></iframe>'.encode()
            )

    def log_message(self, *_parts: object) -> None:
        """Keep the output of the tests to the tests."""


@pytest.fixture
def institution() -> Iterator[str]:
    """Return the origin of another site: for a browser 127.0.0.1 is not localhost."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Page) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def visitor(browser: Browser, requests_log: RequestsLog, institution: str) -> Iterator[Page]:
    """Return a page that goes wherever the test sends it, watched like those of `open_page`."""
    requests_log.expected_hosts.add(urlsplit(institution).netloc)
    context = browser.new_context(viewport=DESKTOP, locale="fr-FR")
    context.set_default_timeout(30_000)
    requests_log.watch(context)
    yield context.new_page()
    context.close()
    assert requests_log.external == []
    assert requests_log.refused == []
    assert requests_log.errors == []


def embed(page: Page, institution: str, address: str, width: int, height: int) -> FrameLocator:
    query = urlencode({"src": address, "width": width, "height": height})
    page.goto(f"{institution}/page?{query}")
    return page.frame_locator("#atlas")


def map_in(atlas: FrameLocator) -> FrameLocator:
    return atlas.frame_locator("iframe[title='streamlit_folium.st_folium']")


def test_embedded_elsewhere_the_answer_and_the_map_come_first(
    visitor: Page, institution: str, serve: Serve, requests_log: RequestsLog
) -> None:
    page = visitor
    with serve(environment={"ATLAS_FRAME_ANCESTORS": f"'self' {institution}"}) as server:
        requests_log.own_host = urlsplit(server.url).netloc
        for width, height in FRAMES:
            address = f"{server.url}/?territoire=region:32&embed=true"
            atlas = embed(page, institution, address, width, height)
            poles = map_in(atlas).locator(".atlas-pole")
            poles.first.wait_for()
            frame = page.locator("#atlas").bounding_box()
            answer = atlas.get_by_role("heading").first.bounding_box()
            board = atlas.locator(".st-key-carte").bounding_box()
            assert frame is not None
            assert answer is not None
            assert board is not None
            assert answer["y"] + answer["height"] <= board["y"] + 1
            assert board["y"] - frame["y"] < height / 4
            assert board["x"] + board["width"] <= frame["x"] + width
            seen = min(board["y"] + board["height"], frame["y"] + height) - board["y"]
            assert seen > height / 2
            expect(atlas.get_by_role("navigation")).to_have_count(0)
            expect(atlas.get_by_text("Sources :")).to_have_count(1)

        # A choice made inside stays inside, and the whole atlas opens on that same choice.
        atlas.get_by_test_id("stExpandSidebarButton").click()
        atlas.get_by_role("button", name="France", exact=True).click()
        whole_country = re.compile(r"^France\s?:")
        expect(atlas.get_by_role("heading").first).to_have_text(whole_country)
        # The answer is sent before the address is written.
        (inside,) = [frame for frame in page.frames if frame.url.startswith(f"{server.url}/?")]
        inside.wait_for_url(lambda address: urlsplit(address).query == "embed=true")
        way_out = atlas.get_by_role("link", name="Ouvrir dans l'atlas")
        expect(way_out).to_have_attribute("href", re.compile(r"^[^?]+$"))
        with page.expect_popup() as opening:
            way_out.click()
        whole = opening.value
        whole.get_by_role("heading").first.wait_for()
        assert parts_of(whole.url) == (urlsplit(server.url).netloc, "/", {})
        expect(whole.get_by_role("heading").first).to_have_text(whole_country)
        expect(whole.get_by_test_id("stTopNav")).to_be_visible()
        page.context.close()


def test_a_site_that_was_not_allowed_shows_nothing(
    visitor: Page, institution: str, site: Server, requests_log: RequestsLog
) -> None:
    requests_log.expected_errors.append("frame-ancestors")
    with visitor.expect_console_message(lambda message: "frame-ancestors" in message.text):
        atlas = embed(visitor, institution, f"{site.url}/?embed=true", 800, 600)
    settle(visitor)
    assert atlas.get_by_test_id("stApp").count() == 0
    assert [frame.url for frame in visitor.frames if frame.url.startswith(site.url)] == []
