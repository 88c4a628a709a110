"""What the first visit of a browser weighs and how long it takes on a slow line, and the second.

The browser itself slows the line, WebSocket included: it counts the bytes of a frame as they
travel, compressed, and lets small frames come without the delay. What travels through the WebSocket
is told by what its messages take once compressed as the server does, each after those before it.
"""

import base64
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, Page

from bench.browsing import MS, QUIET_S, TIMEOUT_S, VIEWPORT, painted_at
from bench.measures import Measure, medians
from bench.screens import MB, Beside
from ui.server import frontend

KB: Final = 1000
BITS: Final = 8
# What Streamlit's server and every browser agree on (RFC 7692): the whole window, kept.
WINDOW_BITS: Final = -15
# What ends a flushed block, and is not sent.
FLUSHED_BYTES: Final = 4
TABLE: Final = "[data-testid=stDataFrame]"


@dataclass(frozen=True)
class Line:
    """A line between a reader and the server.

    Attributes
    ----------
    mbit_s
        Throughput both ways, in 10⁶ bits per second.
    latency_ms
        From a request to the first byte of its answer, in milliseconds.
    """

    mbit_s: float
    latency_ms: int

    def told(self) -> str:
        """Return the line in words."""
        return f"{self.mbit_s:g} Mbit/s, {self.latency_ms} ms".replace(".", ",")


# A poor mobile connection, with the delay that goes with it, and an ordinary one.
SLOW: Final = Line(1.6, 150)
FAST: Final = Line(9, 85)
PAINTED_WITHIN_S: Final[Mapping[Line, float]] = {SLOW: 7.0, FAST: 2.5}


@dataclass
class Weight:
    """What one visit asked for and received, growing.

    Attributes
    ----------
    sizes
        Bytes on the wire of each answer that came over the network, headers included, by request.
    pending
        Requests that have no answer yet.
    socket_bytes
        Bytes of the WebSocket's messages, compressed.
    """

    sizes: dict[str, float] = field(default_factory=dict)
    pending: set[str] = field(default_factory=set)
    socket_bytes: int = 0
    _last: float = field(default_factory=time.monotonic)
    _deflated: Any = field(default_factory=lambda: zlib.compressobj(wbits=WINDOW_BITS))

    @property
    def http_bytes(self) -> float:
        """Bytes of all answers."""
        return sum(self.sizes.values())

    def is_quiet(self) -> bool:
        """Tell whether nothing is awaited and nothing has come for a while."""
        return not self.pending and time.monotonic() > self._last + QUIET_S

    def asked(self, event: Mapping[str, Any]) -> None:
        """Note a request."""
        if event["request"]["url"].startswith("http"):
            self.pending.add(event["requestId"])

    def ended(self, event: Mapping[str, Any]) -> None:
        """Note an answer, or that there is none; one out of the browser's cache has no bytes."""
        if event["requestId"] in self.pending:
            self.pending.remove(event["requestId"])
            self._last = time.monotonic()
            if size := event.get("encodedDataLength", 0):
                self.sizes[event["requestId"]] = size

    def said(self, event: Mapping[str, Any]) -> None:
        """Note a message of the WebSocket."""
        frame = event["response"]
        text = frame["payloadData"]
        message = text.encode() if frame["opcode"] == 1 else base64.b64decode(text)
        sent = self._deflated.compress(message) + self._deflated.flush(zlib.Z_SYNC_FLUSH)
        self.socket_bytes += len(sent) - FLUSHED_BYTES
        self._last = time.monotonic()


@contextmanager
def visit(
    context: BrowserContext, address: str, line: Line
) -> Iterator[tuple[Page, float, Weight]]:
    """Open an address over a line.

    Yields
    ------
    tuple
        The page; when navigation began, in seconds since 1970; what it weighs, growing.
    """
    page, weight = context.new_page(), Weight()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    for event, note in (
        ("Network.requestWillBeSent", weight.asked),
        ("Network.loadingFinished", weight.ended),
        ("Network.loadingFailed", weight.ended),
        ("Network.webSocketFrameReceived", weight.said),
    ):
        session.on(event, note)
    throughput = line.mbit_s * MB / BITS
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": line.latency_ms,
            "downloadThroughput": throughput,
            "uploadThroughput": throughput,
        },
    )
    try:
        page.goto(address, wait_until="commit")
        yield page, float(page.evaluate("performance.timeOrigin")) / MS, weight
    finally:
        page.close()


def time_to_paint(browser: Browser, address: str, what: str, line: Line) -> float:
    """Return the seconds from navigation, by a browser that has nothing yet, until some paint."""
    context = browser.new_context(viewport=VIEWPORT, locale="fr-FR")
    try:
        with visit(context, address, line) as (page, start, _weight):
            return painted_at(page, what, start) - start
    finally:
        context.close()


def weigh_two(browser: Browser, address: str, line: Line) -> list[Weight]:
    """Return what the first and the second visit of a browser weigh, each seen to its end."""
    context = browser.new_context(viewport=VIEWPORT, locale="fr-FR")
    weights = []
    try:
        for _visit in range(2):
            with visit(context, address, line) as (page, _start, weight):
                page.locator(TABLE).first.wait_for(timeout=TIMEOUT_S * MS)
                deadline = time.monotonic() + TIMEOUT_S
                while not weight.is_quiet() and time.monotonic() < deadline:
                    page.wait_for_timeout(50)
                weights.append(weight)
    finally:
        context.close()
    return weights


def measure_first_visit(beside: Beside) -> list[Measure]:
    """Measure the first screen as a browser meets it that has never been here, and once it has."""
    frontend.prepare()
    atlas, empty = beside.atlas.url, beside.yardstick.url
    first, second = weigh_two(beside.browser, atlas, FAST)
    whole = first.http_bytes + first.socket_bytes
    measures = [
        Measure(
            "Première visite : poids",
            whole / MB,
            "Mo",
            1.7,
            f"{first.http_bytes / MB:.2f} Mo de réponses, {first.socket_bytes / MB:.2f} Mo par la "
            "WebSocket, compressés",
        ),
        Measure(
            "Première visite : nombre de requêtes",
            len(first.sizes),
            "en tout",
            70,
            "et une WebSocket",
        ),
        Measure(
            "Seconde visite : poids des réponses",
            second.http_bytes / KB,
            "ko",
            60.0,
            f"{len(second.sizes)} requêtes ; WebSocket : {second.socket_bytes / KB:.0f} ko",
        ),
    ]
    for line, budget in PAINTED_WITHIN_S.items():
        ours, theirs = medians(
            beside.runs,
            partial(time_to_paint, beside.browser, atlas, "poles", line),
            partial(time_to_paint, beside.browser, empty, "map", line),
        )
        measures.append(
            Measure(
                f"Première visite, {line.told()} : de l'adresse aux pôles peints",
                ours,
                "s",
                budget,
                f"étalon {theirs:.2f} s",
            )
        )
    return measures
