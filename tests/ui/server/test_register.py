"""The shared register behind the screens: corrections appear, failures cost nothing."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from bench.serving import Server, ServerStartError
from geo import folders
from geo.lists.register import read_shared_register
from geo.problems import message
from loaders.register.address import PRIVATE_VARIABLE, VARIABLE
from tests.loaders.register.published import TWO, Site, as_csv, row
from tests.pages.opening import open_screen
from tests.registers import DATA_VARIABLE
from ui import data
from ui.parts.citations import register_line
from ui.register import RegisterState, state, tell
from ui.screens.donnees.tables import fault_table
from ui.server import register
from ui.server.register import MINUTES_VARIABLE, Settings, Watch, settings
from ui.server.routes import routes

THREE = as_csv(row("un", name="Nom corrigé"), row("deux"), row("trois"))


@pytest.fixture
def published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Return a server that publishes two poles; afterwards the poles are the specimen's again."""
    monkeypatch.setenv(folders.VARIABLE, str(tmp_path / "cache"))
    data._service.cache_clear()
    with Site() as site:
        threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.02}).start()
        yield site
        site.shutdown()
    register.stop()
    data._service.cache_clear()
    tell(RegisterState())


def publish(site: Site, body: bytes, status: int = 200) -> None:
    site.answer = lambda handler: handler.reply(body, status)


def watch(site: Site, every_s: float = 3600) -> Watch:
    watching = Watch(Settings(site.address(), every_s))
    watching.begin()
    return watching


def ids() -> list[str]:
    return data.get_atlas().require_poles()["id"].tolist()


def shown(page: AppTest) -> list[str]:
    return [pole for table in page.dataframe[:1] for pole in table.value["id"]]


def captions(page: AppTest) -> str:
    return "\n".join(caption.value for caption in page.caption)


def eventually(holds: Callable[[], bool], patience_s: float = 10) -> bool:
    deadline = time.monotonic() + patience_s
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.01)
    return holds()


# --- Settings -------------------------------------------------------------------------------


def test_without_address_there_is_nothing_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert settings() is None
    register.start()
    assert state() == RegisterState("file", "", None, None)
    assert register_line(data.get_atlas()) == ""


def test_it_is_asked_every_quarter_of_an_hour_unless_said_otherwise() -> None:
    url = {VARIABLE: "https://grist.exemple.fr/poles.csv"}
    usual, often = settings(url), settings(url | {MINUTES_VARIABLE: "2"})
    assert usual is not None
    assert often is not None
    assert (usual.every_s, often.every_s) == (900, 120)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({VARIABLE: "poles-secret.csv"}, "ATLAS_POLES n'est pas une adresse"),
        ({MINUTES_VARIABLE: "0"}, "ATLAS_POLES_MINUTES est un nombre entier de minutes"),
        ({MINUTES_VARIABLE: "-5"}, "ATLAS_POLES_MINUTES est un nombre entier de minutes"),
        ({MINUTES_VARIABLE: "un quart"}, "ATLAS_POLES_MINUTES est un nombre entier de minutes"),
        ({PRIVATE_VARIABLE: "peut-être"}, "ATLAS_POLES_PRIVATE vaut 1 ou 0"),
    ],
)
def test_a_wrong_setting_is_a_sentence_at_start(wrong: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=said) as raised:
        settings({VARIABLE: "https://nom:clef@exemple.fr/secret"} | wrong)
    assert "secret" not in str(raised.value)
    assert "clef" not in str(raised.value)


# --- Corrections ----------------------------------------------------------------------------


def test_a_correction_appears_on_screen_and_in_the_api_without_a_restart(published: Site) -> None:
    watching = watch(published)
    watching.ask()
    page = open_screen("carte")
    assert shown(page) == ["un", "deux"]
    assert "Registre partagé sur 127.0.0.1, vérifié le " in captions(open_screen("donnees"))
    # Under a map it is said only where it changes what is shown.
    assert "Registre partagé" not in captions(page)
    client = TestClient(Starlette(routes=routes()))
    first = client.get("/api/v1/poles")
    assert [one["id"] for one in first.json()["rows"]] == ["un", "deux"]
    publish(published, THREE)
    watching.ask()
    # A session that was open goes on, and shows it at its next choice.
    for session in (page.run(), open_screen("carte")):
        assert shown(session) == ["un", "deux", "trois"]
        assert "Nom corrigé" in session.dataframe[0].value.to_string()
    known = {"If-None-Match": first.headers["ETag"]}
    second = client.get("/api/v1/poles", headers=known)
    assert second.status_code == 200
    assert [one["id"] for one in second.json()["rows"]] == ["un", "deux", "trois"]
    watching.ask()
    known = {"If-None-Match": second.headers["ETag"]}
    assert client.get("/api/v1/poles", headers=known).status_code == 304


