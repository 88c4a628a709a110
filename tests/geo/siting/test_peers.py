"""The same départements solved by `spopt` with another solver (CBC): the same best values."""

import numpy as np
import pytest

from geo.places.territories import get_territory
from geo.reach.reach import ReachRule
from geo.siting.cover import PRIORITY_ONLY, SitingRequest, choose_sites
from geo.siting.ground import distance_pairs
from geo.siting.study import alternatives
from geo.tables.atlas import Atlas

pytestmark = pytest.mark.slow
KM = 15.0


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("departement", "sites"), [("32", 3), ("59", 4)])
def test_spopt_finds_the_same(atlas: Atlas, departement: str, sites: int) -> None:
    locate = pytest.importorskip("spopt.locate")
    pulp = pytest.importorskip("pulp")
    solver = pulp.PULP_CBC_CMD(msg=False)
    territory = get_territory(atlas, f"departement:{departement}")
    request = SitingRequest(
        territory, sites, ReachRule("radius", KM), PRIORITY_ONLY, min_population=3000
    )
    siting = choose_sites(atlas, request)
    ground = siting.ground
    # An existing pole serves for nothing: a column of its own, with the distance of today.
    towns = ground.distance_km[:, None] - distance_pairs(atlas, ground).toarray()
    columns = np.column_stack([towns, ground.distance_km])
    given = {"predefined_facilities_arr": np.append(np.zeros(len(ground.towns)), 1)}
    weights = ground.weight
    count = sites + 1

    cover = locate.MCLP.from_cost_matrix(columns, weights, KM, p_facilities=count, **given)
    cover.solve(solver)
    reached = float(ground.weight[ground.reached].sum() + siting.sites["adds_weight"].sum())
    assert cover.problem.objective.value() == pytest.approx(reached)

    table = alternatives(atlas, siting).set_index("model")
    median = locate.PMedian.from_cost_matrix(columns, weights, p_facilities=count, **given)
    median.solve(solver)
    spread = float((weights * ground.distance_km).sum())
    assert median.problem.objective.value() <= spread
    assert median.problem.objective.value() / weights.sum() == pytest.approx(
        table.loc["mean", "mean_km"]
    )

    counted = columns[weights > 0]
    centre = locate.PCenter.from_cost_matrix(counted, p_facilities=count, **given)
    centre.solve(solver)
    assert centre.problem.objective.value() == pytest.approx(
        table.loc["farthest", "largest_km"], abs=1e-3
    )
