"""``python -m bench``: measure the budgets of the design and print them beside their bounds."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from math import nan

from playwright.sync_api import Browser

from bench import comparison, coverage, measures, prints, report, siting, siting_pages, visits
from bench.browsing import chromium

GROUPS = (
    "paint",
    "message",
    "communes",
    "peer",
    "start",
    "memory",
    "coverage",
    "comparison",
    "prints",
    "siting",
    "siting-pages",
)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    root = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    root.add_argument("--runs", type=int, default=5, help="mesures par médiane (défaut : 5)")
    root.add_argument("--only", nargs="+", choices=GROUPS, default=GROUPS, help="ce qu'on mesure")
    root.add_argument("--json", action="store_true", help="écrit du JSON")
    root.add_argument("--write", action="store_true", help="écrit aussi docs/bench.md")
    return root


SERVED = frozenset({"paint", "message", "communes", "comparison", "siting-pages"})


def collect(only: tuple[str, ...], runs: int) -> list[measures.Measure]:
    """Return the measures of the chosen groups."""
    found: list[measures.Measure] = []
    with chromium() as browser:
        if SERVED & set(only):
            found += beside_peers(browser, only, runs)
        groups = {
            "peer": measures.measure_national_peer,
            "start": lambda: measures.measure_start(browser, runs),
            "memory": lambda: measures.measure_memory(browser),
        }
        found += attempted(groups, only)
    alone = {
        "coverage": lambda: coverage.measure_coverage(runs),
        "prints": lambda: prints.measure_prints(runs),
        "siting": lambda: siting.measure_siting(runs),
    }
    return found + attempted(alone, only)


def beside_peers(browser: Browser, only: tuple[str, ...], runs: int) -> list[measures.Measure]:
    """Return the measures that are taken beside the yardstick or the peer."""
    with (
        measures.server_of() as atlas,
        measures.server_of(measures.YARDSTICK) as yardstick,
        measures.server_of(measures.PEER) as peer,
    ):
        # One visit each before any measure: warm servers are what is compared.
        for server, what in ((atlas, "poles"), (yardstick, "map")):
            visits.time_to_paint(browser, server.url, what)
        groups = {
            "paint": lambda: measures.measure_paint(browser, atlas, yardstick, runs),
            "comparison": lambda: comparison.measure_comparison(browser, atlas, yardstick, runs),
            "siting-pages": lambda: siting_pages.measure_siting_pages(
                browser, atlas, yardstick, runs
            ),
            "message": lambda: [
                *measures.measure_message(browser, atlas),
                *measures.measure_national_communes(browser, atlas),
            ],
            "communes": lambda: measures.measure_communes(browser, atlas, yardstick, peer, runs),
        }
        return attempted(groups, only)


def attempted(
    groups: Mapping[str, Callable[[], list[measures.Measure]]], only: tuple[str, ...]
) -> list[measures.Measure]:
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
        print(report.conditions(options.runs))
        print(report.as_text(found))
    if options.write:
        report.write_page(found, options.runs)
    return int(not all(measure.kept for measure in found))


if __name__ == "__main__":
    sys.exit(main())
