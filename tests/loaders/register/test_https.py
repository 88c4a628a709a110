"""The published file, from a real server that misbehaves in every way."""

import gzip
import ipaddress
import shutil
import ssl
import subprocess
import threading
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from geo.errors import RegisterError
from geo.lists.limits import MAX_BYTES
from loaders.register import https
from loaders.register.https import Stamp, fetch
from tests.loaders.register.published import ETAG, QUICK, TWO, Handler, Site


def refused(site: Site, known: Stamp | None = None) -> str:
    with pytest.raises(RegisterError) as raised:
        fetch(site.address(), known, QUICK)
    said = str(raised.value)
    assert "secret" not in said
    return said


def test_the_file_comes_with_its_stamp(published: Site) -> None:
    modified = "Fri, 27 Nov 2026 10:00:00 GMT"
    published.answer = lambda handler: handler.reply(TWO, ETag=ETAG, Last_Modified=modified)
    assert fetch(published.address()) == (TWO, Stamp(ETAG, modified))
    path, headers = published.asked[0]
    assert path == "/poles.csv?clef=secret"
    assert headers["Accept-Encoding"] == "identity"
    assert "If-None-Match" not in headers


def test_what_has_not_changed_is_not_sent_again(published: Site) -> None:
    def answer(handler: Handler) -> None:
        same = handler.headers["If-None-Match"] == ETAG
        handler.reply(b"" if same else TWO, 304 if same else 200, ETag=ETAG)

    published.answer = answer
    assert fetch(published.address(), Stamp(ETAG, "Fri, 27 Nov 2026 10:00:00 GMT")) is None
    assert published.asked[0][1]["If-Modified-Since"] == "Fri, 27 Nov 2026 10:00:00 GMT"
    assert fetch(published.address()) == (TWO, Stamp(ETAG))


def test_nothing_has_changed_for_who_has_nothing(published: Site) -> None:
    published.answer = lambda handler: handler.reply(b"", 304)
    assert refused(published) == "127.0.0.1 répond 304 au lieu du registre."


@pytest.mark.parametrize("status", [401, 404, 500, 503, 204])
def test_another_status(published: Site, status: int) -> None:
    published.answer = lambda handler: handler.reply(b"", status)
    assert refused(published) == f"127.0.0.1 répond {status} au lieu du registre."


def test_a_page_is_no_file(published: Site) -> None:
    published.answer = lambda handler: handler.reply(
        b"<html>Connexion</html>", Content_Type="text/html; charset=utf-8"
    )
    assert "vérifiez que le registre est public" in refused(published)


def silent(_handler: Handler) -> None:
    time.sleep(3)


