"""The words of a portrait: what is published is told, what is not is told too."""

from dataclasses import replace

import pytest

from geo.people.people import DEFAULT_PRIORITIES
from geo.places.territories import Territory, get_territory
from geo.poles.select import PoleFilter
from geo.reach.commune_answer import commune_answer
from geo.reach.question import Question
from geo.reach.reach import ReachRule
from ui import data
from ui.screens.portrait.commune import commune_lines, list_date
from ui.screens.portrait.facts import Economy, Portrait, economy, peers, portrait, quarters
from ui.screens.portrait.tables import (
    POLES,
    RANKS,
    jobs_table,
    peer_table,
    pole_table,
    priority_table,
    priority_unknown,
    rank_table,
    rate_table,
    unplaced_sentence,
)
from ui.screens.portrait.words import (
    figures,
    income_sentence,
    jobs_sentence,
    rank_words,
    sentence,
    unemployment_sentence,
)
from ui.text.columns import names, titles
from ui.text.formats import kilometres, percent
from ui.view.rules import cached_reach


def of(name: str) -> Territory:
    return get_territory(data.get_atlas(), name)


def about(name: str) -> Question:
    return Question(data.get_atlas(), of(name))


def known(name: str) -> Economy:
    return economy(data.get_atlas(), of(name))


def made(name: str, rule: ReachRule | None = None, poles: PoleFilter | None = None) -> Portrait:
    asked = (rule or ReachRule(), poles or PoleFilter(), DEFAULT_PRIORITIES)
    return portrait(Question(data.get_atlas(), of(name), *asked))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("departement:2A", "Corse-du-Sud (département, 2A)** : **aucun pôle connu** n'y a son"),
        ("departement:976", "**1** s'y rattache sans siège connu ; **0\u00a0%**"),
        ("ancienne-region:82", "**8 pôles connus** y ont leur siège, **1** l'atteint de l'ext"),
        ("commune:29155", "le siège le plus proche, Mady&co, est à **151\u00a0km**."),
        ("commune:97613", "aucun siège connu de ce côté de l'océan."),
    ],
)
def test_the_sentence_is_true_and_short(name: str, said: str) -> None:
    text = sentence(made(name)).replace("\\", "")
    assert said in text
    # The name and at most three figures are set off.
    assert text.count("**") <= 8


def test_a_commune_where_nobody_lives_is_told() -> None:
    communes = data.get_atlas().require_communes()
    empty = communes.loc[communes["population"] == 0, "code"].iloc[0]
    found = made(f"commune:{empty}")
    assert sentence(found)
    assert figures(found)[1].value == "–"


def test_the_distance_of_a_commune_without_inhabitants_is_the_same_everywhere() -> None:
    for commune in ("55139", "38185"):
        found = made(f"commune:{commune}")
        assert found.commune is not None
        way = kilometres(found.commune.nearest["distance_km"].iloc[0])
        assert figures(found)[3].value == way
        assert way in sentence(found) or len(found.reaching)
    assert kilometres(made("commune:38185").distance_km) == figures(made("commune:38185"))[3].value


def test_a_rank_says_which_poles_it_does_not_count() -> None:
    told = figures(made("departement:976"))[1].comparison
    assert told.endswith("; 1 pôle sans siège connu n'est pas compté")
    assert "compté" not in figures(made("departement:38"))[1].comparison


def test_ranks_in_words() -> None:
    isere = made("departement:38")
    assert rank_words(isere, "population").endswith("sur 96 départements de métropole")
    assert rank_words(made("departement:2A"), "share_reached").endswith("(ex æquo)")
    assert rank_words(made("departement:976"), "distance_km") == ""
    assert rank_words(made("france"), "population") == ""


def test_every_table_has_its_columns() -> None:
    found = made("region:84")
    assert list(pole_table(found)) == names(POLES)
    assert set(rank_table(found)) == set(names(RANKS))
    assert rank_table(made("france")).empty


def test_priorities_are_those_of_coverage_and_unknown_is_not_zero() -> None:
    isere = priority_table(made("departement:38"))
    covered = made("departement:38").covered
    assert isere["people"].iloc[0] == covered.population
    assert isere["share"].iloc[2] == covered.priority["rural"].population / covered.population
    mayotte = made("departement:976")
    table = priority_table(mayotte)
    assert table["people"].isna().tolist() == [False, True, False, True]
    assert "bassins désindustrialisés : 256" in priority_unknown(mayotte)
    assert priority_unknown(made("departement:38")) == ""


def test_poles_without_seat_are_named() -> None:
    told = unplaced_sentence(made("ancienne-region:82"))
    assert "Centre Isère" in told
    assert told.startswith("Sans siège connu, rattachés")
    assert unplaced_sentence(made("departement:2A")) == ""


