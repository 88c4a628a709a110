"""What is computed once, and what is forgotten with the tables."""

import gc
import weakref

import pandas as pd

from geo.memo import ONE_READERS_SHARE, lately, per_atlas, per_land
from geo.tables.atlas import Atlas, OwnList, with_poles


def one_less(atlas: Atlas, own: OwnList | None = None) -> Atlas:
    return with_poles(atlas, atlas.require_poles().iloc[1:], "other", own=own)


def test_what_depends_on_the_poles_is_computed_for_each_register(specimen: Atlas) -> None:
    asked: list[Atlas] = []

    @per_atlas
    def poles(atlas: Atlas) -> int:
        asked.append(atlas)
        return len(atlas.require_poles())

    other = one_less(specimen)
    assert [poles(specimen), poles(other), poles(specimen)] == [
        len(specimen.require_poles()),
        len(specimen.require_poles()) - 1,
        len(specimen.require_poles()),
    ]
    assert asked == [specimen, other]


def test_what_depends_on_the_land_alone_is_shared(specimen: Atlas) -> None:
    asked: list[Atlas] = []

    @per_land
    def people(atlas: Atlas) -> int:
        asked.append(atlas)
        return int(atlas.require_communes()["population"].sum())

    assert people(specimen) == people(one_less(specimen))
    assert asked == [specimen]


def test_the_last_results_are_kept_fewer_for_one_reader(specimen: Atlas) -> None:
    asked: list[int] = []

    @lately(2 * ONE_READERS_SHARE)
    def after(atlas: Atlas, number: int) -> int:
        asked.append(number)
        return len(atlas.require_poles()) + number

    own = one_less(specimen, OwnList("liste.csv", frozenset({"a"}), alone=True))
    for atlas, kept in ((one_less(specimen), 2 * ONE_READERS_SHARE), (own, 2)):
        asked.clear()
        for number in [*range(kept), *range(kept)]:
            assert after(atlas, number) == len(atlas.require_poles()) + number
        assert asked == list(range(kept))
        after(atlas, kept)
        after(atlas, 0)
        assert asked[-2:] == [kept, 0]


def test_a_list_that_is_dropped_leaves_nothing_behind(specimen: Atlas) -> None:
    @lately(8)
    def poles(atlas: Atlas) -> pd.DataFrame:
        return atlas.require_poles().copy()

    own = one_less(specimen, OwnList("liste.csv", frozenset({"a"}), alone=True))
    kept = weakref.ref(poles(own))
    tables = weakref.ref(own)
    assert kept() is poles(own)
    del own
    gc.collect()
    assert tables() is None
    assert kept() is None


def test_what_depends_on_the_land_holds_no_list(specimen: Atlas) -> None:
    asked: list[str] = []

    @lately(8, poles=False)
    def people(atlas: Atlas, kind: str) -> tuple[Atlas, str]:
        asked.append(kind)
        return atlas, kind

    lists = [
        one_less(specimen, OwnList("liste.csv", frozenset({"a"}), alone=True)) for _ in range(3)
    ]
    told = {people(own, "commune") for own in lists}
    assert told == {(specimen, "commune")}
    assert asked == ["commune"]
    gone = [weakref.ref(own) for own in lists]
    del lists, told
    gc.collect()
    assert [own() for own in gone] == [None] * 3
