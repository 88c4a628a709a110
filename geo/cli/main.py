"""The command line of the analyses: same functions, same figures as the pages."""

import os
import sys
from collections.abc import Sequence
from typing import Final

from geo.cli import compare, coverage, gaps, poles, portrait, siting, territories
from geo.cli.shared import EXIT_ARGUMENTS, Parser, add_command, add_help, open_atlas, write_answer
from geo.errors import FilterError, TableError, TerritoryFormatError, UnknownTerritoryError
from geo.problems import printable

EXIT_TABLES: Final = 1
# What is answered at once; new sites take a solver and its time.
COMMANDS: Final = (
    poles.COMMAND,
    coverage.COMMAND,
    gaps.COMMAND,
    compare.COMMAND,
    portrait.COMMAND,
    territories.COMMAND,
)


def main(arguments: Sequence[str]) -> int:
    """Run one command.

    Parameters
    ----------
    arguments
        Those of the command line, without the program.

    Returns
    -------
    int
        0 when done; 1 when a table that the command needs is missing; 2, after one sentence on
        the error stream, when an argument is wrong.
    """
    parser = _parser()
    if not arguments:
        parser.print_help()
        return 0
    options = parser.parse_args(arguments)
    try:
        write_answer(options, options.prepare(open_atlas(options), options))
    except (FilterError, TerritoryFormatError, UnknownTerritoryError) as error:
        sys.stderr.write(f"{printable(str(error))}\n")
        return EXIT_ARGUMENTS
    except TableError as error:
        sys.stderr.write(f"{printable(str(error))}\n")
        return EXIT_TABLES
    except BrokenPipeError:
        # The reader closed the pipe (`| head`); Python would complain again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _parser() -> Parser:
    parser = Parser(
        prog="python -m geo",
        description="Les chiffres de l'atlas des PTCE en ligne de commande.",
        add_help=False,
    )
    add_help(parser)
    commands = parser.add_subparsers(title="commandes", metavar="COMMANDE")
    for command in COMMANDS:
        add_command(commands, command)
    siting.add_command(commands)
    return parser
