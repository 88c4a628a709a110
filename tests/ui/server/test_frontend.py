"""The scripts of the page, compressed once for everybody."""

import gzip
import os
import re
import shutil
import subprocess
import sys
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
PAGE = '<head><script src="./static/js/index.abc.js"></script></head>'
INSTALLED = folders.cache_folder()
OWN = Path(streamlit.__file__).parent / "static"
STREAMLITS = f"/static/js/{next((OWN / 'static' / 'js').glob('index.*.js')).name}"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv(folders.VARIABLE, str(tmp_path))
    frontend.prepared.cache_clear()
    yield tmp_path
    frontend.prepared.cache_clear()


@pytest.fixture
def parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "package" / "static"
    (source / "js").mkdir(parents=True)
    (source.parent / "index.html").write_text(PAGE)
    (source / "js" / "index.abc.js").write_bytes(SCRIPT)
    (source / "js" / "index.abc.js.map").write_bytes(SCRIPT)
    monkeypatch.setattr(frontend, "PARTS", (Part("/static", "streamlit", ""),))
    monkeypatch.setattr(frontend, "_folder", lambda _part: source)


def script(base: str = "") -> str:
    """Return the address of the script that the page asks for."""
    (found,) = re.findall('src="[.](.*?)"', frontend.page_file().read_text())
    return f"{base}{found}"


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
    with client().stream("GET", script(), headers={"accept-encoding": accepted}) as answer:
        body = b"".join(answer.iter_raw())
        assert answer.headers.get("content-encoding") == coding
        assert callable(read)
        assert read(body) == SCRIPT
        assert answer.headers["vary"] == "Accept-Encoding"
        assert "immutable" in answer.headers["cache-control"]


@pytest.mark.usefixtures("parts")
def test_what_is_not_prepared_is_left_to_streamlit(cache: Path) -> None:
    page = client()
    before = script()
    assert before == "/static/js/index.abc.js"
    assert page.get(before).text == "Streamlit"
    frontend.write()
    after = script()
    assert page.get(after).content == SCRIPT
    # A page opened before goes on with the scripts it has.
    assert after != before
    assert page.get(before).text == "Streamlit"
    # Its page for an address of a script would be refused by the browser.
    assert page.get(f"{after}.map").status_code == 404
    assert page.get("/static/..%2f..%2fetc/passwd").status_code == 404
    assert page.get("/couverture").text == "Streamlit"
    # Nothing else is left behind, and a second time changes nothing.
    frontend.write()
    assert sorted(path.name for path in cache.iterdir()) == sorted(
        [frontend.prepared().name, "package"]
    )


@pytest.mark.usefixtures("parts")
def test_what_is_not_as_expected_stays_as_it_is_and_is_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    frontend.write()
    assert caplog.text.count("Streamlit part tel quel") == 2


@pytest.mark.usefixtures("parts")
def test_a_page_that_another_version_has_sent_finds_its_scripts(cache: Path) -> None:
    other = cache / f"{frontend.PREFIX}0123456789ab" / frontend.STREAMLIT / "js"
    other.mkdir(parents=True)
    (other / "index.abc.js").write_bytes(b"before")
    frontend.write()
    assert client().get("/static/0123456789ab/js/index.abc.js").content == b"before"
    assert client().get("/static/ba9876543210/js/index.abc.js").status_code == 404


@pytest.mark.usefixtures("parts")
def test_below_a_prefix_too() -> None:
    frontend.write()
    assert client("/ptce").get(script("/ptce")).content == SCRIPT
    assert client("/ptce").get(script()).text == "Streamlit"
    assert client("/ptce").get("/ptce/static/nowhere.js").status_code == 404


