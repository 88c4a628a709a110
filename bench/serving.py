"""Start a Streamlit server as a visitor would meet it, and stop it."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

ROOT: Final = Path(__file__).parent.parent
FRONT_DOOR: Final = ROOT / "dashboard.py"
START_TIMEOUT_S: Final = 60
STOP_TIMEOUT_S: Final = 10


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
        try:
            if httpx.get(f"{server.url}/_stcore/health", timeout=2).text == "ok":
                return
        except httpx.TransportError:
            pass
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
    with log.open("wb") as output:
        started = time.time()
        process = subprocess.Popen(
            command, cwd=ROOT, env=variables, stdout=output, stderr=subprocess.STDOUT
        )
        server = Server(url, log, process.pid, started)
        try:
            _wait_until_healthy(process, server)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(timeout=STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


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
