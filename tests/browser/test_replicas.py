"""What a person sees when the replica that serves her is killed, or another one is asked."""

import re
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page, expect
from websockets.sync.client import connect

from bench.browsing import settle
from bench.serving import Replicated
from tests.browser.requests_log import RequestsLog
from tests.browser.test_own_list import bring
from ui.server.uploads import UPLOADS

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
SLOW_MS = 60_000
COVERAGE = "/couverture?territoire=region:84&rayon=radius&km=40"


def answer(page: Page) -> str:
    return page.get_by_role("heading", level=3).first.inner_text()


def readers(server: Replicated, port: int) -> float:
    return server.told(port)["atlas_sessions", "connected"]


def home(server: Replicated) -> int:
    """Return the replica of the one page that is open."""
    (port,) = (port for port in server.ports if readers(server, port))
    return port


def wait_until(page: Page, is_so: Callable[[], bool]) -> None:
    """Look until something is so; the timeout of the test ends it."""
    while not is_so():
        page.wait_for_timeout(50)


@pytest.fixture
def empty(replicas: Replicated) -> Replicated:
    """Return the replicas, all ready, and no page of another test open on them."""
    for port in replicas.ports:
        while not (replicas.healthy(port) and not readers(replicas, port)):
            pass
    return replicas


def kill(page: Page, server: Replicated) -> int:
    """Kill the replica of the page, and wait until another one has it."""
    killed = home(server)
    process = server.replica(killed)
    assert process is not None
    process.kill()
    others = [port for port in server.ports if port != killed]
    wait_until(page, lambda: any(readers(server, port) for port in others))
    return killed


def test_view_stays_and_goes_on_when_its_replica_is_killed(
    empty: Replicated, open_page: OpenPage, requests_log: RequestsLog
) -> None:
    # What the browser says of the cut line, nobody sees.
    requests_log.expected_errors += ["disconnected from server", "WebSocket connection"]
    page = open_page(COVERAGE, server=empty)
    settle(page)
    said, address = answer(page), page.url
    kill(page, empty)
    settle(page)
    assert (answer(page), page.url) == (said, address)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    # The next choice is answered by who took over, on the view as it was.
    page.get_by_role("slider").first.press("ArrowRight")
    expect(page).to_have_url(re.compile("km=45"))
    expect(page.get_by_role("heading", level=3).first).not_to_have_text(said)
    assert "moins de 45 km" in answer(page)
    assert "Auvergne-Rhône-Alpes" in answer(page)


def test_whoever_goes_to_another_screen_after_it_takes_the_view_along(
    empty: Replicated, open_page: OpenPage, requests_log: RequestsLog
) -> None:
    requests_log.expected_errors += ["disconnected from server", "WebSocket connection"]
    page = open_page("/portrait?territoire=region:84&rayon=radius&km=40", server=empty)
    settle(page)
    kill(page, empty)
    settle(page)
    # The link itself says nothing of the view.
    page.get_by_role("link", name="Couverture").first.click()
    expect(page).to_have_url(re.compile("couverture.*km=40"))
    assert "moins de 40 km" in answer(page)
    assert "Auvergne-Rhône-Alpes" in answer(page)


def test_list_that_was_lost_with_its_replica_is_told_and_can_be_brought_again(
    empty: Replicated, open_page: OpenPage, requests_log: RequestsLog
) -> None:
    requests_log.expected_errors += ["disconnected from server", "WebSocket connection"]
    page = open_page("/portrait?territoire=region:84", server=empty)
    settle(page)
    register = answer(page)
    bring(page, "liste.csv", b"Nom;Code Insee\nA;07010\n")
    use = page.get_by_role("button", name="Utiliser à la place du registre")
    use.click(timeout=SLOW_MS)
    expect(page).to_have_url(re.compile("liste=seule"))
    settle(page)
    kill(page, empty)
    # Told by itself, before the reader chooses anything.
    expect(page.get_by_text("Votre liste n'est plus sur le serveur")).to_be_visible()
    expect(page.get_by_role("heading", level=3).first).to_have_text(register)
    bring(page, "liste.csv", b"Nom;Code Insee\nA;07010\n")
    use.click(timeout=SLOW_MS)
    expect(page.get_by_text("Votre liste n'est plus sur le serveur")).to_have_count(0)
    expect(page.get_by_role("heading", level=3).first).not_to_have_text(register)


def elsewhere(page: Page, server: Replicated) -> str:
    """Return a number of a reader that leads to another replica than that of the page."""
    mine = home(server)

    def are_open(number: int) -> bool:
        return sum(readers(server, port) for port in server.ports) == number

    for number in map(str, range(100)):
        line = f"ws{server.url.removeprefix('http')}/_stcore/stream"
        with connect(line, additional_headers={"Cookie": f"atlas_lecteur={number}"}):
            wait_until(page, lambda: are_open(2))
            leads_elsewhere = readers(server, mine) == 1
        wait_until(page, lambda: are_open(1))
        if leads_elsewhere:
            return number
    raise AssertionError("every number leads to the same replica")


def test_files_and_lists_find_the_replica_of_their_session(
    empty: Replicated, open_page: OpenPage
) -> None:
    page = open_page("/carte?territoire=region:84", server=empty)
    settle(page)
    number = elsewhere(page, empty)
    page.context.add_cookies([{"name": "atlas_lecteur", "value": number, "url": empty.url}])
    page.get_by_role("tab", name="Télécharger").click(timeout=SLOW_MS)
    settle(page)
    with page.expect_download(timeout=SLOW_MS) as waiting:
        page.get_by_role("button", name="CSV (tableur)").first.click()
    assert waiting.value.path().read_bytes().startswith(b"\xef\xbb\xbf")
    with page.expect_response(re.compile(UPLOADS)) as sent:
        bring(page, "liste.csv", b"Nom;Code Insee\nA;07010\n")
    assert sent.value.status == 204
    expect(page.get_by_text("1 ligne lue")).to_be_visible(timeout=SLOW_MS)
    # What is nowhere is nowhere.
    assert httpx.get(f"{empty.url}/media/nothing.csv").status_code == 404
