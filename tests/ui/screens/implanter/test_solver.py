"""The queue of siting studies: shared, limited, stopped when nobody waits."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from geo.siting.cover import SitingRequest
from geo.siting.wire import request_to_json
from ui.screens.implanter import solver
from ui.screens.implanter.solver import Solvers
from ui.screens.implanter.study import DONE, FAILED, RUNNING, STOPPED, WAITING, Study

ROOT = Path(__file__).parents[4]
SLEEPER = ("python3", "-c", "import sys, time; sys.stdin.readline(); time.sleep(60)")
TELLER = (
    "python3",
    "-c",
    (
        'import sys; sys.stdin.readline(); print(\'{"event": "answer", "x": 1}\');'
        "print('rubbish'); print('{\"event\": \"done\"}')"
    ),
)

# Answers at once, then works at the rest for ever.
CHECKER = (
    "python3",
    "-c",
    (
        "import json, sys, time; given = json.loads(sys.stdin.readline());"
        "print(json.dumps({'event': given['stage'], 'had': given.get('answer')}), flush=True);"
        "time.sleep(0 if given['stage'] == 'answer' else 60)"
    ),
)


@pytest.fixture
def solvers() -> Iterator[Solvers]:
    made = Solvers(running=1, waiting=2)
    yield made
    made.close()


def until(true: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def asked(solvers: Solvers, name: str, reader: str) -> Study:
    study = solvers.ask({"name": name}, reader)
    assert study is not None
    return study


def test_events_are_kept_and_the_study_ends(
    solvers: Solvers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solver, "COMMAND", TELLER)
    study = asked(solvers, "a", "r1")
    until(lambda: study.over)
    assert study.state == DONE
    assert study.events["answer"]["x"] == 1
    assert asked(solvers, "a", "r2") is study


def test_ten_readers_start_one_solver_at_a_time(
    solvers: Solvers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solver, "COMMAND", SLEEPER)
    first, again = asked(solvers, "a", "r1"), asked(solvers, "a", "r2")
    assert first is again
    second, third = asked(solvers, "b", "r3"), asked(solvers, "c", "r4")
    until(lambda: first.process)
    assert (first.state, second.state, third.state) == (RUNNING, WAITING, WAITING)
    assert solvers.ask({"name": "d"}, "r5") is None


def test_cancel_kills_the_process_once_nobody_waits(
    solvers: Solvers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solver, "COMMAND", SLEEPER)
    study = asked(solvers, "a", "r1")
    asked(solvers, "a", "r2")
    other = asked(solvers, "b", "r3")
    until(lambda: study.process)
    process = study.process
    assert process is not None
    solvers.leave("r1")
    assert process.poll() is None
    solvers.leave("r2")
    until(lambda: process.poll() is not None)
    assert study.state == STOPPED
    until(lambda: other.state == RUNNING)


def test_reader_who_asks_for_another_leaves_the_first(
    solvers: Solvers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solver, "COMMAND", SLEEPER)
    study = asked(solvers, "a", "r1")
    until(lambda: study.process)
    asked(solvers, "b", "r1")
    until(lambda: study.state == STOPPED)


def test_study_of_a_closed_page_is_stopped(
    solvers: Solvers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solver, "COMMAND", SLEEPER)
    monkeypatch.setattr(solver, "PATIENCE_S", 0.1)
    monkeypatch.setattr(solver, "LOOK_EVERY_S", 0.05)
    study = asked(solvers, "a", "r1")
    until(lambda: study.over)
    assert study.state == STOPPED
    assert study.process is not None
    assert study.process.wait(5) != 0


def test_process_that_dies_is_a_failure(solvers: Solvers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver, "COMMAND", ("python3", "-c", "raise SystemExit(3)"))
    study = asked(solvers, "a", "r1")
    until(lambda: study.over)
    assert study.state == FAILED


def test_extras_of_one_reader_do_not_keep_another_from_an_answer(
    solvers: Solvers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solver, "COMMAND", CHECKER)
    first = asked(solvers, "a", "r1")
    until(lambda: "extras" in first.events)
    others = [asked(solvers, name, f"r-{name}") for name in "bc"]
    until(lambda: all("answer" in study.events for study in others))
    assert (first.state, first.stage) == (RUNNING, "extras")
    assert first.events["extras"]["had"] == first.events["answer"]
    # Their own extras wait for those of the first.
    until(lambda: all(study.stage == "extras" for study in others))
    assert [study.state for study in others] == [WAITING, WAITING]
    solvers.leave("r1")
    until(lambda: "extras" in others[0].events)
    assert "extras" not in others[1].events


def test_study_stopped_after_its_answer_goes_on_from_it(
    solvers: Solvers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solver, "COMMAND", CHECKER)
    first = asked(solvers, "a", "r1")
    until(lambda: "extras" in first.events)
    solvers.leave("r1")
    assert first.state == STOPPED
    again = asked(solvers, "a", "r1")
    assert (again.stage, again.events["answer"]) == ("extras", first.events["answer"])


def test_failed_study_runs_again_but_not_for_the_page_that_shows_it(
    solvers: Solvers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solver, "COMMAND", ("python3", "-c", "raise SystemExit(3)"))
    first = asked(solvers, "a", "r1")
    until(lambda: first.over)
    assert asked(solvers, "a", "r1") is first
    monkeypatch.setattr(solver, "COMMAND", TELLER)
    second = asked(solvers, "a", "r2")
    until(lambda: second.over)
    assert second.state == DONE


def test_failed_study_runs_again_for_whoever_left_it(
    solvers: Solvers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solver, "COMMAND", ("python3", "-c", "raise SystemExit(3)"))
    first = asked(solvers, "a", "r1")
    until(lambda: first.over)
    solvers.leave("r1")
    monkeypatch.setattr(solver, "COMMAND", TELLER)
    again = asked(solvers, "a", "r1")
    until(lambda: again.over)
    assert again.state == DONE


@pytest.mark.slow
def test_real_solver_answers(solvers: Solvers) -> None:
    given = {**request_to_json(SitingRequest(sites=1)), "data": str(ROOT / "data")}
    given["territory"] = "departement:32"
    study = solvers.ask(given, "r1")
    assert study is not None
    until(lambda: study.over, 60)
    assert study.state == DONE
    assert study.events["answer"]["optimal"]


def test_poles_go_along_once_and_are_not_kept(
    solvers: Solvers, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = (
        "import json, sys; given = json.loads(sys.stdin.readline());"
        "print(json.dumps({'event': 'answer', 'poles': given['poles']}));"
        "print(json.dumps({'event': 'done'}))"
    )
    monkeypatch.setattr(solver, "COMMAND", ("python3", "-c", told))
    study = solvers.ask({"name": "a"}, "r1", lambda: "mine")
    assert study is not None
    until(lambda: study.over)
    assert study.events["answer"]["poles"] == "mine"
    until(lambda: not study.poles)
    assert solvers.ask({"name": "a"}, "r1", lambda: pytest.fail("asked again")) is study


def test_study_of_a_private_list_is_forgotten_once_its_reader_has_left(
    solvers: Solvers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solver, "COMMAND", TELLER)
    mine = solvers.ask({"name": "a", "private": True}, "r1")
    theirs = asked(solvers, "b", "r2")
    assert mine is not None
    until(lambda: mine.over and theirs.over)
    asked(solvers, "c", "r3")
    assert solvers.find(mine.key) is mine
    monkeypatch.setattr(solver, "PRIVATE_KEPT_S", -1.0)
    asked(solvers, "d", "r3")
    assert solvers.find(mine.key) is None
    assert solvers.find(theirs.key) is theirs


def test_who_asks_often_gains_no_place(solvers: Solvers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver, "COMMAND", SLEEPER)
    first, second, third = (asked(solvers, name, f"r-{name}") for name in "abc")
    for _look in range(3):
        asked(solvers, "b", "r-b")
    assert [study.ahead for study in (first, second, third)] == [0, 1, 2]
    solvers.leave("r-a")
    until(lambda: second.state == RUNNING)
    assert (third.state, third.ahead) == (WAITING, 1)


def test_process_of_a_reader_who_has_gone_is_killed(
    solvers: Solvers, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert solver.GONE_S + solver.LOOK_EVERY_S < 5
    monkeypatch.setattr(solver, "COMMAND", SLEEPER)
    monkeypatch.setattr(solver, "GONE_S", 0.1)
    monkeypatch.setattr(solver, "LOOK_EVERY_S", 0.02)
    here = {"r1", "r2"}
    monkeypatch.setattr(solver, "is_here", lambda reader: reader in here)
    study = asked(solvers, "a", "r1")
    asked(solvers, "a", "r2")
    until(lambda: study.process)
    process = study.process
    assert process is not None
    here.discard("r1")
    until(lambda: "r1" not in study.asked)
    assert process.poll() is None
    here.discard("r2")
    until(lambda: process.poll() is not None)
    assert study.state == STOPPED


def test_private_study_is_there_when_its_reader_comes_back_to_it(
    solvers: Solvers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solver, "COMMAND", TELLER)
    given = {"name": "a", "private": True}
    study = solvers.ask(given, "r1")
    assert study is not None
    until(lambda: study.over)
    asked(solvers, "b", "r1")
    assert solvers.ask(given, "r1") is study
    asked(solvers, "b", "r1")
    solvers.forget_all_but({"r2"})
    assert solvers.find(study.key) is None
