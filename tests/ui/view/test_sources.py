"""An export cites the sources of its figures, all of them and no other."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from geo.people.basins import BasinRule
from geo.people.people import DEFAULT_PRIORITIES, PriorityRule
from geo.places.territories import FRANCE
from ui import data
from ui.files.provenance import provenance
from ui.view import sources
from ui.view.choices import DEFAULT_VIEW, ViewState

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SETS = {
    "poles": sources.pole_sources(),
    "coverage": sources.coverage_sources(DEFAULT_VIEW),
    "portrait": sources.portrait_sources(DEFAULT_VIEW),
    "waves": sources.wave_sources(DEFAULT_VIEW),
    "calls": sources.call_sources(),
}


@pytest.mark.parametrize("name", SETS)
def test_every_identifier_is_in_the_catalogue_once(name: str) -> None:
    atlas = data.get_atlas()
    assert atlas.sources is not None
    assert set(SETS[name]) <= set(atlas.sources["id"])
    assert len(set(SETS[name])) == len(SETS[name])
    cited = provenance(atlas, DEFAULT_VIEW, FRANCE, NOW, SETS[name]).sources
    assert len(cited) == len(SETS[name]) < len(atlas.sources)


@pytest.mark.parametrize(
    ("basis", "cited"),
    [
        ("bassins", {"estel", "ze2010"}),
        ("afr", {"afr"}),
        ("ber", {"ber"}),
        ("territoire-industrie-2018", {"territoires-industrie-2018"}),
    ],
)
def test_a_list_is_cited_where_it_decides(basis: str, cited: set[str]) -> None:
    lists = {"estel", "ze2010", "afr", "ber", "territoires-industrie-2018"}
    found = set(sources.coverage_sources(replace(DEFAULT_VIEW, basis=basis)))
    assert found & lists == cited


def test_rural_lists_are_those_chosen() -> None:
    assert "zrr" not in sources.coverage_sources(DEFAULT_VIEW)
    only = sources.coverage_sources(ViewState(rural=("zrr",)))
    assert "zrr" in only
    assert "frr" not in only


def test_a_map_names_the_lists_chosen_and_no_other() -> None:
    usual = sources.coverage_credits(DEFAULT_PRIORITIES)
    assert {"frr", "estel"} <= set(usual)
    chosen = PriorityRule(rural=("zrr",), basins=BasinRule("afr"))
    assert set(sources.coverage_credits(chosen)) == {*usual, "zrr", "afr"} - {"frr", "estel"}
    whole = sources.coverage_sources(ViewState(rural=("zrr",), basis="afr"))
    assert set(sources.coverage_credits(chosen)) <= set(whole)
