"""Map layers on the real tables, as the browser gets them."""

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import shapely
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.testclient import TestClient

from geo.errors import TableError
from geo.places.territories import get_territory, territories_of_kind
from geo.problems import message
from geo.tables.columnar import unreadable
from ui import data
from ui.maps import layers
from ui.server import routes
from ui.view.choices import LAYERS

REGION_BUDGET_BYTES = 1_200_000
NATIONAL_BUDGET_BYTES = 700_000
DECLARED_BUDGET_BYTES = 40_000


def features(name: str, key: str) -> list[dict[str, Any]]:
    return json.loads(gzip.decompress(layers.layer(name, key, "gzip")))["features"]


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(Starlette(routes=routes.routes()))


@pytest.mark.parametrize("name", [*LAYERS, "terre", "villes", "voisins"])
@pytest.mark.parametrize("key", ["france", "ancienne-region:82", "departement:974"])
def test_every_layer_answers_with_shapes(name: str, key: str) -> None:
    # La Réunion is far from any land and in no basin or regional-aid zone of the sources.
    nowhere = {"ber", "afr", "desindustrialise", "voisins"}
    may_be_empty = nowhere if key == "departement:974" else {"ber"}
    found = features(name, key)
    assert found or name in may_be_empty
    for feature in found:
        assert shapely.from_geojson(json.dumps(feature["geometry"])).is_valid


def test_national_layers_together_keep_the_budget() -> None:
    total = sum(len(layers.layer(name, "france", "identity")) for name in LAYERS)
    assert total <= NATIONAL_BUDGET_BYTES


def test_communes_of_any_region_keep_the_budget() -> None:
    atlas = data.get_atlas()
    sizes = {
        territory.id: len(layers.communes_layer(territory))
        for kind in ("region", "ancienne-region")
        for territory in territories_of_kind(atlas, kind)
    }
    largest = max(sizes, key=sizes.__getitem__)
    assert sizes[largest] <= REGION_BUDGET_BYTES, largest


def test_the_communes_of_a_region_are_all_there() -> None:
    communes = data.get_atlas().communes
    own = communes[communes["ancienne_region"] == "82"]
    drawn = [feature["properties"] for feature in features("communes", "ancienne-region:82")]
    assert len(drawn) == own["outline_source"].notna().sum()
    classes = Counter(properties.get("k", "non") for properties in drawn)
    assert classes == Counter(own.loc[own["outline_source"].notna(), "frr"])


def test_the_mask_has_the_hole_of_the_territory() -> None:
    (mask,) = features("masque", "departement:26")
    shape = shapely.from_geojson(json.dumps(mask["geometry"]))
    romans = data.get_atlas().communes.set_index("code").loc["26281"]
    assert not shape.contains(shapely.Point(romans["lon"], romans["lat"]))
    assert shape.contains(shapely.Point(2.35, 48.85))


@pytest.fixture(scope="module")
def declared() -> dict[str, shapely.Geometry]:
    """Return what each pole declares, as the one layer of the register says it."""
    found = json.loads(layers.declared_layer(data.get_atlas(), "identity"))["features"]
    shapes = {
        feature["properties"]["p"]: shapely.from_geojson(json.dumps(feature["geometry"]))
        for feature in found
    }
    assert len(shapes) == len(found)
    return shapes


def test_one_layer_holds_the_territory_of_every_pole_that_declares_one(
    declared: dict[str, shapely.Geometry],
) -> None:
    poles = data.get_atlas().require_poles()
    assert list(declared) == poles.loc[poles["territory_claim"] == "declared", "id"].tolist()
    assert all(shape.is_valid for shape in declared.values())
    body = len(layers.declared_layer(data.get_atlas(), "br"))
    assert body <= DECLARED_BUDGET_BYTES


def test_the_declared_territory_of_pole_sud_is_its_agglomeration(
    declared: dict[str, shapely.Geometry],
) -> None:
    communes = data.get_atlas().communes
    own = communes[communes["epci"] == "200068781"]
    shape = declared["pole-sud-archer"].buffer(0.01)
    assert shapely.contains_xy(shape, own["lon"], own["lat"]).all()


