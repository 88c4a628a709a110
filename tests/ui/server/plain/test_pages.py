"""The light pages, as a browser without scripts and a search engine read them."""

import gzip
from collections.abc import Iterator
from html import unescape
from xml.etree import ElementTree as ET

import brotli
import html5lib
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from geo.errors import TableError
from geo.places.territories import get_territory
from geo.problems import message
from geo.tables.atlas import with_poles
from ui import data
from ui.parts.notices import invalid_sentences
from ui.parts.own_list import MISSING
from ui.screens.couverture import words as coverage
from ui.server.api.answers import Gate
from ui.server.headers import SecurityHeaders
from ui.server.plain import routes as plain
from ui.server.plain import service
from ui.server.plain.addresses import LONGEST_QUERY
from ui.server.routes import routes
from ui.server.screens import SCREENS
from ui.text.i18n import install
from ui.text.safe import without_markdown
from ui.view.choices import ViewState
from ui.view.link import InvalidValue
from ui.view.rules import cached_coverage, cached_rest, question

HTML = "{http://www.w3.org/1999/xhtml}"
PLACES = ("france", "departement:38", "departement:976", "ancienne-region:94", "commune:29155")
HOSTILE = "<script>alert(1)</script>{{7*7}} **gras** [x](https://evil.example) &amp; \"'"


@pytest.fixture
def client() -> Iterator[TestClient]:
    application = Starlette(
        routes=routes(), middleware=[Middleware(SecurityHeaders, base="", ancestors="'self'")]
    )
    with TestClient(application, base_url="http://evil.example") as client:
        yield client


@pytest.fixture(autouse=True)
def _french() -> Iterator[None]:
    yield
    install("fr")


def read(text: str) -> ET.Element:
    """Return a page as a tree, after a parser that forgives nothing."""
    tree: ET.Element = html5lib.HTMLParser(strict=True).parse(text)
    return tree


