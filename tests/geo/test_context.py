"""Who lives in a territory, and which towns give its map bearings."""

from dataclasses import replace

import numpy as np
import pytest

from geo.context import PopulationContext, population_context
from geo.errors import TableError
from geo.tables import Atlas
from geo.territories import FRANCE, METROPOLE, bounds, get_territory, territories_of_kind
from geo.towns import MAX_TOWNS, SPACING, largest_towns


def test_the_inhabitants_of_the_small_country(tiny: Atlas) -> None:
    context = population_context(tiny, FRANCE)
    assert context == PopulationContext(
        communes=10,
        population=696_500,
        # Romans, Grenoble and Saint-Denis overseas contain quarters.
        qpv_communes=330_000,
        # Montélimar (FRR+) and Bollène (FRR); not the island, which is partly classed.
        frr=50_000,
        # Romans and Valence; nobody knows overseas.
        desindustrialise=90_000,
        desindustrialise_unknown=250_000,
    )
    assert context.share(context.frr) == pytest.approx(50_000 / 696_500)


def test_a_share_of_nobody_is_unknown(tiny: Atlas) -> None:
    nobody = population_context(tiny, replace(FRANCE, kind="region", code="99"))
    assert (nobody.communes, nobody.population) == (0, 0)
    assert nobody.share(0) is None


def test_without_communes_nobody_is_counted(tiny: Atlas) -> None:
    with pytest.raises(TableError):
        population_context(replace(tiny, communes=None), FRANCE)


def test_regions_add_up_to_france(atlas: Atlas) -> None:
    parts = [population_context(atlas, item) for item in territories_of_kind(atlas, "region")]
    whole = population_context(atlas, FRANCE)
    for field in ("communes", "population", "qpv_communes", "frr", "desindustrialise"):
        assert sum(getattr(part, field) for part in parts) == getattr(whole, field)
    assert whole.population == 68_350_798


def test_seats_of_authority_are_named_first(tiny: Atlas) -> None:
    communes = tiny.require_communes().copy()
    ranks = {"38001": "region", "26198": "departement", "63113": "arrondissement"}
    communes["chef_lieu"] = communes["code"].map(ranks).astype("str")
    towns = largest_towns(replace(tiny, communes=communes), METROPOLE)
    # Without its rank the island of 500 inhabitants would come last.
    assert towns["code"].tolist()[:4] == ["38001", "26198", "38185", "63113"]
    assert list(towns.columns) == ["code", "name", "lon", "lat"]


@pytest.mark.parametrize(
    "territory_id", ["france", "ancienne-region:82", "departement:974", "commune:29155"]
)
def test_names_leave_room_for_one_another(atlas: Atlas, territory_id: str) -> None:
    territory = get_territory(atlas, territory_id)
    towns = largest_towns(atlas, territory)
    assert 1 <= len(towns) <= MAX_TOWNS
    west, south, east, north = bounds(atlas, territory)
    shrink = np.cos(np.radians((south + north) / 2))
    room = SPACING * max((east - west) * shrink, north - south)
    places = towns[["lon", "lat"]].to_numpy() * [shrink / 2, 1]
    apart = np.hypot(*(places[:, None] - places[None, :]).transpose(2, 0, 1))
    assert apart[~np.eye(len(towns), dtype=bool)].min(initial=np.inf) >= room


def test_the_towns_of_france_begin_with_paris(atlas: Atlas) -> None:
    towns = largest_towns(atlas, FRANCE)["name"].tolist()
    assert towns[:3] == ["Paris", "Marseille", "Lyon"]
    assert "Rennes" in towns
    assert "Ajaccio" in towns
    assert "Saint-Denis" not in towns
