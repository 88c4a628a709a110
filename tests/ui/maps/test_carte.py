"""The map of poles, looked at as objects and as the script the browser gets."""

import json
import math
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import folium
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit_folium import generate_leaflet_string

from geo.places.territories import get_territory
from geo.poles.select import PoleFilter, select_poles
from ui import data
from ui.maps import base, carte, elements, pole_marks, styles
from ui.maps.elements import Drawn, pole_markers
from ui.maps.pole_sheet import sheet_html, sheets
from ui.maps.sinks import UnsafeTextError
from ui.text import palette
from ui.view.choices import DEFAULT_VIEW, LAYERS, ViewState

HOSTILE = "{{7*7}}{% x ${alert(1)} `\\ <img src=x onerror=alert(1)> </script>\u202e"


@pytest.fixture(scope="module")
def poles() -> pd.DataFrame:
    return select_poles(data.get_atlas(), PoleFilter())


def context(territory_id: str = "france", **view: object) -> base.MapContext:
    territory = get_territory(data.get_atlas(), territory_id)
    return base.MapContext(territory, replace(DEFAULT_VIEW, **view), "v1", register="r1")


def configs(group: folium.FeatureGroup) -> list[dict[str, Any]]:
    (layers,) = group._children.values()
    assert isinstance(layers, Drawn)
    assert layers.step == "layers"
    return json.loads(layers.data)


def nobody(poles: pd.DataFrame) -> pd.DataFrame:
    return poles.iloc[:0]


def test_poles_of_one_town_stand_apart(poles: pd.DataFrame) -> None:
    places = pole_marks.place_poles(poles)
    toulouse = places.loc[poles.loc[poles["commune"] == "31555", "id"]]
    assert len(toulouse) == 4
    offsets = list(zip(toulouse["dx"], toulouse["dy"], strict=True))
    gaps = [math.dist(a, b) for i, a in enumerate(offsets) for b in offsets[:i]]
    assert min(gaps) >= pole_marks.MARK_SPACING_PX - 1.5


@given(st.integers(2, 12))
def test_neighbours_on_the_ring_never_overlap(count: int) -> None:
    ring = [pole_marks.ring_offset(rank, count) for rank in range(count)]
    assert all(math.dist(a, b) >= pole_marks.MARK_SPACING_PX - 1.5 for a, b in pairwise(ring))


def test_a_lone_pole_stands_on_its_town() -> None:
    assert pole_marks.ring_offset(0, 1) == (0, 0)


def test_every_drawn_pole_can_be_told_by_its_click(poles: pd.DataFrame) -> None:
    places = pole_marks.place_poles(poles)
    for pole_id, place in places.iterrows():
        assert pole_marks.pole_at(places, {"lat": place["lat"], "lng": place["lon"]}) == pole_id
    assert pole_marks.pole_at(places, {"lat": 0.0, "lng": 0.0}) is None
    assert pole_marks.pole_at(places, None) is None
    assert pole_marks.pole_at(places.iloc[:0], {"lat": 0.0, "lng": 0.0}) is None


def test_poles_without_seat_are_hollow_and_on_their_territory(poles: pd.DataFrame) -> None:
    places = pole_marks.place_poles(poles)
    seated = set(poles.loc[poles["attachment"] == "seat", "id"])
    declared = set(poles.loc[poles["attachment"] == "declared", "id"])
    assert set(places.index[~places["hollow"]]) == seated
    assert set(places.index[places["hollow"]]) == declared


def test_colour_follows_the_earliest_chosen_wave() -> None:
    pole = pd.Series(
        {"cohorts": "appel-2013;temoin-2011", "sectors": "bois;culture", "status": "actif"}
    )
    assert pole_marks.pole_tone(pole, DEFAULT_VIEW) == "tone-440154"
    assert pole_marks.pole_tone(pole, ViewState(cohorts=("appel-2013",))) == "tone-463480"
    assert pole_marks.pole_tone(pole, ViewState(colour="secteur")) == "tone-e69f00"
    assert pole_marks.pole_tone(pole, ViewState(colour="statut")) == "tone-0072b2"


def test_a_layer_switched_on_is_fetched_and_no_other(poles: pd.DataFrame) -> None:
    for layer in LAYERS:
        group = carte.layer_group(context(layers=(layer,)), nobody(poles))
        urls = [config["url"] for config in configs(group)]
        assert set(urls) == {f"../../atlas/layers/v1/{layer}/france"}


