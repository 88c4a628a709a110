"""A question: equal when it asks the same of the same tables, and what does not move whom it is."""

from dataclasses import replace

from pandas.testing import assert_frame_equal

from geo.people.people import PriorityRule
from geo.poles.select import PoleFilter, select_poles
from geo.reach.question import Question
from geo.reach.reach import ReachRule, reach
from geo.tables.atlas import Atlas
from geo.territory_id import FRANCE, Territory

DROME = Territory("departement", "26", "Drôme")


def test_the_same_question_is_remembered_once(tiny: Atlas) -> None:
    first = Question(tiny, DROME, ReachRule("epci"), PoleFilter(cohorts=("appel-2013",)))
    again = Question(tiny, DROME, ReachRule("epci"), PoleFilter(cohorts=("appel-2013",)))
    assert {first: "answer"}[again] == "answer"


def test_other_tables_make_another_question(tiny: Atlas) -> None:
    assert Question(tiny) != Question(replace(tiny))


def test_whatever_moves_an_answer_makes_another_question(tiny: Atlas) -> None:
    asked = Question(tiny)
    others = {
        asked.about(DROME),
        asked.of(PoleFilter(cohorts=("appel-2013",))),
        replace(asked, rule=ReachRule("epci")),
        replace(asked, priorities=PriorityRule(rural=("zrr",))),
    }
    assert len(others | {asked}) == 5
    assert asked.about(DROME).about(FRANCE) == asked


def test_neither_the_territory_nor_the_priorities_move_whom_poles_reach(tiny: Atlas) -> None:
    rule, poles = ReachRule("radius", 30.0, detour=1.2), PoleFilter(cohorts=("appel-2013",))
    here = Question(tiny, DROME, rule, poles, PriorityRule(rural=("zrr",)))
    assert here.reach_alone == Question(tiny, FRANCE, rule, poles).reach_alone
    assert here.reach_alone != replace(here, rule=ReachRule("epci")).reach_alone
    assert here.reach_alone != here.of(PoleFilter()).reach_alone
    assert_frame_equal(here.reach().table, reach(tiny, rule, poles).table)


def test_own_poles_are_those_that_count_in_the_territory(tiny: Atlas) -> None:
    asked = Question(tiny, DROME, poles=PoleFilter(cohorts=("appel-2013",)))
    own = select_poles(tiny, asked.own_poles)
    assert asked.own_poles == PoleFilter(DROME, cohorts=("appel-2013",))
    assert set(own["id"]) <= set(select_poles(tiny, asked.poles)["id"])
