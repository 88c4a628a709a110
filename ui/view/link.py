"""A view in the address bar, written and read back.

The link holds the whole state: whoever opens it sees the same thing. Values are codes, never
labels, so that a link made in French opens in English. Defaults are left out.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from geo.territory_id import tidied
from geo.vocabulary import is_private
from ui.view.choices import CHOICES, DEFAULT_VIEW, ViewState, Vocabulary

if TYPE_CHECKING:
    from geo.places.resolve import Found

SEPARATOR: Final = ","
NONE: Final = "aucun"
ESCAPED: Final = re.compile(r"(?:amp;)+")
# More than any reader chooses, and less than would keep the others waiting.
MOST_VALUES: Final = 200
MOST_CHARACTERS: Final = 8_000
# The name of a territory with its kind takes fewer.
LONGEST_VALUE: Final = 200
NAMED_KEY: Final = "lien-nomme"
PARAMS: Final[dict[str, str]] = {name: choice.param for name, choice in CHOICES.items()}
# Lists in which the order of the clicks means nothing.
ORDERS: Final[dict[str, Collection[str]]] = {
    name: choice.values
    for name, choice in CHOICES.items()
    if isinstance(getattr(DEFAULT_VIEW, name), tuple) and not choice.keeps_order
}


@dataclass(frozen=True)
class InvalidValue:
    """A value of the link that is none of today.

    Parameters
    ----------
    param
        The parameter it stood in.
    value
        As it stood there.
    becomes
        The territory that is shown in its place; ``None`` where it means nothing here and is left.
    ends
        Whether it is the first of those that stand beyond `MOST_VALUES`, unread.
    """

    param: str
    value: str
    becomes: "Found | None" = None
    ends: bool = False


def canonical(view: ViewState) -> ViewState:
    """Return a view with each list of `ORDERS` in one order, without doubles; it shows the same."""
    lists = {name: CHOICES[name].in_order(getattr(view, name)) for name in ORDERS}
    return replace(view, **lists)  # type: ignore[arg-type]


def parse_view(
    params: Mapping[str, str], vocabulary: Vocabulary
) -> tuple[ViewState, tuple[InvalidValue, ...]]:
    """Read a view out of link parameters.

    Parameters
    ----------
    params
        Parameter name to text, as in the address bar (`address_params`); unknown names are left
        alone.
    vocabulary
        Values that exist.

    Returns
    -------
    view, invalid
        The view, where each invalid value fell back to its default, and those values; an old code
        of a territory became that of today. Of a list with good and bad values, the good ones are
        kept, and of a list without end the first `MOST_VALUES`. What was copied along with a value,
        such as a full stop, is passed over in silence.
    """
    chosen: dict[str, str | tuple[str, ...]] = {}
    invalid: list[InvalidValue] = []
    for name, param in PARAMS.items():
        if param not in params:
            continue
        text = params[param]
        is_list = isinstance(getattr(DEFAULT_VIEW, name), tuple)
        values = list(dict.fromkeys(_values(text))) if is_list else [text]
        if unread := values[MOST_VALUES:]:
            invalid.append(InvalidValue(param, unread[0], ends=True))
            values = values[:MOST_VALUES]
        read = [(value, *_read(vocabulary, name, value)) for value in values]
        invalid += [
            InvalidValue(param, value, becomes)
            for value, meant, becomes in read
            if meant is None or becomes is not None
        ]
        good = [meant for _, meant, _ in read if meant is not None]
        if is_list and (good or not values):
            chosen[name] = CHOICES[name].in_order(good)
        elif good:
            chosen[name] = good[0]
    return replace(DEFAULT_VIEW, **chosen), tuple(invalid)  # type: ignore[arg-type]


def _values(text: str) -> list[str]:
    listed = text.rstrip(f"{SEPARATOR} ") or text
    return [] if tidied(text) == NONE else [value for value in listed.split(SEPARATOR) if value]


def _read(vocabulary: Vocabulary, name: str, value: str) -> "tuple[str | None, Found | None]":
    """Return the value that is meant, ``None`` for none, and the territory it has become."""
    if len(value) > LONGEST_VALUE:
        return None, None
    plain = tidied(value)
    for spelt in (value, plain, plain.lower()):
        if vocabulary.allowed(name)(spelt):
            return spelt, None
    place = CHOICES[name].place
    found = None if place is None else vocabulary.meant(f"{place}{plain}")
    if place is None or found is None:
        return None, None
    return found.territory.id.removeprefix(place), found if found.asked else None


def address_params(query: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters of the view that stand in an address.

    A page or a mail that writes links as HTML may leave ``&amp;`` in the address, and ``amp;`` then
    stands before each parameter but the first. No text is longer than `MOST_CHARACTERS`.
    """
    found: dict[str, str] = {}
    for key, text in query.items():
        name = bare(key)
        if name in PARAMS.values() and (key == name or name not in query):
            found[name] = text[:MOST_CHARACTERS]
    return found


def bare(param: str) -> str:
    """Return the name of a parameter without the ``amp;`` of an address copied out of HTML."""
    copied = ESCAPED.match(param)
    return param[copied.end() :] if copied else param


def view_params(view: ViewState) -> dict[str, str]:
    """Write a view as link parameters, defaults left out; `parse_view` reads them back.

    Equal for any two views that differ in the order of their lists only, or in the open sheet of a
    pole of a private list, which no address may name.
    """
    params = {}
    ordered = canonical(view)
    for name, param in PARAMS.items():
        value = getattr(ordered, name)
        if value == getattr(DEFAULT_VIEW, name) or (name == "pole" and is_private(value)):
            continue
        params[param] = value if isinstance(value, str) else SEPARATOR.join(value) or NONE
    return params
