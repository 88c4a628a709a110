"""Headers, routes and page of the front door, on a real server where it matters."""

import re
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from html import escape
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect
from streamlit import config
from streamlit.runtime.pages_manager import PagesManager
from xstatic.pkg import leaflet

from bench.serving import ROOT, Server, ServerStartError
from ui.maps import scripts
from ui.server import frontend
from ui.server.headers import (
    MAP_FRAME,
    TILE_HOSTS,
    ContentPolicies,
    SecurityHeaders,
    frame_ancestors,
    inline_script_hashes,
    is_own_page,
    own_address,
)
from ui.server.navigation import PAGES_DIR
from ui.server.plain.addresses import canonical
from ui.server.routes import keep_to_navigation, routes
from ui.server.screens import SCREENS
from ui.server.shell import CANONICAL, QUERY, ShellError, shell

COMPONENT_FRAMES = (MAP_FRAME, "/component/streamlit_searchbox.searchbox/")


def directives(policy: str) -> dict[str, list[str]]:
    """Return a Content-Security-Policy as directive -> sources."""
    return {name: sources for name, *sources in (part.split() for part in policy.split("; "))}


def answer_ok(_request: object) -> PlainTextResponse:
    return PlainTextResponse("ok")


async def greet(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text("hello")
    await websocket.close()


@pytest.fixture
def client() -> TestClient:
    application = Starlette(
        routes=[
            *routes(),
            WebSocketRoute("/socket", greet),
            Route("/{rest:path}", answer_ok),
        ],
        middleware=[Middleware(SecurityHeaders, base="", ancestors="'self'")],
    )
    return TestClient(application, base_url="http://testserver")


# --- Content-Security-Policy ---------------------------------------------------------------


@pytest.fixture(scope="module")
def policies() -> ContentPolicies:
    return ContentPolicies("", "'self'")


@pytest.mark.parametrize("path", ["/", "/carte", "/static/js/index.js", "/anything"])
def test_page_runs_its_own_scripts_only(policies: ContentPolicies, path: str) -> None:
    policy = directives(policies.for_path(path, "testserver"))
    assert policy["default-src"] == ["'none'"]
    assert "'unsafe-inline'" not in policy["script-src"]
    assert "'unsafe-eval'" not in policy["script-src"]
    assert policy["object-src"] == ["'none'"]
    assert policy["base-uri"] == ["'none'"]
    for name, sources in policy.items():
        assert not [source for source in sources if source.startswith("http") or source == "*"], (
            name
        )


def test_page_talks_to_its_own_host_only(policies: ContentPolicies) -> None:
    policy = directives(policies.for_path("/", "testserver:8501"))
    assert policy["connect-src"] == ["'self'", "ws://testserver:8501", "wss://testserver:8501"]


@pytest.mark.parametrize("host", ["", "a; script-src *", "a b", "a'b", "a,b", "*"])
def test_host_that_is_none_never_enters_the_policy(policies: ContentPolicies, host: str) -> None:
    assert directives(policies.for_path("/", host))["connect-src"] == ["'self'"]


def test_only_the_map_frame_starts_a_map_and_fetches_tiles(policies: ContentPolicies) -> None:
    policy = directives(policies.for_path(f"{MAP_FRAME}index.html", "testserver"))
    assert policy["script-src"] == ["'self'", f"'{scripts.START_DIGEST}'"]
    assert [source for source in policy["img-src"] if source.startswith("http")] == [*TILE_HOSTS]
    assert policy["connect-src"] == ["'self'"]
    other = directives(policies.for_path("/component/other.other/index.html", "testserver"))
    assert other["script-src"] == ["'self'"]


def test_every_part_agrees_on_who_may_embed() -> None:
    policies = ContentPolicies("", "'self' https://intranet.example.fr")
    for path in ("/", f"{MAP_FRAME}index.html", "/component/x/", "/atlas/layers/x", "/media/x"):
        policy = directives(policies.for_path(path, "testserver"))
        assert policy["frame-ancestors"] == ["'self'", "https://intranet.example.fr"]


def test_inline_script_is_allowed_by_its_digest() -> None:
    # Worked example of the specification: https://www.w3.org/TR/CSP3/#framework-directive-source-list
    page = "<script>alert('Hello, world.');</script><script src='a.js'></script>"
    assert inline_script_hashes(page) == ["'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"]


# --- Who may embed --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "'self'"),
        ("", "'self'"),
        ("'none'", "'none'"),
        ("'self' https://a.fr", "'self' https://a.fr"),
        # Without the page itself, its own map would stay blank.
        ("  https://*.a.fr   http://b.fr:8080 ", "'self' https://*.a.fr http://b.fr:8080"),
    ],
)
def test_frame_ancestors_are_read(value: str | None, expected: str) -> None:
    environment = {} if value is None else {"ATLAS_FRAME_ANCESTORS": value}
    assert frame_ancestors(environment) == expected