def test_a_cell_to_mend_is_counted_for_all_and_named_where_the_register_is_kept(
    published: Site,
) -> None:
    publish(published, as_csv(row("un", status="en pause"), row("deux")))
    watch(published).ask()
    (fault,) = data.get_atlas().problems
    assert (fault.column, fault.value, fault.is_of_a_row) == ("status", "en pause", True)
    counted = [link.proto.label for link in open_screen("carte").get("page_link")]
    assert counted[0].startswith("Le registre a 1 ligne à corriger")
    said = [text.value for text in open_screen("donnees", looks=1).markdown]
    assert "**Le registre partagé, colonne status : 1 cellule**" in said


def test_what_does_not_depend_on_the_poles_is_kept(published: Site) -> None:
    before, land = data.get_atlas(), data.get_version()
    watch(published).ask()
    after = data.get_atlas()
    assert after.land is before.land
    assert after.communes is before.communes
    assert after.version != before.version
    # No browser asks for the outlines again.
    assert data.get_version() == land


def test_the_same_version_is_put_into_service_once(published: Site) -> None:
    watching = watch(published)
    watching.ask()
    first = data.get_atlas()
    watching.ask()
    assert data.get_atlas() is first
    assert len(published.asked) == 2


def test_poles_and_version_change_together(published: Site) -> None:
    watching = watch(published)
    seen: set[tuple[str, int]] = set()
    over = threading.Event()

    def look() -> None:
        while not over.is_set():
            atlas = data.get_atlas()
            seen.add((atlas.version, len(atlas.require_poles())))
            time.sleep(0.001)

    readers = [threading.Thread(target=look) for _ in range(2)]
    for reader in readers:
        reader.start()
    for body in (TWO, THREE, TWO, THREE):
        publish(published, body)
        watching.ask()
        time.sleep(0.02)
    over.set()
    for reader in readers:
        reader.join()
    # The specimen, two poles, three poles: one version each.
    assert len(seen) == len({version for version, _poles in seen}) == 3


def test_the_thread_asks_again_and_ends(published: Site) -> None:
    watching = watch(published, every_s=0.02)
    watching.start()
    assert eventually(lambda: ids() == ["un", "deux"])
    publish(published, b"", 500)
    assert eventually(lambda: state().failure is not None)
    publish(published, THREE)
    assert eventually(lambda: ids() == ["un", "deux", "trois"])
    assert eventually(lambda: state().failure is None)
    watching.stop()
    assert eventually(
        lambda: not any(one.name == "register" for one in threading.enumerate()), patience_s=5
    )


