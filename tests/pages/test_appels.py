"""The page on the calls, against the analysis it words."""

import pytest
from streamlit.testing.v1 import AppTest

from geo.compare.claims import (
    CLAIMS,
    UNREADABLE,
    Claim,
    claim_results,
    wave_priorities,
    wave_records,
)
from geo.poles.select import PoleFilter, select_poles
from tests.pages.opening import ROOT, open_screen
from ui import data
from ui.screens.appels import tables
from ui.screens.appels.words import DOCUMENTED, said
from ui.text.formats import MISSING, number, percent


def open_page(**link: str) -> AppTest:
    return open_screen("appels", looks=1, **link)


def words(page: AppTest) -> str:
    return "\n".join([*(m.value for m in page.markdown), *(c.value for c in page.caption)])


@pytest.fixture(scope="module")
def page() -> AppTest:
    return open_page()


def test_the_answer_counts_the_waves_that_can_be_read(page: AppTest) -> None:
    priorities = wave_priorities(data.get_atlas())
    waves = priorities.loc[priorities["verdict"] != UNREADABLE, "cohort"].nunique()
    answer = next(m.value for m in page.markdown if m.value.startswith("###"))
    assert f"Sur {waves} vagues assez connues" in answer
    assert "se voit dans 2" in answer
    assert "dans aucune" in answer


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_each_claim_stands_with_its_verdict_and_how_complete_the_wave_is(
    page: AppTest, claim: Claim
) -> None:
    atlas = data.get_atlas()
    row, wave = claim_results(atlas).loc[claim.id], wave_records(atlas).loc[claim.cohort]
    told = words(page)
    assert f"**{said(claim.id)}** — {tables.verdict_label(row['verdict'])}" in told
    assert f"{number(wave['found'])} pôles trouvés sur {number(wave['official'])}" in told
    if claim.source_url:
        assert f"({claim.source_url})" in told
    else:
        assert "Aucune page lue ne le dit en ces termes" in told


def test_two_thirds_are_refuted_with_the_figures(page: AppTest) -> None:
    told = words(page)
    assert f"6 sur 14 dans ces deux régions ({percent(6 / 14)})" in told
    assert f"cela ferait {percent(10 / 18)}" in told


def test_the_documented_poles_are_shown_with_what_their_sources_say(page: AppTest) -> None:
    told = words(page)
    poles = select_poles(data.get_atlas(), PoleFilter()).set_index("id")
    for pole in DOCUMENTED:
        assert poles.loc[pole, "name"].split(",")[0] in told
        assert poles.loc[pole, "source_url"].split("?")[0] in told
    for figure in (number(134_000), number(75_000), "1 721", "plus de 25 organisations"):
        assert figure in told


def test_no_wave_is_drawn_that_is_hardly_known(page: AppTest) -> None:
    for table in page.dataframe:
        if "verdict" in table.value:
            assert (table.value["verdict"] != "").all()
    waves = next(t.value for t in page.dataframe if "official" in t.value)
    assert list(waves["found"]) == list(wave_records(data.get_atlas())["found"])


def test_the_table_of_waves_has_a_name_and_a_dash_for_what_is_not_known(page: AppTest) -> None:
    waves = next(t for t in page.dataframe if "official" in t.value)
    assert waves.proto.alt == "Les vagues, et ce que le registre en connaît"
    assert waves.proto.placeholder == MISSING


def test_the_sheet_of_a_documented_pole_says_where_its_facts_come_from() -> None:
    page = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    page.query_params["pole"] = "alpilles-dechets"
    page.run()
    page.run()  # the first look shows the answer and the map alone
    told = words(page)
    assert "Ce que disent les sources" in told
    assert "1 721" in told
    assert number(75_000) in told


def test_the_choices_of_other_screens_stay_in_the_link() -> None:
    page = open_page(territoire="region:11", rayon="radius")
    assert page.query_params["territoire"] == "region:11"
    assert page.query_params["rayon"] == "radius"


def test_the_grants_are_confirmed_in_part_and_say_where_the_amounts_come_from(
    page: AppTest,
) -> None:
    (card,) = [item.value for item in page.markdown if "30 000 à 300 000" in item.value]
    assert card.endswith("montants confirmés, le reste invérifiable")
    (source,) = [item.value for item in page.caption if "montants versés" in item.value]
    assert "](https://www.defi-metiers.fr/" in source