@pytest.mark.parametrize(
    "value",
    ["*", "a.fr", "https://a.fr/page", "https://a.fr;script-src *", "'none' https://a.fr", "self"],
)
def test_frame_ancestors_that_are_no_origins_stop_the_start(value: str) -> None:
    with pytest.raises(ValueError, match="ATLAS_FRAME_ANCESTORS"):
        frame_ancestors({"ATLAS_FRAME_ANCESTORS": value})


# --- Middleware -----------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/atlas/assets/leaflet/leaflet.js", "/atlas/no", "/x"])
def test_every_answer_carries_the_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert "geolocation=()" in headers["permissions-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]


def test_tile_servers_learn_the_site_and_not_the_page(client: TestClient) -> None:
    headers = client.get(f"{MAP_FRAME}index.html").headers
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"


def test_embedding_lifts_the_old_frame_header() -> None:
    application = Starlette(
        routes=[Route("/", answer_ok)],
        middleware=[Middleware(SecurityHeaders, base="", ancestors="https://a.fr")],
    )
    headers = TestClient(application).get("/").headers
    assert "x-frame-options" not in headers
    assert "frame-ancestors https://a.fr" in headers["content-security-policy"]


def test_headers_follow_the_base_path() -> None:
    application = Starlette(
        routes=[Route("/{rest:path}", answer_ok)],
        middleware=[Middleware(SecurityHeaders, base="/sous/chemin", ancestors="'self'")],
    )
    policy = TestClient(application).get(f"/sous/chemin{MAP_FRAME}a").headers
    assert scripts.START_DIGEST in policy["content-security-policy"]


@pytest.mark.parametrize("origin", [None, "http://testserver", "https://testserver"])
def test_own_page_opens_a_session(client: TestClient, origin: str | None) -> None:
    headers = {"origin": origin} if origin else {}
    with client.websocket_connect("/socket", headers=headers) as socket:
        assert socket.receive_text() == "hello"


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "http://testserver.evil",
        "http://localhost.evil.example",
        "http://[bad",
        "http://localhost@evil.example",
    ],
)
def test_foreign_page_opens_no_session(client: TestClient, origin: str) -> None:
    with (
        pytest.raises(WebSocketDisconnect) as refusal,
        client.websocket_connect("/socket", headers={"origin": origin}),
    ):
        pass
    assert refusal.value.code == 1008


def test_pages_of_this_machine_are_no_pages_of_a_public_site() -> None:
    headers = {"origin": "http://localhost:3000"}
    assert not is_own_page(Headers({**headers, "host": "atlas.exemple.fr"}))
    assert not is_own_page(Headers({**headers, "host": "[bad"}))
    # A relay of this machine may listen to another port.
    assert is_own_page(Headers({**headers, "host": "127.0.0.1:8501"}))


def test_an_answer_that_is_no_page_has_an_icon_too(client: TestClient) -> None:
    answer = client.get("/favicon.ico")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert b"<svg" in answer.content