def test_a_commune_has_a_line_for_every_question_with_the_date_of_its_list() -> None:
    atlas = data.get_atlas()
    reached = cached_reach(Question(atlas))
    lines = commune_lines(atlas, commune_answer(atlas, reached, of("commune:26281")))
    by_subject = {line.subject: line for line in lines}
    assert len(by_subject) == len(lines) == 11
    assert all(line.answer and line.source for line in lines)
    assert by_subject["Intercommunalité (EPCI)"].answer == "CA Valence Romans Agglo"
    nearest = by_subject["Siège de pôle le plus proche"]
    assert nearest.answer == "Pôle Sud (Archer), dans la commune, l'atteint"


def test_the_date_of_a_list_is_its_day_or_its_vintage() -> None:
    atlas = data.get_atlas()
    assert list_date(atlas, "frr") == "DGCL, 10 juillet 2025"
    assert list_date(atlas, "qpv-communes") == "ANCT, édition de janvier 2026"
    assert list_date(atlas, "nulle-part") == ""


def test_unemployment_is_never_given_to_a_level_that_has_none() -> None:
    grenoble = unemployment_sentence(known("commune:38185").unemployment, of("commune:38185"))
    assert "zone d'emploi de Grenoble, dont le territoire fait partie" in grenoble
    zone = of("zone-emploi:8409")
    assert unemployment_sentence(economy(data.get_atlas(), zone).unemployment, zone).startswith(
        "Chômage de la zone d'emploi : **6,7\u00a0%**"
    )
    isere = of("departement:38")
    assert "Ce n'est pas le taux du territoire" in unemployment_sentence(
        economy(data.get_atlas(), isere).unemployment, isere
    )
    france = unemployment_sentence(known("france").unemployment, of("france"))
    assert "Aucun taux pour 550" in france


def test_incomes_say_that_they_are_of_communes() -> None:
    assert "Revenu médian de la commune : **20" in income_sentence(known("commune:26281").income)
    assert "Ce n'est pas le revenu médian du territoire" in income_sentence(
        known("departement:38").income
    )
    assert "aucun revenu médian" in income_sentence(known("departement:971").income)


def test_jobs_say_how_their_zones_relate_to_the_territory() -> None:
    def told(name: str) -> str:
        return jobs_sentence(known(name).jobs, of(name))

    assert "plus grande que le territoire" in told("commune:26281")
    assert "dont au moins la moitié des habitants vit ici (Lyon, Grenoble et Saint-Étienne…)" in (
        told("ancienne-region:82")
    )
    # The zones d'emploi of 2010 make up Corse-du-Sud exactly.
    assert told("departement:2A").endswith("(Insee, Estel, zones d'emploi de 2010).")
    assert told("departement:976") == (
        "Emploi industriel : aucun chiffre n'est publié ici par zone d'emploi."
    )


def test_jobs_of_france_are_not_set_beside_themselves() -> None:
    assert set(jobs_table(known("france"), of("france"))["series"]) == {"France"}
    table = jobs_table(known("departement:38"), of("departement:38"))
    assert table.groupby("series")["value"].first().tolist() == [100, 100]


def test_rates_name_their_series() -> None:
    assert set(rate_table(known("commune:38185"))["series"]) == {
        "Zone d'emploi : Grenoble",
        "France, médiane des habitants",
    }
    assert len(set(rate_table(known("region:84"))["series"])) == 4
    assert rate_table(known("departement:976")).empty


def test_a_zone_is_called_as_the_portrait_knows_it() -> None:
    renamed = replace(known("commune:38185"), zone_names={"8409": "Isère du Nord"})
    assert "Zone d'emploi : Isère du Nord" in set(rate_table(renamed)["series"])


def test_quarters_add_up_to_their_people() -> None:
    table = quarters(about("departement:38"))
    total = made("departement:38").covered.priority["qpv"].population
    assert table["people"].sum() == pytest.approx(total)
    reached = table.loc[table["reached"], "people"].sum()
    assert reached >= made("departement:38").covered.priority["qpv"].population_reached - 1e-6
    assert table["people"].is_monotonic_decreasing


def test_the_territory_comes_first_among_those_like_it() -> None:
    table = peer_table(peers(about("departement:38")))
    assert table["name"].iloc[0] == "Isère (département, 38)"
    assert len(table) == 4
    assert percent(table["share_reached"].iloc[0]) == figures(made("departement:38"))[1].value
    assert peers(about("france")).empty


def test_figures_of_the_files_are_numbers() -> None:
    found = rank_table(made("ancienne-region:82"))
    typed = [name for name in titles(RANKS) if name not in {"indicator", "among"}]
    assert all(found[name].dtype.kind in "iuf" for name in typed)
    people = found[found["indicator"] == "Habitants (2023)"].iloc[0]
    assert people["value_figure"] == 6_834_956
    assert "value" not in titles(RANKS)
