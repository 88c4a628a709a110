"""The scripts of the page, compressed once for everybody."""

import gzip
import subprocess
from collections.abc import Iterator
from pathlib import Path

import brotli
import httpx
import pytest
import streamlit
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from bench.serving import Server
from geo import folders
from ui.server import frontend
from ui.server.frontend import Compressed, Part

SCRIPT = b"console.log('bonjour');\n" * 200


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv(folders.VARIABLE, str(tmp_path))
    frontend.prepared.cache_clear()
    yield tmp_path
    frontend.prepared.cache_clear()


@pytest.fixture
def parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "package"
    (source / "js").mkdir(parents=True)
    (source / "js" / "index.abc.js").write_bytes(SCRIPT)
    (source / "js" / "index.abc.js.map").write_bytes(SCRIPT)
    monkeypatch.setattr(frontend, "PARTS", (Part("/static", "streamlit", ""),))
    monkeypatch.setattr(frontend, "_folder", lambda _part: source)


def client(base: str = "") -> TestClient:
    def other(_request: object) -> PlainTextResponse:
        return PlainTextResponse("Streamlit")

    return TestClient(
        Starlette(
            routes=[Route("/{path:path}", other)], middleware=[Middleware(Compressed, base=base)]
        )
    )


@pytest.mark.usefixtures("parts")
@pytest.mark.parametrize(
    ("accepted", "coding", "read"),
    [
        ("br, gzip", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("identity", None, bytes),
    ],
)
def test_each_browser_gets_what_it_understands(
    accepted: str, coding: str | None, read: object
) -> None:
    frontend.write()
    with client().stream(
        "GET", "/static/js/index.abc.js", headers={"accept-encoding": accepted}
    ) as answer:
        body = b"".join(answer.iter_raw())
        assert answer.headers.get("content-encoding") == coding
        assert callable(read)
        assert read(body) == SCRIPT
        assert answer.headers["vary"] == "Accept-Encoding"
        assert "immutable" in answer.headers["cache-control"]


@pytest.mark.usefixtures("parts")
def test_what_is_not_prepared_is_left_to_streamlit(cache: Path) -> None:
    page = client()
    assert page.get("/static/js/index.abc.js").text == "Streamlit"
    frontend.write()
    assert page.get("/static/js/index.abc.js").content == SCRIPT
    assert page.get("/static/js/index.abc.js.map").text == "Streamlit"
    assert page.get("/static/../../etc/passwd").text == "Streamlit"
    assert page.get("/couverture").text == "Streamlit"
    # Nothing else is left behind, and a second time changes nothing.
    frontend.write()
    assert sorted(path.name for path in cache.iterdir()) == sorted(
        [frontend.prepared().name, "package"]
    )


@pytest.mark.usefixtures("parts")
def test_below_a_prefix_too() -> None:
    frontend.write()
    assert client("/ptce").get("/ptce/static/js/index.abc.js").content == SCRIPT
    assert client("/ptce").get("/static/js/index.abc.js").text == "Streamlit"


def test_a_disk_that_takes_no_file_is_told_and_costs_nothing(
    cache: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(folders.VARIABLE, str(cache / "file"))
    (cache / "file").write_text("")
    frontend.prepared.cache_clear()
    frontend.prepare()
    assert "sans être compressés" in caplog.text
    assert client().get("/static/js/index.abc.js").text == "Streamlit"


def test_the_folders_of_the_packages_are_there() -> None:
    for part in frontend.PARTS:
        assert any(frontend._folder(part).rglob("*.js"))


@pytest.mark.slow
def test_the_page_weighs_a_third(serve: object, cache: Path) -> None:
    """Streamlit's own scripts, as a browser asks for them from a server that has just started."""
    subprocess.run(frontend.COMMAND, cwd=frontend.ROOT, check=True)
    assert callable(serve)
    with serve(environment={folders.VARIABLE: str(cache)}) as server:
        assert isinstance(server, Server)
        scripts = sorted((Path(streamlit.__file__).parent / "static/static/js").glob("index.*.js"))
        plain = sent = 0
        for script in scripts:
            with httpx.stream(
                "GET",
                f"{server.url}/static/js/{script.name}",
                headers={"accept-encoding": "br"},
            ) as answer:
                sent += len(b"".join(answer.iter_raw()))
            plain += script.stat().st_size
        assert 0 < sent < plain / 3
