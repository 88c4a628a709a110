"""The last version that could be read, kept on disk: a source that is down at start costs nothing.

One file holds what is said of the version and its bytes, so that they cannot disagree. A disk
that cannot be written keeps nothing, and stops nothing.
"""

import hashlib
import json
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import urlsplit

from geo.folders import cache_folder
from loaders.register.address import Address
from loaders.register.https import NO_STAMP, Stamp

LOGGER: Final = logging.getLogger("atlas.register")


@dataclass(frozen=True)
class Copy:
    """A version of the register as it came.

    Attributes
    ----------
    raw
        Its bytes.
    checked
        When its source last said that this is the register (UTC).
    stamp
        What the source said of it.
    """

    raw: bytes
    checked: datetime
    stamp: Stamp = NO_STAMP

    @property
    def digest(self) -> str:
        """Return what tells its bytes from any others."""
        return hashlib.sha256(self.raw).hexdigest()


def keep(copy: Copy, address: Address) -> None:
    """Keep a version of the register of an address, in the place of the one before."""
    said = {
        "checked": copy.checked.isoformat(),
        "etag": copy.stamp.etag,
        "modified": copy.stamp.modified,
        "sha256": copy.digest,
    }
    target = _place(address)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # Written aside: whoever reads sees this version whole, or the one before.
        with TemporaryDirectory(prefix=f"{target.stem}-", dir=target.parent) as own:
            aside = Path(own) / target.name
            aside.write_bytes(json.dumps(said).encode() + b"\n" + copy.raw)
            aside.replace(target)
    except OSError as error:
        LOGGER.warning("La copie du registre ne s'écrit pas (%s).", error.strerror)


def last_copy(address: Address) -> Copy | None:
    """Return the version that was kept for an address, ``None`` where none can be read."""
    try:
        head, _, raw = _place(address).read_bytes().partition(b"\n")
        said = json.loads(head)
        stamp = Stamp(str(said["etag"]), str(said["modified"]))
        copy = Copy(raw, datetime.fromisoformat(said["checked"]).astimezone(UTC), stamp)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return copy if copy.digest == said["sha256"] else None


def _place(address: Address) -> Path:
    """Return the file of an address: its name is a digest, the login is not part of it."""
    parts = urlsplit(address.url)
    asked = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    return cache_folder() / f"poles-{hashlib.sha256(asked.encode()).hexdigest()[:16]}.copy"
