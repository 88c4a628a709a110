"""A sentence of geo: French by itself, and every part of it told by whoever speaks otherwise."""

import copy
import json
import math
from decimal import Decimal

import pytest

from geo.errors import FilterError, TableError
from geo.problems import (
    Message,
    Problem,
    by_column,
    faulty_rows,
    message,
    message_from_json,
    message_to_json,
    plural_message,
    quote,
    row_faults,
    verbatim,
)
from geo.wording import enumeration, percent, rounded, whole


def shouted(one: Message) -> str:
    return one.template.upper().replace("{TOWN}", "{town}").replace("{VALUE}", "{value}")


def test_an_error_is_its_sentence_in_french() -> None:
    error = FilterError(message("La ville {town} manque.", town=quote("Auch")))
    assert str(error) == "La ville « Auch » manque."
    assert isinstance(error, ValueError)
    assert isinstance(TableError(message("Rien.")), LookupError)
    assert str(copy.copy(error)) == str(error)


def test_each_part_is_told_in_the_other_language() -> None:
    told = message("la ville {town} manque", town=quote("Auch"))
    assert told.said(shouted, str) == "LA VILLE « Auch » MANQUE"


def test_a_problem_keeps_its_french_sentence() -> None:
    problem = Problem("poles", "poles.csv", message("Ligne {line}.", line="3"), 3)
    assert problem.sentence == "Ligne 3."


def test_faults_of_the_register_are_told_apart_and_counted_by_row_and_column() -> None:
    said = message("à corriger")
    lost = Problem("poles", "poles.csv", said)
    of_a_source = Problem("sources", "sources.csv", said, 2, "date")
    cells = [
        Problem("poles", "poles.csv", said, line, column)
        for line, column in [(2, "status"), (2, "website"), (3, "status"), (4, "")]
    ]
    of_a_wave = Problem("waves", "waves.csv", said, 2, "date")
    faults = row_faults([lost, *cells, of_a_source, of_a_wave])
    assert faults == [*cells, of_a_wave]
    # Lines 2, 3 and 4 of one file, line 2 of the other.
    assert faulty_rows(faults) == 4
    assert {place: len(group) for place, group in by_column(faults).items()} == {
        ("poles.csv", "status"): 2,
        ("poles.csv", "website"): 1,
        ("poles.csv", ""): 1,
        ("waves.csv", "date"): 1,
    }


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, "0 habitant"),
        (1, "1 habitant"),
        (1.5, "1,5 habitant"),
        (2, "2 habitants"),
        (2500, "2 500 habitants"),
    ],
)
def test_french_agrees_from_two_on(count: float, expected: str) -> None:
    assert str(plural_message("{n} habitant", "{n} habitants", count, n=count)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (30.0, "30"),
        (0.1 + 0.2, "0,3"),
        (-1234.5, "-1 234,5"),
        (Decimal("0.50"), "0,50"),
        (math.inf, "inf"),
        ("2014", "2014"),
        (("a", "b"), "a, b"),
        ((quote("a"), quote("b")), "« a », « b »"),
        (("seul",), "seul"),
        ("{0.__class__} {x!r} %s", "{0.__class__} {x!r} %s"),
    ],
)
def test_values_are_written_once_and_never_read_again(value: object, expected: str) -> None:
    assert str(message("{value}", value=value)) == expected  # type: ignore[arg-type]


def test_people_and_shares_round_as_a_spreadsheet_does() -> None:
    assert [whole(value) for value in (0.4, 0.5, 1.5, 2.5, -0.4)] == [0, 1, 2, 3, 0]
    assert str(rounded(1.005, 2)) == "1.01"
    assert str(percent(0.005, 2)) == "0,50\u00a0%"
    assert str(percent(1)) == "100\u00a0%"


def test_lists_end_with_and() -> None:
    assert str(enumeration([])) == ""
    assert str(enumeration(["St."])) == "St."
    assert str(enumeration(["a.", "b.", message("c {n}", n=1000)])) == "a., b. et c 1 000"


def test_a_sentence_inside_another_does_not_end_there() -> None:
    inner = message("La table manque.")
    assert str(message("Ligne 2 : {why} (laissée).", why=inner)) == (
        "Ligne 2 : La table manque (laissée)."
    )
    assert str(message("{text} ?", text=quote("etc."))) == "« etc. » ?"


def test_a_sentence_is_filled_later_without_being_changed() -> None:
    asked = message("La vague {value} n'existe pas.")
    assert str(asked.about(value="2014")) == "La vague 2014 n'existe pas."
    assert asked == message("La vague {value} n'existe pas.")


def test_what_a_person_typed_is_no_template() -> None:
    assert str(verbatim("--data {dossier}")) == "--data {dossier}"


@pytest.mark.parametrize(
    "one",
    [
        message("{a} ; {b} ; {c}", a=quote("x"), b=("y", "z"), c=(quote("u"), quote("v"))),
        plural_message("{n} an", "{n} ans", 3, n=3),
        message("{km} km", km=30.5),
        message("À {gap} au plus.", gap=percent(0.005, 2)),
    ],
)
def test_a_sentence_comes_back_from_json(one: Message) -> None:
    text = json.dumps(message_to_json(one), allow_nan=False)
    assert message_from_json(json.loads(text)) == one


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_json_holds_what_is_no_number(value: float) -> None:
    one = message("{km} km", km=value)
    text = json.dumps(message_to_json(one), allow_nan=False)
    assert str(message_from_json(json.loads(text))) == str(one)
