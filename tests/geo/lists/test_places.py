"""Where a row is: what is matched, what is asked about, what is never believed."""

from collections.abc import Callable

import pytest

from geo.lists.gazetteer import gazetteer
from geo.lists.places import Placer, Placing
from geo.lists.points import ground
from geo.lists.said import Clues
from geo.tables.atlas import Atlas

Place = Callable[..., Placing]


@pytest.fixture(scope="module")
def place(france: Atlas) -> Place:
    """Return ``place(commune_name=…, postcode=…)``."""
    placer = Placer(gazetteer(france), lambda: ground(france))
    return lambda **clues: placer.place(Clues(**clues))


@pytest.mark.parametrize(
    ("clues", "commune"),
    [
        # An Insee code, with its name or alone; without its zero; as a number.
        ({"commune_code": "38185"}, "38185"),
        ({"commune_code": "38185", "commune_name": "GRENOBLE"}, "38185"),
        ({"commune_code": "1053", "commune_name": "Bourg en Bresse"}, "01053"),
        ({"commune_code": "1053.0"}, "01053"),
        ({"commune_code": "'2a004"}, "2A004"),
        # A name with its postcode or département, as people write them.
        ({"commune_name": "St-Étienne", "postcode": "42000"}, "42218"),
        ({"commune_name": "HAVRE (LE)", "postcode": "76600"}, "76351"),
        ({"commune_name": "LISLE DABEAU", "postcode": "38080"}, "38193"),
        ({"commune_name": "Vitry s/ Seine", "postcode": "94400"}, "94081"),
        ({"commune_name": "Bourg-en-Bresse", "postcode": "1000"}, "01053"),
        ({"commune_name": "Saint-Denis", "departement": "Seine-Saint-Denis"}, "93066"),
        ({"commune_name": "Saint-Denis", "departement": "974 - La Réunion"}, "97411"),
        ({"commune_name": "Valence (26)"}, "26362"),
        ({"commune_name": "Fontaine, Isère"}, "38169"),
        ({"commune_name": "Bastia", "postcode": "20200"}, "2B033"),
        # CEDEX, and postcodes of a whole town.
        ({"commune_name": "38000 Grenoble Cedex 1"}, "38185"),
        ({"commune_name": "LIMOGES CEDEX", "postcode": "87069"}, "87085"),
        ({"commune_name": "Paris", "postcode": "75000"}, "75056"),
        # Arrondissements lead to their town.
        ({"commune_name": "Paris 16e"}, "75056"),
        ({"commune_name": "Marseille 2ème arrdt", "postcode": "13002"}, "13055"),
        ({"commune_name": "LYON", "postcode": "69003"}, "69123"),
        ({"commune_name": "PARIS 16E ARRONDISSEMENT", "postcode": "75116"}, "75056"),
        # The end of an address.
        ({"address": "12 rue des Lilas, 38000 Grenoble"}, "38185"),
        ({"address": "BP 12, 38021 GRENOBLE CEDEX 1"}, "38185"),
    ],
)
def test_plain_ways_of_writing(place: Place, clues: dict[str, str], commune: str) -> None:
    found = place(**clues)
    assert (found.state, found.commune) == ("matched", commune), str(found.why)
    assert found.why is None


@pytest.mark.parametrize(
    ("clues", "commune", "said"),
    [
        ({"commune_code": "93059", "commune_name": "Pierrefitte-sur-Seine"}, "93066", "93059 mène"),
        ({"commune_code": "93059"}, "93066", "« Saint-Denis »"),
        ({"commune_code": "72071", "commune_name": "Chateau du Loir"}, "72071", "Montval-sur-Loir"),
        ({"commune_name": "Châlons sur Marne", "departement": "51"}, "51108", "Châlons-en-Champ"),
        ({"commune_code": "75116"}, "75056", "75116 mène"),
        ({"commune_code": "69384", "commune_name": "Lyon"}, "69123", "69384 mène"),
        ({"commune_code": "38000", "commune_name": "Grenoble"}, "38185", "un code postal"),
        ({"commune_name": "GRENOBLE", "postcode": "38021"}, "38185", "sans doute un CEDEX"),
        ({"commune_name": "Grenbole", "postcode": "38000"}, "38185", "« Grenbole » est lu"),
        ({"commune_code": "38185", "commune_name": "Grenobe"}, "38185", "que confirme 38185"),
        (
            {"commune_code": "38185", "commune_name": "Grenoble", "postcode": "83000"},
            "38185",
            "sont suivis",
        ),
        ({"latitude": "45,1885", "longitude": "5,7245"}, "38185", "d'après les contours"),
        (
            {"commune_name": "Valence", "latitude": "44.93", "longitude": "4.89"},
            "26362",
            "Homonyme",
        ),
    ],
)
def test_what_is_not_plain_is_said(
    place: Place, clues: dict[str, str], commune: str, said: str
) -> None:
    found = place(**clues)
    assert (found.state, found.commune) == ("matched", commune)
    assert said in str(found.why)


