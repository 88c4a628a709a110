"""Files to print against their budgets, on a warm process."""

import resource
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path

from bench.measures import Measure, medians, seconds
from geo.places.territories import get_territory
from ui import data
from ui.files.queue import in_turn
from ui.paper.maps import to_png, to_svg
from ui.paper.model import PaperMap
from ui.paper.sheets import to_pdf
from ui.prints import maps
from ui.prints.territory_sheet import territory_sheet
from ui.screens.comparer.facts import comparison
from ui.screens.comparer.paper import comparison_map, comparison_sheet
from ui.view.choices import LAYERS, ViewState

DAY = date(2026, 1, 1)
PNG_S, PDF_S = 2.0, 3.0
# Of the process that serves, after many prints.
MANY, KEPT_MB = 100, 30
MB = 1_000_000
TERRITORIES = ("france", "region:76", "departement:976")
COMPARED = ("region:76", "region:84", "region:11", "region:44")


def measure_prints(runs: int) -> list[Measure]:
    """Measure a map of all layers as PNG and SVG and a sheet as PDF, for three territories.

    The heaviest counts: France, a large région and an overseas département, and the comparison of
    four régions.
    """
    atlas = data.get_atlas()

    def drawn(territory: str) -> PaperMap:
        view = ViewState(territory=territory, layers=LAYERS)
        return maps.pole_map(atlas, get_territory(atlas, territory), view, DAY)

    def sheet(territory: str) -> bytes:
        place, view = get_territory(atlas, territory), ViewState(territory=territory)
        content = maps.coverage_map(atlas, place, view, DAY)
        return to_pdf(territory_sheet(atlas, place, view, content))

    def compared() -> bytes:
        view = ViewState(territory=COMPARED[0], compared=COMPARED[1:])
        shown = comparison(atlas, view)
        content = comparison_map(shown, view, DAY)
        return to_pdf(comparison_sheet(shown, view, content))

    def slowest(*works: partial[bytes]) -> tuple[list[float], list[int]]:
        sizes = [len(work()) for work in works]
        return medians(runs, *[partial(seconds, work) for work in works]), sizes

    pngs, png_sizes = slowest(*[partial(lambda t: to_png(drawn(t)), t) for t in TERRITORIES])
    svgs, svg_sizes = slowest(*[partial(lambda t: to_svg(drawn(t)), t) for t in TERRITORIES])
    pdfs, pdf_sizes = slowest(*[partial(sheet, t) for t in TERRITORIES], partial(compared))
    return [
        _measure("Carte PNG à 300 points par pouce, tous les calques", pngs, PNG_S, png_sizes),
        _measure("Carte SVG, tous les calques", svgs, None, svg_sizes),
        _measure("Fiche PDF de deux pages", pdfs, PDF_S, pdf_sizes, " ; comparaison"),
        _kept([partial(sheet, t) for t in TERRITORIES]),
    ]


def _kept(works: list[partial[bytes]]) -> Measure:
    """Return what a hundred sheets leave in the memory of the server, each made in a thread."""
    queued = [in_turn(work) for work in works]
    with ThreadPoolExecutor(1) as thread:
        for write in queued:
            thread.submit(write).result()
        before = _resident_mb()
        for place in range(MANY):
            thread.submit(queued[place % len(queued)]).result()
    return Measure(
        f"Mémoire que {MANY} fiches PDF laissent au serveur",
        _resident_mb() - before,
        "Mo",
        KEPT_MB,
        "composées dans un processus à part, qui finit avec elles",
    )


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / MB


def _measure(
    what: str, took: list[float], budget: float | None, sizes: list[int], more: str = ""
) -> Measure:
    each = ", ".join(
        f"{time:.2f} s ({size / MB:.1f} Mo)" for time, size in zip(took, sizes, strict=True)
    )
    return Measure(what, max(took), "s", budget, f"{' ; '.join(TERRITORIES)}{more} : {each}")
