"""Prints wait for their turn, give it back, and leave no memory behind."""

import gc
import threading
from collections.abc import Iterator
from datetime import date

import pytest
from matplotlib.backends.backend_agg import RendererAgg

from geo.places.territories import get_territory
from ui import data
from ui.files import queue
from ui.files.queue import NoTurnError, in_turn, queue_words
from ui.paper.maps import to_png
from ui.prints import maps
from ui.queues import Place, Queue
from ui.view.choices import ViewState

WAIT_S = 20.0


@pytest.fixture
def prints(monkeypatch: pytest.MonkeyPatch) -> Iterator[Queue]:
    made = Queue(1, 1, 3)
    monkeypatch.setattr(queue, "PRINTS", made)
    monkeypatch.setattr(queue, "LOOK_EVERY_S", 0.02)
    return made


def taken(prints: Queue, reader: str) -> Place:
    turn = prints.ask(reader)
    assert turn is not None
    return turn


def test_print_waits_until_the_one_before_is_done(prints: Queue) -> None:
    before = taken(prints, "other")
    made: list[bytes] = []
    thread = threading.Thread(target=lambda: made.append(in_turn(lambda: b"file")()))
    thread.start()
    while not prints.ahead(""):
        thread.join(0.01)
    assert made == []
    before.end()
    thread.join(WAIT_S)
    assert made == [b"file"]
    assert not prints.is_busy()


def test_print_that_fails_gives_its_turn_back(prints: Queue) -> None:
    def fails() -> bytes:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        in_turn(fails)()
    assert not prints.is_busy()


def test_too_many_prints_are_refused(prints: Queue) -> None:
    taken(prints, "a")
    taken(prints, "b")
    with pytest.raises(NoTurnError, match="too many"):
        in_turn(lambda: b"file")()


def test_reader_who_leaves_is_printed_nothing(
    prints: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken(prints, "other")
    monkeypatch.setattr(queue, "is_here", lambda _reader: False)
    written: list[str] = []
    with pytest.raises(NoTurnError, match="left"):
        in_turn(lambda: written.append("file") or b"")()
    assert written == []
    assert prints.ask("somebody") is not None


def test_place_is_told() -> None:
    assert queue_words(1) == "1 autre planche passe avant la vôtre."
    assert queue_words(3) == "3 autres planches passent avant la vôtre."


def test_drawing_is_freed_at_once() -> None:
    """Its picture takes 35 MB, and its parts hold each other: nothing else would free it soon."""
    atlas = data.get_atlas()
    content = maps.pole_map(
        atlas, get_territory(atlas, "departement:976"), ViewState(), date(2026, 1, 1)
    )
    gc.disable()
    try:
        assert in_turn(lambda: to_png(content))()
        assert not [one for one in gc.get_objects() if isinstance(one, RendererAgg)]
    finally:
        gc.enable()
