"""Every screen with the list of a reader, over the register and alone."""

from dataclasses import replace

import pytest

from geo.tables.atlas import Atlas
from geo.vocabulary import is_private
from tests.pages.opening import answer, open_screen
from tests.private import HOSTILE_NAME, shown, with_structures
from ui import data
from ui.view import session

GERS = "departement:32"
# Auch twice, Condom, and Mende outside the territory.
TOWNS = ("32013", "32013", "32107", "48095")
ANSWERED = ("carte", "couverture", "comparer", "portrait", "implanter", "chronologie")
# Whoever keeps the register of poles.
REGISTER = "Atlas PTCE"


def private(*, alone: bool, name: str = "structures.csv") -> Atlas:
    return with_structures(data.get_atlas(), TOWNS, alone=alone, name=name)


@pytest.mark.parametrize("screen", ANSWERED)
@pytest.mark.parametrize(
    ("alone", "lead"),
    [
        (False, "### Registre et votre liste « structures.csv » (4 structures placées) — "),
        (True, "### Votre liste « structures.csv » seule (4 structures placées) — "),
    ],
)
def test_every_answer_names_the_list_that_counts(screen: str, lead: str, *, alone: bool) -> None:
    with shown(private(alone=alone)):
        page = open_screen(screen, territoire=GERS)
    assert answer(page).replace("\N{NO-BREAK SPACE}", " ").startswith(lead)
    told = " ".join(caption.value for caption in page.caption)
    speaks_of_waves = screen not in {"implanter", "chronologie"}
    assert ("Registre incomplet" in told) == (speaks_of_waves and not alone)
    assert (REGISTER in told) == (not alone)
    assert "votre liste « structures.csv »" in told


@pytest.mark.parametrize("screen", ANSWERED)
def test_without_a_list_no_answer_speaks_of_one(screen: str) -> None:
    page = open_screen(screen, territoire=GERS)
    assert "liste" not in answer(page)


def test_the_name_of_a_list_is_shown_as_it_is_written() -> None:
    with shown(private(alone=True, name=HOSTILE_NAME)):
        page = open_screen("carte")
    assert r"ma\_liste \<b\> \{\{7\*7\}\}" in answer(page)
    assert "[a](" not in answer(page)


def test_the_calls_are_judged_by_the_register_alone() -> None:
    before = answer(open_screen("appels"))
    with shown(private(alone=True)):
        page = open_screen("appels")
    assert answer(page) == before
    assert any("votre liste « structures.csv » n'y est pas" in one.value for one in page.caption)


def test_a_list_without_waves_counts_at_the_end_of_the_waves() -> None:
    with shown(private(alone=True)):
        page = open_screen("chronologie", territoire=GERS)
    assert "aujourd'hui ; aucun de ces pôles n'a de vague datée." in answer(page)
    # Nine empty maps would say nothing, and nothing counts « aussi ».
    assert not page.get("image")
    assert any("pas d'images à comparer" in one.value for one in page.info)
    assert not any("compte aussi" in one.value for one in page.caption)
    with shown(private(alone=False)):
        page = open_screen("chronologie", territoire=GERS)
    assert any("recensés hors de toute vague datée" in one.value for one in page.caption)
    assert page.get("image")


def test_the_table_says_whose_each_row_is() -> None:
    with shown(private(alone=False)):
        rows = open_screen("carte", territoire=GERS).dataframe[0].value
    # Auch twice and Condom; Mende is elsewhere.
    assert (rows["of_list"] == "votre liste « structures.csv »").sum() == 3
    own = rows[rows["of_list"] != "registre"]
    # The list says nothing of them, and the words of the register for that are about its poles.
    assert own[["cohorts", "sectors", "status"]].isna().all(axis=None)
    assert set(rows["of_list"]) == {"votre liste « structures.csv »", "registre"}
    assert "of_list" not in open_screen("carte", territoire=GERS).dataframe[0].value


def test_no_address_names_a_row_of_the_list() -> None:
    with shown(private(alone=False)):
        page = open_screen("carte", territoire=GERS)
        own = next(one for one in page.dataframe[0].value["id"] if is_private(one))
        visit = page.session_state[session.VISIT]
        page.session_state[session.VISIT] = replace(visit, view=replace(visit.view, pole=own))
        page.run()
        assert any("#### Structure 1" in text.value for text in page.markdown)
        assert "pole" not in page.query_params
        # The sheet stays open at the next run all the same.
        page.run()
    assert any("#### Structure 1" in text.value for text in page.markdown)
