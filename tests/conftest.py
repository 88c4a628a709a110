"""What tests of several parts share: a real server of the atlas, and copies of its data."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parent.parent
START_TIMEOUT_S = 60


@dataclass(frozen=True)
class Server:
    """A running atlas: its address without a slash at the end, and the file of its log."""

    url: str
    log: Path

    def log_text(self) -> str:
        return self.log.read_text(encoding="utf-8")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_healthy(process: subprocess.Popen[bytes], server: Server) -> None:
    """Wait for the health check to answer "ok": other addresses answer 200 in any case."""
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"The atlas stopped with code {process.returncode}:\n{server.log_text()}")
        try:
            answer = httpx.get(f"{server.url}/_stcore/health", timeout=2)
        except httpx.TransportError:
            time.sleep(0.1)
            continue
        if answer.text == "ok":
            return
    pytest.fail(f"The atlas did not start in {START_TIMEOUT_S} s:\n{server.log_text()}")


@contextmanager
def running_atlas(log: Path, base: str = "", **environment: str) -> Iterator[Server]:
    """Serve the atlas as a visitor gets it, on a free port, until the block ends.

    Parameters
    ----------
    log
        File for everything the server prints.
    base
        ``server.baseUrlPath``.
    environment
        More environment variables, such as ``ATLAS_DATA``.
    """
    port = free_port()
    server = Server(f"http://localhost:{port}" + (f"/{base}" if base else ""), log)
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py"]
    command += ["--server.headless", "true", "--server.port", str(port)]
    command += ["--server.baseUrlPath", base] if base else []
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_until_healthy(process, server)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return one server for every test that only reads."""
    with running_atlas(tmp_path_factory.mktemp("atlas") / "log.txt") as server:
        yield server


@pytest.fixture(scope="session")
def serve() -> Callable[..., AbstractContextManager[Server]]:
    """Return the function that serves the atlas with settings of a test's own."""
    return running_atlas


@pytest.fixture
def data_copy(tmp_path: Path) -> Path:
    """Return a copy of ``data/`` that a test may damage."""
    copy = tmp_path / "data"
    shutil.copytree(ROOT / "data", copy)
    return copy
