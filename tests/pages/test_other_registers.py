"""Every screen answers whatever the register holds: today's, one pole more, one less, none."""

import shutil

import pandas as pd
import pytest

from tests.pages.opening import ROOT, answer, open_screen
from tests.registers import OTHERS, change_register, read_from
from ui import data
from ui.server.screens import SCREENS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=["today", *OTHERS])
def register(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> pd.DataFrame:
    """Return the rows of a register that the screens read in this module."""
    folder = tmp_path_factory.mktemp(request.param) / "data"
    shutil.copytree(ROOT / "data", folder)
    if request.param in OTHERS:
        change_register(folder, request.param)
    read_from(folder)
    return pd.read_csv(folder / "poles.csv", dtype="str")


@pytest.mark.parametrize("place", ["france", "departement:26"])
@pytest.mark.parametrize("screen", [screen.url_path for screen in SCREENS])
def test_every_screen_answers(register: pd.DataFrame, screen: str, place: str) -> None:
    page = open_screen(screen, territoire=place)
    assert data.get_atlas().problems == ()
    assert not page.warning
    said = answer(page)
    if screen != "carte":
        return
    seats = register["commune"].dropna()
    there = len(seats) if place == "france" else seats.str.startswith("26").sum()
    assert (f" : {there} pôle" if there else "aucun pôle connu") in said.replace("**", "")
    if place == "france":
        # Without a pole a sentence stands where the table would be.
        shown = [row for table in page.dataframe[:1] for row in table.value["id"]]
        assert shown == list(register["id"])
