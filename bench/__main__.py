"""``python -m bench``: measure the budgets of the design and print them beside their bounds."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import asdict
from functools import partial
from math import nan
from typing import Final, TypeAlias

from playwright.sync_api import Browser

from bench import coverage, first_visit, measures, prints, screens, siting
from bench.browsing import chromium
from bench.serving import ROOT, server_of

Group: TypeAlias = Callable[[], list[measures.Measure]]

# Beside the yardstick or the peer, on servers that are warm.
BESIDE: Final[Mapping[str, Callable[[screens.Beside], list[measures.Measure]]]] = {
    "first-visit": first_visit.measure_first_visit,
    "paint": screens.measure_paint,
    "comparison": screens.measure_comparison,
    "siting-pages": screens.measure_siting,
    "message": screens.measure_messages,
    "communes": screens.measure_communes,
}
# On servers of their own, which start for them.
ALONE: Final[Mapping[str, Callable[[Browser, int], list[measures.Measure]]]] = {
    "start": screens.measure_start,
    "memory": lambda browser, _runs: screens.measure_memory(browser),
}
WITHOUT_BROWSER: Final[Mapping[str, Callable[[int], list[measures.Measure]]]] = {
    "coverage": coverage.measure_coverage,
    "prints": prints.measure_prints,
    "siting": siting.measure_siting,
}
GROUPS: Final = (*BESIDE, *ALONE, *WITHOUT_BROWSER)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    root = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    root.add_argument("--runs", type=int, default=5, help="mesures par médiane (défaut : 5)")
    root.add_argument("--only", nargs="+", choices=GROUPS, default=GROUPS, help="ce qu'on mesure")
    root.add_argument("--json", action="store_true", help="écrit du JSON")
    root.add_argument("--write", action="store_true", help="écrit aussi docs/bench.md")
    return root


def collect(only: tuple[str, ...], runs: int) -> list[measures.Measure]:
    """Return the measures of the chosen groups, in the order of the page."""
    found: list[measures.Measure] = []
    with chromium() as browser:
        if set(BESIDE) & set(only):
            found += beside_others(browser, only, runs)
        alone = {name: partial(measure, browser, runs) for name, measure in ALONE.items()}
        found += attempted(alone, only)
    rest = {name: partial(measure, runs) for name, measure in WITHOUT_BROWSER.items()}
    return found + attempted(rest, only)


def beside_others(browser: Browser, only: tuple[str, ...], runs: int) -> list[measures.Measure]:
    """Return the measures that are taken beside the yardstick or the peer."""
    with ExitStack() as servers:
        atlas = servers.enter_context(server_of())
        yardstick, peer = (
            servers.enter_context(server_of(ROOT / "bench" / script))
            for script in ("yardstick.py", "peer.py")
        )
        beside = screens.Beside(browser, atlas, yardstick, peer, runs)
        # One visit each before any measure: warm servers are what is compared.
        beside.paint("", "poles")
        beside.empty()
        return attempted({name: partial(take, beside) for name, take in BESIDE.items()}, only)


def attempted(groups: Mapping[str, Group], only: tuple[str, ...]) -> list[measures.Measure]:
    """Return the measures of the chosen groups; one that fails leaves the others standing."""
    found: list[measures.Measure] = []
    for name, measure in groups.items():
        if name in only:
            try:
                found += measure()
            except TimeoutError as error:
                found.append(measures.Measure(f"Groupe {name}", nan, "", 0.0, str(error)))
    return found


def main() -> int:
    """Measure, print, and return 1 when a budget is exceeded."""
    options = parser().parse_args()
    found = collect(tuple(options.only), options.runs)
    if options.json:
        print(json.dumps([asdict(m) | {"kept": m.kept} for m in found], ensure_ascii=False))
    else:
        print(measures.conditions(options.runs))
        print(measures.as_text(found))
    if options.write:
        measures.write_page(found, options.runs)
    return int(not all(measure.kept for measure in found))


if __name__ == "__main__":
    sys.exit(main())
