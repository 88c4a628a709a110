"""The addresses of the API: answers, refusals and headers, as a machine elsewhere meets them."""

import gzip
import re
import threading
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.testclient import TestClient

from geo.cli.main import COMMANDS
from ui import data
from ui.server import warmup
from ui.server.api import service, words
from ui.server.api.answers import AT_ONCE, PATIENCE_S, WAITING, Kept
from ui.server.api.problems import STATUSES
from ui.server.api.routes import is_open
from ui.server.headers import SecurityHeaders
from ui.server.routes import routes
from ui.text.i18n import catalogue_path

BASE = "/outils/atlas"
EXAMPLES = [
    operation["get"]["x-example"] for operation in service.description("fr", "")["paths"].values()
]


def site(base: str = "") -> TestClient:
    # Whoever asks a machine's question follows no redirection and sends no language.
    application = Starlette(
        routes=routes(),
        middleware=[
            Middleware(SecurityHeaders, base=base, ancestors="'self'"),
            # As the server that holds them does.
            Middleware(GZipMiddleware),
        ],
    )
    return TestClient(application, follow_redirects=False)


@pytest.fixture(scope="module")
def client() -> TestClient:
    return site()


@pytest.fixture
def under_base(monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setattr("ui.server.routes.base_path", lambda: BASE)
    return site(BASE)


# --- Answers --------------------------------------------------------------------------------


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_answers_as_described(client: TestClient, example: str) -> None:
    answer = client.get(f"/api/v1/{example}")
    assert answer.status_code == 200, answer.text
    path = "/" + example.partition("?")[0]
    content = service.description("fr", "")["paths"][path]["get"]["responses"]["200"]["content"]
    ((kind, described),) = content.items()
    assert answer.headers["content-type"].partition(";")[0] == kind
    assert answer.headers["x-content-type-options"] == "nosniff"
    if kind.endswith("json"):
        Draft202012Validator(described["schema"]).validate(answer.json())
    else:
        assert answer.text.count("\n") > 1


def test_the_keys_come_in_the_order_of_the_command(client: TestClient) -> None:
    for command in COMMANDS:
        answer = client.get(f"/api/v1/{command.name}?{words.EXAMPLES[command.name]}")
        keys = [key for key in answer.json() if key in command.keys]
        assert keys == [*command.keys], command.name


def test_poles_are_points_with_the_columns_of_the_table(client: TestClient) -> None:
    query = "territory=ancienne-region:82"
    rows = client.get(f"/api/v1/poles?{query}").json()["rows"]
    features = client.get(f"/api/v1/poles.geojson?{query}").json()["features"]
    assert [one["id"] for one in features] == [row["id"] for row in rows]
    for row, one in zip(rows, features, strict=True):
        place = [row.pop("marker_lon"), row.pop("marker_lat")]
        assert (one["geometry"] or {"coordinates": [None, None]})["coordinates"] == place
        for name in ("cohorts", "sectors", "territory_codes"):
            row[name] = ";".join(row[name]) or None
        assert one["properties"] == row


def test_an_answer_is_compressed_for_who_can_read_it(client: TestClient) -> None:
    whole = client.get("/api/v1/poles", headers={"accept-encoding": "identity"})
    short = client.get("/api/v1/poles", headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in whole.headers
    assert short.headers["content-encoding"] == "gzip"
    assert whole.json() == short.json()
    assert int(short.headers["content-length"]) < int(whole.headers["content-length"]) / 3
    assert whole.headers["vary"] == short.headers["vary"] == "Accept-Encoding"


def test_head_has_the_headers_alone(client: TestClient) -> None:
    answer = client.head("/api/v1/poles")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["etag"] == client.get("/api/v1/poles").headers["etag"]


# --- Kept answers ---------------------------------------------------------------------------


def test_what_the_asker_has_is_not_computed_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get("/api/v1/coverage?territory=region:84")
    assert first.headers["cache-control"] == "public, max-age=300"
    tag = first.headers["etag"]
    assert re.fullmatch('W/"[0-9a-f]{32}"', tag)
    monkeypatch.setattr(service, "compute", None)
    monkeypatch.setattr(service, "KEPT", None)
    for known in (tag, tag.removeprefix("W/"), f'"x", {tag}', "*"):
        # The same question, written otherwise.
        again = client.get(
            "/api/v1/coverage?reach=zone-emploi&territory=region:84&lang=en",
            headers={"if-none-match": known},
        )
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag


def test_what_anybody_asked_is_kept(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    address = "/api/v1/coverage?territory=departement:38"
    first = client.get(address)
    monkeypatch.setattr(service, "compute", None)
    assert client.get(address).json() == first.json()


def test_other_data_is_another_answer(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    tag = client.get("/api/v1/poles").headers["etag"]
    other = replace(data.get_atlas(), version="other")
    monkeypatch.setattr("ui.data.get_atlas", lambda: other)
    answer = client.get("/api/v1/poles", headers={"if-none-match": tag})
    assert answer.status_code == 200
    assert answer.headers["etag"] != tag


# --- Refusals -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "parameter", "sentence"),
    [
        ("poles?couleur=bleu", "couleur", "Le paramètre « couleur » n'existe pas ici"),
        ("poles?cohort=ami-2031", "cohort", "La vague « ami-2031 » n'existe pas"),
        ("poles?sector=or", "sector", "Le secteur « or » n'existe pas"),
        ("poles.csv?status=mort", "status", "Le statut « mort » n'existe pas"),
        ("poles.geojson?territory=region:99", "territory", "region:99 n'existe pas"),
        ("poles?territory=rhone alpes", "territory", "peut-être ancienne-region:82 (Rhône-Alpes)"),
        ("coverage?reach=vol", "reach", "La règle de rayonnement « vol » n'existe pas"),
        ("coverage?reach=radius", "km", "Le rayon manque"),
        ("coverage?reach=radius&km=-1", "km", "Le rayon -1 km n'est pas"),
        ("coverage?reach=epci&km=3", "km", "ne va qu'avec la règle radius"),
        ("coverage?detour=9", "detour", "Le facteur de détour 9 n'est pas entre 1"),
        ("coverage?detour=1.6e103", "detour", "Le facteur de détour 1,6e+103 n'est pas entre"),
        ("coverage?by=canton", "by", "Le découpage « canton » n'existe pas"),
        ("coverage?by=commune", "by", "se demande région par région"),
        ("coverage?rural=ville", "rural", "La classe rurale « ville » n'existe pas"),
        ("coverage?basin=or", "basin", "« or » ne désigne pas de bassins"),
        ("coverage?basin=afr&basin-share=0.5", "basin", "ne vont qu'avec basin bassins, pas avec"),
        ("coverage?basin-change=2", "basin-change", "Le seuil 2 n'est pas entre 0 et 1"),
        ("coverage?basin-years=2017,1998", "basin-years", "L'année de départ 2017"),
        ("gaps?by=commune", "by", "Les manques ne se lisent pas par"),
        ("gaps?only=pluie", "only", "La condition « pluie » n'existe pas"),
        ("gaps?as-of=1789", "as-of", "L'année « 1789 » n'est pas entre"),
        ("gaps?as-of=2021&cohort=ami-2021", "as-of", "as-of et cohort ne vont pas ensemble."),
        ("compare?territory=region:84", "territory", "de deux à quatre territoires, pas 1"),
        ("compare?territory=france,france", "territory", "est donné deux fois"),
        ("territories?q=x&limit=0", "limit", "La limite 0 n'est pas entre 1 et 100."),
    ],
)
def test_a_wrong_value_is_a_problem_that_names_the_parameter(
    client: TestClient, address: str, parameter: str, sentence: str
) -> None:
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    problem = answer.json()
    assert set(problem) == {"type", "title", "status", "detail", "instance", "parameter"}
    assert (problem["status"], problem["parameter"]) == (400, parameter)
    assert (problem["type"], problem["title"]) == ("/api/v1/#parametre", "Paramètre refusé")
    assert sentence in problem["detail"]
    assert "\n" not in problem["detail"]
    assert problem["instance"].startswith(f"/api/v1/{address.partition('?')[0]}?")


@pytest.mark.parametrize(
    ("query", "accepted", "sentence"),
    [
        ("", "", "Le rayon manque"),
        ("", "en-GB,en;q=0.9", "The radius is missing"),
        ("&lang=fr", "en", "Le rayon manque"),
        ("&lang=en", "fr", "The radius is missing"),
    ],
)
def test_a_refusal_speaks_the_language_of_the_request(
    client: TestClient, query: str, accepted: str, sentence: str
) -> None:
    answer = client.get(
        f"/api/v1/coverage?reach=radius{query}", headers={"accept-language": accepted}
    )
    assert answer.json()["detail"].startswith(sentence)
    assert "Accept-Language" in answer.headers["vary"]


@pytest.mark.parametrize("path", ["v1/rien", "v1/poles/", "v1/poles.xml", "v2/poles", "v1/a/b"])
def test_an_unknown_address_is_a_problem(client: TestClient, path: str) -> None:
    answer = client.get(f"/api/{path}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == "Rien ne répond à cette adresse."


@pytest.mark.parametrize("path", ["poles", "", "openapi.json", "rien"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_written(client: TestClient, method: str, path: str) -> None:
    answer = client.request(method, f"/api/v1/{path}", content=b"x" * 1000)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert answer.json()["type"] == "/api/v1/#methode"


def test_a_question_too_long_is_refused_before_it_is_read(client: TestClient) -> None:
    answer = client.get("/api/v1/poles?territory=" + "a" * 2000)
    assert answer.status_code == 414
    assert answer.json()["detail"].endswith("caractères.")
    assert len(answer.text) < 1000


def test_a_fault_is_told_by_its_number_and_nothing_else(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> bytes:
        raise RuntimeError("/secret/path")

    monkeypatch.setattr(service, "compute", broken)
    answer = client.get("/api/v1/poles?territory=departement:01")
    assert answer.status_code == 500
    assert re.fullmatch("[0-9A-F]{8}", answer.json()["incident"])
    assert "secret" not in answer.text
    assert f"Incident {answer.json()['incident']}" in caplog.text


def test_a_lost_table_is_said(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    lost = replace(data.get_atlas(), communes=None)
    monkeypatch.setattr("ui.data.get_atlas", lambda: lost)
    answer = client.get("/api/v1/coverage?territory=departement:02")
    assert answer.status_code == 503
    assert answer.json()["type"] == "/api/v1/#table"
    assert "communes.parquet" in answer.json()["detail"]


def test_a_busy_server_says_when_to_come_back(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service.Gate, "run", service.Gate(0, 0).run)
    answer = client.get("/api/v1/gaps?territory=departement:03")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "60"
    assert answer.json()["type"] == "/api/v1/#occupe"
    assert (AT_ONCE, WAITING, PATIENCE_S) == (2, 16, 20)


def test_the_event_loop_answers_while_a_question_is_computed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked, go = threading.Event(), threading.Event()

    def slow(*_: object) -> bytes:
        asked.set()
        assert go.wait(20)
        return gzip.compress(b"{}")

    monkeypatch.setattr(service, "compute", slow)
    monkeypatch.setattr(service, "KEPT", Kept())
    with site() as client:
        done = threading.Thread(target=client.get, args=["/api/v1/gaps?territory=departement:04"])
        done.start()
        assert asked.wait(20)
        assert client.get("/api/v1/rien").status_code == 404
        assert done.is_alive()
        go.set()
        done.join()


def test_whoever_asks_during_the_start_waits_for_the_tables(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loaded = threading.Event()
    monkeypatch.setattr(warmup, "_loaded", loaded)
    answers = []
    with site() as client:
        asking = threading.Thread(
            target=lambda: answers.append(client.get("/api/v1/territories?q=isere"))
        )
        asking.start()
        # The event loop is free meanwhile.
        assert client.get("/atlas/assets/leaflet/leaflet.js").status_code == 200
        assert answers == []
        loaded.set()
        asking.join()
    assert answers[0].status_code == 200


HOSTILE = [
    "'\"><script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "\x00\x1b[2J",
    "\u202e\u2066",
    "../../etc/passwd",
    "${jndi:ldap://x}",
    "{0.__class__}",
    "{value}",
    "%s%n",
    "é" * 100,
    "\ud7ff\uffff",
    "🦊" * 50,
    "--help",
    "1e400",
    "-inf",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_refused_and_inert(client: TestClient, text: str) -> None:
    for name, parameter in (
        ("coverage", "territory"),
        ("coverage", "cohort"),
        ("coverage", "km"),
        ("coverage", "by"),
        ("gaps", "basin-years"),
        ("coverage", text),
    ):
        answer = client.get(f"/api/v1/{name}", params={parameter: text})
        assert answer.status_code == 400, (parameter, answer.text)
        problem = answer.json()
        assert problem["detail"].isprintable()
        assert problem["instance"].isascii()
        assert "<" not in problem["instance"]
        assert answer.headers["content-type"] == "application/problem+json"
    found = client.get("/api/v1/territories", params={"q": text})
    assert found.status_code == 200
    assert found.json()["q"] == text


def test_a_header_cannot_be_planted(client: TestClient) -> None:
    answer = client.get("/api/v1/poles?territory=%0d%0aset-cookie:%20a=b")
    assert answer.status_code == 400
    assert "set-cookie" not in answer.headers
    moved = client.get("/api/v1?x=%0d%0aset-cookie:%20a=b", headers={"host": "evil.example"})
    assert moved.headers["location"] == "/api/v1/?x=%0d%0aset-cookie:%20a=b"


# --- Readable from elsewhere ----------------------------------------------------------------


@pytest.mark.parametrize("path", ["poles", "rien", "poles?x=1", "openapi.json", ""])
def test_any_site_may_read_and_nothing_more(client: TestClient, path: str) -> None:
    answer = client.get(f"/api/v1/{path}", headers={"origin": "https://elsewhere.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "access-control-allow-credentials" not in answer.headers
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", ["poles", "poles.geojson", "openapi.json", ""])
def test_a_browser_is_told_what_it_may_send(client: TestClient, path: str) -> None:
    answer = client.options(
        f"/api/v1/{path}",
        headers={
            "origin": "https://elsewhere.example",
            "access-control-request-method": "GET",
            "access-control-request-headers": "if-none-match",
        },
    )
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    assert answer.headers["access-control-allow-headers"] == "If-None-Match"


def test_the_rest_of_the_site_is_no_more_open_than_before(client: TestClient) -> None:
    for path in ("/atlas/layers/now/regions/france", "/atlas/assets/leaflet/leaflet.js", "/"):
        headers = client.get(path, headers={"origin": "https://elsewhere.example"}).headers
        assert "access-control-allow-origin" not in headers
        assert headers["cross-origin-resource-policy"] == "same-origin"


# --- Description and page -------------------------------------------------------------------


def test_the_description_is_openapi(client: TestClient) -> None:
    document = client.get("/api/v1/openapi.json").json()
    assert document["openapi"] == "3.1.1"
    assert document["servers"] == [{"url": "/api/v1"}]
    assert set(document["components"]["responses"]) == set(STATUSES)
    names = []
    for path, item in document["paths"].items():
        assert list(item) == ["get"]
        names.append(item["get"]["operationId"])
        for parameter in item["get"]["parameters"]:
            Draft202012Validator.check_schema(parameter["schema"])
            assert parameter["description"], (path, parameter["name"])
            default = parameter["schema"].get("default")
            if default is not None:
                Draft202012Validator(parameter["schema"]).validate(default)
        for response in item["get"]["responses"].values():
            name = response.get("$ref", "").rpartition("/")[2]
            assert not name or name in document["components"]["responses"]
            assert name or response["description"]
    assert len(names) == len(set(names)) == 2 * len(COMMANDS) + 1
    assert document["paths"]["/territories"]["get"]["parameters"][0]["required"] is True


def test_problems_are_as_described(client: TestClient) -> None:
    document = client.get("/api/v1/openapi.json").json()
    described = Draft202012Validator(document["components"]["schemas"]["Problem"])
    for path in ("rien", "poles?x=1", "territories", "poles?territory=" + "a" * 2000):
        described.validate(client.get(f"/api/v1/{path}").json())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_needs_no_script_and_no_other_host(client: TestClient, language: str) -> None:
    answer = client.get(f"/api/v1/?lang={language}")
    page = answer.text
    assert f'<html lang="{language}">' in page
    assert "<script" not in page
    assert " style=" not in page
    assert not re.search(r' on\w+="', page)
    assert re.findall(r'(?:src|href)="(https?:)?//', page) == []
    assert "script-src" not in answer.headers["content-security-policy"]
    assert "default-src 'none'; style-src 'self'" in answer.headers["content-security-policy"]
    for kind in STATUSES:
        assert f'id="{kind}"' in page
    for link in re.findall(r'href="([^"#?][^"]*)"', page):
        found = client.get(f"/api/v1/{link.replace('&amp;', '&')}")
        assert found.status_code == 200, link


def test_nothing_is_left_in_french_on_the_english_page(client: TestClient) -> None:
    assert catalogue_path("en").is_file()
    french = client.get("/api/v1/?lang=fr").text
    english = client.get("/api/v1/?lang=en").text
    for sentence in (*words.ADDRESSES.values(), *words.PARAMETERS.values(), words.INTRODUCTION):
        assert sentence.replace("'", "&#x27;") in french
        assert sentence.replace("'", "&#x27;") not in english


@pytest.mark.parametrize("path", ["", "openapi.json"])
def test_a_description_is_sent_again_only_when_it_changes(client: TestClient, path: str) -> None:
    first = client.get(f"/api/v1/{path}")
    assert first.headers["cache-control"] == "no-cache"
    known = {"if-none-match": first.headers["etag"]}
    assert client.get(f"/api/v1/{path}", headers=known).status_code == 304
    assert client.get(f"/api/v1/{path}?lang=en", headers=known).status_code == 200


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/v1"])
def test_a_guessed_address_leads_to_the_page(client: TestClient, path: str) -> None:
    answer = client.get(f"{path}?lang=en")
    assert (answer.status_code, answer.headers["location"]) == (307, "/api/v1/?lang=en")


def test_under_a_base_path(under_base: TestClient) -> None:
    assert under_base.get(f"{BASE}/api/v1").headers["location"] == f"{BASE}/api/v1/"
    page = under_base.get(f"{BASE}/api/v1/")
    assert "style-src 'self'" in page.headers["content-security-policy"]
    style = re.search('rel="stylesheet" href="([^"]+)"', page.text)
    assert style
    assert under_base.get(f"{BASE}/api/v1/{style[1]}").status_code == 200
    document = under_base.get(f"{BASE}/api/v1/openapi.json").json()
    assert document["servers"] == [{"url": f"{BASE}/api/v1"}]
    answer = under_base.get(f"{BASE}/api/v1/poles?x=1")
    assert answer.json()["type"] == f"{BASE}/api/v1/#parametre"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert under_base.get(f"{BASE}/api/v1/poles").status_code == 200
    assert under_base.get("/api/v1/poles").status_code == 404


# --- Closed ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("switch", "expected"), [(None, True), ("", True), ("1", True), ("0", False)]
)
def test_a_host_may_close_it(switch: str | None, expected: object) -> None:
    assert is_open({} if switch is None else {"ATLAS_API": switch}) is expected


def test_a_setting_that_is_none_stops_the_start() -> None:
    with pytest.raises(ValueError, match="ATLAS_API"):
        is_open({"ATLAS_API": "non"})


def test_closed_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLAS_API", "0")
    client = site()
    for path in ("poles", "", "openapi.json"):
        answer = client.get(f"/api/v1/{path}")
        assert answer.status_code == 404
        assert answer.json()["detail"] == "L'API n'est pas ouverte sur ce serveur."
    assert client.get("/atlas/assets/leaflet/leaflet.js").status_code == 200
