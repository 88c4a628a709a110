"""Map layers served as GeoJSON by this process, each at its own address.

``/atlas/layers/{version}/{layer}/{territory}`` with the digest of the data in the address, so
that a browser may keep a layer for ever and new data is fetched at once. What the poles declare is
one layer, ``/atlas/layers/{register}/declare/registre``: the browser draws those asked for.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from geo.errors import TableError, UnknownTerritoryError
from geo.memo import lately
from geo.places.membership import rows_of
from geo.places.territories import FRANCE, Territory, bounds, commune_mask, get_territory
from geo.places.towns import largest_towns
from geo.poles.select import declared_territory
from geo.problems import Message, message
from geo.tables.atlas import Atlas
from geo.territory_id import KIND_TABLES
from geo.vocabulary import DECLARED as CLAIMED
from ui import data
from ui.maps import packing
from ui.text.i18n import install, negotiate_language
from ui.text.messages import told
from ui.text.safe import display_code, display_text
from ui.view.choices import DEFAULT_LAYERS, LAYERS

ADMIN_TABLES: Final = {
    "regions": "regions",
    "anciennes-regions": "anciennes_regions",
    "departements": "departements",
    "zones-emploi": "zones_emploi",
}
ZONAGES: Final = {
    "frr": "frr",
    "zrr": "zrr",
    "desindustrialise": "desindustrialise",
    "territoires-industrie": "territoire_industrie",
    "afr": "afr",
    "ber": "ber",
}
NATIONAL_KINDS: Final = ("france", "metropole")
REGIONAL_KINDS: Final = ("region", "ancienne-region")
NATIONAL_DECIMALS: Final = 3
NOT_CLASSED: Final = "non"
FRAME_MARGIN: Final = 0.35
FIRST_LAYERS: Final = ("voisins", "terre", "villes", *DEFAULT_LAYERS)
# The one layer of the register, one for all of its poles.
DECLARED: Final = "declare"
REGISTER: Final = "registre"
WORLD: Final = shapely.box(-180, -85, 180, 85)


def level_of(territory: Territory) -> str:
    """Return the generalisation that suits the frame of a territory."""
    if territory.kind in NATIONAL_KINDS:
        return "coarse"
    return "medium" if territory.kind in REGIONAL_KINDS else "fine"


def is_local(territory: Territory) -> bool:
    """Tell whether communes are drawn for a territory: a région or anything smaller."""
    return territory.kind not in NATIONAL_KINDS


def feature_collection(
    geometry: gpd.GeoSeries, properties: Mapping[str, Sequence[object]]
) -> bytes:
    """Return GeoJSON text.

    Parameters
    ----------
    geometry
        Shapes in EPSG:4326, already rounded.
    properties
        Columns of the same length; None leaves a property out. Strings must be harmless: codes,
        or `display_text`.
    """
    names = list(properties)
    columns = zip(*(properties[name] for name in names), strict=True)
    rows = columns if names else [()] * len(geometry)
    parts = [
        f'{{"type":"Feature","properties":{_compact(names, row)},"geometry":{shape}}}'
        for row, shape in zip(rows, shapely.to_geojson(geometry.array), strict=True)
    ]
    return ('{"type":"FeatureCollection","features":[' + ",".join(parts) + "]}").encode()


def _compact(names: Sequence[str], row: Sequence[object]) -> str:
    known = {name: value for name, value in zip(names, row, strict=True) if value is not None}
    return json.dumps(known, ensure_ascii=False, separators=(",", ":"))


def _frame(territory: Territory) -> shapely.Polygon:
    west, south, east, north = bounds(data.get_atlas(), territory)
    dx, dy = (east - west) * FRAME_MARGIN + 0.02, (north - south) * FRAME_MARGIN + 0.02
    return shapely.box(west - dx, south - dy, east + dx, north + dy)


def _in_frame(frame: gpd.GeoDataFrame, territory: Territory) -> gpd.GeoDataFrame:
    if not is_local(territory):
        return frame
    return frame.iloc[np.sort(frame.sindex.query(_frame(territory), predicate="intersects"))]


def _named(frame: gpd.GeoDataFrame) -> bytes:
    return feature_collection(frame.geometry, {"n": [display_text(n) for n in frame["name"]]})


def admin_around(territory: Territory, table: str) -> gpd.GeoDataFrame:
    """Return the outlines of one administrative level around a territory, in layer order."""
    return _in_frame(data.get_outlines(table, level_of(territory)), territory)


def admin_layer(territory: Territory, table: str) -> bytes:
    """Return one level of the administrative map around a territory."""
    return _named(admin_around(territory, table))


def communes_around(territory: Territory) -> gpd.GeoDataFrame:
    """Return the outlines of the communes drawn for a territory, in the order of its layer.

    A région holds its own communes; anything smaller also holds those around it in the frame.
    """
    atlas = data.get_atlas()
    communes = atlas.require_communes()
    outlines = data.get_outlines("communes", level_of(territory))
    if territory.kind in REGIONAL_KINDS:
        codes = communes["code"][commune_mask(atlas, territory)]
        return outlines[outlines["code"].isin(codes)]
    return _in_frame(outlines, territory)


@lru_cache(maxsize=128)
def rows_around(territory: Territory) -> np.ndarray:
    """Return the rows of the table of communes drawn for a territory, in the order of its layer."""
    return rows_of(data.get_atlas(), communes_around(territory)["code"]).astype(np.int32)


def communes_layer(territory: Territory) -> bytes:
    """Return the communes drawn for a territory, each with its FRR class."""
    communes = data.get_atlas().require_communes()
    outlines = communes_around(territory)
    classes = communes.set_index("code")["frr"].loc[outlines["code"]]
    return feature_collection(
        outlines.geometry,
        {
            "n": [display_text(n) for n in outlines["name"]],
            "k": [None if frr == NOT_CLASSED else frr for frr in classes],
        },
    )


def zonage_layer(territory: Territory, zonage: str) -> bytes:
    """Return the dissolved areas of one priority layer around a territory."""
    zonages = data.get_zonages("coarse" if not is_local(territory) else "medium")
    zonages = _in_frame(zonages[zonages["zonage"] == zonage], territory)
    return feature_collection(zonages.geometry, {"k": list(zonages["classe"])})


def qpv_layer(territory: Territory) -> bytes:
    """Return the quarters: dots for the country, outlines for a territory."""
    atlas = data.get_atlas()
    if not is_local(territory):
        if atlas.qpv is None:
            raise TableError(message("La table qpv.parquet manque ou est abîmée."))
        points = atlas.qpv[["lon", "lat"]].round(NATIONAL_DECIMALS).to_numpy()
        return feature_collection(gpd.GeoSeries([shapely.MultiPoint(points)]), {})
    level = "medium" if territory.kind in REGIONAL_KINDS else "fine"
    return _named(_in_frame(data.get_outlines("qpv", level), territory))


def mask_layer(territory: Territory) -> bytes:
    """Return the world with a hole in the shape of the territory, to fade what lies outside."""
    shape = _outline(territory)
    return feature_collection(gpd.GeoSeries([WORLD.difference(shape)]), {})


def outline_layer(territory: Territory) -> bytes:
    """Return the outline of one territory."""
    return feature_collection(gpd.GeoSeries([_outline(territory)]), {})


def _outline(territory: Territory) -> shapely.Geometry:
    if not is_local(territory):
        raise UnknownTerritoryError(
            message("{territory} n'a pas de contour à part.", territory=territory.id)
        )
    outlines = data.get_outlines(KIND_TABLES[territory.kind], level_of(territory))
    return outlines.geometry[outlines["code"] == territory.code].union_all()


def towns_layer(territory: Territory) -> bytes:
    """Return the prefectures and largest towns of the frame that leave room for one another."""
    towns = largest_towns(data.get_atlas(), territory)
    return feature_collection(
        gpd.GeoSeries(gpd.points_from_xy(towns["lon"], towns["lat"])),
        {"n": [display_text(n) for n in towns["name"]]},
    )


def land_layer(territory: Territory) -> bytes:
    """Return the land under a map, as finely drawn as the layers that lie on it."""
    if not is_local(territory):
        return _named(data.get_outlines("regions", "coarse"))
    return admin_layer(territory, "departements")


def neighbours_layer(territory: Territory) -> bytes:
    """Return the land of the countries around, as far as a reader may move the map."""
    west, south, east, north = _frame(territory).bounds
    dx, dy = east - west, north - south
    land = data.get_outlines("voisins", "coarse").geometry
    near = land.clip_by_rect(west - dx, south - dy, east + dx, north + dy)
    return feature_collection(near[~near.is_empty], {})


def register_version() -> str:
    """Return the version of the register whose territories are served: never a reader's list."""
    return data.get_atlas().version