def test_origin_named_in_the_settings_opens_a_session() -> None:
    headers = Headers({"origin": "https://portail.example.fr", "host": "atlas.internal"})
    assert not is_own_page(headers)
    before = config.get_option("server.corsAllowedOrigins")
    config.set_option("server.corsAllowedOrigins", ["https://portail.example.fr"])
    try:
        assert is_own_page(headers)
    finally:
        config.set_option("server.corsAllowedOrigins", before)


# --- Routes ---------------------------------------------------------------------------------


def test_leaflet_comes_from_its_package(client: TestClient) -> None:
    for name in ("leaflet/leaflet.js", "leaflet/leaflet.css", "leaflet/images/layers.png"):
        answer = client.get(f"/atlas/assets/{name}")
        assert answer.status_code == 200
        assert (
            answer.content
            == (Path(leaflet.BASE_DIR).parent / name.replace("leaflet/", "data/", 1)).read_bytes()
        )
        assert answer.headers["cache-control"] == "public, max-age=86400"


@pytest.mark.parametrize("name", ["map.js", "map.css"])
def test_files_of_the_map_are_kept_until_they_change(client: TestClient, name: str) -> None:
    answer = client.get(scripts.loaded(name).removeprefix("../.."))
    assert answer.text == scripts.content(name)
    assert answer.headers["content-type"].startswith(scripts.TYPES[name])
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    # A page older than the files gets those of today, and does not keep them.
    older = client.get(f"/atlas/assets/scripts/0123456789abcdef/{name}")
    assert older.text == scripts.content(name)
    assert older.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(("accepted", "coding"), [("gzip, br", "br"), ("gzip", "gzip"), ("", None)])
def test_files_of_the_map_come_as_the_browser_understands(
    client: TestClient, accepted: str, coding: str | None
) -> None:
    address = scripts.loaded("map.js").removeprefix("../..")
    answer = client.get(address, headers={"accept-encoding": accepted})
    assert answer.headers.get("content-encoding") == coding
    assert answer.headers.get("vary") == (coding and "Accept-Encoding")
    assert answer.text == scripts.content("map.js")


def test_files_of_the_map_hold_leaflet_and_what_is_ours() -> None:
    script, style = scripts.content("map.js"), scripts.content("map.css")
    assert script.startswith("/* @preserve\n * Leaflet")
    assert script.endswith(scripts.source())
    assert "sourceMappingURL" not in script
    assert ".leaflet-container" in style
    assert ".atlas-pole" in style


def test_pictures_of_leaflet_are_found_from_its_styles(client: TestClient) -> None:
    styles = httpx.URL("http://testserver/atlas/assets/scripts/v/map.css")
    pictures = re.findall(r"url\(([^#)]+)\)", scripts.content("map.css"))
    assert pictures
    for picture in pictures:
        assert client.get(styles.join(picture).path).status_code == 200


def test_files_of_the_map_are_on_their_way_before_the_component_asks(client: TestClient) -> None:
    preloads = client.get(f"{MAP_FRAME}index.html").headers["link"]
    assert re.findall("<(.*?)>; rel=preload; as=(.*?)(?:,|$)", preloads) == [
        (scripts.loaded("map.js"), "script"),
        (scripts.loaded("map.css"), "style"),
    ]
    assert "link" not in client.get("/").headers


def test_layer_routes_are_mounted(client: TestClient) -> None:
    answer = client.get("/atlas/layers/now/regions/france")
    assert len(answer.json()["features"]) == 18


@pytest.mark.parametrize(
    "path",
    [
        "/atlas/assets/leaflet/nothing.js",
        "/atlas/assets/leaflet/../../__init__.py",
        "/atlas/assets/leaflet/%2e%2e/%2e%2e/__init__.py",
        "/atlas/assets/",
        "/atlas/assets/scripts/v/other.js",
        "/atlas/nothing",
    ],
)
def test_unknown_address_is_a_404(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/atlas", "/atlas/assets/atlas", "/atlas/assets/leaflet/images", "/api/v1/", "/carte/"]
)
def test_no_answer_leads_to_the_host_that_was_told(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"host": "evil.example"}, follow_redirects=False)
    assert "evil.example" not in str(answer.headers.get("location"))


