"""The API on a real server: what QGIS does, what a proxy sees, what a visitor does not wait for."""

import gzip
from collections.abc import Callable
from contextlib import AbstractContextManager

import httpx
import pyogrio
import pytest

from bench.serving import Server, ServerStartError
from ui.server.api.asking import QUERY_LIMIT_CHARS

ADDRESS = "/api/v1/poles.geojson"


@pytest.mark.slow
def test_qgis_adds_the_poles_by_their_address(site: Server) -> None:
    # GDAL reads the address by itself, as QGIS does with a vector layer over HTTP.
    query = "territory=ancienne-region:82"
    layer = pyogrio.read_dataframe(f"/vsicurl/{site.url}{ADDRESS}?{query}", fid_as_index=False)
    rows = httpx.get(f"{site.url}/api/v1/poles?{query}", timeout=60).json()["rows"]
    assert layer.crs == "EPSG:4326"
    assert layer["name"].tolist() == [row["name"] for row in rows]
    assert layer["cohorts"].tolist() == [";".join(row["cohorts"]) for row in rows]
    places = [None if place is None else [place.x, place.y] for place in layer.geometry]
    assert places == [
        None if row["marker_lon"] is None else [row["marker_lon"], row["marker_lat"]]
        for row in rows
    ]
    assert any(places)
    assert set(layer.geom_type.dropna()) == {"Point"}


def test_an_answer_is_compressed_once(site: Server) -> None:
    with httpx.stream("GET", f"{site.url}/api/v1/poles", timeout=60) as answer:
        assert answer.headers["content-encoding"] == "gzip"
        body = b"".join(answer.iter_raw())
    assert int(answer.headers["content-length"]) == len(body)
    assert gzip.decompress(body).startswith(b'{"territory":"france"')
    known = httpx.get(f"{site.url}/api/v1/poles", headers={"if-none-match": answer.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")


def test_head_and_refusals_pass_the_whole_server(site: Server) -> None:
    head = httpx.head(f"{site.url}/api/v1/poles", timeout=60)
    assert (head.status_code, head.content) == (200, b"")
    refused = httpx.post(f"{site.url}/api/v1/poles", json={})
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    long = httpx.get(f"{site.url}/api/v1/poles?territory={'a' * QUERY_LIMIT_CHARS}")
    assert long.status_code == 414
    assert httpx.get(f"{site.url}/api/v1/rien").json()["type"] == "/api/v1/#adresse"
    for answer in (head, refused, long):
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.slow
def test_under_a_base_path(serve: Callable[..., AbstractContextManager[Server]]) -> None:
    with serve(base="outils/atlas", environment={"ATLAS_API": "1"}) as server:
        page = httpx.get(f"{server.url}/api", follow_redirects=True, timeout=60)
        assert str(page.url) == f"{server.url}/api/v1/"
        assert "<h1>API de l'atlas" in page.text.replace("&#x27;", "'")
        answer = httpx.get(f"{server.url}/api/v1/territories?q=isere", timeout=60)
        assert answer.json()["rows"][0]["territory"] == "departement:38"


@pytest.mark.slow
def test_a_wrong_switch_stops_the_start_with_a_sentence(
    serve: Callable[..., AbstractContextManager[Server]],
) -> None:
    with pytest.raises(ServerStartError) as refusal, serve(environment={"ATLAS_API": "oui"}):
        pass
    assert "ATLAS_API : écrivez 0 (fermée) ou 1 (ouverte)" in str(refusal.value)
    assert "Traceback" not in str(refusal.value)
