"""The door between a visit and Streamlit: what widgets are given, and when."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from ui.view import session
from ui.view.choices import Vocabulary

VOCABULARY = Vocabulary(
    is_territory={"france", "region:76"}.__contains__,
    cohorts=("ami-2021",),
    sectors=(),
    statuses=("actif", "clos"),
    poles=(),
)
Begin = Callable[..., Any]


class Params(dict[str, Any]):
    """The parameters of an address, as Streamlit gives and takes them."""

    writes = 0

    def get_all(self, param: str) -> list[str]:
        value = self[param]
        return value if isinstance(value, list) else [value]

    def __getitem__(self, param: str) -> str:
        value = super().__getitem__(param)
        return value[-1] if isinstance(value, list) else value

    def from_dict(self, wanted: dict[str, list[str]]) -> None:
        self.writes += 1
        self.clear()
        self.update(wanted)


class CutShort(Exception):  # noqa: N818 - nothing is wrong
    """What ends a run at once when the browser asks for another."""


class Busy(dict[str, Any]):
    """A session in which a run is cut short once it has written so many times."""

    def __init__(self, held: dict[str, Any], writes: int) -> None:
        super().__init__(held)
        self.left = writes

    def __setitem__(self, key: str, value: object) -> None:
        if not self.left:
            raise CutShort
        self.left -= 1
        super().__setitem__(key, value)


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Return a session and an address that a test can change, without a page."""
    browser = SimpleNamespace(session_state={}, query_params=Params(), language="fr")
    monkeypatch.setattr(session, "st", browser)
    monkeypatch.setattr(session, "language_of_link", lambda: "")
    monkeypatch.setattr(session, "current_language", lambda: browser.language)
    return browser


def run(screen: str = "carte") -> None:
    """Run a page that settles on what is chosen."""
    session.begin(screen, VOCABULARY)
    session.end(session.chosen())


def test_a_widget_that_holds_nothing_is_given_the_view_and_the_others_stand(
    browser: SimpleNamespace,
) -> None:
    browser.query_params.update(territoire="region:76", statuts="actif")
    run()
    held = browser.session_state
    assert held["choix-statuses"] == ["actif"]
    del held["choix-statuses"]
    held["choix-colour"] = "statut"
    assert session.begin("carte", VOCABULARY).colour == "statut"
    assert held["choix-statuses"] == ["actif"]
    assert held["choix-colour"] == "statut"


def test_a_word_of_another_language_is_taken_back(browser: SimpleNamespace) -> None:
    browser.query_params.update(statuts="actif")
    run()
    held = browser.session_state
    held["choix-statuses"], held["choix-cohorts"] = ["Active"], ["ami-2021"]
    view = session.begin("carte", VOCABULARY)
    assert (view.statuses, view.cohorts) == (("actif",), ("ami-2021",))
    assert held["choix-statuses"] == ["actif"]


def test_a_change_of_language_gives_every_widget_its_choice_anew(
    browser: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    run()
    given: list[str] = []
    monkeypatch.setattr(session, "_set_widget", lambda _view, name: given.append(name))
    run()
    assert given == []
    browser.language = "en"
    run()
    assert given == list(session.WIDGETS["carte"])
    run()
    assert given == list(session.WIDGETS["carte"])


def test_a_run_cut_short_while_it_begins_on_another_screen_loses_nothing(
    browser: SimpleNamespace,
) -> None:
    browser.query_params.update(territoire="region:76", statuts="actif")
    run()
    browser.query_params.clear()
    whole = browser.session_state

    for last in range(len(session.WIDGETS["couverture"]) + 2):
        browser.session_state = busy = Busy(whole, last)
        with pytest.raises(CutShort):
            session.begin("couverture", VOCABULARY)
        browser.session_state = dict(busy)
        view = session.begin("couverture", VOCABULARY)
        assert (view.territory, view.statuses) == ("region:76", ("actif",))
        assert browser.session_state["choix-statuses"] == ["actif"]


def test_whoever_leaves_before_the_run_ends_takes_the_choice_along(
    browser: SimpleNamespace,
) -> None:
    run()
    browser.session_state["choix-statuses"] = ["clos"]
    session.begin("carte", VOCABULARY)
    assert session.begin("couverture", VOCABULARY).statuses == ("clos",)


def test_a_choice_taken_back_is_written_though_the_browser_never_showed_it(
    browser: SimpleNamespace,
) -> None:
    run()
    browser.session_state["choix-statuses"] = ["clos"]
    run()
    assert dict(browser.query_params) == {"statuts": ["clos"]}
    browser.query_params.clear()
    browser.session_state["choix-statuses"] = []
    writes = browser.query_params.writes
    run()
    assert browser.query_params.writes == writes + 1
    run()
    assert browser.query_params.writes == writes + 1


def test_a_choice_sent_with_the_address_of_before_is_kept_and_a_step_back_followed(
    browser: SimpleNamespace,
) -> None:
    browser.query_params.update(territoire="region:76")
    run()
    browser.session_state["choix-statuses"] = ["clos"]
    run()
    browser.query_params = Params(territoire="region:76")
    browser.session_state["choix-cohorts"] = ["ami-2021"]
    run()
    assert session.current().statuses == ("clos",)
    assert session.current().cohorts == ("ami-2021",)
    browser.query_params = Params(territoire="region:76")
    run()
    assert session.current().statuses == ()


def test_the_address_keeps_what_is_not_of_the_view(browser: SimpleNamespace) -> None:
    browser.query_params.update(territoire="region:76", utm_source="lettre")
    run()
    assert dict(browser.query_params) == {"territoire": "region:76", "utm_source": "lettre"}
    session.change(territory="france", statuses=("clos",))
    run()
    assert dict(browser.query_params) == {"statuts": ["clos"], "utm_source": ["lettre"]}
    assert browser.session_state["choix-statuses"] == ["clos"]
