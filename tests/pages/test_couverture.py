"""The page of coverage, run as Streamlit runs it, against the analyses and the command line."""

import json
import subprocess
import sys

import pytest
from streamlit.testing.v1 import AppTest

from geo.people.people import DEFAULT_PRIORITIES, PriorityRule
from geo.places.territories import get_territory
from geo.poles.select import PoleFilter
from geo.reach.access import floating_catchment, mean_access
from geo.reach.coverage import coverage, left_out_of
from geo.reach.gaps import find_gaps, group_gaps
from geo.reach.question import Question
from geo.reach.reach import ReachRule, reach
from geo.vocabulary import PRIORITIES
from tests.pages.opening import ROOT, answer, open_screen
from ui import data
from ui.text.formats import number, people, share, spoken
from ui.view.rules import cached_rules


def open_page(**link: str) -> AppTest:
    return open_screen("couverture", **link)


def figures(page: AppTest) -> list[str]:
    return [metric.value for metric in page.metric]


@pytest.mark.parametrize(
    ("link", "rule"),
    [
        ({}, ReachRule()),
        ({"rayon": "commune"}, ReachRule("commune")),
        ({"rayon": "epci"}, ReachRule("epci")),
        ({"rayon": "declared"}, ReachRule("declared")),
        ({"rayon": "radius", "km": "30", "detour": "1.3"}, ReachRule("radius", 30.0, 1.3)),
    ],
)
@pytest.mark.parametrize("territory", ["france", "ancienne-region:82", "departement:974"])
def test_sentence_and_figures_are_those_of_the_analysis(
    link: dict[str, str], rule: ReachRule, territory: str
) -> None:
    page = open_page(territoire=territory, **link)
    atlas = data.get_atlas()
    covered = coverage(atlas, reach(atlas, rule), get_territory(atlas, territory))
    assert figures(page) == [
        share(covered.share_reached),
        *(share(priority.share_reached) for priority in covered.priority.values()),
    ]
    assert share(covered.share_reached) in answer(page)
    assert number(covered.population_reached) in page.metric[0].delta


def test_the_table_lists_the_gaps_in_order() -> None:
    page = open_page(territoire="region:32", rayon="radius", km="30")
    atlas = data.get_atlas()
    expected = find_gaps(
        atlas, reach(atlas, ReachRule("radius", 30.0)), get_territory(atlas, "region:32")
    )
    assert list(page.dataframe[0].value["code"]) == list(expected["code"])
    assert (page.dataframe[0].value["area"] >= 1).all()


def test_the_reader_narrows_the_gaps_down() -> None:
    page = open_page(territoire="region:32", rayon="radius", km="30")
    page.button_group(key="choix-conditions").set_value(["hors-portee", "desindustrialise"]).run()
    shown = page.dataframe[0].value
    assert len(shown) == 6
    assert page.query_params["conditions"] == "hors-portee,desindustrialise"
    said = next(text.value for text in page.markdown if "zones d'emploi** sans pôle" in text.value)
    assert number(950_304) in said


def test_without_a_gap_not_everybody_is_reached_for_that() -> None:
    page = open_page(territoire="commune:29155", manques="epci")
    assert figures(page)[0] == share(0)
    (told,) = [info.value for info in page.info if "Aucune intercommunalité" in info.value]
    atlas = data.get_atlas()
    people = coverage(atlas, reach(atlas), get_territory(atlas, "commune:29155")).population
    assert number(people) in told


def test_equal_shares_are_not_set_against_each_other() -> None:
    page = open_page(territoire="departement:10")
    assert figures(page)[0] == share(0.003)
    assert "seulement" not in answer(page)


def test_only_the_poles_that_concern_the_territory_are_told() -> None:
    def told(**link: str) -> str:
        return " ".join(caption.value for caption in open_page(**link).caption)

    assert "1 pôle disparu est compté" in told(territoire="region:32")
    reunion = told(territoire="departement:974", rayon="declared")
    assert "disparu" not in reunion
    assert "pôle ne déclare pas de territoire" in reunion
    assert "18 pôles" not in reunion


def test_a_detour_is_never_unseen() -> None:
    page = open_page(territoire="region:32", detour="1.5")
    detour = page.select_slider(key="choix-detour")
    assert detour.value == "1.5"
    assert detour.options == ["1,0", "1,1", "1,2", "1,3", "1,4", "1,5"]
    assert any("multipliées par 1,5" in caption.value for caption in page.caption)


