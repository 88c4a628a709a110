"""The page of a territory, run as Streamlit runs it, against the analyses."""

import pytest
from streamlit.testing.v1 import AppTest

from geo.places.territories import get_territory
from geo.reach.coverage import coverage
from geo.reach.reach import ReachRule, reach
from geo.reach.reaching import OUTSIDE, poles_reaching
from tests.pages.opening import answer, open_screen
from ui import data
from ui.text.formats import number, percent
from ui.view.choices import SECTIONS


def open_page(section: str = "", **link: str) -> AppTest:
    return open_screen("portrait", **link, **({"rubrique": section} if section else {}))


def said(page: AppTest) -> str:
    return "\n".join(item.value for item in (*page.markdown, *page.caption, *page.info))


@pytest.mark.parametrize("territory", ["france", "ancienne-region:82", "departement:974"])
@pytest.mark.parametrize(
    ("link", "rule"),
    [({}, ReachRule()), ({"rayon": "radius", "km": "50"}, ReachRule("radius", 50.0))],
)
def test_sentence_and_figures_are_those_of_the_analysis(
    territory: str, link: dict[str, str], rule: ReachRule
) -> None:
    page = open_page(territoire=territory, **link)
    atlas = data.get_atlas()
    place, reached = get_territory(atlas, territory), reach(atlas, rule)
    covered = coverage(atlas, reached, place)
    outside = (poles_reaching(atlas, reached, place)["seat"] == OUTSIDE).sum()
    assert f"**{percent(covered.share_reached)}** des habitants" in answer(page)
    assert f"**{number(covered.poles)} pôles connus**" in answer(page)
    assert (f"**{number(outside)}** l'attei" in answer(page)) == (outside > 0)
    assert page.metric[0].value == number(covered.poles)
    assert page.metric[1].value == percent(covered.share_reached)


def test_the_table_lists_who_reaches_the_territory() -> None:
    page = open_page(territoire="ancienne-region:82", rayon="radius", km="100")
    atlas = data.get_atlas()
    expected = poles_reaching(
        atlas,
        reach(atlas, ReachRule("radius", 100.0)),
        get_territory(atlas, "ancienne-region:82"),
    )
    shown = page.dataframe[0].value
    assert list(shown["people"]) == list(expected["people"])
    assert (shown["seat"] == "ailleurs").sum() == (expected["seat"] == OUTSIDE).sum() > 0


def test_a_commune_is_answered_at_once() -> None:
    page = open_page(territoire="commune:26281")
    told = said(page)
    assert "**2 pôles connus** l'atteignent, dont **1** y a son siège" in answer(page)
    assert "**la commune en contient 2** – Quartiers Est" in told
    assert "Territoire d'industrie 2023-2027 : **oui** – Valence Romans Agglo" in told
    assert "(FRR) : **non**" in told
    assert "CA Valence Romans Agglo" in told
    assert "DGCL, 10 juillet 2025" in told


def test_an_island_far_from_any_pole() -> None:
    page = open_page(territoire="commune:29155")
    assert "**aucun pôle connu** ne l'atteint" in answer(page)
    assert "aucune : l'île n'en a pas" in said(page)
    assert "France ruralités revitalisation (FRR) : **oui**" in said(page)


def test_corse_du_sud_has_no_known_pole() -> None:
    page = open_page(territoire="departement:2A")
    assert "**aucun pôle connu** n'y a son siège ; **0\u00a0%**" in answer(page)
    assert any("Aucun pôle connu n'atteint" in note.value for note in page.info)


def test_mayotte_says_what_is_not_published() -> None:
    page = open_page("economie", territoire="departement:976")
    assert "aucun taux n'est publié" in said(page)
    assert "aucun revenu médian n'est publié" in said(page)
    assert "aucun chiffre n'est publié ici" in said(page)
    assert [metric.value for metric in page.metric] == ["0", "0\u00a0%", "–", "–"]
    ranked = open_page("rang", territoire="departement:976").dataframe[0].value
    assert (ranked["among"] == "départements d'outre-mer").all()
    assert (ranked["rank"] == "–").sum() == 5


def test_the_four_saint_denis_are_four() -> None:
    atlas = data.get_atlas()
    communes = atlas.require_communes()
    codes = communes.loc[communes["name"] == "Saint-Denis", "code"]
    answers = {answer(open_page(territoire=f"commune:{code}")) for code in codes}
    assert len(answers) == len(codes) == 4


def test_ranks_never_mix_the_oceans() -> None:
    table = open_page("rang", territoire="region:84").dataframe[0].value
    assert set(table["among"]) == {"régions de métropole"}
    assert table["rank"].str.contains(" sur 13").all()


def test_three_alike_stand_beside_the_territory() -> None:
    page = open_page("semblables", territoire="departement:38")
    assert said(page).count("(département, ") >= 4
    page.button_group(key="forme-semblables").set_value("tableau").run()
    shown = page.dataframe[0].value
    assert shown["name"].iloc[0] == "Isère (département, 38)"
    assert len(shown) == 4
    assert shown["share_reached"].between(0, 1).all()


def test_a_chart_turns_into_its_table_and_back() -> None:
    page = open_page("priorites", territoire="departement:38")
    before = len(page.dataframe)
    page.button_group(key="forme-priorites").set_value("tableau").run()
    assert len(page.dataframe) == before + 1
    assert page.query_params["tableaux"] == "priorites"
    covered = coverage(
        data.get_atlas(),
        reach(data.get_atlas()),
        get_territory(data.get_atlas(), "departement:38"),
    )
    shown = page.dataframe[0].value
    assert shown["people"].iloc[0] == covered.population
    assert shown["reached"].tolist() == pytest.approx(
        [covered.share_reached, *(part.share_reached for part in covered.priority.values())]
    )
    page.button_group(key="forme-priorites").set_value("graphique").run()
    assert len(page.dataframe) == before
    assert "tableaux" not in page.query_params


@pytest.mark.slow
@pytest.mark.parametrize(
    "link",
    [
        {},
        {"territoire": "departement:2A"},
        {"territoire": "departement:976"},
        {"territoire": "commune:29155"},
        {"territoire": "commune:75056", "rayon": "declared"},
        {"territoire": "region:32", "vagues": "ami-2025"},
    ],
)
def test_every_section_of_every_hard_territory_is_survived(link: dict[str, str]) -> None:
    page = open_page(**link)
    for section in SECTIONS:
        page.query_params["rubrique"] = section
        page.run()
        assert not page.exception, section
        assert answer(page)
        assert page.query_params.get("rubrique", "poles") == section


def across(column: str, over: str) -> str:
    communes = data.get_atlas().require_communes().dropna(subset=column)
    several = communes.groupby(column)[over].nunique()
    return str(several.index[several > 1][0])


@pytest.mark.parametrize(
    "link",
    [
        {"territoire": "metropole"},
        {"territoire": "commune:69123", "rayon": "epci"},
        {"territoire": "commune:13055", "annee": "2014"},
        {"secteurs": "textile", "statuts": "disparu"},
        {"territoire": "n'importe quoi"},
    ],
)
def test_every_choice_is_survived(link: dict[str, str]) -> None:
    assert answer(open_page(**link))


def test_territories_across_borders_are_survived() -> None:
    assert answer(open_page(territoire=f"epci:{across('epci', 'region')}"))
    assert answer(open_page(territoire=f"zone-emploi:{across('zone_emploi', 'ancienne_region')}"))
