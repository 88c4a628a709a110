"""Several replicas behind one nginx: kept alive, renewed in turn, and nobody loses a view."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx
import psutil
import pytest

from atlas import find_nginx
from bench.load.reader import Reader
from bench.load.returning import ReturningReader
from bench.serving import Replicated, free_port, replicated
from ui.server import replicas as kept_alive
from ui.server.closed import CLOSED
from ui.server.replicas import Kept, taken

VIEW = ("couverture", "territoire=region:84&rayon=radius&km=40")
PATIENCE_S = 120
HERE = "127.0.0.1"


async def until(is_so: Callable[[], bool]) -> None:
    """Wait for what must come, however busy the machine."""
    async with asyncio.timeout(PATIENCE_S):
        while not is_so():  # noqa: ASYNC110 - files and processes tell nobody
            await asyncio.sleep(0.05)


# --- One process that is kept ---------------------------------------------------------------


class Marks:
    """A program that leaves a mark when it starts, and ends or stays."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "marks"
        self._file.touch()

    def command(self, then: str) -> list[str]:
        script = (
            f"import os, sys, time; open({str(self._file)!r}, 'a').write(f'{{os.getpid()}}\\n');"
        )
        return [sys.executable, "-c", f"{script} {then}"]

    @property
    def pids(self) -> list[int]:
        return [int(line) for line in self._file.read_text(encoding="ascii").splitlines()]


@pytest.fixture
def marks(tmp_path: Path) -> Marks:
    return Marks(tmp_path)


@asynccontextmanager
async def keeping(command: list[str]) -> AsyncIterator[Kept]:
    kept = Kept("Essai", command)
    keeping = asyncio.create_task(kept.keep())
    try:
        yield kept
    finally:
        await kept.stop()
        await keeping


