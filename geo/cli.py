"""The command line of the analyses: same functions, same figures as the pages."""

import argparse
import json
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final, NoReturn

import pandas as pd

from geo.errors import FilterError, TableError, TerritoryFormatError, UnknownTerritoryError
from geo.poles import PoleFilter, PoleSummary, select_poles, summarise_poles
from geo.problems import printable
from geo.tables import Atlas, default_data_dir, load_atlas
from geo.territories import Territory, get_territory, search_territories
from geo.vocabulary import COHORTS, SECTORS, STATUSES

EXIT_TABLES: Final = 1
EXIT_ARGUMENTS: Final = 2
SUGGESTIONS_LIMIT: Final = 3
CELL_LIMIT_CHARS: Final = 36

_MULTIVALUED: Final = ("cohorts", "sectors", "territory_codes")
_TABLE_COLUMNS: Final = {
    "name": "pôle",
    "commune_name": "siège",
    "departement_name": "département",
    "cohorts": "vagues",
    "status": "statut",
    "attachment": "rattachement",
}
_ATTACHMENTS_FR: Final = {
    "seat": "siège",
    "declared": "territoire déclaré",
    "departement": "département",
    "listing": "liste",
}
# argparse speaks English; what it says is told again in French.
_COMPLAINTS: Final = (
    (r"unrecognized arguments: (.*)", "argument inconnu : {}"),
    (r"argument (\S+): expected .*", "l'option {} attend une valeur"),
    (r"argument (\S+): not allowed with argument (\S+)", "{} et {} ne vont pas ensemble"),
    (r"argument \S+: invalid choice: (\S+).*", "commande inconnue : {} ; essayez poles"),
    (r"ambiguous option: (\S+).*", "option ambiguë : {}"),
)


class _Parser(argparse.ArgumentParser):
    """Answers bad arguments with one French sentence and exit code 2."""

    def error(self, message: str) -> NoReturn:
        for pattern, sentence in _COMPLAINTS:
            if found := re.fullmatch(pattern, message, re.DOTALL):
                message = sentence.format(*found.groups())
                break
        message = message[:1].upper() + message[1:]
        self.exit(EXIT_ARGUMENTS, f"{printable(message)} (aide : {self.prog} --help)\n")


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
        return _poles(options)
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


def _parser() -> _Parser:
    parser = _Parser(
        prog="python -m geo",
        description="Les chiffres de l'atlas des PTCE en ligne de commande.",
        add_help=False,
    )
    _add_help(parser)
    commands = parser.add_subparsers(title="commandes", metavar="COMMANDE")
    poles = commands.add_parser(
        "poles",
        help="lister et compter les pôles d'un territoire",
        description="Lister et compter les pôles d'un territoire.",
        epilog=(
            f"Vagues : {', '.join(COHORTS)}. Secteurs : {', '.join(SECTORS)}. "
            f"Statuts : {', '.join(STATUSES)}."
        ),
        add_help=False,
    )
    _add_help(poles)
    poles.add_argument(
        "--territory",
        metavar="T",
        default="france",
        help="france, metropole, region:84, ancienne-region:82, departement:38, epci:200040715, "
        "zone-emploi:8409, commune:38185 (par défaut france)",
    )
    for option, noun in (("cohort", "vagues"), ("sector", "secteurs"), ("status", "statuts")):
        poles.add_argument(
            f"--{option}",
            metavar=option[0].upper(),
            nargs="+",
            action="extend",
            default=[],
            help=f"{noun} à garder (par défaut toutes les valeurs)",
        )
    shape = poles.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="écrire du JSON")
    shape.add_argument("--csv", action="store_true", help="écrire du CSV")
    poles.add_argument(
        "--data", type=Path, metavar="DOSSIER", help="dossier des tables (par défaut data/)"
    )
    return parser


