"""What a reader waits for and receives on each screen, and what the server takes for it."""

import gzip
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final

import psutil
from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from bench.browsing import (
    MS,
    TIMEOUT_S,
    painted_at,
    settle,
    time_of_change,
    time_to_paint,
    visit,
)
from bench.measures import Measure, medians
from bench.serving import Server, server_of
from geo.tables.atlas import load_atlas

MB: Final = 1_000_000
MIB: Final = 1024 * 1024
FURTHER_SESSIONS: Final = 10
ALL_LAYERS: Final = (
    "/?calques=regions,departements,zones-emploi,qpv,frr,desindustrialise,territoires-industrie"
)
FOUR_REGIONS: Final = "/comparer?territoire=region:84&avec=region:11,region:76,region:32"
# Another radius each time: an answer that is known already keeps nobody busy.
RADII_KM: Final = (20, 30, 50, 75, 100)
REDRAWN_MS: Final = 5000


@dataclass(frozen=True)
class Beside:
    """The atlas and what it is measured beside, all warm.

    Attributes
    ----------
    browser
        Visits them.
    atlas, yardstick, peer
        Servers of the atlas, of `bench/yardstick.py` and of `bench/peer.py`.
    runs
        Measures a median.
    """

    browser: Browser
    atlas: Server
    yardstick: Server
    peer: Server
    runs: int

    def paint(self, path: str, shows: str) -> float:
        """Return the seconds until an address of the atlas shows something."""
        return time_to_paint(self.browser, self.atlas.url + path, shows)

    def empty(self) -> float:
        """Return the seconds until the yardstick shows its empty map."""
        return time_to_paint(self.browser, self.yardstick.url, "map")

    def first_paint(
        self, what: str, path: str, shows: str, budget: float, more: str = ""
    ) -> Measure:
        """Measure the first paint of an address beside that of the yardstick."""
        times = medians(self.runs, lambda: self.paint(path, shows), self.empty)
        return ratio(what, times, budget, more=more)


def ratio(
    what: str,
    times: Sequence[float],
    budget: float,
    *,
    unit: str = "× étalon",
    more: str = "",
) -> Measure:
    """Return the first of two times in seconds as a part of the second."""
    ours, theirs = times
    return Measure(what, ours / theirs, unit, budget, f"{ours:.2f} s contre {theirs:.2f} s{more}")


def _now(page: Page) -> float:
    return float(page.evaluate("Date.now()")) / MS


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


def measure_paint(beside: Beside) -> list[Measure]:
    """Measure first paint and the change of a filter."""
    browser, atlas, yardstick = beside.browser, beside.atlas.url, beside.yardstick.url
    first = [
        beside.first_paint(
            "Session neuve, serveur chaud : de l'adresse aux pôles peints", "", "poles", 1.6
        ),
        beside.first_paint(
            "Couverture de la France par commune : de l'adresse à l'image et aux pôles peints",
            "/couverture",
            "poles",
            1.3,
        ),
    ]
    times = medians(
        beside.runs,
        lambda: time_of_change(browser, atlas, "poles", choose_status),
        lambda: time_of_change(browser, yardstick, "map", choose_other),
    )
    changed = "Changement d'un filtre : du choix à la carte redessinée"
    return [*first, ratio(changed, times, 1.5)]


def measure_comparison(beside: Beside) -> list[Measure]:
    """Measure first paint: until each of the four maps shows its communes and its poles."""
    beside.paint(FOUR_REGIONS, "panels")
    what = "Comparaison de quatre régions : de l'adresse aux quatre cartes peintes"
    return [beside.first_paint(what, FOUR_REGIONS, "panels", 1.6)]


def measure_siting(beside: Beside) -> list[Measure]:
    """Measure the first paint of new sites, and how another reader fares meanwhile."""
    browser, atlas = beside.browser, beside.atlas
    first = beside.first_paint(
        "Implanter en Occitanie : de l'adresse aux pôles existants peints",
        "/implanter?territoire=region:76",
        "poles",
        2.0,
        " ; la réponse vient ensuite",
    )
    radii = iter(RADII_KM)
    times = medians(
        min(beside.runs, len(RADII_KM)),
        lambda: change_meanwhile(browser, atlas, next(radii)),
        lambda: time_of_change(browser, atlas.url, "poles", choose_status),
    )
    what = "Changement d'un filtre pendant que la France est résolue pour un autre lecteur"
    return [first, ratio(what, times, 1.5, unit="× seul")]


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