@pytest.mark.parametrize(
    ("location", "own"),
    [
        ("http://evil.example/atlas/assets/atlas/", "/atlas/assets/atlas/"),
        ("//evil.example/x?y=1", "/x?y=1"),
        ("http://evil.example//other.example/", "/other.example/"),
        ("/?territoire=region:84", "/?territoire=region:84"),
        ("http://evil.example", "/"),
    ],
)
def test_redirection_keeps_its_path_alone(location: str, own: str) -> None:
    assert own_address(location) == own


def test_default_screen_has_an_address_of_its_own(client: TestClient) -> None:
    answer = client.get(
        f"/{SCREENS[0].url_path}?territoire=region:84&calques=a,b", follow_redirects=False
    )
    assert answer.status_code == 307
    assert answer.headers["location"] == "/?territoire=region:84&calques=a,b"


def test_screens_have_files_and_addresses_of_their_own() -> None:
    assert len({screen.url_path for screen in SCREENS}) == len(SCREENS)
    for screen in SCREENS:
        assert (PAGES_DIR / screen.file).is_file()
        assert re.fullmatch(r"[a-z-]+", screen.url_path)


# --- The page -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "accepted", "expected"),
    [
        ("", "", "fr"),
        ("", "en-GB,en;q=0.9", "en"),
        ("", "de,fr;q=0.5,en;q=0.1", "fr"),
        ("?lang=en", "fr", "en"),
        ("?lang=fr", "en", "fr"),
        ("?lang=xx", "en", "en"),
        ("?lang=%22%3E%3Cscript%3E", "", "fr"),
    ],
)
def test_page_names_its_language(
    client: TestClient, query: str, accepted: str, expected: str
) -> None:
    page = client.get(f"/{query}", headers={"accept-language": accepted}).text
    assert f'<html lang="{expected}">' in page
    title = {"fr": "Carte", "en": "Map"}[expected]
    assert f"<title>{title} – Atlas PTCE</title>" in page
    assert "AI" not in page.split("<noscript>")[1].split("</noscript>")[0]


def test_page_is_streamlits_own_otherwise() -> None:
    files = re.compile(r'(?:src|href)="\./static/[^"]+"')
    found = files.findall(shell("fr", ""))
    assert found
    assert found == files.findall(frontend.page_file().read_text(encoding="utf-8"))


def test_scripts_of_the_page_are_allowed_under_any_base() -> None:
    for base in ("", "/a", "/a/b"):
        allowed = directives(ContentPolicies(base, "'self'").for_path("/", "h"))["script-src"]
        for language in ("fr", "en"):
            assert set(inline_script_hashes(shell(language, base))) <= set(allowed)
        source = frontend.page_file().read_text(encoding="utf-8")
        assert set(inline_script_hashes(source)) <= set(allowed)


def test_other_version_of_the_page_is_noticed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    changed = tmp_path / "index.html"
    changed.write_text("<html><head></head></html>", encoding="utf-8")
    monkeypatch.setattr(frontend, "page_file", lambda: changed)
    with pytest.raises(ShellError, match="lang="):
        shell("fr", "")


def test_the_page_is_sent_compressed_and_once(client: TestClient) -> None:
    seen = set()
    for accepted, coding in (("gzip, br", "br"), ("gzip", "gzip"), ("identity", None)):
        asked = {"accept-encoding": accepted, "accept-language": "fr"}
        answer = client.get("/couverture", headers=asked)
        light = escape(canonical("", "couverture", {}, "fr"))
        page = shell("fr", "", next(one for one in SCREENS if one.url_path == "couverture"))
        assert answer.text == page.replace(QUERY, "").replace(CANONICAL, light)
        assert answer.headers.get("content-encoding") == coding
        assert answer.headers["vary"] == "Accept-Language, Accept-Encoding"
        assert answer.headers["cache-control"] == "no-cache"
        seen.add(tag := answer.headers["etag"])
        again = client.get("/couverture", headers=asked | {"if-none-match": f'"other", {tag}'})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
        assert again.headers["vary"] == answer.headers["vary"]
        english = client.get("/", headers=asked | {"accept-language": "en", "if-none-match": tag})
        assert english.status_code == 200
    assert len(seen) == 3


