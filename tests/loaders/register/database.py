"""A real PostgreSQL, started by the tests in a folder of their own."""

import os
import shutil
import socket
import subprocess
from pathlib import Path
from typing import Final

from loaders.register.address import POSTGRESQL, Address

# Debian keeps the server out of `PATH`.
PLACES: Final = ("usr/lib/postgresql/*/bin", "opt/homebrew/opt/postgresql*/bin")
OWNER, READER = "atlas_proprietaire", "atlas_lecteur"
# The tests' own, on a server that only this machine can reach.
PASSWORD: Final = "mot-de-passe"  # noqa: S105


def find_server() -> Path | None:
    """Return the folder of the programs of PostgreSQL, the newest."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = [one for place in PLACES for one in Path("/").glob(place)]
    return max((one for one in folders if (one / "initdb").exists()), default=None)


class Database:
    """A server that a test may stop, start and alter."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs, self.data = programs, folder / "data"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        # PostgreSQL refuses to run for root.
        self.account = "postgres" if os.geteuid() == 0 else None
        if self.account:
            import pwd  # noqa: PLC0415 - not on every system

            owner = pwd.getpwnam(self.account)
            for place in (folder, *folder.parents):
                if place == Path(place.root):
                    break
                place.chmod(place.stat().st_mode | 0o011)
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        (folder / "password").write_text(PASSWORD, encoding="utf-8")
        self._run(
            *("initdb", "--no-sync", "--auth=scram-sha-256", f"--username={OWNER}"),
            *(f"--pwfile={folder / 'password'}", "--encoding=UTF8", "--locale=C"),
            *("-D", str(self.data)),
        )

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [str(self.programs / program), *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            user=self.account,
            cwd="/",
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
        )

    def start(self) -> None:
        options = (
            f"-h 127.0.0.1 -p {self.port} -k '' -c fsync=off -c max_connections=10 "
            "-c shared_buffers=8MB -c log_min_messages=panic"
        )
        log = str(self.data / "log")
        self._run("pg_ctl", "start", "-w", "-D", str(self.data), "-l", log, "-o", options)

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "-w", "-D", str(self.data), "-m", "immediate")

    def address(self, account: str, password: str = PASSWORD) -> Address:
        """Return its address for an account."""
        url = f"postgresql://{account}:{password}@127.0.0.1:{self.port}/postgres"
        return Address(POSTGRESQL, url, "127.0.0.1")
