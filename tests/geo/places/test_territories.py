"""Territories of the small country, counted by hand."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import TableError, TerritoryFormatError, UnknownTerritoryError
from geo.places.territories import (
    FRANCE,
    KINDS,
    METROPOLE,
    OVERSEAS,
    Territory,
    ancestors,
    bounds,
    children_kind,
    commune_mask,
    get_territory,
    parse_territory,
    territories_of_kind,
)
from geo.tables.atlas import Atlas, load_atlas
from geo.tables.files import look
from geo.territory_id import CODE_PATTERNS


def members(atlas: Atlas, territory_id: str) -> list[str]:
    mask = commune_mask(atlas, get_territory(atlas, territory_id))
    return list(atlas.require_communes()["code"][mask])


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("france", "france", ""),
        (" Metropole ", "metropole", ""),
        ("region:84", "region", "84"),
        ("ancienne-region:82", "ancienne-region", "82"),
        ("departement:2a", "departement", "2A"),
        ("departement:974", "departement", "974"),
        ("epci:200040715", "epci", "200040715"),
        ("zone-emploi:0401", "zone-emploi", "0401"),
        ("commune:2b033", "commune", "2B033"),
    ],
)
def test_what_is_well_written_is_read(text: str, kind: str, code: str) -> None:
    parsed = parse_territory(text)
    assert (parsed.kind, parsed.code) == (kind, code)
    assert parse_territory(parsed.id) == parsed


@pytest.mark.parametrize(
    "text",
    [
        "",
        "grenoble",
        "france:1",
        "region",
        "region:",
        "region:8",
        "region:845",
        "region:٨٤",
        "departement:20",
        "departement:2C",
        "commune:1427",
        "commune:38185\ncommune:38185",
        "epci:20004071",
        "canton:3801",
        "commune:../..",
        "commune:{{7*7}}",
    ],
)
def test_what_is_ill_written_is_told(text: str) -> None:
    with pytest.raises(TerritoryFormatError, match="n'est pas un territoire ; écrivez"):
        parse_territory(text)


@given(st.text() | st.from_regex("[a-z-]{1,16}:[0-9AB]{0,10}"))
def test_reading_raises_nothing_else(text: str) -> None:
    try:
        parsed = parse_territory(text)
    except TerritoryFormatError:
        return
    assert parse_territory(parsed.id) == parsed


def test_names_come_from_the_tables(tiny: Atlas) -> None:
    assert get_territory(tiny, "ancienne-region:82") == Territory(
        "ancienne-region", "82", "Rhône-Alpes"
    )
    assert get_territory(tiny, "france") is FRANCE
    assert get_territory(tiny, "commune:38193").name == "L'Isle-d'Abeau"
    with pytest.raises(UnknownTerritoryError, match="departement:75 n'existe pas"):
        get_territory(tiny, "departement:75")


def test_codes_stand_for_names_that_are_missing(tiny: Atlas) -> None:
    without = replace(tiny, epci=None)
    assert get_territory(without, "epci:200040715").name == "200040715"
    with pytest.raises(UnknownTerritoryError):
        get_territory(without, "epci:999999999")
    nothing = replace(tiny, epci=None, communes=None)
    assert territories_of_kind(nothing, "epci") == []
    assert get_territory(nothing, "departement:38").name == "Isère"


@pytest.mark.parametrize(
    ("territory_id", "expected"),
    [
        ("ancienne-region:82", ["26198", "26281", "26362", "38001", "38185", "38193"]),
        ("region:84", ["26198", "26281", "26362", "38001", "38185", "38193", "63113"]),
        ("departement:38", ["38001", "38185", "38193"]),
        ("epci:200000002", ["26198", "84019"]),
        ("zone-emploi:8413", ["38001", "63113"]),
        ("commune:97411", ["97411"]),
    ],
)
def test_the_communes_of_a_territory(tiny: Atlas, territory_id: str, expected: list[str]) -> None:
    assert members(tiny, territory_id) == expected


def test_france_and_its_mainland(tiny: Atlas) -> None:
    assert commune_mask(tiny, FRANCE).tolist() == [True] * 10
    assert commune_mask(tiny, METROPOLE).tolist() == [True] * 8 + [False] * 2
    assert not commune_mask(tiny, Territory("region", "99", "Nulle part")).any()


def test_masks_are_the_callers_own(tiny: Atlas) -> None:
    commune_mask(tiny, FRANCE)[:] = False
    assert commune_mask(tiny, FRANCE).all()


@pytest.mark.parametrize("kind", ["region", "ancienne-region", "departement", "zone-emploi"])
def test_a_kind_divides_france(tiny: Atlas, kind: str) -> None:
    masks = [commune_mask(tiny, territory) for territory in territories_of_kind(tiny, kind)]
    assert np.sum(masks, axis=0).tolist() == [1] * 10


@pytest.mark.parametrize(
    ("territory_id", "expected"),
    [
        ("france", []),
        ("metropole", ["france"]),
        ("region:84", ["france"]),
        ("ancienne-region:82", ["region:84", "france"]),
        ("departement:38", ["ancienne-region:82", "region:84", "france"]),
        # Across two régions: Montélimar has 40 000 inhabitants, Bollène 10 000.
        (
            "epci:200000002",
            [
                "departement:26",
                "departement:84",
                "ancienne-region:82",
                "ancienne-region:93",
                "region:84",
                "region:93",
                "france",
            ],
        ),
        # Across two old regions: Clermont-Ferrand has 140 000 inhabitants, the island 500.
        (
            "zone-emploi:8413",
            [
                "departement:63",
                "departement:38",
                "ancienne-region:83",
                "ancienne-region:82",
                "region:84",
                "france",
            ],
        ),
        (
            "commune:38185",
            [
                "epci:200040715",
                "zone-emploi:8409",
                "departement:38",
                "ancienne-region:82",
                "region:84",
                "france",
            ],
        ),
        # The island has no EPCI.
        (
            "commune:38001",
            ["zone-emploi:8413", "departement:38", "ancienne-region:82", "region:84", "france"],
        ),
    ],
)
def test_what_holds_a_territory(tiny: Atlas, territory_id: str, expected: list[str]) -> None:
    found = ancestors(tiny, get_territory(tiny, territory_id))
    assert [territory.id for territory in found] == expected
    assert all(territory.name for territory in found)


def test_what_divides_a_territory() -> None:
    kinds = {kind: children_kind(Territory(kind, "", "")) for kind in KINDS}
    assert kinds == {
        "france": "region",
        "metropole": "region",
        "region": "departement",
        "ancienne-region": "departement",
        "departement": "commune",
        "epci": "commune",
        "zone-emploi": "commune",
        "commune": None,
    }


@pytest.mark.parametrize(
    ("territory_id", "expected"),
    [
        ("commune:38185", (5.65, 45.15, 5.75, 45.25)),
        ("epci:200000002", (4.65, 44.25, 4.75, 44.55)),
        ("departement:974", (55.25, -21.05, 55.45, -20.85)),
        ("metropole", (3.05, 44.25, 5.85, 45.85)),
        # France is framed by its mainland: a box across oceans shows nothing.
        ("france", (3.05, 44.25, 5.85, 45.85)),
    ],
)
def test_the_frame_of_a_territory(
    tiny: Atlas, territory_id: str, expected: tuple[float, ...]
) -> None:
    assert bounds(tiny, get_territory(tiny, territory_id)) == pytest.approx(expected)


def test_town_halls_frame_where_outlines_are_lost(tiny: Atlas, tmp_path: Path) -> None:
    lost = replace(tiny, files=look(tmp_path))
    west, south, east, north = bounds(lost, get_territory(lost, "commune:38185"))
    assert (west + east) / 2 == pytest.approx(5.7)
    assert (south + north) / 2 == pytest.approx(45.2)
    assert 0 < east - west < 0.1


def test_a_commune_without_any_place_is_passed_over(tiny: Atlas, tmp_path: Path) -> None:
    communes = tiny.require_communes().copy()
    communes.loc[communes["code"] == "38185", ["lon", "lat"]] = np.nan
    lost = replace(tiny, files=look(tmp_path), communes=communes)
    whole = bounds(lost, get_territory(lost, "epci:200040715"))
    assert whole == bounds(lost, get_territory(lost, "commune:38193"))
    with pytest.raises(UnknownTerritoryError, match="Aucune commune située"):
        bounds(lost, get_territory(lost, "commune:38185"))
    with pytest.raises(UnknownTerritoryError, match="Aucune commune située"):
        bounds(lost, Territory("region", "99", "Nulle part"))


def test_without_communes_the_error_says_so(tmp_path: Path) -> None:
    empty = load_atlas(tmp_path)
    for ask in (commune_mask, ancestors, bounds):
        with pytest.raises(TableError, match=r"communes\.parquet manque"):
            ask(empty, METROPOLE)


def test_overseas_departements_are_five() -> None:
    assert [territory.id for territory in OVERSEAS] == [
        f"departement:{code}" for code in ("971", "972", "973", "974", "976")
    ]


@given(kind=st.sampled_from(KINDS), data=st.data())
def test_any_well_written_territory_has_a_mask(tiny: Atlas, kind: str, data: st.DataObject) -> None:
    code = data.draw(st.from_regex(CODE_PATTERNS[kind], fullmatch=True))
    territory = parse_territory(f"{kind}:{code}" if code else kind)
    mask = commune_mask(tiny, territory)
    assert mask.shape == (10,)
    try:
        known = get_territory(tiny, territory.id)
    except UnknownTerritoryError:
        assert not mask.any()
    else:
        assert mask.any()
        assert ancestors(tiny, known)[-1:] in ([], [FRANCE])
