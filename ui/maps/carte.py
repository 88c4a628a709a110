"""The map of poles: the still part, framed once, and the parts that filters change."""

import math
from collections.abc import Mapping
from typing import Final

import folium
import pandas as pd

from geo.territories import Territory
from ui.maps import elements, styles
from ui.maps.elements import Bounds, layer_url
from ui.palette import COHORT_COLOURS, FAMILY_COLOURS, STATUS_COLOURS, sector_family
from ui.safe import SafeText, display_text
from ui.sinks import tile_url
from ui.state import ViewState

PANES: Final = (
    ("neighbours", 210, False),
    ("land", 220, False),
    ("rural", 300, False),
    ("communes", 310, True),
    ("limits", 330, True),
    ("lines", 350, False),
    ("qpv", 370, False),
    ("mask", 400, False),
    ("contour", 410, False),
    ("towns", 420, False),
    ("declared", 430, False),
)
MARK_SPACING_PX: Final = 15
IDENTITY_STEP_DEG: Final = 1e-6
TILES: Final = {
    "ign": (
        tile_url(
            "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0"
            "&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2&STYLE=normal&TILEMATRIXSET=PM"
            "&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&FORMAT=image/png"
        ),
        "© IGN, Géoplateforme",
    ),
    "osm": (
        tile_url("https://tile.openstreetmap.org/{z}/{x}/{y}.png"),
        "© contributeurs OpenStreetMap",
    ),
}


def pole_tone(pole: pd.Series, view: ViewState) -> str:
    """Return the style class of a pole's colour, after what the reader colours by.

    Of several waves the earliest chosen one counts, of several sectors the first it names.
    """
    if view.colour == "secteur":
        colour = FAMILY_COLOURS[sector_family(pole["sectors"].split(";")[0])]
    elif view.colour == "statut":
        colour = STATUS_COLOURS[pole["status"]]
    else:
        cohorts = pole["cohorts"].split(";")
        chosen = [c for c in COHORT_COLOURS if c in cohorts and (c in view.cohorts or not view.cohorts)]
        colour = COHORT_COLOURS[chosen[0]]
    return f"tone-{colour[1:].lower()}"


def ring_offset(rank: int, count: int) -> tuple[int, int]:
    """Return by how many pixels a mark stands beside its town, so that none hides another.

    Parameters
    ----------
    rank
        Place of the pole among those of its town, from 0.
    count
        Number of poles of the town.
    """
    if count == 1:
        return (0, 0)
    radius = max(MARK_SPACING_PX / (2 * math.sin(math.pi / count)), MARK_SPACING_PX / 2)
    angle = 2 * math.pi * rank / count - math.pi / 2
    return (round(radius * math.cos(angle)), round(radius * math.sin(angle)))


def place_poles(poles: pd.DataFrame) -> pd.DataFrame:
    """Return where each pole that can be drawn stands.

    Parameters
    ----------
    poles
        From `geo.poles.select_poles`.

    Returns
    -------
    DataFrame
        Indexed by pole id: ``lat``, ``lon`` in degrees, each pair unique so that a click names
        one pole; ``dx``, ``dy`` in pixels; ``hollow`` when the seat is unknown.
    """
    drawn = poles[poles["marker_lon"].notna()].sort_values("id")
    group = drawn["marker_lon"].round(6).astype(str) + " " + drawn["marker_lat"].round(6).astype(str)
    rank = group.groupby(group).cumcount()
    count = group.map(group.value_counts())
    offsets = [ring_offset(r, c) for r, c in zip(rank, count, strict=True)]
    return pd.DataFrame(
        {
            "lat": (drawn["marker_lat"] + rank * IDENTITY_STEP_DEG).round(6).to_numpy(),
            "lon": drawn["marker_lon"].round(6).to_numpy(),
            "dx": [x for x, _ in offsets],
            "dy": [y for _, y in offsets],
            "hollow": (drawn["attachment"] != "seat").to_numpy(),
        },
        index=pd.Index(drawn["id"], name="id"),
    )


def pole_at(places: pd.DataFrame, clicked: dict[str, float] | None) -> str | None:
    """Return the pole whose mark was clicked.

    Parameters
    ----------
    places
        From `place_poles`.
    clicked
        ``lat`` and ``lng`` of the last clicked object, as the map component returns them.
    """
    if not clicked or places.empty:
        return None
    gap = (places["lat"] - clicked["lat"]).abs() + (places["lon"] - clicked["lng"]).abs()
    return str(gap.idxmin()) if gap.min() < IDENTITY_STEP_DEG / 2 else None


