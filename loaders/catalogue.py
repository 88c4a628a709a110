"""Catalogue of the sources: who made each file, where it comes from, what it feeds."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CATALOGUE_FILE = Path(__file__).with_name("catalogue.toml")
TABLE_COLUMNS = (
    "id",
    "producer",
    "title",
    "vintage",
    "licence",
    "page",
    "url",
    "date",
    "copied",
    "file",
    "sha256",
    "columns",
    "note",
)


@dataclass(frozen=True, slots=True)
class Package:
    """A source that is distributed as a package, fetched by name with the ordinary client.

    Attributes
    ----------
    client
        ``"pip"`` or ``"npm"``.
    name, version
        What the client is asked for.
    """

    client: Literal["pip", "npm"]
    name: str
    version: str

    def __str__(self) -> str:
        """Name and version, as one would type them after the client's command."""
        separator = "==" if self.client == "pip" else "@"
        return f"{self.client} {self.name}{separator}{self.version}"


@dataclass(frozen=True, slots=True)
class Copy:
    """A file that was taken in, told from any other of the same name by its checksum.

    Attributes
    ----------
    date
        Day on which it was taken in, ISO 8601.
    sha256
        Its checksum.
    """

    date: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Source:
    """One file of one producer.

    Attributes
    ----------
    id
        Short slug, the key everywhere (``--only``, provenance, reports).
    producer, title, vintage, licence
        As the producer states them; vintage is the year or edition of the content.
    page
        Address of the page where the producer presents the file.
    date
        Date of the content or of its publication, ISO 8601, as precise as it is known.
    file
        Path inside the sources folder.
    columns
        Columns of ``data/`` that come from this file, as ``table.column``.
    url
        Address of the official file, None where only the page is known.
    package
        Package that holds the file, None for a plain file.
    member
        Path of the useful file inside the archive that `url` or `package` gives.
    keep_archive
        Whether the archive itself is stored (and read in place) rather than its member.
    copied
        The copy that the tables in service were built from, None for those of ``data/``.
    sheet
        Sheet to copy out as CSV where the official file is a workbook and `file` is not.
    sha256
        Checksum of the stored file, None where the producer replaces the file in place.
    note
        What a reader must know: second-hand copy, recomputed file, other layout.
    in_data
        True for the files that are made in ``data/`` itself and are in no sources folder.
    """

    id: str
    producer: str
    title: str
    vintage: str
    licence: str
    page: str
    date: str
    file: str
    columns: tuple[str, ...]
    url: str | None = None
    package: Package | None = None
    member: str | None = None
    keep_archive: bool = False
    copied: Copy | None = None
    sheet: str | None = None
    sha256: str | None = None
    note: str = ""
    in_data: bool = False

    def path(self, folder: Path) -> Path:
        """Where the file lies, given the sources folder (the data folder for `in_data`)."""
        return folder / self.file


def _parse(source_id: str, entry: Mapping[str, Any]) -> Source:
    fields = dict(entry)
    package, copied = fields.pop("package", None), fields.pop("copied", None)
    return Source(
        id=source_id,
        columns=tuple(fields.pop("columns")),
        package=Package(**package) if package else None,
        copied=Copy(**copied) if copied else None,
        **fields,
    )


def _read_catalogue() -> tuple[dict[str, Source], frozenset[str]]:
    entries = tomllib.loads(CATALOGUE_FILE.read_text(encoding="utf-8"))
    unread = frozenset(entries.pop("unread"))
    return {source_id: _parse(source_id, entry) for source_id, entry in entries.items()}, unread


SOURCES: Mapping[str, Source]
UNREAD: frozenset[str]
SOURCES, UNREAD = _read_catalogue()


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def sources_table(locate: Callable[[str], Path]) -> pd.DataFrame:
    """Table of the sources as it is written to ``data/sources.csv``.

    Parameters
    ----------
    locate
        Source id → path of its file.

    Returns
    -------
    pandas.DataFrame
        One row per source sorted by id, all strings: the columns of ``TABLE_COLUMNS``.
        ``sha256`` is the checksum of the file that was really read, empty for those that are made
        in ``data/``: who corrects one has nothing else to write. ``copied`` is the day on which
        that very file was taken in, empty where the catalogue knows another. ``columns`` is a ``;``
        list; ``url`` is empty where the producer has no direct address, and names the package
        for a package.

    Raises
    ------
    LoaderError
        If a file is missing (raised by `locate`).
    """
    digests = {
        source.id: "" if source.in_data else file_sha256(locate(source.id))
        for source in SOURCES.values()
    }
    rows = [
        {
            "id": source.id,
            "producer": source.producer,
            "title": source.title,
            "vintage": source.vintage,
            "licence": source.licence,
            "page": source.page,
            "url": source.url or (str(source.package) if source.package else ""),
            "date": source.date,
            "copied": _copied(source, digests[source.id]),
            "file": source.file,
            "sha256": digests[source.id],
            "columns": ";".join(source.columns),
            "note": source.note,
        }
        for source in sorted(SOURCES.values(), key=lambda item: item.id)
    ]
    return pd.DataFrame(rows, columns=list(TABLE_COLUMNS), dtype="str")


def _copied(source: Source, digest: str) -> str:
    """Return when a file was taken in; of another than the catalogue knows nothing is invented."""
    known = source.copied
    return known.date if known is not None and known.sha256 == digest else ""