@pytest.mark.parametrize(
    "path",
    [
        "/atlas/layers/v/inconnu/france",
        "/atlas/layers/v/regions/region:999",
        "/atlas/layers/v/regions/{{7*7}}",
        "/atlas/layers/v/masque/france",
        "/atlas/layers/v/declare/pole-sud-archer",
        "/atlas/layers/v/regions/registre",
    ],
)
def test_what_does_not_exist_is_a_404(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.json() == {"erreur": "Ce calque n'existe pas."}


def test_a_current_layer_is_kept_and_an_old_address_is_not(client: TestClient) -> None:
    current = client.get(f"/atlas/layers/{data.get_version()}/regions/france")
    assert "immutable" in current.headers["cache-control"]
    assert (
        client.get("/atlas/layers/000000000000/regions/france").headers["cache-control"]
        == "no-store"
    )


def test_what_poles_declare_is_kept_as_long_as_the_register(client: TestClient) -> None:
    for version, kept in ((data.get_atlas().version, True), (data.get_version(), False)):
        answer = client.get(f"/atlas/layers/{version}/declare/registre")
        assert answer.status_code == 200
        assert ("immutable" in answer.headers["cache-control"]) is kept


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [("gzip, deflate, br, zstd", "br"), ("gzip, deflate", "gzip"), ("identity", None)],
)
def test_each_browser_gets_what_it_understands(
    client: TestClient, accepted: str, coding: str | None
) -> None:
    asked = {"accept-encoding": accepted}
    for layer in ("regions/france", "declare/registre"):
        answer = client.get(f"/atlas/layers/v/{layer}", headers=asked)
        assert answer.headers.get("content-encoding") == coding
        assert answer.json()["features"]


def test_a_damaged_table_disables_its_layer_only(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(_level: str) -> None:
        raise TableError(message("zonages.parquet est tronqué."))

    layers.layer.cache_clear()
    monkeypatch.setattr(data, "get_zonages", damaged)
    answer = client.get("/atlas/layers/v/afr/france")
    assert (answer.status_code, answer.json()) == (503, {"erreur": "zonages.parquet est tronqué."})
    assert client.get("/atlas/layers/v/regions/france").status_code == 200


@pytest.mark.parametrize("encoding", ["br", "gzip", "identity"])
def test_what_an_answer_depends_on_is_said_once(encoding: str) -> None:
    within = Starlette(routes=routes.routes(), middleware=[Middleware(GZipMiddleware)])
    asked = {"accept-encoding": encoding}
    answer = TestClient(within).get("/atlas/layers/v/regions/france", headers=asked)
    assert answer.headers["vary"] == "Accept-Encoding"


def test_a_refusal_speaks_the_language_of_the_browser(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    english = {"accept-language": "en-GB,en;q=0.9"}
    absent = client.get("/atlas/layers/v/inconnu/france", headers=english)
    assert (absent.status_code, absent.json()) == (404, {"erreur": "This layer does not exist."})
    assert absent.headers["vary"] == "Accept-Language"

    def damaged(_level: str) -> None:
        raise unreadable(Path("zonages.parquet"))

    layers.layer.cache_clear()
    monkeypatch.setattr(data, "get_zonages", damaged)
    answer = client.get("/atlas/layers/v/afr/france", headers=english)
    assert answer.status_code == 503
    assert answer.json()["erreur"].startswith(
        "The table zonages.parquet cannot be read, it is probably truncated; rebuild it"
    )
    again = client.get("/atlas/layers/v/afr/france").json()["erreur"]
    assert again.startswith("La table zonages.parquet est illisible")


def test_towns_of_a_frame_leave_room_and_start_with_the_seat() -> None:
    names = [feature["properties"]["n"] for feature in features("villes", "ancienne-region:82")]
    assert names[0] == "Lyon"
    assert {"Grenoble", "Saint-Étienne", "Annecy"} <= set(names)
    assert len(names) == len(set(names)) > 10


def test_levels_follow_the_kind() -> None:
    atlas = data.get_atlas()
    levels = {
        key: layers.level_of(get_territory(atlas, key))
        for key in ("france", "metropole", "region:84", "departement:38", "commune:38185")
    }
    assert levels == {
        "france": "coarse",
        "metropole": "coarse",
        "region:84": "medium",
        "departement:38": "fine",
        "commune:38185": "fine",
    }
