"""The answer above the map of poles: what it counts, and what it says where it counts nothing."""

from collections.abc import Iterator

import pytest

from geo.people.context import PopulationContext
from geo.places.territories import Territory
from geo.poles.summary import PoleSummary, PriorityCount
from ui.screens.carte.words import figures, sentence
from ui.text import i18n

DROME = Territory("departement", "26", "Drôme")
SPACE = "\u00a0"


@pytest.fixture(autouse=True)
def _french() -> Iterator[None]:
    i18n.install("fr")
    yield
    i18n.install("fr")


def counted(with_seat: int, without_seat: int = 0, basins: int = 0, rural: int = 0) -> PoleSummary:
    """Return a summary of poles; `basins` and `rural` are seats in these priority areas."""

    def inside(seats: int) -> PriorityCount:
        return PriorityCount(inside=seats, partly=0, outside=with_seat - seats, unknown=0)

    return PoleSummary(
        poles=with_seat + without_seat,
        with_seat=with_seat,
        without_seat=without_seat,
        by_attachment={},
        by_cohort={},
        by_sector={},
        by_status={},
        by_frr_class={},
        frr=inside(rural),
        zrr=inside(0),
        afr=inside(0),
        ber=inside(0),
        territoire_industrie=inside(0),
        desindustrialise=inside(basins),
        qpv=inside(0),
        completeness=(),
    )


@pytest.mark.parametrize(
    ("summary", "said"),
    [
        (counted(0), "aucun pôle connu avec ces choix."),
        (
            counted(0, without_seat=1),
            "aucun siège connu ; 1 pôle s'y rattache sans que son siège soit connu.",
        ),
        (
            counted(0, without_seat=2),
            "aucun siège connu ; 2 pôles s'y rattachent sans que leur siège soit connu.",
        ),
        (
            counted(1),
            (
                "1 pôle connu y a son siège, aucun dans un bassin désindustrialisé ni une commune "
                "rurale FRR."
            ),
        ),
        (
            counted(6, basins=4),
            "6 pôles connus y ont leur siège, dont 4 dans un bassin désindustrialisé.",
        ),
        (
            counted(6, basins=4, rural=2),
            (
                "6 pôles connus y ont leur siège, dont 4 dans un bassin désindustrialisé et 2 dans "
                "une commune rurale en difficulté (FRR)."
            ),
        ),
    ],
)
def test_the_answer_counts_what_is_known(summary: PoleSummary, said: str) -> None:
    assert sentence(DROME, summary) == f"**Drôme (département, 26)** : {said}"


def test_a_name_is_never_markdown() -> None:
    hostile = Territory("departement", "26", "**[Drôme](https://example.org)")
    assert r"\*\*\[Drôme\](" in sentence(hostile, counted(1))


def test_shares_are_said_of_five_seats_or_more() -> None:
    people = PopulationContext(
        communes=10,
        population=1000,
        qpv_communes=0,
        frr=250,
        desindustrialise=500,
        desindustrialise_unknown=0,
    )
    few = figures(counted(4, basins=2), people)
    many = figures(counted(5, without_seat=3, basins=2), people)
    assert [figure.value for figure in few] == ["4", "0", "0", "2"]
    assert [figure.value for figure in many] == [
        "5",
        *[f"0 (0{SPACE}%)"] * 2,
        f"2 (40{SPACE}%)",
    ]
    assert many[0].comparison == "et 3 sans siège connu"
    assert many[3].comparison == f"50{SPACE}% des habitants"
