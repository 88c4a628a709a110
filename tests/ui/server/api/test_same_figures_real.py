"""Fifty questions about France: an address answers what the command line writes."""

from functools import cache

import pytest

from geo.tables.atlas import load_atlas
from tests.ui.server.api.questions import Both
from ui import data

TERRITORIES = [
    *("france", "region:84", "region:11", "ancienne-region:82", "departement:2A"),
    *("departement:976", "epci:200040715", "zone-emploi:8409", "commune:38185", "commune:29083"),
    "departement:99",
]


@pytest.mark.slow
def test_questions_about_france(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each command reads the tables again: once is enough here.
    monkeypatch.setattr("geo.cli.shared.load_atlas", cache(load_atlas))
    both = Both(data.get_atlas().files.folder, capsys)
    answered = [both.ask(seed, TERRITORIES) for seed in range(1000, 1090)]
    assert 50 <= sum(answered) < 90