def test_communes_are_drawn_for_a_region_or_smaller_only(poles: pd.DataFrame) -> None:
    cases = {"france": False, "ancienne-region:82": True, "epci:200040715": True}
    for territory_id, drawn in cases.items():
        group = carte.layer_group(context(territory_id, layers=()), nobody(poles))
        urls = [config["url"] for config in configs(group)]
        assert any("/communes/" in url for url in urls) is drawn


def test_the_territory_of_a_pole_without_seat_is_drawn(poles: pd.DataFrame) -> None:
    drawn = [config["url"] for config in configs(carte.layer_group(context(layers=()), poles))]
    declared = poles.loc[poles["attachment"] == "declared", "id"]
    assert drawn == [f"../../atlas/layers/r1/declare/registre#{pole}" for pole in declared]


def test_every_layer_has_a_style() -> None:
    assert set(styles.LAYER_STYLES) == set(LAYERS)


def test_overlapping_priority_layers_differ_by_more_than_colour() -> None:
    rural, basin = styles.FRR["socle"], styles.LAYER_STYLES["desindustrialise"].passes[0]["in"]
    assert not rural["stroke"]
    assert not basin["fill"]
    assert basin["dashArray"]
    dashes = [
        next(iter(styles.LAYER_STYLES[layer].passes[0].values())).get("dashArray", "double")
        for layer in ("desindustrialise", "territoires-industrie", "afr", "ber")
    ]
    assert len(set(dashes)) == len(dashes)


def test_the_base_map_asks_no_other_host_by_default() -> None:
    board = base.base_map(context(), (-5, 41, 10, 51), "Carte")
    html = board.get_root().render()
    assert not re.search(r"https?://", html)
    ign = context(background="ign")
    html = base.base_map(ign, (-5, 41, 10, 51), "Carte").get_root().render()
    assert set(re.findall(r"https://[^/\"]+", html)) == {"https://data.geopf.fr"}


def test_the_rest_of_the_country_fades_around_a_territory() -> None:
    board = base.base_map(context("departement:38"), (4, 44, 7, 46), "Carte")
    text = re.sub(r"\s", "", board.get_root().render())
    assert '"pane":"mask"' in text
    assert "/masque/departement:38" in text


def test_nothing_outside_a_map_of_coverage_looks_like_its_legend() -> None:
    """Of what is left out, as it shows through the veil, and of the classes of the legend."""
    veil = styles.COVERAGE_MASK["default"]
    opacity = float(veil["fillOpacity"])

    def channels(colour: str) -> tuple[float, ...]:
        return tuple(int(colour[start : start + 2], 16) for start in (1, 3, 5))

    def apart(one: Sequence[float], other: Sequence[float]) -> float:
        return max(abs(left - right) for left, right in zip(one, other, strict=True))

    faded = [
        opacity * over + (1 - opacity) * under
        for over, under in zip(
            channels(str(veil["fillColor"])), channels(palette.LEFT_OUT), strict=True
        )
    ]
    for legend in (palette.LEFT_OUT, palette.PRIORITY_LEFT, palette.NOT_REACHED, palette.REACHED):
        assert apart(faded, channels(legend)) > 15, legend


def hostile(poles: pd.DataFrame) -> pd.DataFrame:
    return poles.iloc[:3].assign(name=HOSTILE, territory=HOSTILE, lead_organisation=HOSTILE)


def test_hostile_names_are_inert_on_the_map(poles: pd.DataFrame) -> None:
    bad = hostile(poles)
    made = {pole["id"]: sheet_html(pole) for _row, pole in bad.iterrows()}
    places = pole_marks.place_poles(bad)
    group = elements.group()
    written = pole_marks.marks(context(), bad, places, made, "")
    elements.written("poles", written).add_to(group)
    text = generate_leaflet_string(group)
    for active in ("{{", "{%", "${", "`", "<img", "</script", "\u202e", "49"):
        assert active not in text.replace("atlas/layers/v1", "")


def test_a_plain_string_cannot_reach_a_marker() -> None:
    mark = {"name": "<b>plain</b>", "sheet": "<b>plain</b>"}
    with pytest.raises(UnsafeTextError):
        pole_markers([mark])


def test_one_element_holds_all_poles(poles: pd.DataFrame) -> None:
    places = pole_marks.place_poles(poles)
    made = sheets(data.get_atlas(), poles)
    drawn = json.loads(pole_marks.marks(context(), poles, places, made, "pole-sud-archer"))
    assert len(drawn) == len(places)
    assert [mark["open"] for mark in drawn].count(True) == 1
