"""The files of a folder of tables, as they were when it was looked at: no other is taken for them.

Tables are read at the start, their outlines when a screen asks for them. A file that was replaced
meanwhile would put new outlines under codes, figures and addresses of the old tables.
"""

import hashlib
import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final, Protocol

from geo.errors import TableError
from geo.problems import Problem, message

# As `sha256sum -c` reads it.
SEAL: Final = "SHA256SUMS"
VERSION_DIGEST_CHARS: Final = 12
_KINDS: Final = (".parquet", ".csv", ".png")
_SEALED: Final = re.compile(r"([0-9a-f]{64}) [ *](\S+)")


class Readable(Protocol):
    """What a table is read from: a ``Path``, or a file whose bytes are known."""

    @property
    def name(self) -> str:
        """What the sentences call it."""

    @property
    def stem(self) -> str:
        """The name of its table."""

    @property
    def parent(self) -> Path:
        """The folder it is in."""

    def read_bytes(self) -> bytes:
        """Return what it holds."""


@dataclass(frozen=True)
class Files:
    """A folder of tables at one moment.

    Attributes
    ----------
    folder
        Where they are.
    digests
        Name of each file that could be read to the SHA-256 of its bytes.
    sealed
        The same as whoever built the tables wrote it down, of those that nobody edits; empty where
        nobody has.
    problems
        What is wrong with that list.
    """

    folder: Path
    digests: Mapping[str, str] = field(default_factory=dict)
    sealed: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def file(self, name: str) -> "DataFile":
        """Return one of them, there or not."""
        return DataFile(self, name)

    @property
    def land(self) -> str:
        """What tells the compiled tables from any others, whatever people edit by hand."""
        return self.version((".parquet",))

    def require(self, land: str) -> None:
        """Check that the compiled tables are those that another process has read.

        Raises
        ------
        TableError
            When they are not: its answer would be about other tables than its question.
        """
        if land != self.land:
            raise TableError(
                message(
                    "Les tables ont changé depuis le démarrage ; redémarrez l'atlas pour lire les "
                    "nouvelles."
                )
            )

    def version(self, kinds: Collection[str] = (".parquet", ".csv")) -> str:
        """Return a short digest of the files, which changes whenever one of them does.

        Parameters
        ----------
        kinds
            Suffixes of the files that count: those compiled alone, or those kept by hand too.

        Returns
        -------
        str
            Twelve hexadecimal digits, the same for the same names and bytes on any machine.
        """
        digest = hashlib.sha256()
        for name in sorted(self.digests):
            if Path(name).suffix in kinds:
                digest.update(name.encode())
                digest.update(bytes.fromhex(self.digests[name]))
        return digest.hexdigest()[:VERSION_DIGEST_CHARS]


@dataclass(frozen=True)
class DataFile:
    """One file of a folder of tables."""

    files: Files
    name: str

    @property
    def stem(self) -> str:
        """The name of its table."""
        return Path(self.name).stem

    @property
    def parent(self) -> Path:
        """The folder it is in."""
        return self.files.folder

    def read_bytes(self) -> bytes:
        """Return what it holds: the bytes it held when the folder was looked at.

        Raises
        ------
        OSError
            When it is not there or does not open.
        TableError
            When it was replaced since, or is not the file that was built with the others.
        """
        raw = (self.files.folder / self.name).read_bytes()
        digest = hashlib.sha256(raw).hexdigest()
        if digest != self.files.digests.get(self.name):
            raise TableError(
                message(
                    "{file} a changé depuis le démarrage ; redémarrez l'atlas pour lire les "
                    "nouvelles tables.",
                    file=self.name,
                )
            )
        if digest != self.files.sealed.get(self.name, digest):
            raise TableError(
                message(
                    "{file} n'est pas le fichier construit avec les autres ({seal}), il est abîmé "
                    "ou d'une autre version ; relancez « python -m loaders build » ou reprenez "
                    "celui du dépôt.",
                    file=self.name,
                    seal=SEAL,
                )
            )
        return raw


def look(folder: Path) -> Files:
    """Return the files of a folder as they are now; none where there is no such folder."""
    paths = [path for path in folder.glob("*") if path.suffix in _KINDS]
    # What cannot be read now is said by whoever needs it.
    digests = {path.name: found for path in paths if (found := _digest(path))}
    sealed, problems = _sealed(folder / SEAL)
    return Files(folder, digests, sealed, problems)


def seal(folder: Path, names: Collection[str]) -> None:
    """Write down the digests of some files of a folder."""
    lines = [
        f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n"
        for name in sorted(names)
    ]
    (folder / SEAL).write_text("".join(lines), encoding="ascii", newline="\n")


def _digest(path: Path) -> str | None:
    try:
        status = path.stat()
        return _digest_of(path, _moment(status)) if path.is_file() else None
    except OSError:
        return None


def _moment(status: os.stat_result) -> tuple[int, ...]:
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


@lru_cache(maxsize=64)
def _digest_of(path: Path, _moment: tuple[int, ...]) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sealed(path: Path) -> tuple[dict[str, str], tuple[Problem, ...]]:
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return {}, ()
    except (OSError, UnicodeDecodeError):
        lines = []
    found = [match for line in lines if (match := _SEALED.fullmatch(line))]
    if found and len(found) == len(lines):
        return {match[2]: match[1] for match in found}, ()
    told = message(
        "{file} est abîmé : les tables sont lues sans être comparées à celles qui ont été "
        "construites ; relancez « python -m loaders build » ou reprenez celui du dépôt.",
        file=path.name,
    )
    return {match[2]: match[1] for match in found}, (Problem(path.name, path.name, told),)
