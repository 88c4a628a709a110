"""A choice is declared once, and the declaration is whole."""

from collections.abc import Iterator, Mapping

import pytest

from ui import data
from ui.parts.vocabulary import link_vocabulary
from ui.server.screens import SCREENS as SERVED
from ui.text.i18n import install
from ui.view.choices import CHOICES, DEFAULT_VIEW, LAYER_GROUPS, SCREENS
from ui.view.link import PARAMS
from ui.view.session import WIDGETS
from ui.view.words import title, word

SHOWN = [name for name, choice in CHOICES.items() if choice.screens and name != "layers"]
MANY = {"several", "pills"}


@pytest.fixture(autouse=True)
def _french_again() -> Iterator[None]:
    yield
    install("fr")


def test_the_screens_of_choices_are_those_that_are_served() -> None:
    assert set(SCREENS) == {screen.url_path for screen in SERVED} == set(WIDGETS)


def test_no_two_choices_share_a_parameter() -> None:
    assert len(set(PARAMS.values())) == len(PARAMS) == len(CHOICES)


def test_layers_are_chosen_group_by_group_where_they_are_chosen() -> None:
    assert set(LAYER_GROUPS) < set(WIDGETS["carte"])
    assert set(LAYER_GROUPS).isdisjoint(WIDGETS["couverture"])
    assert all("layers" not in names for names in WIDGETS.values())


@pytest.mark.parametrize("name", CHOICES)
def test_the_default_is_a_value(name: str) -> None:
    default = getattr(DEFAULT_VIEW, name)
    allowed = link_vocabulary(data.get_atlas()).allowed(name)
    # No pole is open at first: that is no identifier.
    assert name == "pole" or all(map(allowed, default if isinstance(default, tuple) else [default]))


@pytest.mark.parametrize("name", SHOWN)
def test_the_widget_takes_as_many_values_as_the_field(name: str) -> None:
    assert (CHOICES[name].widget in MANY) is isinstance(getattr(DEFAULT_VIEW, name), tuple)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", SHOWN)
def test_a_choice_and_its_values_have_words(name: str, language: str) -> None:
    install(language)
    assert title(name)
    values = CHOICES[name].values
    said = [word(name, value) for value in values]
    assert len(set(said)) == len(values)
    assert not isinstance(values, Mapping) or set(said).isdisjoint(values)


def test_english_words_are_not_the_french_ones() -> None:
    install("en")
    assert title("reach") != CHOICES["reach"].title
    assert word("reach", "epci") != CHOICES["reach"].values["epci"]  # type: ignore[index]
