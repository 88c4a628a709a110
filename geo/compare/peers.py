"""Territories worth comparing with another: the one above, those like it, those beside it."""

from typing import Final

import numpy as np
import pandas as pd

from geo.errors import TableError
from geo.memo import per_land
from geo.people.people import (
    DEFAULT_PRIORITIES,
    PRIORITIES,
    PriorityRule,
    priority_people,
)
from geo.places.adjacency import adjacent_codes
from geo.places.membership import commune_positions, names_by_kind, unit_numbers
from geo.places.territories import ancestors
from geo.tables.atlas import Atlas
from geo.tables.outlines import load_outlines
from geo.territory_id import KIND_TABLES, OVERSEAS_CODES, Territory, TerritoryId

__all__ = [
    "PEERS_LIMIT",
    "kind_profile",
    "neighbouring_territories",
    "parent_territory",
    "similar_territories",
]

PEERS_LIMIT: Final = 3
# Cylindrical equal-area projection of the whole world on WGS 84: one code path overseas too.
EQUAL_AREA_CRS: Final = "EPSG:6933"
M2_PER_KM2: Final = 1e6
_SHARES: Final = tuple(f"{name}_share" for name in PRIORITIES)
_FEATURES: Final = ("log_population", "log_density", *_SHARES)


def parent_territory(atlas: Atlas, territory: TerritoryId) -> Territory | None:
    """Return the smallest larger territory that holds a territory whole.

    Parameters
    ----------
    atlas
        The tables.
    territory
        Any territory.

    Returns
    -------
    Territory or None
        In the order of `geo.places.territories.ancestors`, the first that holds all its communes
        and some more: Île-de-France, the same before and after 2016, has France above it. Of two
        that are the same, today's. ``None`` for France.

    Raises
    ------
    TableError
        When the table of communes is missing.
    """
    own = commune_positions(atlas, territory)
    found: Territory | None = None
    held = np.empty(0, dtype=np.intp)
    for larger in ancestors(atlas, territory):
        around = commune_positions(atlas, larger)
        if found is not None:
            found = larger if np.array_equal(around, held) else found
        elif len(around) > len(own) and np.isin(own, around, assume_unique=True).all():
            found, held = larger, around
    return found


def neighbouring_territories(atlas: Atlas, territory: TerritoryId) -> tuple[Territory, ...]:
    """Return the territories of the same kind whose outline shares a line with a territory.

    Parameters
    ----------
    atlas
        The tables.
    territory
        Any territory.

    Returns
    -------
    tuple of Territory
        The most populous first; among equals by code. Empty for an island and for France.

    Raises
    ------
    TableError
        When the communes or the outlines are missing or damaged.
    """
    names = names_by_kind(atlas).get(territory.kind, {})
    population = atlas.require_communes()["population"].to_numpy()
    found = [
        Territory(territory.kind, code, names.get(code, code))
        for code in adjacent_codes(atlas, territory)
    ]
    people = {item.code: int(population[commune_positions(atlas, item)].sum()) for item in found}
    return tuple(sorted(found, key=lambda item: (-people[item.code], item.code)))


def kind_profile(
    atlas: Atlas, kind: str, priorities: PriorityRule = DEFAULT_PRIORITIES
) -> pd.DataFrame:
    """Describe every territory of a kind by what makes territories alike.

    Parameters
    ----------
    atlas
        The tables.
    kind
        ``region``, ``ancienne-region``, ``departement``, ``epci``, ``zone-emploi``, ``commune``.
    priorities
        What counts as rural and as deindustrialised.

    Returns
    -------
    pandas.DataFrame
        One row per territory, index its ``code``, sorted: ``name`` (str), ``overseas`` (bool),
        ``population`` (int64), ``area_km2`` and ``density`` (float64, inhabitants per km²; NaN
        where there is no outline or none can be read), ``qpv_share``, ``rural_share`` and
        ``desindustrialise_share`` (share, in [0, 1], of the inhabitants; NaN where not known of
        any of them; of QPV inhabitants, counted in another year, the share is cut off at 1).

    Raises
    ------
    TableError
        When the communes are missing or damaged.
    """
    communes = atlas.require_communes()
    units = unit_numbers(atlas)[kind]
    names = names_by_kind(atlas)[kind]
    codes = sorted(names)
    people = priority_people(atlas, priorities)
    size = max(units.max(initial=-1) + 1, len(codes))

    def total(values: np.ndarray) -> np.ndarray:
        # Communes without EPCI are numbered after the codes, in whose order the others come.
        return np.bincount(units, weights=values, minlength=size)[: len(codes)]

    population = people["population"].to_numpy()
    away = communes["departement"].isin(OVERSEAS_CODES).to_numpy(dtype=np.float64)
    table = pd.DataFrame(
        {
            "name": pd.Series([names[code] for code in codes], dtype="str"),
            "overseas": total(away) > 0,
            "population": total(population).astype(np.int64),
        }
    )
    table.index = pd.Index(codes, dtype="str", name="code")
    table["area_km2"] = _areas_km2(atlas)(kind).reindex(table.index)
    table["density"] = table["population"] / table["area_km2"]
    for name in PRIORITIES:
        values = people[name].to_numpy()
        known = total(np.where(np.isnan(values), 0.0, population))
        shares = np.full(len(codes), np.nan)
        np.divide(total(np.nan_to_num(values)), known, out=shares, where=known > 0)
        table[f"{name}_share"] = np.minimum(shares, 1.0)
    return table


