"""What a header announces, and what its cells say besides."""

from collections.abc import Callable

import pytest

from geo.lists.headers import propose, recognised
from geo.lists.reading import Reading


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("code_insee", "commune_code"),
        ("Code INSEE commune ", "commune_code"),
        ("N° Insee", "commune_code"),
        ("CODGEO_2025", "commune_code"),
        ("Commune", "?"),
        ("NOM DE LA COMMUNE", "commune_name"),
        ("Ville (siège)", "commune_name"),
        ("CP", "postcode"),
        ("Code_Postal", "postcode"),
        ("Zip code", "postcode"),
        ("Département", "departement"),
        ("N° département", "departement"),
        ("Nom EPCI", "epci"),
        ("lat", "latitude"),
        ("Longitude (WGS84)", "longitude"),
        ("geo_point_2d", "coordinates"),
        ("Adresse complète", "address"),
        ("Nom de la structure", "name"),
        ("Nom de l'association porteuse", "name"),
        ("Organisation name", "name"),
        ("Site Internet", "website"),
        ("website", "website"),
        ("territory_codes", "territory_codes"),
        ("Structure porteuse", "lead_organisation"),
        ("Nom du contact", None),
        ("Adresse e-mail", None),
        ("Code région", None),
        ("Téléphone", None),
        ("", None),
        ("🍕", None),
    ],
)
def test_headers_as_people_write_them(header: str, role: str | None) -> None:
    assert recognised(header) == role


@pytest.mark.parametrize(
    ("header", "cells", "role"),
    [
        ("Commune", ["38185", "2A004", "Grenoble"], "commune_code"),
        ("Commune", ["Grenoble", "Meylan", "38185"], "commune_name"),
        ("Code", ["38185", "26281"], "commune_code"),
        ("Code", ["200040715", "200048551"], "epci"),
        ("Code", ["A1", "B2"], None),
        ("Territoire", ["epci:200040715", "departement:38"], "territory_codes"),
        ("Territoire", ["Pays de Redon"], "territory"),
    ],
)
def test_cells_decide_where_the_header_does_not(
    header: str, cells: list[str], role: str | None
) -> None:
    assert propose([header], [{header: cell} for cell in cells]) == {header: role}


def test_one_column_for_each_thing_the_clearest_first() -> None:
    headers = ["Nom", "Nom de la structure", "Commune du projet", "Ville"]
    assert propose(headers, []) == {
        "Nom": None,
        "Nom de la structure": "name",
        "Commune du projet": None,
        "Ville": "commune_name",
    }


def test_a_name_beside_a_first_name_is_of_a_person() -> None:
    found = propose(["Nom", "Prénom", "Organisation"], [])
    assert found == {"Nom": None, "Prénom": None, "Organisation": "name"}


def test_siren_of_epci_are_known_by_sight(read: Callable[..., Reading]) -> None:
    reading = read("nom,siren\na,200040715\nb,200048551\nc,775672272\n")
    assert reading.columns["siren"] == "epci"
    assert [row.placing.territories for row in reading.rows] == [
        ("epci:200040715",),
        ("epci:200048551",),
        (),
    ]
    assert read("nom,siren\na,775672272\n").columns["siren"] is None
