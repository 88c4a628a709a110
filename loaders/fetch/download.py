"""``python -m loaders download``: get each source from its producer."""

from __future__ import annotations

import csv
import shutil
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from python_calamine import CalamineError

from loaders.catalogue import SOURCES, Source, file_sha256
from loaders.errors import LoaderError
from loaders.fetch.packages import PackageError, fetch_package
from loaders.fetch.transfer import Patience, TransferError, transfer
from loaders.folders import DOWNLOADED_SOURCES_DIR

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

DEFAULT_PATIENCE = Patience()
TRY_LATER = (
    "Relancez la commande plus tard, ou prenez le fichier sur {page} et posez-le là : {path}."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of ``python -m loaders download``.

    Parameters
    ----------
    parser : argparse.ArgumentParser
        Receives the options.
    """
    parser.add_argument(
        "--only", nargs="+", metavar="ID", help="sources à obtenir (défaut : toutes)"
    )
    parser.add_argument(
        "--to",
        type=Path,
        default=DOWNLOADED_SOURCES_DIR,
        metavar="DOSSIER",
        help="dossier à remplir (défaut : sources/)",
    )
    parser.add_argument(
        "--force", action="store_true", help="reprendre aussi les fichiers déjà présents"
    )
    parser.add_argument(
        "--attempts",
        type=int,
        default=DEFAULT_PATIENCE.attempts,
        metavar="N",
        help=f"nombre d'essais par fichier (défaut : {DEFAULT_PATIENCE.attempts})",
    )
    parser.add_argument(
        "--timeout",
        type=float,
        default=DEFAULT_PATIENCE.read_s,
        metavar="SECONDES",
        help=f"attente maximale d'une réponse (défaut : {DEFAULT_PATIENCE.read_s:g})",
    )


def run(args: argparse.Namespace) -> int:
    """Get the sources asked for, one after the other, and say what became of each.

    Parameters
    ----------
    args : argparse.Namespace
        What `add_arguments` declared.

    Returns
    -------
    int
        Exit status: 0; 1 when a source could not be had (the others were still tried); 2 when an
        argument makes no sense.
    """
    wanted = args.only or [source.id for source in SOURCES.values() if not source.in_data]
    unknown = [source_id for source_id in wanted if source_id not in SOURCES]
    if unknown:
        known = ", ".join(sorted(SOURCES))
        sys.stderr.write(f"Source inconnue : {', '.join(unknown)}. Sources : {known}.\n")
        return 2
    if args.attempts < 1 or args.timeout <= 0:
        sys.stderr.write("Il faut au moins un essai, et une attente de plus de zéro seconde.\n")
        return 2
    patience = Patience(
        connect_s=min(args.timeout, DEFAULT_PATIENCE.connect_s),
        read_s=args.timeout,
        attempts=args.attempts,
    )
    failures = _fetch_all(wanted, args.to, patience, force=args.force)
    sys.stdout.write(f"{len(wanted) - failures} source(s) sur {len(wanted)} dans {args.to}.\n")
    return 1 if failures else 0


def _fetch_all(wanted: Sequence[str], folder: Path, patience: Patience, *, force: bool) -> int:
    failures = 0
    for source_id in wanted:
        source = SOURCES[source_id]
        if source.in_data:
            sys.stdout.write(f"{source_id} : tenu à la main dans data/, rien à télécharger.\n")
            continue
        if not force and is_present(source, folder):
            sys.stdout.write(f"{source_id} : déjà là.\n")
            continue
        try:
            path = fetch(source, folder, patience)
        except LoaderError as error:
            failures += 1
            sys.stderr.write(f"{source_id} : {error}\n")
        else:
            sys.stdout.write(f"{source_id} : {path}\n")
    return failures


def is_present(source: Source, folder: Path) -> bool:
    """Whether the file of a source is in a folder, with the right checksum where it is known."""
    path = source.path(folder)
    return path.is_file() and source.sha256 in {None, file_sha256(path)}


def require(source_id: str, sources_dir: Path) -> Path:
    """Locate the file of a source, fetching it first when it is a package.

    Parameters
    ----------
    source_id : str
        Key of the catalogue.
    sources_dir : pathlib.Path
        Folder of the producers' files. A package that is not there is looked for in ``sources/``
        of the repository, and fetched into it when it is not there either.

    Returns
    -------
    pathlib.Path
        An existing file.

    Raises
    ------
    LoaderError
        The file is absent, or the package cannot be fetched.
    """
    source = SOURCES[source_id]
    path = source.path(sources_dir)
    if path.is_file():
        return path
    if source.package is None:
        raise LoaderError(
            f"le fichier de la source « {source_id} » est absent de {sources_dir}",
            file=path,
            advice=f"Lancez `python -m loaders download --only {source_id}`, ou donnez un autre "
            "dossier avec `--sources`.",
        )
    if is_present(source, DOWNLOADED_SOURCES_DIR):
        return source.path(DOWNLOADED_SOURCES_DIR)
    return fetch(source, DOWNLOADED_SOURCES_DIR)


def fetch(source: Source, folder: Path, patience: Patience = DEFAULT_PATIENCE) -> Path:
    """Get one source from its producer.

    The file is prepared aside (brought, taken out of its archive, copied out of its workbook,
    checked) and takes its name at the very end: whatever fails, a file of that name that was
    there before is left as it was.

    Parameters
    ----------
    source : Source
        What to get.
    folder : pathlib.Path
        Sources folder; made if needed.
    patience : Patience
        Time limits and retries.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    LoaderError
        No direct address, transfer or package failed, archive damaged, checksum wrong.
    """
    target = source.path(folder)
    if source.url is None and source.package is None:
        raise LoaderError(
            "le producteur n'en donne pas d'adresse directe",
            file=target,
            advice=f"Prenez-le sur {source.page} et posez-le là : {target}. {source.note}".rstrip(),
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".download-", dir=target.parent))
    try:
        brought = _bring(source, target, aside, patience)
        ready = _unpack(source, brought, aside, target)
        _verify(source, ready, target)
        ready.replace(target)
    finally:
        shutil.rmtree(aside)
    return target


def _bring(source: Source, target: Path, aside: Path, patience: Patience) -> Path:
    try:
        if source.package is not None:
            delivery = aside / "package"
            delivery.mkdir()
            return fetch_package(source.package, delivery)
        whole = aside / target.name
        transfer(str(source.url), whole, patience, label=source.id)
    except (PackageError, TransferError) as error:
        raise LoaderError(
            str(error), file=target, advice=TRY_LATER.format(page=source.page, path=target)
        ) from error
    return whole


def _unpack(source: Source, brought: Path, aside: Path, target: Path) -> Path:
    try:
        if source.member is not None and not source.keep_archive:
            return _take_member(brought, source.member, aside / "member")
        if source.member is not None:
            _take_member(brought, source.member, aside / "proof")
        if source.sheet is not None:
            return _copy_sheet(brought, source.sheet, aside / "sheet.csv")
    except KeyError as error:
        raise LoaderError(
            f"l'archive obtenue ne contient pas « {source.member} »",
            file=target,
            advice=f"Le producteur a sans doute changé sa forme : voyez {source.page}.",
        ) from error
    except (zipfile.BadZipFile, tarfile.TarError, CalamineError, EOFError, OSError) as error:
        raise LoaderError(
            "ce qui a été obtenu n'est ni une archive ni un classeur lisible, ou est tronqué",
            file=target,
            advice=TRY_LATER.format(page=source.page, path=target),
        ) from error
    return brought


def _take_member(archive: Path, member: str, destination: Path) -> Path:
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as content, destination.open("wb") as stream:
            shutil.copyfileobj(content.open(member), stream)
        return destination
    with tarfile.open(archive) as content:
        inside = content.extractfile(member)
        if inside is None:
            raise KeyError(member)
        with destination.open("wb") as stream:
            shutil.copyfileobj(inside, stream)
    return destination


def _copy_sheet(workbook: Path, sheet: str, destination: Path) -> Path:
    table = pd.read_excel(
        workbook, sheet_name=sheet or 0, header=None, dtype=str, engine="calamine"
    )
    table.to_csv(destination, header=False, index=False, quoting=csv.QUOTE_ALL, lineterminator="\n")
    return destination


def _verify(source: Source, ready: Path, target: Path) -> None:
    found = file_sha256(ready)
    if source.sha256 in {None, found}:
        return
    raise LoaderError(
        "les octets obtenus ne sont pas ceux attendus (somme SHA-256 différente)",
        file=target,
        value=found,
        advice=f"Rien n'a été remplacé. Voyez sur {source.page} si le fichier a changé.",
    )
