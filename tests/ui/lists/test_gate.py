"""Who may send a list, and what is kept of it."""

from collections.abc import Callable

import pytest

from ui.lists import gate
from ui.lists.gate import MOST_AT_ONCE, MOST_KEPT, Gate


@pytest.fixture
def freed() -> list[str]:
    return []


@pytest.fixture
def door(freed: list[str]) -> Gate:
    return Gate(lambda session: session != "gone", freed.append)


def test_page_that_shows_an_uploader_may_send(door: Gate) -> None:
    assert not door.is_open("a")
    door.open("a")
    assert door.is_open("a")
    assert not door.is_open("b")
    door.close("a")
    assert not door.is_open("a")


def test_session_that_is_over_may_not(door: Gate) -> None:
    door.open("gone")
    assert not door.is_open("gone")


def test_one_file_at_a_time_and_the_last_one_only(door: Gate, freed: list[str]) -> None:
    assert door.enter("a")
    assert not door.enter("a")
    door.leave("a")
    assert door.enter("a")
    assert freed == ["a"]


def test_all_sessions_together_have_a_budget(door: Gate) -> None:
    assert all(door.enter(str(one)) for one in range(MOST_AT_ONCE))
    assert not door.enter("more")
    for one in range(MOST_AT_ONCE):
        door.leave(str(one))
    for one in range(MOST_AT_ONCE, MOST_KEPT):
        assert door.enter(str(one))
        door.leave(str(one))
    assert not door.enter("more")
    door.taken("0")
    assert door.enter("more")


@pytest.mark.parametrize("by", [Gate.taken, Gate.close])
def test_what_was_read_is_freed(
    door: Gate, freed: list[str], by: Callable[[Gate, str], None]
) -> None:
    door.open("a")
    door.enter("a")
    door.leave("a")
    by(door, "a")
    assert freed == ["a"]


def test_what_no_page_comes_for_is_dropped(
    door: Gate, freed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    door.enter("a")
    door.leave("a")
    door.sweep()
    assert freed == []
    monkeypatch.setattr(gate, "KEPT_S", -1.0)
    assert door.enter("b")
    assert freed == ["a"]
    door.leave("b")
    door.sweep()
    assert freed == ["a", "b"]
