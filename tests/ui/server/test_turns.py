"""Runs take turns: a few at once, the others in their order, whatever becomes of one."""

import threading
from contextlib import suppress

import pytest
from prometheus_client import REGISTRY

from ui.server import turns
from ui.server.turns import a_turn


class Run(threading.Thread):
    """A run of the script that ends when it is told to."""

    def __init__(self, *, fails: bool = False) -> None:
        super().__init__(daemon=True)
        self.begun, self.over = threading.Event(), threading.Event()
        self._fails = fails
        self._told = threading.Event()

    def run(self) -> None:
        with suppress(ZeroDivisionError), a_turn():
            self.begun.set()
            self._told.wait(30)
            1 / (not self._fails)
        self.over.set()

    def end(self) -> None:
        self._told.set()
        assert self.over.wait(30)


def waiting(count: int) -> None:
    """Wait until so many runs wait for their turn."""
    while len(turns.RUNS._waiting) != count:
        threading.Event().wait(0.001)


@pytest.fixture
def running() -> list[Run]:
    """As many runs as may be under way at once."""
    runs = [Run() for _number in range(turns.AT_ONCE)]
    for run in runs:
        run.start()
        assert run.begun.wait(30)
    return runs


def test_the_next_begins_when_one_ends_in_the_order_they_came(running: list[Run]) -> None:
    late = []
    for number in range(3):
        run = Run()
        run.start()
        late.append(run)
        waiting(number + 1)
    for first, run in zip([*running, *late][: len(late)], late, strict=True):
        assert not run.begun.is_set()
        first.end()
        assert run.begun.wait(30)
    for run in [*running, *late]:
        run.end()


def test_what_is_counted_is_the_work_and_not_the_wait(running: list[Run]) -> None:
    def counted() -> float:
        found = REGISTRY.get_sample_value("atlas_worked_seconds_count")
        assert found is not None
        return found

    before = counted()
    late = Run()
    late.start()
    waiting(1)
    assert counted() == before
    for run in [*running, late]:
        run.end()
    assert counted() == before + turns.AT_ONCE + 1


def test_a_run_that_fails_gives_its_turn_back(running: list[Run]) -> None:
    failing, last = Run(fails=True), Run()
    failing.start()
    waiting(1)
    running.pop().end()
    assert failing.begun.wait(30)
    last.start()
    waiting(1)
    failing.end()
    assert last.begun.wait(30)
    for run in [*running, last]:
        run.end()
