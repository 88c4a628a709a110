"""A view in the address bar, written and read back.

The link holds the whole state: whoever opens it sees the same thing. Values are codes, never
labels, so that a link made in French opens in English. Defaults are left out.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

from ui.view.choices import CHOICES, DEFAULT_VIEW, ViewState, Vocabulary

SEPARATOR: Final = ","
NONE: Final = "aucun"
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
    """A value of the link that means nothing here, and the parameter it stood in."""

    param: str
    value: str


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
        Parameter name to text, as in the address bar; unknown names are left alone.
    vocabulary
        Values that exist.

    Returns
    -------
    view, invalid
        The view, where each invalid value fell back to its default, and those values. Of a list
        with good and bad values, the good ones are kept.
    """
    chosen: dict[str, str | tuple[str, ...]] = {}
    invalid: list[InvalidValue] = []
    for name, param in PARAMS.items():
        if param not in params:
            continue
        is_allowed = vocabulary.allowed(name)
        text = params[param]
        if isinstance(getattr(DEFAULT_VIEW, name), tuple):
            values = [] if text == NONE else [v for v in text.split(SEPARATOR) if v]
            good = CHOICES[name].in_order([v for v in values if is_allowed(v)])
            invalid += [InvalidValue(param, v) for v in values if not is_allowed(v)]
            if good or not values:
                chosen[name] = good
        elif is_allowed(text):
            chosen[name] = text
        else:
            invalid.append(InvalidValue(param, text))
    return replace(DEFAULT_VIEW, **chosen), tuple(invalid)  # type: ignore[arg-type]


def view_params(view: ViewState) -> dict[str, str]:
    """Write a view as link parameters, defaults left out; `parse_view` reads them back.

    Equal for any two views that differ in the order of their lists only.
    """
    params = {}
    ordered = canonical(view)
    for name, param in PARAMS.items():
        value = getattr(ordered, name)
        if value == getattr(DEFAULT_VIEW, name):
            continue
        params[param] = value if isinstance(value, str) else SEPARATOR.join(value) or NONE
    return params
