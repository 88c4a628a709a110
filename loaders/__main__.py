"""``python -m loaders build | check | download | read | register | schema``."""

import argparse
import sys
from importlib import import_module

# Each command is a module, read when it is asked for: ``check`` and ``read`` run where the atlas
# runs, without what the others need to read the producers' files.
COMMANDS = {
    "build": ("loaders.build", "compiler data/ à partir des fichiers d'origine"),
    "check": ("loaders.check", "recompter data/ et vérifier son contrat"),
    "download": (
        "loaders.fetch.download",
        "obtenir les fichiers d'origine chez leurs producteurs",
    ),
    "register": ("loaders.register.command", "essayer le registre partagé, préparer sa table"),
    "schema": ("loaders.schema", "décrire le registre pour d'autres outils (Table Schema)"),
    "read": ("loaders.lists", "dire comment une liste de pôles est comprise, ligne par ligne"),
}


def main(arguments: list[str] | None = None) -> int:
    """Run one sub-command.

    Parameters
    ----------
    arguments : list of str, optional
        Command line without the program; that of the process by default.

    Returns
    -------
    int
        Exit status of the sub-command; 2 for a bad command line, 1 when a library is missing.
    """
    given = sys.argv[1:] if arguments is None else arguments
    name = _chosen(given[:1])
    place, what = COMMANDS[name]
    try:
        module = import_module(place)
    except ModuleNotFoundError as error:
        sys.stderr.write(
            f"La bibliothèque {error.name} manque : `python3 atlas.py tools` installe ce qui "
            "compile les données.\n"
        )
        return 1
    parser = argparse.ArgumentParser(
        prog=f"python -m loaders {name}", description=f"{what.capitalize()}."
    )
    module.add_arguments(parser)
    status: int = module.run(parser.parse_args(given[1:]))
    return status


def _chosen(arguments: list[str]) -> str:
    parser = argparse.ArgumentParser(
        prog="python -m loaders", description="Prépare les tables de data/."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (_, what) in COMMANDS.items():
        commands.add_parser(name, help=what)
    chosen: str = parser.parse_args(arguments).command
    return chosen


if __name__ == "__main__":
    sys.exit(main())
