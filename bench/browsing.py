"""A Chromium without a screen, and timed visits: what a reader waits for and receives."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from playwright.sync_api import (
    Browser,
    Frame,
    Page,
    Response,
    ViewportSize,
    WebSocket,
    sync_playwright,
)
from playwright.sync_api import Error as PlaywrightError

from atlas import find_browser

# A browser that asks its maker nothing: what is recorded is what the atlas asks for.
FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SETTLE_EVENTS: Final = ("request", "requestfinished", "requestfailed")
QUIET_S: Final = 0.6
SETTLE_LIMIT_S: Final = 20
WATCH: Final = (Path(__file__).parent / "watch.js").read_text(encoding="utf-8")
MAP_FRAME: Final = "/component/streamlit_folium.st_folium/"
VIEWPORT: Final = ViewportSize(width=1400, height=900)
TIMEOUT_S: Final = 60
POLL_MS: Final = 20
MS: Final = 1000
LAYER_PREFIX: Final = "/atlas/layers/"


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run a Chromium until the block ends: an installed one, else Playwright's own."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=find_browser(), args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def settle(page: Page) -> None:
    """Wait until a page has asked for nothing and received nothing for a while.

    Playwright's own "networkidle" may never come for a page whose frames were replaced.
    """
    last = time.monotonic()

    def note(_event: object) -> None:
        nonlocal last
        last = time.monotonic()

    for event in SETTLE_EVENTS:
        page.on(event, note)
    deadline = last + SETTLE_LIMIT_S
    while time.monotonic() < min(last + QUIET_S, deadline):
        page.wait_for_timeout(50)
    for event in SETTLE_EVENTS:
        page.remove_listener(event, note)


@dataclass
class Traffic:
    """Bytes that one visit received.

    Attributes
    ----------
    messages
        Size of each WebSocket message, in bytes before compression.
    answers
        Answers to every request.
    """

    messages: list[int] = field(default_factory=list)
    answers: list[Response] = field(default_factory=list)

    def layers(self) -> dict[str, bytes]:
        """Return the map layers received, by address, before compression."""
        return {answer.url: answer.body() for answer in self.answers if LAYER_PREFIX in answer.url}


class PaintTimeoutError(TimeoutError):
    """What was waited for did not appear."""


def painted_at(page: Page, what: str, after_s: float) -> float:
    """Wait until the map shows something and return when it first did.

    Parameters
    ----------
    page
        A page opened by `visit`.
    what
        ``map``, ``poles``, ``panels``, ``communes`` or ``shapes``: see ``watch.js``.
    after_s
        Moments before this one do not count, in seconds since 1970.

    Returns
    -------
    float
        Seconds since 1970.

    Raises
    ------
    PaintTimeoutError
        When it does not appear within a minute.
    """
    deadline = time.monotonic() + TIMEOUT_S
    while time.monotonic() < deadline:
        for frame in page.frames:
            moment = _moment(frame, what)
            if moment is not None and moment >= after_s:
                return moment
        page.wait_for_timeout(POLL_MS)
    raise PaintTimeoutError(f"No {what} on {page.url} in {TIMEOUT_S} s.")


def _moment(frame: Frame, what: str) -> float | None:
    if MAP_FRAME not in frame.url or frame.is_detached():
        return None
    try:
        moment = frame.evaluate(WATCH, what)
    except PlaywrightError:  # the frame went away meanwhile: another one takes its place
        return None
    return None if moment is None else float(moment) / MS


@contextmanager
def visit(browser: Browser, address: str) -> Iterator[tuple[Page, float, Traffic]]:
    """Open an address in a new private window.

    Yields
    ------
    tuple
        The page; when navigation began, in seconds since 1970; what it receives, growing.
    """
    context = browser.new_context(viewport=VIEWPORT, locale="fr-FR")
    traffic = Traffic()
    page = context.new_page()

    def note_socket(socket: WebSocket) -> None:
        socket.on("framereceived", lambda payload: traffic.messages.append(len(payload)))

    def note_answer(answer: Response) -> None:
        traffic.answers.append(answer)

    page.on("websocket", note_socket)
    page.on("response", note_answer)
    try:
        page.goto(address, wait_until="commit")
        yield page, float(page.evaluate("performance.timeOrigin")) / MS, traffic
    finally:
        context.close()


def time_to_paint(browser: Browser, address: str, what: str) -> float:
    """Return the seconds from navigation until the map of an address shows something."""
    with visit(browser, address) as (page, start, _traffic):
        return painted_at(page, what, start) - start


def time_of_change(
    browser: Browser, address: str, what: str, change: Callable[[Page], float]
) -> float:
    """Return the seconds from a reader's choice until the map has been redrawn.

    Parameters
    ----------
    browser, address, what
        As of `time_to_paint`; the map is waited for first.
    change
        Makes the choice and returns the moment just before, in seconds since 1970.
    """
    with visit(browser, address) as (page, start, _traffic):
        painted_at(page, what, start)
        settle(page)
        for frame in page.frames:
            frame.evaluate("window.forgetPaint && window.forgetPaint()")
        chosen = change(page)
        return painted_at(page, what, chosen) - chosen
