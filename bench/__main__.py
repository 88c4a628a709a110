"""``python -m bench``: measure the budgets of the design and print them beside their bounds."""

import argparse
import json
import sys
from dataclasses import asdict

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
        if "peer" in only:
            found += measures.measure_national_peer()
        if "start" in only:
            found += measures.measure_start(browser, runs)
        if "memory" in only:
            found += measures.measure_memory(browser)
    if "coverage" in only:
        found += coverage.measure_coverage(runs)
    if "prints" in only:
        found += prints.measure_prints(runs)
    if "siting" in only:
        found += siting.measure_siting(runs)
    return found


def beside_peers(browser: Browser, only: tuple[str, ...], runs: int) -> list[measures.Measure]:
    """Return the measures that are taken beside the yardstick or the peer."""
    found: list[measures.Measure] = []
    with (
        measures.server_of() as atlas,
        measures.server_of(measures.YARDSTICK) as yardstick,
        measures.server_of(measures.PEER) as peer,
    ):
        # One visit each before any measure: warm servers are what is compared.
        for server, what in ((atlas, "poles"), (yardstick, "map")):
            visits.time_to_paint(browser, server.url, what)
        if "paint" in only:
            found += measures.measure_paint(browser, atlas, yardstick, runs)
        if "comparison" in only:
            found += comparison.measure_comparison(browser, atlas, yardstick, runs)
        if "siting-pages" in only:
            found += siting_pages.measure_siting_pages(browser, atlas, yardstick, runs)
        if "message" in only:
            found += measures.measure_message(browser, atlas)
        if "communes" in only:
            found += measures.measure_communes(browser, atlas, yardstick, peer, runs)
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
