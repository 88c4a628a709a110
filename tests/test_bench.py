"""The measures that need no browser: what a visit counts, how a table reads."""

import base64
import hashlib
import random
from itertools import islice

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bench import plain_maps
from bench.__main__ import attempted
from bench.browsing import Traffic
from bench.first_visit import Weight
from bench.load.__main__ import percentile
from bench.load.visits import choices
from bench.measures import Measure, as_markdown, as_text, french, medians
from ui.server import routes


def measure(value: float, budget: float | None) -> Measure:
    return Measure("Premier affichage", value, "× étalon", budget, "1,2 s contre 1,0 s")


@pytest.mark.parametrize(
    ("value", "budget", "kept"), [(1.6, 1.6, True), (1.61, 1.6, False), (9.0, None, True)]
)
def test_budget_is_an_upper_bound(value: float, budget: float | None, *, kept: bool) -> None:
    assert measure(value, budget).kept is kept


def test_exceeded_budget_is_said_loudly() -> None:
    assert as_text([measure(2.0, 1.6)]).startswith("DÉPASSÉ")
    assert as_text([measure(1.0, 1.6)]).startswith("tenu")


def test_page_holds_a_row_a_measure() -> None:
    page = as_markdown([measure(1.234, 1.6), measure(250.0, None)], runs=3)
    assert "| Premier affichage | 1,23 × étalon | ≤ 1,60 × étalon | tenu |" in page
    assert "| Premier affichage | 250 × étalon |  |  |" in page
    assert "Médianes de 3 mesures" in page


def test_a_group_that_fails_is_told_and_leaves_the_others_standing() -> None:
    def fails() -> list[Measure]:
        raise TimeoutError("pas de pôles en 60 s")

    groups = {"paint": fails, "start": lambda: [measure(1.0, 1.6)], "memory": fails}
    found = attempted(groups, ("paint", "start"))
    assert [one.kept for one in found] == [False, True]
    first = as_text(found).splitlines()[0]
    assert first.startswith("ABSENT")
    assert "pas de pôles en 60 s" in first


@pytest.mark.parametrize(("value", "text"), [(0.5, "0,50"), (99.99, "99,99"), (1234.5, "1234")])
def test_figures_are_french(value: float, text: str) -> None:
    assert french(value) == text


def test_medians_take_turns() -> None:
    order: list[str] = []
    values = iter([1.0, 10.0, 5.0, 30.0, 3.0, 20.0])

    def timing(name: str) -> float:
        order.append(name)
        return next(values)

    assert medians(3, lambda: timing("ours"), lambda: timing("yardstick")) == [3.0, 20.0]
    assert order == ["ours", "yardstick"] * 3


def test_traffic_without_layers_is_empty() -> None:
    assert Traffic().layers() == {}


def test_jquery_is_there_for_the_maps_that_folium_writes_and_for_no_other() -> None:
    script = "/atlas/assets/jquery/jquery.min.js"
    plain = TestClient(Starlette(routes=plain_maps.routes()))
    assert "jQuery v3" in plain.get(script).text[:60]
    assert plain.get("/atlas/assets/leaflet/leaflet.js").status_code == 200
    assert TestClient(Starlette(routes=routes.routes())).get(script).status_code == 404


def test_a_round_of_a_reader_goes_through_the_atlas_and_back() -> None:
    places = ["region:11", "region:84", "departement:38"]
    steps = list(islice(choices(places, random.Random(1)), 7))  # noqa: S311
    assert [step.screen for step in steps] == [
        *("carte", "carte", "couverture", "couverture", "comparer", "portrait", "carte")
    ]
    (first,), (again,) = (
        [step.query for step in steps if step.name == name] for name in ("coverage", "radius")
    )
    assert first != again
    other = list(islice(choices(places, random.Random(2)), 7))  # noqa: S311
    assert steps != other


def test_percentiles_of_waits() -> None:
    waits = [float(wait) for wait in range(1, 102)]
    assert (percentile(waits, 50), percentile(waits, 95)) == (51.0, 96.0)
    assert percentile([3.0], 95) == 3.0


def test_a_visit_weighs_what_came_over_the_network() -> None:
    weight = Weight()
    for request, url in (
        ("1", "http://a/"),
        ("2", "http://a/kept"),
        ("3", "data:,"),
        ("4", "http://a/x"),
    ):
        weight.asked({"requestId": request, "request": {"url": url}})
    assert not weight.is_quiet()
    weight.ended({"requestId": "1", "encodedDataLength": 1200})
    weight.ended({"requestId": "2", "encodedDataLength": 0})  # kept by the browser
    weight.ended({"requestId": "3", "encodedDataLength": 7})
    assert weight.pending == {"4"}
    weight.ended({"requestId": "4"})  # failed
    assert (len(weight.sizes), weight.http_bytes) == (1, 1200)


def test_a_message_weighs_what_it_takes_compressed_after_those_before_it() -> None:
    noise = hashlib.shake_256(b"bruit").digest(20_000)
    frame = {"opcode": 2, "payloadData": base64.b64encode(noise).decode()}
    weight = Weight()
    weight.said({"response": frame})
    assert 20_000 <= weight.socket_bytes < 20_100
    weight.said({"response": frame})  # said before, within the window
    assert weight.socket_bytes < 20_500
    weight.said({"response": {"opcode": 1, "payloadData": "é" * 1000}})
    assert weight.socket_bytes < 20_600
