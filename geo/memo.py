"""Results that depend on the tables only are computed once per set of tables."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

Source = TypeVar("Source")
Result = TypeVar("Result")


def per_atlas(function: Callable[[Source], Result]) -> Callable[[Source], Result]:
    """Remember what a function of the tables alone returned, for as long as the tables live.

    Parameters
    ----------
    function
        A pure function of one immutable, weakly referenceable object.

    Returns
    -------
    Callable
        The same function; its result is shared, so nobody may change it in place. Two threads
        may both compute the first result, which costs time but changes nothing.
    """
    # Weak keys: a session that reloads its tables must not keep the former ones alive.
    results: WeakKeyDictionary[Source, Result] = WeakKeyDictionary()

    @wraps(function)
    def remembered(source: Source) -> Result:
        try:
            return results[source]
        except KeyError:
            result = function(source)
            results[source] = result
            return result

    return remembered
