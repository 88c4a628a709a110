"""The page of new sites, run as Streamlit runs it, against the analysis and the command line."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from geo.people.people import PriorityRule
from geo.places.territories import get_territory
from geo.reach.question import Question
from geo.reach.reach import ReachRule, reach
from geo.siting.cover import (
    EVERYBODY,
    PRIORITY_ONLY,
    SitingRequest,
    Weights,
    choose_sites,
)
from tests.pages.opening import ROOT, open_screen
from ui import data
from ui.maps.implanter import LEFT, NEW, PRIORITY, TODAY, UNKNOWN, commune_letters
from ui.screens.implanter import facts, solver, wait
from ui.screens.implanter.fair import cut_short
from ui.screens.implanter.solver import SOLVERS
from ui.screens.implanter.study import DONE, EXTRAS, RUNNING, WAITING, Study
from ui.screens.implanter.tables import site_columns, siting_marks
from ui.screens.implanter.words import (
    counted_people,
    first_towns,
    proof,
    spared_refusals,
    veto_sentence,
)
from ui.text.columns import names, titles
from ui.text.formats import percent
from ui.text.i18n import SESSION_KEY
from ui.text.safe import plain_text
from ui.view.choices import ViewState, Vocabulary
from ui.view.link import parse_view, view_params

GERS = "departement:32"
# A worker that never comes to the end of what follows its answer.
ONLY_ANSWERS = """
import json, sys, time
from geo.siting.worker import study
given = json.loads(sys.stdin.readline())
if given["stage"] == "extras":
    time.sleep(600)
study(given, sys.stdout)
"""


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


def until(true: Callable[[], object], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


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


def test_impossible_choice_is_a_sentence_in_english() -> None:
    english = {SESSION_KEY: "en"}
    page = open_screen("implanter", state=english, territoire="commune:32107", villes="50000")
    end = time.monotonic() + 30
    while not page.error:
        assert time.monotonic() < end
        time.sleep(0.3)
        page.run()
    assert [one.value for one in page.error] == [
        (
            "No town of the territory can host a pole with these choices; lower the minimum "
            "population or lift a veto."
        )
    ]


def running(key: str = "") -> Study:
    """Return the study that runs, once it has a process."""
    end = time.monotonic() + 20
    while True:
        for study in list(SOLVERS._studies.values()):
            if study.state == RUNNING and study.process and study.key != key:
                return study
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture
def asleep(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the solver sleep instead of working, and kill it in the end."""
    monkeypatch.setattr(
        solver, "COMMAND", ("python3", "-c", "import time; input(); time.sleep(60)")
    )
    yield
    SOLVERS.close()


def refused_values(page: AppTest) -> list[str]:
    return [one.value for one in page.warning if "valeur ignorée" in one.value]


@pytest.mark.usefixtures("asleep")
def test_refused_values_of_the_link_are_told_until_the_next_choice() -> None:
    page = open_page(territoire="region:28", sites="99", km="abc", poids="zzz")
    told = refused_values(page)
    assert len(told) == 3
    # The solver's answer makes the page run again by itself, the link cleaned meanwhile.
    for _turn in range(3):
        page.run()
        assert "km" not in page.query_params
        assert refused_values(page) == told
    page.select_slider(key="choix-sites").set_value("2").run()
    assert refused_values(page) == []
    page.run()
    assert refused_values(page) == []
    page.query_params["sites"] = "77"
    page.run()
    assert len(refused_values(page)) == 1


@pytest.mark.usefixtures("asleep")
def test_a_choice_that_a_screen_sets_aside_is_none_of_the_reader() -> None:
    # A year keeps every wave until then: the waves of the link are set aside.
    page = open_page(territoire="region:28", sites="99", annee="2021", vagues="ami-2021")
    told = refused_values(page)
    assert len(told) == 1
    for _turn in range(2):
        assert refused_values(page.run()) == told


@pytest.mark.usefixtures("asleep")
def test_refused_values_stay_behind_on_another_screen() -> None:
    page = open_page(territoire="region:28", sites="99")
    assert refused_values(page)
    page.switch_page("pages/chronologie.py").run()
    page.query_params.clear()
    page.run()
    assert refused_values(page) == []


@pytest.mark.usefixtures("asleep")
def test_stop_stops_and_can_start_again() -> None:
    page = open_page(territoire="france", sites="20")
    study = running()
    assert study.process is not None
    page.button(key="arreter").click().run()
    assert any("arrêté" in one.value for one in page.info)
    assert study.process.wait(10) != 0
    page.button(key="calculer").click().run()
    assert not page.info
    assert page.button(key="arreter")
    assert running(study.key if study.state == RUNNING else "") is not study


@pytest.mark.usefixtures("asleep")
def test_worker_that_dies_is_told_and_started_again() -> None:
    page = open_page(territoire="france", sites="19")
    study = running()
    assert study.process is not None
    study.process.kill()
    until(lambda: study.over)
    page.run()
    assert any("interrompu" in one.value for one in page.error)
    page.run()
    assert page.button(key="reessayer")
    page.button(key="reessayer").click().run()
    assert not page.error
    assert page.button(key="arreter")
    assert running() is not study


