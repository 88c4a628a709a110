"""Lists read for readers in processes of their own, few at a time, the others in a queue.

A list is handed over and taken back through pipes, never on a disk. One that takes too long is
killed, and so is one that nobody waits for any more.
"""

import atexit
import contextlib
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Final

from geo.lists.limits import PARSING_S
from geo.lists.wire import Report, report_from_wire
from geo.problems import Message, message, message_from_json
from ui.queues import NOBODY, Place, Queue

LOGGER: Final = logging.getLogger("atlas.listes")
ROOT: Final = Path(__file__).parents[2]
COMMAND: Final = (sys.executable, "-m", "geo.lists.worker")
RUNNING_LIMIT: Final = 2
WAITING_LIMIT: Final = 8
# To start Python and load the tables, before the clock of the parsing begins.
STARTING_S: Final = 30.0
# Who waits asks several times a second; one that has left does not ask.
PATIENCE_S: Final = 10.0
# One list at a time on one processor: threads of the libraries would only take memory.
ONE_THREAD: Final = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}

TOO_LONG: Final = message(
    "La lecture a été arrêtée après {seconds} secondes ; gardez de la liste les colonnes et les "
    "lignes utiles.",
    seconds=PARSING_S,
)
BROKEN: Final = message(
    "La liste n'a pas pu être lue ; réenregistrez-la en CSV ou en XLSX, puis réessayez."
)


class Work:
    """The reading of one list.

    Attributes
    ----------
    turn
        Its place among the lists to be read.
    rows, of
        Rows read so far, of how many; 0 before they are known.
    report, error
        One of them once it is over, none where it was stopped.
    """

    def __init__(self, given: Mapping[str, Any], raw: bytes, turn: Place) -> None:
        self.given = {**given, "bytes": len(raw)}
        self.raw: bytes = raw
        self.turn = turn
        self.rows = self.of = 0
        self.report: Report | None = None
        self.error: Message | None = None
        self.over = threading.Event()
        self.process: subprocess.Popen[bytes] | None = None

    def wait(self, seconds: float) -> bool:
        """Wait for the end, and keep the place in the queue; tell whether it is over."""
        self.turn.keep()
        return self.over.wait(seconds)

    def stop(self) -> None:
        """End it, whatever it is doing."""
        self.over.set()
        self.turn.end()
        if self.process is not None:
            self.process.kill()


class Readings:
    """The lists of one server that are being read.

    Parameters
    ----------
    running, waiting
        How many may be read, and wait, at a time.
    seconds
        How long the parsing of one may take.
    command
        What reads, as `geo.lists.worker`.
    """

    def __init__(
        self,
        running: int = RUNNING_LIMIT,
        waiting: int = WAITING_LIMIT,
        seconds: float = PARSING_S,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self._queue = Queue(running, waiting, patience=PATIENCE_S)
        self._seconds = seconds
        self._command = command
        self._works: set[Work] = set()
        atexit.register(self.close)

    def ask(self, given: Mapping[str, Any], raw: bytes, reader: str = NOBODY) -> Work | None:
        """Have a list read.

        Parameters
        ----------
        given
            As `geo.lists.worker.read`.
        raw
            Its bytes.
        reader
            Session that waits for it.

        Returns
        -------
        Work or None
            None when too many wait already.
        """
        turn = self._queue.ask(reader)
        if turn is None:
            return None
        work = Work(given, raw, turn)
        self._works.add(work)
        threading.Thread(target=self._run, args=(work,), daemon=True).start()
        return work

    def close(self) -> None:
        """Kill every process."""
        for work in list(self._works):
            work.stop()

    def _run(self, work: Work) -> None:
        try:
            if work.turn.comes():
                self._read(work)
            else:
                work.over.set()
        except (OSError, ValueError, KeyError) as error:
            # A process killed meanwhile breaks the pipe, or ends in the middle of a line.
            LOGGER.info("Lecture interrompue : %s", type(error).__name__)
        finally:
            if not work.over.is_set() and work.report is None and work.error is None:
                work.error = BROKEN
            work.raw = b""
            work.over.set()
            self._works.discard(work)
            work.turn.end()

    def _read(self, work: Work) -> None:
        # The command is our own module; the list goes in as data, and what a library says of it
        # on the standard error is not for a log.
        with subprocess.Popen(  # noqa: S603
            self._command,
            cwd=ROOT,
            env={**os.environ, **ONE_THREAD},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as process:
            work.process = process
            if work.over.is_set() or process.stdin is None or process.stdout is None:
                process.kill()
                return
            clock = _clock(work, STARTING_S)
            try:
                with contextlib.suppress(BrokenPipeError):
                    process.stdin.write(json.dumps(work.given).encode() + b"\n" + work.raw)
                    process.stdin.close()
                for line in process.stdout:
                    event = json.loads(line)
                    if event["event"] == "started":
                        clock.cancel()
                        clock = _clock(work, self._seconds)
                    _note(work, event, process.stdout)
            finally:
                clock.cancel()
                process.kill()


def _clock(work: Work, seconds: float) -> threading.Timer:
    def late() -> None:
        work.error = TOO_LONG
        if work.process is not None:
            work.process.kill()

    clock = threading.Timer(seconds, late)
    clock.daemon = True
    clock.start()
    return clock


def _note(work: Work, event: dict[str, Any], output: IO[bytes]) -> None:
    match event["event"]:
        case "rows":
            work.rows, work.of = event["read"], event["of"]
        case "read":
            work.report = report_from_wire(event, *map(output.read, event["bodies"]))
        case "error":
            work.error = message_from_json(event["message"])
        case "broken":
            LOGGER.error("Lecture d'une liste : %s", event["where"])
            work.error = BROKEN


READINGS: Final = Readings()