@pytest.mark.parametrize(
    ("clues", "candidates"),
    [
        # A postcode where the Insee code belongs: both readings, the name first.
        ({"commune_code": "87069", "commune_name": "LIMOGES"}, ["87085", "87069"]),
        ({"commune_code": "26100", "commune_name": "Romans-sur-Isère"}, ["26281", "26100"]),
        # A code that nobody ever had does not lend its weight to a name.
        ({"commune_code": "38999", "commune_name": "Grenoble"}, ["38185"]),
        # A near miss that nothing confirms.
        ({"commune_name": "Grenbole", "departement": "38"}, ["38185"]),
        # A near miss of two names that have the postcode.
        ({"commune_name": "Massuls", "postcode": "47140"}, ["47161", "47162"]),
        # Half a name is not a typing error.
        ({"commune_name": "Vitry", "postcode": "94400"}, ["94081"]),
        # A quarter beside its town.
        ({"commune_name": "Strasbourg - Neudorf", "departement": "67"}, ["67482"]),
        # Two cells that do not go together.
        ({"commune_name": "Grenoble", "postcode": "83000"}, ["83137", "38185"]),
        ({"commune_code": "38185", "postcode": "83000"}, ["38185", "83137"]),
        ({"commune_code": "38185", "departement": "83"}, ["38185"]),
        ({"commune_name": "Grenoble", "postcode": "38000", "departement": "Var"}, ["38185"]),
        ({"commune_name": "Valence (26)", "departement": "82"}, None),
        ({"commune_name": "93200 Saint-Denis", "postcode": "97400"}, None),
        # The address is of another town than the name, misspelt.
        (
            {"commune_name": "Meylann", "departement": "38", "address": "2 rue X, 38000 Grenoble"},
            ["38229"],
        ),
        # A name alone, even where only one commune bears it.
        ({"commune_name": "Grenoble"}, ["38185"]),
        # Several at once.
        ({"commune_name": "Lille / Roubaix", "departement": "59"}, ["59350", "59512"]),
        # A code and a name under which others of today were too.
        (
            {"commune_code": "15141", "commune_name": "Neussargues en Pinatelle"},
            ["15031", "15035", "15047", "15141", "15171"],
        ),
        # A code shared out between two communes.
        ({"commune_code": "45117"}, ["45093", "45313"]),
        # A former name that is one letter away from one in use.
        ({"commune_name": "Bonac", "departement": "09"}, ["09059"]),
        # A name that is exact elsewhere and a letter away here.
        ({"commune_name": "Marly", "postcode": "02250"}, None),
        # A postcode alone; a place on a border.
        ({"postcode": "38240"}, ["38229"]),
    ],
)
def test_what_is_asked(place: Place, clues: dict[str, str], candidates: list[str] | None) -> None:
    found = place(**clues)
    assert (found.state, found.commune) == ("asked", None)
    assert found.why
    if candidates:
        assert [*found.candidates][: len(candidates)] == candidates
    assert len(found.candidates) <= 10


@pytest.mark.parametrize(
    ("clues", "said"),
    [
        ({}, "Rien ne dit où"),
        ({"commune_code": "99999"}, "ni d'aujourd'hui ni d'hier"),
        ({"commune_name": "Monaco", "postcode": "98000"}, "Aucune commune"),
        ({"commune_name": "=HYPERLINK(1)"}, "Aucune commune"),
        ({"latitude": "0", "longitude": "0"}, "Rien ne dit où"),
        ({"latitude": "48.85", "longitude": "abc"}, "Rien ne dit où"),
        ({"commune_code": "sans objet"}, "Aucune commune"),
    ],
)
def test_what_is_refused(place: Place, clues: dict[str, str], said: str) -> None:
    found = place(**clues)
    assert (found.state, found.commune, found.candidates) == ("refused", None, ())
    assert said in str(found.why)


@pytest.mark.parametrize(
    ("latitude", "longitude", "note"),
    [
        ("45.1885", "5.7245", ""),
        ("45,1885", "5,7245", ""),
        ("5.7245", "45.1885", "échangées"),
        ("6458000", "913000", "Lambert 93"),
        ("913000", "6458000", "Lambert 93"),
    ],
)
def test_coordinates_however_they_are_written(
    place: Place, latitude: str, longitude: str, note: str
) -> None:
    found = place(latitude=latitude, longitude=longitude)
    assert found.commune == "38185"
    assert [note in str(fault.complaint) for fault in found.faults] == [True] * bool(note)


