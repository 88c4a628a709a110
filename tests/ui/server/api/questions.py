"""The same question asked of the command line and of an address.

Questions are drawn from the options as declared, good values and wrong ones: an answer has the same
figures under the same keys, a refusal says the same sentence.
"""

import json
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from geo.cli.command import Command, Option
from geo.cli.main import COMMANDS, main
from ui import data
from ui.server.routes import routes

TEXTS = ["saint denis", "38", "isere", "val", "69003", "zzz", "l'isle d'abeau"]
# Of those that are no closed list: some that exist, some that do not.
NUMBERS = {
    "km": ["20", "2.5", "0", "-3"],
    "detour": ["1", "1.3", "4"],
    "as-of": ["2014", "2022", "1999"],
    "basin-change": ["0.4", "2"],
    "basin-share": ["0.6"],
    "basin-years": ["1998 2017", "2017 1998"],
    "limit": ["3", "0"],
}
# Of the command line, and of an address.
REFUSALS = {1: 503, 2: 400}


def drawn(seed: int, territories: Sequence[str]) -> tuple[Command, list[tuple[Option, list[str]]]]:
    """Return one question: a command, and some of its options with values."""
    chance = random.Random(seed)  # noqa: S311 - the same questions at every run
    command = COMMANDS[seed % len(COMMANDS)]
    given = []
    for option in command.options:
        if not option.positional and chance.random() > 0.25:
            continue
        if option.name == "territory":
            count = chance.choice([2, 2, 3, 4, 1]) if option.many else 1
            values = [chance.choice(territories) for _ in range(count)]
        elif option.name == "q":
            values = [chance.choice(TEXTS)]
        elif option.kind is bool:
            values = []
        elif option.name in NUMBERS:
            some = NUMBERS[option.name]
            (text,) = chance.choices(some, [6, *[1] * (len(some) - 1)])
            values = text.split()
        else:
            known = [*option.values_in(data.get_atlas()), "autre"]
            weights = [*[9] * (len(known) - 1), 1]
            values = chance.choices(known, weights, k=chance.choice([1, 2]) if option.many else 1)
        given.append((option, values))
    return command, given


def as_arguments(given: list[tuple[Option, list[str]]]) -> list[str]:
    alone = [value for option, values in given if option.positional for value in values]
    named = [
        text
        for option, values in given
        if not option.positional
        for text in (f"--{option.name}", *values)
    ]
    return [*alone, *named]


def as_parameters(given: list[tuple[Option, list[str]]], seed: int) -> list[tuple[str, str]]:
    pairs = []
    for option, values in given:
        if option.kind is bool:
            pairs.append((option.name, "true"))
        elif seed % 2:
            pairs.append((option.name, ",".join(values)))
        else:
            pairs += [(option.name, value) for value in values]
    return pairs


class Both:
    """The command line and the addresses, on the same tables."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._folder = folder
        self._capsys = capsys
        self.client = TestClient(Starlette(routes=routes()))

    def ask(self, seed: int, territories: Sequence[str]) -> bool:
        """Ask one question in both ways, and tell whether it has an answer."""
        command, given = drawn(seed, territories)
        arguments = [command.name, *as_arguments(given), "--data", str(self._folder), "--json"]
        code = main(arguments)
        said = self._capsys.readouterr()
        answer = self.client.get(f"/api/v1/{command.name}", params=as_parameters(given, seed))
        if code == 0:
            assert answer.status_code == 200, (arguments, answer.text)
            assert list(answer.json()) == list(json.loads(said.out)), arguments
            assert answer.json() == json.loads(said.out), arguments
            return True
        assert answer.status_code == REFUSALS[code], (arguments, answer.text)
        assert said.err.replace("--", "") == f"{answer.json()['detail']}\n", arguments
        return False
