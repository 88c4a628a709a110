"""The comparison of four régions, measured against the yardstick."""

from typing import Final

from playwright.sync_api import Browser

from bench.measures import Measure, medians
from bench.serving import Server
from bench.visits import time_to_paint

FOUR_REGIONS: Final = "/comparer?territoire=region:84&avec=region:11,region:76,region:32"


def measure_comparison(
    browser: Browser, atlas: Server, yardstick: Server, runs: int
) -> list[Measure]:
    """Measure first paint: until each of the four maps shows its communes and its poles."""
    time_to_paint(browser, atlas.url + FOUR_REGIONS, "panels")
    ours, theirs = medians(
        runs,
        lambda: time_to_paint(browser, atlas.url + FOUR_REGIONS, "panels"),
        lambda: time_to_paint(browser, yardstick.url, "map"),
    )
    return [
        Measure(
            "Comparaison de quatre régions : de l'adresse aux quatre cartes peintes",
            ours / theirs,
            "× étalon",
            1.6,
            f"{ours:.2f} s contre {theirs:.2f} s",
        )
    ]
