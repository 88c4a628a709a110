"""What is known of where each pole is, computed once for all filters."""

from typing import Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.memo import per_atlas, per_land
from geo.places.membership import KIND_COLUMNS, commune_positions, names_by_kind
from geo.tables.atlas import Atlas
from geo.tables.schema import CURRENT_TERRITOIRES_INDUSTRIE
from geo.territory_id import KIND_TABLES, TerritoryId, parse_territory
from geo.vocabulary import DECLARED

_EMPTY: Final = np.empty(0, dtype=np.intp)
_SEAT_KINDS: Final = ("departement", "epci", "zone-emploi", "region", "ancienne-region")
# A pole without seat lies in no known EPCI or zone d'emploi, even where it serves one.
_SEATLESS_KINDS: Final = ("region", "ancienne-region")
# Column added for the status of the seat: column of the commune.
_SEAT_STATUS: Final = {
    "seat_qpv_count": "qpv_count",
    "seat_frr": "frr",
    "seat_zrr": "zrr",
    "seat_territoire_industrie": "territoire_industrie",
    "seat_afr": "afr",
    "seat_ber": "ber",
    "seat_desindustrialise": "desindustrialise",
}

# What follows from the codes of a pole: column to dtype, in the order of the table.
ADDED_COLUMNS: Final = {
    "attachment": "str",
    **dict.fromkeys(("lon", "lat", "marker_lon", "marker_lat"), "float64"),
    "departement_name": "str",
    **dict.fromkeys(("epci", "epci_name", "zone_emploi", "zone_emploi_name"), "str"),
    **dict.fromkeys(("region", "region_name", "ancienne_region", "ancienne_region_name"), "str"),
    **dict.fromkeys(_SEAT_STATUS, "str"),
    "seat_qpv_count": "Int64",
    "seat_desindustrialise": "boolean",
}


class PoleAreas(NamedTuple):
    """Rows of ``atlas.communes``, for each pole in the order of the register.

    Attributes
    ----------
    attached
        What attaches the pole: the seat, the declared territory, the département or the listed
        territory; empty where nothing is known but that it is in France.
    territories
        The territory in ``territory_codes``, declared or listed; empty where there is none.
    """

    attached: list[np.ndarray]
    territories: list[np.ndarray]


@per_atlas
def pole_areas(atlas: Atlas) -> PoleAreas:
    """Return the communes that attach each pole, and those of its territory.

    Raises
    ------
    TableError
        When the communes or the register are missing.
    """
    poles = atlas.require_poles()
    territories = [_territory_area(atlas, codes) for codes in poles["territory_codes"]]
    attached = [
        _attaching_area(atlas, how, pole.commune, pole.departement, area)
        for how, pole, area in zip(
            _attachments(poles), poles.itertuples(index=False), territories, strict=True
        )
    ]
    return PoleAreas(attached, territories)


@per_atlas
def located_poles(atlas: Atlas) -> pd.DataFrame:
    """Return the register with what follows from its codes; see `geo.poles.select.select_poles`.

    Raises
    ------
    TableError
        When the register is missing.
    """
    register = atlas.require_poles()
    # A column that somebody added by hand under one of our names gives way.
    register = register.drop(columns=register.columns.intersection(list(ADDED_COLUMNS)))
    poles = pd.concat([register, _nothing_known(register.index)], axis=1)
    poles["attachment"] = pd.Series(_attachments(register), index=register.index, dtype="str")
    if atlas.communes is None:
        return poles
    seats = atlas.communes.set_index("code").reindex(poles["commune"].to_numpy())
    seats.index = poles.index
    poles["commune_name"] = poles["commune_name"].fillna(seats["name"])
    poles["lon"], poles["lat"] = seats["lon"], seats["lat"]
    markers = seats[["lon", "lat"]].to_numpy(copy=True)
    territories = pole_areas(atlas).territories
    for row in np.flatnonzero(poles["attachment"] == DECLARED):
        if len(territories[row]):
            codes = poles["territory_codes"].iloc[row]
            markers[row] = _marker(atlas, codes, territories[row])
    poles["marker_lon"], poles["marker_lat"] = markers.T
    names = names_by_kind(atlas)
    for kind in _SEAT_KINDS:
        column = KIND_COLUMNS[kind]
        codes = seats[column]
        if kind in _SEATLESS_KINDS:
            codes = codes.fillna(_shared(atlas, poles[poles["attachment"] != "seat"], column))
        if kind == "departement":
            codes = poles[column]
        poles[column] = codes.astype("str")
        poles[f"{column}_name"] = codes.map(names[kind]).astype("str")
    for column, status in _SEAT_STATUS.items():
        poles[column] = _seat_status(atlas, seats, status)
    return poles


