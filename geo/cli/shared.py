"""What the commands share: arguments, territories, and text that a terminal or a sheet can take."""

import argparse
import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NoReturn

import pandas as pd

from geo.cli.command import (
    POLE_OPTIONS,
    TERRITORY,
    Answer,
    Command,
    Option,
    decimal,
    whole,
)
from geo.cli.refusals import not_together, perhaps
from geo.errors import FilterError, TerritoryFormatError, UnknownTerritoryError
from geo.places.resolve import resolve_territory
from geo.places.search import find_territories
from geo.places.territories import FRANCE, Territory
from geo.poles.select import PoleFilter
from geo.problems import printable, quote, verbatim
from geo.tables.atlas import Atlas, default_data_dir, load_atlas
from geo.vocabulary import COHORTS, SECTORS, STATUSES

EXIT_ARGUMENTS: Final = 2
SUGGESTIONS_LIMIT: Final = 3
COMMANDS: Final = (*("poles", "coverage", "gaps", "compare", "siting", "portrait", "territories"),)
COMMON_OPTIONS: Final = (TERRITORY, *POLE_OPTIONS)

# argparse speaks English; what it says is told again in French.
_COMPLAINTS: Final = (
    (r"unrecognized arguments: (.*)", "argument inconnu : {}"),
    (r"the following arguments are required: (.*)", "il manque {}"),
    (r"argument (\S+): expected (\d+) arguments", "l'option {} attend {} valeurs"),
    (r"argument (\S+): expected .*", "l'option {} attend une valeur"),
    (
        r"argument (\S+): not allowed with argument (\S+)",
        str(not_together("{}", "{}")).removesuffix("."),
    ),
    (r"argument (\S+): invalid float value: (.*)", "l'option {} attend un nombre, pas {}"),
    (r"argument (\S+): invalid int value: (.*)", "l'option {} attend un nombre entier, pas {}"),
    (
        r"argument \S+: invalid choice: (\S+).*",
        f"commande inconnue : {{}} ; essayez {' ou '.join(COMMANDS)}",
    ),
    (r"ambiguous option: (\S+).*", "option ambiguë : {}"),
)


class OptionError(FilterError):
    """The options of a command do not fit; in French only, since no screen tells it."""

    def __init__(self, sentence: str) -> None:
        """Keep the sentence."""
        super().__init__(verbatim(sentence))


class Parser(argparse.ArgumentParser):
    """Answers bad arguments with one French sentence and exit code 2."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - those of argparse, untouched
        """Read numbers as people write them."""
        super().__init__(**options)
        self.register("type", float, decimal)
        self.register("type", int, whole)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and stop."""
        for pattern, sentence in _COMPLAINTS:
            if found := re.fullmatch(pattern, message, re.DOTALL):
                message = sentence.format(*found.groups())
                break
        message = message[:1].upper() + message[1:]
        self.exit(EXIT_ARGUMENTS, f"{printable(message)} (aide : {self.prog} --help)\n")


def add_help(parser: argparse.ArgumentParser) -> None:
    """Add the option that shows help, in French."""
    parser.add_argument("-h", "--help", action="help", help="montrer cette aide")


def add_command(commands: "argparse._SubParsersAction[Parser]", command: Command) -> None:
    """Add a command to those of the command line."""
    parser = commands.add_parser(
        command.name, help=command.help, description=command.description, add_help=False
    )
    own = [option for option in command.options if option not in COMMON_OPTIONS]
    taken = [option for option in COMMON_OPTIONS if option in command.options]
    add_common_arguments(parser, taken)
    for option in own:
        option.add_to(parser)
    parser.set_defaults(prepare=command.prepare)


def add_common_arguments(
    parser: argparse.ArgumentParser, options: Sequence[Option] = COMMON_OPTIONS
) -> None:
    """Add what most commands take: territory, filter of poles, shape of the answer, data.

    Parameters
    ----------
    parser
        Of one command.
    options
        Those of `COMMON_OPTIONS` that it takes.
    """
    if set(POLE_OPTIONS) & set(options):
        parser.epilog = (
            f"Vagues : {', '.join(COHORTS)}. Secteurs : {', '.join(SECTORS)}. "
            f"Statuts : {', '.join(STATUSES)}."
        )
    add_help(parser)
    for option in options:
        option.add_to(parser)
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="écrire du JSON")
    shape.add_argument("--csv", action="store_true", help="écrire du CSV")
    parser.add_argument(
        "--data", type=Path, metavar="DOSSIER", help="dossier des tables (par défaut data/)"
    )


