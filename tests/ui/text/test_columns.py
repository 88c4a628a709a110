"""A table declared once: the same titles on screen and in the files, in the reader's language."""

from collections.abc import Iterator

import pytest

from ui.text import i18n
from ui.text.columns import (
    Column,
    Paper,
    names,
    pick,
    printed,
    printed_names,
    said,
    shown_names,
    titles,
)
from ui.text.marking import N_

TABLE = (
    Column("name", N_("Pôle"), paper=Paper(3)),
    Column("rank_told", N_("Rang"), exported=False, paper=Paper(1.5, N_("N°"), right=True)),
    Column("rank", N_("Rang"), shown=False),
    Column("code", N_("Code"), folded=True),
)


@pytest.fixture(autouse=True)
def french_again() -> Iterator[None]:
    yield
    i18n.install("fr")


def test_files_hold_what_is_exported_in_order() -> None:
    assert titles(TABLE) == {"name": "Pôle", "rank": "Rang", "code": "Code"}
    assert list(titles(TABLE)) == ["name", "rank", "code"]


def test_screen_holds_what_is_shown_in_order() -> None:
    assert shown_names(TABLE) == ["name", "rank_told", "code"]
    assert names(TABLE) == ["name", "rank_told", "rank", "code"]


def test_paper_holds_what_is_printed_under_its_own_title() -> None:
    assert printed(TABLE) == [("Pôle", 3, False), ("N°", 1.5, True)]
    assert printed_names(TABLE) == ["name", "rank_told"]
    i18n.install("en")
    assert printed(TABLE)[0][0] == "Pole"


def test_a_table_made_before_the_reader_came_speaks_his_language() -> None:
    i18n.install("en")
    assert titles(TABLE)["name"] == "Pole"


def test_a_name_is_never_translated() -> None:
    i18n.install("en")
    assert titles([Column("t0", said("Pôle"))]) == {"t0": "Pôle"}


def test_columns_are_picked_in_the_order_asked_for() -> None:
    assert pick(TABLE, "code", "name") == [TABLE[3], TABLE[0]]
    with pytest.raises(KeyError):
        pick(TABLE, "name", "nowhere")
