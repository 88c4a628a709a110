"""``python -m geo portrait``: what one should know of a territory before a meeting."""

import argparse
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Final, TypeVar

import pandas as pd

from geo.cli.command import POLE_OPTIONS, TERRITORY, Answer, Command
from geo.cli.compare import comparison_record
from geo.cli.completeness import choice_cells, completeness_lines, details_record
from geo.cli.coverage import RECORD_KEYS
from geo.cli.priorities import PRIORITY_OPTIONS, priority_lines
from geo.cli.reach import (
    REACH_OPTIONS,
    agreed,
    chosen_question,
    number_words,
    percent_words,
    rule_words,
)
from geo.cli.shared import aligned, find_territory
from geo.compare.compare import compare
from geo.compare.peers import similar_territories
from geo.compare.ranks import kind_indicators, mean_distance, priority_total, ranks
from geo.errors import TableError
from geo.people.economy import income, jobs_of, unemployment, unemployment_by_year
from geo.places.territories import ancestors
from geo.problems import printable
from geo.reach.commune_answer import CommuneAnswer, commune_answer
from geo.reach.coverage import coverage
from geo.reach.quarters import quarters_of
from geo.reach.question import Question
from geo.reach.reach import Reach
from geo.reach.reaching import pole_reaches, poles_reaching
from geo.tables.atlas import Atlas
from geo.tables.plain import plain_cell, plain_rows
from geo.territory_id import KIND_TABLES, Territory

Found = TypeVar("Found")

# What `comparison_record` adds to the figures of ``coverage``.
COMPARED_KEYS: Final = (
    *("population_unknown", "poles_territory_only", "poles_unplaced", "basis", "poles_counted"),
    *("poles_by_cohort", "poles_by_sector", "poles_per_million", "distance", "targeting"),
)
OWN_KEYS: Final = (
    *("parents", "priority_people", "priority_share", "distance_km", "reaching", "ranks"),
    *("peers", "unemployment", "income", "industrial_jobs", "quarters", "commune", "details"),
)


def prepare(atlas: Atlas, options: argparse.Namespace) -> Answer:
    """Draw the portrait that was asked for.

    Raises
    ------
    FilterError, TerritoryFormatError, UnknownTerritoryError
        When an argument is wrong.
    TableError
        When the communes or the register are missing. What rests on another table that is
        missing is ``None`` or empty.
    """
    question = chosen_question(atlas, options, find_territory(atlas, options.territory))
    reached = question.reach()
    row = compare(atlas, reached, [question.territory], question.priorities).iloc[0].to_dict()
    figures = comparison_record(question, row)
    reaching = poles_reaching(atlas, reached, question.territory)
    return Answer(
        atlas,
        record=lambda: {**figures, **_own_record(question, reached, reaching)},
        table=lambda: _csv_rows(
            question, _known(lambda: _ranks(question, reached), pd.DataFrame())
        ),
        lines=lambda: _lines(question, reached, figures, reaching),
    )


COMMAND: Final = Command(
    "portrait",
    help="tout savoir d'un territoire : pôles, habitants atteints, rangs, emploi, quartiers",
    description="Tout savoir d'un territoire : qui l'atteint, où il se classe parmi ceux de sa "
    "sorte, qui lui ressemble, chômage, revenus, emploi industriel, quartiers prioritaires.",
    options=(TERRITORY, *POLE_OPTIONS, *REACH_OPTIONS, *PRIORITY_OPTIONS),
    keys=(*RECORD_KEYS, *COMPARED_KEYS, *OWN_KEYS),
    prepare=prepare,
)


def _own_record(question: Question, reached: Reach, reaching: pd.DataFrame) -> dict[str, Any]:
    atlas, territory, priorities = question.atlas, question.territory, question.priorities
    people, share = priority_total(atlas, territory, priorities)
    covered = coverage(atlas, reached, territory, priorities)
    nothing = pd.DataFrame()
    return {
        "parents": [_named(parent) for parent in ancestors(atlas, territory)],
        "priority_people": plain_cell(people),
        "priority_share": plain_cell(share),
        "distance_km": plain_cell(mean_distance(atlas, reached, territory)),
        "reaching": [_split(row) for row in plain_rows(reaching)],
        "ranks": plain_rows(_known(lambda: _ranks(question, reached), nothing)),
        "peers": plain_rows(
            _known(
                lambda: similar_territories(atlas, territory, priorities)[
                    ["territory", "name", "distance"]
                ],
                nothing,
            )
        ),
        "unemployment": _unemployment(atlas, territory),
        "income": _fields(income(atlas, territory)),
        "industrial_jobs": _jobs(atlas, territory),
        "quarters": plain_rows(quarters_of(atlas, reached, territory)),
        "commune": _commune(atlas, reached, territory),
        "details": details_record(question, reached, covered),
    }