@pytest.mark.usefixtures("asleep")
def test_worker_that_lasts_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver, "LONGEST_S", 0.0)
    monkeypatch.setattr(solver, "LOOK_EVERY_S", 0.05)
    page = open_page(territoire="france", sites="18")
    until(lambda: not any(s.state == RUNNING for s in SOLVERS._studies.values()))
    page.run()
    assert any("5 minutes" in one.value for one in page.error)
    assert page.button(key="reessayer")


@pytest.mark.slow
def test_answer_stands_when_what_follows_it_dies(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(solver, "COMMAND", (sys.executable, "-c", ONLY_ANSWERS))
        # Nothing asks for the page while the test waits: on a busy machine its study would be left.
        patched.setattr(solver, "PATIENCE_S", 600.0)
        patched.setattr(solver, "PATIENCE_IN_QUEUE_S", 600.0)
        page = answered(open_page(territoire=GERS, sites="3", km="20"))
        study = running()
        until(lambda: study.stage == EXTRAS and study.process and study.process.poll() is None)
        assert study.process is not None
        study.process.kill()
        until(lambda: study.over)
    page.run()
    told = next(one.value for one in page.warning if "interrompu" in one.value)
    assert "la stabilité" in told
    assert len(site_codes(page)) == 3
    page.button(key="reessayer").click().run()
    assert not any("interrompu" in one.value for one in page.warning)
    again = SOLVERS.find(study.key)
    until(lambda: again.state == DONE)
    assert again.events["answer"] == study.events["answer"]


def test_wait_says_what_is_still_to_come() -> None:
    study = Study("k", {})
    assert wait.progress_words(study).startswith("En attente")
    study.state = RUNNING
    assert "sites" in wait.progress_words(study)
    study.events["answer"] = {}
    first = wait.stage_of(study)
    assert "le coût des refus, les choix plus équitables" in wait.progress_words(study)
    study.events |= {"vetoes": {}, "alternatives": {}, "curve": {}}
    words = wait.progress_words(study)
    assert "À venir : la courbe, la stabilité et ce qui se passe" in words
    assert wait.stage_of(study) > first
    study.events["stability"] = {}
    assert "À venir : ce qui se passe" in wait.progress_words(study)
    study.state = WAITING
    assert "Un autre calcul est en cours" in wait.progress_words(study)
    study.state = DONE
    assert not wait.to_come(study)


def test_stage_moves_with_each_part_and_with_the_end() -> None:
    study = Study("k", {})
    stages = [wait.stage_of(None), wait.stage_of(study)]
    for stage in ("answer", *wait.REST):
        study.events[stage] = {}
        stages.append(wait.stage_of(study))
    study.state = DONE
    stages.append(wait.stage_of(study))
    assert stages[0] == stages[1] == 0
    # The two that grow row by row count once what follows them is there.
    assert stages[2:] == [1, 2, 3, 3, 5, 5, 13]


def test_time_limit_is_said_with_its_gap() -> None:
    answer = {"optimal": False, "gap": 0.0125}
    assert "1,25" in proof(answer)


def test_people_of_unknown_priority_have_a_class_of_their_own() -> None:
    atlas = data.get_atlas()
    asked = Question(atlas, rule=ReachRule("commune"))
    letters = commune_letters(asked, [])
    mayotte = atlas.require_communes()["departement"].to_numpy() == "976"
    assert UNKNOWN in set(letters[mayotte])
    assert LEFT not in set(letters[mayotte])
    assert {TODAY, LEFT, PRIORITY} <= set(letters[~mayotte])
    new = atlas.require_communes()["code"][mayotte].tolist()
    settled = commune_letters(asked, new)
    assert set(settled[mayotte]) == {NEW}
    assert any("inconnue" in mark.label for mark in siting_marks())


def test_towns_that_do_not_fit_are_set_aside() -> None:
    atlas = data.get_atlas()
    view = ViewState(
        territory=GERS, sites="1", veto=("32013", "75056"), impose=("32013", "32107", "32160")
    )
    settled, notes = facts.settled_towns(atlas, get_territory(atlas, GERS), view)
    assert settled.veto == ("32013",)
    assert settled.impose == ("32107",)
    assert ["imposées" in notes[0], "écartées" in notes[1]] == [True, True]
    # Auch stays the largest town of its EPCI, but no town is as large as that.
    larger = replace(view, veto=("32013",), impose=(), town_size="50000")
    settled, notes = facts.settled_towns(atlas, get_territory(atlas, GERS), larger)
    assert settled.veto == ()
    assert "pas candidates" in notes[0]
    fitting = replace(view, veto=("32013",), impose=())
    assert facts.settled_towns(atlas, get_territory(atlas, GERS), fitting) == (fitting, [])


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
    assert facts.weights_of(nothing) == EVERYBODY


def test_first_towns_are_named_and_the_others_counted() -> None:
    names = ["Auch", "Condom", "Mirande", "Lectoure", "Fleurance", "Gimont", "Riscle"]
    names += ["Samatan", "Mauvezin", "Eauze"]
    answer = {"sites": [{"name": name} for name in names]}
    told = first_towns(answer)
    told = told.replace("\u00a0", " ")
    assert "1. Auch, 2. Condom, 3. Mirande, 4. Lectoure, 5. Fleurance, 6. Gimont" in told
    assert "2 autres" in told
    assert "Mauvezin" not in told
    two = first_towns({"sites": answer["sites"][:2]})
    assert "1. Auch et 2. Condom" in two.replace("\u00a0", " ")
    assert first_towns({"sites": answer["sites"][:1]}) == "Où : **Auch**."


def test_refused_town_outside_the_best_choice_is_named_with_its_pole() -> None:
    atlas = data.get_atlas()
    rule = ReachRule("radius", 30.0)
    reached = reach(atlas, rule)
    communes = atlas.require_communes().set_index("code")
    seated = reached.poles["commune"].iloc[0]
    lonely = reached.table.loc[~reached.table["reached"], "code"].iloc[0]
    request = SitingRequest(
        get_territory(atlas, "france"), 1, rule, EVERYBODY, veto=(seated, lonely)
    )
    measured = {"adds": 0, "adds_weight": 0.0, "instead_of": "Nice", "loses": 40.0}
    spared = [
        {"code": seated, "name": communes.loc[seated, "name"], **measured},
        {"code": lonely, "name": communes.loc[lonely, "name"], **measured, "adds_weight": 1.0},
    ]
    told = spared_refusals(atlas, request, reached, {"spared": spared})
    assert len(told) == 2
    assert plain_text(communes.loc[seated, "name"]) in plain_text(told[0])
    assert "déjà à portée" in told[0]
    assert "n'atteindrait personne" in told[0]
    assert "déjà à portée" not in told[1]
    assert "elle atteindrait 1 habitant de plus" in told[1]
    assert "à la place de Nice, le choix atteindrait 40 habitants de moins" in told[1]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"loses": None}, "elle atteindrait 7 habitants de plus."),
        ({"instead_of": ""}, "mais personne que les autres sites n'atteignent"),
        ({"loses": 0.0}, "le choix vaudrait autant"),
    ],
)
def test_refused_town_is_told_only_what_was_measured(change: dict[str, object], words: str) -> None:
    atlas = data.get_atlas()
    request = SitingRequest(veto=("97608",))
    reached = reach(atlas, request.rule)
    name = {"code": "97608", "name": "Mamoudzou"}
    town = {**name, "adds": 7, "adds_weight": 7.0, "instead_of": "Nice", "loses": 3.0, **change}
    (told,) = spared_refusals(atlas, request, reached, {"spared": [town]})
    assert words in told


