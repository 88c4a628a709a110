"""What is not known of the waves: a count that leaves poles out is a lower bound, not a zero."""

from typing import Final

import pandas as pd
from pandas.api.types import is_integer_dtype

from geo.vocabulary import PRIORITIES

# What a wave reaches by itself, columns of `geo.reach.timeline.timeline`.
GAINS: Final = ("reach_alone", "new_reach", "overlap", *(f"{name}_new" for name in PRIORITIES))


def is_lower_bound(row: pd.Series) -> bool:
    """Say whether more may have been reached than is known.

    A pole without known seat hides whom it reaches as well as one that is not registered: it
    counts where it may lie, and everywhere if nothing tells where.
    """
    absent = not pd.isna(row["official"]) and row["found"] < row["official"]
    return bool(absent or row["unseated_here"] or row["unplaced"])


def lower_bounds(table: pd.DataFrame) -> "pd.Series[bool]":
    """Return `is_lower_bound` of every wave.

    Parameters
    ----------
    table
        From `geo.reach.timeline.timeline`.

    Returns
    -------
    pandas.Series
        bool, index of `table`.
    """
    return pd.Series([is_lower_bound(row) for _place, row in table.iterrows()], table.index, bool)


def known_gains(table: pd.DataFrame) -> pd.DataFrame:
    """Return the waves with nothing where what they reached is unknown, rather than zero.

    Parameters
    ----------
    table
        From `geo.reach.timeline.timeline`, from the first wave on.

    Returns
    -------
    pandas.DataFrame
        The same rows and columns; `GAINS` are Int64 or float64, missing where a lower bound is 0.
    """
    unsure = lower_bounds(table)
    # Priority people are a float: a share of a commune may count.
    gains = {
        name: table[name].astype("Int64" if is_integer_dtype(table[name]) else "float64")
        for name in GAINS
        if name in table
    }
    found = table.assign(
        **{name: values.mask(unsure & (values == 0)) for name, values in gains.items()}
    )
    # Nobody was within reach before the first wave.
    first = found.index == found.index[0] if len(found) else []
    return found.assign(overlap=found["overlap"].mask(first, gains["overlap"]))
