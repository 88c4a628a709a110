"""Codes travel to COG 2025 by the history of communes; nothing is dropped in silence."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from loaders.errors import LoaderError
from loaders.reports import Report
from loaders.sources import cog as cog_module
from loaders.sources.cog import Cog

PATH = Path("liste.csv")


def rows(*codes: str) -> pd.DataFrame:
    index = pd.RangeIndex(2, 2 + len(codes), name="line")
    return pd.DataFrame({"code": list(codes)}, index=index, dtype="str")


def match(cog: Cog, report: Report, *codes: str, exhaustive: bool = False) -> pd.DataFrame:
    return cog.match(
        rows(*codes), "code", source="essai", path=PATH, report=report, exhaustive=exhaustive
    )


def test_found_translated_and_out_of_scope_add_up(cog: Cog, report: Report) -> None:
    matched = match(cog, report, "26281", "01330", "98735", "2A004")
    assert matched["commune"].tolist() == ["26281", "01187", "2A004"]
    counts = report.counts_table().iloc[0]
    assert counts["rows"] == 4
    assert counts["matched"] + counts["translated"] + counts["out_of_scope"] == 4
    listed = report.codes_table()[["code", "outcome", "target", "line"]]
    assert listed.to_dict("split")["data"] == [
        ["01330", "translated", "01187", 3],
        ["98735", "out-of-scope", "", 4],
    ]


def test_recreated_commune_takes_the_value_of_the_one_it_left(cog: Cog, report: Report) -> None:
    matched = match(cog, report, "15141", exhaustive=True)
    assert matched["commune"].tolist() == ["15141", "15031"]
    assert matched.index.tolist() == [2, 2]
    assert report.codes_table()["outcome"].tolist() == ["inherited"]


def test_recreated_commune_keeps_its_own_row(cog: Cog, report: Report) -> None:
    assert match(cog, report, "15141", "15031", exhaustive=True)["commune"].is_unique
    assert report.codes_table().empty


def test_partial_list_lends_nothing(cog: Cog, report: Report) -> None:
    assert match(cog, report, "15141")["commune"].tolist() == ["15141"]


def test_unknown_code_stops_the_build(cog: Cog, report: Report) -> None:
    with pytest.raises(
        LoaderError, match=r"liste\.csv, ligne 3, colonne « code », valeur « 99999 »"
    ):
        match(cog, report, "26281", "99999")


def test_unknown_code_is_reported_when_accepted(cog: Cog, report: Report) -> None:
    matched = match(dataclasses.replace(cog, accept_unknown=True), report, "26281", "99999")
    assert matched["commune"].tolist() == ["26281"]
    assert report.codes_table().iloc[0].tolist()[:5] == ["essai", "99999", "refused", "", 3]


@pytest.mark.parametrize("code", ["1001", "", "O1001", "010010", "2a004", "０1001"])
def test_malformed_code_always_stops(cog: Cog, report: Report, code: str) -> None:
    accepting = dataclasses.replace(cog, accept_unknown=True)
    with pytest.raises(LoaderError, match="ce n'est pas un code commune"):
        match(accepting, report, code)


def test_missing_communes_are_named(cog: Cog) -> None:
    with pytest.raises(LoaderError, match=r"1 communes du COG 2025 manquent, dont 97611"):
        cog.require_all(cog.codes - {"97611"}, PATH, "code")


MOVEMENTS = """MOD,DATE_EFF,TYPECOM_AV,COM_AV,TYPECOM_AP,COM_AP
21,2025-01-01,COM,15141,COM,15031
21,2025-01-01,COMD,15031,COM,15031
21,2025-01-01,COM,15141,COM,15141
32,2016-12-01,COM,15031,COM,15141
32,2025-01-01,COM,01330,COM,01187
32,2025-01-01,COM,01187,COM,01187
32,2026-01-01,COM,26281,COM,01187
"""


def test_movements(write: Callable[..., Path], cog: Cog) -> None:
    movements = cog_module.read_movements(write(MOVEMENTS))
    assert movements["DATE_EFF"].max() == "2025-01-01"
    assert cog_module.reestablished(movements, cog.codes) == {"15031": "15141"}
    towns = cog_module.count_towns(movements, cog.passage, "2019-01-01")
    assert towns == {"01187": 2, "15141": 1}


def test_movement_with_a_date_in_letters(write: Callable[..., Path]) -> None:
    path = write(MOVEMENTS.replace("2016-12-01", "décembre 2016"))
    with pytest.raises(LoaderError, match="ligne 5, colonne « DATE_EFF »"):
        cog_module.read_movements(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("DEPCOM_HIST,DEPCOM\n01330,01187\n01330,26281\n", "cette clé figure déjà ligne 2"),
        ("DEPCOM_HIST,DEPCOM\n01330,01188\n", "colonne « DEPCOM », valeur « 01188 »"),
        ("DEPCOM_HIST,DEPCOM\n1330,01187\n", "colonne « DEPCOM_HIST », valeur « 1330 »"),
    ],
)
def test_bad_passage(write: Callable[..., Path], cog: Cog, text: str, said: str) -> None:
    with pytest.raises(LoaderError, match=said):
        cog_module.read_passage(write(text), cog.codes)
