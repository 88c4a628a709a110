"""Whether a priority is better or worse served than those who are not in it."""

from geo.people.people import (
    DEFAULT_PRIORITIES,
    PRIORITIES,
    PriorityRule,
    outside_people,
    priority_people,
)
from geo.places.membership import commune_positions
from geo.reach.reach import Reach
from geo.tables.atlas import Atlas
from geo.territory_id import TerritoryId

__all__ = ["shares_of_the_rest"]


def shares_of_the_rest(
    atlas: Atlas,
    reached: Reach,
    territory: TerritoryId,
    priorities: PriorityRule = DEFAULT_PRIORITIES,
) -> dict[str, float | None]:
    """Return, for each priority, the share reached of the inhabitants who are not in it.

    Parameters
    ----------
    atlas
        The tables.
    reached
        What `geo.reach.reach.reach` returned.
    territory
        Any territory.
    priorities
        What counts as rural and as deindustrialised.

    Returns
    -------
    dict
        Priority to share, in [0, 1]; ``None`` where nobody is outside it. Communes whose status is
        not known are on neither side.

    Raises
    ------
    FilterError, TableError
        As `geo.people.people.priority_people`.
    """
    inside = commune_positions(atlas, territory)
    outside = outside_people(priority_people(atlas, priorities).iloc[inside])
    mask = reached.table["reached"].to_numpy()[inside]
    shares: dict[str, float | None] = {}
    for name in PRIORITIES:
        rest = outside[name]
        total = rest.sum()
        shares[name] = float(rest[mask].sum() / total) if total > 0 else None
    return shares
