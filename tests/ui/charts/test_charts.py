"""The charts: what is drawn, what is told, and that a name is never more than a name."""

import json

import altair as alt
import pandas as pd
import pytest

from ui.charts import charts, vega
from ui.text import i18n

HOSTILE = '<img src=x onerror="alert(1)"> {{7*7}} ${1}\u202e'
GROUPS = {"share_reached": "Tous", "qpv_share_reached": "QPV"}


def territories(**columns: list[object]) -> pd.DataFrame:
    table = {"name": ["Ain", "Aisne", "Ain"], "value": [1.5, None, 1234.5]}
    return pd.DataFrame(table | {"low": [1.0, None, 900], "high": [2.0, None, 1500]} | columns)


def years() -> pd.DataFrame:
    return pd.DataFrame(
        {"series": ["A", "A", "B"], "year": [1998, 2017, 1998], "value": [10.0, 7.5, None]}
    )


def by_rule() -> pd.DataFrame:
    return pd.DataFrame(
        {"rule": ["commune", "zone"], "share_reached": [0.1, 0.25], "qpv_share_reached": [None, 1]}
    )


def every_chart() -> dict[str, charts.Chart]:
    return {
        "points": charts.interval_points(territories(), "Pôles", charts.DECIMAL, reference=3.0),
        "bars": charts.bars(territories(chosen=[True, False, False]), "Pôles", charts.RATE),
        "lines": charts.lines(years(), "Emplois"),
        "rules": charts.coverage_by_rule(by_rule(), GROUPS, "Part"),
    }


@pytest.mark.parametrize("kind", ["points", "bars", "lines", "rules"])
def test_what_is_drawn_is_a_sound_description(kind: str) -> None:
    chart = every_chart()[kind]
    spec = {**chart.spec, "config": vega.shared_config(), "data": {"values": []}}
    # altair raises where the schema of Vega-Lite is broken.
    assert alt.LayerChart.from_dict(json.loads(json.dumps(spec))).layer


def test_tooltips_are_written_as_everywhere_else() -> None:
    rows = every_chart()["points"].rows
    assert list(rows["text"]) == ["1,5", "–", "1\u202f234,5"]
    assert list(rows["interval"]) == ["1,0 – 2,0", "–", "900,0 – 1\u202f500,0"]
    i18n.install("en")
    try:
        assert every_chart()["points"].rows["text"].iloc[2] == "1,234.5"
        assert vega.shared_config()["locale"]["number"]["decimal"] == "."
    finally:
        i18n.install("fr")


def test_one_name_twice_stays_two_rows_and_a_missing_value_keeps_its_place() -> None:
    chart = every_chart()["bars"]
    assert list(chart.rows["label"]) == ["Ain", "Aisne", "Ain (2)"]
    domain = chart.spec["layer"][0]["encoding"]["y"]["scale"]["domain"]
    assert domain == ["Ain", "Aisne", "Ain (2)"]


def test_long_names_cut_alike_stay_apart() -> None:
    long = "Communauté de communes du pays de quelque part et d'ailleurs, côté "
    table = pd.DataFrame({"name": [f"{long}nord", f"{long}sud"], "value": [1, 2]})
    assert charts.bars(table, "Pôles").rows["lines"].nunique() == 2


def test_the_chosen_bar_stands_out() -> None:
    rows = every_chart()["bars"].rows
    assert list(rows["colour"]) == [charts.MARK, charts.QUIET, charts.QUIET]


def test_the_picture_is_told_in_one_sentence() -> None:
    told = every_chart()
    assert told["rules"].description == (
        "Part : Tous, commune : 10,0\u00a0% ; Tous, zone : 25,0\u00a0%"
    )
    assert told["lines"].description == "Emplois : A, 1998 : 10 → A, 2017 : 8"


def test_a_name_is_only_ever_data() -> None:
    table = territories(name=[HOSTILE, "Aisne", "Ain"])
    chart = charts.bars(table, "Pôles")
    assert "\u202e" not in chart.rows["label"].iloc[0]
    without_names = json.loads(json.dumps(chart.spec))
    for layer in without_names["layer"]:
        layer["encoding"]["y"]["scale"].pop("domain")
    assert "onerror" not in json.dumps(without_names)


def test_no_rows_draw_nothing_and_do_not_fail() -> None:
    empty = territories().iloc[:0]
    assert charts.bars(empty, "Pôles").rows.empty
    assert charts.interval_points(empty, "Pôles").rows.empty
