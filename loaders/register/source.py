"""The register of the address in use: its last version, and whether there is a newer one."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib import import_module
from typing import Final

import pandas as pd

from geo.errors import AtlasError, RegisterError
from geo.lists.register import read_shared_register
from geo.problems import Message, Problem, message
from geo.tables.atlas import Atlas
from loaders.register.address import HTTPS, Address
from loaders.register.copies import Copy, keep, last_copy
from loaders.register.https import fetch

# How sentences call it: its address is said once, with its age.
NAME: Final = "Le registre partagé"


@dataclass(frozen=True, eq=False)
class Version:
    """A version of the register that could be read.

    Attributes
    ----------
    poles, problems
        As `geo.lists.register.read_shared_register` returns them.
    copy
        Its bytes, and when its source last said that they are the register.
    """

    poles: pd.DataFrame
    problems: tuple[Problem, ...]
    copy: Copy


def refresh(address: Address, atlas: Atlas, previous: Version | None) -> Version:
    """Ask for the register as `ask` does, and keep on disk what can be read."""
    version = ask(address, atlas, previous)
    keep(version.copy, address)
    return version


def ask(address: Address, atlas: Atlas, previous: Version | None) -> Version:
    """Ask for the register.

    Parameters
    ----------
    address
        Where it is kept.
    atlas
        The tables in which its codes are looked up.
    previous
        The version in service, ``None`` where there is none.

    Returns
    -------
    Version
        Its ``poles`` are those of `previous` itself when nothing has changed.

    Raises
    ------
    RegisterError
        When it cannot be had, or read; `previous` then remains the last one.
    """
    copy = _ask(address, previous)
    if previous is not None and copy.raw == previous.copy.raw:
        return replace(previous, copy=copy)
    version = _read(copy, address, atlas)
    if version.poles.empty and (previous is None or not previous.poles.empty):
        raise RegisterError(_empty(version))
    return version


def last_version(address: Address, atlas: Atlas) -> Version | None:
    """Return the version kept on disk, ``None`` where none can be read."""
    copy = last_copy(address)
    if copy is None:
        return None
    try:
        return _read(copy, address, atlas)
    except RegisterError:
        return None


def _ask(address: Address, previous: Version | None) -> Copy:
    now = datetime.now(UTC)
    if address.kind != HTTPS:
        # Imported here: only who has a database needs its driver.
        return Copy(import_module("loaders.register.postgres").read_table(address), now)
    found = fetch(address, previous.copy.stamp if previous else None)
    if found is not None:
        return Copy(found[0], now, found[1])
    if previous is None:
        raise RegisterError(
            message("{host} dit que rien n'a changé sans rien avoir donné.", host=address.host)
        )
    return replace(previous.copy, checked=now)


def _read(copy: Copy, address: Address, atlas: Atlas) -> Version:
    try:
        # The rows of a database have no numbers that anybody could look up.
        poles, problems = read_shared_register(
            copy.raw, NAME, atlas, numbered=address.kind == HTTPS
        )
    except RegisterError:
        raise
    except AtlasError as error:
        raise RegisterError(error.message) from error
    return Version(poles, problems, copy)


def _empty(version: Version) -> Message:
    if version.problems:
        return message("Aucune ligne ne se lit ({first}).", first=version.problems[0].message)
    return message("Le registre est vide.")
