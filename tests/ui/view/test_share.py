"""The address a reader takes away opens the same view, wherever the atlas is served."""

import html
import re
from types import SimpleNamespace
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.view import language, session, share
from ui.view.choices import DEFAULT_VIEW, ViewState
from ui.view.link import view_params

VIEW = ViewState(territory="ancienne-region:82", layers=("qpv", "regions"), reach="radius")


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Return what the browser of a reader says of itself, to be changed by a test."""
    browser = SimpleNamespace(
        context=SimpleNamespace(
            headers={"Origin": "https://atlas.example.fr"},
            url="https://autour.example.fr/page",
            locale="fr-FR",
        ),
        query_params={},
    )
    monkeypatch.setattr(share, "st", browser)
    monkeypatch.setattr(language, "st", browser)
    monkeypatch.setattr(session, "screen", lambda: "couverture")
    return browser


def set_base(monkeypatch: pytest.MonkeyPatch, base: str) -> None:
    monkeypatch.setattr(share, "config", SimpleNamespace(get_option=lambda _name: base))


def test_the_link_is_absolute_and_in_one_order(visit: SimpleNamespace) -> None:
    assert share.absolute_link(VIEW) == (
        "https://atlas.example.fr/couverture"
        "?territoire=ancienne-region:82&calques=regions,qpv&rayon=radius"
    )
    assert share.absolute_link(DEFAULT_VIEW) == "https://atlas.example.fr/couverture"
    assert visit.query_params == {}


@pytest.mark.usefixtures("visit")
def test_the_first_screen_lives_at_the_root() -> None:
    assert share.absolute_link(DEFAULT_VIEW, "carte") == "https://atlas.example.fr/"


@pytest.mark.usefixtures("visit")
def test_a_site_under_a_path_keeps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    set_base(monkeypatch, "/outils/atlas/")
    assert share.absolute_link(DEFAULT_VIEW) == "https://atlas.example.fr/outils/atlas/couverture"
    assert share.absolute_link(DEFAULT_VIEW, "carte") == "https://atlas.example.fr/outils/atlas/"


def test_the_language_chosen_stays_and_nothing_foreign_does(visit: SimpleNamespace) -> None:
    visit.query_params.update(lang="en", utm_source="lettre")
    assert share.absolute_link(DEFAULT_VIEW) == "https://atlas.example.fr/couverture?lang=en"


def test_the_link_names_the_language_that_the_browser_would_not_choose(
    visit: SimpleNamespace,
) -> None:
    visit.context.locale = "en-GB"
    assert share.absolute_link(DEFAULT_VIEW) == "https://atlas.example.fr/couverture?lang=fr"


@pytest.mark.parametrize(
    "origin", ["null", "", None, "javascript:alert(1)", "https://a@b.fr", "https://a.fr/<script>"]
)
def test_an_odd_origin_gives_way_to_the_address_of_the_page(
    visit: SimpleNamespace, origin: str | None
) -> None:
    visit.context.headers = {} if origin is None else {"Origin": origin}
    assert share.site_address() == "https://autour.example.fr"
    visit.context.url = "javascript:alert(1)"
    assert share.site_address() == ""
    visit.context.url = None
    assert share.absolute_link(DEFAULT_VIEW, "carte") == "/"


@pytest.mark.usefixtures("visit")
def test_the_code_of_a_frame_shows_the_view_embedded() -> None:
    address = share.absolute_link(VIEW, embed=True)
    code = share.frame_code(address, 'Titre "<script>"')
    source = html.unescape(re.search('src="([^"]*)"', code)[1])
    assert source == address
    assert dict(parse_qsl(urlsplit(source).query)) == {**view_params(VIEW), "embed": "true"}
    assert "<script>" not in code


@given(st.text(), st.text())
def test_no_text_leaves_its_attribute(address: str, title: str) -> None:
    code = share.frame_code(address, title)
    assert code.count('"') == 14
    assert code.count("<") == code.count(">") == 2
