"""Shares of people reached, in sentences: who is ahead, and under how many rules."""

from typing import Final

_POINT: Final = 100
# More pairs than can be listened to are counted instead.
_MOST_PAIRS: Final = 2
_PAIR: Final = 2
