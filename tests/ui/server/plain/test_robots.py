"""What search engines read: robots.txt, the plan of the site, one address a page."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from geo.places.territories import get_territory
from ui import data
from ui.server.plain import robots
from ui.server.public import VARIABLE, public_origin
from ui.server.routes import routes
from ui.server.screens import SCREENS

PUBLIC = "https://atlas.exemple.fr"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(Starlette(routes=routes()), base_url="http://evil.example") as client:
        yield client


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv(VARIABLE, PUBLIC)
    return PUBLIC


def locations(text: str) -> list[str]:
    return [one.text or "" for one in ET.fromstring(text).iter(f"{SITEMAP}loc")]  # noqa: S314


def test_robots_name_the_plan_where_the_site_knows_its_name(
    client: TestClient, public: str
) -> None:
    text = client.get("/robots.txt").text
    assert f"Sitemap: {public}/sitemap.xml" in text.splitlines()
    assert "evil" not in text


def test_nothing_is_absolute_without_a_public_address(client: TestClient) -> None:
    text = client.get("/robots.txt").text
    assert "Sitemap" not in text
    assert "Disallow: /api/" in text.splitlines()
    answer = client.get("/sitemap.xml")
    assert answer.status_code == 404
    assert VARIABLE in answer.text
    for page in ("/texte/portrait?territoire=commune:38185", "/portrait"):
        assert "evil" not in client.get(page).text


def test_plan_is_an_index_of_files_within_bounds(client: TestClient, public: str) -> None:
    parts = locations(client.get("/sitemap.xml").text)
    assert parts == [f"{public}/sitemap-{rank}.xml" for rank in range(1, len(parts) + 1)]
    found = [locations(client.get(part.removeprefix(public)).text) for part in parts]
    assert max(map(len, found)) <= 50_000
    every = [one for part in found for one in part]
    assert len(every) == len(set(every))
    atlas = data.get_atlas()
    assert atlas.communes is not None
    for language in ("fr", "en"):
        for address in ("portrait?territoire=commune:38185", "comparer?territoire=epci:200040715"):
            assert f"{public}/texte/{address}&lang={language}" in every
    assert len(every) > 2 * len(atlas.communes)
    assert client.get(f"/sitemap-{len(parts) + 1}.xml").status_code == 404
    assert client.get("/sitemap-0.xml").status_code == 404


def test_plan_fits_in_one_file_where_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    atlas = data.get_atlas()
    monkeypatch.setattr(robots, "addresses", lambda *_given: iter(["https://a.example/?a&b"]))
    # Under another name: the plan of the real site is kept.
    (whole,) = robots.sitemaps(atlas, "", "https://a.example")
    assert b"sitemapindex" not in robots.gzip.decompress(whole)
    assert locations(robots.gzip.decompress(whole).decode()) == ["https://a.example/?a&b"]
    atlas.land.forget()


def test_every_page_of_the_plan_exists() -> None:
    atlas = data.get_atlas()
    screens = {screen.url_path for screen in SCREENS}
    for screen, territory in robots.pages(atlas):
        assert screen in screens
        assert not territory or get_territory(atlas, territory).id == territory


def test_page_names_one_address_and_its_other_languages(client: TestClient, public: str) -> None:
    text = client.get("/texte/portrait?territoire=commune:38185&km=50&lang=en").text
    links = dict(re.findall(r'hreflang="([a-z-]+)" href="([^"]+)"', text))
    address = f"{public}/texte/portrait?territoire=commune:38185"
    assert f'<link rel="canonical" href="{address}&amp;lang=en">' in text
    assert links["fr"] == f"{address}&amp;lang=fr"
    assert links["en"] == f"{address}&amp;lang=en"
    assert links["x-default"] == address


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.url_path)
def test_shell_of_a_screen_leads_to_its_light_page(
    client: TestClient, public: str, screen: object
) -> None:
    path = "" if screen is SCREENS[0] else screen.url_path
    text = client.get(f"/{path}?territoire=region:84&km=50&lang=en").text
    address = f"/texte/{screen.url_path}?territoire=region:84&amp;km=50&amp;lang=en"
    assert f'<a href="{address}">' in text.split("<noscript>")[1].split("</noscript>")[0]
    indexed = "" if screen.url_path in {"appels", "donnees"} else "territoire=region:84&amp;"
    canonical = f"{public}/texte/{screen.url_path}?{indexed}lang=en"
    assert f'<link rel="canonical" href="{canonical}">' in text
    assert re.search(r'<meta name="description" content="[^"]{40,}">', text)
    titles = re.findall("<title>(.*?)</title>", text)
    assert len(titles) == 1
    assert titles[0].endswith(" – Atlas PTCE")


@pytest.mark.parametrize(
    "wrong", ["atlas.exemple.fr", "ftp://a.fr", "https://a.fr/atlas", "https://a.fr?x", "https://"]
)
def test_public_address_that_is_none_stops_the_start(wrong: str) -> None:
    with pytest.raises(ValueError, match=VARIABLE):
        public_origin({VARIABLE: wrong})


def test_public_address_is_an_origin() -> None:
    assert public_origin({}) == ""
    assert public_origin({VARIABLE: " https://atlas.exemple.fr:8443/ "}).endswith(":8443")
