"""What the commands that ask whom poles reach share: options of the rule, and its words."""

import argparse
import math
from dataclasses import replace
from typing import Final

from geo.cli.command import Option
from geo.cli.priorities import chosen_priorities
from geo.cli.refusals import not_together
from geo.cli.shared import pole_filter
from geo.errors import FilterError
from geo.poles.periods import cohorts_as_of
from geo.poles.select import PoleFilter
from geo.problems import french_number
from geo.reach import words
from geo.reach.question import Question
from geo.reach.reach import ReachRule
from geo.tables.atlas import Atlas
from geo.territory_id import Territory
from geo.vocabulary import REACH_KINDS
from geo.wording import percent, rounded

REACH_OPTIONS: Final = (
    Option(
        "reach",
        f"règle de rayonnement : {', '.join(REACH_KINDS)} (par défaut zone-emploi)",
        "R",
        default="zone-emploi",
        values=REACH_KINDS,
    ),
    Option("km", "rayon en kilomètres, avec radius", "K", float),
    Option(
        "detour",
        "facteur de détour (par défaut 1, à vol d'oiseau ; 1.3 pour approcher la route)",
        "F",
        float,
        default=1.0,
    ),
    Option(
        "as-of",
        "seulement les vagues annoncées à la fin de cette année, à la place de --cohort",
        "AN",
        int,
    ),
)


def chosen_question(atlas: Atlas, options: argparse.Namespace, territory: Territory) -> Question:
    """Return what was asked of a territory: rule of reach, poles that count, priorities.

    Raises
    ------
    FilterError
        When the rule or the priorities contradict themselves, or both a year and waves were given.
    TableError
        As `geo.poles.periods.cohorts_as_of`.
    """
    priorities = chosen_priorities(options)
    rule = ReachRule(options.reach, options.km, options.detour)
    poles = as_of_year(atlas, options, pole_filter(options))
    return Question(atlas, territory, rule, poles, priorities)


def as_of_year(atlas: Atlas, options: argparse.Namespace, chosen: PoleFilter) -> PoleFilter:
    """Return a filter that keeps the waves announced by the year that was asked for, if any.

    Raises
    ------
    FilterError
        When both a year and waves were given, or as `geo.poles.periods.cohorts_as_of`.
    TableError
        As `geo.poles.periods.cohorts_as_of`.
    """
    if options.as_of is None:
        return chosen
    if chosen.cohorts:
        raise FilterError(not_together("--as-of", "--cohort"), option="as-of")
    return replace(chosen, cohorts=cohorts_as_of(atlas, options.as_of))


def rule_words(rule: ReachRule, *, distances: bool = True) -> str:
    """Name a rule in a sentence, and in another its detour where an answer feels it.

    Parameters
    ----------
    rule
        Any rule.
    distances
        Whether the answer gives distances; else only a radius feels the detour.
    """
    line = str(words.rule_line(rule))
    if rule.km is None and (rule.detour == 1 or not distances):
        return line
    return f"{line} {words.distances(rule)}"


def percent_words(share: float) -> str:
    """Write a share in per cent, such as ``34,6 %``."""
    return str(percent(share, 1))


def number_words(value: float, decimals: int = 0) -> str:
    """Write a number, such as ``6 834 956`` inhabitants; its decimals are always shown."""
    return french_number(rounded(value, decimals) if math.isfinite(value) else value)


def agreed(count: int, one: str, many: str) -> str:
    """Write a count before a noun that agrees with it: in French 0 and 1 are singular."""
    return f"{number_words(count)} {one if abs(count) <= 1 else many}"


def whole_number(value: float) -> float | int:
    """Return a whole number as an ``int``, any other as it is."""
    return int(value) if value.is_integer() else value
