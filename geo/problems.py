"""Sentences about damaged tables, rows and requests, for the reader who has to mend them.

A sentence is kept as a French template and its values, so that a screen in another language can
tell it in its own words; ``str`` of it is French, as the command line prints it.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final, TypeAlias

QUOTE_LIMIT_CHARS: Final = 60
# What people edit by hand: a wrong row of it is mended by whoever keeps it, not by a reader.
KEPT_BY_HAND: Final = ("poles", "waves", "official_totals")

Value: TypeAlias = "str | int | float | Decimal | Message | tuple[str | Message, ...]"


@dataclass(frozen=True)
class Message:
    """A sentence put into words only where it is read; made by `message` or `plural_message`.

    Attributes
    ----------
    template
        French, with named ``{fields}``; the key of its translations.
    fields
        What they hold. A number is written as the language does, a decimal one with all its
        digits: what is no quantity, such as a year or a line of a file, is text. Several texts
        are enumerated.
    plural
        The French template for several, or ``None`` where the sentence agrees with no number.
    count
        The number with which it agrees.
    """

    template: str
    fields: dict[str, Value] = field(default_factory=dict)
    plural: str | None = None
    count: float = 0

    def about(self, **values: Value) -> "Message":
        """Return the same sentence with its fields filled."""
        return replace(self, fields=self.fields | values)

    def said(
        self, words: Callable[["Message"], str], number: Callable[[float | Decimal], str]
    ) -> str:
        """Return the sentence in a language.

        Parameters
        ----------
        words
            Gives the template of a message in the language, in the form that agrees.
        number
            Writes a number.
        """

        def written(value: Value) -> str:
            if isinstance(value, Message):
                # Inside another sentence it does not end yet.
                return value.said(words, number).removesuffix(".")
            if isinstance(value, tuple):
                return ", ".join(map(written, value))
            return value if isinstance(value, str) else number(value)

        return words(self).format_map({name: written(value) for name, value in self.fields.items()})

    def __str__(self) -> str:
        """Return the sentence in French."""
        return self.said(_french_words, french_number)


def message(template: str, /, **values: Value) -> Message:
    """Return a sentence that can be told in several languages.

    Parameters
    ----------
    template
        A literal, which ``python -m ui.text.catalogue`` finds: French, with named ``{fields}``.
    values
        One for each field, or none: `Message.about` gives them later.
    """
    return Message(template, values)


def plural_message(singular: str, plural: str, /, agrees_with: float, **values: Value) -> Message:
    """Return a sentence that agrees with a number, as `message` does.

    Parameters
    ----------
    singular, plural
        Literals: the template for one, in French for none too, and for several.
    agrees_with
        The number. It is shown where a field holds it.
    values
        One for each field.
    """
    return Message(singular, values, plural, agrees_with)


def verbatim(text: str) -> Message:
    """Return a text that no screen tells, or that is the same in every language."""
    return Message("{text}", {"text": text})


def _french_words(message: Message) -> str:
    # 0 and 1.5 are singular.
    if message.plural is None or abs(message.count) < 2:  # noqa: PLR2004
        return message.template
    return message.plural


def french_number(value: float | Decimal) -> str:
    """Return a number as the command line writes it, with the digits that it has."""
    short = str(value) if isinstance(value, int) else f"{value:g}"
    if not math.isfinite(value) or "e" in short:
        return short.replace(".", ",")
    # Plain spaces: a terminal breaks no line between two words, and is searched by hand.
    return f"{Decimal(short):,f}".replace(",", " ").replace(".", ",")


@dataclass(frozen=True)
class Problem:
    """Something that keeps a table, or one row of it, from being used as it stands.

    Attributes
    ----------
    table
        Name of the table, such as ``"poles"``.
    file
        Name of its file in the data folder, such as ``"poles.csv"``.
    message
        What is wrong and what to do, complete in itself.
    line
        Line of the file, counted from 1, where the problem is one of a row; else ``None``.
    column, value
        The cell, where the problem is one of a cell, as the file writes it; else empty.
    row
        Column to cell of the whole row, as the file writes it, where the register has mended it.
    pole
        Identifier under which that row is kept.
    """

    table: str
    file: str
    message: Message
    line: int | None = None
    column: str = ""
    value: str = ""
    row: Mapping[str, str] = field(default_factory=dict)
    pole: str = ""

    @property
    def sentence(self) -> str:
        """The message in French."""
        return str(self.message)

    @property
    def is_of_a_row(self) -> bool:
        """Whether the one who keeps the register has a row to mend; else a table is damaged."""
        return self.line is not None and self.table in KEPT_BY_HAND


def row_faults(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems that whoever keeps the register mends, row by row."""
    return [problem for problem in problems if problem.is_of_a_row]


def faulty_rows(faults: Iterable[Problem]) -> int:
    """Return how many rows faults concern: a row may have several."""
    return len({(fault.file, fault.line) for fault in faults})


def by_column(faults: Iterable[Problem]) -> dict[tuple[str, str], list[Problem]]:
    """Return faults by file and column, ``""`` for those of a whole line, in reading order."""
    groups: dict[tuple[str, str], list[Problem]] = {}
    for fault in faults:
        groups.setdefault((fault.file, fault.column), []).append(fault)
    return groups


def quote(value: str) -> Message:
    """Return a value of a file between quotation marks, short and printable.

    Parameters
    ----------
    value
        Any text, hostile or not. Characters that a terminal would obey are replaced.

    Returns
    -------
    Message
        At most `QUOTE_LIMIT_CHARS` characters of it; the cut is shown by an ellipsis.
    """
    short = value if len(value) <= QUOTE_LIMIT_CHARS else value[: QUOTE_LIMIT_CHARS - 1] + "…"
    return message("« {value} »", value=printable(short))


def printable(value: str) -> str:
    """Return the text with each control or direction character replaced by U+FFFD."""
    return "".join(mark if mark.isprintable() else "\N{REPLACEMENT CHARACTER}" for mark in value)


def message_to_json(message: Message) -> dict[str, Any]:
    """Return a message as what JSON can hold; `message_from_json` reads it back."""

    def plain(value: Value) -> object:
        if isinstance(value, Message):
            return message_to_json(value)
        if isinstance(value, tuple):
            return [plain(one) for one in value]
        if isinstance(value, float) and not math.isfinite(value):
            return f"{value:g}"
        # Its digits, down to the last zero, are part of the sentence.
        return {"decimal": str(value)} if isinstance(value, Decimal) else value

    return {
        "template": message.template,
        "fields": {name: plain(value) for name, value in message.fields.items()},
        "plural": message.plural,
        "count": message.count,
    }


def message_from_json(given: Mapping[str, Any]) -> Message:
    """Read a message."""

    def value_of(plain: Any) -> Any:  # noqa: ANN401 - whatever a value may be
        if isinstance(plain, Mapping):
            return Decimal(plain["decimal"]) if "decimal" in plain else message_from_json(plain)
        return tuple(map(value_of, plain)) if isinstance(plain, list) else plain

    fields = {name: value_of(plain) for name, plain in given["fields"].items()}
    return Message(given["template"], fields, given["plural"], given["count"])
