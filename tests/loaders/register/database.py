"""A real PostgreSQL, started by the tests in a folder of their own."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Final

import psycopg

from bench.serving import free_port
from loaders.register.address import POSTGRESQL, Address

OWNER, READER = "atlas_proprietaire", "atlas_lecteur"
# The tests' own, on a server that only this machine can reach.
PASSWORD: Final = "mot-de-passe"  # noqa: S105
PATIENCE_S: Final = 30


class Database:
    """A server that a test may stop, start and alter, in an empty folder of its own."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs, self.data = programs, folder / "data"
        self.port = free_port()
        # PostgreSQL refuses to run for root.
        self.account = "postgres" if os.geteuid() == 0 else None
        if self.account:
            shutil.chown(folder, self.account)
        (folder / "password").write_text(PASSWORD, encoding="utf-8")
        (folder / "password").chmod(0o644)
        made = self._run(
            *("initdb", "--no-sync", "--auth=scram-sha-256", f"--username={OWNER}"),
            *(f"--pwfile={folder / 'password'}", "--encoding=UTF8", "--locale=C"),
            *("-D", str(self.data)),
        )
        assert made.wait() == 0

    def _run(self, program: str, *arguments: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [str(self.programs / program), *arguments],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            user=self.account,
            cwd="/",
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
        )

    def start(self) -> None:
        options = ("fsync=off", "max_connections=10", "shared_buffers=8MB")
        here = ("-D", str(self.data), "-h", "127.0.0.1", "-p", str(self.port), "-k", "")
        self.process = self._run("postgres", *here, *(f"-c{option}" for option in options))
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                psycopg.connect(self.address(OWNER).url).close()
            except psycopg.OperationalError:
                assert self.process.poll() is None, "PostgreSQL stopped"
                assert time.monotonic() < deadline
                time.sleep(0.02)
            else:
                return

    def stop(self) -> None:
        """Stop it at once, whoever is connected."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(PATIENCE_S)

    def address(self, account: str, password: str = PASSWORD) -> Address:
        """Return its address for an account."""
        url = f"postgresql://{account}:{password}@127.0.0.1:{self.port}/postgres"
        return Address(POSTGRESQL, url, "127.0.0.1")
