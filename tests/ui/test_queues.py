"""Whose turn it is: limits, places, fairness between readers, patience."""

import threading

import pytest

from ui.queues import Place, Queue

WAIT_S = 20.0


def taken(turns: Queue, *readers: str) -> list[Place]:
    """Return a place for each reader, one after the other."""
    found = [turns.ask(reader) for reader in readers]
    assert None not in found
    return [turn for turn in found if turn is not None]


def test_few_at_a_time_and_the_others_know_their_place() -> None:
    turns = Queue(2, 2)
    queue = taken(turns, "a", "b", "c", "d")
    assert [turn.ahead for turn in queue] == [0, 0, 2, 3]
    assert [turn.comes(0) for turn in queue] == [True, True, False, False]
    assert turns.ask("e") is None
    queue[0].end()
    assert [turn.ahead for turn in queue[1:]] == [0, 0, 2]
    assert queue[2].comes(0)


def test_reader_who_asks_much_waits_behind_the_first_work_of_the_others() -> None:
    turns = Queue(1, 9)
    greedy = taken(turns, "greedy", "greedy", "greedy", "greedy")
    (late, later) = taken(turns, "late", "later")
    assert [late.ahead, later.ahead] == [1, 2]
    assert [turn.ahead for turn in greedy] == [0, 3, 4, 5]
    assert (turns.ahead("greedy"), turns.ahead("late"), turns.ahead("nobody")) == (5, 1, 0)


def test_one_reader_has_few_places() -> None:
    turns = Queue(1, 9, each=2)
    first, _second = taken(turns, "a", "a")
    assert turns.ask("a") is None
    assert turns.ask("b") is not None
    first.end()
    assert turns.ask("a") is not None


def test_place_that_nobody_keeps_is_given_away(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = Queue(1, 1, patience=10)
    working, waiting = taken(turns, "a", "b")
    monkeypatch.setattr(waiting, "seen", waiting.seen - 11)
    monkeypatch.setattr(working, "seen", working.seen - 11)
    assert turns.ask("c") is not None
    assert waiting.over
    assert not waiting.comes(0)
    # Work that has begun is not given away.
    assert not working.over


def test_kept_place_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = Queue(1, 1, patience=10)
    _working, waiting = taken(turns, "a", "b")
    monkeypatch.setattr(waiting, "seen", waiting.seen - 11)
    waiting.keep()
    assert turns.ask("c") is None


def test_who_waits_is_woken_when_its_turn_comes() -> None:
    turns = Queue(1, 1)
    first, second = taken(turns, "a", "b")
    came: list[bool] = []
    thread = threading.Thread(target=lambda: came.append(second.comes(WAIT_S)))
    thread.start()
    first.end()
    thread.join(WAIT_S)
    assert came == [True]
    assert second.ahead == 0
    assert turns.is_busy()
    second.end()
    assert not turns.is_busy()


def test_place_given_back_while_waiting_wakes_its_owner() -> None:
    turns = Queue(1, 1)
    _first, second = taken(turns, "a", "b")
    second.end()
    assert not second.comes(WAIT_S)
    second.end()  # once more changes nothing
    assert turns.ask("b") is not None
