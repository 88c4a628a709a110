"""The version on screen is the one that the project states and the journal of versions explains."""

import re
from pathlib import Path

from tests.pages.opening import open_screen
from ui.server.version import version
from ui.view import session
from ui.view.visit import Visit

ROOT = Path(__file__).parents[3]


def test_version_is_a_release() -> None:
    assert re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", version())


def test_version_has_its_lines_in_the_journal() -> None:
    journal = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    releases = re.split(r"^## ", journal, flags=re.MULTILINE)[1:]
    # What the next one will do is written down as it comes.
    coming = releases[0].partition("\n")[0].endswith(" – à venir")
    assert releases[coming].startswith(f"{version()} – ")
    for release in releases:
        title, *lines = release.strip().splitlines()
        day = "à venir" if coming and release is releases[0] else r"[0-9]{1,2}(er)? \w+ [0-9]{4}"
        assert re.fullmatch(rf"[0-9.]+ – {day}", title)
        assert 0 < len([line for line in lines if line.strip()]) <= 10


def test_version_is_the_last_word_of_a_screen() -> None:
    # The front door with a page whose map has been drawn: a first look ends before it.
    come_back = {session.VISIT: Visit(screen="carte", looks=1)}
    page = open_screen("carte", looks=1, state=come_back)
    assert page.caption[-1].value == f"Atlas PTCE {version()}"