def all_text(element: ET.Element) -> str:
    return " ".join(" ".join(element.itertext()).split())


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("screen", [screen.url_path for screen in SCREENS])
def test_every_page_is_sound(client: TestClient, screen: str, place: str, language: str) -> None:
    answer = client.get(f"/texte/{screen}?territoire={place}&lang={language}")
    assert answer.status_code == 200
    assert "script-src" not in answer.headers["content-security-policy"]
    tree = read(answer.text)
    assert tree.get("lang") == language
    assert len(tree.findall(f".//{HTML}h1")) == 1
    assert tree.findall(f".//{HTML}script") == []
    ids = [one.get("id") for one in tree.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    for element in tree.iter():
        assert not {name for name in element.attrib if name.startswith("on") or name == "style"}
        for name in ("aria-labelledby", "for"):
            assert element.get(name) is None or element.get(name) in ids
    for table in tree.iter(f"{HTML}table"):
        assert all_text(table.find(f"{HTML}caption"))
        heads = table.findall(f"{HTML}thead//{HTML}th")
        rows = table.findall(f"{HTML}tbody/{HTML}tr")
        assert heads
        assert rows
        assert {head.get("scope") for head in heads} == {"col"}
        assert {len(row) for row in rows} == {len(heads)}
        assert {row[0].get("scope") for row in rows} == {"row"}
    for picture in tree.iter(f"{HTML}img"):
        assert picture.get("alt")
    description = tree.find(f".//{HTML}meta[@name='description']")
    assert description is not None
    assert description.get("content")
    assert all_text(tree.find(f".//{HTML}main")).count("None") == 0
    assert "nan" not in all_text(tree.find(f".//{HTML}main")).split()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("place", PLACES)
def test_figures_and_sentence_are_those_of_the_screen(
    client: TestClient, place: str, language: str
) -> None:
    tree = read(client.get(f"/texte/couverture?territoire={place}&rayon=epci&lang={language}").text)
    install(language)
    atlas = data.get_atlas()
    view = ViewState(territory=place, reach="epci")
    asked = question(atlas, get_territory(atlas, place), view)
    covered = cached_coverage(asked)
    figures = coverage.figures(covered, cached_rest(asked), asked.rule, asked.priorities)
    shown = [all_text(one) for one in tree.findall(f".//{HTML}dd/{HTML}b")]
    assert shown == [" ".join(figure.value.split()) for figure in figures]
    said = " ".join(without_markdown(coverage.sentence(covered, asked.rule)).split())
    heading, sentence = (
        all_text(tree.find(f".//{HTML}{path}")) for path in ("h1", "p[@class='answer']")
    )
    assert said.startswith(heading)
    assert said.casefold().endswith(sentence.casefold())


def test_page_answers_the_view_of_the_link(client: TestClient) -> None:
    near = client.get("/texte/couverture?territoire=region:84&rayon=radius&km=10").text
    far = client.get("/texte/couverture?territoire=region:84&rayon=radius&km=50").text
    assert "à moins de 10 km" in unescape(near).replace("\xa0", " ")
    assert "à moins de 50 km" in unescape(far).replace("\xa0", " ")
    assert "/couverture?territoire=region:84&amp;rayon=radius&amp;km=10&amp;lang=fr" in near


def test_wrong_values_are_told_as_on_the_screen_five_at_most(client: TestClient) -> None:
    text = client.get("/texte/carte?territoire=nulle-part&vagues=a,b,c,d,e,f&liste=seule").text
    notices = read(text).find(f".//{HTML}section[@class='notices']")
    assert notices is not None
    told = [all_text(one) for one in notices]
    ((_lost, first),) = invalid_sentences([InvalidValue("territoire", "nulle-part")])
    assert told[0].split() == without_markdown(first).split()
    # The values of one parameter share a sentence.
    assert len(told) == 3
    assert told[-1] == MISSING
    assert 'name="robots" content="noindex, follow"' in text


def test_language_that_is_not_spoken_is_told(client: TestClient) -> None:
    text = client.get("/texte/donnees?lang=xx", headers={"accept-language": "en"}).text
    assert "lang = xx" in text
    assert read(text).get("lang") == "en"
    assert "lang = " not in client.get("/texte/donnees?lang=EN").text


def test_every_address_keeps_to_the_prefix_of_the_site() -> None:
    base = "/outils/atlas"
    with TestClient(Starlette(routes=plain.routes(base))) as client:
        tree = read(client.get(f"{base}/texte/portrait?territoire=departement:38").text)
        addresses = [one.get(name) for one in tree.iter() for name in ("href", "src", "action")]
        ours = [one for one in addresses if one and not one.startswith(("#", "http"))]
        assert len(ours) > 20
        assert [one for one in ours if not one.startswith(f"{base}/")] == []


def test_implanter_says_what_it_shows_instead(client: TestClient) -> None:
    text = client.get("/texte/implanter?territoire=departement:38").text
    assert "Le choix des villes est un calcul" in text
    # Its own rule, not that of the other screens, whatever says so.
    choices = all_text(read(text).find(f".//{HTML}p[@class='choices']"))
    assert "à moins de 30 km" in choices.replace("\xa0", " ")
    assert client.get("/texte/implanter.svg").status_code == 404


def test_hostile_names_are_inert(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    atlas = data.get_atlas()
    poles = atlas.poles
    assert poles is not None
    hostile = with_poles(
        atlas, poles.assign(name=HOSTILE, territory=HOSTILE, lead_organisation=HOSTILE), "hostile"
    )
    monkeypatch.setattr(data, "get_atlas", lambda: hostile)
    for screen in ("carte", "portrait", "couverture", "chronologie", "comparer", "appels"):
        text = client.get(f"/texte/{screen}?territoire=france").text
        tree = read(text)
        assert tree.findall(f".//{HTML}script") == []
        assert "<script>alert" not in text
        assert "evil.example" not in {one.get("href") for one in tree.iter(f"{HTML}a")}
    shown = all_text(read(client.get("/texte/carte").text))
    assert "<script>alert(1)</script>{{7*7}} **gras** [x](https://evil.example)" in shown


def test_hostile_address_is_inert(client: TestClient) -> None:
    text = client.get("/texte/carte", params={"territoire": HOSTILE, "recherche": HOSTILE}).text
    assert "<script>alert" not in text
    read(text)
    shell = client.get("/couverture", params={"territoire": HOSTILE}).text
    assert "<script>alert" not in shell


def test_territories_are_found_by_name(client: TestClient) -> None:
    tree = read(client.get("/texte/portrait?recherche=grenoble&rayon=epci&lang=en").text)
    links = {all_text(one): one.get("href") for one in tree.iter(f"{HTML}a")}
    address = links["Grenoble (commune, 38)"]
    assert address == "/texte/portrait?territoire=commune:38185&rayon=epci&lang=en"
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("encoding", ["br", "gzip", "identity"])
def test_page_is_compressed_as_asked_and_asked_again(client: TestClient, encoding: str) -> None:
    asked = {"accept-encoding": encoding}
    plain = client.get("/texte/portrait?territoire=commune:38185", headers={"accept-encoding": ""})
    with client.stream("GET", "/texte/portrait?territoire=commune:38185", headers=asked) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers.get("content-encoding", "identity") == encoding
    undo = {"br": brotli.decompress, "gzip": gzip.decompress, "identity": bytes}[encoding]
    assert undo(raw) == plain.content
    again = {**asked, "if-none-match": answer.headers["etag"]}
    assert client.get("/texte/portrait?territoire=commune:38185", headers=again).status_code == 304


def test_map_is_a_drawing_that_runs_nothing(client: TestClient) -> None:
    answer = client.get("/texte/carte.svg?territoire=commune:38185&lang=en")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert "script-src" not in answer.headers["content-security-policy"]
    drawing = ET.fromstring(answer.text)  # noqa: S314 - our own
    assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
    assert not [one for one in drawing.iter() if str(one.tag).endswith("}script")]


@pytest.mark.parametrize("screen", ["carte", "couverture", "comparer", "portrait", "chronologie"])
def test_every_map_is_drawn(client: TestClient, screen: str) -> None:
    answer = client.get(f"/texte/{screen}.svg?territoire=departement:38")
    assert answer.status_code == 200
    assert answer.content.startswith(b"<?xml")


def test_map_without_anything_to_draw_is_none(client: TestClient) -> None:
    text = client.get("/texte/chronologie?territoire=departement:976").text
    assert "<img" not in text
    assert client.get("/texte/chronologie.svg?territoire=departement:976").status_code == 404


def test_long_address_is_refused(client: TestClient) -> None:
    answer = client.get(f"/texte/carte?vagues={'x' * LONGEST_QUERY}")
    assert answer.status_code == 414
    assert "trop longue" in answer.text


def test_crowd_waits_elsewhere(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    shut = service.Gates(Gate(at_once=0, waiting=0), Gate(at_once=0, waiting=0))
    monkeypatch.setattr(service.Gates, "opened", lambda: shut)
    answer = client.get("/texte/carte?territoire=commune:01001")
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert "redemandez dans une minute" in answer.text


def test_fault_is_told_by_its_number(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_given: object) -> None:
        raise RuntimeError("secret /etc/secret.csv")

    monkeypatch.setattr(service, "page_of", fail)
    answer = client.get("/texte/carte?territoire=commune:01004")
    assert answer.status_code == 500
    assert "incident" in answer.text
    assert "secret" not in answer.text


def test_lost_table_is_told(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def lose(*_given: object) -> None:
        raise TableError(message("La table {table} manque.", table="communes"))

    monkeypatch.setattr(service, "page_of", lose)
    answer = client.get("/texte/carte?territoire=commune:01005")
    assert answer.status_code == 503
    assert "La table communes manque." in answer.text


@pytest.mark.parametrize(
    ("path", "language", "expected"),
    [
        ("/nulle-part", "fr", "Cette page n'existe pas"),
        ("/texte/nulle-part", "fr", "Cette page n'existe pas"),
        ("/carte.php?lang=en", "fr", "This page does not exist"),
        ("/a/b/c", "en", "This page does not exist"),
    ],
)
def test_unknown_address_is_told(
    client: TestClient, path: str, language: str, expected: str
) -> None:
    answer = client.get(path, headers={"accept-language": language})
    assert answer.status_code == 404
    tree = read(answer.text)
    assert all_text(tree.find(f".//{HTML}h1")) == expected
    links = {one.get("href") for one in tree.iter(f"{HTML}a")}
    lang = "en" if "This" in expected else "fr"
    assert {f"/portrait?lang={lang}", f"/texte/portrait?lang={lang}"} <= links


def test_screen_with_a_slash_is_the_screen(client: TestClient) -> None:
    answer = client.get("/couverture/?territoire=region:84", follow_redirects=False)
    assert answer.headers["location"] == "/couverture?territoire=region:84"
    assert client.get("/texte", follow_redirects=False).headers["location"] == "/texte/carte"


@pytest.mark.parametrize(
    "path",
    ["/_stcore/health", "/component/x/y.js", "/static/js/x.js", "/media/x", "/favicon.png"],
)
def test_what_streamlit_answers_is_left_to_it(client: TestClient, path: str) -> None:
    # Without Streamlit behind, the router has no page for it.
    assert "Atlas" not in client.get(path, follow_redirects=False).text