def test_what_nobody_foresaw_does_not_end_the_thread(
    published: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    watching = watch(published, every_s=0.02)
    asked = []

    def fail() -> None:
        asked.append(1)
        raise ZeroDivisionError

    watching.ask()
    checked = state().checked
    monkeypatch.setattr(watching, "ask", fail)
    watching.start()
    assert eventually(lambda: len(asked) > 2)
    watching.stop()
    assert "ZeroDivisionError" in caplog.text
    # Nor does it pass for a register that is up to date.
    assert str(state().failure) == (
        "La demande du registre a échoué ; la raison est au journal du serveur."
    )
    assert state().checked == checked
    assert "dernière copie lisible le " in register_line(data.get_atlas())


@pytest.mark.slow
def test_a_server_takes_the_register_from_its_address(
    published: Site, serve: Callable[..., AbstractContextManager[Server]], specimen_dir: Path
) -> None:
    url = published.address(login="nom:motdepasse@").url
    around = {DATA_VARIABLE: str(specimen_dir), VARIABLE: url, PRIVATE_VARIABLE: "1"}
    with serve(environment=around) as server:

        def answered() -> list[str]:
            rows = httpx.get(f"{server.url}/api/v1/poles", timeout=60).json()["rows"]
            return [one["id"] for one in rows]

        assert eventually(lambda: answered() == ["un", "deux"], patience_s=30)
        said = server.log_text()
        assert "secret" not in said
        assert "motdepasse" not in said


@pytest.mark.slow
def test_a_server_does_not_start_on_a_wrong_address(
    serve: Callable[..., AbstractContextManager[Server]],
) -> None:
    with (
        pytest.raises(ServerStartError, match="ATLAS_POLES n'est pas une adresse"),
        serve(environment={VARIABLE: "ftp://exemple.fr/poles.csv"}),
    ):
        pass


# --- Failures -------------------------------------------------------------------------------


def test_a_source_that_fails_leaves_the_last_version_with_its_age(
    published: Site, caplog: pytest.LogCaptureFixture
) -> None:
    watching = watch(published)
    watching.ask()
    checked = state().checked
    assert checked is not None
    publish(published, b"<html>Connexion</html>")
    watching.ask()
    assert ids() == ["un", "deux"]
    now = state()
    assert (now.kind, now.host, now.checked) == ("https", "127.0.0.1", checked)
    assert "ne se lit pas" in str(now.failure)
    assert f"vérifiée le {checked:%d/%m/%Y à %H:%M} (UTC) reste en service" in caplog.text
    assert "secret" not in caplog.text
    page = open_screen("carte")
    assert shown(page) == ["un", "deux"]
    assert "Registre partagé sur 127.0.0.1 : dernière copie lisible le " in captions(page)


def test_the_end_of_a_failure_is_as_loud_as_the_failure(
    published: Site, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    watching = watch(published)
    watching.ask()
    publish(published, b"", 503)
    watching.ask()
    watching.ask()
    again = "Registre : de nouveau lu sur 127.0.0.1."
    assert again not in caplog.messages
    publish(published, TWO)
    watching.ask()
    watching.ask()
    assert caplog.messages.count(again) == 1


def test_a_start_without_the_source_shows_its_last_version(published: Site) -> None:
    watch(published).ask()
    data._service.cache_clear()
    tell(RegisterState())
    publish(published, b"", 503)
    watching = watch(published)
    # Before anything is asked.
    assert ids() == ["un", "deux"]
    watching.ask()
    assert ids() == ["un", "deux"]
    assert state().checked is not None
    assert state().failure is not None


def test_a_first_start_without_the_source_shows_the_file_and_says_so(
    published: Site, caplog: pytest.LogCaptureFixture
) -> None:
    file = ids()
    publish(published, b"", 503)
    watching = watch(published)
    watching.ask()
    assert ids() == file
    assert state().checked is None
    assert str(state().failure) == "127.0.0.1 répond 503 au lieu du registre."
    assert "Celui du dossier des données est en service." in caplog.text
    page = open_screen("carte")
    assert "pas encore lu : celui du dossier des données est montré" in captions(page)


def test_bad_rows_are_in_the_log_by_name_ten_at_most(
    published: Site, caplog: pytest.LogCaptureFixture
) -> None:
    rows = [row(f"pole-{number}", status="fermé") for number in range(12)]
    publish(published, as_csv(*rows))
    with caplog.at_level(logging.INFO):
        watch(published).ask()
    assert len(ids()) == 12
    assert "12 pôles lus sur 127.0.0.1" in caplog.text
    assert "Le registre partagé, « Pôle pole-9 », ligne 11, colonne status" in caplog.text
    assert "« Pôle pole-10 »" not in caplog.text
    assert "et 2 de plus, tous dans Données et méthode" in caplog.text
    # The file of the data folder is not in service: neither are its faults.
    assert len([one for one in data.get_atlas().problems if one.table == "poles"]) == 12


@pytest.mark.parametrize("numbered", [True, False])
def test_a_line_that_nobody_can_find_is_not_shown(*, numbered: bool) -> None:
    raw = as_csv(row("un"), row("deux", status="fermé"))
    _poles, faults = read_shared_register(raw, "Registre", data.get_atlas(), numbered=numbered)
    assert fault_table(faults)["line"].fillna(0).tolist() == [3 if numbered else 0]
    (told,) = fault_table(faults).iloc[:, -1]
    assert ("ligne 3" in told) == numbered
    assert "« Pôle deux »" in told


def test_the_age_is_said_as_people_say_it(published: Site) -> None:
    atlas = data.get_atlas()
    checked = datetime(2026, 6, 30, 22, 5, tzinfo=UTC)
    tell(RegisterState("https", "grist.exemple.fr", checked))
    assert register_line(atlas) == (
        "Registre partagé sur grist.exemple.fr, vérifié le 1er juillet 2026 à 00:05."
    )
    tell(
        RegisterState(
            "https",
            "grist.exemple.fr",
            datetime.now(UTC) - timedelta(hours=3, minutes=5),
            message("Le registre est vide."),
        )
    )
    assert register_line(atlas).endswith("il y a 3 heures.")
    assert published.asked == []
