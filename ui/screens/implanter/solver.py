"""Siting studies run for readers in processes of their own, few at a time.

Fair between readers: each waits for one study at a time, and studies run in the order they came.

A study that several readers ask for runs once. One that nobody waits for any more is stopped: its
process is killed and its memory goes with it (docs/decisions/040-siting-solver.md).

A study has two stages, each a process: its answer, then what stands beside it. Each stage has a
queue of its own, so that what one reader checks never keeps another one from an answer.
"""

import atexit
import contextlib
import json
import subprocess
import sys
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, Final

from ui.queues import is_here
from ui.screens.implanter.study import (
    ANSWER,
    DONE,
    EXTRAS,
    FAILED,
    RUNNING,
    STOPPED,
    WAITING,
    Study,
    next_place,
)

ROOT: Final = Path(__file__).parents[3]
COMMAND: Final = (sys.executable, "-m", "geo.siting.worker")
# In each stage.
RUNNING_LIMIT: Final = 1
WAITING_LIMIT: Final = 12
KEPT: Final = 48
# What rests on the list of one reader answers nobody else: it is not kept once they have left.
PRIVATE_KEPT_S: Final = 1_800.0
# A page in the background asks once a minute at least; one that is closed does not ask.
PATIENCE_S: Final = 90.0
# Less when others wait for their turn: a page that was in the background asks anew.
PATIENCE_IN_QUEUE_S: Final = 15.0
# Whatever is asked, no study holds the queue longer.
LONGEST_S: Final = 300.0
LOOK_EVERY_S: Final = 1.0
# Whoever closes the page; a line that was cut comes back sooner.
GONE_S: Final = 3.0


