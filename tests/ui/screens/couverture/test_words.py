"""The headline of coverage: how many people, and how many of those in priority areas."""

from collections.abc import Iterator

import pytest
import streamlit as st

from geo.people.people import DEFAULT_PRIORITIES
from geo.places.territories import Territory
from geo.reach.coverage import Coverage, PriorityCoverage
from geo.reach.reach import ReachRule, reach
from geo.vocabulary import PRIORITIES
from tests.geo.countries import country
from ui.screens.couverture.show import show_commune
from ui.screens.couverture.words import figures, priority_rule_note, sentence
from ui.text import i18n

NARROW = "\u202f"
SPACE = "\u00a0"


@pytest.fixture(autouse=True)
def _french() -> Iterator[None]:
    i18n.install("fr")
    yield
    i18n.install("fr")


def covered(
    people: int, reached: int, first: tuple[float, float, float], qpv_unknown: float = 0
) -> Coverage:
    """Return a coverage; `first` are people in priority areas: all, reached, not known."""
    none = PriorityCoverage(0, 0, 0)
    return Coverage(
        territory=Territory("departement", "2A", "Corse-du-Sud"),
        poles=0,
        poles_departement_only=0,
        population=people,
        population_reached=reached,
        communes=1,
        communes_reached=0,
        priority=dict.fromkeys(PRIORITIES, none) | {"qpv": PriorityCoverage(0, 0, qpv_unknown)},
        any_priority=PriorityCoverage(*first),
        zones_emploi_without_pole=0,
    )


def told(found: Coverage, rule: ReachRule | None = None) -> str:
    text = sentence(found, rule or ReachRule())
    return text.replace("**", "").replace(NARROW, " ").replace(SPACE, " ").partition(" : ")[2]


WHERE = "vivent dans une zone d'emploi qui a le siège d'un pôle connu"


@pytest.mark.parametrize(
    ("people", "reached", "first", "expected"),
    [
        (
            *(60_000_000, 24_000_000, (20_000_000, 6_160_000, 0)),
            (
                f"24 millions d'habitants, soit 40 %, {WHERE} ; en territoire prioritaire, c'est "
                "le cas de 6,2 millions, soit 31 % seulement."
            ),
        ),
        (
            *(60_000_000, 24_000_000, (20_000_000, 6_190_000, 250_000)),
            (
                f"24 millions d'habitants, soit 40 %, {WHERE} ; en territoire prioritaire, c'est "
                "le cas d'au moins 6,1 millions, soit 31 % seulement."
            ),
        ),
        (
            *(10_000, 5_000, (2_000, 1_000, 0)),
            (
                f"5 000 habitants, soit 50 %, {WHERE} ; en territoire prioritaire, c'est le cas de "
                "1 000, soit 50 %."
            ),
        ),
        (
            *(10_000, 5_000, (2_000, 0, 0)),
            (
                f"5 000 habitants, soit 50 %, {WHERE} ; en territoire prioritaire (2 000 "
                "habitants), personne n'est dans ce cas."
            ),
        ),
        (
            *(10_000, 5_000, (2_000, 0, 10)),
            (
                f"5 000 habitants, soit 50 %, {WHERE} ; en territoire prioritaire, on ne connaît "
                "personne dans ce cas."
            ),
        ),
        (
            *(10_000, 5_000, (0, 0, 0)),
            f"5 000 habitants, soit 50 %, {WHERE} ; personne n'y vit en territoire prioritaire.",
        ),
        (
            *(10_000, 5_000, (0, 0, 10_000)),
            (
                f"5 000 habitants, soit 50 %, {WHERE} ; on ne sait pas combien vivent en "
                "territoire prioritaire."
            ),
        ),
        (
            *(168_000, 0, (57_790, 0, 0)),
            (
                "sur 168 000 habitants, dont 57 790 en territoire prioritaire, aucun n'est atteint "
                "par un pôle connu (règle : zone d'emploi du siège)."
            ),
        ),
        (
            *(168_000, 0, (57_790, 0, 5)),
            (
                "sur 168 000 habitants, dont au moins 57 790 en territoire prioritaire, aucun "
                "n'est atteint par un pôle connu (règle : zone d'emploi du siège)."
            ),
        ),
        (
            *(256_518, 0, (0, 0, 256_518)),
            (
                "sur 257 000 habitants, aucun n'est atteint par un pôle connu (règle : zone "
                "d'emploi du siège) ; combien vivent en territoire prioritaire est inconnu."
            ),
        ),
        (
            *(80, 0, (0, 0, 0)),
            (
                "sur 80 habitants, aucun n'est atteint par un pôle connu (règle : zone d'emploi du "
                "siège)."
            ),
        ),
        (*(0, 0, (0, 0, 0)), "personne n'y habite."),
        (
            *(1, 1, (0, 0, 0)),
            f"100 % des habitants {WHERE} ; personne n'y vit en territoire prioritaire.",
        ),
    ],
)
def test_how_many_people_and_how_many_in_priority_areas(
    people: int, reached: int, first: tuple[float, float, float], expected: str
) -> None:
    assert told(covered(people, reached, first)) == expected


def test_how_many_are_not_known_is_one_line_below() -> None:
    assert "inconnu pour 5 habitants" in priority_rule_note(covered(10, 0, (0, 0, 5)))
    assert "inconnu" not in priority_rule_note(covered(10, 0, (0, 0, 0)))


def test_an_unknown_priority_is_no_zero() -> None:
    found = covered(256_518, 0, (0, 0, 256_518), qpv_unknown=256_518)
    rest = dict.fromkeys(PRIORITIES, None)
    tile = figures(found, rest, ReachRule(), DEFAULT_PRIORITIES)[1]
    assert tile.value == "inconnu"
    assert tile.rule == f"Inconnu pour les 256{NARROW}518 habitants."
    assert tile.comparison == ""


@pytest.mark.parametrize(
    ("row", "clicked", "told"),
    [
        (0, True, ["**Commune 01001** (01) : atteinte par 1 pôle"]),
        (None, True, ["Il n'y a pas de commune française à cet endroit."]),
        (None, False, []),
    ],
)
def test_a_click_at_sea_is_told(
    monkeypatch: pytest.MonkeyPatch, row: int | None, told: list[str], *, clicked: bool
) -> None:
    atlas = country([{"code": "01001"}], [{"id": "un", "commune": "01001"}])
    said: list[str] = []
    monkeypatch.setattr(st, "info", said.append)
    show_commune(atlas, reach(atlas), row, clicked=clicked)
    assert [text.partition(" ;")[0] for text in said] == told


@pytest.mark.parametrize(
    ("reached", "said"),
    [(26_326, "0,3 %"), (8_205_000, "99,99 %"), (8_205_557, "100 %"), (1_747_916, "21 %")],
)
def test_neither_nobody_nor_everybody_is_said_of_some(reached: int, said: str) -> None:
    found = covered(8_205_557, reached, (0, 0, 0))
    assert f"soit {said}, vivent" in told(found)
    rest = dict.fromkeys(PRIORITIES)
    assert figures(found, rest, ReachRule(), DEFAULT_PRIORITIES)[0].value == said.replace(
        " ", SPACE
    )
