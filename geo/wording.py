"""Figures and lists as they stand in a sentence: the parts of which `geo.problems` makes one."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from geo.problems import Message, message, verbatim


def rounded(value: float, decimals: int = 0) -> Decimal:
    """Return a finite number rounded as a spreadsheet does, halves away from zero.

    Binary rounding of halves to even would show 2 where the exported table shows 3.
    """
    # Adding zero turns -0 into 0.
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) + 0


def whole(value: float) -> int:
    """Return inhabitants, who are shared out in fractions, as people count them."""
    return int(rounded(value))


def percent(share: float, decimals: int = 0) -> Message:
    """Return a share, 1 for the whole, as a percentage; its decimals are always shown."""
    return message("{number}\u00a0%", number=rounded(share, decimals + 2).scaleb(2))


def enumeration(items: Sequence[str | Message]) -> Message:
    """Join words with commas and, before the last one, the word "and"."""
    *first, last = items or ("",)
    if not first:
        return last if isinstance(last, Message) else verbatim(last)
    return message("{items} et {last}", items=tuple(first), last=last)
