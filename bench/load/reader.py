"""One reader as the server sees it: a WebSocket, runs of the script, the automatic second look."""

import asyncio
import time
from collections.abc import Coroutine
from contextlib import suppress
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlsplit

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

SUBPROTOCOL: Final = Subprotocol("streamlit")
NO_TOKEN: Final = "PLACEHOLDER_AUTH_TOKEN"  # noqa: S105 - what a browser without one says
MAX_MESSAGE_BYTES: Final = 20_000_000
# How a screen writes its answer in words.
ANSWER: Final = "### "
SUCCESSES: Final = frozenset(
    {
        ForwardMsg.ScriptFinishedStatus.FINISHED_SUCCESSFULLY,
        ForwardMsg.ScriptFinishedStatus.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
        ForwardMsg.ScriptFinishedStatus.FINISHED_EARLY_FOR_RERUN,
    }
)


class ReaderError(RuntimeError):
    """The server refused the reader, cut the line, or showed an error."""


class Reader:
    """A reader of the atlas.

    Parameters
    ----------
    url
        Address of the server, without a slash at the end.
    patience_s
        How long a choice may take before it counts as lost, in seconds.

    Attributes
    ----------
    received_bytes
        Size of the messages so far.
    runs
        How many runs of the script have ended.
    session
        What the server calls this reader.
    said
        The answers in words above the maps of this view.
    """

    def __init__(self, url: str, patience_s: float = 120.0) -> None:
        parts = urlsplit(url)
        self._url = url
        self.session = ""
        self.said: list[str] = []
        self._cookies = ""
        self._stream = f"ws://{parts.netloc}{parts.path}/_stcore/stream"
        self._patience_s = patience_s
        self._line: ClientConnection | None = None
        self._ended = asyncio.Event()
        self._pages: dict[str, str] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._looks: dict[str, asyncio.Task[None]] = {}
        self._problem = ""
        self._page = ""
        self._query = ""
        self.received_bytes = 0
        self.runs = 0

    async def __aenter__(self) -> Self:
        """Fetch the page, as its cookies lead to a replica, and open the line; nothing runs yet."""
        async with httpx.AsyncClient(timeout=self._patience_s) as browser:
            await browser.get(f"{self._url}/", headers={"Accept": "text/html"})
            self._cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        await self._open()
        return self

    async def _open(self) -> None:
        former = [Subprotocol(one) for one in (NO_TOKEN, self.session) if self.session]
        self._line = await connect(
            self._stream,
            subprotocols=[SUBPROTOCOL, *former],
            additional_headers={"Cookie": self._cookies} if self._cookies else None,
            max_size=MAX_MESSAGE_BYTES,
            open_timeout=self._patience_s,
            ping_interval=None,
        )
        self._keep(self._listen())

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        """Leave, as a reader who closes the tab."""
        for task in (*self._tasks, *self._looks.values()):
            task.cancel()
        if self._line is not None:
            await self._line.close()

    async def choose(self, screen: str, query: str) -> float:
        """Ask for a view of a screen, and wait until the run that answers has ended.

        Parameters
        ----------
        screen
            ``url_path`` of the screen; the first one is ``carte``.
        query
            The view, as the address bar holds it.

        Returns
        -------
        float
            Seconds from the choice to the end of its run; the second look is not waited for.

        Raises
        ------
        ReaderError
            When no answer comes, or it is an error.
        """
        if screen != self._page:
            self._look_no_more()
        self._page, self._query = screen, query
        self._ended.clear()
        began = time.perf_counter()
        await self._send()
        try:
            async with asyncio.timeout(self._patience_s):
                await self._ended.wait()
        except TimeoutError:
            raise ReaderError(f"no answer in {self._patience_s:.0f} s") from None
        if self._problem:
            raise ReaderError(self._problem)
        return time.perf_counter() - began

    def _look_no_more(self) -> None:
        for look in self._looks.values():
            look.cancel()
        self._looks.clear()

    def _keep(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send(self, fragment: str = "") -> None:
        message = BackMsg()
        message.rerun_script.query_string = self._query
        message.rerun_script.page_name = "" if self._page == "carte" else self._page
        message.rerun_script.page_script_hash = self._pages.get(self._page, "")
        if fragment:
            message.rerun_script.fragment_id = fragment
            message.rerun_script.is_auto_rerun = True
        if self._line is None:
            raise ReaderError("the line is not open")
        await self._line.send(message.SerializeToString())

    async def _listen(self) -> None:
        if self._line is None:
            raise ReaderError("the line is not open")
        try:
            # Ends, or raises, when the line is cut.
            with suppress(ConnectionClosed):
                async for data in self._line:
                    self.received_bytes += len(data)
                    message = ForwardMsg()
                    message.ParseFromString(data if isinstance(data, bytes) else data.encode())
                    self._follow(message)
        except Exception as error:  # noqa: BLE001 - told by whoever waits for the answer
            self._problem = repr(error)
            self._ended.set()
        else:
            self._problem = "the server has closed the line"
            self._cut()

    def _cut(self) -> None:
        """Tell whoever waits that the line is no more."""
        self._ended.set()

    def _follow(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._begin(message)
        elif kind == "navigation":
            for page in message.navigation.app_pages:
                self._pages[page.url_pathname or "carte"] = page.page_script_hash
        elif kind == "auto_rerun":
            look = asyncio.ensure_future(
                self._look_again(message.auto_rerun.fragment_id, message.auto_rerun.interval)
            )
            self._looks[message.auto_rerun.fragment_id] = look
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        elif kind == "delta":
            self._read(message.delta.new_element)
        elif kind == "script_finished":
            self._finish(message)

    def _begin(self, message: ForwardMsg) -> None:
        self.session = message.new_session.initialize.session_id
        # A second look adds to what was said.
        if not message.metadata.run.fragment_ids:
            self.said.clear()
            self._look_no_more()

    def _finish(self, message: ForwardMsg) -> None:
        self.runs += 1
        status = message.script_finished
        if status not in SUCCESSES:
            self._problem = f"the script ended with status {status}"
        again = status == ForwardMsg.ScriptFinishedStatus.FINISHED_EARLY_FOR_RERUN
        # A second look that ends is no answer to a choice.
        if not again and not message.metadata.run.fragment_ids:
            self._ended.set()

    def _read(self, element: Element) -> None:
        shown = element.WhichOneof("type")
        if shown == "exception":
            self._problem = element.exception.message or "an exception"
        elif shown == "markdown" and element.markdown.body.startswith(ANSWER):
            self.said.append(element.markdown.body.removeprefix(ANSWER))

    async def _look_again(self, fragment: str, interval_s: float) -> None:
        with suppress(asyncio.CancelledError, ReaderError):
            while True:
                await asyncio.sleep(interval_s)
                await self._send(fragment)
