"""On the siting screen, what is said of those who count is not said of all inhabitants."""

import pandas as pd
import pytest

from geo.reach.reach import ReachRule
from geo.siting.cover import EVERYBODY, Siting, SitingRequest, Weights, choose_sites
from geo.siting.study import alternatives, curve, stability, without_each
from geo.siting.wire import answer_record
from geo.tables.atlas import Atlas
from geo.tables.plain import plain_rows
from tests.geo.countries import country
from ui.screens.implanter import words
from ui.screens.implanter.fair import SHORT_NAMES, trade_off, trade_off_charts
from ui.screens.implanter.files import tables
from ui.screens.implanter.study import Study
from ui.screens.implanter.tables import (
    alternative_columns,
    alternative_table,
    curve_columns,
    curve_table,
    refusal_columns,
    refusal_table,
    site_columns,
    site_table,
    stability_columns,
    stability_table,
)
from ui.screens.implanter.words import aim_name
from ui.text.columns import Columns, names, shown_names, titles

RURAL = Weights(qpv=0, rural=1, desindustrialise=0, everybody=0)
TWICE = Weights(qpv=0, rural=2, desindustrialise=0, everybody=0)
TOTAL = "Habitants à portée, cumul"
NEAR = ReachRule("radius", 25.0)
WEIGHTS = pytest.mark.parametrize(
    "weights", [EVERYBODY, RURAL, TWICE], ids=["everybody", "rural", "twice"]
)


@pytest.fixture
def line() -> Atlas:
    """Return five towns on a meridian, some 22 km apart, a pole in the south, rural in the north.

    Three large ones, then a rural one far from the next rural one.
    """
    towns = [("01001", 5000), ("01002", 4000), ("01003", 9000), ("01004", 800), ("01005", 2500)]
    return country(
        [
            {
                "code": code,
                "population": people,
                "lat": 46 + 0.23 * number,
                "epci": f"20000000{number}",
                "zone_emploi": f"840{number}",
                "frr": "socle" if code in {"01002", "01005"} else "non",
            }
            for number, (code, people) in enumerate(towns)
        ],
        [{"id": "sud", "commune": "01001"}],
    )


def study_of(atlas: Atlas, weights: Weights) -> tuple[Study, SitingRequest, Siting]:
    request = SitingRequest(sites=1, rule=NEAR, weights=weights, min_population=0)
    siting = choose_sites(atlas, request)
    study = Study("k", {})
    study.events = {
        "answer": answer_record(siting),
        "alternatives": {"rows": plain_rows(alternatives(atlas, siting))},
        "curve": {"rows": [point._asdict() for point in curve(siting.ground, 2)]},
        "stability": {"rows": plain_rows(stability(atlas, siting))},
        "without": {"rows": list(without_each(atlas, siting))},
    }
    return study, request, siting


@WEIGHTS
def test_share_of_the_best_can_be_derived_again(line: Atlas, weights: Weights) -> None:
    study, _, _ = study_of(line, weights)
    table = stability_table(study, weights)
    shown = [name for name in names(stability_columns(weights)) if name in table]
    before, same, best = shown[1:4]
    gained = table[same] - table[before]
    assert (gained / (table[best] - table[before])).tolist() == pytest.approx(
        table["share_kept"].tolist()
    )
    assert ("weight_best" in shown) == (weights != EVERYBODY)


@WEIGHTS
def test_loss_is_what_the_column_beside_it_falls_by(line: Atlas, weights: Weights) -> None:
    study, _, siting = study_of(line, weights)
    table = refusal_table(study, weights)
    reached = table.columns[2]
    assert list(table.columns[:2]) == ["name", "loses"]
    assert (siting.weight_reached_after - table[reached]).tolist() == table["loses"].tolist()
    assert table["loses"].iloc[0] > 0


@WEIGHTS
def test_share_of_the_curve_and_total_of_the_sites(line: Atlas, weights: Weights) -> None:
    study, request, siting = study_of(line, weights)
    points = curve_table(study, request)
    reached = points[points.columns[2]]
    total = siting.ground.weight.sum()
    assert (reached / total).tolist() == points["share"].tolist()
    assert points["more"].tolist()[1:] == reached.diff().tolist()[1:]
    table = site_table(study.events["answer"])
    assert ("total_weight" in names(site_columns(weights))) == (weights != EVERYBODY)
    assert table["total_weight"].iloc[-1] == siting.weight_reached_after


def test_fair_choices_are_told_for_those_who_count(line: Atlas) -> None:
    study, _, siting = study_of(line, RURAL)
    table = alternative_table(study, RURAL).set_index("model")
    assert table.loc["reach", "weight_reached"] == siting.weight_reached_after
    assert "qui comptent" in table.loc["reach", "aim"]
    assert {"weight_reached", "population_reached"} <= set(names(alternative_columns(RURAL)))
    assert "weight_reached" not in names(alternative_columns())
    assert "poids" in aim_name("reach", TWICE)
    assert "qui compte" in aim_name("farthest", RURAL)
    assert aim_name("reach") == "Atteindre le plus d'habitants (la réponse)"