def test_coordinates_in_one_cell(place: Place) -> None:
    for text in (
        "45.1885, 5.7245",
        "45,1885 ; 5,7245",
        "POINT (5.7245 45.1885)",
        "[45.1885,5.7245]",
    ):
        assert place(coordinates=text).commune == "38185", text


def test_coordinates_that_contradict(place: Place) -> None:
    nice = {"latitude": "43.70", "longitude": "7.25"}
    asked = place(commune_code="38185", **nice)
    assert (asked.state, asked.candidates[:2]) == ("asked", ("38185", "06088"))
    # Code and name agree against them: they are told of, and not followed.
    kept = place(commune_code="38185", commune_name="Grenoble", **nice)
    assert kept.commune == "38185"
    assert "tombent loin" in str(kept.faults[0].complaint)


def test_point_near_a_border_is_asked_about(place: Place) -> None:
    """The bridge between Grenoble and Fontaine, over the Drac."""
    found = place(latitude="45.1931", longitude="5.7007")
    assert found.state == "asked"
    assert {"38185", "38169"} <= {*found.candidates}


@pytest.mark.parametrize(
    ("clues", "territories", "said"),
    [
        ({"epci": "200040715"}, ("epci:200040715",), "Grenoble-Alpes-Métropole"),
        ({"epci": "Communauté de communes du Pays de Craon"}, ("epci:200048551",), "Craon"),
        (
            {"territory_codes": "epci:200040715; departement:38"},
            ("epci:200040715", "departement:38"),
            "Grenoble-Alpes",
        ),
        ({"epci": "PETR du Pays de Langres"}, (), "n'est pas dessiné"),
        ({"territory_codes": "petr:200050292"}, (), "n'est pas dessiné"),
        ({"territory_codes": "pnr:FR8000023;departement:38"}, ("departement:38",), "gardé"),
        ({"departement": "Isère"}, (), "gardé dans le département 38"),
        # Every kind is looked up, and what was is what it has become.
        ({"territory_codes": "region:99"}, (), "n'est pas dessiné"),
        ({"territory_codes": "zone-emploi:9999;commune:99999"}, (), "n'est pas dessiné"),
        ({"territory_codes": "region:84;zone-emploi:8405"}, ("region:84", "zone-emploi:8405"), ""),
        ({"territory_codes": "commune:75112"}, ("commune:75056",), "« Paris »"),
        ({"territory_codes": "commune:93059"}, ("commune:93066",), "« Saint-Denis »"),
        # In words, as people say them.
        ({"territory": "Grand Lyon"}, ("epci:200046977",), "« Métropole de Lyon »"),
        ({"epci": "EPT Plaine Commune"}, ("epci:200054781",), "« Métropole du Grand Paris »"),
        ({"territory": "Isère"}, ("departement:38",), "« Isère »"),
        ({"territory": "Bretagne"}, ("region:53",), "« Bretagne »"),
        ({"territory": "Le Trièves et ses voisins"}, (), "n'est pas dessiné"),
    ],
)
def test_territory_in_place_of_a_commune(
    place: Place, clues: dict[str, str], territories: tuple[str, ...], said: str
) -> None:
    found = place(**clues)
    assert (found.state, found.commune, found.territories) == ("matched", None, territories)
    assert said in str(found.why)


def test_unknown_territory_beside_a_commune_is_said(place: Place) -> None:
    found = place(commune_code="52269", territory="PETR du Pays de Langres")
    assert found.commune == "52269"
    assert "n'est pas dessiné" in str(found.why)
    assert [fault.role for fault in found.faults] == ["territory"]


def test_part_of_a_territory_is_said_to_be_one(place: Place) -> None:
    found = place(commune_code="93066", territory="Plaine Commune")
    assert (found.commune, found.territories) == ("93066", ("epci:200054781",))
    assert "fait partie de « Métropole du Grand Paris »" in str(found.why)
    assert [fault.role for fault in found.faults] == ["territory"]


def test_column_of_both_codes_says_nothing_alone(france: Atlas) -> None:
    placer = Placer(gazetteer(france), lambda: ground(france), mixed_codes=True)
    found = placer.place(Clues(commune_code="26100"))
    assert found.state == "asked"
    assert {"26100", "26281"} <= {*found.candidates}
    # The CEDEX of Limoges is the code of Gajoubert, and in no table of postcodes.
    found = placer.place(Clues(commune_code="87069", departement="87"))
    assert (found.state, found.candidates) == ("asked", ("87069", "87085"))
    assert "CEDEX" in str(found.why)
    # What no postcode can be, or another cell confirms, is believed.
    assert placer.place(Clues(commune_code="2A004")).commune == "2A004"
    assert placer.place(Clues(commune_code="38185", postcode="38000")).commune == "38185"
    assert placer.place(Clues(commune_code="38185", commune_name="Grenoble")).commune == "38185"
