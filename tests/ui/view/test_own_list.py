"""The list of a session: its name, its tables, and what no address says of it."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from geo.lists.wire import Report
from geo.tables.atlas import Atlas
from geo.tables.files import Files
from geo.tables.register import COLUMNS
from geo.vocabulary import PRIVATE_ID
from ui.view.choices import DEFAULT_VIEW
from ui.view.link import view_params
from ui.view.own_list import OwnList


@pytest.fixture
def own() -> OwnList:
    poles = pd.DataFrame({name: pd.Series(dtype="str") for name in COLUMNS})
    return OwnList("a.csv", b"", Report({}, {}, {}, (), (), poles, b""))


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("mes structures.v2.xlsx", "mes structures.v2"),
        ("dossier/liste.csv", "liste"),
        (".csv", ".csv"),
        ("a\u202eb\x00.csv", "a\ufffdb\ufffd"),
        ("x" * 300 + ".csv", "x" * 60),
        ("  .csv", "liste"),
    ],
)
def test_name_is_that_of_the_file(own: OwnList, file: str, name: str) -> None:
    assert replace(own, file=file).name == name


def test_tables_are_the_same_until_the_use_changes(own: OwnList) -> None:
    atlas = Atlas(Files(Path()))
    alone = own.tables(atlas, alone=True)
    assert own.tables(atlas, alone=True) is alone
    assert alone.own is not None
    assert own.tables(atlas, alone=False) is not alone
    # Another register has come into service meanwhile.
    assert own.tables(Atlas(Files(Path())), alone=True) is not alone


def test_no_address_says_a_pole_of_a_list() -> None:
    mine = replace(DEFAULT_VIEW, own_list="seule", pole=f"{PRIVATE_ID}la-fabrique")
    assert view_params(mine) == {"liste": "seule"}
    assert view_params(replace(mine, pole="pole-sud-archer"))["pole"] == "pole-sud-archer"


def test_what_holds_a_list_shows_nothing_of_it(own: OwnList) -> None:
    held = replace(own, raw=b"secret", columns={"secret": None}, chosen={1: "secret"})
    assert "secret" not in repr(held)