@lately(len(packing.CODINGS) + 1)
def declared_layer(atlas: Atlas, coding: str) -> bytes:
    """Return the territories that poles declare they serve, each dissolved, with its pole.

    Parameters
    ----------
    atlas
        The tables.
    coding
        How the text is compressed, as of `ui.maps.packing.packed`.
    """
    if coding != packing.KEPT:
        return packing.repacked(declared_layer(atlas, packing.KEPT), coding)
    communes, poles = atlas.require_communes()["code"], atlas.require_poles()
    outlines = data.get_outlines("communes", "medium")
    areas = {}
    for pole in poles.loc[poles["territory_claim"] == CLAIMED, "id"]:
        served = communes[declared_territory(atlas, pole)]
        chosen = outlines[outlines["code"].isin(served)]
        if not chosen.empty:
            areas[display_code(pole)] = shapely.coverage_union_all(chosen.geometry.array)
    text = feature_collection(gpd.GeoSeries(list(areas.values())), {"p": list(areas)})
    return packing.packed(text, coding)


@lru_cache(maxsize=256)
def layer(name: str, key: str, coding: str) -> bytes:
    """Return one layer, compressed.

    Parameters
    ----------
    name
        Layer: a key of `ADMIN_TABLES` or `ZONAGES`, or ``communes``, ``qpv``, ``masque``,
        ``contour``, ``villes``, ``terre``, ``voisins``.
    key
        Territory as ``kind:code``.
    coding
        How, as of `ui.maps.packing.packed`.

    Raises
    ------
    LookupError, ValueError
        When the layer or the territory does not exist.
    """
    if coding != packing.KEPT:
        return packing.repacked(layer(name, key, packing.KEPT), coding)
    territory = get_territory(data.get_atlas(), key)
    if name in ADMIN_TABLES:
        text = admin_layer(territory, ADMIN_TABLES[name])
    elif name in ZONAGES:
        text = zonage_layer(territory, ZONAGES[name])
    else:
        makers: dict[str, Callable[[Territory], bytes]] = {
            "communes": communes_layer,
            "qpv": qpv_layer,
            "masque": mask_layer,
            "contour": outline_layer,
            "villes": towns_layer,
            "terre": land_layer,
            "voisins": neighbours_layer,
        }
        text = makers[name](territory)
    # What every visitor receives is worth a second; any other territory, whoever asks, is not.
    return packing.packed(text, coding, best=key == FRANCE.id)