def similar_territories(
    atlas: Atlas,
    territory: TerritoryId,
    priorities: PriorityRule = DEFAULT_PRIORITIES,
    limit: int = PEERS_LIMIT,
) -> pd.DataFrame:
    """Find the territories of the same kind that are most like a territory.

    Each feature (logarithms of population and of density, shares of the inhabitants in each
    priority) is divided by its standard deviation over the territories compared; the distance is
    the root of the mean of the squared differences. Métropole is never compared with overseas.
    A feature that is not known of the territory itself, or the same everywhere, is left out; a
    territory of which one of the others is not known is not compared.

    Parameters
    ----------
    atlas
        The tables.
    territory
        Any territory.
    priorities
        What counts as rural and as deindustrialised.
    limit
        How many at most.

    Returns
    -------
    pandas.DataFrame
        The nearest first, among equals by code: ``territory`` (identifier), ``code``, ``name``,
        ``distance`` (float64, in standard deviations), then the columns of `kind_profile`. Empty
        for France, its métropole, and a territory that is alone of its kind.

    Raises
    ------
    TableError
        When the communes or the outlines are missing or damaged.
    """
    if territory.kind not in KIND_TABLES:
        return _ranked(kind_profile(atlas, "region", priorities).iloc[:0], territory.kind, [])
    profile = kind_profile(atlas, territory.kind, priorities)
    if territory.code not in profile.index:
        return _ranked(profile.iloc[:0], territory.kind, [])
    same_side = profile["overseas"] == profile.loc[territory.code, "overseas"]
    profile = profile[same_side.to_numpy()]
    features = _features(profile)
    known = features.columns[features.loc[territory.code].notna()]
    features = features[known].dropna()
    spread = features.std(ddof=0)
    features = features.loc[:, (spread > 0).to_numpy()] / spread[spread > 0]
    if features.empty:
        return _ranked(profile.iloc[:0], territory.kind, [])
    apart = features - features.loc[territory.code]
    distance = np.sqrt((apart**2).mean(axis=1)).drop(territory.code)
    # Stable on codes, which are sorted: among equals the same order on every machine.
    nearest = distance.round(12).sort_values(kind="stable").head(limit)
    return _ranked(profile.loc[nearest.index], territory.kind, nearest.tolist())


def _features(profile: pd.DataFrame) -> pd.DataFrame:
    # Six communes destroyed in 1916 have no inhabitant: they count as one.
    people = profile["population"].clip(lower=1)
    return pd.DataFrame(
        {
            "log_population": np.log(people),
            "log_density": np.log(people / profile["area_km2"]),
            **{name: profile[name] for name in _SHARES},
        }
    )[list(_FEATURES)]


def _ranked(rows: pd.DataFrame, kind: str, distances: list[float]) -> pd.DataFrame:
    table = rows.reset_index()
    table.insert(0, "territory", (kind + ":" + table["code"]).astype("str"))
    table.insert(3, "distance", pd.Series(distances, dtype="float64"))
    return table


class _Areas:
    """Areas by kind, measured at the first question."""

    def __init__(self, atlas: Atlas) -> None:
        # Not the atlas itself, or the tables would never be forgotten.
        self._files = atlas.files
        self._known: dict[str, pd.Series] = {}

    def __call__(self, kind: str) -> pd.Series:
        if kind not in self._known:
            try:
                outlines = load_outlines(KIND_TABLES[kind], "fine", self._files)
            except TableError:
                return pd.Series(dtype="float64")
            areas = outlines.to_crs(EQUAL_AREA_CRS).area.to_numpy() / M2_PER_KM2
            codes = pd.Index(outlines["code"], dtype="str")
            self._known[kind] = pd.Series(np.where(areas > 0, areas, np.nan), index=codes)
        return self._known[kind]


@per_land
def _areas_km2(atlas: Atlas) -> _Areas:
    return _Areas(atlas)
