"""The page of new sites, run as Streamlit runs it, against the analysis and the command line."""

import json
import subprocess
import sys
import time

import pytest
from streamlit.testing.v1 import AppTest

from geo.people import PriorityRule
from geo.reach import ReachRule
from geo.siting import PRIORITY_ONLY, SitingRequest, choose_sites
from geo.territories import get_territory
from tests.pages.opening import ROOT, open_screen
from ui import data, implanter
from ui.formats import percent
from ui.state import ViewState, Vocabulary, parse_view, view_params

GERS = "departement:32"


def open_page(**link: str) -> AppTest:
    return open_screen("implanter", looks=1, **link)


def answered(page: AppTest) -> AppTest:
    end = time.monotonic() + 60
    while not any("prouvé" in caption.value for caption in page.caption):
        assert time.monotonic() < end
        time.sleep(0.3)
        page.run()
        assert not page.exception
    return page


def heading(page: AppTest) -> str:
    return next(text.value for text in page.markdown if text.value.startswith("###"))


def site_codes(page: AppTest) -> list[str]:
    table = next(one.value for one in page.dataframe if "adds" in one.value.columns)
    return list(table["commune"])


@pytest.mark.slow
def test_page_analysis_and_command_line_agree() -> None:
    page = answered(open_page(territoire=GERS, sites="2", km="20", poids="priorite"))
    atlas = data.get_atlas()
    request = SitingRequest(
        get_territory(atlas, GERS), 2, ReachRule("radius", 20.0), PRIORITY_ONLY, PriorityRule()
    )
    siting = choose_sites(atlas, request)
    assert site_codes(page) == siting.sites["code"].tolist()
    total = siting.ground.population.sum()
    assert page.metric[0].value == percent(siting.population_reached_after / total)
    options = ("--territory", GERS, "--sites", "2", "--km", "20", "--weight", "priority", "--json")
    told = subprocess.run(
        [sys.executable, "-m", "geo", "siting", *options],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    answer = json.loads(told.stdout)
    assert [site["commune"] for site in answer["sites"]] == site_codes(page)
    assert answer["population_reached_after"] == siting.population_reached_after


@pytest.mark.slow
def test_refusal_starts_again_and_says_what_it_costs() -> None:
    page = answered(open_page(territoire=GERS, sites="1", km="20"))
    refused = site_codes(page)[0]
    page.query_params["veto"] = refused
    page = answered(page.run())
    assert refused not in site_codes(page)
    end = time.monotonic() + 30
    while not any("refus" in one.value for one in page.info):
        assert time.monotonic() < end
        time.sleep(0.3)
        page.run()


def test_impossible_choice_is_a_sentence() -> None:
    page = open_page(territoire="commune:32107", villes="50000")
    end = time.monotonic() + 30
    while not any("Aucune ville" in one.value for one in page.error):
        assert time.monotonic() < end
        time.sleep(0.3)
        page.run()


def test_stop_stops_and_can_start_again() -> None:
    page = open_page(territoire="france", sites="20")
    page.button(key="arreter").click().run()
    assert any("arrêté" in one.value for one in page.info)
    assert page.button(key="calculer")
    implanter.SOLVERS.close()


def test_towns_that_do_not_fit_are_set_aside() -> None:
    atlas = data.get_atlas()
    view = ViewState(
        territory=GERS, sites="1", veto=("32013", "75056"), impose=("32013", "32107", "32160")
    )
    settled, notes = implanter.settled_towns(atlas, get_territory(atlas, GERS), view)
    assert settled.veto == ("32013",)
    assert settled.impose == ("32107",)
    assert len(notes) == 1


def test_link_holds_every_choice() -> None:
    view = ViewState(
        territory=GERS,
        sites="8",
        site_reach="zone-emploi",
        weighting="choix",
        weight_qpv="3",
        weight_all="1",
        town_size="5000",
        veto=("32013",),
        impose=("32107",),
    )
    vocabulary = Vocabulary(lambda _: True, (), (), (), ())
    assert parse_view(view_params(view), vocabulary) == (view, ())


def test_no_weight_at_all_means_everybody() -> None:
    nothing = ViewState(weighting="choix", weight_qpv="0", weight_rural="0", weight_basin="0")
    assert implanter.weights_of(nothing) == implanter.EVERYBODY
