"""The one way to write a territory, ``kind:code``, in addresses, command lines and tables."""

import html
import re
from dataclasses import dataclass
from typing import Final
from unicodedata import category

from geo.errors import TerritoryFormatError
from geo.problems import message, quote

_WHOLE: Final = re.compile("")
# What Unicode calls a control character.
_CONTROL: Final = "Cc"
_OPENING: Final = " \N{NO-BREAK SPACE}\"'«“‘([{<\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NO-BREAK SPACE}"

# In order of size: what is listed first when two territories match equally well.
CODE_PATTERNS: Final[dict[str, re.Pattern[str]]] = {
    "france": _WHOLE,
    "metropole": _WHOLE,
    "region": re.compile("[0-9]{2}"),
    "ancienne-region": re.compile("[0-9]{2}"),
    "departement": re.compile("[013-9][0-9]|2[1-9AB]|97[0-9]"),
    "epci": re.compile("[0-9]{9}"),
    "zone-emploi": re.compile("[0-9]{4}"),
    "commune": re.compile("[0-9][0-9AB][0-9]{3}"),
}
KINDS: Final = tuple(CODE_PATTERNS)
# The table that holds the territories of each kind; the whole country has none.
KIND_TABLES: Final = {
    "region": "regions",
    "ancienne-region": "anciennes_regions",
    "departement": "departements",
    "epci": "epci",
    "zone-emploi": "zones_emploi",
    "commune": "communes",
}

# Insee gives the arrondissements of three towns codes of their own; they are no communes.
ARRONDISSEMENTS: Final = {
    **{f"751{number:02}": "75056" for number in range(1, 21)},
    **{f"6938{number}": "69123" for number in range(1, 10)},
    **{f"132{number:02}": "13055" for number in range(1, 17)},
}


@dataclass(frozen=True)
class TerritoryId:
    """A well-written territory, which may or may not exist.

    Attributes
    ----------
    kind
        One of `KINDS`.
    code
        Insee's code; empty for ``france`` and ``metropole``.
    """

    kind: str
    code: str

    @property
    def id(self) -> str:
        """The territory as it is written everywhere, such as ``"departement:38"``."""
        return f"{self.kind}:{self.code}" if self.code else self.kind


@dataclass(frozen=True)
class Territory(TerritoryId):
    """A territory that exists.

    Attributes
    ----------
    kind
        One of `KINDS`.
    code
        Insee's code; empty for ``france`` and ``metropole``.
    name
        Insee's name, in French whatever the language of the screen.
    """

    name: str


FRANCE: Final = Territory("france", "", "France")
METROPOLE: Final = Territory("metropole", "", "France métropolitaine")
OVERSEAS: Final = (
    Territory("departement", "971", "Guadeloupe"),
    Territory("departement", "972", "Martinique"),
    Territory("departement", "973", "Guyane"),
    Territory("departement", "974", "La Réunion"),
    Territory("departement", "976", "Mayotte"),
)
OVERSEAS_CODES: Final = frozenset(item.code for item in OVERSEAS)


def tidied(text: str) -> str:
    """Return a value of a link without what was copied along with it.

    Parameters
    ----------
    text
        Such as ``"departement:38). "`` or ``"departement:38&amp;"``.

    Returns
    -------
    str
        Without signs after the last letter or digit, and without opening quotation marks and
        brackets before the first. A minus stays: what is negative is not to be taken as positive;
        so does a line feed or another control character, which nobody types there.
    """
    plain = html.unescape(text).lstrip(_OPENING)
    end = len(plain)
    while end and not plain[end - 1].isalnum() and category(plain[end - 1]) != _CONTROL:
        end -= 1
    return plain[:end]


def parse_territory(text: str) -> TerritoryId:
    """Read ``kind:code``.

    Parameters
    ----------
    text
        Such as ``"france"``, ``"region:84"`` or ``"commune:2a004"``; case and surrounding
        spaces do not matter.

    Returns
    -------
    TerritoryId
        Its `kind` and `code`.

    Raises
    ------
    TerritoryFormatError
        When `text` is not so written. Whether the territory exists is not looked up.
    """
    kind, _, code = text.partition(":")
    kind, code = kind.strip(" ").lower(), code.strip(" ").upper()
    pattern = CODE_PATTERNS.get(kind)
    if pattern is None or not pattern.fullmatch(code):
        raise TerritoryFormatError(
            message(
                "{text} n'est pas un territoire ; écrivez par exemple france, ancienne-region:82, "
                "departement:38 ou commune:26281.",
                text=quote(text),
            )
        )
    return TerritoryId(kind, code)
