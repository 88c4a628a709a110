"""A register small enough to count by hand, and a server that publishes it in every odd way."""

import csv
import http.server
import io
from typing import TYPE_CHECKING, Final

from geo.tables.register import COLUMNS
from loaders.register.address import HTTPS, Address
from loaders.register.https import Patience
from tests.registers import ONE_MORE

if TYPE_CHECKING:
    from collections.abc import Callable

QUICK: Final = Patience(connect_s=1.0, read_s=0.4, total_s=1.0)
ETAG: Final = '"1"'


def row(pole: str, **cells: str) -> dict[str, str]:
    """Return a sound row of the register: a pole of Montélimar."""
    return {**ONE_MORE, "id": pole, "name": f"Pôle {pole}", **cells}


def as_csv(*rows: dict[str, str], columns: tuple[str, ...] = tuple(COLUMNS)) -> bytes:
    """Return rows as the register is written."""
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, columns, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode()


TWO: Final = as_csv(row("un"), row("deux"))


class Handler(http.server.BaseHTTPRequestHandler):
    """Hands each request to what the test has put there."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        site = self.server
        assert isinstance(site, Site)
        site.asked.append((self.path, dict(self.headers)))
        site.answer(self)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - inherited name
        """Keep test output clean."""

    def reply(
        self, body: bytes, status: int = 200, *, announced: int | None = None, **headers: str
    ) -> None:
        """Announce as many bytes as `body` has, or others, then send it."""
        self.send_response(status)
        if announced != -1:
            self.send_header("Content-Length", str(len(body) if announced is None else announced))
        for name, value in ({"Content_Type": "text/csv"} | headers).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


class Site(http.server.ThreadingHTTPServer):
    """A server, what it was asked, and what it answers."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.answer: Callable[[Handler], None] = lambda handler: handler.reply(TWO)

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep quiet: a client that hangs up is what some tests are about."""

    def address(self, scheme: str = "http", login: str = "") -> Address:
        """Return where it is, as an internal network's."""
        host = f"{login}127.0.0.1:{self.server_address[1]}"
        return Address(HTTPS, f"{scheme}://{host}/poles.csv?clef=secret", "127.0.0.1", private=True)