def base_map(
    territory: Territory, frame: Bounds, view: ViewState, version: str, label: str
) -> folium.Map:
    """Return the part of the map that stays while filters change.

    Parameters
    ----------
    territory
        What is framed.
    frame
        West, south, east, north in degrees.
    view
        Its ``background`` is the only part that counts here.
    version
        Digest of the data, for the addresses of layers.
    label
        Name of the map for screen readers.
    """
    board = elements.empty_map(frame, PANES, label)
    whole_country = territory.kind in ("france", "metropole")

    def remote(layer: str, pane: str, style: styles.Styles, key: str = territory.id) -> None:
        elements.remote_layer(layer_url(version, layer, key), pane, style).add_to(board)

    if view.background in TILES:
        url, credit = TILES[view.background]
        elements.tiles(url, display_text(credit), max_zoom=18).add_to(board)
    else:
        remote("voisins", "neighbours", styles.NEIGHBOURS, "france")
        remote("terre", "land", styles.LAND)
        elements.town_labels(layer_url(version, "villes", territory.id)).add_to(board)
    if not whole_country:
        remote("masque", "mask", styles.MASK)
        remote("contour", "contour", styles.CONTOUR)
    return board


def layer_group(territory: Territory, view: ViewState, version: str) -> folium.FeatureGroup:
    """Return the layers the reader has switched on."""
    group = elements.group()
    whole_country = territory.kind in ("france", "metropole")

    def remote(layer: str, pane: str, style: styles.Styles, **options: object) -> None:
        url = layer_url(version, layer, territory.id)
        elements.remote_layer(url, pane, style, **options).add_to(group)  # type: ignore[arg-type]

    if not whole_country:
        remote("communes", "communes", styles.COMMUNES, class_property="none", tooltip=True)
    admin = [layer for layer in styles.ADMIN_LAYERS if layer in view.layers]
    for layer in reversed(admin):
        style = styles.LAYER_STYLES[layer].passes[0]
        named = whole_country and layer == admin[0]
        remote(layer, "limits", _with_inside(style) if named else style, tooltip=named, svg=True)
    for layer in styles.AREA_LAYERS:
        if layer not in view.layers:
            continue
        if layer == "frr" and not whole_country:
            remote("communes", "rural", styles.FRR, class_property="frr")
            continue
        drawn = styles.LAYER_STYLES[layer]
        for style in drawn.passes:
            remote(layer, drawn.pane, styles.lighter(style) if whole_country else style)
    return group


def _with_inside(style: styles.Styles) -> styles.Styles:
    return {key: {**one, "fill": True, "fillOpacity": 0} for key, one in style.items()}


def pole_group(
    poles: pd.DataFrame,
    places: pd.DataFrame,
    sheets: Mapping[str, SafeText],
    view: ViewState,
    version: str,
    opened: str,
) -> folium.FeatureGroup:
    """Return the poles.

    Parameters
    ----------
    poles
        From `geo.poles.select_poles`.
    places
        From `place_poles`.
    sheets
        Content of each pole's popup, by identifier.
    view
        Its ``colour`` and ``cohorts`` choose the colours.
    version
        Digest of the data.
    opened
        Pole whose sheet is open from the start, or ``""``.
    """
    group = elements.group()
    marks = []
    for _row, pole in poles.iterrows():
        if pole["id"] not in places.index:
            continue
        place = places.loc[pole["id"]]
        declares = pole["territory_claim"] == "declared" and bool(pole["territory_codes"])
        marks.append(
            {
                "lat": float(place["lat"]),
                "lon": float(place["lon"]),
                "dx": int(place["dx"]),
                "dy": int(place["dy"]),
                "tone": "hollow" if place["hollow"] else pole_tone(pole, view),
                "alt": pole["name"],
                "name": display_text(pole["name"]),
                "sheet": sheets[pole["id"]],
                "area": layer_url(version, "declare", pole["id"]) if declares else None,
                "open": pole["id"] == opened,
            }
        )
    elements.pole_markers(marks).add_to(group)
    return group
