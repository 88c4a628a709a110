"""Downloads against a real local server that misbehaves in every way seen in the wild."""

import hashlib
import http.server
import io
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest

from loaders import __main__ as command_line
from loaders.errors import LoaderError
from loaders.fetch import download
from tests.loaders.fetch.downloads import CONTENT, QUICK, fetched, make_source, refused


class Handler(http.server.BaseHTTPRequestHandler):
    """Hands each request to the function that the test has put for its path."""

    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, Site)
        server.requests.append(self.path)
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
        self.requests: list[str] = []
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


def test_plain_file_replaces_the_older_one(site: Site, folder: Path) -> None:
    site.routes["/t.csv"] = lambda handler: handler.reply(CONTENT)
    assert fetched(make_source(site.url("/t.csv")), folder) == CONTENT


def test_connection_cut_half_way_starts_again(site: Site, folder: Path) -> None:
    def route(handler: Handler) -> None:
        handler.reply(CONTENT, sent=1000 if len(site.requests) == 1 else None)

    site.routes["/t.csv"] = route
    assert fetched(make_source(site.url("/t.csv")), folder) == CONTENT
    assert site.requests == ["/t.csv", "/t.csv"]


def test_always_cut_leaves_nothing_behind(site: Site, folder: Path) -> None:
    site.routes["/t.csv"] = lambda handler: handler.reply(CONTENT, sent=1000)
    assert "coupée avant la fin" in refused(make_source(site.url("/t.csv")), folder)
    assert len(site.requests) == QUICK.attempts


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
    sentence = refused(make_source(site.url("/t.csv")), folder)
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
