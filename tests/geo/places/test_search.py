"""Old names, parts, nicknames and envelopes lead to a territory of today."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import TerritoryFormatError, UnknownTerritoryError
from geo.places.nicknames import DISTRICTS, NICKNAMES
from geo.places.resolve import Found, resolve_territory
from geo.places.search import find_territories, search_territories
from geo.places.territories import KINDS, Territory, get_territory, territories_of_kind
from geo.tables.atlas import Atlas, load_atlas
from geo.territory_id import tidied

# Of the small country, made up: code, name, kind, commune of today, end.
OTHER_NAMES = (
    ("26001", "Peyrins", "ancienne", "26281", "1974-01-01"),
    ("26002", "Bourg-de-Péage", "deleguee", "26281", None),
    ("26281", "Le Vieux Bourg", "deleguee", "26281", None),
    ("38002", "Partout", "ancienne", "38185", "1950-01-01"),
    ("38002", "Partout", "ancienne", "38193", "1950-01-01"),
    ("38003", "Saint-Denis", "ancienne", "38001", "2015-01-01"),
    # The postcode of Grenoble was the code of a village.
    ("38100", "Saint-Ismier", "ancienne", "38193", "2016-01-01"),
    ("99999", "Nulle-Part", "ancienne", "99000", "2016-01-01"),
)


@pytest.fixture(scope="module")
def country(tiny_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    """Return the small country with other names of its communes."""
    folder = tmp_path_factory.mktemp("autrefois")
    for file in tiny_dir.iterdir():
        (folder / file.name).symlink_to(file)
    table = pd.DataFrame(OTHER_NAMES, columns=["code", "name", "kind", "commune", "until"])
    table.assign(postcodes=None).astype("str").to_parquet(folder / "autres_noms.parquet")
    return load_atlas(folder)


def found(atlas: Atlas, text: str, limit: int = 20) -> list[str]:
    return [str(one.told(one.territory.id)) for one in find_territories(atlas, text, limit)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bourg de Péage", ["Bourg-de-Péage, aujourd'hui commune:26281"]),
        ("bourg-de-peage (26)", ["Bourg-de-Péage, aujourd'hui commune:26281"]),
        ("26002", ["Bourg-de-Péage, aujourd'hui commune:26281"]),
        ("26001", ["Peyrins, aujourd'hui commune:26281"]),
        # One line, although its old code is still one of today.
        ("26281", ["commune:26281"]),
        ("le vieux bourg", ["Le Vieux Bourg, aujourd'hui commune:26281"]),
        (
            "partout",
            [
                "Partout, aujourd'hui en partie commune:38185",
                "Partout, aujourd'hui en partie commune:38193",
            ],
        ),
        # Its name of today needs no other.
        ("38003", ["commune:38001"]),
        ("saint denis 38", ["commune:38001"]),
        (
            "38100",
            [
                "commune:38185 : code postal 38100",
                "Saint-Ismier, aujourd'hui commune:38193 : ancien code Insee 38100",
            ],
        ),
        ("99999", []),
        ("nulle part", []),
    ],
)
def test_what_was_leads_to_what_is(country: Atlas, text: str, expected: list[str]) -> None:
    assert found(country, text) == expected


def test_both_readings_of_a_number_stay_within_the_limit(country: Atlas) -> None:
    assert len(found(country, "38100", 2)) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("38100 Grenoble Cedex 1", ["commune:38185"]),
        ("38021 GRENOBLE CEDEX 09", ["commune:38185"]),
        ("38021 Grenoble", ["commune:38185"]),
        ("grenoble cedex", ["zone-emploi:8409", "commune:38185", "epci:200040715"]),
        ("PACA", ["region:93"]),
        ("aura", ["region:84"]),
    ],
)
def test_what_people_write_is_understood(tiny: Atlas, text: str, expected: list[str]) -> None:
    assert found(tiny, text) == expected


def test_without_their_table_old_names_are_not_found(tiny: Atlas) -> None:
    assert found(tiny, "Bourg de Péage") == []
    assert found(tiny, "26001") == []
    with pytest.raises(UnknownTerritoryError, match="commune:26001 n'existe pas"):
        resolve_territory(tiny, "commune:26001")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("departement:38). ", "departement:38"),
        ("departement:38&amp;", "departement:38"),
        ("« departement:38 »", "departement:38"),
        ('"departement:38",', "departement:38"),
        ("-3", "-3"),
        ("region:84\n", "region:84\n"),
        ("…", ""),
        ("", ""),
    ],
)
def test_what_was_copied_along_is_dropped(text: str, expected: str) -> None:
    assert tidied(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("departement:38", Found(Territory("departement", "38", "Isère"))),
        ("Département : 38,", Found(Territory("departement", "38", "Isère"))),
        (
            "commune:26002.",
            Found(
                Territory("commune", "26281", "Romans-sur-Isère"),
                "Bourg-de-Péage",
                "now",
                asked="commune:26002",
            ),
        ),
        (
            "region:82",
            Found(Territory("ancienne-region", "82", "Rhône-Alpes"), asked="region:82"),
        ),
        ("region:4", Found(Territory("region", "04", "La Réunion"))),
    ],
)
def test_an_identifier_is_read_as_it_is_meant(country: Atlas, text: str, expected: Found) -> None:
    assert resolve_territory(country, text) == expected
    assert find_territories(country, text) == [expected]


def test_shared_land_is_refused_by_name(country: Atlas) -> None:
    with pytest.raises(UnknownTerritoryError) as refusal:
        resolve_territory(country, "commune:38002")
    assert str(refusal.value) == (
        "commune:38002 (Partout) est partagée entre Grenoble (commune:38185), L'Isle-d'Abeau "
        "(commune:38193) : choisissez l'une d'elles."
    )


@given(st.text() | st.from_regex("[a-zé :-]{1,16}:[0-9AB]{0,10}[ .;&]*"))
def test_reading_an_identifier_raises_nothing_else(country: Atlas, text: str) -> None:
    try:
        meant = resolve_territory(country, text).territory
    except (TerritoryFormatError, UnknownTerritoryError):
        return
    assert get_territory(country, meant.id) == meant


WORDS = st.sampled_from(["cc", "communauté de communes", "cedex 1", "38", "38021", "st", "paris"])


@given(
    st.text(max_size=210) | st.lists(WORDS | st.text(max_size=9), max_size=5).map(" ".join),
    st.integers(-2, 30),
)
def test_searching_any_text_has_an_answer(country: Atlas, text: str, limit: int) -> None:
    answer = find_territories(country, text, limit)
    assert len(answer) <= max(limit, 0)
    assert len({one.territory for one in answer}) == len(answer)
    assert all(str(one.told(one.territory.name)) for one in answer)


# What follows is of the real country.


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("communauté de communes du Pays de Craon", "CC du Pays de Craon"),
        ("CC Pays de Craon", "CC du Pays de Craon"),
        ("Communauté d'agglomération du Grand Chambéry", "CA du Grand Chambéry"),
        ("communauté urbaine d'Arras", "CU d'Arras"),
        ("Grand Lyon", "Métropole de Lyon"),
        ("Grand Lyon métropole", "Métropole de Lyon"),
        ("région PACA", "Provence-Alpes-Côte d'Azur"),
        ("Plaine Commune", "Plaine Commune, voir Métropole du Grand Paris"),
        ("EPT Plaine Commune", "Plaine Commune, voir Métropole du Grand Paris"),
        ("Pierrefitte-sur-Seine", "Pierrefitte-sur-Seine, aujourd'hui Saint-Denis"),
        ("93059", "Pierrefitte-sur-Seine, aujourd'hui Saint-Denis"),
        ("Château-du-Loir", "Château-du-Loir, aujourd'hui Montval-sur-Loir"),
        ("38000 Grenoble Cedex 1", "Grenoble"),
        ("87069 LIMOGES CEDEX", "Limoges"),
        ("1000", "Bourg-en-Bresse"),
        ("6000", "Nice"),
        ("75000", "Paris"),
        ("13000 Marseille", "Marseille"),
        ("PACA", "Provence-Alpes-Côte d'Azur"),
        ("AURA", "Auvergne-Rhône-Alpes"),
        ("IDF", "Île-de-France"),
        ("GE", "Grand Est"),
        ("Paris 16e", "Paris 16e Arrondissement, voir Paris"),
        ("3e arrondissement de Lyon", "Lyon 3e Arrondissement, voir Lyon"),
        ("75101", "Paris 1er Arrondissement, voir Paris"),
        ("commune:93059", "Pierrefitte-sur-Seine, aujourd'hui Saint-Denis"),
        ("commune:75101", "Paris 1er Arrondissement, voir Paris"),
        ("departement:2a", "Corse-du-Sud"),
    ],
)
def test_the_first_answer_in_the_real_country(atlas: Atlas, text: str, first: str) -> None:
    one = find_territories(atlas, text, 12)[0]
    assert str(one.told(one.territory.name)) == first


def test_a_part_of_a_town_that_many_look_for_is_among_the_first(atlas: Atlas) -> None:
    # Twelve communes of today begin with this name, and the box shows twelve.
    names = [one.name for one in find_territories(atlas, "pierrefitte", 12)]
    assert "Pierrefitte-sur-Seine" in names


def test_a_postcode_that_is_a_code_elsewhere_has_both_readings(atlas: Atlas) -> None:
    told = [str(one.told(one.territory.name)) for one in find_territories(atlas, "01210", 12)]
    assert told[:2] == ["Ferney-Voltaire : code postal 01210", "Lélex : code Insee 01210"]


def test_each_nickname_is_of_a_territory(atlas: Atlas) -> None:
    for name, meant in {**NICKNAMES, **DISTRICTS}.items():
        territory = get_territory(atlas, meant)
        assert search_territories(atlas, name, 1) == [territory], name


@pytest.mark.parametrize("kind", KINDS[2:])
def test_a_territory_is_among_the_first_of_its_name(atlas: Atlas, kind: str) -> None:
    everywhere = territories_of_kind(atlas, kind)
    for territory in everywhere[:: max(1, len(everywhere) // 60)]:
        namesakes = find_territories(atlas, territory.name, 60)
        before = [one.territory for one in namesakes].index(territory)
        assert {one.name or one.territory.name for one in namesakes[:before]} <= {territory.name}
        assert territory in search_territories(atlas, territory.code, 12)
        assert search_territories(atlas, territory.id) == [territory]
