"""A measure and its budget, how it is taken, and the table of all on a terminal and on a page."""

import os
import platform
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import version
from math import isnan
from pathlib import Path
from statistics import median
from typing import Final

from bench.serving import ROOT

PAGE: Final = ROOT / "docs" / "bench.md"
LIBRARIES: Final = ("streamlit", "folium", "streamlit-folium", "geopandas", "pandas")
INTRODUCTION: Final = """# Mesures

Écrit par `python -m bench --write`. Les durées absolues changent d'une machine à l'autre : un
budget de temps est un rapport à l'étalon, une page Streamlit qui ne montre qu'une carte folium
vide, servie et ouverte de la même façon, dans la même série de mesures. Le pair est ce que l'on
écrirait sans cet atlas : les mêmes communes, en contours fins, dans un `folium.GeoJson` montré par
`st_folium`.
"""


@dataclass(frozen=True)
class Measure:
    """One line of the report.

    Attributes
    ----------
    what
        What was measured.
    value, unit
        Median over the runs.
    budget
        Upper bound of `value`, or None when it only informs.
    detail
        What `value` is made of.
    """

    what: str
    value: float
    unit: str
    budget: float | None
    detail: str

    @property
    def kept(self) -> bool:
        """Whether the budget is kept."""
        return self.budget is None or self.value <= self.budget


def seconds(work: Callable[[], object]) -> float:
    """Return how long some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def medians(runs: int, *timings: Callable[[], float]) -> list[float]:
    """Return the median of each timing, taken in turn so that drift touches all alike."""
    values = [[timing() for timing in timings] for _ in range(runs)]
    return [median(column) for column in zip(*values, strict=True)]


def french(value: float) -> str:
    """Return a figure with two decimals, or none from a hundred on, and a decimal comma."""
    digits = 0 if abs(value) >= 100 else 2  # noqa: PLR2004
    return f"{value:.{digits}f}".replace(".", ",")


def row(measure: Measure) -> tuple[str, str, str, str, str]:
    """Return the cells of one measure: what, value, budget, verdict, detail."""
    if isnan(measure.value):
        return measure.what, "non mesuré", "", "ABSENT", measure.detail
    budget = "" if measure.budget is None else f"≤ {french(measure.budget)} {measure.unit}"
    verdict = "" if measure.budget is None else ("tenu" if measure.kept else "DÉPASSÉ")
    value = f"{french(measure.value)} {measure.unit}"
    return measure.what, value, budget, verdict, measure.detail


def as_text(measures: Iterable[Measure]) -> str:
    """Return the measures as lines for a terminal."""
    lines = []
    for measure in measures:
        what, value, budget, verdict, detail = row(measure)
        lines.append(f"{verdict:8} {what} : {value} {budget and f'({budget})'} — {detail}")
    return "\n".join(lines)


def conditions(runs: int) -> str:
    """Return on what the measures were made."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    # The browser and the server measured keep about one processor busy by themselves.
    busy = load > (os.cpu_count() or 1)
    warning = " Machine occupée par autre chose : mesures à refaire au calme." if busy else ""
    return (
        f"Médianes de {runs} mesures ; {os.cpu_count()} cœurs, charge {french(load)}, "
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, "
        f"{libraries}.{warning}"
    )


def as_markdown(measures: Iterable[Measure], runs: int) -> str:
    """Return the measures as a Markdown page."""
    head = "| ce qui est mesuré | mesure | budget | | détail |\n|---|---|---|---|---|\n"
    body = "".join(f"| {' | '.join(row(measure))} |\n" for measure in measures)
    return f"{INTRODUCTION}\n{conditions(runs)}\n\n{head}{body}"


def write_page(measures: Iterable[Measure], runs: int, path: Path = PAGE) -> None:
    """Write the Markdown page."""
    path.write_text(as_markdown(measures, runs), encoding="utf-8")
