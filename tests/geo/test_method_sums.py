"""The small examples of ``docs/method.md``, worked out by the functions the page speaks of."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo.compare.claims import possible_share
from geo.compare.intervals import compare_rates, poisson_interval, proportion_interval
from geo.places.distance import WGS84
from geo.reach.access import DEFAULT_CATCHMENT, decay_weights

TEXT = (Path(__file__).parents[2] / "docs" / "method.md").read_text("utf-8")
PAGE = " ".join(TEXT.split())
# Title to the rest, in the order of the page.
SECTIONS = {
    title: body for title, _, body in (part.partition("\n") for part in TEXT.split("\n## ")[1:])
}
# They state no rule: what the figures cannot say, and a whole example.
RULELESS = {"Limites", "Exemple"}


def french(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}".replace(".", ",")


def says(text: str) -> None:
    assert text in PAGE


def test_a_tenth_of_a_degree() -> None:
    _, _, metres = WGS84.inv([5.0, 5.0], [45.0, 45.0], [5.0, 5.1], [45.1, 45.0])
    north, east = (french(length / 1000, 1) for length in metres)
    says(f"un dixième de degré vaut {north} km du sud au nord et {east} km d'ouest en est")


def test_one_pole_is_shared_by_two_communes() -> None:
    people = np.array([1000.0, 3000.0])
    weights = decay_weights(np.array([0.0, 25.0]), DEFAULT_CATCHMENT)
    says(f"= {french(weights[1], 3)}`")
    weighed = float(people @ weights)
    assert round(weighed) == 3104
    says(f"1 000 + 3 000 × {french(weights[1], 3)} = 3 104 habitants pesés")
    shares = weights / weighed
    says(
        f"{shares[0] * 1e6:.0f} pôles par million pour la première commune, "
        f"{shares[1] * 1e6:.0f} pour la seconde"
    )
    assert float(people @ shares) == pytest.approx(1)


def test_a_rate_its_interval_and_a_difference() -> None:
    low, high = (bound / 1.2 for bound in poisson_interval(3))
    says(
        f"font {french(3 / 1.2, 1)} par million, intervalle de {french(low, 1)} à "
        f"{french(high, 1)}."
    )
    p_value = compare_rates(3, 1.0, 9, 1.0).p_value
    says(f"= {french(100 * p_value, 1)} % : pas plus que le hasard")


def test_a_targeting_ratio() -> None:
    low, high = (bound / 0.2 for bound in proportion_interval(4, 10))
    says(f"40 % / 20 % = 2,0, intervalle de {french(low, 1)} à {french(high, 1)} :")


def test_a_rank_with_equals() -> None:
    ranks = pd.Series([5, 3, 5, 1]).rank(ascending=False, method="min").astype(int)
    assert ranks.tolist() == [1, 3, 1, 4]
    says("de 5, 3, 5 et 1, les deux 5 sont premiers ex æquo, 3 est troisième et 1 quatrième")


def test_bounds_of_a_share() -> None:
    bounds = possible_share(6, 4, 18)
    says(f"de 6 / 18 = {bounds.low:.0%} à 10 / 18 = {bounds.high:.0%}".replace("%", " %"))


@pytest.mark.parametrize("section", sorted(SECTIONS.keys() - RULELESS))
def test_every_rule_has_an_example(section: str) -> None:
    assert "*Exemple" in SECTIONS[section]


def test_what_needs_no_example_is_a_section() -> None:
    assert SECTIONS.keys() > RULELESS
