"""Hostile names in a real Chromium: read as they are, on the page and on a map, never obeyed."""

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from xstatic.pkg import jquery, leaflet

from bench.serving import serving
from ui.text.safe import clean_text

pytestmark = pytest.mark.browser

NAMES = [
    "{{7*7}}",
    "{% x",
    "${window.hit=1}",
    "`+(window.hit=1)+`",
    "\\ \\u0041 \\n",
    "<img src=x onerror=window.hit=1>",
    "</script><script>window.hit=1</script>",
    "<svg onload=window.hit=1>",
    "\"' onmouseover='window.hit=1'",
    "&lt;b&gt; &amp; &copy;",
    "**gras** _it_ ~~barré~~ `code` ==x==",
    "[lien](javascript:window.hit=1) ![image](http://invalid.example/x.png)",
    "<http://invalid.example> http://invalid.example www.invalid.example a@invalid.example",
    ":red[rouge] :blue-background[bleu] :small[petit] :red-badge[x] :help[x]",
    ":smile: :+1: :100: :material/home: :streamlit:",
    ':color[x]{foreground="red"} :name{a=b}',
    "$x^2$ $$y$$ \\(z\\)",
    "# titre",
    "> citation",
    "- puce",
    "1. liste",
    "| a | b |",
    "---",
    "===",
    "    code",
    "[^1] [ref][x] [ ] case",
    "a -> b <- c <-> d -- e >= f <= g ~= h",
    "Saint-Denis (93) : 10:30, n° 5 & co.",
    "a\u202egnp.exe\u200f",
    "שלום (12)",
]
ALPHABET = ":$*_~`<>[](){}!#&|\\-=+1.w@/'\"ab \u00e9"
NAMES += ["".join(random.Random(seed).choices(ALPHABET, k=24)) for seed in range(60)]  # noqa: S311
MARKUP = (
    "a, img, em, strong, code, del, table, ul, ol, hr, blockquote, input, svg, script, sup, "
    "h1, h2, h3, h4, h5, h6, .katex, [role=img], [class*=stMarkdownColored], [class*=Badge]"
)
PAGE = """
import folium
import streamlit as st
from streamlit_folium import st_folium
from bench.plain_maps import use_local_assets
from ui.text.safe import display_text, html, link, markdown_text, plain_text
from ui.maps.sinks import make, safe_geojson, safe_options, script_json

NAMES = {names!r}

use_local_assets()
board = make(folium.Map, location=[45.0, 5.0], zoom_start=6, tiles=None)
for number, name in enumerate(NAMES):
    text = display_text(name)
    place = [44.0 + number / 50, 4.0]
    sheet = html("<b>{{name}}</b> {{site}}", name=name, site=link(name, name))
    icon = make(folium.DivIcon, html=html('<i title="{{t}}" class="icon">{{t}}</i>', t=text))
    marker = make(folium.Marker, location=place, icon=icon)
    make(folium.Popup, sheet).add_to(marker)
    make(folium.Tooltip, text, permanent=True).add_to(marker)
    marker.add_to(board)
    make(folium.FeatureGroup, name=display_text(f"groupe {{number}} {{name}}")).add_to(board)
features = [
    {{
        "type": "Feature",
        "properties": {{"name": display_text(name)}},
        "geometry": {{"type": "Point", "coordinates": [6.0, 44.0 + number / 50]}},
    }}
    for number, name in enumerate(NAMES)
]
shapes = make(folium.GeoJson, safe_geojson({{"type": "FeatureCollection", "features": features}}))
make(folium.GeoJsonPopup, fields=safe_options(["name"])).add_to(shapes)
shapes.add_to(board)
make(folium.LayerControl, collapsed=False).add_to(board)
st_folium(board, key="map", returned_objects=[])

for number, name in enumerate(NAMES):
    with st.container(key=f"markdown-{{number}}"):
        st.markdown("avant " + markdown_text(name) + " après")
    with st.container(key=f"alone-{{number}}"):
        st.markdown(markdown_text(name))
    with st.container(key=f"label-{{number}}"):
        st.button(markdown_text(name), key=f"b{{number}}")
    with st.container(key=f"caption-{{number}}"):
        st.caption(f"**{{markdown_text(name)}}** : {{markdown_text(name)}}")
    with st.container(key=f"plain-{{number}}"):
        st.text(plain_text(name))
"""


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Page]:
    """Return a page that shows every name in every way."""
    folder = tmp_path_factory.mktemp("hostile")
    script = folder / "page.py"
    script.write_text(PAGE.format(names=NAMES), encoding="utf-8")

    def own_file(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        package = {"leaflet.js": leaflet, "leaflet.css": leaflet, "jquery.min.js": jquery}.get(name)
        if package is None:
            route.fulfill(body="", content_type="text/css")
        else:
            route.fulfill(path=Path(package.BASE_DIR) / name)

    with serving(folder / "log.txt", script) as server:
        context = browser.new_context(viewport={"width": 1400, "height": 900})
        page = context.new_page()
        page.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
        page.route("**/atlas/assets/**", own_file)
        page.goto(server.url)
        page.locator(f".st-key-plain-{len(NAMES) - 1}").wait_for()
        page.frame_locator("iframe").locator(".leaflet-control-layers label").last.wait_for()
        page.wait_for_load_state("networkidle")
        yield page
        context.close()


def visible(text: str) -> str:
    """Return text as a reader sees it: joiners are invisible, spaces run together."""
    return re.sub(r"\s+", " ", text.replace("\u2060", "")).strip()


@pytest.mark.parametrize("way", ["markdown", "alone", "label", "caption", "plain"])
def test_names_read_as_they_are_on_the_page(visited: Page, way: str) -> None:
    for number, name in enumerate(NAMES):
        text = visible(clean_text(name))
        wanted = {"markdown": f"avant {text} après", "caption": f"{text} : {text}"}.get(way, text)
        box = visited.locator(f".st-key-{way}-{number}")
        assert visible(box.text_content() or "") == visible(wanted), name
        allowed = 1 if way == "caption" else 0
        assert box.locator(MARKUP).count() == allowed, name


def test_names_read_as_they_are_on_the_map(visited: Page) -> None:
    frame = visited.frame_locator("iframe")
    texts = [visible(clean_text(name)) for name in NAMES]
    for part in (".leaflet-tooltip", ".leaflet-marker-icon .icon"):
        assert [visible(shown) for shown in frame.locator(part).all_text_contents()] == texts
    titles = frame.locator(".icon").evaluate_all("icons => icons.map(icon => icon.title)")
    assert [visible(title) for title in titles] == texts
    layers = frame.locator(".leaflet-control-layers-overlays label").all_text_contents()
    assert [visible(layer) for layer in layers][: len(NAMES)] == [
        visible(clean_text(f"groupe {number} {name}")) for number, name in enumerate(NAMES)
    ]


def test_sheets_open_with_the_name_in_them(visited: Page) -> None:
    inside = visited.frames[-1]
    sheets = inside.evaluate(
        """() => Object.values(window.map._layers)
            .filter(layer => layer.options.icon && layer.getPopup())
            .map(layer => {
            layer.openPopup();
            const box = layer.getPopup().getElement();
            return [box.querySelector('b').textContent, box.querySelectorAll('img, svg').length];
        })"""
    )
    assert [visible(text) for text, _images in sheets] == [visible(clean_text(n)) for n in NAMES]
    assert [images for _text, images in sheets] == [0] * len(NAMES)
    expect(visited.frame_locator("iframe").locator(".leaflet-popup")).to_have_count(1)


def test_nothing_that_a_name_says_was_done(visited: Page) -> None:
    assert [frame.evaluate("window.hit") for frame in visited.frames] == [None] * len(
        visited.frames
    )
