"""``python -m geo gaps``: where no pole is known, most priority people left out first."""

import argparse
from collections.abc import Callable
from typing import Any, Final

import pandas as pd

from geo.cli.command import POLE_OPTIONS, TERRITORY, Answer, Command, Option
from geo.cli.completeness import choice_cells, completeness_lines, details_record
from geo.cli.priorities import PRIORITY_OPTIONS, priority_lines
from geo.cli.reach import (
    REACH_OPTIONS,
    agreed,
    chosen_question,
    number_words,
    percent_words,
    rule_words,
)
from geo.cli.shared import (
    aligned,
    find_territory,
)
from geo.problems import printable
from geo.reach.coverage import Coverage, coverage
from geo.reach.gaps import find_gaps, group_gaps, narrow_gaps
from geo.reach.question import Question
from geo.reach.words import PRIORITY_UNKNOWN, no_gap
from geo.tables.atlas import Atlas
from geo.vocabulary import GAP_CONDITIONS, GAP_KINDS

NAME_LIMIT_CHARS: Final = 60
HEADER_KEYS: Final = ("territory", "label", "reach", "km", "detour", "cohorts")
_JOINED: Final = ("codes", "names")
_NOUNS: Final = {
    "zone-emploi": ("zone d'emploi", "zones d'emploi"),
    "epci": ("intercommunalité", "intercommunalités"),
}


def prepare(atlas: Atlas, options: argparse.Namespace) -> Answer:
    """Find the gaps that were asked for.

    Raises
    ------
    FilterError, TerritoryFormatError, UnknownTerritoryError
        When an argument is wrong.
    TableError
        When a table that the answer needs is missing.
    """
    question = chosen_question(atlas, options, find_territory(atlas, options.territory))
    territory, priorities, reached = question.territory, question.priorities, question.reach()
    conditions = tuple(dict.fromkeys(options.only))
    gaps = narrow_gaps(find_gaps(atlas, reached, territory, options.by, priorities), conditions)
    table = group_gaps(atlas, gaps, options.by) if options.areas else gaps
    asked = {"by": options.by, "areas": options.areas, "only": list(conditions)}

    def record() -> dict[str, Any]:
        figures = coverage(atlas, reached, territory, priorities)
        details = details_record(question, reached, figures)
        return _header(question) | asked | {"rows": _rows(table), "details": details}

    def lines() -> list[str]:
        figures = coverage(atlas, reached, territory, priorities)
        return [
            f"{printable(territory.name)} ({territory.id})",
            rule_words(question.rule),
            *priority_lines(priorities),
            _sentence(gaps, table, options, figures),
            *completeness_lines(atlas, reached, territory),
            *_lines(table),
        ]

    return Answer(
        atlas,
        record=record,
        table=lambda: _csv_rows(question, table),
        lines=lines,
    )


COMMAND: Final = Command(
    "gaps",
    help="lister où aucun pôle n'est connu, par habitants prioritaires laissés de côté",
    description="Lister les zones d'emploi ou les intercommunalités sans pôle connu, celles "
    "qui laissent de côté le plus d'habitants prioritaires d'abord.",
    options=(
        TERRITORY,
        *POLE_OPTIONS,
        Option(
            "by",
            f"unités : {', '.join(GAP_KINDS)} (par défaut {GAP_KINDS[0]})",
            "N",
            default=GAP_KINDS[0],
            values=GAP_KINDS,
        ),
        Option(
            "areas", "lire les manques contigus comme un seul ensemble", kind=bool, default=False
        ),
        Option(
            "only",
            f"conditions que chaque manque doit remplir : {', '.join(GAP_CONDITIONS)}",
            "CONDITION",
            many=True,
            values=GAP_CONDITIONS,
        ),
        *REACH_OPTIONS,
        *PRIORITY_OPTIONS,
    ),
    keys=(*HEADER_KEYS, "by", "areas", "only", "rows", "details"),
    prepare=prepare,
)


def _header(question: Question) -> dict[str, object]:
    return {
        "territory": question.territory.id,
        "label": question.territory.name,
        "reach": question.rule.kind,
        "km": question.rule.km,
        "detour": question.rule.detour,
        "cohorts": list(question.poles.cohorts),
    }


def _csv_rows(question: Question, table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the territory, the rule and the choices on each."""
    cells = {"territory": question.territory.id, **choice_cells(question)}
    sheet = table.copy()
    for number, (name, cell) in enumerate(cells.items()):
        sheet.insert(number, name, cell)
    return sheet


def _rows(table: pd.DataFrame) -> list[dict[Any, Any]]:
    rows: list[dict[Any, Any]] = (
        table.astype(object).where(table.notna(), None).to_dict(orient="records")
    )
    for row in rows:
        row.update({name: row[name].split(";") for name in _JOINED if name in row})
    return rows


def _sentence(
    gaps: pd.DataFrame, table: pd.DataFrame, options: argparse.Namespace, figures: Coverage
) -> str:
    if gaps.empty:
        out_of_reach = figures.population - figures.population_reached
        return str(no_gap(options.by, out_of_reach, narrowed=bool(options.only)))
    met = f" ({', '.join(dict.fromkeys(options.only))})" if options.only else ""
    units = agreed(len(gaps), *_NOUNS[options.by])
    areas = f" en {agreed(len(table), 'ensemble', 'ensembles')}" if options.areas else ""
    people = agreed(round(gaps["left_out"].sum()), "habitant", "habitants")
    return f"{units} sans pôle connu{areas}{met} : {people} hors de portée, {_priority(gaps)}."


def _priority(gaps: pd.DataFrame) -> str:
    known = gaps["priority_left_out"].dropna()
    if known.empty:
        return str(PRIORITY_UNKNOWN)
    least = "au moins " if len(known) < len(gaps) else ""
    return f"dont {least}{agreed(round(known.sum()), 'prioritaire', 'prioritaires')}"


def _lines(table: pd.DataFrame) -> list[str]:
    if table.empty:
        return []
    by_area = "units" in table
    header = ["nom", "hors de portée", "prioritaires", "part", "distance", "chômage"]
    rows = table.to_dict(orient="records")
    cells = [
        [
            _cut(printable(str(row["names" if by_area else "name"]).replace(";", ", "))),
            number_words(row["left_out"]),
            _known(row["priority_left_out"], number_words),
            percent_words(row["share_left_out"]),
            _known(row["distance_km"], lambda km: f"{number_words(km)} km"),
            _known(row["unemployment_rate"], lambda rate: percent_words(rate / 100)),
        ]
        for row in rows
    ]
    first = [
        "unités" if by_area else "code",
        *(str(row["units" if by_area else "code"]) for row in rows),
    ]
    return ["", *aligned([[key, *row] for key, row in zip(first, [header, *cells], strict=True)])]


def _known(value: float, words: Callable[[float], str]) -> str:
    return "–" if pd.isna(value) else words(value)


def _cut(cell: str) -> str:
    return cell if len(cell) <= NAME_LIMIT_CHARS else cell[: NAME_LIMIT_CHARS - 1] + "…"
