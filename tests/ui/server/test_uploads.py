"""The address that takes files: nothing else and nobody else."""

import asyncio
import time
import uuid
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from types import SimpleNamespace
from typing import Any

import httpx
import psutil
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.web.server.starlette import starlette_routes

from bench.serving import Server
from ui.lists.gate import MOST_AT_ONCE, Gate
from ui.server import uploads
from ui.server.routes import middleware
from ui.server.uploads import UPLOADS, Uploads

HERE = "http://testserver"
FILE = {"file": ("liste.csv", b"Nom\nA\n")}


@pytest.fixture
def gate() -> Gate:
    return Gate(lambda _session: True, lambda _session: None)


@pytest.fixture
def reached() -> list[str]:
    """Return the requests that came through."""
    return []


@pytest.fixture
def client(gate: Gate, reached: list[str]) -> Iterator[TestClient]:
    async def take(request: Request) -> Response:
        reached.append(request.method)
        if request.path_params["file"] == "slow":
            await asyncio.sleep(60)
        return Response(status_code=204)

    async def other(_request: Request) -> Response:
        return PlainTextResponse("page")

    route = Route("/site" + UPLOADS + "/{session}/{file}", take, methods=["PUT", "DELETE", "POST"])
    application = Starlette(
        routes=[route, Route("/{rest:path}", other)], middleware=[Middleware(Uploads, gate=gate)]
    )
    with TestClient(application, base_url=HERE) as opened:
        yield opened


def address(session: str = "mine", file: str = "one") -> str:
    return f"/site{UPLOADS}/{session}/{file}"


def test_page_that_asks_for_a_list_may_send_one(
    client: TestClient, gate: Gate, reached: list[str]
) -> None:
    gate.open("mine")
    assert client.put(address(), files=FILE, headers={"Origin": HERE}).status_code == 204
    assert client.delete(address(), headers={"Origin": HERE}).status_code == 204
    assert reached == ["PUT", "DELETE"]


def test_nobody_else_may(client: TestClient, gate: Gate, reached: list[str]) -> None:
    gate.open("other")
    answer = client.put(address(), files=FILE, headers={"Accept-Language": "en"})
    assert answer.status_code == 403
    assert "“My list”" in answer.text
    assert reached == []


@pytest.mark.parametrize("path", [UPLOADS, f"{UPLOADS}/", f"/site{UPLOADS}//mine/one/two"])
def test_odd_addresses_are_no_way_round(client: TestClient, reached: list[str], path: str) -> None:
    assert client.put(path, files=FILE).status_code == 403
    assert reached == []


def test_foreign_page_may_not(client: TestClient, gate: Gate, reached: list[str]) -> None:
    gate.open("mine")
    for method in ("PUT", "DELETE", "OPTIONS"):
        answer = client.request(method, address(), headers={"Origin": "https://evil.example"})
        assert answer.status_code == 403
    assert reached == []


def test_nothing_but_files(client: TestClient, gate: Gate, reached: list[str]) -> None:
    gate.open("mine")
    for method in ("GET", "POST", "PATCH", "OPTIONS"):
        assert client.request(method, address()).status_code == 405
    assert reached == []
    assert client.get("/carte").text == "page"


@pytest.mark.parametrize("length", [str(6 * 1024 * 1024), "9" * 400, "-1", "many"])
def test_larger_file_is_refused_by_what_it_says(
    client: TestClient, gate: Gate, reached: list[str], length: str
) -> None:
    gate.open("mine")
    answer = client.put(address(), content=b"", headers={"Content-Length": length})
    assert answer.status_code == 413
    assert reached == []


def test_one_at_a_time(client: TestClient, gate: Gate) -> None:
    gate.open("mine")
    assert gate.enter("mine")
    answer = client.put(address(), files=FILE)
    assert answer.status_code == 429
    assert "réessayez" in answer.text
    gate.leave("mine")
    assert client.put(address(), files=FILE).status_code == 204


def test_file_that_never_ends_gives_its_place_back(
    client: TestClient, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "PATIENCE_S", 0.05)
    gate.open("mine")
    for _time in range(MOST_AT_ONCE + 1):
        assert client.put(address(file="slow"), files=FILE).status_code == 408


@pytest.fixture
def kept() -> MemoryUploadedFileManager:
    return MemoryUploadedFileManager(UPLOADS)


@pytest.fixture
def real(
    gate: Gate, kept: MemoryUploadedFileManager, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestClient]:
    """Return what Streamlit itself does behind the gate, for a session that exists."""
    monkeypatch.setattr(starlette_routes, "is_xsrf_enabled", lambda: False)
    runtime: Any = SimpleNamespace(is_active_session=lambda _session: True)
    application = Starlette(
        routes=starlette_routes.create_upload_routes(runtime, kept, None),
        middleware=[Middleware(Uploads, gate=gate)],
    )
    with TestClient(application, base_url=HERE) as opened:
        yield opened


def test_file_that_is_longer_than_it_says_is_refused_while_it_comes(
    real: TestClient, gate: Gate, kept: MemoryUploadedFileManager
) -> None:
    gate.open("mine")
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    chunks = iter([head, *[b"x" * 100_000] * 60, b"\r\n--b--\r\n"])
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = real.put(f"{UPLOADS}/mine/one", content=chunks, headers=kind)
    assert answer.status_code == 413
    assert kept.get_files("mine", ["one"]) == []


def test_file_stays_in_memory_while_it_comes(
    real: TestClient,
    gate: Gate,
    kept: MemoryUploadedFileManager,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def spilt(*_given: object) -> None:
        pytest.fail("written to the disk")

    monkeypatch.setattr(SpooledTemporaryFile, "rollover", spilt)
    gate.open("mine")
    files = {"file": ("liste.csv", b"x" * 4_900_000)}
    assert real.put(f"{UPLOADS}/mine/one", files=files).status_code == 204
    assert len(kept.get_files("mine", ["one"])[0].data) == 4_900_000


def test_the_front_door_has_it() -> None:
    assert Uploads in [one.cls for one in middleware()]


def settled_memory(server: psutil.Process) -> int:
    """Return the bytes that a server holds once it has loaded what it loads by itself."""
    before = 0
    while (now := server.memory_info().rss) > before + 1_000_000:
        before = now
        time.sleep(5)
    return int(now)


@pytest.mark.slow
def test_two_hundred_strangers_leave_nothing_behind(site: Server) -> None:
    server = psutil.Process(site.pid)
    body = {"file": ("liste.csv", b"x" * 950_000)}
    url = f"{site.url}{UPLOADS}/{uuid.uuid4()}/"
    with httpx.Client() as client:
        assert client.put(f"{url}first", files=body).status_code == 403
        before = settled_memory(server)
        answers = {client.put(f"{url}{uuid.uuid4()}", files=body).status_code for _ in range(200)}
    assert answers == {403}
    assert server.memory_info().rss < before + 50_000_000
