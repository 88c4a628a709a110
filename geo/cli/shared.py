"""What the commands share: arguments, territories, and text that a terminal or a sheet can take."""

import argparse
import json
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NoReturn

import pandas as pd

from geo.errors import FilterError, TerritoryFormatError, UnknownTerritoryError
from geo.places.territories import FRANCE, Territory, get_territory, search_territories
from geo.poles.select import PoleFilter
from geo.problems import printable, quote, verbatim
from geo.tables.atlas import Atlas, default_data_dir, load_atlas
from geo.vocabulary import COHORTS, SECTORS, STATUSES

EXIT_ARGUMENTS: Final = 2
SUGGESTIONS_LIMIT: Final = 3
COMMANDS: Final = ("poles", "coverage", "gaps", "compare", "siting")

TERRITORIES_HELP: Final = (
    "france, metropole, region:84, ancienne-region:82, departement:38, epci:200040715, "
    "zone-emploi:8409, commune:38185"
)
# argparse speaks English; what it says is told again in French.
_COMPLAINTS: Final = (
    (r"unrecognized arguments: (.*)", "argument inconnu : {}"),
    (r"argument (\S+): expected (\d+) arguments", "l'option {} attend {} valeurs"),
    (r"argument (\S+): expected .*", "l'option {} attend une valeur"),
    (r"argument (\S+): not allowed with argument (\S+)", "{} et {} ne vont pas ensemble"),
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


@dataclass(frozen=True)
class Answer:
    """What a command found, in each of the shapes that it can be written in.

    Attributes
    ----------
    atlas
        The tables, whose damages are told beside the answer.
    record, table, lines
        Make the JSON object, the sheet and the lines of text. Only one of them is called.
    """

    atlas: Atlas
    record: Callable[[], dict[str, Any]]
    table: Callable[[], pd.DataFrame]
    lines: Callable[[], Sequence[str]]


class Parser(argparse.ArgumentParser):
    """Answers bad arguments with one French sentence and exit code 2."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - those of argparse, untouched
        """Read numbers as people write them: Python's own reading takes ``1_000`` too."""
        super().__init__(**options)
        self.register("type", float, _decimal)
        self.register("type", int, _whole)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and stop."""
        for pattern, sentence in _COMPLAINTS:
            if found := re.fullmatch(pattern, message, re.DOTALL):
                message = sentence.format(*found.groups())
                break
        message = message[:1].upper() + message[1:]
        self.exit(EXIT_ARGUMENTS, f"{printable(message)} (aide : {self.prog} --help)\n")


def _decimal(text: str) -> float:
    return float(_without_underscore(text))


def _whole(text: str) -> int:
    return int(_without_underscore(text))


def _without_underscore(text: str) -> str:
    if "_" in text:
        raise ValueError(text)
    return text


def add_help(parser: argparse.ArgumentParser) -> None:
    """Add the option that shows help, in French."""
    parser.add_argument("-h", "--help", action="help", help="montrer cette aide")


def add_common_arguments(parser: argparse.ArgumentParser, *, one_territory: bool = True) -> None:
    """Add what every command takes: territory, filter of poles, shape of the answer, data.

    Parameters
    ----------
    parser
        Of one command.
    one_territory
        Whether it takes ``--territory``; else it asks for territories in its own way.
    """
    parser.epilog = (
        f"Vagues : {', '.join(COHORTS)}. Secteurs : {', '.join(SECTORS)}. "
        f"Statuts : {', '.join(STATUSES)}."
    )
    add_help(parser)
    if one_territory:
        parser.add_argument(
            "--territory",
            metavar="T",
            default="france",
            help=f"{TERRITORIES_HELP} (par défaut france)",
        )
    for option, noun in (("cohort", "vagues"), ("sector", "secteurs"), ("status", "statuts")):
        parser.add_argument(
            f"--{option}",
            metavar=option[0].upper(),
            nargs="+",
            action="extend",
            default=[],
            help=f"{noun} à garder (par défaut toutes les valeurs)",
        )
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
    """
    if options.json:
        _write_json(answer.record())
    elif options.csv:
        _write_csv(answer.table())
    else:
        # A terminal line is searched by hand: no space of it is a no-break one.
        sys.stdout.write("\n".join(answer.lines()).replace("\u00a0", " ") + "\n")
    sys.stdout.flush()
    if not options.json:
        for problem in answer.atlas.problems:
            sys.stderr.write(f"Attention : {printable(problem.sentence)}\n")


def _write_json(record: dict[str, Any]) -> None:
    # Whole before it is written: an answer that JSON cannot hold leaves no half of it behind.
    text = json.dumps(record, ensure_ascii=False, allow_nan=False, indent=2)
    sys.stdout.write(text + "\n")


def _write_csv(table: pd.DataFrame) -> None:
    # Inert in a spreadsheet.
    texts = table.select_dtypes("str").columns
    defused = table.copy()
    defused[texts] = table[texts].apply(
        lambda column: column.str.replace(r"\A(?=[=+\-@\t\r])", "'", regex=True)
    )
    defused.to_csv(sys.stdout, index=False, lineterminator="\n")


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
    """Return a territory written ``kind:code``.

    Raises
    ------
    TerritoryFormatError, UnknownTerritoryError
        When there is no such territory.
    OptionError
        When there is none either, but near names to offer.
    """
    try:
        return get_territory(atlas, text)
    except (TerritoryFormatError, UnknownTerritoryError) as error:
        found = search_territories(atlas, text, SUGGESTIONS_LIMIT)
        if not found:
            raise
        offers = ", ".join(f"{item.id} ({item.name})" for item in found)
        raise OptionError(f"{str(error).removesuffix('.')} ; peut-être {offers} ?") from error