def test_another_icon_or_another_way_to_write_is_another_version(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def name() -> str:
        frontend._digest.cache_clear()
        frontend.prepared.cache_clear()
        return frontend.prepared().name

    first = name()
    assert name() == first
    monkeypatch.setattr(frontend, "own_icons", lambda: frozenset({"anchor"}))
    second = name()
    monkeypatch.setattr(frontend, "WRITERS", frontend.WRITERS[:-1])
    third = name()
    assert len({first, second, third}) == 3
    frontend._digest.cache_clear()


def test_the_icons_of_the_atlas_are_found() -> None:
    assert {"download", "warning", "open_in_new"} <= frontend.own_icons()


def test_a_disk_that_takes_no_file_is_told_and_costs_nothing(
    cache: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(folders.VARIABLE, str(cache / "file"))
    (cache / "file").write_text("")
    frontend.prepared.cache_clear()
    frontend.prepare()
    assert "sans être compressés" in caplog.text
    assert client().get(STREAMLITS).text == "Streamlit"


def test_what_is_told_while_it_is_written_reaches_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    said = "import sys; sys.stderr.write('Streamlit part tel quel')"
    monkeypatch.setattr(frontend, "COMMAND", (sys.executable, "-c", said))
    frontend.prepare()
    assert caplog.messages == ["Streamlit part tel quel"]


@pytest.mark.usefixtures("parts")
def test_what_was_prepared_before_goes_but_for_the_last(cache: Path) -> None:
    for age, name in enumerate(("frontend-last", "frontend-older", "frontend-oldest", "register")):
        (cache / name).mkdir()
        os.utime(cache / name, (-age + 1e9, -age + 1e9))
    frontend.write()
    assert {path.name for path in cache.iterdir()} == {
        "frontend-last",
        "package",
        "register",
        frontend.prepared().name,
    }


def test_the_folders_of_the_packages_are_there() -> None:
    for part in frontend.PARTS:
        assert any(frontend._folder(part).rglob("*.js"))


@pytest.mark.slow
def test_streamlits_own_files_are_made_lighter(
    serve: object, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What a browser asks for, from a server that has just started."""
    # Compressing all of them takes a minute, and what installs the atlas has done it.
    monkeypatch.setenv(folders.VARIABLE, str(INSTALLED))
    frontend.prepared.cache_clear()
    frontend.prepare()
    assert not caplog.messages
    assert callable(serve)
    with serve(environment={folders.VARIABLE: str(INSTALLED)}) as server:
        assert isinstance(server, Server)
        page = httpx.get(f"{server.url}/couverture").text
        files = re.findall('(?:src|href)="[.](/static/[^"]+)"', page)
        # One font, one script, one style sheet; nothing that the script would ask for itself.
        assert [Path(file).suffix for file in files] == [".woff2", ".js", ".css"]
        sent = 0
        for file in files:
            with httpx.stream(
                "GET", f"{server.url}{file}", headers={"accept-encoding": "br"}
            ) as answer:
                assert answer.status_code == 200
                assert "immutable" in answer.headers["cache-control"]
                sent += len(b"".join(answer.iter_raw()))
        assert sent < 500_000
        # What every screen may ask for is still there, as scripts that import what was joined.
        prepared = frontend.prepared()
        joined = {"first.js", "later.js"}
        for script in (prepared / "streamlit" / "js").glob("*.js"):
            text = script.read_text(encoding="utf-8")
            named = set(re.findall('}from"[.]/([^"]+[.]js)"', text))
            assert all((script.parent / name).is_file() for name in named), script.name
            joined -= named
        assert not joined


@pytest.mark.parametrize("place", ["/dev/null", "/proc/nowhere"])
def test_where_nothing_can_be_written_the_page_is_served_all_the_same(
    place: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(folders.VARIABLE, place)
    frontend.prepared.cache_clear()
    frontend.prepare()
    (record,) = caplog.records
    assert record.getMessage().startswith("Les scripts partent sans être compressés : ")
    assert "/" not in record.getMessage()
    assert client().get(STREAMLITS).text == "Streamlit"


def test_a_folder_that_may_not_be_looked_into_is_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(_path: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "is_dir", forbidden)
    assert client().get(STREAMLITS).text == "Streamlit"


@pytest.mark.usefixtures("parts")
def test_files_swept_away_leave_the_page_as_it_was() -> None:
    frontend.write()
    browser, light = client(), script()
    assert browser.get(light).content == SCRIPT
    shutil.rmtree(frontend.prepared())
    assert browser.get(light).status_code == 404
    frontend.write()
    assert browser.get(light).content == SCRIPT


def test_a_full_disk_is_one_short_reason() -> None:
    told = "[Errno 28] No space left on device: '/a/b.js' -> '/c/b.js'"
    error = shutil.Error([("/a/b.js", "/c/b.js", told)] * 200)
    assert frontend.reason(error) == "[Errno 28] No space left on device"
    assert frontend.reason(OSError(28, "No space left on device")) == "No space left on device"


def test_a_machine_that_starts_no_process_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def none(*_command: object, **_options: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(subprocess, "run", none)
    frontend.prepare()
    assert "sans être compressés" in caplog.text
