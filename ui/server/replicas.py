"""Several replicas of the atlas on one machine behind one nginx: ``python3 atlas.py serve``.

A replica is an ordinary server on a port of this machine. One that ends is started again; SIGHUP
starts all of them again, one after the other; SIGTERM and Ctrl-C end everything.
"""

import argparse
import asyncio
import logging
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from streamlit import config

from ui.server import front, frontend, probe
from ui.server.hosts import VARIABLE as HOSTS_VARIABLE
from ui.server.hosts import is_loopback

LOGGER: Final = logging.getLogger("atlas.replicas")
ROOT: Final = Path(__file__).parents[2]
LOOPBACK: Final = "127.0.0.1"
METRICS_VARIABLE: Final = "ATLAS_METRICS"
# One that ends as soon as it has started is given time: its cause does not go away by itself.
FIRST_WAIT_S: Final = 0.5
LONGEST_WAIT_S: Final = 30.0
STEADY_S: Final = 20.0
# Then it is killed.
STOPPING_S: Final = 10.0
STARTING_S: Final = 120.0
LOOK_EVERY_S: Final = 0.25


class Kept:
    """A process that is started again when it ends, until it is told to stop.

    Parameters
    ----------
    name
        What the log calls it.
    command, environment
        What is started; the environment is added to that of this process.
    """

    def __init__(
        self, name: str, command: Sequence[str], environment: Mapping[str, str] | None = None
    ) -> None:
        self._name = name
        self._command = command
        self._environment = {**os.environ, **(environment or {})}
        self._process: asyncio.subprocess.Process | None = None
        self._over = asyncio.Event()
        self._renewed = asyncio.Event()

    async def keep(self) -> None:
        """Start it, again and again."""
        loop, wait_s = asyncio.get_running_loop(), FIRST_WAIT_S
        while not self._over.is_set():
            began = loop.time()
            # A group of its own: Ctrl-C reaches this process alone, which ends the others in order.
            self._process = await asyncio.create_subprocess_exec(
                *self._command, cwd=ROOT, env=self._environment, process_group=0
            )
            if self._over.is_set():
                await self._end(self._process)
            code = await self._process.wait()
            if self._renewed.is_set() or self._over.is_set():
                self._renewed.clear()
                continue
            LOGGER.warning("%s : arrêt inattendu (code %d), je relance.", self._name, code)
            steady = loop.time() - began > STEADY_S
            wait_s = FIRST_WAIT_S if steady else min(2 * wait_s, LONGEST_WAIT_S)
            await self._rest(wait_s)

    async def renew(self) -> None:
        """End the process that runs; another one takes its place at once."""
        if self._process is not None and self._process.returncode is None:
            self._renewed.set()
            await self._end(self._process)

    async def stop(self) -> None:
        """End it for good."""
        self._over.set()
        if self._process is not None and self._process.returncode is None:
            await self._end(self._process)

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._over.wait(), seconds)

    @staticmethod
    async def _end(process: asyncio.subprocess.Process) -> None:
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOPPING_S)
        except TimeoutError:
            process.kill()
            await process.wait()


class Replicas:
    """The replicas and their front.

    Parameters
    ----------
    ports
        Ports of this machine, one a replica.
    relay
        Address that the front listens to.
    """

    def __init__(self, ports: Sequence[int], relay: str = LOOPBACK) -> None:
        self._replicas = {
            port: Kept(f"Réplique {port}", _command(port), _environment(number, relay))
            for number, port in enumerate(ports)
        }
        self._front: Kept | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._renewing = asyncio.Lock()

    async def start(self, front_command: Sequence[str]) -> bool:
        """Start the replicas, then the front; tell whether one of them was ready in time."""
        for kept in self._replicas.values():
            self._tasks.append(asyncio.create_task(kept.keep()))
        ready = await self._one_ready(self._replicas)
        self._front = Kept("nginx", front_command)
        self._tasks.append(asyncio.create_task(self._front.keep()))
        return ready

    async def renew(self) -> None:
        """Start all again, one after the other, the next once the last is ready."""
        async with self._renewing:
            # The packages may have changed under the address of the scripts that are sent.
            frontend.prepared.cache_clear()
            await asyncio.to_thread(frontend.prepare)
            for port, kept in self._replicas.items():
                await kept.renew()
                if not await self._one_ready([port]):
                    LOGGER.error("Réplique %d : pas prête, je laisse les suivantes.", port)
                    return
                LOGGER.info("Réplique %d renouvelée.", port)
                # Until nginx asks it again, the others answer for it.
                await asyncio.sleep(front.FORGIVEN_S + 1)

    async def stop(self) -> None:
        """End everything: nobody new comes in while the replicas end."""
        if self._front is not None:
            await self._front.stop()
        await asyncio.gather(*(kept.stop() for kept in self._replicas.values()), *self._tasks)

    @staticmethod
    async def _one_ready(ports: "Sequence[int] | Mapping[int, Kept]") -> bool:
        deadline = asyncio.get_running_loop().time() + STARTING_S
        while asyncio.get_running_loop().time() < deadline:
            for port in ports:
                if await asyncio.to_thread(probe.is_ready, port):
                    return True
            await asyncio.sleep(LOOK_EVERY_S)
        return False


