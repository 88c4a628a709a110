"""Results that depend on the tables only are computed once for each set of tables.

They are kept by the tables themselves and forgotten with them: a register that was replaced, or the
list of a reader who has left, leaves nothing behind.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, Final, ParamSpec, Protocol, TypeVar

Result = TypeVar("Result")
Given = ParamSpec("Given")

# A set of tables that one reader asks about keeps this part of what all readers' does.
ONE_READERS_SHARE: Final = 8


class Memory:
    """What was computed of some tables, by the function that computed it.

    Parameters
    ----------
    tables
        Of which all is computed: of tables that share a memory, those for which it was made, so
        that no result and no key holds the poles of any others.
    share
        By what the number of results that a function may keep is divided.
    """

    def __init__(self, tables: object, share: int = 1) -> None:
        self.tables = tables
        self._share = share
        self._results: dict[Callable[..., Any], Any] = {}

    def once(self, function: Callable[[Any], Result]) -> Result:
        """Return what a function of the tables alone returned, or returns now."""
        try:
            result: Result = self._results[function]
        except KeyError:
            # Two threads may both compute the first result, which costs time but changes nothing.
            result = self._results[function] = function(self.tables)
        return result

    def lately(self, function: Callable[..., Result], maxsize: int) -> Callable[..., Result]:
        """Return a function that remembers its last results here."""
        remembering: Callable[..., Result] | None = self._results.get(function)
        if remembering is None:
            fresh = lru_cache(max(1, maxsize // self._share))(function)
            remembering = self._results.setdefault(function, fresh)
        return remembering

    def forget(self) -> None:
        """Forget everything."""
        self._results.clear()


class Tables(Protocol):
    """Tables that remember what is computed of them."""

    @property
    def memory(self) -> Memory:
        """What depends on all of them."""

    @property
    def land(self) -> Memory:
        """What does not depend on the poles: shared by tables that differ in their poles alone."""


Source = TypeVar("Source", bound=Tables)


def per_atlas(function: Callable[[Source], Result]) -> Callable[[Source], Result]:
    """Remember what a function of the tables alone returned.

    Parameters
    ----------
    function
        A pure function of one immutable set of tables.

    Returns
    -------
    Callable
        The same function; its result is shared, so nobody may change it in place.
    """

    @wraps(function)
    def remembered(source: Source) -> Result:
        return source.memory.once(function)

    return remembered


def per_land(function: Callable[[Source], Result]) -> Callable[[Source], Result]:
    """Remember, as `per_atlas`, what does not depend on the poles."""

    @wraps(function)
    def remembered(source: Source) -> Result:
        return source.land.once(function)

    return remembered


def lately(
    maxsize: int, *, poles: bool = True
) -> Callable[[Callable[Given, Result]], Callable[Given, Result]]:
    """Remember the last results of a function whose first argument is tables, or has them.

    Parameters
    ----------
    maxsize
        How many results are kept of tables that all readers share.
    poles
        Whether a result depends on the poles. Where it does not, the first argument is the tables.
    """

    def decorate(function: Callable[Given, Result]) -> Callable[Given, Result]:
        @wraps(function)
        def remembered(*args: Given.args, **kwargs: Given.kwargs) -> Result:
            # A question has an atlas; the tables of a command are one.
            tables: Tables = getattr(args[0], "atlas", args[0])  # type: ignore[arg-type]
            if poles:
                return tables.memory.lately(function, maxsize)(*args, **kwargs)
            land = tables.land
            return land.lately(function, maxsize)(land.tables, *args[1:], **kwargs)

        return remembered

    return decorate
