"""``python -m loaders register``: try the shared register, make its table, fill it."""

import argparse
import sys
from pathlib import Path

import pandas as pd

from geo.errors import AtlasError
from geo.lists.register import read_shared_register
from geo.problems import Problem
from geo.tables.atlas import default_data_dir, load_atlas
from geo.tables.register import COLUMNS
from loaders.register.address import POSTGRESQL, VARIABLE, Address, read_address
from loaders.register.source import ask


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of ``python -m loaders register``.

    Parameters
    ----------
    parser : argparse.ArgumentParser
        Receives the options.
    """
    parser.epilog = f"L'adresse est celle de la variable {VARIABLE} : docs/hosting.md."
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("show", help="lire le registre et l'écrire en CSV, ses fautes à part")
    actions.add_parser("migrate", help="créer ou mettre à jour la table poles d'une base")
    bring = actions.add_parser("import", help="mettre les pôles d'un fichier dans la table")
    bring.add_argument("file", type=Path, help="CSV aux colonnes du registre")


def run(args: argparse.Namespace) -> int:
    """Do what is asked.

    Parameters
    ----------
    args : argparse.Namespace
        What `add_arguments` declared.

    Returns
    -------
    int
        Exit status: 0 when it is done, else 1.
    """
    try:
        address = read_address()
        if address is None or (args.action != "show" and address.kind != POSTGRESQL):
            wanted = "une adresse" if args.action == "show" else "une adresse postgresql://"
            sys.stderr.write(f"La variable {VARIABLE} ne donne pas {wanted}.\n")
            return 1
        return _do(args, address)
    except AtlasError as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _do(args: argparse.Namespace, address: Address) -> int:
    if args.action == "show":
        # Kept nowhere: a trial is not what a server starts from.
        version = ask(address, load_atlas(default_data_dir()), None)
        _tell(version.problems)
        version.poles.to_csv(sys.stdout, index=False, lineterminator="\n")
        return 0
    # Imported here: only who has a database needs its driver.
    from loaders.register import postgres  # noqa: PLC0415

    if args.action == "migrate":
        done = postgres.migrate(address)
        sys.stdout.write(f"{', '.join(done) or 'rien'} : la table poles est à jour.\n")
        return 0
    try:
        raw = args.file.read_bytes()
    except OSError as error:
        sys.stderr.write(f"{args.file.name} ne s'ouvre pas ({error.strerror}).\n")
        return 1
    poles, problems = read_shared_register(raw, args.file.name, load_atlas(default_data_dir()))
    if problems:
        _tell(problems)
        sys.stderr.write("Rien n'a été écrit : corrigez ces lignes, puis recommencez.\n")
        return 1
    postgres.put_rows(address, _rows(poles))
    sys.stdout.write(f"{len(poles)} pôles écrits.\n")
    return 0


def _rows(poles: pd.DataFrame) -> list[dict[str, str | None]]:
    texts = poles[list(COLUMNS)].astype("object")
    return [
        {name: None if pd.isna(cell) else str(cell) for name, cell in row.items()}
        for row in texts.to_dict("records")
    ]


def _tell(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        sys.stderr.write(f"{problem.sentence}\n")
