"""``python -m bench.load.growth``: how waits grow with readers, by one process and by several.

Writes the picture and, with ``--write``, the table of ``docs/operations.md``.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from matplotlib import rc_context
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from bench.load.__main__ import percentile, send, target, warm
from bench.measures import french
from bench.serving import ROOT

PICTURE: Final = ROOT / "docs" / "images" / "lecteurs.svg"
PAGE: Final = ROOT / "docs" / "operations.md"
BEGIN, END = "<!-- lecteurs : début -->", "<!-- lecteurs : fin -->"
GOAL_S: Final = 1.0
# Told apart without colour too.
STYLES: Final = (("#0072B2", "o"), ("#D55E00", "s"), ("#009E73", "^"), ("#000000", "D"))


class Point(NamedTuple):
    """What so many readers met: waits in seconds, and how many of them met an error."""

    processes: int
    readers: int
    p50_s: float
    p95_s: float
    choices: int
    errors: int


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    root = argparse.ArgumentParser(prog="python -m bench.load.growth", description=__doc__)
    root.add_argument("--readers", type=int, nargs="+", default=[10, 20, 50, 100, 200])
    root.add_argument("--processes", type=int, nargs="+", default=[1, 2])
    root.add_argument("--minutes", type=float, default=2.0, help="durée de chaque mesure")
    root.add_argument("--every", type=float, default=8.0, help="secondes d'un choix au suivant")
    root.add_argument("--picture", type=Path, default=PICTURE, help="où dessiner")
    root.add_argument("--write", action="store_true", help="écrit aussi docs/operations.md")
    return root


def measure(processes: int, options: argparse.Namespace) -> list[Point]:
    """Return what more and more readers meet, on one start of the atlas."""
    given = argparse.Namespace(
        **{**vars(options), "url": None, "faults": False, "browsers": 0},
        replicas=processes if processes > 1 else None,
    )
    found = []
    with target(given) as server:
        warm(server, given)
        for readers in options.readers:
            given.readers = readers
            log, _watch = asyncio.run(send(server, given))
            waits = [taken for _name, taken in log.waits]
            p50, p95 = percentile(waits, 50), percentile(waits, 95)
            point = Point(processes, readers, p50, p95, len(waits), len(log.errors))
            print(point, flush=True)
            found.append(point)
    return found


def draw(points: Sequence[Point], every_s: float, file: Path) -> None:
    """Draw the 95th percentile against the number of readers, one line a number of processes."""
    # The same figures give the same bytes.
    with rc_context({"svg.hashsalt": "lecteurs", "font.family": "DejaVu Sans", "font.size": 9}):
        figure = Figure(figsize=(6.4, 3.6), layout="constrained")
        axes = figure.subplots()
        for processes, (colour, mark) in zip(
            sorted({point.processes for point in points}), STYLES, strict=False
        ):
            line = [point for point in points if point.processes == processes]
            axes.plot(
                [point.readers for point in line],
                [point.p95_s for point in line],
                color=colour,
                marker=mark,
                label=_processes(processes),
            )
        axes.axhline(GOAL_S, color="#555555", linestyle="--", linewidth=0.8)
        axes.set_xticks(sorted({point.readers for point in points}))
        axes.yaxis.set_major_formatter(lambda value, _place: french(value))
        axes.set_xlabel(f"lecteurs, un choix chacun en {every_s:g} s")
        axes.set_ylabel("95 choix sur 100 en moins de… (s)")
        axes.set_ylim(bottom=0)
        axes.legend(frameon=False)
        axes.spines[["top", "right"]].set_visible(False)
        FigureCanvasSVG(figure)
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})


def table(points: Sequence[Point], options: argparse.Namespace) -> str:
    """Return the figures as Markdown, with how to have them again."""
    readers, processes = (" ".join(map(str, one)) for one in (options.readers, options.processes))
    rows = "\n".join(
        f"| {_processes(point.processes)} | {point.readers} | {french(point.p50_s)} s "
        f"| {french(point.p95_s)} s | {point.choices} | {point.errors} |"
        for point in points
    )
    return (
        f"Mesuré le {datetime.now(UTC):%d/%m/%Y} par `python -m bench.load.growth --readers "
        f"{readers} --processes {processes} --minutes {options.minutes:g} --every "
        f"{options.every:g} --write`, lecteurs et atlas sur la même machine :\n\n"
        "| atlas | lecteurs | la moitié des choix | 95 sur 100 | choix | erreurs |\n"
        f"|---|---|---|---|---|---|\n{rows}\n"
    )


def written(page: str, text: str) -> str:
    """Return a page with its figures replaced."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{text}{END}{after}"


def _processes(number: int) -> str:
    return "un processus" if number == 1 else f"{number} répliques"


def main() -> int:
    """Measure, draw, and return 1 when a reader met an error."""
    options = parser().parse_args()
    points = [point for processes in options.processes for point in measure(processes, options)]
    draw(points, options.every, options.picture)
    text = table(points, options)
    print(text)
    if options.write:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(written(page, text), encoding="utf-8")
    return int(any(point.errors for point in points))


if __name__ == "__main__":
    sys.exit(main())
