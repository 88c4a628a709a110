"""The page of the waves, run as Streamlit runs it, against the analysis."""

from pathlib import Path

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from geo.reach import ReachRule
from geo.territories import FRANCE, get_territory
from geo.timeline import timeline, wave_order
from tests.pages.opening import open_screen
from ui import data
from ui.formats import number, percent
from ui.maps.vignettes import wave_picture


def open_page(**link: str) -> AppTest:
    return open_screen("chronologie", looks=1, **link)


@pytest.mark.parametrize("territory", ["france", "region:94", "departement:976"])
def test_figures_are_those_of_the_analysis(territory: str) -> None:
    page = open_page(territoire=territory)
    atlas = data.get_atlas()
    table = timeline(atlas, get_territory(atlas, territory))
    shares = [table["share_reached"].iloc[-1]]
    shares += [table[f"{name}_share"].iloc[-1] for name in ("qpv", "rural", "desindustrialise")]
    assert [metric.value for metric in page.metric] == [percent(share) for share in shares]


def test_slider_tells_the_wave_of_the_link() -> None:
    page = open_page(vague="appel-2013")
    row = timeline(data.get_atlas(), FRANCE).set_index("cohort").loc["appel-2013"]
    told = [text.value for text in page.markdown]
    assert any(number(row["new_reach"]) in text and number(row["overlap"]) in text for text in told)
    page.select_slider(key="choix-wave").set_value("temoin-2011").run()
    assert page.query_params["vague"] == "temoin-2011"


def test_play_moves_the_slider_to_the_first_wave() -> None:
    page = open_page()
    page.button(key="lire").click().run()
    assert page.select_slider(key="choix-wave").value == wave_order(data.get_atlas())[0]
    page.run()
    assert page.select_slider(key="choix-wave").value == wave_order(data.get_atlas())[1]
    page.button(key="lire").click().run()
    page.run()
    assert page.select_slider(key="choix-wave").value == wave_order(data.get_atlas())[1]


def test_published_totals_are_a_list_and_no_line() -> None:
    page = open_page()
    totals = next(one.value for one in page.dataframe if "what" in one.value.columns)
    assert len(totals) == len(data.get_atlas().official_totals)


def test_pictures_show_what_the_states_say(tmp_path: Path) -> None:
    file = tmp_path / "france.png"
    file.write_bytes(wave_picture("france", "temoin-2011", ReachRule(), 300))
    with Image.open(file) as picture:
        assert picture.width == 300
        assert picture.height > 300
        assert len(picture.convert("RGB").getcolors() or []) >= 4
    local = wave_picture("departement:974", "appel-2015", ReachRule(), 200)
    assert local != wave_picture("departement:974", "temoin-2011", ReachRule(), 200)
    assert len(wave_picture("france", "recense", ReachRule(), 760)) < 120_000
