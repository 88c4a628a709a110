"""``python -m geo coverage``: whom the poles reach, and who is left out."""

import argparse
from typing import Final

import pandas as pd

from geo.cli.command import POLE_OPTIONS, TERRITORY, Answer, Command, Option
from geo.cli.completeness import choice_cells, completeness_lines, details_record
from geo.cli.priorities import (
    PRIORITY_OPTIONS,
    priority_cells,
    priority_line,
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
from geo.cli.shared import (
    aligned,
    find_territory,
)
from geo.people.people import ANY, PriorityRule
from geo.people.words import PRIORITY_NAMES
from geo.problems import printable
from geo.reach.coverage import BY_KINDS, Coverage, PriorityCoverage, coverage, coverage_by
from geo.reach.question import Question
from geo.reach.reach import Reach
from geo.tables.atlas import Atlas
from geo.vocabulary import PRIORITIES

RECORD_KEYS: Final = (
    *("territory", "label", "reach", "km", "detour", "cohorts", "poles", "poles_departement_only"),
    *("population", "population_reached", "share_reached", "communes", "communes_reached"),
    *("priority", "zones_emploi_without_pole"),
)


def prepare(atlas: Atlas, options: argparse.Namespace) -> Answer:
    """Compute the coverage that was asked for.

    Raises
    ------
    FilterError, TerritoryFormatError, UnknownTerritoryError
        When an argument is wrong.
    TableError
        When a table that the answer needs is missing.
    """
    question = chosen_question(atlas, options, find_territory(atlas, options.territory))
    territory, priorities, reached = question.territory, question.priorities, question.reach()
    figures = coverage(atlas, reached, territory, priorities)
    parts = None
    if options.by is not None:
        parts = coverage_by(atlas, reached, territory, options.by, priorities)
    return Answer(
        atlas,
        record=lambda: _answer(question, reached, figures, parts),
        table=lambda: _csv_rows(question, figures, parts),
        lines=lambda: _text(question, reached, figures, parts),
    )


COMMAND: Final = Command(
    "coverage",
    help="compter les habitants à portée d'un pôle, en tout et par priorité",
    description="Compter les habitants à portée d'un pôle, en tout et par priorité.",
    options=(
        TERRITORY,
        *POLE_OPTIONS,
        *REACH_OPTIONS,
        *PRIORITY_OPTIONS,
        Option("by", f"détailler par {', '.join(BY_KINDS)}", "N", values=BY_KINDS),
    ),
    keys=(*RECORD_KEYS, "details"),
    prepare=prepare,
)


def record(question: Question, figures: Coverage) -> dict[str, object]:
    """Return the figures of one territory under the keys that ``--json`` promises.

    Parameters
    ----------
    question
        Under which rule, of which poles.
    figures
        What `geo.reach.coverage.coverage` returned for the territory or a part of it.

    Returns
    -------
    dict
        `RECORD_KEYS`. ``territory`` is ``None`` for the communes without EPCI taken together;
        ``cohorts`` is empty when all waves count. The people of a priority of which
        nothing is known are ``None``.
    """
    territory = figures.territory
    whole = not territory.code and territory.kind in BY_KINDS
    return {
        "territory": None if whole else territory.id,
        "label": territory.name,
        "reach": question.rule.kind,
        "km": question.rule.km,
        "detour": question.rule.detour,
        "cohorts": list(question.poles.cohorts),
        "poles": figures.poles,
        "poles_departement_only": figures.poles_departement_only,
        "population": figures.population,
        "population_reached": figures.population_reached,
        "share_reached": figures.share_reached,
        "communes": figures.communes,
        "communes_reached": figures.communes_reached,
        "priority": {
            name: {
                "population": whole_number(part.population) if figures.knows(name) else None,
                "population_reached": (
                    whole_number(part.population_reached) if figures.knows(name) else None
                ),
                "share_reached": part.share_reached,
            }
            for name, part in figures.priority.items()
        },
        "zones_emploi_without_pole": figures.zones_emploi_without_pole,
    }


def _answer(
    question: Question, reached: Reach, figures: Coverage, parts: pd.DataFrame | None
) -> dict[str, object]:
    answer = record(question, figures)
    if parts is not None:
        rows = parts.to_dict(orient="records")
        answer["rows"] = [record(question, Coverage.from_row(row)) for row in rows]
    answer["details"] = details_record(question, reached, figures)
    return answer


def unknown_as_missing(table: pd.DataFrame) -> pd.DataFrame:
    """Return rows of `geo.reach.coverage.coverage_by` without the zeros of what is not known.

    Parameters
    ----------
    table
        With ``population`` and, for each priority, its three columns of people; perhaps those of
        ``any`` too.

    Returns
    -------
    pandas.DataFrame
        A copy: people of a priority of which nothing is known in a row are NaN.
    """
    found = table.copy()
    for name in (*PRIORITIES, ANY):
        if f"{name}_population" not in found:
            continue
        unknown = found[f"{name}_population_unknown"]
        nothing = (unknown > 0) & (unknown >= found["population"])
        for column in (f"{name}_population", f"{name}_population_reached"):
            found[column] = found[column].mask(nothing)
    return found


def _csv_rows(question: Question, figures: Coverage, parts: pd.DataFrame | None) -> pd.DataFrame:
    """Return one row per part, or one for the whole, with the rule on each."""
    if parts is None:
        flat = {**record(question, figures)}
        del flat["priority"]
        last = flat.pop("zones_emploi_without_pole")
        for name, part in [*figures.priority.items(), (ANY, figures.any_priority)]:
            flat[f"{name}_population"] = part.population
            flat[f"{name}_population_reached"] = part.population_reached
            flat[f"{name}_share_reached"] = part.share_reached
            flat[f"{name}_population_unknown"] = part.population_unknown
        flat["zones_emploi_without_pole"] = last
        flat["cohorts"] = ";".join(question.poles.cohorts)
        sheet = pd.DataFrame([flat]).astype({"territory": "str", "label": "str"})
        return _with_priorities(unknown_as_missing(sheet), question.priorities)
    sheet = unknown_as_missing(parts).drop(columns=["kind", "code"])
    for number, (name, cell) in enumerate(choice_cells(question).items(), start=2):
        sheet.insert(number, name, cell)
    return sheet


def _with_priorities(sheet: pd.DataFrame, priorities: PriorityRule) -> pd.DataFrame:
    for number, (name, cell) in enumerate(priority_cells(priorities).items(), start=6):
        sheet.insert(number, name, cell)
    return sheet


def _text(
    question: Question, reached: Reach, figures: Coverage, parts: pd.DataFrame | None
) -> list[str]:
    territory = question.territory
    lines = [
        f"{printable(territory.name)} ({territory.id})",
        rule_words(question.rule, distances=False),
        *priority_lines(question.priorities),
        f"À portée d'au moins un pôle connu : {_share(figures)} des habitants.",
        f"Communes à portée : {_among(figures.communes_reached, figures.communes)}.",
    ]
    titles = {**PRIORITY_NAMES, ANY: "Une priorité au moins"}
    for name, part in [*figures.priority.items(), (ANY, figures.any_priority)]:
        known = _share(part) if figures.knows(name) else ""
        lines.append(priority_line(titles[name], known, part.population_unknown))
    vague = figures.poles_departement_only
    lines += [
        f"Zones d'emploi sans pôle connu : {figures.zones_emploi_without_pole}.",
        f"Sièges connus dans le territoire : {figures.poles}.",
        f"Pôles sans siège connu, mais dont le département l'est : {vague}.",
        *completeness_lines(question.atlas, reached, territory),
    ]
    if parts is not None:
        lines += ["", *_lines(parts)]
    return lines


def _share(part: Coverage | PriorityCoverage) -> str:
    if part.share_reached is None:
        return "aucun habitant"
    counts = _among(part.population_reached, part.population)
    return f"{percent_words(part.share_reached)} ({counts})"


def _among(part: float, whole: float) -> str:
    return f"{number_words(part)} sur {number_words(whole)}"


def _lines(parts: pd.DataFrame) -> list[str]:
    header = ["territoire", "nom", "habitants", "à portée", "part", "pôles"]
    cells = [
        [
            row["territory"] if isinstance(row["territory"], str) else "–",
            printable(str(row["label"])),
            number_words(row["population"]),
            number_words(row["population_reached"]),
            "–" if pd.isna(row["share_reached"]) else percent_words(row["share_reached"]),
            str(row["poles"]),
        ]
        for row in parts.to_dict(orient="records")
    ]
    return aligned([header, *cells])