def test_the_page_says_which_priorities_are_in() -> None:
    page = open_page(ruralite="socle,plus,zrr", industrie="afr")
    said = next(caption.value for caption in page.caption if "Communes rurales : " in caption.value)
    assert "ZRR" in said
    assert "AFR" in said


def test_the_rule_of_the_reader_is_among_those_compared() -> None:
    page = open_page(rayon="radius", km="40")
    chosen = ReachRule("radius", 40.0)
    france = get_territory(data.get_atlas(), "france")
    rules = cached_rules(Question(data.get_atlas(), france, chosen))
    assert rules["km"].dropna().tolist() == [10, 20, 30, 40, 50, 75, 100]
    row = rules[rules["km"] == 40].iloc[0]
    assert figures(page)[0] == share(row["share_reached"])


def test_contiguous_gaps_are_read_as_one_area() -> None:
    page = open_page(territoire="region:32")
    atlas = data.get_atlas()
    gaps = find_gaps(atlas, reach(atlas), get_territory(atlas, "region:32"))
    areas = next(table.value for table in page.dataframe if "units" in table.value)
    assert list(areas["area"]) == list(group_gaps(atlas, gaps)["area"])
    assert areas["units"].sum() == len(gaps)
    assert areas["left_out"].sum() == gaps["left_out"].sum()


def test_access_by_priority_follows_the_detour_and_the_choices_of_the_reader() -> None:
    page = open_page(territoire="region:32", detour="1.5", ruralite="zrr")
    atlas = data.get_atlas()
    reached = reach(atlas, ReachRule(detour=1.5))
    territory, priorities = get_territory(atlas, "region:32"), PriorityRule(("zrr",))
    shared = mean_access(atlas, floating_catchment(atlas, reached), territory, priorities)
    (table,) = [frame.value for frame in page.dataframe if "access" in frame.value]
    assert table["access"].tolist() == shared.round(2).tolist()
    # The detour and the classes both count.
    assert (
        shared["total"]
        != mean_access(atlas, floating_catchment(atlas, reach(atlas)), territory, priorities)[
            "total"
        ]
    )
    assert (
        shared["rural"]
        != mean_access(atlas, floating_catchment(atlas, reached), territory, DEFAULT_PRIORITIES)[
            "rural"
        ]
    )
    said = next(caption.value for caption in page.caption if "plus proche est à" in caption.value)
    assert "multipliées par 1,5" in said


def test_access_as_the_crow_flies_says_so() -> None:
    page = open_page(territoire="departement:48")
    said = next(caption.value for caption in page.caption if "plus proche est à" in caption.value)
    assert said.endswith("Distances à vol d'oiseau.")


def test_gaps_are_read_by_epci_too() -> None:
    page = open_page(territoire="departement:59", manques="epci")
    atlas = data.get_atlas()
    expected = find_gaps(
        atlas, reach(atlas, ReachRule()), get_territory(atlas, "departement:59"), "epci"
    )
    assert len(expected) > 1
    assert list(page.dataframe[0].value["code"]) == list(expected["code"])


def test_page_and_command_line_say_the_same() -> None:
    page = open_page(territoire="ancienne-region:82")
    command = [sys.executable, "-m", "geo", "coverage", "--territory", "ancienne-region:82"]
    command += ["--reach", "zone-emploi", "--json"]
    told = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)
    assert figures(page) == [
        share(told["share_reached"]),
        *(share(told["priority"][name]["share_reached"]) for name in PRIORITIES),
    ]


def test_poles_without_seat_are_named() -> None:
    page = open_page(territoire="region:32")
    atlas = data.get_atlas()
    left_out = left_out_of(atlas, reach(atlas, ReachRule()), get_territory(atlas, "region:32"))
    assert len(left_out) == 2
    names = [set(table.value["name"]) for table in page.dataframe if "attachment" in table.value]
    assert set(left_out["name"]) in names


def test_coverage_as_of_a_year_counts_the_waves_until_then() -> None:
    before = open_page(annee="2014")
    atlas = data.get_atlas()
    rule = ReachRule()
    poles = PoleFilter(cohorts=("temoin-2011", "appel-2013"))
    covered = coverage(atlas, reach(atlas, rule, poles), get_territory(atlas, "france"))
    assert figures(before)[0] == share(covered.share_reached)


