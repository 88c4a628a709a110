"""What watches over the server is closed to the public, whatever the public says of itself."""

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from ui.server.closed import CLOSED, FORWARDED, Closed, opened


def client(peer: str, networks: str = "", base: str = "") -> TestClient:
    async def answer(_request: Request) -> PlainTextResponse:
        return PlainTextResponse("told")

    inside = Closed(
        Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])]),
        base,
        opened({"ATLAS_METRICS": networks}).networks,
    )
    return TestClient(inside, base_url="http://localhost:8501", client=(peer, 40_000))


@pytest.mark.parametrize("path", [*CLOSED, "/_stcore/agent/mcp", "/metrics/", "/health/x"])
def test_this_machine_alone_is_told(path: str) -> None:
    assert client("127.0.0.1").get(path).text == "told"
    assert client("::1").get(path).text == "told"
    assert client("192.0.2.1").get(path).status_code == 404
    assert client("192.0.2.1").post(path).status_code == 404
    assert client("testclient").get(path).status_code == 404


@pytest.mark.parametrize("header", sorted(FORWARDED))
def test_who_comes_through_a_proxy_of_this_machine_is_the_public(header: str) -> None:
    # Also where a stranger writes the header to look like this machine.
    asked = client("127.0.0.1", "0.0.0.0/0").get("/metrics", headers={header: "127.0.0.1"})
    assert asked.status_code == 404


@pytest.mark.parametrize("host", ["atlas.exemple.fr", "localhost.exemple.fr", "127.0.0.1.nip.io"])
def test_proxy_that_adds_nothing_still_says_the_public_name(host: str) -> None:
    assert client("127.0.0.1").get("/metrics", headers={"host": host}).status_code == 404


@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/_stcore/host-config", "/healthy"])
def test_what_a_page_asks_for_is_open(path: str) -> None:
    assert client("192.0.2.1").get(path, headers={"x-forwarded-for": "a"}).text == "told"


def test_named_networks_are_told() -> None:
    asked = client("10.1.2.3", "10.1.0.0/16 192.0.2.7")
    assert asked.get("/metrics", headers={"host": "10.1.9.9:8501"}).text == "told"
    assert client("192.0.2.8", "10.1.0.0/16 192.0.2.7").get("/metrics").status_code == 404


def test_prefix_of_the_site_opens_nothing() -> None:
    site = client("192.0.2.1", base="/outils/atlas")
    assert site.get("/outils/atlas/_stcore/metrics").status_code == 404
    assert site.get("/metrics").status_code == 404


@pytest.mark.parametrize("value", ["0", "65536", "10.1.0.0/33", "10.1.0.1/16", "monitoring", "-1"])
def test_wrong_setting_is_told_in_a_sentence(value: str) -> None:
    with pytest.raises(ValueError, match=r"ATLAS_METRICS : « .* » n'est ni un port"):
        opened({"ATLAS_METRICS": value})


def test_a_number_is_a_port() -> None:
    assert opened({"ATLAS_METRICS": " 9464 "}).port == 9464
    assert opened({}).port is None
