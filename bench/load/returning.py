"""A reader whose line may be cut: comes back by itself, as the page in a browser does."""

import asyncio
import time
from contextlib import suppress
from types import TracebackType
from typing import Final

from websockets.exceptions import ConnectionClosed, WebSocketException

from bench.load.reader import Reader

RETRY_S: Final = 1.0
LOOK_S: Final = 0.02


class ReturningReader(Reader):
    """A reader who asks again for the view of the address, from whichever server answers.

    Attributes
    ----------
    away
        How long each cut has lasted, until the view was there again, in seconds.
    changed
        What was said instead of what was said before, where that is so.
    """

    def __init__(self, url: str, patience_s: float = 120.0) -> None:
        super().__init__(url, patience_s)
        self.away: list[float] = []
        self.changed: list[str] = []
        self._here = asyncio.Event()
        self._lost = self._left = False

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        """Leave for good."""
        self._left = True
        await super().__aexit__(kind, error, where)

    async def _open(self) -> None:
        await super()._open()
        self._here.set()

    async def choose(self, screen: str, query: str) -> float:
        """Ask for a view of a screen as any reader; a cut line makes the answer come later."""
        while True:
            await self._here.wait()
            with suppress(ConnectionClosed):
                return await super().choose(screen, query)
            # Whoever listens hears it too, and asks for this view in our place.
            await asyncio.sleep(RETRY_S)

    def _cut(self) -> None:
        here, self._lost = self._here.is_set(), True
        self._here.clear()
        if here and not self._left:
            self._keep(self._come_back())

    async def _answered_or_cut(self) -> None:
        while not (self._ended.is_set() or self._lost):  # noqa: ASYNC110 - either will do
            await asyncio.sleep(LOOK_S)

    async def _come_back(self) -> None:
        began = time.perf_counter()
        # In the middle of an answer, nothing whole was said yet.
        before = set(self.said) if self._ended.is_set() else None
        self._look_no_more()
        while self._lost and time.perf_counter() - began < self._patience_s:
            self._lost, self._problem = False, ""
            self._ended.clear()
            try:
                await super()._open()
                await self._send()
                await self._answered_or_cut()
            except (OSError, TimeoutError, WebSocketException):
                self._lost = True
                await asyncio.sleep(RETRY_S)
        if self._lost:
            self._problem = f"no server in {self._patience_s:.0f} s"
        elif before is not None and (not self.said or not before.issuperset(self.said)):
            self.changed.append(f"{sorted(before)} -> {self.said}")
        self.away.append(time.perf_counter() - began)
        self._here.set()
        self._ended.set()
