"""The map of poles as a reader meets it: painted, filtered, shared, on a phone."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from playwright.sync_api import FrameLocator, Page, Route, ViewportSize, expect

from bench.browsing import settle
from bench.serving import ROOT, Server
from geo.places.territories import get_territory
from geo.poles.select import PoleFilter, select_poles
from geo.tables.atlas import load_atlas
from tests.browser.requests_log import RequestsLog

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
PHONE = ViewportSize(width=390, height=844)
HOSTILE = {
    "{{7*7}}": "49",
    "<img src=x onerror=window.hit=1>": None,
    "${window.hit=1}": None,
    "`+(window.hit=1)+`": None,
    "</script><script>window.hit=1</script>": None,
    "{% x \\": None,
}


def map_of(page: Page) -> FrameLocator:
    # Another map takes the place of one with another frame or background: the last one counts.
    return page.locator("iframe[title='streamlit_folium.st_folium']").last.content_frame


def wait_for_map(page: Page) -> None:
    map_of(page).locator(".atlas-pole").first.wait_for()
    page.locator("[data-testid=stDataFrame] table").first.wait_for(state="attached")
    settle(page)


def headline(page: Page) -> str:
    return page.get_by_role("heading").first.inner_text()


real_atlas = cache(load_atlas)


def expected_poles(territory: str = "france", **choice: tuple[str, ...]) -> pd.DataFrame:
    atlas = real_atlas()
    return select_poles(atlas, PoleFilter(get_territory(atlas, territory), **choice))


def expect_view_of(page: Page, poles: pd.DataFrame) -> None:
    """Expect map, table and sentence to show the same poles."""
    drawn = int(poles["marker_lon"].notna().sum())
    expect(map_of(page).locator(".atlas-pole")).to_have_count(drawn)
    expect(page.locator("[data-testid=stDataFrame] table[role=grid]").first).to_have_attribute(
        "aria-rowcount", str(len(poles) + 1)
    )
    with_seat = int((poles["attachment"] == "seat").sum())
    expect(page.get_by_role("heading").first).to_contain_text(f"{with_seat} pôles connus")


def ink(page: Page, pane: str) -> bool:
    """Tell whether a pane of the map has anything drawn on it."""
    return bool(
        map_of(page)
        .locator(f".leaflet-{pane}-pane")
        .evaluate(
            """pane => [...pane.querySelectorAll('canvas')].some(canvas => {
                const pen = canvas.getContext('2d');
                return pen.getImageData(0, 0, canvas.width, canvas.height).data.some(v => v > 0);
            }) || pane.querySelector('path[d]:not([d="M0 0"])') !== null"""
        )
    )


def parts_of(address: str) -> dict[str, set[str]]:
    """Return what a link holds: parameter -> values, in whatever order."""
    query = parse_qs(urlsplit(address).query)
    return {name: set(values[0].split(",")) for name, values in query.items()}


def choose(page: Page, box: str, option: str) -> None:
    page.get_by_role("combobox", name=box).first.click()
    page.get_by_role("option", name=re.compile(option)).first.click()
    # The open list takes the first click beside it, and hides the page from screen readers.
    page.locator("h1, h2, h3").first.click(force=True)
    expect(page.get_by_role("option")).to_have_count(0)


def test_map_is_painted_without_another_host_until_the_reader_asks_for_tiles(
    open_page: OpenPage, requests_log: RequestsLog
) -> None:
    page = open_page()
    wait_for_map(page)
    expect_view_of(page, expected_poles())
    for pane in ("land", "rural", "lines", "limits"):
        assert ink(page, pane), pane
    assert requests_log.hosts == {requests_log.own_host}
    assert any("/atlas/layers/" in address for _host, _status, address in requests_log.answers)

    requests_log.expected_hosts.add("data.geopf.fr")
    pixel = (ROOT / "tests" / "browser" / "pixel.png").read_bytes()
    asked: list[dict[str, str]] = []

    def tile(route: Route) -> None:
        asked.append(route.request.all_headers())
        route.fulfill(body=pixel, content_type="image/png")

    page.context.route("https://data.geopf.fr/**", tile)
    page.get_by_text("Plan IGN (Internet)").click()
    map_of(page).locator("img.leaflet-tile-loaded").first.wait_for()
    # Tile servers learn which site asks, not which territory a reader looks at.
    referrers = {headers.get("referer", "") for headers in asked}
    assert all(urlsplit(referrer).path in {"", "/"} for referrer in referrers), referrers
    assert {host for host in requests_log.hosts if host != requests_log.own_host} == {
        "data.geopf.fr"
    }


def test_filter_frame_and_search_change_map_table_and_sentence_together(
    open_page: OpenPage,
) -> None:
    page = open_page()
    wait_for_map(page)
    choose(page, "Statuts", "^actif")
    fewer = expected_poles(statuses=("actif",))
    assert len(fewer) < len(expected_poles())
    expect_view_of(page, fewer)
    expect(page).to_have_url(re.compile(r"statuts=actif"))

    # Overseas is one click away.
    page.get_by_role("button", name=re.compile("^La Réunion")).click()
    expect(page).to_have_url(re.compile(r"territoire=departement(:|%3A)974"))
    expect_view_of(page, expected_poles("departement:974", statuses=("actif",)))

    # Rhône-Alpes is found without accents, and framed.
    search = page.frame_locator("iframe[title='streamlit_searchbox.searchbox']")
    search.locator("input").first.fill("rhone alpes")
    search.get_by_text("Rhône-Alpes", exact=False).first.click()
    expect(page).to_have_url(re.compile(r"territoire=ancienne-region"))
    expect_view_of(page, expected_poles("ancienne-region:82", statuses=("actif",)))
    expect(page.get_by_role("heading").first).to_contain_text("Rhône-Alpes")
    map_of(page).locator(".leaflet-communes-pane canvas").wait_for()
    settle(page)
    assert ink(page, "communes")


def test_an_old_name_says_what_it_became_and_opens_it(open_page: OpenPage) -> None:
    page = open_page()
    wait_for_map(page)
    search = page.frame_locator("iframe[title='streamlit_searchbox.searchbox']")
    search.locator("input").first.fill("pierrefitte sur seine")
    search.get_by_text("Pierrefitte-sur-Seine, aujourd'hui Saint-Denis (commune, 93)").click()
    expect(page).to_have_url(re.compile(r"territoire=commune(:|%3A)93066"))
    expect(page.get_by_role("heading").first).to_contain_text("Saint-Denis (commune, 93)")


def test_copied_link_restores_the_view_in_a_new_session(open_page: OpenPage) -> None:
    page = open_page("/?territoire=ancienne-region:82")
    wait_for_map(page)
    choose(page, "Statuts", "^actif")
    page.get_by_role("button", name="Quartiers prioritaires").click()
    expect(page).to_have_url(re.compile("qpv"))
    expect_view_of(page, expected_poles("ancienne-region:82", statuses=("actif",)))
    link = urlsplit(page.url)
    again = open_page(f"{link.path}?{link.query}")
    wait_for_map(again)
    expect_view_of(again, expected_poles("ancienne-region:82", statuses=("actif",)))
    assert headline(again) == headline(page)
    assert parts_of(again.url) == parts_of(page.url)
    assert ink(again, "qpv")


def test_browser_language_counts_without_a_choice(open_page: OpenPage) -> None:
    page = open_page(locale="en-GB")
    wait_for_map(page)
    assert "pôles connus" not in headline(page)


def test_phone_where_the_first_touch_of_a_pole_opens_its_sheet(open_page: OpenPage) -> None:
    page = open_page(
        "/?territoire=ancienne-region:82", viewport=PHONE, has_touch=True, is_mobile=True
    )
    wait_for_map(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    answer = page.get_by_role("heading").first.bounding_box()
    frame = page.locator("iframe[title='streamlit_folium.st_folium']").bounding_box()
    assert answer is not None
    assert frame is not None
    assert answer["y"] < PHONE["height"] / 2
    assert answer["y"] < frame["y"]
    assert frame["x"] >= 0
    assert frame["x"] + frame["width"] <= PHONE["width"]
    assert frame["height"] < PHONE["height"] * 0.75
    # Filters are folded away until asked for.
    expect(page.get_by_role("combobox", name="Vagues")).not_to_be_in_viewport()
    map_of(page).get_by_role("button", name="Pôle Sud (Archer)").tap()
    expect(map_of(page).locator(".leaflet-popup-content")).to_contain_text("Groupe Archer")


def hostile_register(folder: Path) -> list[str]:
    """Write hostile names into the register of a copy of the data; return them."""
    register = folder / "poles.csv"
    poles = pd.read_csv(register, dtype=str, keep_default_na=False)
    seated = poles.index[poles["commune"] != ""][: len(HOSTILE)]
    names = [f"Pôle {text}" for text in HOSTILE]
    for column in ("name", "lead_organisation", "territory"):
        poles.loc[seated, column] = names
    poles.to_csv(register, index=False, lineterminator="\n")
    return names


def test_hostile_names_are_inert(
    open_page: OpenPage, serve: Callable[..., AbstractContextManager[Server]], data_copy: Path
) -> None:
    names = hostile_register(data_copy)
    with serve(environment={"ATLAS_DATA": str(data_copy)}) as server:
        page = open_page(server=server)
        wait_for_map(page)
        inside = next(frame for frame in page.frames if "streamlit_folium" in frame.url)
        shown = inside.evaluate(
            """() => {
                const texts = [];
                for (const layer of Object.values(window.map._layers)) {
                    if (!layer.getPopup || !layer.getPopup()) { continue; }
                    layer.openTooltip && layer.openTooltip();
                    layer.openPopup();
                    texts.push(layer.getPopup().getElement().textContent);
                }
                return texts;
            }"""
        )
        for name in names:
            assert any(name in text for text in shown), name
        settle(page)
        for frame in page.frames:
            assert frame.evaluate("window.hit") is None
        assert "Traceback" not in server.log_text()
        page.context.close()


def test_a_name_that_became_a_script_would_not_run_in_the_frame_of_the_map(
    open_page: OpenPage, requests_log: RequestsLog
) -> None:
    requests_log.expected_errors.append("Content Security Policy")
    page = open_page("/?territoire=departement:974")
    wait_for_map(page)
    inside = next(frame for frame in page.frames if "streamlit_folium" in frame.url)
    refusals = inside.evaluate(
        """async () => {
            const refused = [];
            const all = new Promise(done => {
                document.addEventListener("securitypolicyviolation", event => {
                    refused.push(event.blockedURI + " " + event.effectiveDirective);
                    if (refused.length === 3) { done(); }
                });
            });
            const script = document.createElement("script");
            script.textContent = "window.hit = 1";
            const image = document.createElement("p");
            image.innerHTML = "<img src='data:,' onerror='window.hit = 2'>";
            const foreign = document.createElement("script");
            foreign.src = "data:text/javascript,window.hit = 3";
            document.body.append(script, image, foreign);
            await all;
            // What runs for a test may evaluate until its first wait.
            try { window.eval("window.hit = 4"); } catch (error) { refused.push(error.name); }
            return refused.sort();
        }"""
    )
    assert refusals == [
        "EvalError",
        "data script-src-elem",
        "inline script-src-attr",
        "inline script-src-elem",
    ]
    assert inside.evaluate("window.hit") is None


def test_damaged_table_turns_its_layer_off_and_says_so(
    open_page: OpenPage,
    requests_log: RequestsLog,
    serve: Callable[..., AbstractContextManager[Server]],
    data_copy: Path,
) -> None:
    damaged = data_copy / "qpv.parquet"
    damaged.write_bytes(damaged.read_bytes()[:1000])
    (data_copy / "zonages.parquet").unlink()
    requests_log.expected_errors += ["503"]
    with serve(environment={"ATLAS_DATA": str(data_copy)}) as server:
        page = open_page(server=server)
        wait_for_map(page)
        expect_view_of(page, expected_poles())
        # The note stands open: what is missing is read without a click.
        expect(page.get_by_text(re.compile("Données incomplètes"))).to_be_visible()
        for name in ("qpv.parquet", "zonages.parquet"):
            expect(page.get_by_text(name).first).to_be_visible()
        assert str(data_copy) not in page.content()
        assert ink(page, "limits")
        requests_log.answers = [answer for answer in requests_log.answers if answer[1] != 503]
        page.context.close()


def test_click_on_pole_sud_opens_its_sheet_and_leaves_the_pole_in_the_frame(
    open_page: OpenPage,
) -> None:
    page = open_page("/?territoire=ancienne-region:82")
    wait_for_map(page)
    mark = map_of(page).get_by_role("button", name="Pôle Sud (Archer)")
    mark.click()
    sheet = map_of(page).locator(".leaflet-popup-content-wrapper")
    for fact in ("Groupe Archer", "Romans-sur-Isère", "Rhône-Alpes", "Auvergne-Rhône-Alpes"):
        expect(sheet).to_contain_text(fact)
    expect(page).to_have_url(re.compile(r"pole="))
    settle(page)
    frame = page.locator("iframe[title='streamlit_folium.st_folium']").last.bounding_box()
    place, shown = mark.bounding_box(), sheet.bounding_box()
    assert frame is not None
    assert place is not None
    assert shown is not None
    assert shown["height"] <= 430
    assert shown["y"] >= frame["y"]
    assert place["y"] + place["height"] <= frame["y"] + frame["height"]