def test_the_territory_follows_from_one_screen_to_the_other() -> None:
    page = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    page.query_params["territoire"] = "region:11"
    page.run()
    page.switch_page("pages/couverture.py").run()
    assert "Île-de-France" in answer(page)


@pytest.mark.parametrize(
    "link",
    [
        {"affichage": "distance", "maille": "zone-emploi"},
        {"territoire": "departement:976", "affichage": "distance"},
        {"territoire": "commune:29155"},
        {"territoire": "departement:2A", "maille": "zone-emploi"},
        {"ruralite": "aucun", "industrie": "afr"},
        {"debut": "2017", "fin": "1998", "recul": "80", "part": "20"},
        {"debut": "2005", "fin": "2005"},
        {"vagues": "ami-2025"},
    ],
)
def test_every_choice_is_survived(link: dict[str, str]) -> None:
    assert answer(open_page(**link))


def test_a_year_keeps_every_wave_until_then_and_says_so() -> None:
    page = open_page(annee="2014", vagues="ami-2023")
    assert figures(page) == figures(open_page(annee="2014"))
    assert any("toutes les vagues" in warning.value for warning in page.warning)
    assert "vagues" not in page.query_params


def test_a_year_without_a_call_is_a_year_too() -> None:
    atlas = data.get_atlas()
    poles = PoleFilter(cohorts=("temoin-2011",))
    covered = coverage(atlas, reach(atlas, ReachRule(), poles), get_territory(atlas, "france"))
    assert figures(open_page(annee="2012"))[0] == share(covered.share_reached)


def test_a_sector_chosen_on_the_map_counts_here() -> None:
    atlas = data.get_atlas()
    poles = PoleFilter(sectors=("bois",))
    covered = coverage(atlas, reach(atlas, ReachRule(), poles), get_territory(atlas, "france"))
    assert figures(open_page(secteurs="bois"))[0] == share(covered.share_reached)


@pytest.mark.parametrize(
    ("link", "told"),
    [({"debut": "2000", "fin": "2000"}, "deux années"), ({"ruralite": "aucun"}, "FRR")],
)
def test_a_choice_set_aside_is_told(link: dict[str, str], told: str) -> None:
    page = open_page(**link)
    assert any(told in warning.value for warning in page.warning)
    assert figures(page) == figures(open_page())


def test_a_wrong_rule_is_told() -> None:
    page = open_page(rayon="teleportation", km="-3")
    assert len(page.warning) == 2
    assert answer(page)


def test_the_people_in_priority_areas_are_those_of_the_command_line() -> None:
    command = [sys.executable, "-m", "geo", "coverage", "--territory", "region:32", "--json"]
    told = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)
    together = told["details"]["priority_any"]
    said = answer(open_page(territoire="region:32"))
    for figure in (
        people(told["population_reached"]),
        share(told["share_reached"]),
        spoken(together["population_reached"]),
        share(together["share_reached"]),
    ):
        assert f"**{figure}**" in said


def test_of_mayotte_the_priorities_are_not_known() -> None:
    page = open_page(territoire="departement:976")
    assert "combien vivent en territoire prioritaire est inconnu" in answer(page)
    assert figures(page)[1] == figures(page)[3] == "inconnu"
    (table,) = [frame.value for frame in page.dataframe if "access" in frame.value]
    groups = table["group"].tolist()
    assert groups[-1] == "Hors priorité : inconnu"
    assert groups[1] == "Quartiers prioritaires (QPV) : inconnu"
    assert groups[2] == "Communes rurales"
    assert table["within_50_km"].iloc[1:].isna().all()


def test_a_gap_across_the_border_says_that_it_is_a_part_and_opens_whole() -> None:
    told = "seule la part dans Hauts-de-France est comptée ici"
    page = open_page(territoire="region:32", rayon="radius", km="30")
    shown = page.dataframe[0].value.set_index("code")
    assert shown.loc["0058", "name"] == "La Vallée de la Bresle-Vimeu (en partie)"
    assert shown.loc["0058", "population"] == 36_291
    assert shown.loc["3220", "name"] == "Saint-Quentin"
    assert any(told in caption.value for caption in page.caption)
    whole = open_page(territoire="zone-emploi:0058", rayon="radius", km="30")
    assert whole.dataframe[0].value["name"].tolist() == ["La Vallée de la Bresle-Vimeu"]
    assert not any("seule la part" in caption.value for caption in whole.caption)
