"""Siting studies run for readers in processes of their own, few at a time.

A study that several readers ask for runs once. One that nobody waits for any more is stopped: its
process is killed and its memory goes with it (docs/decisions/040-siting-solver.md).
"""

import atexit
import contextlib
import json
import subprocess
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parent.parent
COMMAND: Final = (sys.executable, "-m", "geo.siting_worker")
RUNNING_LIMIT: Final = 1
WAITING_LIMIT: Final = 12
KEPT: Final = 48
# A page in the background asks once a minute at least; one that is closed does not ask.
PATIENCE_S: Final = 90.0
# Less when others wait for their turn: a page that was in the background asks anew.
PATIENCE_IN_QUEUE_S: Final = 15.0
# Whatever is asked, no study holds the queue longer.
LONGEST_S: Final = 300.0
LOOK_EVERY_S: Final = 1.0

WAITING, RUNNING, DONE, FAILED, STOPPED = "waiting", "running", "done", "failed", "stopped"


class Study:
    """One study: what is known of it so far.

    Attributes
    ----------
    state
        `WAITING`, `RUNNING`, `DONE`, `FAILED` (an ``error`` event says why) or `STOPPED`.
    events
        The last event of each name, as `geo.siting_worker` writes them.
    """

    def __init__(self, key: str, given: Mapping[str, Any]) -> None:
        self.key = key
        self.given = dict(given)
        self.state = WAITING
        self.events: dict[str, dict[str, Any]] = {}
        self.asked: dict[str, float] = {}
        self.began = time.monotonic()
        self.process: subprocess.Popen[str] | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.state in {DONE, FAILED, STOPPED}

    @property
    def seconds(self) -> float:
        """Seconds since the study was asked for, or since its process was started."""
        return time.monotonic() - self.began

    def awaited(self, patience: float) -> bool:
        """Whether a reader asked for it in the last seconds."""
        now = time.monotonic()
        return any(now - moment < patience for moment in self.asked.values())


class Solvers:
    """The studies of one server.

    Parameters
    ----------
    running, waiting
        How many may run, and wait, at a time.
    """

    def __init__(self, running: int = RUNNING_LIMIT, waiting: int = WAITING_LIMIT) -> None:
        self._limits = running, waiting
        self._lock = threading.Lock()
        self._studies: OrderedDict[str, Study] = OrderedDict()
        atexit.register(self.close)

    def find(self, key: str) -> Study | None:
        """Return a study as it stands, None when nobody asked for it or it was forgotten."""
        return self._studies.get(key)

    def ask(self, given: Mapping[str, Any], reader: str) -> Study | None:
        """Ask for a study, or how far it is.

        Parameters
        ----------
        given
            A request as `geo.siting_worker` reads it.
        reader
            Who asks; asked for another study, the former one of this reader is left.

        Returns
        -------
        Study or None
            None when too many wait already.
        """
        key = study_key(given)
        with self._lock:
            for other in self._studies.values():
                if other.key != key:
                    other.asked.pop(reader, None)
            study = self._studies.get(key)
            if study is None or study.state == STOPPED:
                self._drop_unawaited()
                waiting = [one for one in self._studies.values() if one.state == WAITING]
                if len(waiting) >= self._limits[1]:
                    return None
                study = self._studies[key] = Study(key, given)
            self._studies.move_to_end(key)
            study.asked[reader] = time.monotonic()
            self._start_next()
        return study

    def leave(self, reader: str) -> None:
        """Stop what this reader alone waits for."""
        with self._lock:
            for study in self._studies.values():
                study.asked.pop(reader, None)
            self._drop_unawaited()
            self._start_next()

    def close(self) -> None:
        """Kill every process."""
        for study in list(self._studies.values()):
            _kill(study)

    def _drop_unawaited(self) -> None:
        queue = any(study.state == WAITING for study in self._studies.values())
        patience = min(PATIENCE_S, PATIENCE_IN_QUEUE_S) if queue else PATIENCE_S
        for study in self._studies.values():
            if not study.over and not study.awaited(patience):
                study.state = STOPPED
                _kill(study)

    def _start_next(self) -> None:
        running = sum(study.state == RUNNING for study in self._studies.values())
        for study in self._studies.values():
            if running >= self._limits[0]:
                break
            if study.state == WAITING:
                study.state, study.began = RUNNING, time.monotonic()
                threading.Thread(target=self._run, args=(study,), daemon=True).start()
                running += 1
        finished = [key for key, study in self._studies.items() if study.over]
        for key in finished[: max(0, len(self._studies) - KEPT)]:
            del self._studies[key]

    def _run(self, study: Study) -> None:
        try:
            # A process killed meanwhile breaks the pipe. The command is our own module; the request
            # goes in as data, never on the command line.
            with (
                contextlib.suppress(BrokenPipeError),
                subprocess.Popen(  # noqa: S603
                    COMMAND,
                    cwd=ROOT,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                    encoding="utf-8",
                ) as process,
            ):
                study.process = process
                threading.Thread(target=self._watch, args=(study,), daemon=True).start()
                _follow(study, process)
        finally:
            with self._lock:
                if not study.over:
                    study.state = DONE if "done" in study.events else FAILED
                self._start_next()

    def _watch(self, study: Study) -> None:
        """Kill the process of a study that nobody waits for, or that lasts too long."""
        while not study.over:
            time.sleep(LOOK_EVERY_S)
            if study.seconds > LONGEST_S:
                _kill(study)
            with self._lock:
                self._drop_unawaited()


def _follow(study: Study, process: "subprocess.Popen[str]") -> None:
    if study.state == STOPPED:
        process.kill()
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("a process without pipes")
    process.stdin.write(json.dumps(study.given) + "\n")
    process.stdin.flush()
    for line in process.stdout:
        with contextlib.suppress(json.JSONDecodeError):
            event = json.loads(line)
            study.events[event["event"]] = event


def _kill(study: Study) -> None:
    if study.process is not None and study.process.poll() is None:
        study.process.kill()


def study_key(given: Mapping[str, Any]) -> str:
    """Return what tells one study from another."""
    return json.dumps(given, sort_keys=True)


SOLVERS: Final = Solvers()
