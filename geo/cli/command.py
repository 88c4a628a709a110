"""A command, declared once: what it leaves open, and the function that answers it.

The command line makes arguments of its options, the server the parameters of an address.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from geo.poles.select import known_cohorts
from geo.tables.atlas import Atlas
from geo.vocabulary import COHORTS, SECTORS, STATUSES

TERRITORIES_HELP: Final = (
    "france, metropole, region:84, ancienne-region:82, departement:38, epci:200040715, "
    "zone-emploi:8409, commune:38185"
)


@dataclass(frozen=True)
class Option:
    """One choice that a question leaves open.

    Attributes
    ----------
    name
        As the command line writes it after ``--`` and an address before ``=``.
    help
        French, without a point at the end.
    metavar
        What stands for its value in the help; one name for each of `count` values.
    kind
        ``str``, ``int``, ``float`` or ``bool``; the last one takes no value on the command line.
    default
        What is asked when the option is not given; of several values, none.
    values
        The closed list of its values, in order; empty where it is not closed.
    listed
        Gives the list where the tables have a say in it.
    many
        Whether it takes several values.
    count
        How many values it takes at once, ``None`` for one, or for any number with `many`.
    positional
        Whether the command line writes its values alone.
    """

    name: str
    help: str
    metavar: str | tuple[str, ...] | None = None
    kind: type = str
    default: Any = None
    values: tuple[str, ...] = ()
    listed: Callable[[Atlas], tuple[str, ...]] | None = None
    many: bool = False
    count: int | None = None
    positional: bool = False

    @property
    def key(self) -> str:
        """Its name among the values of a question."""
        return self.name.replace("-", "_")

    @property
    def required(self) -> bool:
        """Whether a question without it is none; of several values, the answer says how many."""
        return self.positional and not self.many

    @property
    def unset(self) -> Any:  # noqa: ANN401 - of the kind of the option
        """What is asked when nothing is given; a new list each time."""
        return [] if self.many else self.default

    def values_in(self, atlas: Atlas) -> tuple[str, ...]:
        """Return the values that exist; empty where any may be given."""
        return self.listed(atlas) if self.listed else self.values

    def read(self, text: str) -> Any:  # noqa: ANN401 - of the kind of the option
        """Read one value that is no boolean.

        Raises
        ------
        ValueError
            When it is not written as a number should be.
        """
        return READERS.get(self.kind, str)(text)

    def add_to(self, parser: argparse.ArgumentParser) -> None:
        """Add the option to those of a command."""
        given: dict[str, Any] = {"help": self.help, "default": self.unset}
        if self.kind is bool:
            parser.add_argument(f"--{self.name}", action="store_true", help=self.help)
            return
        if self.metavar is not None:
            given["metavar"] = self.metavar
        if self.kind is not str:
            given["type"] = self.kind
        if self.positional:
            if self.many:
                given["nargs"] = "*"
            parser.add_argument(self.key, **given)
            return
        if self.many:
            given |= {"nargs": "+", "action": "extend"}
        elif self.count:
            given["nargs"] = self.count
        parser.add_argument(f"--{self.name}", **given)


@dataclass(frozen=True)
class Answer:
    """What a question found, in each of the shapes that it can be written in.

    Attributes
    ----------
    atlas
        The tables, whose damages are told beside the answer.
    record, table, lines
        Make the JSON object, the sheet and the lines of text. Only one of them is called.
    """

    atlas: Atlas
    record: Callable[[], dict[str, Any]]
    table: Callable[[], pd.DataFrame]
    lines: Callable[[], Sequence[str]]


@dataclass(frozen=True)
class Command:
    """One kind of question: what it leaves open, and the function that answers it.

    Attributes
    ----------
    name
        Of the command of ``python -m geo``, and of its address.
    help, description
        One French sentence for a list, and one for a page of its own.
    options
        What may be chosen.
    keys
        Those that its JSON always has.
    prepare
        Answers from the tables, for one value of each option under its `Option.key`. It raises
        `geo.errors.FilterError`, `geo.errors.TerritoryFormatError` or
        `geo.errors.UnknownTerritoryError` when a value is wrong, `geo.errors.TableError` when a
        table that the answer needs is missing.
    """

    name: str
    help: str
    description: str
    options: tuple[Option, ...]
    keys: tuple[str, ...]
    prepare: Callable[[Atlas, argparse.Namespace], Answer]


def decimal(text: str) -> float:
    """Read a decimal number as people write it: Python's own reading takes ``1_000`` too."""
    return float(_plain(text))


def whole(text: str) -> int:
    """Read a whole number as people write it."""
    return int(_plain(text))


def _plain(text: str) -> str:
    if "_" in text or not text.isascii():
        raise ValueError(text)
    return text


READERS: Final[dict[type, Callable[[str], Any]]] = {float: decimal, int: whole}

TERRITORY: Final = Option(
    "territory", f"{TERRITORIES_HELP} (par défaut france)", "T", default="france"
)
POLE_OPTIONS: Final = tuple(
    Option(
        name,
        f"{noun} à garder (par défaut toutes les valeurs)",
        name[0].upper(),
        many=True,
        values=values,
        listed=listed,
    )
    for name, noun, values, listed in (
        ("cohort", "vagues", COHORTS, known_cohorts),
        ("sector", "secteurs", SECTORS, None),
        ("status", "statuts", STATUSES, None),
    )
)
