"""The press: one process at a time that typesets, ended after a few pages and when it rests.

Its memory goes with it (docs/decisions/093-prints-in-a-process.md).
"""

import atexit
import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[2]
COMMAND: Final = (sys.executable, "-m", "ui.paper.worker")
# A first page takes half a second, those that follow a tenth of it: Typst keeps what it has set.
PAGES: Final = 10
# Whatever is printed, one page never takes longer.
LONGEST_S: Final = 30.0
RESTS_AFTER_S: Final = 60.0


class PressError(RuntimeError):
    """A page could not be typeset; the text is for the log."""


class Press:
    """What typesets the pages of one server, one at a time.

    Parameters
    ----------
    pages
        How many jobs one process does.
    longest, rest
        Seconds after which a process is killed at work, and ended at rest.
    command
        What works, as `ui.paper.worker`.
    """

    def __init__(
        self,
        pages: int = PAGES,
        longest: float = LONGEST_S,
        rest: float = RESTS_AFTER_S,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self._pages = pages
        self._seconds = longest, rest
        self._command = command
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._done = 0
        self._resting: threading.Timer | None = None
        atexit.register(self.close)

    @property
    def process(self) -> "subprocess.Popen[bytes] | None":
        """The process that is there for the next page, if any."""
        return self._process

    def work(self, job: Mapping[str, Any]) -> bytes:
        """Return what a job gives.

        Parameters
        ----------
        job
            As `ui.paper.worker` reads it.

        Raises
        ------
        PressError
            When Typst refuses the page, or the process dies or is killed over it.
        """
        with self._lock:
            process = self._ready()
            clock = _clock(self._seconds[0], process.kill)
            try:
                answer = _ask(process, job)
            except (OSError, ValueError, EOFError) as error:
                self._end()
                raise PressError(f"La page n'a pas pu être composée : {error!r}") from error
            finally:
                clock.cancel()
            self._done += 1
            if self._done >= self._pages:
                self._end()
            else:
                self._resting = _clock(self._seconds[1], self.close)
        if "error" in answer[0]:
            raise PressError(answer[0]["error"])
        return answer[1]

    def close(self) -> None:
        """End the process; the next page starts another."""
        with self._lock:
            self._end()

    def _ready(self) -> "subprocess.Popen[bytes]":
        if self._resting is not None:
            self._resting.cancel()
        if self._process is not None and self._process.poll() is not None:
            self._end()
        if self._process is None:
            # The command is our own module; what a page says goes in as data.
            self._process = subprocess.Popen(  # noqa: S603
                self._command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            self._done = 0
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            with contextlib.suppress(OSError):
                process.communicate()


def _ask(
    process: "subprocess.Popen[bytes]", job: Mapping[str, Any]
) -> tuple[dict[str, Any], bytes]:
    if process.stdin is None or process.stdout is None:
        raise ValueError("a process without pipes")
    process.stdin.write(json.dumps(job).encode() + b"\n")
    process.stdin.flush()
    told = json.loads(process.stdout.readline() or b"null")
    if told is None:
        raise EOFError("the process ended")
    length = told.get("bytes", 0)
    body = process.stdout.read(length)
    if len(body) < length:
        raise EOFError("the process ended in the middle of a page")
    return told, body


def _clock(seconds: float, then: Callable[[], None]) -> threading.Timer:
    clock = threading.Timer(seconds, then)
    clock.daemon = True
    clock.start()
    return clock


PRESS: Final = Press()