# --- A real server --------------------------------------------------------------------------


def test_started_by_streamlit_run(site: Server) -> None:
    assert httpx.get(f"{site.url}/_stcore/health").text == "ok"
    page = httpx.get(f"{site.url}/")
    assert page.status_code == 200
    assert page.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in page.headers["content-security-policy"]


@pytest.mark.parametrize("frame", COMPONENT_FRAMES)
def test_component_is_there_without_any_session(site: Server, frame: str) -> None:
    deadline = time.monotonic() + 20
    while (answer := httpx.get(f"{site.url}{frame}index.html")).status_code != 200:
        assert time.monotonic() < deadline, "never registered"
        time.sleep(0.1)
    assert "<html" in answer.text


def test_text_is_compressed(site: Server) -> None:
    answer = httpx.get(f"{site.url}/atlas/assets/leaflet/leaflet.js")
    assert answer.headers["content-encoding"] == "gzip"


def test_start_asks_no_other_host_and_warns_of_nothing(site: Server) -> None:
    log = site.log_text()
    assert "External URL" not in log
    assert "external IP" not in log
    assert "Warning" not in log
    assert "Traceback" not in log


def test_nothing_of_a_developer_is_offered(site: Server) -> None:
    settings = httpx.get(f"{site.url}/_stcore/host-config").json()
    assert settings["allowedOrigins"] == []
    assert settings["metricsUrl"] == ""
    assert httpx.post(f"{site.url}/_stcore/agent/interact", json={}).status_code in {403, 404}


def test_base_path(serve: Callable[..., AbstractContextManager[Server]]) -> None:
    with serve(base="outils/atlas") as server:
        assert httpx.get(f"{server.url}/").status_code == 200
        asset = httpx.get(f"{server.url}/atlas/assets/leaflet/leaflet.js")
        assert asset.content.startswith(b"/* @preserve")
        frame = httpx.get(f"{server.url}{MAP_FRAME}index.html")
        assert scripts.START_DIGEST in frame.headers["content-security-policy"]
        for preloaded in re.findall("<(.*?)>; rel=preload", frame.headers["link"]):
            address = httpx.URL(f"{server.url}{MAP_FRAME}index.html").join(preloaded)
            assert httpx.get(address).status_code == 200, address
        assert httpx.get(f"{server.url}/atlas/nothing").status_code == 404


def test_wrong_embedding_stops_the_start_with_a_sentence(
    serve: Callable[..., AbstractContextManager[Server]],
) -> None:
    with (
        pytest.raises(ServerStartError) as refusal,
        serve(environment={"ATLAS_FRAME_ANCESTORS": "*"}),
    ):
        pass
    assert "ATLAS_FRAME_ANCESTORS" in str(refusal.value)
    assert "Traceback" not in str(refusal.value)


def test_no_screen_is_ever_run_without_the_front_door(monkeypatch: pytest.MonkeyPatch) -> None:
    # What Streamlit itself finds when it starts, with a folder named pages.
    monkeypatch.setattr(PagesManager, "uses_pages_directory", True)
    keep_to_navigation()
    assert PagesManager.uses_pages_directory is False


def test_the_server_is_ready_before_any_library_of_tables() -> None:
    code = (
        "import sys, ui.server.routes; "
        "print(*{'geopandas', 'numpy', 'pandas', 'pyarrow', 'scipy'} & sys.modules.keys())"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert loaded.stdout.split() == []
