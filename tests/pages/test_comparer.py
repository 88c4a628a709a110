"""The page of comparison, run as Streamlit runs it, against the analyses and the command line."""

import html
import json
import subprocess
import sys

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from geo.compare.compare import compare
from geo.compare.differences import RATE
from geo.places.territories import get_territory
from geo.poles.select import PoleFilter
from geo.reach.reach import ReachRule, reach
from tests.pages.opening import ROOT, answer, open_screen
from ui import data
from ui.text.formats import number, percent
from ui.view import session


def open_page(**link: str) -> AppTest:
    return open_screen("comparer", **link)


def table_of(page: AppTest) -> pd.DataFrame:
    """Return the table on screen, its texts as they are read."""
    shown: pd.DataFrame = page.table[0].value
    return shown.map(lambda text: html.unescape(text.replace("\\", ""))).set_index("Indicateur")


def compared(page: AppTest) -> list[str]:
    return [button.key.removeprefix("retirer-") for button in page.button if _drops(button.key)]


def named_in_the_link(page: AppTest) -> list[str]:
    """Return the territories that the link to copy names."""
    parts = page.session_state[session.SHARED]
    return [parts["territory"], *parts["compared"]]


def _drops(key: str | None) -> bool:
    return bool(key and key.startswith("retirer-"))


@pytest.mark.parametrize(
    ("link", "rule", "poles"),
    [
        ({}, ReachRule(), PoleFilter()),
        (
            {"rayon": "radius", "km": "30", "vagues": "appel-2013"},
            ReachRule("radius", 30.0),
            PoleFilter(cohorts=("appel-2013",)),
        ),
    ],
)
def test_figures_and_table_are_those_of_the_analysis(
    link: dict[str, str], rule: ReachRule, poles: PoleFilter
) -> None:
    names = ["ancienne-region:82", "region:11", "departement:974"]
    page = open_page(territoire=names[0], avec=",".join(names[1:]), **link)
    atlas = data.get_atlas()
    table = compare(atlas, reach(atlas, rule, poles), [get_territory(atlas, n) for n in names])
    assert compared(page) == names
    assert [metric.value for metric in page.metric] == [
        percent(share, 1) for share in table["share_reached"]
    ]
    shown = table_of(page)
    assert list(shown.columns) == ["Rhône-Alpes", "Île-de-France", "La Réunion"]
    assert shown.loc["Habitants (2023)"].tolist() == [number(n) for n in table["population"]]
    values = zip(table[RATE], table[f"{RATE}_low"], table[f"{RATE}_high"], strict=True)
    rates = [f"{number(v, 2)} [{number(low, 2)} – {number(high, 2)}]" for v, low, high in values]
    assert shown.loc["Pôles par million d'habitants [intervalle à 95 %]"].tolist() == rates


def test_the_example_answers_the_question() -> None:
    page = open_page()
    assert compared(page) == ["ancienne-region:82", "region:11"]
    told = answer(page)
    assert "**Île-de-France** devant **Rhône-Alpes**" in told
    assert "**69,4\xa0%**" in told.replace("\u202f", "\xa0")
    assert "Aucune autre règle n'inverse cet écart" in told
    assert "ne diffère pas plus que le hasard" in told
    words = "\n".join(text.value for text in page.markdown)
    assert "Avec 3 pôles inconnus du registre, **Île-de-France** rattraperait" in words
    assert any("Registre incomplet" in note.value for note in page.caption)


def test_the_link_to_copy_names_whom_the_example_compares() -> None:
    page = open_page()
    assert not dict(page.query_params)
    assert named_in_the_link(page) == ["ancienne-region:82", "region:11"]
    # The territory on show is one of those compared.
    assert any(button.key == "fil-france" for button in page.button)


