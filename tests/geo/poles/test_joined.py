"""A reader's list beside the register, or in its place."""

from dataclasses import replace

import pytest

from geo.poles.joined import with_own_list
from geo.poles.select import PoleFilter, select_poles
from geo.tables.atlas import Atlas
from geo.vocabulary import PRIVATE_ID


@pytest.fixture
def tables(specimen: Atlas) -> Atlas:
    return replace(specimen, version="abc")


def test_a_list_stands_beside_the_register(tables: Atlas) -> None:
    register = tables.require_poles()
    both = with_own_list(tables, "liste.csv", register.iloc[:2], alone=False)
    assert both.require_poles()["id"].tolist() == [
        *register["id"],
        *(PRIVATE_ID + register["id"].iloc[:2]),
    ]
    assert both.require_poles().dtypes.equals(register.dtypes)
    assert both.own is not None
    assert both.own.ids == frozenset(PRIVATE_ID + register["id"].iloc[:2])
    assert len(select_poles(both, PoleFilter())) == len(register) + 2
    assert len(tables.require_poles()) == len(register)


def test_a_list_alone_stands_for_the_register(tables: Atlas) -> None:
    alone = with_own_list(tables, "liste.csv", tables.require_poles().iloc[:2], alone=True)
    assert len(select_poles(alone, PoleFilter())) == 2
    assert not any(item.table == "poles" for item in alone.problems)


def test_no_two_lists_have_one_version(tables: Atlas) -> None:
    rows = tables.require_poles().iloc[:2]
    versions = {with_own_list(tables, "liste.csv", rows, alone=True).version for _ in range(5)}
    assert len(versions) == 5
    assert all(version.startswith("abc-") for version in versions)


def test_without_a_register_the_list_is_all_there_is(tables: Atlas) -> None:
    lost = replace(tables, poles=None)
    shown = with_own_list(lost, "liste.csv", tables.require_poles().iloc[:2], alone=False)
    assert shown.own is not None
    assert shown.own.alone
    assert len(shown.require_poles()) == 2
