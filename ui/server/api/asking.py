"""What an address asks: the options of a command, read from a query string."""

import argparse
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl

from geo.cli.command import Command, Option
from geo.problems import QUOTE_LIMIT_CHARS, quote
from ui.server.api.problems import Refusal
from ui.text.formats import number
from ui.text.i18n import LANGUAGES, _
from ui.text.messages import told
from ui.text.safe import clean_text

QUERY_LIMIT_CHARS: Final = 2000
FIELDS_LIMIT: Final = 100
LANGUAGE: Final = "lang"
BOOLEANS: Final = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True)
class Asked:
    """A question that an address asks.

    Attributes
    ----------
    command
        Which kind of question.
    options
        One value for each of its options, as the command line would give them.
    """

    command: Command
    options: argparse.Namespace

    def digest(self, *others: str) -> str:
        """Return what two questions have in common only when they ask the same.

        Parameters
        ----------
        others
            What the answer depends on besides: version of the data, shape …
        """
        text = json.dumps([self.command.name, vars(self.options), *others], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def read(command: Command, query: str) -> Asked:
    """Read the query string of an address.

    Parameters
    ----------
    command
        Whose options are the parameters.
    query
        As in the address, without ``?``.

    Raises
    ------
    Refusal
        When it is too long, or a parameter is unknown, missing or not written as it should be.
        Whether its value exists is for the answer to say.
    """
    if len(query) > QUERY_LIMIT_CHARS:
        raise Refusal(
            "longueur",
            _("Une question tient en {limit} caractères.").format(limit=number(QUERY_LIMIT_CHARS)),
        )
    try:
        fields = parse_qsl(query, keep_blank_values=True, max_num_fields=FIELDS_LIMIT)
    except ValueError as error:
        raise Refusal(
            "longueur", _("Une question tient en {limit} paramètres.").format(limit=FIELDS_LIMIT)
        ) from error
    known = {option.name: option for option in command.options}
    given: dict[str, list[str]] = {}
    for name, text in fields:
        if name == LANGUAGE:
            _check_language(text)
            continue
        if name not in known:
            raise Refusal(
                "parametre",
                _("Le paramètre {name} n'existe pas ici ; paramètres : {known}.").format(
                    name=told(quote(name)), known=", ".join(known)
                ),
                parameter=clean_text(name, QUOTE_LIMIT_CHARS),
            )
        given.setdefault(name, []).append(text)
    options = {option.key: _value(option, given.get(option.name)) for option in command.options}
    return Asked(command, argparse.Namespace(**options))


def _check_language(text: str) -> None:
    if text not in LANGUAGES:
        raise Refusal(
            "parametre",
            _("Le paramètre {name} ne connaît pas {value} ; valeurs : {known}.").format(
                name=LANGUAGE, value=told(quote(text)), known=", ".join(LANGUAGES)
            ),
            parameter=LANGUAGE,
        )


def _value(option: Option, texts: Sequence[str] | None) -> Any:  # noqa: ANN401 - of any kind
    if texts is None:
        if option.required:
            raise _refusal(option, _("Le paramètre {name} manque.").format(name=option.name))
        return option.unset
    if not all(text.strip() for text in texts):
        raise _refusal(option, _("Le paramètre {name} est vide.").format(name=option.name))
    if option.many or option.count:
        values = [_one(option, part) for text in texts for part in text.split(",")]
        if option.count and len(values) != option.count:
            raise _refusal(
                option,
                _("Le paramètre {name} prend {count} valeurs séparées par une virgule.").format(
                    name=option.name, count=option.count
                ),
            )
        return values
    if len(texts) > 1:
        raise _refusal(
            option, _("Le paramètre {name} est donné plusieurs fois.").format(name=option.name)
        )
    return _one(option, texts[0])


def _one(option: Option, text: str) -> Any:  # noqa: ANN401 - of the kind of the option
    if option.kind is bool:
        if text not in BOOLEANS:
            raise _refusal(
                option,
                _("Le paramètre {name} vaut true ou false, pas {value}.").format(
                    name=option.name, value=told(quote(text))
                ),
            )
        return BOOLEANS[text]
    try:
        # Spaces around a comma are nobody's intention; those of a search are its own affair.
        return option.read(text.strip() if option.many else text)
    except ValueError as error:
        sentence = (
            _("Le paramètre {name} est un nombre entier, pas {value}.")
            if option.kind is int
            else _("Le paramètre {name} est un nombre, pas {value}.")
        )
        raise _refusal(
            option, sentence.format(name=option.name, value=told(quote(text)))
        ) from error


def _refusal(option: Option, sentence: str) -> Refusal:
    return Refusal("parametre", sentence, parameter=option.name)
