"""``python -m geo compare``: territories side by side, and which differences are real."""

import argparse
import math
from collections.abc import Hashable, Mapping
from dataclasses import asdict
from typing import Any, Final

import pandas as pd

from geo.cli.command import POLE_OPTIONS, TERRITORIES_HELP, Answer, Command, Option
from geo.cli.completeness import population_unknown
from geo.cli.coverage import record, unknown_as_missing
from geo.cli.priorities import (
    PRIORITY_OPTIONS,
    priorities_record,
    priority_cells,
    priority_lines,
)
from geo.cli.reach import (
    REACH_OPTIONS,
    chosen_question,
    number_words,
    percent_words,
    rule_words,
    whole_number,
)
from geo.cli.refusals import territories_compared
from geo.cli.shared import (
    aligned,
    find_territory,
    problems_of,
)
from geo.compare.compare import compare
from geo.compare.differences import (
    BEYOND,
    CHANCE,
    RATE,
    SHARES,
    TARGETING,
    differences,
)
from geo.compare.targeting import TARGETS
from geo.compare.words import TARGET_NAMES, verdict
from geo.errors import FilterError
from geo.people.words import PRIORITY_NAMES
from geo.poles.select import known_cohorts, summarise_poles
from geo.poles.words import incomplete_register
from geo.problems import printable
from geo.reach.coverage import Coverage
from geo.reach.question import Question
from geo.tables.atlas import Atlas
from geo.territory_id import Territory
from geo.vocabulary import PRIORITIES, SECTORS

FEWEST, MOST = 2, 4
_TESTED = {
    RATE: "pôles par habitant",
    TARGETING[0]: "ciblage des priorités",
    SHARES[0]: "habitants à portée",
}


def prepare(atlas: Atlas, options: argparse.Namespace) -> Answer:
    """Compute the comparison that was asked for.

    Raises
    ------
    FilterError, TerritoryFormatError, UnknownTerritoryError
        When an argument is wrong.
    TableError
        When a table that the answer needs is missing.
    """
    if not FEWEST <= len(options.territory) <= MOST:
        given = len(options.territory)
        raise FilterError(territories_compared(given), option="territory")
    territories = [find_territory(atlas, text) for text in options.territory]
    question = chosen_question(atlas, options, territories[0])
    priorities, reached = question.priorities, question.reach()
    table = compare(atlas, reached, territories, priorities)

    def pairs() -> pd.DataFrame:
        return differences(atlas, reached, territories, priorities, table=table)

    return Answer(
        atlas,
        record=lambda: _answer(question, table, pairs()),
        table=lambda: _csv_rows(question, table),
        lines=lambda: [
            *_rows(question, table),
            "",
            *_words(pairs()),
            *_register(question),
        ],
    )


COMMAND: Final = Command(
    "compare",
    help="mettre deux à quatre territoires côte à côte et dire ce qui dépasse le hasard",
    description="Mettre deux à quatre territoires côte à côte, de toute sorte, et dire ce qui "
    "dépasse le hasard.",
    options=(
        Option("territory", TERRITORIES_HELP, "T", many=True, positional=True),
        *POLE_OPTIONS,
        *REACH_OPTIONS,
        *PRIORITY_OPTIONS,
    ),
    keys=(
        *("reach", "km", "detour", "cohorts", "sectors", "statuses", "rural", "basins"),
        *("territories", "differences", "completeness", "problems"),
    ),
    prepare=prepare,
)


def comparison_record(question: Question, row: Mapping[Hashable, Any]) -> dict[str, Any]:
    """Return the figures of one territory under the keys that ``--json`` promises.

    Parameters
    ----------
    question
        Under which rule, of which poles; the row says about whom.
    row
        One row of `geo.compare.compare.compare`.

    Returns
    -------
    dict
        The keys of ``python -m geo coverage``, then ``population_unknown`` (people of communes
        of which a priority is not known, in none of its counts), ``poles_territory_only``,
        ``poles_unplaced``, ``basis``, ``poles_counted``, ``poles_by_cohort``,
        ``poles_by_sector``, ``poles_per_million``, ``distance`` (``mean_km``, ``median_km``,
        ``without_distance``, and under ``priority`` the ``median_km`` of each), ``targeting``.
        What is not known, and an infinite ratio, is ``None``.
    """
    territory = Territory(str(row["kind"]), str(row["code"]), str(row["label"]))
    covered = Coverage.from_row({**row, "label": territory.name})
    return {
        **record(question, covered),
        "population_unknown": population_unknown(covered),
        "poles_territory_only": int(row["poles_territory_only"]),
        "poles_unplaced": int(row["poles_unplaced"]),
        "basis": row["basis"],
        "poles_counted": int(row["poles_counted"]),
        "poles_by_cohort": {
            name: int(row[f"cohort_{name}"]) for name in known_cohorts(question.atlas)
        },
        "poles_by_sector": {name: int(row[f"sector_{name}"]) for name in SECTORS},
        "poles_per_million": _estimate(row, RATE),
        "distance": {
            "mean_km": _known(row["mean_km"]),
            "median_km": _known(row["median_km"]),
            "without_distance": whole_number(float(row["without_distance"])),
            "priority": {
                name: {"median_km": _known(row[f"{name}_median_km"])} for name in PRIORITIES
            },
        },
        "targeting": {
            name: {
                "seats": int(row[f"{name}_seats"]),
                "seats_known": int(row[f"{name}_seats_known"]),
                "seat_share": _known(row[f"{name}_seat_share"]),
                "people_share": _known(row[f"{name}_people_share"]),
                **_estimate(row, f"{name}_targeting"),
            }
            for name in TARGETS
        },
    }