def test_weights_are_people_only_when_one_counts_for_one() -> None:
    assert counted_people(1, EVERYBODY) == "1 habitant"
    assert counted_people(2, PRIORITY_ONLY) == "2 habitants qui comptent"
    assert counted_people(3, Weights(2, 1, 0, 0)) == "un poids de 3"
    cost = {"refused": "Auch", "loses": 2.0}
    assert "2 habitants qui comptent de plus" in veto_sentence(cost, PRIORITY_ONLY)


def test_aim_cut_short_shows_its_gap() -> None:
    study = Study("k", {})
    proven = {"optimal": True, "gap": 0.0, "least_mean_km": None, "least_largest_km": None}
    study.events["alternatives"] = {
        "rows": [
            {"model": "today", **proven},
            {"model": "reach", **proven, "optimal": False, "gap": 0.25},
            {"model": "mean", **proven, "optimal": False, "gap": 0.0125, "least_mean_km": 12.99},
            {"model": "farthest", **proven, "optimal": False, "gap": 0.5, "least_largest_km": 40},
        ]
    }
    reach_words, mean, farthest = cut_short(study)
    assert "25,00" in reach_words
    assert "1,25" in mean
    assert "distance moyenne sous 12,9" in mean
    assert "le plus éloigné sous 40,0" in farthest


def test_people_that_count_are_a_column_unless_all_do() -> None:
    assert "adds_weight" not in names(site_columns())
    assert titles(site_columns(PRIORITY_ONLY))["adds_weight"] == "Habitants qui comptent"
    assert "poids" in titles(site_columns(Weights(2, 1, 0, 0)))["adds_weight"]
    rural_and_qpv = facts.weights_of(ViewState(weighting="ruraux-qpv"))
    assert rural_and_qpv == Weights(1, 1, 0, 0)


@pytest.mark.slow
def test_without_any_site_there_is_nothing_to_tick() -> None:
    page = answered(open_page(territoire="departement:75", sites="1", poids="ruraux-qpv"))
    assert any("personne de plus qui compte" in one.value for one in page.info)
    assert not any("Cochez" in one.value for one in page.caption)
    assert not any("adds" in one.value.columns for one in page.dataframe)
    assert any("1 ville candidate :" in one.value for one in page.caption)
    assert page.metric[2].delta == "personne dans ce cas ici"
