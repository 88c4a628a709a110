"""Each budget of the design, measured against the yardstick or the peer."""

import gzip
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

import httpx
import psutil
from playwright.sync_api import Browser, Page

from bench.browsing import settle
from bench.communes import busiest_region, communes_of, plain_map
from bench.serving import ROOT, Server, serving
from bench.visits import painted_at, time_of_change, time_to_paint, visit

YARDSTICK: Final = ROOT / "bench" / "yardstick.py"
PEER: Final = ROOT / "bench" / "peer.py"
MB: Final = 1_000_000
MIB: Final = 1024 * 1024
FURTHER_SESSIONS: Final = 10
ALL_LAYERS: Final = (
    "/?calques=regions,departements,zones-emploi,qpv,frr,desindustrialise,territoires-industrie"
)


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


@contextmanager
def server_of(script: Path | None = None) -> Iterator[Server]:
    """Serve the atlas, or another script, with a log that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log.txt"
        with serving(log) if script is None else serving(log, script) as server:
            yield server


def medians(runs: int, *timings: Callable[[], float]) -> list[float]:
    """Return the median of each timing, taken in turn so that drift touches all alike."""
    values = [[timing() for timing in timings] for _ in range(runs)]
    return [median(column) for column in zip(*values, strict=True)]


def _now(page: Page) -> float:
    return float(page.evaluate("Date.now()")) / 1000


def choose_status(page: Page) -> float:
    """Choose one status in the atlas's filters."""
    page.get_by_role("combobox", name="Statuts").first.click()
    option = page.get_by_role("option", name="Actif")
    option.wait_for()
    moment = _now(page)
    option.click()
    return moment


def choose_other(page: Page) -> float:
    """Choose another value in the yardstick."""
    moment = _now(page)
    page.get_by_text("deux", exact=True).click()
    return moment


def measure_paint(browser: Browser, atlas: Server, yardstick: Server, runs: int) -> list[Measure]:
    """Measure first paint and the change of a filter."""
    ours, theirs = medians(
        runs,
        lambda: time_to_paint(browser, atlas.url, "poles"),
        lambda: time_to_paint(browser, yardstick.url, "map"),
    )
    covered, empty = medians(
        runs,
        lambda: time_to_paint(browser, f"{atlas.url}/couverture", "poles"),
        lambda: time_to_paint(browser, yardstick.url, "map"),
    )
    change, rerun = medians(
        runs,
        lambda: time_of_change(browser, atlas.url, "poles", choose_status),
        lambda: time_of_change(browser, yardstick.url, "map", choose_other),
    )
    return [
        Measure(
            "Session neuve, serveur chaud : de l'adresse aux pôles peints",
            ours / theirs,
            "× étalon",
            1.6,
            f"{ours:.2f} s contre {theirs:.2f} s",
        ),
        Measure(
            "Couverture de la France par commune : de l'adresse à l'image et aux pôles peints",
            covered / empty,
            "× étalon",
            1.3,
            f"{covered:.2f} s contre {empty:.2f} s",
        ),
        Measure(
            "Changement d'un filtre : du choix à la carte redessinée",
            change / rerun,
            "× étalon",
            1.5,
            f"{change:.2f} s contre {rerun:.2f} s",
        ),
    ]


def measure_message(browser: Browser, atlas: Server) -> list[Measure]:
    """Measure what the national map with layers makes a browser receive."""
    with visit(browser, atlas.url + ALL_LAYERS) as (page, start, traffic):
        painted_at(page, "poles", start)
        settle(page)
        layers = traffic.layers()
        messages = sum(traffic.messages)
    names = ", ".join(
        f"{address.split('/')[-2]} {size / MB:.2f}" for address, size in sorted(layers.items())
    )
    return [
        Measure(
            "Messages de la carte nationale avec ses calques",
            messages / MB,
            "Mo",
            0.7,
            f"{len(traffic.messages)} messages, avant compression",
        ),
        Measure(
            "Calques de cette carte, demandés à part et gardés par le navigateur",
            sum(layers.values()) / MB,
            "Mo",
            None,
            f"avant compression : {names}",
        ),
    ]


