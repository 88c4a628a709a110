"""A list that a reader brings: sent, understood, used, removed; private in every link."""

import gc
import logging
import weakref
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import streamlit as st
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from geo.lists.limits import MAX_BYTES
from geo.vocabulary import PRIVATE_ID
from tests.geo.lists.writing import as_xlsx, zipped
from tests.pages.opening import ROOT, answer
from ui import data
from ui.lists import dialog
from ui.lists.readings import Readings
from ui.server.incidents import report_incident
from ui.server.routes import keep_to_navigation
from ui.view import own_list
from ui.view.choices import POLES

# Two are placed, the second by an old code; Marly is twice; the last is nowhere.
ROWS = [
    ("Nom de la structure", "Code Insee", "Ville"),
    ("La Fabrique", "07010", "Annonay"),
    ("Les Ateliers", "93059", "Pierrefitte-sur-Seine"),
    ("Le Lieu", "", "Marly"),
    ("Ailleurs", "", "Trifouilly-les-Oies"),
]
FILE = ("structures.xlsx", as_xlsx(ROWS), "")


@pytest.fixture(scope="module", autouse=True)
def _frame() -> Iterator[None]:
    """Run the front door, as the server does: alone, a page has no frame to bring a list in."""
    begin = PagesManager.__init__

    def keep(manager: PagesManager, *given: Any, **named: Any) -> None:  # noqa: ANN401
        keep_to_navigation()
        begin(manager, *given, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PagesManager, "__init__", keep)
        yield


def open_whole(**link: str) -> AppTest:
    page = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=120)
    for param, value in link.items():
        page.query_params[param] = value
    page.run()
    return page.run()


def said(page: AppTest) -> str:
    """Return every sentence on the page."""
    texts = [*page.markdown, *page.caption, *page.info, *page.error, *page.warning]
    return "\n".join(text.value for text in texts).replace("\N{NO-BREAK SPACE}", " ")


def send(page: AppTest, file: tuple[str, bytes, str] = FILE) -> AppTest:
    if not page.file_uploader:
        page.button(key="liste-ouvrir").click().run()
    page.file_uploader[0].set_value(file).run()
    assert not page.exception
    return page


@pytest.fixture(scope="module")
def used() -> AppTest:
    """Return a page on which the list stands in the place of the register."""
    page = send(open_whole())
    page.button(key="liste-seule").click().run()
    assert not page.exception
    return page


@pytest.mark.slow
def test_limits_then_report_then_use() -> None:
    page = open_whole()
    assert not page.file_uploader
    page.button(key="liste-ouvrir").click().run()
    assert "5 Mo et 20\u202f000 lignes au plus" in said(page)
    assert "jamais écrite sur disque" in said(page)
    send(page)
    assert "**4 lignes lues** : 2 placées, 1 à confirmer et 1 non placée." in said(page)
    assert "Ville » : Nom de la commune" in said(page)
    assert "Ligne 5" in said(page)
    # Understood is not used: whoever sees what the columns were taken for decides.
    assert "2 pôles" not in answer(page)
    assert page.query_params.get("liste") is None
    page.button(key="liste-ajoutee").click().run()
    assert not page.file_uploader
    assert page.query_params["liste"] == "ajoutee"


@pytest.mark.slow
def test_list_stands_in_the_place_of_the_register(used: AppTest) -> None:
    assert "Votre liste « structures » seule (2 structures placées)" in answer(used)
    assert "**France** : 2 " in answer(used)
    assert used.query_params["liste"] == "seule"
    radio = used.radio(key="liste-usage")
    assert radio.value == "seule"


@pytest.mark.slow
@pytest.mark.parametrize("how", ["seule", "ajoutee"])
def test_every_screen_answers_with_a_list_without_waves_or_sectors(how: str) -> None:
    page = send(open_whole(territoire="ancienne-region:82"))
    page.button(key=f"liste-{how}").click().run()
    for screen in (*POLES, "chronologie", "appels"):
        page.switch_page(f"pages/{screen}.py").run()
        page.run()
        assert not page.exception, screen
        assert page.query_params["liste"] == how, screen
        if screen != "appels":
            assert page.radio(key="liste-usage").value == how, screen


@pytest.mark.slow
def test_use_changes_and_removal_brings_the_register_back() -> None:
    page = open_whole()
    register = answer(page)
    send(page)
    page.button(key="liste-seule").click().run()
    alone = answer(page)
    mine = weakref.ref(page.session_state[own_list.USED])
    tables = weakref.ref(mine().tables(data.get_atlas(), alone=True))
    page.radio(key="liste-usage").set_value("sans").run()
    assert answer(page) == register
    assert page.query_params.get("liste") is None
    page.radio(key="liste-usage").set_value("seule").run()
    assert answer(page) == alone
    page.button(key="liste-retirer").click().run()
    assert answer(page) == register
    page.run()
    gc.collect()
    assert mine() is None
    assert tables() is None


