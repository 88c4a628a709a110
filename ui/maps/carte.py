"""The map of poles: the still part, framed once, and the parts that filters change."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import folium
import pandas as pd

from geo.places.territories import Territory
from geo.vocabulary import DECLARED
from ui import data
from ui.maps import elements, styles
from ui.maps.elements import Bounds, RemoteConfig, layer_url
from ui.maps.layers import is_local
from ui.maps.sinks import tile_url
from ui.text.i18n import _
from ui.text.palette import (
    COHORT_COLOURS,
    FAMILY_COLOURS,
    NEUTRAL,
    STATUS_COLOURS,
    sector_family,
    tone_class,
)
from ui.text.safe import SafeText, display_text, html, plain_text
from ui.view.state import ViewState

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


def pole_colour(pole: pd.Series, view: ViewState) -> str:
    """Return a pole's colour, after what the reader colours by.

    Of several waves the earliest chosen one counts, of several sectors the first it names.
    """
    if view.colour == "secteur":
        return FAMILY_COLOURS[sector_family(pole["sectors"].split(";")[0])]
    if view.colour == "statut":
        return STATUS_COLOURS[pole["status"]]
    cohorts = pole["cohorts"].split(";")
    wanted = view.cohorts or cohorts
    return next(
        (c for name, c in COHORT_COLOURS.items() if name in cohorts and name in wanted), NEUTRAL
    )


def pole_tone(pole: pd.Series, view: ViewState) -> str:
    """Return the style class of a pole's colour."""
    return tone_class(pole_colour(pole, view))


def pole_title(pole: pd.Series) -> SafeText:
    """Return the name under the pointer, which says when the seat is not known."""
    if pole["attachment"] == "seat":
        return html("{name}", name=pole["name"])
    return html("{name} ({seat})", name=pole["name"], seat=_("siège inconnu"))


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
        From `geo.poles.select.select_poles`.

    Returns
    -------
    DataFrame
        Indexed by pole id: ``lat``, ``lon`` in degrees, each pair unique so that a click names
        one pole; ``dx``, ``dy`` in pixels; ``hollow`` when the seat is unknown.
    """
    drawn = poles[poles["marker_lon"].notna()].sort_values("id")
    group = (
        drawn["marker_lon"].round(6).astype(str) + " " + drawn["marker_lat"].round(6).astype(str)
    )
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


@dataclass(frozen=True)
class MapContext:
    """What every part of one map has in common.

    Parameters
    ----------
    territory
        What is framed.
    view
        What the reader has chosen.
    version
        Digest of the data, for the addresses of layers.
    greys_outside
        Whether what lies outside the territory turns grey: its colours, faded, would look like
        others of the legend.
    """

    territory: Territory
    view: ViewState
    version: str
    greys_outside: bool = False

    @property
    def whole_country(self) -> bool:
        """Whether the country is framed rather than one of its territories."""
        return not is_local(self.territory)

    def url(self, layer: str, key: str | None = None) -> str:
        """Return the address of a layer, around the territory unless a key says otherwise."""
        return layer_url(self.version, layer, key or self.territory.id)


def base_map(context: MapContext, frame: Bounds, label: str) -> folium.Map:
    """Return the part of the map that stays while filters change.

    Parameters
    ----------
    context
        Of its view, only the background counts here.
    frame
        West, south, east, north in degrees.
    label
        Name of the map for screen readers.
    """
    board = elements.empty_map(frame, PANES, label)

    def remote(layer: str, pane: str, style: styles.Styles) -> None:
        config = RemoteConfig(context.url(layer), pane, style)
        elements.remote_layer(config).add_to(board)

    if context.view.background in TILES:
        url, credit = TILES[context.view.background]
        elements.tiles(url, display_text(credit), max_zoom=18).add_to(board)
    else:
        if data.is_drawable("voisins", "coarse"):
            remote("voisins", "neighbours", styles.NEIGHBOURS)
        if data.is_drawable("regions" if context.whole_country else "departements", "coarse"):
            remote("terre", "land", styles.LAND)
        if data.get_atlas().communes is not None:
            elements.town_labels(context.url("villes")).add_to(board)
    if not context.whole_country:
        mask = styles.COVERAGE_MASK if context.greys_outside else styles.MASK
        remote("masque", "mask", mask)
        remote("contour", "contour", styles.CONTOUR)
    return board


def layer_group(context: MapContext, poles: pd.DataFrame) -> folium.FeatureGroup:
    """Return the layers the reader has switched on, and the communes of a territory.

    Parameters
    ----------
    context
        Of its view, the layers count here.
    poles
        From `geo.poles.select.select_poles`: the territory that a pole without known seat declares
        is drawn.
    """
    whole_country, chosen = context.whole_country, context.view.layers
    layers = []
    if not whole_country:
        communes = context.url("communes")
        layers.append(RemoteConfig(communes, "communes", styles.COMMUNES, tooltip=True))
    admin = [layer for layer in styles.ADMIN_LAYERS if layer in chosen]
    for layer in reversed(admin):
        style = styles.LAYER_STYLES[layer].passes[0]
        named = whole_country and layer == admin[0]
        layers.append(
            RemoteConfig(
                context.url(layer),
                "limits",
                _with_inside(style) if named else style,
                tooltip=named,
                svg=True,
            )
        )
    for layer in styles.AREA_LAYERS:
        if layer not in chosen:
            continue
        if layer == "frr" and not whole_country:
            layers.append(RemoteConfig(context.url("communes"), "rural", styles.FRR))
            continue
        drawn = styles.LAYER_STYLES[layer]
        for style in drawn.passes:
            shown = styles.lighter(style) if whole_country else style
            layers.append(RemoteConfig(context.url(layer), drawn.pane, shown))
    layers += [
        RemoteConfig(context.url("declare", pole), "declared", styles.DECLARED_AREA)
        for pole in poles.loc[poles["attachment"] == DECLARED, "id"]
    ]
    group = elements.group()
    elements.layer_set(layers).add_to(group)
    return group


def _with_inside(style: styles.Styles) -> styles.Styles:
    return {key: {**one, "fill": True, "fillOpacity": 0} for key, one in style.items()}


def pole_group(
    context: MapContext,
    poles: pd.DataFrame,
    places: pd.DataFrame,
    sheets: Mapping[str, SafeText],
    opened: str,
) -> folium.FeatureGroup:
    """Return the poles.

    Parameters
    ----------
    context
        Of its view, the colour and the waves choose the colours.
    poles
        From `geo.poles.select.select_poles`.
    places
        From `place_poles`.
    sheets
        Content of each pole's popup, by identifier.
    opened
        Pole whose sheet is open from the start, or ``""``.
    """
    group = elements.group()
    marks = []
    for _row, pole in poles.iterrows():
        if pole["id"] not in places.index:
            continue
        place = places.loc[pole["id"]]
        declares = pole["territory_claim"] == DECLARED and isinstance(pole["territory_codes"], str)
        marks.append(
            {
                "lat": float(place["lat"]),
                "lon": float(place["lon"]),
                "dx": int(place["dx"]),
                "dy": int(place["dy"]),
                "tone": "hollow" if place["hollow"] else pole_tone(pole, context.view),
                "alt": plain_text(pole["name"]),
                "name": pole_title(pole),
                "sheet": sheets[pole["id"]],
                "area": context.url("declare", pole["id"]) if declares else None,
                "open": pole["id"] == opened,
            }
        )
    elements.pole_markers(marks).add_to(group)
    return group