def _command(port: int) -> list[str]:
    options = {
        "server.address": LOOPBACK,
        "server.port": str(port),
        "server.headless": "true",
        # Its address is not the one to open.
        "logger.hideWelcomeMessage": "true",
    }
    given = [part for name, value in options.items() for part in (f"--{name}", value)]
    return [sys.executable, "-m", "streamlit", "run", "dashboard.py", *given]


def _environment(number: int, relay: str) -> dict[str, str]:
    """Return what a replica has of its own.

    Where counters have a port, each has the next one. Behind a relay that listens to a network it
    answers under any name, as the atlas does there without a relay, unless the host has named some.
    """
    port = os.environ.get(METRICS_VARIABLE, "").strip()
    own = {METRICS_VARIABLE: str(int(port) + number)} if port.isdecimal() else {}
    named = os.environ.get(HOSTS_VARIABLE) or config.get_option("browser.serverAddress")
    if not is_loopback(relay) and is_loopback(named):
        own[HOSTS_VARIABLE] = "*"
    return own


def taken(address: str, ports: Sequence[int]) -> list[int]:
    """Return the ports that something listens to already."""
    found = []
    for port in ports:
        try:
            socket.create_server((address, port)).close()
        except OSError:
            found.append(port)
    return found


async def serve(options: argparse.Namespace) -> int:
    """Serve until told to end; return the exit code."""
    ports = [options.port + number for number in range(1, options.replicas + 1)]
    if busy := [*taken(options.address, [options.port]), *taken(LOOPBACK, ports)]:
        said = ", ".join(map(str, busy))
        LOGGER.error("Ports déjà pris : %s. Indiquez-en un autre par --port.", said)
        return 1
    over, loop = asyncio.Event(), asyncio.get_running_loop()
    replicas = Replicas(ports, options.address)
    renewals: set[asyncio.Task[None]] = set()

    def renew() -> None:
        renewals.add(asyncio.create_task(replicas.renew()))

    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, over.set)
    loop.add_signal_handler(signal.SIGHUP, renew)
    with tempfile.TemporaryDirectory(prefix="atlas-") as folder:
        try:
            text = front.configuration(Path(folder), options.address, options.port, ports)
            start = front.command(options.nginx, Path(folder), text)
        except front.FrontError as problem:
            LOGGER.error("nginx ne démarre pas : %s", problem)  # noqa: TRY400 - says it all
            return 1
        await asyncio.to_thread(frontend.prepare)
        starting = asyncio.create_task(replicas.start(start))
        ending = asyncio.create_task(over.wait())
        await asyncio.wait({starting, ending}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done() and not over.is_set():
            LOGGER.info(
                "%d répliques (%d à %d) derrière http://%s:%d ; processus %d.",
                *(len(ports), ports[0], ports[-1], options.address, options.port, os.getpid()),
            )
        await ending
        for task in (starting, *renewals):
            task.cancel()
        await replicas.stop()
    return 0


def main() -> int:
    """Run the command line and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m ui.server.replicas")
    parser.add_argument("--replicas", type=int, required=True)
    parser.add_argument("--nginx", required=True)
    parser.add_argument("--address", default=LOOPBACK)
    parser.add_argument("--port", type=int, default=8501)
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    return asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
