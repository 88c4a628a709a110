"""Lists read in processes of their own: the clock, the queue, the log."""

import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ui.lists import readings
from ui.lists.readings import BROKEN, TOO_LONG, Readings, Work

GIVEN = {"file": "liste.csv", "data": str(Path(__file__).parents[3] / "data")}
ASKED = GIVEN | {"columns": None, "chosen": {}}
WAIT_S = 60.0
READS = "import sys, time; sys.stdin.buffer.read()"


def running(code: str) -> tuple[str, ...]:
    """Return a process that takes a list and then does this."""
    return sys.executable, "-c", f"{READS}\n{code}"


STARTS = 'print(\'{"event": "started"}\', flush=True)'
SLEEPS = running(f"{STARTS}\ntime.sleep(600)")


@contextmanager
def readers(*limits: int, command: tuple[str, ...], seconds: float = WAIT_S) -> Iterator[Readings]:
    started = Readings(*limits, seconds=seconds, command=command)
    try:
        yield started
    finally:
        started.close()


def asked(started: Readings) -> Work:
    work = started.ask(ASKED, b"Nom\nA\n")
    assert work is not None
    return work


@pytest.mark.slow
def test_list_is_read() -> None:
    with readers(command=readings.COMMAND) as started:
        work = started.ask(ASKED, b"Nom;Code Insee\nLa Fabrique;07010\n")
        assert work is not None
        assert work.wait(WAIT_S)
    assert work.error is None
    assert work.report is not None
    assert work.report.counts == {"matched": 1, "asked": 0, "refused": 0}
    # Its bytes are not kept twice.
    assert work.raw == b""


def test_parser_that_takes_too_long_is_killed_and_said() -> None:
    with readers(command=SLEEPS, seconds=0.2) as started:
        begun = time.monotonic()
        work = asked(started)
        assert work.wait(WAIT_S)
        assert time.monotonic() - begun < 30
    assert work.error == TOO_LONG
    assert work.process is not None
    assert work.process.poll() is not None


def test_broken_process_is_a_sentence_and_the_log_has_no_cell(
    caplog: pytest.LogCaptureFixture,
) -> None:
    told = '{"event": "broken", "where": "ValueError, places.py:12"}'
    code = f"{STARTS}\nprint({told!r})\nsys.stderr.write('Nom A')"
    with caplog.at_level(logging.DEBUG), readers(command=running(code)) as started:
        work = asked(started)
        assert work.wait(WAIT_S)
    assert work.error == BROKEN
    assert "places.py:12" in caplog.text
    assert "Nom" not in caplog.text


@pytest.mark.parametrize("code", ["sys.exit(3)", "print('half a li', end='')", f"{STARTS}"])
def test_process_that_ends_without_an_answer_is_a_sentence(code: str) -> None:
    with readers(command=running(code)) as started:
        work = asked(started)
        assert work.wait(WAIT_S)
    assert work.error == BROKEN


def test_few_are_read_at_a_time_and_the_others_know_their_place() -> None:
    with readers(1, 2, command=SLEEPS) as started:
        first, second, third = asked(started), asked(started), asked(started)
        assert [work.turn.ahead for work in (first, second, third)] == [0, 1, 2]
        assert started.ask(ASKED, b"") is None
        first.stop()
        until = time.monotonic() + WAIT_S
        while second.turn.ahead and time.monotonic() < until:
            second.wait(0.05)
            third.wait(0)
        assert [second.turn.ahead, third.turn.ahead] == [0, 1]
    assert first.error is None
    assert first.report is None


def test_who_has_left_gives_the_place_away(monkeypatch: pytest.MonkeyPatch) -> None:
    with readers(1, 1, command=SLEEPS) as started:
        asked(started)
        left = asked(started)
        assert started.ask(ASKED, b"") is None
        monkeypatch.setattr(left.turn, "seen", left.turn.seen - readings.PATIENCE_S - 1)
        assert started.ask(ASKED, b"") is not None
        assert left.over.wait(WAIT_S)
        assert left.process is None