def test_sentence_gives_up_those_who_count_not_all_inhabitants() -> None:
    table = pd.DataFrame(
        {
            "model": ["reach", "farthest"],
            "weight_reached": [900.0, 700.0],
            # More inhabitants in all, though fewer who count.
            "population_reached": [1000, 5000],
            "largest_km": [71.0, 40.0],
        }
    )
    told = trade_off(table, RURAL)
    assert told.startswith("Atteindre le plus d'habitants qui comptent laisse")
    assert told.endswith("mais atteint 200 habitants qui comptent de moins.")
    assert trade_off(table, TWICE).endswith("mais atteint un poids de 200 de moins.")
    told = trade_off(table, EVERYBODY)
    assert told.startswith("Un autre choix, qui n'atteint personne de moins, ramène")
    assert "de 71\u00a0km à 40\u00a0km" in told


def test_fair_choice_that_is_no_fairer_is_not_called_so() -> None:
    table = pd.DataFrame(
        {
            "model": ["reach", "farthest"],
            "population_reached": [900, 900],
            "largest_km": [27.4, 27.4],
            "optimal": [True, True],
        }
    )
    told = trade_off(table, EVERYBODY)
    assert told.startswith("Rien à départager : le plus éloigné reste à 27,4\u00a0km")
    unproven = trade_off(table.assign(optimal=False), EVERYBODY)
    assert unproven.endswith("aucun choix trouvé ne fait mieux.")
    nobody = trade_off(table.assign(largest_km=float("nan")), EVERYBODY)
    assert nobody.startswith("Personne ne compte ici")
    # A single commune that has its pole.
    here = trade_off(table.assign(largest_km=0.0), EVERYBODY)
    assert here.endswith("a un pôle, connu ou proposé.")
    assert "km" not in here


def test_no_distance_is_told_where_nobody_counts(line: Atlas) -> None:
    study, _, siting = study_of(line, Weights(qpv=1, rural=0, desindustrialise=0, everybody=0))
    assert not siting.ground.weight.any()
    table = alternative_table(study, RURAL)
    assert table["largest_km"].isna().all()
    assert trade_off(table, RURAL).startswith("Personne ne compte ici")


@WEIGHTS
def test_charts_show_what_the_table_says(line: Atlas, weights: Weights) -> None:
    study, _, siting = study_of(line, weights)
    table = alternative_table(study, weights)
    total = siting.ground.weight.sum()
    reached, farthest = trade_off_charts(table, weights, total)
    counted = table["population_reached" if weights == EVERYBODY else "weight_reached"]
    assert reached.rows["value"].tolist() == (counted / total).tolist()
    assert farthest.rows["value"].tolist() == table["largest_km"].tolist()
    assert len(reached.rows["label"]) == len(SHORT_NAMES)


def test_exports_carry_both(line: Atlas) -> None:
    study, request, _ = study_of(line, RURAL)
    for title, (table, labels) in tables(study, request).items():
        assert set(labels) <= set(table.columns), title
        titles = list(labels.values())
        assert any("ui comptent" in one for one in titles), title
        assert any(one.startswith("Tous") or one == TOTAL for one in titles), title
        assert len(titles) == len(set(titles)), title


def test_columns_are_those_of_the_tables(line: Atlas) -> None:
    for weights in (EVERYBODY, RURAL, TWICE):
        study, request, _ = study_of(line, weights)
        assert list(curve_table(study, request)) == names(curve_columns(request.weights))
        assert list(refusal_table(study, weights)) == names(refusal_columns(weights))
        assert all(titles(curve_columns(request.weights)).values())
        assert all(titles(stability_columns(weights)).values())


def test_what_waits_in_the_menu_of_columns_is_in_the_files() -> None:
    def folded(columns: Columns) -> set[str]:
        return {column.name for column in columns if column.folded}

    assert folded(site_columns()) == {"imposed", "commune"}
    assert folded(site_columns(imposed=True)) == {"commune"}
    assert folded(site_columns(RURAL)) == {"total", "population", "imposed", "commune"}
    assert folded(alternative_columns()) == {"towns"}
    assert folded(alternative_columns(proven=True)) == {"towns", "gap"}
    assert list(titles(site_columns(RURAL)))[-4:] == ["imposed", "commune", "lon", "lat"]
    assert shown_names(site_columns(RURAL))[-2:] == ["imposed", "commune"]


def test_nobody_in_a_priority_is_said_and_signs_stay_with_their_number(line: Atlas) -> None:
    study, _, _ = study_of(line, RURAL)
    everybody, qpv, rural, _basin = words.figures(study.events["answer"])
    assert (qpv.value, qpv.comparison) == ("–", "personne dans ce cas ici")
    assert "+\u00a0" in everybody.comparison
    assert "+\u00a0" in rural.comparison
    assert "+ " not in everybody.comparison


def test_today_is_said_of_known_poles(line: Atlas) -> None:
    study, request, _ = study_of(line, RURAL)
    told = words.sentence(request.territory, request, study.events["answer"])
    assert told.endswith("à portée d'un pôle connu aujourd'hui.")
    nobody = {**study.events["answer"], "sites": []}
    assert words.sentence(request.territory, request, nobody).endswith("de plus qui compte.")
    assert words.nobody_more(EVERYBODY).endswith("personne de plus.")
