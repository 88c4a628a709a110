"""The screen of new sites: its first paint, and another reader while the solver works."""

from typing import Final

from playwright.sync_api import Browser
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from bench.measures import Measure, choose_status, medians
from bench.serving import Server
from bench.visits import MS, TIMEOUT_S, time_of_change, time_to_paint, visit

REGION: Final = "/implanter?territoire=region:76"
# Another radius each time: an answer that is known already keeps nobody busy.
RADII_KM: Final = (20, 30, 50, 75, 100)
REDRAWN_MS: Final = 5000
FIRST_PAINT_BUDGET, MEANWHILE_BUDGET = 2.0, 1.5


def change_meanwhile(browser: Browser, server: Server, km: int) -> float:
    """Return the seconds of a reader's change while France is solved for another one.

    Raises
    ------
    RuntimeError
        When the study ended before the change was drawn: nothing would be measured.
    """
    address = f"{server.url}/implanter?sites=20&km={km}"
    with visit(browser, address) as (page, _start, _traffic):
        stop = page.get_by_role("button", name="Arrêter")
        stop.wait_for(timeout=TIMEOUT_S * MS)
        took = time_of_change(browser, server.url, "poles", choose_status)
        # It is drawn anew with each part of the answer.
        try:
            stop.click(timeout=REDRAWN_MS)
        except PlaywrightTimeoutError:
            raise RuntimeError(f"solved too soon: {address}") from None
        page.get_by_text("Calcul arrêté").wait_for(timeout=TIMEOUT_S * MS)
    return took


def measure_siting_pages(
    browser: Browser, atlas: Server, yardstick: Server, runs: int
) -> list[Measure]:
    """Measure the first paint of the screen, and how another reader fares meanwhile."""
    ours, theirs = medians(
        runs,
        lambda: time_to_paint(browser, atlas.url + REGION, "poles"),
        lambda: time_to_paint(browser, yardstick.url, "map"),
    )
    radii = iter(RADII_KM)
    meanwhile, alone = medians(
        min(runs, len(RADII_KM)),
        lambda: change_meanwhile(browser, atlas, next(radii)),
        lambda: time_of_change(browser, atlas.url, "poles", choose_status),
    )
    return [
        Measure(
            "Implanter en Occitanie : de l'adresse aux pôles existants peints",
            ours / theirs,
            "× étalon",
            FIRST_PAINT_BUDGET,
            f"{ours:.2f} s contre {theirs:.2f} s ; la réponse vient ensuite",
        ),
        Measure(
            "Changement d'un filtre pendant que la France est résolue pour un autre lecteur",
            meanwhile / alone,
            "× seul",
            MEANWHILE_BUDGET,
            f"{meanwhile:.2f} s contre {alone:.2f} s",
        ),
    ]