def available_layers() -> tuple[str, ...]:
    """Return the layers a reader may switch on: those whose table is sound."""
    tables = {**ADMIN_TABLES, **dict.fromkeys(ZONAGES, "zonages"), "qpv": "qpv"}
    levels = {"qpv": "medium"}
    return tuple(
        name for name in LAYERS if data.is_drawable(tables[name], levels.get(name, "coarse"))
    )


def warm_up() -> None:
    """Make the layers of the first screen; one whose table is damaged is left to its route."""
    for coding in packing.CODINGS:
        for name in FIRST_LAYERS:
            with suppress(TableError):
                layer(name, FRANCE.id, coding)
        with suppress(TableError):
            declared_layer(data.get_atlas(), coding)
    with suppress(TableError):
        bounds(data.get_atlas(), FRANCE)


def answer(request: Request) -> Response:
    """Answer a request for a layer: ``/atlas/layers/{version}/{layer}/{key}``."""
    name, key = request.path_params["layer"], request.path_params["key"]
    coding = packing.coding_of(request.headers.get("accept-encoding", ""))
    atlas = data.get_atlas()
    declared = (name, key) == (DECLARED, REGISTER)
    try:
        body = declared_layer(atlas, coding) if declared else layer(name, key, coding)
    except TableError as problem:
        return _refusal(request, 503, problem.message)
    except (LookupError, ValueError):
        return _refusal(request, 404, message("Ce calque n'existe pas."))
    # The page may be older than the data after an update: its layers are then served, not kept.
    version = atlas.version if declared else data.get_version()
    current = request.path_params["version"] == version
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable" if current else "no-store",
    }
    return Response(
        body,
        media_type="application/geo+json",
        headers=headers | packing.headers_of(coding),
    )


def _refusal(request: Request, status: int, why: Message) -> Response:
    # The address of a layer says nothing of a reader: their browser does.
    install(negotiate_language(None, request.headers.get("accept-language")))
    return JSONResponse({"erreur": told(why)}, status, {"Vary": "Accept-Language"})
