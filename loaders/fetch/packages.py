"""Fetch a package by name with its ordinary client: pip or npm."""

import shutil
import subprocess
import sys
from pathlib import Path

from loaders.catalogue import Package

TIME_LIMIT_S = 600


class PackageError(Exception):
    """A package that could not be fetched; the text is a French clause, without final stop."""


def fetch_package(package: Package, folder: Path) -> Path:
    """Fetch the archive of a package, without installing it nor what it depends on.

    Parameters
    ----------
    package : Package
        Client, name and version.
    folder : pathlib.Path
        Empty folder that receives the archive.

    Returns
    -------
    pathlib.Path
        The archive.

    Raises
    ------
    PackageError
        Client absent, package refused, time limit passed, or no archive left.
    """
    command = _command(package, folder)
    try:
        done = subprocess.run(  # noqa: S603 - fixed words and the catalogue's names
            command,
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=TIME_LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PackageError(
            f"{package.client} n'a pas fini au bout de {TIME_LIMIT_S} secondes"
        ) from error
    if done.returncode != 0:
        lines = (done.stderr or done.stdout).strip().splitlines()
        last = lines[-1].strip() if lines else f"code {done.returncode}"
        raise PackageError(f"{package} n'a pas pu être obtenu ({last})")
    archives = sorted(folder.iterdir())
    if len(archives) != 1:
        raise PackageError(f"{package} a laissé {len(archives)} fichiers au lieu d'un")
    return archives[0]


def _command(package: Package, folder: Path) -> list[str]:
    if package.client == "pip":
        wanted = f"{package.name}=={package.version}"
        return [sys.executable, "-m", "pip", "download", "--no-deps", "--dest", str(folder), wanted]
    npm = shutil.which("npm")
    if npm is None:
        raise PackageError("npm est absent de cette machine : installez Node.js")
    wanted = f"{package.name}@{package.version}"
    return [npm, "pack", "--silent", "--pack-destination", str(folder), wanted]
