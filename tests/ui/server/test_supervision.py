"""Health and counters of a real server, on its own port and among the other addresses."""

import asyncio
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bench.load.reader import Reader
from bench.serving import Server, free_port
from ui.server.closed import CLOSED, VARIABLE
from ui.server.supervision import on_its_own_port

Serve = Callable[..., AbstractContextManager[Server]]


async def read(url: str) -> None:
    async with Reader(url) as reader:
        await reader.choose("carte", "territoire=region:84")


def counted(address: str) -> dict[tuple[str, ...], float]:
    families = text_string_to_metric_families(httpx.get(address).text)
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


@pytest.mark.slow
def test_this_machine_reads_what_its_readers_cost(site: Server) -> None:
    asyncio.run(read(site.url))
    assert httpx.get(f"{site.url}/health").json()["status"] == "ok"
    told = counted(f"{site.url}/metrics")
    assert told["atlas_run_seconds_count", "page"] >= 1
    assert told["atlas_sessions", "connected"] + told["atlas_sessions", "kept"] >= 1
    assert told["atlas_loaded",] == 1
    assert told["process_resident_memory_bytes",] > 100e6


@pytest.mark.slow
def test_proxy_of_this_machine_is_told_nothing(site: Server) -> None:
    for path in CLOSED:
        answer = httpx.get(f"{site.url}{path}", headers={"X-Forwarded-For": "192.0.2.1"})
        assert (answer.status_code, answer.text) == (404, "Not Found"), path
        # Closed, it is still one of ours.
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.slow
def test_port_of_its_own_answers_whoever_reaches_it(serve: Serve) -> None:
    port = free_port()
    with serve(base="outils/atlas", environment={VARIABLE: str(port)}):
        proxied = {"X-Forwarded-For": "192.0.2.1", "Host": "atlas.exemple.fr"}
        answer = httpx.get(f"http://localhost:{port}/metrics", headers=proxied)
        assert "atlas_loaded" in answer.text
        assert httpx.get(f"http://localhost:{port}/health").status_code in {200, 503}
        # Nothing else is there.
        assert httpx.get(f"http://localhost:{port}/_stcore/health").status_code == 404


def test_port_that_is_taken_is_told_before_anybody_is_served() -> None:
    async def start(port: int) -> None:
        async with on_its_own_port(port):
            pass

    with socket.create_server(("", 0)) as taken, pytest.raises(OSError, match="in use"):
        asyncio.run(start(taken.getsockname()[1]))
