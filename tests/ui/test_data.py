"""Which tables are in service."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import geopandas as gpd
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from geo.errors import TableError
from geo.memo import per_atlas
from geo.places.territories import get_territory
from geo.tables.atlas import Atlas, load_atlas, with_poles
from geo.tables.files import SEAL
from geo.tables.schema import OUTLINED
from tests.pages.opening import open_screen
from tests.registers import read_from
from ui import data
from ui.paper.layout import POSTER
from ui.paper.maps import picture
from ui.prints import maps
from ui.server import routes
from ui.view.choices import DEFAULT_VIEW, LAYERS


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


@pytest.fixture
def replaced(data_copy: Path, specimen_dir: Path) -> Iterator[Path]:
    """Return the folder that is read, in which tables are replaced under the server."""
    read_from(data_copy)
    yield data_copy
    read_from(specimen_dir)


def move(folder: Path) -> None:
    """Put other outlines in the place of all of them, 3 degrees to the east, as a new edition."""
    for table, levels in OUTLINED.items():
        path = folder / f"{table}.parquet"
        found = gpd.read_parquet(path)
        for level in levels:
            found[f"outline_{level}"] = found[f"outline_{level}"].translate(3)
        found.to_parquet(path)
    (folder / SEAL).unlink()


ASKED = [
    *(f"{layer}/{key}" for layer in LAYERS for key in ("france", "departement:26")),
    *(f"{layer}/departement:26" for layer in ("communes", "terre", "contour", "masque", "voisins")),
]


def test_replaced_tables_are_never_served_under_the_address_of_the_old(
    replaced: Path, caplog: pytest.LogCaptureFixture
) -> None:
    client = TestClient(Starlette(routes=routes.routes()))
    old = data.get_version()
    whole = {layer: client.get(f"/atlas/layers/{old}/{layer}").content for layer in ASKED}
    read_from(None)
    read_from(replaced)
    kept = f"/atlas/layers/{data.get_version()}/regions/france"
    assert client.get(kept).content == whole["regions/france"]

    move(replaced)
    refused = 0
    for layer in ASKED:
        answer = client.get(f"/atlas/layers/{old}/{layer}")
        if answer.status_code == 200:
            assert answer.content == whole[layer], layer
            continue
        refused += 1
        assert answer.status_code == 503
        assert "a changé depuis le démarrage ; redémarrez" in answer.json()["erreur"]
        assert "cache-control" not in answer.headers
    assert refused > len(ASKED) / 2
    # What was read before goes on as it was.
    assert client.get(kept).content == whole["regions/france"]
    told = [record.getMessage() for record in caplog.records if record.name == "atlas.data"]
    assert len(told) == len(set(told)) > 1
    assert all("redémarrez" in sentence for sentence in told)


@pytest.mark.slow
def test_screens_and_prints_say_which_tables_were_replaced(replaced: Path) -> None:
    open_screen("donnees", looks=1)
    move(replaced)
    for screen in ("carte", "couverture", "portrait", "implanter", "chronologie", "comparer"):
        page = open_screen(screen, territoire="departement:26")
        said = " ".join(text.value for text in (*page.markdown, *page.error))
        assert "numéro d'incident" not in said
        assert "parquet a changé depuis le démarrage" in said.replace("\\", ""), screen
    atlas = data.get_atlas()
    drome = get_territory(atlas, "departement:26")
    drawn = maps.coverage_map(atlas, drome, DEFAULT_VIEW, date(2026, 11, 27))
    # In the paths of its letters nothing can be read: the notes are asked for.
    sheet = picture(drawn, POSTER, "")
    assert "communes.parquet a changé depuis le démarrage" in sheet.caption


def test_after_a_restart_the_new_tables_have_an_address_of_their_own(replaced: Path) -> None:
    old = data.get_version()
    move(replaced)
    read_from(None)
    read_from(replaced)
    client = TestClient(Starlette(routes=routes.routes()))
    assert data.get_version() != old
    answer = client.get(f"/atlas/layers/{data.get_version()}/regions/france")
    assert "immutable" in answer.headers["cache-control"]
    late = client.get(f"/atlas/layers/{old}/regions/france")
    assert late.headers["cache-control"] == "no-store"


def test_a_process_of_its_own_does_not_answer_about_other_tables(replaced: Path) -> None:
    land = data.get_version()
    load_atlas(replaced).files.require(land)
    move(replaced)
    with pytest.raises(TableError, match="Les tables ont changé depuis le démarrage"):
        load_atlas(replaced).files.require(land)