def _ranks(question: Question, reached: Reach) -> pd.DataFrame:
    atlas, territory = question.atlas, question.territory
    if territory.kind not in KIND_TABLES:
        return pd.DataFrame()
    table = kind_indicators(atlas, reached, territory.kind, question.priorities)
    return ranks(table, territory)


def _csv_rows(question: Question, table: pd.DataFrame) -> pd.DataFrame:
    """Return the ranks, with the territory, the rule and the choices on each row."""
    sheet = table.copy()
    cells = {"territory": question.territory.id, **choice_cells(question)}
    for number, (name, cell) in enumerate(cells.items()):
        sheet.insert(number, name, cell)
    return sheet


def _unemployment(atlas: Atlas, territory: Territory) -> dict[str, Any] | None:
    found = unemployment(atlas, territory)
    if found is None:
        return None
    years = _known(lambda: unemployment_by_year(atlas, territory), pd.DataFrame())
    return {
        "quarter": found.quarter,
        "median": plain_cell(found.median),
        "population": found.population,
        "population_known": found.population_known,
        "zones": plain_rows(found.zones),
        "years": plain_rows(years),
    }


def _jobs(atlas: Atlas, territory: Territory) -> dict[str, Any] | None:
    found = _known(lambda: jobs_of(atlas, territory), None)
    if found is None:
        return None
    return {
        "change": plain_cell(found.change),
        "is_exact": bool(found.is_exact),
        "people_share": plain_cell(found.people_share),
        "zones": plain_rows(found.zones),
        "years": plain_rows(found.years),
    }


def _commune(atlas: Atlas, reached: Reach, territory: Territory) -> dict[str, Any] | None:
    if territory.kind != "commune":
        return None
    found: CommuneAnswer = commune_answer(atlas, reached, territory, pole_reaches(atlas, reached))
    return {
        "reached": found.reached,
        "statuses": {
            item.subject: {"state": item.state, "value": item.value or None}
            for item in found.statuses
        },
        "zone_emploi_2010": found.zone_emploi_2010 or None,
        "nearest": plain_rows(found.nearest),
        "quarters": plain_rows(found.quarters),
    }


def _known(find: Callable[[], Found], otherwise: Found) -> Found:
    """Return what is found; something else where its table is missing."""
    try:
        return find()
    except TableError:
        return otherwise


def _named(territory: Territory) -> dict[str, str]:
    return {"territory": territory.id, "label": territory.name}


def _fields(found: Any) -> dict[str, Any] | None:  # noqa: ANN401 - a dataclass of numbers
    return None if found is None else {k: plain_cell(v) for k, v in asdict(found).items()}


def _split(pole: dict[str, Any]) -> dict[str, Any]:
    """Return a pole with the lists of its cells as lists."""
    listed = {name: pole[name].split(";") if pole[name] else [] for name in ("cohorts", "sectors")}
    return pole | listed


def _lines(
    question: Question, reached: Reach, figures: dict[str, Any], reaching: pd.DataFrame
) -> list[str]:
    territory = question.territory
    share = figures["share_reached"]
    counted, per_million = figures["poles_counted"], figures["poles_per_million"]["value"]
    rate = (
        "" if per_million is None else f", {number_words(per_million, 2)} par million d'habitants"
    )
    lines = [
        f"{printable(territory.name)} ({territory.id})",
        f"{agreed(figures['population'], 'habitant', 'habitants')}.",
        rule_words(question.rule),
        *priority_lines(question.priorities),
        f"{agreed(counted, 'pôle compté', 'pôles comptés')}{rate}.",
        "À portée d'au moins un pôle connu : "
        + ("aucun habitant." if share is None else f"{percent_words(share)} des habitants."),
        *completeness_lines(question.atlas, reached, territory),
    ]
    if len(reaching):
        header = ["pôle qui atteint le territoire", "siège", "habitants atteints"]
        cells = [
            [
                printable(str(row["name"])),
                printable(row["commune_name"] if isinstance(row["commune_name"], str) else "–"),
                number_words(row["people"]),
            ]
            for row in reaching.to_dict(orient="records")
        ]
        lines += ["", *aligned([header, *cells])]
    return lines
