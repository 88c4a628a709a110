"""``python -m loaders read``: say how a list of poles is understood, row by row."""

import argparse
import json
import sys
from pathlib import Path

from geo.errors import AtlasError
from geo.lists.headers import ROLES
from geo.lists.places import State
from geo.lists.reading import Reading, read_list
from geo.tables.atlas import load_atlas
from loaders.folders import add_data_option

SHOWN_PER_KIND = 10
STATES: dict[State, str] = {
    "matched": "reconnues",
    "asked": "à confirmer",
    "refused": "non placées",
}
KINDS = {
    "file": "Le fichier",
    "line": "Lignes mal formées",
    "refused": "Lignes que rien ne place",
    "asked": "Lignes à confirmer",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of ``python -m loaders read``.

    Parameters
    ----------
    parser : argparse.ArgumentParser
        Receives the options.
    """
    parser.add_argument("file", type=Path, help="CSV, XLSX, ODS, GeoJSON ou GeoPackage")
    parser.add_argument("--json", action="store_true", help="écrire en JSON")
    add_data_option(parser)
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="EN-TÊTE=SENS",
        help=f"ce que tient une colonne, au lieu de ce qui est proposé : {', '.join(ROLES)}",
    )


def run(args: argparse.Namespace) -> int:
    """Print how the file was understood.

    Parameters
    ----------
    args : argparse.Namespace
        What `add_arguments` declared.

    Returns
    -------
    int
        Exit status: 0 when the file could be read, whatever its rows; else 1.
    """
    columns = dict(item.rpartition("=")[::2] for item in args.column)
    try:
        reading = read_list(args.file, load_atlas(args.data), columns)
    except AtlasError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if args.json:
        sys.stdout.write(json.dumps(reading.as_json(), ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write(_text(reading))
    return 0


def _text(reading: Reading) -> str:
    counts = reading.counts()
    told = ", ".join(f"{counts[state]} {word}" for state, word in STATES.items())
    lines = [f"{len(reading.rows)} lignes : {told}.", "", "Colonnes"]
    lines += [
        f"  {header} : {role or 'laissée de côté'}" for header, role in reading.columns.items()
    ]
    for kind, faults in reading.grouped().items():
        lines += ["", f"{KINDS.get(kind, f'Colonne {kind}')} ({len(faults)})"]
        lines += [f"  - {fault.message}" for fault in faults[:SHOWN_PER_KIND]]
        if len(faults) > SHOWN_PER_KIND:
            lines.append(f"  … et {len(faults) - SHOWN_PER_KIND} autres (--json les donne toutes)")
    return "\n".join(lines) + "\n"