def measure_messages(beside: Beside) -> list[Measure]:
    """Measure what the national maps make a browser receive."""
    return [*measure_layers(beside), *measure_national_communes(beside)]


def measure_layers(beside: Beside) -> list[Measure]:
    """Measure the national map with its layers."""
    with visit(beside.browser, beside.atlas.url + ALL_LAYERS) as (page, start, traffic):
        painted_at(page, "poles", start)
        settle(page)
        sizes: Counter[str] = Counter()
        for address, layer in traffic.layers().items():
            sizes[address.split("/")[-2]] += len(layer)
        count, messages = len(traffic.messages), sum(traffic.messages)
    names = ", ".join(f"{name} {size / MB:.2f}" for name, size in sorted(sizes.items()))
    return [
        Measure(
            "Messages de la carte nationale avec ses calques",
            messages / MB,
            "Mo",
            0.7,
            f"{count} messages, avant compression",
        ),
        Measure(
            "Calques de cette carte, demandés à part et gardés par le navigateur",
            sizes.total() / MB,
            "Mo",
            None,
            f"avant compression : {names}",
        ),
    ]


def measure_national_communes(beside: Beside) -> list[Measure]:
    """Measure coverage by commune of the whole country."""
    measures = []
    for display, words in (("atteinte", "atteint ou non"), ("distance", "distance")):
        address = f"{beside.atlas.url}/couverture?affichage={display}"
        with visit(beside.browser, address) as (page, start, traffic):
            painted_at(page, "poles", start)
            painted = sum(traffic.messages)
            layers = sum(len(layer) for layer in traffic.layers().values())
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


def busiest_region() -> tuple[str, int]:
    """Return the région, of today or before 2016, that has the most communes, and how many."""
    communes = load_atlas().require_communes()
    counts = {
        f"{kind}:{code}": int(count)
        for kind, column in (("region", "region"), ("ancienne-region", "ancienne_region"))
        for code, count in communes[column].value_counts().items()
    }
    return max(counts.items(), key=lambda item: item[1])


def measure_communes(beside: Beside) -> list[Measure]:
    """Measure the communes of the région that has the most, and the peer on the same ones."""
    browser, atlas, peer = beside.browser, beside.atlas.url, beside.peer.url
    region, count = busiest_region()
    path = f"/?territoire={region}"
    ours, theirs, empty = medians(
        beside.runs,
        lambda: beside.paint(path, "communes"),
        lambda: time_to_paint(browser, peer + path, "shapes"),
        beside.empty,
    )
    with visit(browser, atlas + path) as (page, start, traffic):
        painted_at(page, "communes", start)
        settle(page)
        (layer,) = (body for url, body in traffic.layers().items() if "/communes/" in url)
    with visit(browser, peer + path) as (page, start, traffic):
        painted_at(page, "shapes", start)
        peer_bytes = sum(traffic.messages)
    return [
        Measure(
            f"Communes de {region} ({count}) : taille du calque",
            len(layer) / MB,
            "Mo",
            1.2,
            f"{len(gzip.compress(layer)) / MB:.2f} Mo compressé ; "
            f"message du pair : {peer_bytes / MB:.1f} Mo",
        ),
        ratio(
            f"Communes de {region} : de l'adresse aux communes peintes",
            (ours, empty),
            2.0,
            more=f" ; pair : {theirs:.2f} s",
        ),
        Measure(
            f"Communes de {region} : temps du pair rapporté au nôtre",
            theirs / ours,
            "×",
            None,
            "folium.GeoJson, mêmes communes en contours fins, servies de la même façon",
        ),
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
    with server_of() as server, ExitStack() as sessions:
        process = psutil.Process(server.pid)

        def after_one_more() -> int:
            page, start, _traffic = sessions.enter_context(visit(browser, server.url))
            painted_at(page, "poles", start)
            settle(page)
            return int(process.memory_info().rss)

        first = after_one_more()
        *_between, last = (after_one_more() for _ in range(FURTHER_SESSIONS))
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
