"""Under which names the server answers, and what a foreign one gets."""

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect
from streamlit import config

from ui.server.hosts import Hosts, allowed_hosts
from ui.server.routes import middleware

OPTIONS = ("server.allowedHosts", "server.address", "browser.serverAddress")


@pytest.fixture(autouse=True)
def settings() -> Iterator[None]:
    before = {option: config.get_option(option) for option in OPTIONS}
    config.set_option("server.allowedHosts", [])
    yield
    for option, value in before.items():
        config.set_option(option, value)


def answer_ok(_request: object) -> PlainTextResponse:
    return PlainTextResponse("ok")


async def greet(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text("hello")
    await websocket.close()


def calling(hosts: list[str]) -> TestClient:
    return TestClient(
        Starlette(
            routes=[WebSocketRoute("/socket", greet), Route("/{rest:path}", answer_ok)],
            middleware=[Middleware(Hosts, base="", hosts=hosts)],
        )
    )


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "[bad", "localhost:x", "a@localhost", ""]
)
def test_foreign_name_gets_neither_page_nor_session(host: str) -> None:
    client = calling(["localhost", "127.0.0.1"])
    answer = client.get("/carte", headers={"host": host})
    assert answer.status_code == 421
    assert "ATLAS_HOSTS" in answer.text
    with (
        pytest.raises(WebSocketDisconnect) as refusal,
        client.websocket_connect("/socket", headers={"host": host}),
    ):
        pass
    assert refusal.value.code == 1008


@pytest.mark.parametrize("host", ["localhost", "localhost:8501", "127.0.0.1:9", "LOCALHOST"])
def test_own_name_gets_both(host: str) -> None:
    client = calling(["localhost", "127.0.0.1"])
    assert client.get("/carte", headers={"host": host}).text == "ok"
    with client.websocket_connect("/socket", headers={"host": host}) as socket:
        assert socket.receive_text() == "hello"


def test_what_watches_over_the_server_may_call_it_by_its_number() -> None:
    assert calling(["localhost"]).get("/_stcore/health", headers={"host": "10.1.2.3"}).text == "ok"


def test_only_health_itself_answers_under_any_name() -> None:
    answer = calling(["localhost"]).get("/carte/health", headers={"host": "10.1.2.3"})
    assert answer.status_code == 421


def test_refusal_speaks_the_language_of_the_browser() -> None:
    headers = {"host": "evil.example", "accept-language": "en"}
    assert "does not answer" in calling(["localhost"]).get("/", headers=headers).text


@pytest.mark.parametrize(
    ("address", "public", "named", "expected"),
    [
        ("localhost", "localhost", "", ["localhost", "127.0.0.1", "::1"]),
        (
            "127.0.0.2",
            "atlas.example.fr",
            "",
            ["localhost", "127.0.0.1", "::1", "atlas.example.fr"],
        ),
        ("0.0.0.0", "localhost", "", []),  # noqa: S104 - an address to read, none to listen to
        ("", "localhost", "", []),
        (
            "0.0.0.0",  # noqa: S104
            "localhost",
            "atlas.example.fr, *.example.fr",
            ["atlas.example.fr", "*.example.fr", "localhost", "127.0.0.1", "::1"],
        ),
    ],
)
def test_default_is_safe_where_only_this_machine_is_meant(
    address: str, public: str, named: str, expected: list[str]
) -> None:
    config.set_option("server.address", address)
    config.set_option("browser.serverAddress", public)
    assert allowed_hosts({"ATLAS_HOSTS": named}) == expected


def test_list_of_streamlit_counts_too() -> None:
    config.set_option("server.allowedHosts", ["atlas.example.fr"])
    assert allowed_hosts({})[0] == "atlas.example.fr"


@pytest.mark.parametrize("named", ["https://atlas.example.fr", "atlas.example.fr:443", "a/b"])
def test_name_that_is_none_stops_the_start(named: str) -> None:
    with pytest.raises(ValueError, match="ATLAS_HOSTS"):
        allowed_hosts({"ATLAS_HOSTS": named})


def test_the_front_door_has_it() -> None:
    assert Hosts in [entry.cls for entry in middleware()]