def seat_points(poles: pd.DataFrame) -> gpd.GeoSeries:
    """Return the seat of each pole (EPSG:4326), same index, null where it is not known.

    Parameters
    ----------
    poles
        With ``lon`` and ``lat``, as `geo.poles.select.select_poles` gives them.
    """
    points = gpd.points_from_xy(poles["lon"], poles["lat"])
    seats = gpd.GeoSeries(points, index=poles.index, crs="EPSG:4326")
    return seats.where(poles["lon"].notna())


def _attachments(poles: pd.DataFrame) -> list[str]:
    declared = (poles["territory_claim"] == DECLARED) & poles["territory_codes"].notna()
    known = (poles["commune"].notna(), declared, poles["departement"].notna())
    return [str(how) for how in np.select(known, ["seat", "declared", "departement"], "listing")]


def _territory_area(atlas: Atlas, codes: object) -> np.ndarray:
    if not isinstance(codes, str):
        return _EMPTY
    parts = [commune_positions(atlas, parse_territory(code)) for code in codes.split(";")]
    return np.unique(np.concatenate(parts))


def _attaching_area(
    atlas: Atlas, how: str, commune: str, departement: str, territory: np.ndarray
) -> np.ndarray:
    if how == "seat":
        return commune_positions(atlas, TerritoryId("commune", commune))
    if how == "departement":
        return commune_positions(atlas, TerritoryId("departement", departement))
    return territory


def _shared(atlas: Atlas, seatless: pd.DataFrame, column: str) -> pd.Series:
    """Return the territory that holds what is known of a pole, where a single one does."""
    codes = atlas.require_communes()[column].to_numpy(dtype=object)
    areas = pole_areas(atlas).attached
    found: list[str | None] = []
    for row, departement in zip(seatless.index, seatless["departement"], strict=True):
        known = areas[row]
        if isinstance(departement, str):
            known = commune_positions(atlas, TerritoryId("departement", departement))
        holders = set(codes[known])
        found.append(holders.pop() if len(holders) == 1 else None)
    return pd.Series(found, index=seatless.index, dtype="str")


@per_land
def _label_points(atlas: Atlas) -> dict[str, dict[str, np.ndarray]]:
    """Return where the name of each territory is written, by kind and code."""
    return {
        kind: dict(zip(labels["code"].tolist(), labels[["lon", "lat"]].to_numpy(), strict=True))
        for kind, table in KIND_TABLES.items()
        if (labels := getattr(atlas, table)) is not None
    }


def _marker(atlas: Atlas, codes: str, area: np.ndarray) -> tuple[float, float]:
    """Return where a declared territory is marked: its label, or its most populous commune."""
    written = codes.split(";")
    territory = parse_territory(written[0])
    label = _label_points(atlas).get(territory.kind, {}).get(territory.code)
    if len(written) == 1 and label is not None:
        return label[0], label[1]
    communes = atlas.require_communes().iloc[area]
    largest = communes.loc[communes["population"].idxmax()]
    return largest["lon"], largest["lat"]


def _seat_status(atlas: Atlas, seats: pd.DataFrame, status: str) -> pd.Series:
    column = seats[status]
    if status == "territoire_industrie" and atlas.territoires_industrie is not None:
        industry = atlas.territoires_industrie
        return _named(column, industry[industry["vintage"] == CURRENT_TERRITOIRES_INDUSTRIE], "id")
    if status == "ber" and atlas.zonages is not None:
        return _named(column, atlas.zonages[atlas.zonages["zonage"] == "ber"], "code")
    return column.astype(ADDED_COLUMNS[f"seat_{status}"])


def _named(codes: pd.Series, table: pd.DataFrame, key: str) -> pd.Series:
    """Return the names of the codes; a code without a name stands for itself."""
    return codes.map(table.set_index(key)["name"]).fillna(codes).astype("str")


def _nothing_known(index: pd.Index) -> pd.DataFrame:
    return pd.DataFrame(
        {name: pd.Series(index=index, dtype=dtype) for name, dtype in ADDED_COLUMNS.items()}
    )
