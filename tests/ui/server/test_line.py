"""What the page is given to speak of its line."""

import json
import re

import pytest

from ui.server.headers import inline_script_hashes
from ui.server.line import PROCESS, SENTENCES, line_head, line_script
from ui.server.screens import SCREENS
from ui.server.shell import shell
from ui.text.i18n import LANGUAGES


def settings(script: str) -> dict[str, object]:
    told = re.search(r"window\.atlas\.line = (.*);\n", script)
    assert told is not None
    found: dict[str, object] = json.loads(told[1])
    return found


@pytest.mark.parametrize("base", ["", "/outils/atlas"])
def test_script_has_every_sentence_and_address(base: str) -> None:
    script = line_script(base)
    told = settings(script)
    assert told["alive"] == f"{base}/atlas/alive"
    assert told["light"] == f"{base}/texte/"
    words = told["words"]
    assert isinstance(words, dict)
    assert set(words) == set(LANGUAGES)
    assert all(set(said) == set(SENTENCES) for said in words.values())
    assert words["en"]["gone"] != words["fr"]["gone"]
    # Each name that the script speaks of is a sentence.
    spoken = set(re.findall(r'say\((?:[^)"]*\? )?"(\w+)"(?: : "(\w+)")?', script))
    assert {name for pair in spoken for name in pair if name} <= set(SENTENCES)


def test_scripts_are_the_same_on_every_screen_in_every_language() -> None:
    found = {
        tuple(inline_script_hashes(shell(language, "", screen)))
        for language in LANGUAGES
        for screen in SCREENS
    }
    assert len(found) == 1


def test_page_knows_which_process_sent_it() -> None:
    assert f'<meta name="atlas-process" content="{PROCESS}">' in line_head()