def drop_by_drop(handler: Handler) -> None:
    """Send a byte often enough never to be late, and never end."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    for _ in range(40):
        handler.wfile.write(b"a")
        time.sleep(0.1)


def header_by_header(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(40):
        handler.wfile.write(f"X-{number}: a\r\n".encode())
        time.sleep(0.1)


@pytest.mark.parametrize("slow", [silent, drop_by_drop, header_by_header])
def test_slow_is_given_up(published: Site, slow: object) -> None:
    published.answer = slow  # type: ignore[assignment]
    start = time.monotonic()
    assert refused(published) == "127.0.0.1 met trop de temps à répondre."
    assert time.monotonic() - start < 3


def half(handler: Handler) -> None:
    handler.reply(TWO[: len(TWO) // 2], announced=len(TWO))


def half_of_pieces(handler: Handler) -> None:
    handler.reply(b"100\r\nid,name", announced=-1, Transfer_Encoding="chunked")


@pytest.mark.parametrize("cut", [half, half_of_pieces])
def test_half_a_file_is_none(published: Site, cut: object) -> None:
    published.answer = cut  # type: ignore[assignment]
    assert refused(published) == "127.0.0.1 a coupé la réponse avant sa fin."


@pytest.mark.parametrize("body", [TWO, TWO[: TWO.rindex(b"deux")]])
def test_a_file_of_unknown_length_may_have_been_cut(published: Site, body: bytes) -> None:
    """Cut at the end of a line, half a file looks whole: it is a pole less."""
    published.answer = lambda handler: handler.reply(body, announced=-1)
    assert "n'annonce pas la longueur du fichier (Content-Length)" in refused(published)


def test_a_file_in_pieces_is_whole_when_its_last_piece_has_come(published: Site) -> None:
    pieces = b"%x\r\n%s\r\n0\r\n\r\n" % (len(TWO), TWO)
    published.answer = lambda handler: handler.reply(
        pieces, announced=-1, Transfer_Encoding="chunked"
    )
    assert fetch(published.address()) == (TWO, Stamp())


def packed(site: Site, body: bytes, encoding: str = "gzip") -> None:
    site.answer = lambda handler: handler.reply(body, Content_Encoding=encoding)


def test_compressed_all_the_same_it_is_read(published: Site) -> None:
    packed(published, gzip.compress(TWO))
    assert fetch(published.address()) == (TWO, Stamp())
    packed(published, TWO, "identity")
    assert fetch(published.address()) == (TWO, Stamp())


def test_a_few_bytes_do_not_fill_the_memory(published: Site) -> None:
    size = 40 * MAX_BYTES
    packed(published, gzip.compress(bytes(size)))
    tracemalloc.start()
    try:
        assert "plus de 5 Mo" in refused(published)
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < size / 2


@pytest.mark.parametrize("encoding", ["br", "zstd", "deflate", "gzip, gzip"])
def test_a_compression_that_is_not_read_is_named(published: Site, encoding: str) -> None:
    packed(published, TWO, encoding)
    assert refused(published) == (
        f"127.0.0.1 compresse le registre d'une façon que l'atlas ne lit pas (« {encoding} »)."
    )


@pytest.mark.parametrize("body", [TWO, gzip.compress(TWO)[:-12], gzip.compress(TWO) + b"more", b""])
def test_damaged_when_compressed_it_does_not_read(published: Site, body: bytes) -> None:
    packed(published, body)
    assert refused(published) == "127.0.0.1 : la réponse compressée ne se lit pas."


def test_too_large_is_not_read_to_its_end(published: Site) -> None:
    sent = []

    def endless(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(200 * 100_000))
        handler.end_headers()
        for _ in range(200):
            handler.wfile.write(b"a" * 100_000)
            sent.append(100_000)

    published.answer = endless
    assert "plus de 5 Mo" in refused(published)
    assert sum(sent) < 3 * MAX_BYTES


def test_nobody_there(published: Site) -> None:
    published.shutdown()
    published.server_close()
    assert refused(published) == "127.0.0.1 ne répond pas, ou refuse la connexion."
    unknown = replace(published.address(), url="http://nulle-part.invalid/a", host="nulle-part")
    with pytest.raises(RegisterError, match=r"^nulle-part ne répond pas"):
        fetch(unknown)


def test_redirects_are_followed_a_few_times(published: Site) -> None:
    def answer(handler: Handler) -> None:
        left = int(handler.path.removeprefix("/") or 0) if handler.path[1:].isdecimal() else 3
        if left:
            handler.reply(b"", 302, Location=f"/{left - 1}")
        else:
            handler.reply(TWO)

    published.answer = answer
    assert fetch(published.address(login="nom:clef@")) == (TWO, Stamp())
    # The login is for whom it was given.
    known = ["Authorization" in headers for _path, headers in published.asked]
    assert known == [True, False, False, False]
    published.answer = lambda handler: handler.reply(b"", 302, Location="/1")
    assert "renvoie sans fin" in refused(published)


@pytest.mark.parametrize(
    "onward",
    [
        *("http://a..b/", f"http://{'a' * 70}.fr/", "http://127.0.0.1:99999/"),
        *("http://127.0.0.1:0/", "http://[::1/", "http://127.0.0.1:port/"),
    ],
)
def test_a_redirect_to_what_is_no_address(published: Site, onward: str) -> None:
    published.answer = lambda handler: handler.reply(b"", 302, Location=onward)
    assert refused(published) == "127.0.0.1 mène à une adresse qui ne se lit pas."


@pytest.mark.parametrize(
    ("ip", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        *((private, False) for private in ("127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.1")),
        *((odd, False) for odd in ("169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1")),  # noqa: S104
        *((odd, False) for odd in ("255.255.255.255", "240.0.0.1", "192.0.2.1", "::1", "::")),
        *((odd, False) for odd in ("fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1")),
        *((odd, False) for odd in ("64:ff9b::7f00:1", "2002:7f00:1::", "::ffff:169.254.169.254")),
    ],
)
def test_who_may_be_asked(ip: str, *, public: bool) -> None:
    assert https._is_public(ipaddress.ip_address(ip)) == public


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1"])
def test_an_internal_machine_is_not_asked(published: Site, name: str) -> None:
    url = f"https://{name}:{published.server_address[1]}/a"
    address = replace(published.address(), url=url, private=False)
    with pytest.raises(RegisterError, match="machine d'un réseau interne"):
        fetch(address)
    assert published.asked == []


def test_the_machine_that_was_checked_is_the_one_asked(
    published: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that leads elsewhere when asked again is not asked again."""
    answers = iter([[ipaddress.ip_address("127.0.0.1")]])

    async def resolve(_url: object) -> list[ipaddress.IPv4Address]:
        return next(answers)  # type: ignore[return-value]

    monkeypatch.setattr(https, "_resolve", resolve)
    port = published.server_address[1]
    address = replace(published.address(), url=f"http://registre.invalid:{port}/a")
    assert fetch(address) == (TWO, Stamp())
    assert published.asked[0][1]["Host"] == f"registre.invalid:{port}"


@pytest.fixture
def encrypted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Return a server of https://localhost, whose certificate is believed."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl, dont vient le certificat, est absent de cette machine")
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    made = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key]
    subject = ["-out", certificate, "-subj", "/CN=localhost", "-addext"]
    command = [*made, *subject, "subjectAltName=DNS:localhost"]
    subprocess.run(command, check=True, capture_output=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with Site() as site:
        site.socket = context.wrap_socket(site.socket, server_side=True)
        threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.02}).start()
        yield site
        site.shutdown()


def test_encrypted_it_is_the_name_that_is_proven_and_each_step_that_is_checked(
    encrypted: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = ipaddress.ip_address("127.0.0.1")

    async def resolve(url: object) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
        host = url.host  # type: ignore[attr-defined]
        return [ipaddress.ip_address(host) if host[0].isdigit() else here]

    monkeypatch.setattr(https, "_resolve", resolve)
    monkeypatch.setattr(https, "_is_public", lambda ip: ip == here)
    port = encrypted.server_address[1]
    address = replace(encrypted.address(), url=f"https://localhost:{port}/a", private=False)
    assert fetch(address) == (TWO, Stamp())
    other = replace(address, url=f"https://autre.invalid:{port}/a")
    with pytest.raises(RegisterError, match="refuse la connexion"):
        fetch(other)
    encrypted.answer = lambda handler: handler.reply(b"", 302, Location="https://10.0.0.1/a")
    with pytest.raises(RegisterError, match="machine d'un réseau interne"):
        fetch(address)
    encrypted.answer = lambda handler: handler.reply(b"", 302, Location=f"http://localhost:{port}/")
    with pytest.raises(RegisterError, match="qui n'est pas en https"):
        fetch(address)
    assert len(encrypted.asked) == 3