@pytest.mark.slow
def test_row_asked_about_is_placed_by_whoever_knows() -> None:
    page = send(open_whole())
    row = page.selectbox(key="liste-ligne-3")
    assert row.options == ["Ne pas placer", "Marly (57447)", "Marly (59383)"]
    row.set_value("57447")
    (place,) = [button for button in page.button if button.label == "Placer ces lignes"]
    place.click().run()
    assert "3 placées, 0 à confirmer" in said(page)
    # Columns are said better, what was placed by the former ones is asked again.
    page.selectbox(key="liste-colonne-2").set_value("source_note")
    (again,) = [button for button in page.button if button.label == "Relire avec ces colonnes"]
    again.click().run()
    assert "« Ville » : Note" in said(page)
    assert "2 placées, 0 à confirmer et 2 non placées" in said(page)


@pytest.mark.slow
def test_every_row_asked_about_has_its_turn() -> None:
    rows = "".join(f"Lieu {row};Marly\n" for row in range(12))
    page = send(open_whole(), ("marly.csv", f"Nom;Ville\n{rows}".encode(), ""))

    def answer_those_shown(code: str | None) -> str:
        for box in page.selectbox:
            if str(box.key).startswith("liste-ligne-"):
                box.set_value(code)
        (place,) = [button for button in page.button if button.label == "Placer ces lignes"]
        place.click().run()
        assert not page.exception
        return said(page)

    assert any("les 10 premières sur 12" in expander.label for expander in page.expander)
    # Nothing chosen is nothing decided.
    assert "0 placée, 12 à confirmer et 0 non placée" in answer_those_shown(None)
    assert "0 placée, 2 à confirmer et 10 non placées" in answer_those_shown("")
    assert "2 placées, 0 à confirmer et 10 non placées" in answer_those_shown("57447")


@pytest.mark.slow
def test_another_list_is_asked_for_once_one_was_read() -> None:
    page = send(open_whole())
    page.button(key="liste-autre").click().run()
    assert "lignes lues" not in said(page)
    send(page, ("une.csv", b"Nom;Code Insee\nLa Fabrique;07010\n", ""))
    assert "**1 ligne lue** : 1 placée" in said(page)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (("liste.csv", b"a" * (MAX_BYTES + 1), ""), "pèse plus de 5 Mo"),
        (("liste.csv", b"%PDF-1.7 ...", ""), "ne se lit pas"),
        (
            ("liste.xlsx", zipped({"xl/worksheets/sheet1.xml": b"0" * 50_000_000}), ""),
            "sa version dézippée est démesurée",
        ),
    ],
    ids=["heavy", "pdf", "bomb"],
)
def test_wrong_file_is_refused_in_words(file: tuple[str, bytes, str], sentence: str) -> None:
    page = send(open_whole(), file)
    assert sentence in "".join(error.value for error in page.error)
    assert "liste-seule" not in {button.key for button in page.button}


def test_too_heavy_list_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialog, "READINGS", None)
    send(open_whole(), ("liste.csv", b"a" * (MAX_BYTES + 1), ""))


def test_busy_server_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialog, "READINGS", Readings(1, 0))
    page = send(open_whole())
    assert "Trop de listes attendent" in said(page)


def test_link_of_a_private_list_shows_the_register_and_says_so() -> None:
    register = answer(open_whole(territoire="region:84"))
    page = open_whole(territoire="region:84", liste="seule")
    assert "avec une liste privée, qui ne voyage pas avec lui" in said(page)
    assert answer(page) == register
    assert page.query_params["liste"] == "seule"


@pytest.mark.parametrize(
    ("offered", "lost"),
    [
        ("streamlit, token, another-session", True),
        ("streamlit, , another-session", True),
        ("streamlit, token", False),
        ("streamlit, token, test session id", False),
        ("streamlit, token, ", False),
        ("", False),
    ],
)
def test_list_lost_with_its_session_is_told_as_such(
    monkeypatch: pytest.MonkeyPatch, offered: str, *, lost: bool
) -> None:
    headers = {"Sec-WebSocket-Protocol": offered}
    monkeypatch.setattr(type(st.context), "headers", property(lambda _context: headers))
    page = open_whole(territoire="region:84", liste="seule")
    assert ("Votre liste n'est plus sur le serveur" in said(page)) is lost
    assert ("avec une liste privée" in said(page)) is not lost
    # Whoever has brought no list has lost none.
    assert "Votre liste n'est plus" not in said(open_whole(territoire="region:84"))


@pytest.mark.slow
def test_other_sessions_do_not_see_it(used: AppTest) -> None:
    other = open_whole(liste="seule")
    assert "liste-usage" not in {radio.key for radio in other.radio}
    assert answer(other) != answer(used)
    assert "La Fabrique" not in str(other)


@pytest.mark.slow
def test_sheet_of_an_own_pole_is_in_no_address(used: AppTest) -> None:
    mine = f"{PRIVATE_ID}la-fabrique"
    visit = used.session_state["visite"]
    used.session_state["visite"] = replace(visit, view=replace(visit.view, pole=mine))
    used.run()
    assert used.session_state["visite"].view.pole == mine
    assert "pole" not in used.query_params


def test_incident_quotes_nothing_of_a_list(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    error = KeyError("la-fabrique")
    for held, is_quoted in ((None, True), (object(), False)):
        caplog.clear()
        monkeypatch.setattr(own_list, "used", lambda held=held: held)
        with caplog.at_level(logging.ERROR):
            report_incident(error)
        assert ("la-fabrique" in caplog.text) is is_quoted
        assert "KeyError" in caplog.text
