"""Keeps the shared register up to date behind the screens: nobody waits, nothing is restarted."""

import hashlib
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from threading import Event, Thread
from typing import TYPE_CHECKING, Final

from geo.errors import RegisterError
from geo.problems import Message, message
from loaders.register.address import Address, read_address
from ui.register import RegisterState, state, tell
from ui.server import faults

if TYPE_CHECKING:
    from loaders.register.source import Version

LOGGER: Final = logging.getLogger("atlas.register")
MINUTES_VARIABLE: Final = "ATLAS_POLES_MINUTES"
DEFAULT_MINUTES: Final = 15
UNFORESEEN: Final = message(
    "La demande du registre a échoué ; la raison est au journal du serveur."
)


@dataclass(frozen=True)
class Settings:
    """Where the register is kept, and how long to wait before asking again."""

    address: Address
    every_s: float


def settings(environment: Mapping[str, str] = os.environ) -> Settings | None:
    """Return the settings of a shared register, ``None`` where the file of ``data/`` is read.

    Raises
    ------
    ValueError
        When one of them is wrong: a sentence for who starts the server.
    """
    try:
        address = read_address(environment)
    except RegisterError as error:
        raise ValueError(str(error)) from error
    minutes = environment.get(MINUTES_VARIABLE, "").strip() or str(DEFAULT_MINUTES)
    if not minutes.isdecimal() or int(minutes) < 1:
        raise ValueError(f"{MINUTES_VARIABLE} est un nombre entier de minutes, 1 au moins.")
    return Settings(address, int(minutes) * 60) if address else None


class Watch:
    """Asks for the register again and again, and puts each new version into service."""

    def __init__(self, chosen: Settings) -> None:
        """Take the tables in service for those around the register."""
        self._data = import_module("ui.data")
        self._source = import_module("loaders.register.source")
        self._chosen = chosen
        self._base = self._data.get_atlas()
        self._version: Version | None = None
        self._over = Event()

    def begin(self) -> None:
        """Put the version kept on disk into service, without asking anybody."""
        address = self._chosen.address
        tell(RegisterState(address.kind, address.host))
        version = self._source.last_version(address, self._base)
        if version is not None:
            self._serve(version)

    def ask(self) -> None:
        """Ask once; whatever comes, what is in service stays usable."""
        try:
            version = self._source.refresh(self._chosen.address, self._base, self._version)
        except RegisterError as error:
            self._told(error.message)
        else:
            self._serve(version)

    def run(self) -> None:
        """Ask until it is over."""
        while not self._over.is_set():
            try:
                self.ask()
            except Exception:
                LOGGER.exception("Registre partagé")
                self._told(UNFORESEEN)
            self._over.wait(self._chosen.every_s)

    def start(self) -> None:
        """Begin, then go on asking in a thread that never keeps the server from ending."""
        try:
            self.begin()
        except Exception:
            LOGGER.exception("Copie du registre")
        Thread(target=self.run, name="register", daemon=True).start()

    def stop(self) -> None:
        """Ask no more."""
        self._over.set()

    def _serve(self, version: "Version") -> None:
        former, self._version = self._version, version
        if former is None or version.poles is not former.poles:
            mixed = f"{self._base.version} {version.copy.digest}".encode()
            files, tables = map(import_module, ("geo.tables.files", "geo.tables.atlas"))
            digest = hashlib.sha256(mixed).hexdigest()[: files.VERSION_DIGEST_CHARS]
            # Poles, problems and version are one object: nobody ever sees two of different ones.
            self._data.publish(
                tables.with_poles(self._base, version.poles, digest, problems=version.problems)
            )
            LOGGER.info(
                "Registre partagé : %d pôles lus sur %s, version %s.",
                len(version.poles),
                self._chosen.address.host,
                digest,
            )
            faults.write(version.problems, LOGGER)
        if state().failure is not None:
            # As loud as what it ends: who reads the warnings alone must see it.
            LOGGER.warning("Registre : de nouveau lu sur %s.", self._chosen.address.host)
        tell(replace(state(), checked=version.copy.checked, failure=None))

    def _told(self, failure: Message) -> None:
        tell(replace(state(), failure=failure))
        since = state().checked
        LOGGER.warning(
            "Registre : %s %s",
            failure,
            f"La version vérifiée le {since:%d/%m/%Y à %H:%M} (UTC) reste en service."
            if since
            else "Celui du dossier des données est en service.",
        )


_watches: Final[list[Watch]] = []


def start() -> None:
    """Keep the register up to date, where it is a shared one."""
    chosen = settings()
    if chosen is not None:
        watch = Watch(chosen)
        _watches.append(watch)
        watch.start()


def stop() -> None:
    """Ask no more."""
    while _watches:
        _watches.pop().stop()