def test_a_territory_beside_itself_is_told() -> None:
    page = open_page(territoire="region:11", avec="region:11")
    assert compared(page)[0] == "region:11"
    assert len(compared(page)) == 4
    assert any("ne se compare pas à lui-même" in note.value for note in page.info)
    assert any("de même sorte qui lui ressemblent" in note.value for note in page.caption)
    assert named_in_the_link(page) == compared(page)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ({"territoire": "departement:38"}, 4),
        ({"territoire": "departement:38", "avec": "dessus"}, 2),
        ({"territoire": "departement:29", "avec": "voisins"}, 3),
        # An island has no neighbour: the territory above stands in.
        ({"territoire": "departement:974", "avec": "voisins"}, 2),
        ({"territoire": "metropole"}, 2),
        ({"territoire": "france", "avec": "region:84"}, 2),
        (
            {"territoire": "commune:29155", "avec": "commune:97411,departement:2A,departement:976"},
            4,
        ),
    ],
)
def test_to_whom_a_territory_is_compared(link: dict[str, str], expected: int) -> None:
    page = open_page(**link)
    assert len(compared(page)) == expected
    assert len(page.metric) == expected


def test_too_many_and_invalid_territories_are_told() -> None:
    page = open_page(
        territoire="region:84", avec="region:11,region:76,region:32,region:28,region:99"
    )
    assert compared(page) == ["region:84", "region:11", "region:76", "region:32"]
    warnings = " ".join(warning.value for warning in page.warning)
    assert "Normandie" in warnings
    assert "region:99" in warnings


def test_a_territory_is_dropped_and_the_link_follows() -> None:
    page = open_page(territoire="region:84", avec="region:11,region:76")
    page.button(key="retirer-region:84").click().run()
    assert compared(page) == ["region:11", "region:76"]
    assert page.query_params["territoire"] == "region:11"
    assert page.query_params["avec"] == "region:76"
    # Two make a comparison.
    assert page.button(key="retirer-region:11").disabled


def test_peers_are_one_click_away() -> None:
    page = open_page(territoire="region:84", avec="region:11")
    page.button(key="comparer-dessus").click().run()
    assert compared(page) == ["region:84", "france"]
    assert page.query_params["avec"] == "dessus"


def test_a_territory_is_searched_and_added() -> None:
    page = open_page(territoire="region:84", avec="region:11")
    page.text_input(key="comparer-recherche").input("grenoble metropole").run()
    page.button(key="ajouter-epci:200040715").click().run()
    assert compared(page) == ["region:84", "region:11", "epci:200040715"]


def test_overlapping_territories_are_not_tested() -> None:
    page = open_page(territoire="region:11", avec="ancienne-region:11")
    assert "se recouvrent" in answer(page)
    part = next(group for group in page.button_group if group.key == "comparer-parties")
    part.set_value("tests").run()
    assert not page.exception
    verdicts = page.dataframe[0].value["verdict"]
    assert "pas de test : le même territoire" in verdicts.tolist()


@pytest.mark.slow
@pytest.mark.parametrize("part", ["graphiques", "fichiers"])
def test_charts_and_files_come_when_asked_for(part: str) -> None:
    page = open_page(territoire="region:84", avec="region:11")
    next(group for group in page.button_group if group.key == "comparer-parties").set_value(
        part
    ).run()
    assert not page.exception
    assert not page.table
    assert page.query_params["partie"] == part


@pytest.mark.slow
def test_the_command_line_gives_the_same_figures() -> None:
    page = open_page(territoire="ancienne-region:82", avec="region:11")
    command = [sys.executable, "-m", "geo", "compare", "ancienne-region:82", "region:11", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    records = json.loads(done.stdout)["territories"]
    shown = table_of(page)
    for name, record in zip(shown.columns, records, strict=True):
        assert shown.loc["Habitants atteints", name] == percent(record["share_reached"], 1)
        rate = record["poles_per_million"]
        assert shown.loc["Pôles par million d'habitants [intervalle à 95 %]", name] == (
            f"{number(rate['value'], 2)} [{number(rate['low'], 2)} – {number(rate['high'], 2)}]"
        )