class Solvers:
    """The studies of one server.

    Parameters
    ----------
    running, waiting
        How many may run in each stage, and wait for their answer, at a time.
    """

    def __init__(self, running: int = RUNNING_LIMIT, waiting: int = WAITING_LIMIT) -> None:
        self._limits = running, waiting
        self._lock = threading.Lock()
        self._studies: OrderedDict[str, Study] = OrderedDict()
        self._gone: dict[str, float] = {}
        atexit.register(self.close)

    def find(self, key: str) -> Study | None:
        """Return a study as it stands, None when nobody asked for it or it was forgotten."""
        return self._studies.get(key)

    def ask(
        self, given: Mapping[str, Any], reader: str, poles: Callable[[], str] = str
    ) -> Study | None:
        """Ask for a study, or how far it is.

        Parameters
        ----------
        given
            A request as `geo.siting.worker` reads it.
        reader
            Who asks; asked for another study, the former one of this reader is left.
        poles
            Gives the poles, as `geo.siting.wire.poles_to_text`, where they are not on the disk.

        Returns
        -------
        Study or None
            None when too many wait already. One that was stopped goes on from its answer. One that
            failed stands for those who waited for it; it runs again for anybody else, and for
            them once they have left it.
        """
        key = study_key(given)
        with self._lock:
            for other in self._studies.values():
                if other.key != key:
                    other.asked.pop(reader, None)
            study = self._studies.get(key)
            failed = study is not None and study.state == FAILED and reader not in study.asked
            if study is None or study.state == STOPPED or failed:
                self._drop_unawaited()
                answer = study.events.get(ANSWER) if study else None
                if answer is None and len(self._waiting(ANSWER)) >= self._limits[1]:
                    return None
                study = self._studies[key] = Study(key, given, answer, poles())
            self._studies.move_to_end(key)
            study.asked[reader] = study.looked = time.monotonic()
            study.readers.add(reader)
            self._start_next()
        return study

    def count(self) -> Mapping[tuple[str, str], int]:
        """Return how many studies are known, by stage and state."""
        with self._lock:
            return Counter((study.stage, study.state) for study in self._studies.values())

    def leave(self, reader: str) -> None:
        """Stop what this reader alone waits for."""
        with self._lock:
            for study in self._studies.values():
                study.asked.pop(reader, None)
            self._drop_unawaited()
            self._start_next()

    def forget_all_but(self, readers: Collection[str]) -> None:
        """Forget the private studies of readers who have left, and stop those under way.

        Parameters
        ----------
        readers
            Who is still here.
        """
        with self._lock:
            for study in list(self._studies.values()):
                if study.given.get("private") and study.readers.isdisjoint(readers):
                    if not study.over:
                        study.state = STOPPED
                        _kill(study)
                    del self._studies[study.key]
            self._start_next()

    def close(self) -> None:
        """Kill every process."""
        for study in list(self._studies.values()):
            _kill(study)

    def _waiting(self, stage: str) -> list[Study]:
        # Whoever asks how far a study is moves it among those that are kept, not in the queue.
        return sorted(
            (
                study
                for study in self._studies.values()
                if study.state == WAITING and study.stage == stage
            ),
            key=lambda study: study.queued,
        )

    def _leave_for_the_gone(self) -> None:
        now = time.monotonic()
        under_way = [study for study in self._studies.values() if not study.over]
        waiting = {reader for study in under_way for reader in study.asked}
        away = {reader for reader in waiting if not is_here(reader)}
        self._gone = {reader: self._gone.get(reader, now) for reader in away}
        for study in under_way:
            for reader in away & study.asked.keys():
                if now - self._gone[reader] >= GONE_S:
                    del study.asked[reader]

    def _drop_unawaited(self) -> None:
        self._leave_for_the_gone()
        queue = any(study.state == WAITING for study in self._studies.values())
        patience = min(PATIENCE_S, PATIENCE_IN_QUEUE_S) if queue else PATIENCE_S
        for study in self._studies.values():
            if not study.over and not study.awaited(patience):
                study.state = STOPPED
                _kill(study)

    def _start_next(self) -> None:
        for stage in (ANSWER, EXTRAS):
            running = sum(
                study.state == RUNNING and study.stage == stage for study in self._studies.values()
            )
            free = max(0, self._limits[0] - running)
            queue = self._waiting(stage)
            for study in queue[:free]:
                study.state, study.began, study.ahead = RUNNING, time.monotonic(), 0
                threading.Thread(target=self._run, args=(study,), daemon=True).start()
            for place, study in enumerate(queue[free:], start=self._limits[0]):
                study.ahead = place
        finished = [study for study in self._studies.values() if study.over]
        too_many = len(self._studies) - KEPT
        for place, study in enumerate(finished):
            study.poles = ""
            left = study.given.get("private") and time.monotonic() - study.looked > PRIVATE_KEPT_S
            if left or place < too_many:
                del self._studies[study.key]

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
                threading.Thread(target=self._watch, args=(study, process), daemon=True).start()
                _follow(study, process)
        finally:
            with self._lock:
                if not study.over:
                    study.state = _state_after(study)
                    if study.state == WAITING:
                        study.stage, study.queued = EXTRAS, next_place()
                self._start_next()

    def _watch(self, study: Study, process: "subprocess.Popen[str]") -> None:
        """Kill the process of a study that nobody waits for, or that lasts too long."""
        while process.poll() is None:
            time.sleep(LOOK_EVERY_S)
            if study.seconds > LONGEST_S:
                study.overran = True
                process.kill()
            with self._lock:
                self._drop_unawaited()


def _follow(study: Study, process: "subprocess.Popen[str]") -> None:
    if study.state == STOPPED:
        process.kill()
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("a process without pipes")
    given = {**study.given, "stage": study.stage, "poles": study.poles}
    if study.stage == EXTRAS:
        given["answer"] = study.events[ANSWER]
    process.stdin.write(json.dumps(given) + "\n")
    process.stdin.flush()
    for line in process.stdout:
        with contextlib.suppress(json.JSONDecodeError):
            event = json.loads(line)
            study.events[event["event"]] = event


def _state_after(study: Study) -> str:
    """Return what becomes of a study whose process has ended by itself."""
    if "done" in study.events:
        return DONE
    answered = study.stage == ANSWER and ANSWER in study.events
    return WAITING if answered and "error" not in study.events else FAILED


def _kill(study: Study) -> None:
    if study.process is not None and study.process.poll() is None:
        study.process.kill()


def study_key(given: Mapping[str, Any]) -> str:
    """Return what tells one study from another."""
    return json.dumps(given, sort_keys=True)


SOLVERS: Final = Solvers()
