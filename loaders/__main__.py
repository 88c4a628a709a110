"""``python -m loaders build | check | download``."""

import argparse
import sys

from loaders import build, check
from loaders.fetch import download


def main(arguments: list[str] | None = None) -> int:
    """Run one sub-command.

    Parameters
    ----------
    arguments : list of str, optional
        Command line without the program; that of the process by default.

    Returns
    -------
    int
        Exit status of the sub-command; 2 for a bad command line.
    """
    parser = argparse.ArgumentParser(
        prog="python -m loaders", description="Prépare les tables de data/."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name, module, what in (
        ("build", build, "compiler data/ à partir des fichiers d'origine"),
        ("check", check, "recompter data/ et vérifier son contrat"),
        ("download", download, "obtenir les fichiers d'origine chez leurs producteurs"),
    ):
        command = commands.add_parser(name, help=what, description=what.capitalize() + ".")
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    args = parser.parse_args(arguments)
    status: int = args.run(args)
    return status


if __name__ == "__main__":
    sys.exit(main())
