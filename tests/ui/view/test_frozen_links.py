"""Links given away yesterday open the same view today: ``tests/links/liens.txt``."""

from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

import pytest

from ui import data
from ui.parts.vocabulary import link_vocabulary
from ui.screens.comparer.facts import who
from ui.server.screens import SCREENS
from ui.view.choices import LAYERS, ViewState, Vocabulary
from ui.view.link import PARAMS, address_params, parse_view, view_params
from ui.view.session import DEFAULT_SCREEN, WIDGETS

LINKS = Path(__file__).parents[2] / "links" / "liens.txt"
EMPTY = "(vide)"
# Not fields of the view.
OF_THE_LINK = {"screen", "refuse", "opens", "reads"}


class Link(NamedTuple):
    """A frozen link and what its view must say, field by field."""

    address: str
    expected: dict[str, str]


def read_links() -> list[Link]:
    links: list[Link] = []
    for line in LINKS.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("/"):
            links.append(Link(line, {}))
        else:
            name, _, value = line.strip().partition(" ")
            links[-1].expected[name] = value
    return links


FROZEN = read_links()
# What a view is when the link says nothing, written out: a default that moves would change the
# view of every link that leaves it out.
DEFAULTS = FROZEN[0].expected


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return link_vocabulary(data.get_atlas())


def written(view: ViewState, name: str) -> str:
    value = getattr(view, name)
    return (value if isinstance(value, str) else ",".join(value)) or EMPTY


@pytest.mark.parametrize("link", FROZEN, ids=[link.address for link in FROZEN])
def test_a_link_of_yesterday_opens_the_same_view(link: Link, vocabulary: Vocabulary) -> None:
    parts = urlsplit(link.address)
    view, invalid = parse_view(address_params(dict(parse_qsl(parts.query))), vocabulary)
    wanted = DEFAULTS | link.expected
    assert {name: written(view, name) for name in DEFAULTS if name != "screen"} == {
        name: value for name, value in wanted.items() if name not in OF_THE_LINK
    }
    told = {
        "refuse": [f"{one.param}={one.value}" for one in invalid if one.becomes is None],
        "reads": [f"{one.value}={one.becomes.territory.id}" for one in invalid if one.becomes],
    }
    for name, values in told.items():
        assert ",".join(values) == link.expected.get(name, "")
    assert (parts.path.strip("/") or DEFAULT_SCREEN) == wanted["screen"]
    if "opens" in wanted:
        compared = who(data.get_atlas(), view).territories
        assert ",".join(item.id for item in compared) == wanted["opens"]
    # What the address bar then shows opens the same view again.
    assert parse_view(view_params(view), vocabulary) == (view, ())


def test_every_screen_parameter_and_layer_has_a_frozen_link() -> None:
    params = {name for link in FROZEN for name, _ in parse_qsl(urlsplit(link.address).query)}
    assert set(PARAMS.values()) <= params
    screens = {urlsplit(link.address).path.strip("/") or DEFAULT_SCREEN for link in FROZEN}
    assert {screen.url_path for screen in SCREENS} == screens
    assert set(WIDGETS) >= screens
    alone = {link.address.partition("calques=")[2] for link in FROZEN}
    assert set(LAYERS) <= alone


def test_the_file_is_not_read_as_empty() -> None:
    assert len(FROZEN) > 45
    assert len({link.address for link in FROZEN}) == len(FROZEN)
    assert set(DEFAULTS) >= {"screen", "territory", "layers", "reach"}