def open_atlas(options: argparse.Namespace) -> Atlas:
    """Read the tables of the folder that was asked for.

    Raises
    ------
    OptionError
        When there is no such folder.
    """
    folder: Path = options.data or default_data_dir()
    if not folder.is_dir():
        raise OptionError(
            f"Le dossier de données {quote(str(folder))} n'existe pas ; donnez avec --data celui "
            "qui contient les tables."
        )
    return load_atlas(folder)


def pole_filter(options: argparse.Namespace) -> PoleFilter:
    """Return the waves, sectors and statuses that were asked for, in all of France."""
    return PoleFilter(FRANCE, tuple(options.cohort), tuple(options.sector), tuple(options.status))


def write_answer(options: argparse.Namespace, answer: Answer) -> None:
    """Write an answer to the standard output, in the shape that was asked for.

    JSON holds the damages of the tables; they stand on the error stream beside the other shapes.
    What a territory of before has become stands there beside all.
    """
    if options.json:
        _write_json(answer.record())
    elif options.csv:
        _write_csv(answer.table())
    else:
        # A terminal line is searched by hand: no space of it is a no-break one.
        sys.stdout.write("\n".join(answer.lines()).replace("\u00a0", " ") + "\n")
    sys.stdout.flush()
    for note in _what_became(answer.atlas, options):
        sys.stderr.write(f"{printable(note)}\n")
    if not options.json:
        for problem in answer.atlas.problems:
            sys.stderr.write(f"Attention : {printable(problem.sentence)}\n")


def _write_json(record: dict[str, Any]) -> None:
    # Whole before it is written: an answer that JSON cannot hold leaves no half of it behind.
    text = json.dumps(record, ensure_ascii=False, allow_nan=False, indent=2)
    sys.stdout.write(text + "\n")


def _write_csv(table: pd.DataFrame) -> None:
    sys.stdout.write(csv_text(table))


def csv_text(table: pd.DataFrame) -> str:
    """Write a sheet as CSV, commas and points, whose texts a spreadsheet does not run."""
    texts = table.select_dtypes("str").columns
    defused = table.copy()
    defused[texts] = table[texts].apply(
        lambda column: column.str.replace(r"\A(?=[=+\-@\t\r])", "'", regex=True)
    )
    return str(defused.to_csv(index=False, lineterminator="\n"))


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows of cells as lines whose columns stand under one another."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def problems_of(atlas: Atlas) -> list[dict[str, object]]:
    """Return what is damaged, as it stands in JSON."""
    return [
        {
            "table": problem.table,
            "file": problem.file,
            "sentence": problem.sentence,
            "line": problem.line,
        }
        for problem in atlas.problems
    ]


def find_territory(atlas: Atlas, text: str) -> Territory:
    """Return the territory of today that a text written ``kind:code`` means.

    Raises
    ------
    TerritoryFormatError, UnknownTerritoryError
        When there is no such territory.
    FilterError
        When there is none either, but near names to offer.
    """
    try:
        found = resolve_territory(atlas, text)
    except (TerritoryFormatError, UnknownTerritoryError) as error:
        near = find_territories(atlas, text, SUGGESTIONS_LIMIT)
        if not near:
            raise
        offers = tuple(f"{one.territory.id} ({one.told(one.territory.name)})" for one in near)
        raise FilterError(perhaps(error.message, offers), option="territory") from error
    return found.territory


def _what_became(atlas: Atlas, options: argparse.Namespace) -> Iterator[str]:
    """Yield what each code of before that was asked for has become."""
    asked = getattr(options, "territory", ())
    for text in [asked] if isinstance(asked, str) else asked:
        found = resolve_territory(atlas, text)
        if found.asked:
            yield f"{found.asked} : {found.told(f'{found.territory.name} ({found.territory.id})')}"