def _add_help(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-h", "--help", action="help", help="montrer cette aide")


def _poles(options: argparse.Namespace) -> int:
    atlas = load_atlas(options.data or default_data_dir())
    territory = _territory(atlas, options.territory)
    chosen = PoleFilter(
        territory, tuple(options.cohort), tuple(options.sector), tuple(options.status)
    )
    poles = select_poles(atlas, chosen)
    summary = summarise_poles(atlas, chosen, poles)
    if options.json:
        _write_json(atlas, territory, chosen, summary, poles)
    elif options.csv:
        _defused(poles).to_csv(sys.stdout, index=False, lineterminator="\n")
    else:
        sys.stdout.write(_text(territory, chosen, summary, poles))
    sys.stdout.flush()
    for problem in atlas.problems:
        if not options.json:
            sys.stderr.write(f"Attention : {printable(problem.sentence)}\n")
    return 0


def _territory(atlas: Atlas, text: str) -> Territory:
    try:
        return get_territory(atlas, text)
    except (TerritoryFormatError, UnknownTerritoryError) as error:
        found = search_territories(atlas, text, SUGGESTIONS_LIMIT)
        if not found:
            raise
        offers = ", ".join(f"{item.id} ({item.name})" for item in found)
        raise type(error)(f"{str(error).removesuffix('.')} ; peut-être {offers} ?") from error


def _write_json(
    atlas: Atlas,
    territory: Territory,
    chosen: PoleFilter,
    summary: PoleSummary,
    poles: pd.DataFrame,
) -> None:
    records = poles.astype(object).where(poles.notna(), None).to_dict(orient="records")
    for record in records:
        for column in _MULTIVALUED:
            record[column] = record[column].split(";") if record[column] else []
    answer = {
        "territory": {"id": territory.id, **asdict(territory)},
        "filter": {
            "cohorts": list(chosen.cohorts),
            "sectors": list(chosen.sectors),
            "statuses": list(chosen.statuses),
        },
        "summary": asdict(summary),
        "poles": records,
        "problems": [asdict(problem) for problem in atlas.problems],
    }
    json.dump(answer, sys.stdout, ensure_ascii=False, allow_nan=False, indent=2)
    sys.stdout.write("\n")


def _defused(poles: pd.DataFrame) -> pd.DataFrame:
    """Return the table with text cells that a spreadsheet would run as formulas made inert."""
    texts = poles.select_dtypes("str").columns
    defused = poles.copy()
    defused[texts] = poles[texts].apply(
        lambda column: column.str.replace(r"\A(?=[=+\-@\t\r])", "'", regex=True)
    )
    return defused


def _text(
    territory: Territory, chosen: PoleFilter, summary: PoleSummary, poles: pd.DataFrame
) -> str:
    lines = [f"{territory.name} ({territory.id})", _sentence(summary)]
    if summary.with_seat:
        lines.append(_priorities(summary))
    lines += _completeness(summary, chosen)
    if summary.poles:
        lines += ["", *_table(poles)]
    return "\n".join(map(printable, lines)) + "\n"


def _sentence(summary: PoleSummary) -> str:
    if not summary.poles:
        return "Aucun pôle connu pour ce choix : le registre est incomplet, il peut en exister."
    pole = "pôle connu" if summary.poles == 1 else "pôles connus"
    return (
        f"{summary.poles} {pole}, dont {summary.with_seat} au siège connu et "
        f"{summary.without_seat} sans siège connu."
    )


def _priorities(summary: PoleSummary) -> str:
    basin, quarter, rural = summary.desindustrialise, summary.qpv, summary.frr
    unknown = f" ({basin.unknown} inconnus)" if basin.unknown else ""
    partly = f" et {rural.partly} en commune partiellement FRR" if rural.partly else ""
    return (
        f"Sièges connus : {rural.inside} en commune FRR ou FRR+{partly}, {quarter.inside} dans "
        f"une commune qui contient un QPV, {basin.inside} en bassin désindustrialisé{unknown}."
    )


def _completeness(summary: PoleSummary, chosen: PoleFilter) -> list[str]:
    waves = [
        f"{wave.cohort} {wave.found}/{wave.official_count}"
        for wave in summary.completeness
        if wave.official_count is not None and wave.found < wave.official_count
    ]
    if not waves:
        return []
    scope = "Vagues choisies" if chosen.cohorts else "Vagues"
    return [
        f"{scope} incomplètes au registre, France entière (connus/officiels) : {', '.join(waves)}."
    ]


def _table(poles: pd.DataFrame) -> list[str]:
    shown = poles[list(_TABLE_COLUMNS)].assign(
        cohorts=poles["cohorts"].str.replace(";", ", "),
        attachment=poles["attachment"].map(_ATTACHMENTS_FR),
    )
    rows = [list(_TABLE_COLUMNS.values()), *shown.fillna("–").to_numpy().tolist()]
    cut = [[_cut(printable(cell)) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cut, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cut
    ]


def _cut(cell: str) -> str:
    return cell if len(cell) <= CELL_LIMIT_CHARS else cell[: CELL_LIMIT_CHARS - 1] + "…"
