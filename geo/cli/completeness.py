"""What the commands that count people say of who is left out: poles, and people not known."""

from collections.abc import Hashable
from typing import Any, Final

import pandas as pd

from geo.cli.priorities import priorities_record, priority_cells
from geo.cli.reach import agreed, whole_number
from geo.cli.shared import problems_of
from geo.people.people import ANY
from geo.problems import printable
from geo.reach.coverage import Coverage, closed_in, concerned, left_out_of
from geo.reach.question import Question
from geo.reach.reach import Reach
from geo.reach.words import closed_note, fallback_note
from geo.tables.atlas import Atlas
from geo.territory_id import FRANCE, Territory

NAMES_LIMIT: Final = 12


def details_record(question: Question, reached: Reach, figures: Coverage) -> dict[str, Any]:
    """Return what stands beside the figures of a territory in JSON.

    Parameters
    ----------
    question
        What was asked.
    reached
        What `geo.reach.reach.reach` returned for it.
    figures
        What `geo.reach.coverage.coverage` returned for it.

    Returns
    -------
    dict
        ``priority_any``: people in at least one priority, nobody twice, ``None`` where nothing is
        known of them; ``population_unknown`` by priority; the poles ``left_out``,
        ``declared_fallback`` and ``closed`` that concern the territory; the other choices.
    """
    atlas, territory = question.atlas, question.territory
    left_out = left_out_of(atlas, reached, territory)
    together, is_known = figures.any_priority, figures.knows(ANY)
    return {
        "sectors": list(question.poles.sectors),
        "statuses": list(question.poles.statuses),
        **priorities_record(question.priorities),
        "priority_any": {
            "population": whole_number(together.population) if is_known else None,
            "population_reached": whole_number(together.population_reached) if is_known else None,
            "share_reached": together.share_reached,
            "population_unknown": whole_number(together.population_unknown),
        },
        "population_unknown": population_unknown(figures),
        "poles_left_out": len(left_out),
        "poles_left_out_france": len(reached.left_out),
        "left_out": _named(left_out),
        "declared_fallback": _named(concerned(atlas, reached, territory, reached.fallback)),
        "closed": _named(closed_in(atlas, reached, territory)),
        "problems": problems_of(atlas),
    }


def population_unknown(figures: Coverage) -> dict[str, float]:
    """Return how many people live where each priority is not known, as ``--json`` gives it."""
    return {name: whole_number(part.population_unknown) for name, part in figures.priority.items()}


def completeness_lines(atlas: Atlas, reached: Reach, territory: Territory) -> list[str]:
    """Return which poles of a territory are left out, or count against custom: a line for each."""
    lines = []
    silent = len(concerned(atlas, reached, territory, reached.fallback))
    if silent:
        lines.append(str(fallback_note(silent)))
    if len(reached.left_out):
        here = left_out_of(atlas, reached, territory)["name"].tolist()
        count = agreed(len(here), "pôle laissé", "pôles laissés")
        everywhere = "" if territory.id == FRANCE.id else f" ({len(reached.left_out)} en France)"
        lines.append(
            f"{count} de côté faute de siège connu{everywhere}"
            + (f" : {name_list(here)}." if here else ".")
        )
    closed = closed_in(atlas, reached, territory)["name"].tolist()
    if closed:
        option = "--status actif emergent inconnu"
        lines.append(str(closed_note(len(closed), name_list(closed), option)))
    return lines


def choice_cells(question: Question) -> dict[str, Any]:
    """Return the rule, the waves and the priorities, as cells that every row of a sheet bears."""
    return {
        "reach": question.rule.kind,
        "km": question.rule.km,
        "detour": question.rule.detour,
        "cohorts": ";".join(question.poles.cohorts),
        **priority_cells(question.priorities),
    }


def name_list(names: list[str]) -> str:
    """Write names one after the other, as many as a line can take."""
    shown = ", ".join(printable(name) for name in names[:NAMES_LIMIT])
    more = len(names) - NAMES_LIMIT
    return f"{shown} et {agreed(more, 'autre', 'autres')}" if more > 0 else shown


def _named(poles: pd.DataFrame) -> list[dict[Hashable, Any]]:
    return list(poles[["id", "name", "attachment"]].to_dict(orient="records"))
