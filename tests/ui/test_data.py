"""Which tables are in service."""

from collections.abc import Iterator

import pytest

from geo.memo import per_atlas
from geo.tables.atlas import Atlas, with_poles
from ui import data


@pytest.fixture
def in_service() -> Iterator[Atlas]:
    atlas = data.get_atlas()
    yield atlas
    data.publish(atlas)


def test_the_next_to_ask_gets_the_tables_published_last(in_service: Atlas) -> None:
    other = with_poles(in_service, in_service.require_poles().iloc[1:], "other")
    land = data.get_version()
    data.publish(other)
    assert data.get_atlas() is other
    assert data.get_version() == land


def test_the_answers_of_former_tables_are_forgotten(in_service: Atlas) -> None:
    asked = []

    @per_atlas
    def poles(atlas: Atlas) -> int:
        asked.append(atlas)
        return len(atlas.require_poles())

    count = poles(in_service)
    data.publish(with_poles(in_service, in_service.require_poles().iloc[1:], "other"))
    assert poles(data.get_atlas()) == count - 1
    poles(in_service)
    assert asked == [in_service, data.get_atlas(), in_service]
