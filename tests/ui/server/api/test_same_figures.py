"""Fifty questions about a small country: an address answers what the command line writes."""

from pathlib import Path

import pytest

from geo.cli.command import Command
from geo.cli.main import COMMANDS, main
from tests.geo.conftest import write_tables
from tests.registers import read_from
from tests.ui.server.api.questions import Both

TERRITORIES = [
    *("france", "metropole", "region:84", "region:93", "ancienne-region:82", "departement:38"),
    *("epci:200000002", "epci:200040715", "zone-emploi:8413", "commune:38001", "commune:97411"),
    *("region:99", "isère"),
]
ASKED = {
    "compare": ("region:84 region:93", "territory=region:84,region:93"),
    "territories": ("saint", "q=saint"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the tables of the small country, which this module reads from here on."""
    made = tmp_path_factory.mktemp("petit-pays")
    write_tables(made)
    read_from(made)
    return made


def test_questions_about_a_small_country(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    both = Both(folder, capsys)
    answered = [both.ask(seed, TERRITORIES) for seed in range(50)]
    # It has few tables: what one of them is missing for is refused in the same words too.
    assert 15 <= sum(answered) < 50


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_the_csv_is_that_of_the_command(
    folder: Path, capsys: pytest.CaptureFixture[str], command: Command
) -> None:
    arguments, query = ASKED.get(command.name, ("--territory region:84", "territory=region:84"))
    assert main([command.name, *arguments.split(), "--data", str(folder), "--csv"]) == 0
    answer = Both(folder, capsys).client.get(f"/api/v1/{command.name}.csv?{query}")
    assert answer.text == capsys.readouterr().out