def measure_national_communes(browser: Browser, atlas: Server) -> list[Measure]:
    """Measure what coverage by commune of the whole country makes a browser receive."""
    measures = []
    for display, words in (("atteinte", "atteint ou non"), ("distance", "distance")):
        with visit(browser, f"{atlas.url}/couverture?affichage={display}") as (
            page,
            start,
            traffic,
        ):
            painted_at(page, "poles", start)
            painted = sum(traffic.messages)
            layers = sum(traffic.layers().values())
            settle(page)
            whole = sum(traffic.messages)
        measures.append(
            Measure(
                f"Couverture de la France par commune ({words}) : reçu pour la carte",
                (painted + layers) / MB,
                "Mo",
                0.4,
                f"avant compression ; avec les tableaux : {(whole + layers) / MB:.2f} Mo",
            )
        )
    return measures


def measure_communes(
    browser: Browser, atlas: Server, yardstick: Server, peer: Server, runs: int
) -> list[Measure]:
    """Measure the communes of the région that has the most, and the peer on the same ones."""
    region = busiest_region()
    address = f"/?territoire={region}"
    ours, theirs, empty = medians(
        runs,
        lambda: time_to_paint(browser, atlas.url + address, "communes"),
        lambda: time_to_paint(browser, peer.url + address, "shapes"),
        lambda: time_to_paint(browser, yardstick.url, "map"),
    )
    with visit(browser, atlas.url + address) as (page, start, traffic):
        painted_at(page, "communes", start)
        settle(page)
        (layer,) = (url for url in traffic.layers() if "/communes/" in url)
        text = httpx.get(layer).content
    with visit(browser, peer.url + address) as (page, start, traffic):
        painted_at(page, "shapes", start)
        peer_bytes = sum(traffic.messages)
    count = len(communes_of(region))
    return [
        Measure(
            f"Communes de {region} ({count}) : taille du calque",
            len(text) / MB,
            "Mo",
            1.2,
            f"{len(gzip.compress(text)) / MB:.2f} Mo compressé ; "
            f"message du pair : {peer_bytes / MB:.1f} Mo",
        ),
        Measure(
            f"Communes de {region} : de l'adresse aux communes peintes",
            ours / empty,
            "× étalon",
            2.0,
            f"{ours:.2f} s contre {empty:.2f} s ; pair : {theirs:.2f} s",
        ),
        Measure(
            f"Communes de {region} : temps du pair rapporté au nôtre",
            theirs / ours,
            "×",
            None,
            "folium.GeoJson, mêmes communes en contours fins, servies de la même façon",
        ),
    ]


def measure_national_peer() -> list[Measure]:
    """Measure the text that plain folium would send for every commune of France."""
    start = time.perf_counter()
    board = plain_map(communes_of("france"))
    size = len(board.get_root().render())
    seconds = time.perf_counter() - start
    return [
        Measure(
            "Pair : toutes les communes par folium.GeoJson, sans les afficher",
            size / MB,
            "Mo",
            None,
            f"{seconds:.1f} s pour écrire la page, sur le serveur",
        )
    ]


def measure_start(browser: Browser, runs: int) -> list[Measure]:
    """Measure the start of the server, up to the first page ready."""

    def start() -> float:
        with server_of() as server, visit(browser, server.url) as (page, opened, _traffic):
            return painted_at(page, "poles", opened) - server.started_s

    def health() -> float:
        with server_of() as server:
            return time.time() - server.started_s

    first_page, healthy = medians(runs, start, health)
    return [
        Measure(
            "Démarrage du serveur, jusqu'à la première page prête",
            first_page,
            "s",
            5.0,
            f"prêt à répondre en {healthy:.2f} s, puis première visite",
        )
    ]


def measure_memory(browser: Browser) -> list[Measure]:
    """Measure the resident memory of the server with one session, then with ten more open."""
    with server_of() as server:
        process = psutil.Process(server.pid)
        contexts = []

        def open_session() -> None:
            cm = visit(browser, server.url)
            page, start, _traffic = cm.__enter__()
            contexts.append(cm)
            painted_at(page, "poles", start)
            settle(page)

        open_session()
        first = process.memory_info().rss
        for _ in range(FURTHER_SESSIONS):
            open_session()
        last = process.memory_info().rss
        for cm in contexts:
            cm.__exit__(None, None, None)
    return [
        Measure("Mémoire du serveur, première session", first / MIB, "Mio", 600.0, "résidente"),
        Measure(
            "Mémoire, chaque session de plus",
            (last - first) / MIB / FURTHER_SESSIONS,
            "Mio",
            10.0,
            f"moyenne de {FURTHER_SESSIONS} sessions ouvertes en même temps",
        ),
    ]
