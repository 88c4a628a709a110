"""Start a Streamlit server as a visitor would meet it, and stop it."""

import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
import psutil
from prometheus_client.parser import text_string_to_metric_families

from atlas import find_nginx

ROOT: Final = Path(__file__).parent.parent
FRONT_DOOR: Final = ROOT / "dashboard.py"
START_TIMEOUT_S: Final = 60
LASTING_PORTS: Final = (20_000, 32_000)
# Replicas are given ten seconds each by who keeps them.
STOP_TIMEOUT_S: Final = 15


class ServerStartError(RuntimeError):
    """The server stopped, or did not answer in time; the message ends with its log."""


@dataclass(frozen=True)
class Server:
    """A running server.

    Attributes
    ----------
    url
        Address without a slash at the end.
    log
        File of everything it prints.
    pid
        Process identifier.
    started_s
        Clock reading (`time.time`) just before the process was started, in seconds.
    """

    url: str
    log: Path
    pid: int
    started_s: float

    def log_text(self) -> str:
        """Return what the server has printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def processes(self) -> list[psutil.Process]:
        """Return the processes that run sessions: this one, or its replicas."""
        return [psutil.Process(self.pid)]


@dataclass(frozen=True)
class Replicated(Server):
    """Several replicas behind one front.

    Attributes
    ----------
    ports
        One a replica.
    """

    ports: tuple[int, ...] = ()

    def replica(self, port: int) -> psutil.Process | None:
        """Return the process of a replica, None while it is not there."""
        for child in psutil.Process(self.pid).children():
            with suppress(psutil.Error):
                if str(port) in child.cmdline():
                    return child
        return None

    def processes(self) -> list[psutil.Process]:
        """Return the processes of the replicas that are there."""
        return [found for port in self.ports if (found := self.replica(port))]

    def told(self, port: int) -> dict[tuple[str, ...], float]:
        """Return the counters of a replica, by name and labels."""
        families = text_string_to_metric_families(
            httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=30).text
        )
        return {
            (sample.name, *sample.labels.values()): sample.value
            for family in families
            for sample in family.samples
        }

    def healthy(self, port: int) -> bool:
        """Tell whether a replica has all it needs to answer."""
        with suppress(httpx.TransportError):
            return httpx.get(f"http://127.0.0.1:{port}/health", timeout=5).is_success
        return False


def free_port() -> int:
    """Return a TCP port of this machine that nothing listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_healthy(process: subprocess.Popen[bytes], server: Server) -> None:
    # Other addresses than the health check answer 200 whatever the state of the server.
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise ServerStartError(f"Code {process.returncode}:\n{server.log_text()}")
        if _answers(server.url):
            return
        time.sleep(0.02)
    raise ServerStartError(f"No answer in {START_TIMEOUT_S} s:\n{server.log_text()}")


@contextmanager
def serving(
    log: Path,
    script: Path = FRONT_DOOR,
    base: str = "",
    environment: Mapping[str, str] | None = None,
    port: int | None = None,
) -> Iterator[Server]:
    """Serve a Streamlit script until the block ends.

    Parameters
    ----------
    log
        File for everything the server prints.
    script
        What ``streamlit run`` is given.
    base
        ``server.baseUrlPath``.
    environment
        Variables on top of this process's own, such as ``ATLAS_DATA``.
    port
        Where a former server was; a free one by default.

    Raises
    ------
    ServerStartError
        When the server does not come up.
    """
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    command += ["--server.headless", "true", "--server.port", str(port)]
    command += ["--server.baseUrlPath", base] if base else []
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})}
    # A server keeps its compiled modules from one start to the next, whoever measures it.
    variables.pop("PYTHONDONTWRITEBYTECODE", None)
    url = f"http://localhost:{port}" + (f"/{base}" if base else "")
    with _running(command, variables, log) as (process, started):
        server = Server(url, log, process.pid, started)
        _wait_until_healthy(process, server)
        yield server


@contextmanager
def _running(
    command: Sequence[str], variables: Mapping[str, str], log: Path
) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    """Run a command until the block ends; give its process and when it began."""
    with log.open("wb") as output:
        started = time.time()
        process = subprocess.Popen(
            command, cwd=ROOT, env=variables, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            yield process, started
        finally:
            process.terminate()
            try:
                process.wait(timeout=STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def replicated(
    log: Path, number: int, environment: Mapping[str, str] | None = None
) -> Iterator[Replicated]:
    """Serve the atlas by several replicas behind one nginx, all ready, until the block ends.

    Parameters
    ----------
    log
        File for everything they print.
    number
        How many replicas.
    environment
        Variables on top of this process's own.

    Raises
    ------
    ServerStartError
        When nginx is not here, or a replica does not come up.
    """
    nginx = find_nginx()
    if nginx is None:
        raise ServerStartError("Plusieurs répliques demandent nginx, absent de cette machine.")
    port, *ports = _free_ports_in_a_row(1 + number)
    command = [sys.executable, "-m", "ui.server.replicas", "--nginx", nginx]
    command += ["--port", str(port), "--replicas", str(number)]
    variables = {**os.environ, **(environment or {})}
    with _running(command, variables, log) as (process, started):
        server = Replicated(
            f"http://localhost:{port}", log, process.pid, started, ports=tuple(ports)
        )
        deadline = time.monotonic() + START_TIMEOUT_S * (1 + number)
        while not all(map(server.healthy, ports)) or not _answers(server.url):
            if process.poll() is not None or time.monotonic() > deadline:
                raise ServerStartError(f"Pas prêtes :\n{server.log_text()}")
            time.sleep(0.1)
        yield server


def _answers(url: str) -> bool:
    with suppress(httpx.TransportError):
        return httpx.get(f"{url}/_stcore/health", timeout=2).text == "ok"
    return False


def _free_ports_in_a_row(number: int) -> range:
    """Return ports that nothing listens to, one after the other."""
    while True:
        # Bound many seconds later: from where systems take those of connections, a browser would
        # have had one of them by then.
        row = range(first := random.randrange(*LASTING_PORTS), first + number)  # noqa: S311
        with ExitStack() as probes, suppress(OSError):
            for port in row:
                probes.enter_context(socket.create_server(("127.0.0.1", port)))
            return row


@contextmanager
def server_of(script: Path = FRONT_DOOR) -> Iterator[Server]:
    """Serve the atlas, or another script, with a log that is thrown away.

    Another script is an ordinary one: it collects after each run, as Streamlit does by default.
    """
    ordinary = {} if script == FRONT_DOOR else {"STREAMLIT_RUNNER_POST_SCRIPT_GC": "true"}
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder) / "log.txt", script, environment=ordinary) as server,
    ):
        yield server
