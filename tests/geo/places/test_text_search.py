"""Names are found as people type them."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.places.search import search_territories
from geo.places.text_search import TEXT_LIMIT_CHARS
from geo.spelling import normalise
from geo.tables.atlas import Atlas


def found(atlas: Atlas, text: str, limit: int = 20) -> list[str]:
    return [territory.id for territory in search_territories(atlas, text, limit)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Île-de-France", "ile de france"),
        ("  L’Isle-d'Abeau ", "l isle d abeau"),
        ("ŒTING", "oeting"),
        ("Aÿ", "ay"),
        ("ﬁn", "fin"),
        ("🏔️", ""),
        ("Grenoble\u202e\u200b", "grenoble"),
    ],
)
def test_words_are_made_plain(text: str, expected: str) -> None:
    assert normalise(text) == expected


@given(st.text())
def test_plain_words_stay_as_they_are(text: str) -> None:
    plain = normalise(text)
    assert normalise(plain) == plain
    assert normalise(text.upper().lower()) in {plain, normalise(text.upper())}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Two communes of this name: the more populous first.
        ("Saint-Denis", ["commune:97411", "commune:38001"]),
        ("st denis", ["commune:97411", "commune:38001"]),
        ("saint denis 38", ["commune:38001"]),
        ("Saint-Denis (Isère)", ["commune:38001"]),
        ("isle d abeau", ["commune:38193"]),
        ("L'ISLE D'ABEAU", ["commune:38193"]),
        ("rhone alpes", ["ancienne-region:82", "region:84"]),
        ("ancienne région rhône-alpes", ["ancienne-region:82"]),
        ("metropole alpes", ["epci:200040715"]),
        # Larger kinds first among equals, then what only begins with the text.
        ("grenoble", ["zone-emploi:8409", "commune:38185", "epci:200040715"]),
        # A word of the name, then names that contain the text.
        ("romans", ["zone-emploi:8427", "commune:26281", "epci:200068781"]),
        ("enoble", ["epci:200040715", "zone-emploi:8409", "commune:38185"]),
        ("38", ["departement:38", "commune:38185", "commune:38193", "commune:38001"]),
        ("84", ["departement:84", "region:84", "commune:84019"]),
        ("38100", ["commune:38185"]),
        ("38185", ["commune:38185"]),
        ("38100 grenoble", ["commune:38185"]),
        ("200040715", ["epci:200040715"]),
        ("departement:38", ["departement:38"]),
        ("introuvable", []),
        ("", []),
        (" \t\n", []),
        ("🏔️", []),
        (".*", []),
        ("(gren|", ["epci:200040715", "zone-emploi:8409", "commune:38185"]),
    ],
)
def test_the_best_matches_come_first(tiny: Atlas, text: str, expected: list[str]) -> None:
    assert found(tiny, text) == expected


def test_a_departement_is_found_with_its_communes(tiny: Atlas) -> None:
    assert found(tiny, "la reunion")[:3] == ["region:04", "ancienne-region:04", "departement:974"]
    assert {"commune:97411", "commune:97415"} <= set(found(tiny, "la reunion"))


def test_the_limit_holds(tiny: Atlas) -> None:
    assert [len(found(tiny, "a", limit)) for limit in (-1, 0, 1, 5)] == [0, 0, 1, 5]
    assert found(tiny, "a", 5) == found(tiny, "a", 20)[:5]


def test_no_name_is_as_long(tiny: Atlas) -> None:
    assert found(tiny, "grenoble" + " " * 10_000) == found(tiny, "grenoble")
    assert found(tiny, "x" * 10_000) == []
    assert found(tiny, "grenoble " * TEXT_LIMIT_CHARS) == []


def test_a_missing_table_hides_its_kind_only(tiny: Atlas) -> None:
    without = replace(tiny, epci=None)
    assert found(without, "grenoble") == ["zone-emploi:8409", "commune:38185"]
    assert found(replace(tiny, communes=None), "valence") == ["epci:200068781"]
    nothing = dict.fromkeys(
        ["communes", "epci", "zones_emploi", "departements", "regions", "anciennes_regions"]
    )
    assert found(replace(tiny, **nothing), "france") == ["france", "metropole"]


@given(st.text(max_size=30) | st.from_regex("[0-9ab]{1,6}( [a-z]{1,9})*"), st.integers(-2, 30))
def test_any_text_has_an_answer(tiny: Atlas, text: str, limit: int) -> None:
    answer = search_territories(tiny, text, limit)
    assert len(answer) <= max(limit, 0)
    assert len(set(answer)) == len(answer)


def test_every_territory_is_found_by_its_name_and_code(tiny: Atlas) -> None:
    for name, code in itertools.chain.from_iterable(
        zip(table["name"], table["code"], strict=True)
        for table in (tiny.communes, tiny.epci, tiny.zones_emploi, tiny.departements, tiny.regions)
        if table is not None
    ):
        assert any(territory.endswith(code) for territory in found(tiny, name))
        assert any(territory.endswith(code) for territory in found(tiny, code))
