"""The figures under a sentence, each with its unit."""

from dataclasses import dataclass

from geo.poles.summary import PoleSummary
from geo.poles.words import incomplete_register
from ui.text.labels import cohort_short
from ui.text.messages import told


@dataclass(frozen=True)
class Figure:
    """One figure: what it counts, its value, what it is compared with, and its rule."""

    label: str
    value: str
    comparison: str
    rule: str


def completeness_note(summary: PoleSummary) -> str:
    """Return which waves of the choice the register holds only in part, or ``""``."""
    return incomplete_register(summary, cohort_short, told)
