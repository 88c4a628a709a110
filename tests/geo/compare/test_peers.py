"""Territories worth comparing, in the real tables."""

import numpy as np
import pandas as pd
import pytest

from geo.compare.peers import (
    kind_profile,
    neighbouring_territories,
    parent_territory,
    similar_territories,
)
from geo.places.territories import FRANCE, OVERSEAS_CODES, get_territory
from geo.tables.atlas import Atlas


@pytest.mark.parametrize(
    ("territory", "parent"),
    [
        ("france", None),
        ("metropole", "france"),
        ("region:84", "france"),
        ("ancienne-region:82", "region:84"),
        # The same territory before and after 2016 is not above itself.
        ("ancienne-region:11", "france"),
        ("departement:971", "france"),
        ("departement:38", "ancienne-region:82"),
        ("departement:75", "region:11"),
        ("commune:38185", "epci:200040715"),
        ("commune:75056", "epci:200054781"),
        # An island without EPCI.
        ("commune:29155", "zone-emploi:5302"),
    ],
)
def test_parent(atlas: Atlas, territory: str, parent: str | None) -> None:
    found = parent_territory(atlas, get_territory(atlas, territory))
    assert (found and found.id) == parent


def test_an_epci_across_regions_is_held_by_none_of_them(atlas: Atlas) -> None:
    communes = atlas.require_communes().dropna(subset="epci")
    regions = communes.groupby("epci")["region"].nunique()
    across = str(regions.index[regions > 1][0])
    assert parent_territory(atlas, get_territory(atlas, f"epci:{across}")) == FRANCE


def test_neighbours(atlas: Atlas) -> None:
    def names(territory: str) -> list[str]:
        return [
            item.name for item in neighbouring_territories(atlas, get_territory(atlas, territory))
        ]

    assert names("ancienne-region:82") == [
        "Provence-Alpes-Côte d'Azur",
        "Languedoc-Roussillon",
        "Bourgogne",
        "Auvergne",
        "Franche-Comté",
    ]
    assert set(names("departement:29")) == {"Côtes-d'Armor", "Morbihan"}
    assert {"Meylan", "Échirolles"} & set(names("commune:38185")) == {"Échirolles"}
    for island in ("departement:974", "region:94", "commune:29155", "france"):
        assert names(island) == []


@pytest.mark.parametrize("kind", ["region", "departement", "epci", "zone-emploi", "commune"])
def test_profile(atlas: Atlas, kind: str) -> None:
    profile = kind_profile(atlas, kind)
    table = {"region": "regions", "departement": "departements", "zone-emploi": "zones_emploi"}
    expected = getattr(atlas, table.get(kind, "communes" if kind == "commune" else "epci"))
    counts = dict(zip(expected["code"], expected["population"], strict=True))
    assert profile["population"].to_dict() == counts
    shares = profile.filter(like="_share")
    assert (shares.isna() | ((shares >= 0) & (shares <= 1))).all(axis=None)
    assert shares.notna().any(axis=None)
    assert (profile["area_km2"].dropna() > 0).all()


def test_areas_are_those_of_the_ground(atlas: Atlas) -> None:
    # Published: Paris 105 km², Lyon 48, La Réunion 2 504 to 2 512, Corse 8 680 to 8 722.
    areas = kind_profile(atlas, "commune")["area_km2"]
    assert areas["75056"] == pytest.approx(105.4, rel=0.01)
    assert areas["69123"] == pytest.approx(47.9, rel=0.01)
    regions = kind_profile(atlas, "region")["area_km2"]
    assert regions["04"] == pytest.approx(2508, rel=0.01)
    assert regions["94"] == pytest.approx(8700, rel=0.01)


@pytest.mark.parametrize(
    "territory", ["region:84", "region:03", "departement:974", "zone-emploi:8409", "commune:97411"]
)
def test_similar(atlas: Atlas, territory: str) -> None:
    own = get_territory(atlas, territory)
    found = similar_territories(atlas, own)
    assert len(found) == 3
    assert territory not in set(found["territory"])
    assert found["distance"].is_monotonic_increasing
    # Never métropole with overseas.
    away = atlas.require_communes().set_index("code")["departement"].isin(OVERSEAS_CODES)
    side = territory in {"region:03", "departement:974", "commune:97411"}
    assert (found["overseas"] == side).all()
    if own.kind == "commune":
        assert away.loc[found["code"]].all()
    pd.testing.assert_frame_equal(found, similar_territories(atlas, own))


def test_the_distance_by_its_definition(atlas: Atlas) -> None:
    profile = kind_profile(atlas, "ancienne-region")
    profile = profile[~profile["overseas"]]
    values = np.column_stack(
        [
            np.log(profile["population"]),
            np.log(profile["population"] / profile["area_km2"]),
            profile[["qpv_share", "rural_share", "desindustrialise_share"]],
        ]
    )
    scaled = values / values.std(axis=0)
    own = scaled[profile.index.get_loc("82")]
    distance = np.sqrt(((scaled - own) ** 2).mean(axis=1))
    order = np.argsort(distance)[1:4]
    found = similar_territories(atlas, get_territory(atlas, "ancienne-region:82"))
    assert found["code"].tolist() == profile.index[order].tolist()
    assert found["distance"].tolist() == pytest.approx(distance[order].tolist())


def test_what_is_not_known_is_left_out(atlas: Atlas) -> None:
    # In Mayotte neither the quarters nor the basins are known: three features remain.
    found = similar_territories(atlas, get_territory(atlas, "departement:976"))
    assert set(found["code"]) <= {"971", "972", "973", "974"}
    assert found["distance"].notna().all()


@pytest.mark.parametrize("territory", ["france", "metropole"])
def test_a_whole_has_no_peer(atlas: Atlas, territory: str) -> None:
    found = similar_territories(atlas, get_territory(atlas, territory))
    assert found.empty
    assert {"territory", "name", "distance"} <= set(found.columns)


def test_more_or_fewer(atlas: Atlas) -> None:
    own = get_territory(atlas, "departement:38")
    all_of_them = similar_territories(atlas, own, limit=200)
    assert len(all_of_them) == 95
    assert all_of_them["code"].head(2).tolist() == (
        similar_territories(atlas, own, limit=2)["code"].tolist()
    )
