"""The choices in words: what their widgets offer, and what every export says of those in force."""

from collections.abc import Callable, Mapping
from typing import Final

from geo.people.words import RURAL_NAMES, basin_words
from ui.text.formats import number
from ui.text.i18n import _
from ui.text.labels import (
    cohort_label,
    cohort_short,
    enumeration,
    sector_label,
    status_label,
)
from ui.text.messages import told
from ui.view.choices import CHOICES, TODAY, ViewState
from ui.view.rules import basin_rule, reach_rule, rule_name


def pole_choices(view: ViewState) -> dict[str, str]:
    """Return the poles that are kept: word and value of each filter."""
    everything = _("tous")
    return {
        title("cohorts"): enumeration([cohort_label(c) for c in view.cohorts]) or _("toutes"),
        title("sectors"): enumeration([word("sectors", s) for s in view.sectors]) or everything,
        title("statuses"): enumeration([word("statuses", s) for s in view.statuses]) or everything,
    }


def coverage_choices(view: ViewState) -> dict[str, str]:
    """Return what coverage means: word and value of each choice."""
    rule = reach_rule(view)
    return {
        _("Règle"): rule_name(rule.kind, rule.km),
        _("Détour"): number(rule.detour, 1),
        title("year"): year_label(view.year),
        title("rural"): enumeration([word("rural", value) for value in view.rural]),
        title("basis"): basin_choice(view),
    }


def basin_choice(view: ViewState) -> str:
    """Return what counts as deindustrialised, thresholds and years included."""
    return told(basin_words(basin_rule(view)))


def year_label(year: str) -> str:
    """Return the poles that a choice of year keeps."""
    return _("toutes les vagues, et hors vague") if year == TODAY else year


def rural_label(value: str) -> str:
    """Return the words for one class of rural communes."""
    return told(RURAL_NAMES[value])


def tenths(code: str) -> str:
    """Return a number of one decimal in words."""
    return number(float(code), 1)


def whole(code: str) -> str:
    """Return a whole number in words."""
    return number(int(code))


# Where words come from the data, or are numbers.
_WORDS: Final[dict[str, Callable[[str], str]]] = {
    "cohorts": cohort_short,
    "sectors": sector_label,
    "statuses": status_label,
    "detour": tenths,
    "year": year_label,
    "rural": rural_label,
    "town_size": whole,
    "wave": cohort_short,
}


def word(name: str, code: str) -> str:
    """Return the word for a value of a choice, by the name of its field, in the reader's language.

    A value without words of its own is its own word.
    """
    values = CHOICES[name].values
    if isinstance(values, Mapping):
        return _(values[code])
    return _WORDS.get(name, str)(code)


def title(name: str) -> str:
    """Return what a choice is called, by the name of its field, in the reader's language."""
    return _(CHOICES[name].title)