def _estimate(row: Mapping[Hashable, Any], name: str) -> dict[str, float | None]:
    return {
        "value": _known(row[name]),
        "low": _known(row[f"{name}_low"]),
        "high": _known(row[f"{name}_high"]),
    }


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _answer(question: Question, table: pd.DataFrame, pairs: pd.DataFrame) -> dict[str, object]:
    rows = table.to_dict(orient="records")
    wanted = summarise_poles(question.atlas, question.poles).completeness
    return {
        "reach": question.rule.kind,
        "km": question.rule.km,
        "detour": question.rule.detour,
        "cohorts": list(question.poles.cohorts),
        "sectors": list(question.poles.sectors),
        "statuses": list(question.poles.statuses),
        **priorities_record(question.priorities),
        "territories": [comparison_record(question, row) for row in rows],
        "differences": [
            {
                str(name): _known(value) if isinstance(value, float) else value
                for name, value in row.items()
            }
            for row in pairs.to_dict(orient="records")
        ],
        "completeness": [asdict(item) for item in wanted],
        "problems": problems_of(question.atlas),
    }


def _csv_rows(question: Question, table: pd.DataFrame) -> pd.DataFrame:
    sheet = unknown_as_missing(table).drop(columns=["kind", "code"])
    sheet.insert(2, "reach", question.rule.kind)
    sheet.insert(3, "km", question.rule.km)
    sheet.insert(4, "detour", question.rule.detour)
    sheet.insert(5, "cohorts", ";".join(question.poles.cohorts))
    for number, (name, cell) in enumerate(priority_cells(question.priorities).items(), start=6):
        sheet.insert(number, name, cell)
    return sheet


def _rows(question: Question, table: pd.DataFrame) -> list[str]:
    rows = table.to_dict(orient="records")
    cells = [
        ["", *(printable(str(row["label"])) for row in rows)],
        ["territoire", *(str(row["territory"]) for row in rows)],
        ["habitants", *(number_words(row["population"]) for row in rows)],
        ["pôles comptés", *(str(row["poles_counted"]) for row in rows)],
        *(
            [f"  {title}", *(str(row[name]) for row in rows)]
            for title, name in (
                ("siège connu", "poles"),
                ("département seul connu", "poles_departement_only"),
                ("territoire seul connu", "poles_territory_only"),
            )
        ),
        ["peut-être ici, non comptés", *(str(row["poles_unplaced"]) for row in rows)],
        ["pôles par million d'habitants", *(_interval(row, RATE) for row in rows)],
        ["habitants à portée", *(_percent(row["share_reached"]) for row in rows)],
        *(
            [
                f"  {PRIORITY_NAMES[name]}",
                *(_percent(row[f"{name}_share_reached"]) for row in rows),
            ]
            for name in PRIORITIES
        ),
        ["distance médiane", *(_km(row["median_km"]) for row in rows)],
        *(
            [f"  {PRIORITY_NAMES[name]}", *(_km(row[f"{name}_median_km"]) for row in rows)]
            for name in PRIORITIES
        ),
        *(
            [
                f"ciblage, {TARGET_NAMES[name]}",
                *(_interval(row, f"{name}_targeting") for row in rows),
            ]
            for name in TARGETS
        ),
    ]
    counted = "siège ou, à défaut, département ou territoire connu et tout entier ici"
    return [
        rule_words(question.rule),
        *priority_lines(question.priorities),
        f"Intervalles à 95 %. Pôles comptés : {counted}.",
        *aligned(cells),
    ]


def _interval(row: Mapping[Hashable, Any], name: str) -> str:
    if math.isnan(row[name]):
        return "–"
    value, low, high = (number_words(row[key], 2) for key in (name, f"{name}_low", f"{name}_high"))
    return f"{value} [{low} ; {high}]"


def _percent(share: float) -> str:
    return "–" if math.isnan(share) else percent_words(share)


def _km(distance: float) -> str:
    return "–" if math.isnan(distance) else f"{number_words(distance)} km"


def _words(pairs: pd.DataFrame) -> list[str]:
    lines = []
    for row in pairs.to_dict(orient="records"):
        if title := _TESTED.get(row["indicator"]):
            first, second = printable(row["first_label"]), printable(row["second_label"])
            tested = row["verdict"] in {BEYOND, CHANCE}
            p = f" (p = {number_words(row['p_adjusted'], 2)})" if tested else ""
            lines.append(f"{first} / {second}, {title} : {verdict(row)}{p}.")
    return lines


def _register(question: Question) -> list[str]:
    note = incomplete_register(summarise_poles(question.atlas, question.poles))
    return ["", note] if note else []