def test_what_is_killed_is_started_again_and_told(
    marks: Marks, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene() -> None:
        async with keeping(marks.command("time.sleep(600)")):
            await until(lambda: len(marks.pids) == 1)
            os.kill(marks.pids[0], signal.SIGKILL)
            await until(lambda: len(marks.pids) == 2)

    asyncio.run(scene())
    assert "Essai : arrêt inattendu (code -9)" in caplog.text
    assert not any(map(psutil.pid_exists, marks.pids))


def test_what_ends_at_once_is_given_more_and_more_time(
    marks: Marks, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []

    async def rest(_kept: Kept, seconds: float) -> None:
        waits.append(seconds)

    async def scene() -> None:
        async with keeping(marks.command("sys.exit(1)")):
            await until(lambda: len(waits) >= 8)

    monkeypatch.setattr(Kept, "_rest", rest)
    asyncio.run(scene())
    assert waits[:8] == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0]


def test_renewed_it_is_another_one_without_a_word(
    marks: Marks, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene() -> None:
        async with keeping(marks.command("time.sleep(600)")) as kept:
            await until(lambda: len(marks.pids) == 1)
            await kept.renew()
            assert not psutil.pid_exists(marks.pids[0])
            await until(lambda: len(marks.pids) == 2)

    asyncio.run(scene())
    assert caplog.text == ""


def test_what_does_not_want_to_end_is_killed(marks: Marks, monkeypatch: pytest.MonkeyPatch) -> None:
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True)"
    monkeypatch.setattr(kept_alive, "STOPPING_S", 0.2)

    async def scene() -> None:
        async with keeping(marks.command(f"{deaf}; time.sleep(600)")):
            await until(lambda: len(marks.pids) == 1)

    asyncio.run(scene())
    assert not psutil.pid_exists(marks.pids[0])


def test_each_replica_has_a_port_of_its_own_for_its_counters(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ATLAS_METRICS", "9464")
    assert [kept_alive._environment(number, HERE)["ATLAS_METRICS"] for number in range(2)] == [
        "9464",
        "9465",
    ]
    monkeypatch.setenv("ATLAS_METRICS", "10.0.0.0/8")
    assert kept_alive._environment(1, HERE) == {}


@pytest.mark.parametrize(
    ("relay", "named", "given"),
    [
        (HERE, "", {}),
        ("0.0.0.0", "", {"ATLAS_HOSTS": "*"}),  # noqa: S104 - what a host may ask for
        ("192.168.1.7", "", {"ATLAS_HOSTS": "*"}),
        ("192.168.1.7", "atlas.exemple.fr", {}),
    ],
)
def test_behind_a_relay_on_the_network_a_replica_answers_under_the_name_it_is_called_by(
    relay: str, named: str, given: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLAS_HOSTS", named)
    assert kept_alive._environment(0, relay) == given


def test_port_that_is_taken_is_told() -> None:
    port = free_port()
    assert taken("127.0.0.1", [port]) == []
    with kept_alive.socket.create_server(("127.0.0.1", port)):
        assert taken("127.0.0.1", [port]) == [port]


# --- Three replicas and nginx ---------------------------------------------------------------


def connected(server: Replicated) -> dict[int, float]:
    """Return how many readers each replica has, of those that answer."""
    found = {}
    for port in server.ports:
        with suppress(httpx.TransportError):
            found[port] = server.told(port)["atlas_sessions", "connected"]
    return found


def replica_of(server: Replicated, before: dict[int, float]) -> int:
    """Return the one replica that has more readers than before."""
    (port,) = (port for port, number in connected(server).items() if number > before[port])
    return port


@pytest.mark.slow
def test_supervision_is_closed_to_the_public(replicas: Replicated) -> None:
    for path in (*CLOSED, "/_stcore/agent/mcp", "/health/", "/_stcore/script-health-check"):
        assert httpx.get(f"{replicas.url}{path}").status_code == 404, path
    # What a page and a balancer ask for is open.
    assert httpx.get(f"{replicas.url}/_stcore/health").text == "ok"
    assert replicas.told(replicas.ports[0])["atlas_loaded",] == 1


@pytest.mark.slow
def test_page_gives_a_reader_a_number_and_nothing_else_does(replicas: Replicated) -> None:
    given = httpx.get(f"{replicas.url}/").cookies.get("atlas_lecteur")
    assert given
    again = httpx.get(f"{replicas.url}/", cookies={"atlas_lecteur": given})
    assert "atlas_lecteur" not in again.cookies
    for path in ("/atlas/assets/atlas/page.js", "/api/v1/poles?territory=region:84"):
        assert "set-cookie" not in httpx.get(f"{replicas.url}{path}").headers, path


@pytest.mark.slow
def test_what_the_atlas_has_compressed_arrives_as_it_is(replicas: Replicated) -> None:
    script = f"{replicas.url}/atlas/assets/leaflet/leaflet.js"
    assert httpx.get(script).headers["content-encoding"] == "gzip"
    assert "content-encoding" not in httpx.get(script, headers={"accept-encoding": ""}).headers


@pytest.mark.slow
def test_reader_comes_back_to_the_same_replica_and_others_go_elsewhere(
    replicas: Replicated,
) -> None:
    async def scene() -> None:
        before = connected(replicas)
        async with Reader(replicas.url) as first:
            home = replica_of(replicas, before)
            for _ in range(5):
                again = Reader(replicas.url)
                again._cookies = first._cookies
                await again._open()
                await until(lambda: sum(connected(replicas).values()) > sum(before.values()) + 1)
                assert connected(replicas)[home] == before[home] + 2
                await again.__aexit__(None, None, None)
                await until(lambda: connected(replicas)[home] == before[home] + 1)
        others = [Reader(replicas.url) for _ in range(24)]
        for other in others:
            await other.__aenter__()
        # By chance alone a replica would stay empty once in 17 000 times.
        assert sum(number > 0 for number in connected(replicas).values()) >= 2
        for other in others:
            await other.__aexit__(None, None, None)

    asyncio.run(scene())


@pytest.mark.slow
def test_killed_replica_loses_nobodys_view(replicas: Replicated) -> None:
    async def scene() -> None:
        before = connected(replicas)
        async with ReturningReader(replicas.url) as reader:
            await reader.choose(*VIEW)
            told, home = list(reader.said), replica_of(replicas, before)
            killed = replicas.replica(home)
            assert killed is not None
            seen = set()
            killed.kill()

            def is_back() -> bool:
                answer = None
                with suppress(httpx.TransportError):
                    answer = httpx.get(f"http://127.0.0.1:{home}/health", timeout=5).status_code
                seen.add(answer)
                return answer == 200

            await until(lambda: bool(reader.away))
            assert reader.changed == []
            assert reader.said
            assert set(reader.said) <= set(told)
            assert connected(replicas).get(home, 0) == 0
            # Another choice is answered by who took over, and the rest of the view is still there.
            await reader.choose("portrait", "territoire=region:84")
            await until(is_back)
            # It is asked for nothing before it has its tables.
            assert seen <= {None, 503, 200}
            started = replicas.replica(home)
            assert started is not None
            assert started.pid != killed.pid

    asyncio.run(scene())


@pytest.mark.slow
def test_all_replicas_are_renewed_in_turn_and_nobody_loses_a_view(replicas: Replicated) -> None:
    async def scene() -> None:
        pids = {port: getattr(replicas.replica(port), "pid", 0) for port in replicas.ports}
        readers = [ReturningReader(replicas.url) for _ in range(4)]
        for number, reader in enumerate(readers):
            await reader.__aenter__()
            await reader.choose("couverture", f"territoire=region:84&rayon=radius&km={20 + number}")
        told = [list(reader.said) for reader in readers]
        renewed = replicas.log_text().count("renouvelée")
        psutil.Process(replicas.pid).send_signal(signal.SIGHUP)
        fewest = len(replicas.ports)
        deadline = time.monotonic() + PATIENCE_S
        while replicas.log_text().count("renouvelée") < renewed + 3:
            assert time.monotonic() < deadline
            ready = await asyncio.to_thread(lambda: [*filter(replicas.healthy, replicas.ports)])
            fewest = min(fewest, len(ready))
        # Never two of them at once.
        assert fewest == 2
        now = {port: getattr(replicas.replica(port), "pid", 0) for port in replicas.ports}
        assert all(now[port] != pid for port, pid in pids.items())
        for reader, before in zip(readers, told, strict=True):
            await reader._here.wait()
            assert reader.away
            assert reader.changed == []
            assert set(reader.said) <= set(before)
            await reader.choose("portrait", "territoire=region:84")
            await reader.__aexit__(None, None, None)

    asyncio.run(scene())


@pytest.mark.slow
@pytest.mark.skipif(find_nginx() is None, reason="nginx est absent de cette machine")
def test_nothing_is_left_when_it_is_told_to_end(tmp_path: Path) -> None:
    with replicated(tmp_path / "log.txt", 1) as server:
        children = psutil.Process(server.pid).children(recursive=True)
        assert {"nginx"} < {child.name() for child in children}
    assert not [child for child in children if child.is_running()]
    assert "Traceback" not in (tmp_path / "log.txt").read_text(encoding="utf-8")
