"""The register and the list of a reader as one: what is counted once counts both."""

from secrets import token_hex

import numpy as np
import pandas as pd

from geo.memo import per_atlas
from geo.tables.atlas import Atlas, OwnList, with_poles
from geo.vocabulary import PRIVATE_ID


def of_list(own: OwnList | None, ids: "pd.Series[str]") -> np.ndarray:
    """Say of each pole, by its identifier, whether it is one of a reader's list."""
    # Read from the identifiers: looking each up among tens of thousands takes as many milliseconds.
    if own is None:
        return np.zeros(len(ids), dtype=bool)
    return np.asarray(ids.str.startswith(PRIVATE_ID), dtype=bool)


@per_atlas
def of_register(atlas: Atlas) -> pd.DataFrame:
    """Return the poles of the register, without those of a reader's list.

    Raises
    ------
    TableError
        When there are no poles at all.
    """
    poles = atlas.require_poles()
    return poles[~of_list(atlas.own, poles["id"])]


def with_own_list(atlas: Atlas, name: str, poles: pd.DataFrame, *, alone: bool) -> Atlas:
    """Return tables whose poles are those of a reader's list, alone or after the register.

    Parameters
    ----------
    atlas
        The tables of everybody; unchanged.
    name
        Of the list.
    poles
        Its rows, as `geo.lists.reading.Reading.poles`. Their identifiers are told apart from those
        of the register, whatever they are.
    alone
        Whether the list stands in the place of the register. It does where the register is missing.

    Returns
    -------
    Atlas
        A private one: its version is like no other, so that nothing kept of it answers anybody
        else. The problems are those of the tables without the register, where the list is alone.
    """
    own = poles.assign(id=PRIVATE_ID + poles["id"])
    listed = OwnList(name, frozenset(own["id"]), alone or atlas.poles is None)
    version = f"{atlas.version}-{token_hex(4)}"
    if listed.alone or atlas.poles is None:
        return with_poles(atlas, own.reset_index(drop=True), version, problems=(), own=listed)
    register = atlas.poles
    # A register may have columns of its keeper's own; a list has none.
    both = pd.concat([register, own.reindex(columns=register.columns)], ignore_index=True)
    return with_poles(atlas, both.astype(register.dtypes.to_dict()), version, own=listed)
