"""The ground of every map: frame, panes and background."""

from dataclasses import dataclass
from typing import Final

import folium

from geo.places.territories import FRANCE, Territory
from geo.tables.atlas import Atlas
from ui import data
from ui.maps import elements, styles
from ui.maps.elements import Bounds, RemoteConfig, layer_url
from ui.maps.layers import DECLARED, REGISTER, is_local, register_version
from ui.maps.sinks import tile_url
from ui.text.safe import display_code, display_text
from ui.view.choices import ViewState

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
    register
        Version of the register, for the address of what its poles declare.
    own
        Poles of the reader's own list, which no address may name.
    """

    territory: Territory
    view: ViewState
    version: str
    greys_outside: bool = False
    register: str = ""
    own: frozenset[str] = frozenset()

    @property
    def whole_country(self) -> bool:
        """Whether the country is framed rather than one of its territories."""
        return not is_local(self.territory)

    @property
    def of_marks(self) -> "MapContext":
        """The part of the context that the marks of poles depend on, the same for all territories.

        What is written of this part is written once.
        """
        view = ViewState(colour=self.view.colour, cohorts=self.view.cohorts)
        return MapContext(FRANCE, view, self.version, register=self.register, own=self.own)

    def url(self, layer: str, key: str | None = None) -> str:
        """Return the address of a layer, around the territory unless a key says otherwise."""
        return layer_url(self.version, layer, key or self.territory.id)

    def declared_url(self, pole: str, codes: str) -> str | None:
        """Return the address of the territory a pole declares: a feature of the layer of all.

        That of a pole of a list is the one of its only territory; of several it has none.
        """
        if pole not in self.own:
            return f"{layer_url(self.register, DECLARED, REGISTER)}#{display_code(pole)}"
        return None if ";" in codes else self.url("contour", codes)


def map_context(atlas: Atlas, territory: Territory, view: ViewState) -> MapContext:
    """Return what the layers and the poles of a map have in common."""
    own = frozenset[str]() if atlas.own is None else atlas.own.ids
    register = register_version()
    return MapContext(territory, view, data.get_version(), register=register, own=own)


def base_map(context: MapContext, frame: Bounds, label: str, *, towns: bool = True) -> folium.Map:
    """Return the part of the map that stays while filters change.

    Parameters
    ----------
    context
        Of its view, only the background counts here.
    frame
        West, south, east, north in degrees.
    label
        Name of the map for screen readers.
    towns
        Whether there are towns to name.
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
        if towns:
            elements.town_labels(context.url("villes")).add_to(board)
    if not context.whole_country:
        mask = styles.COVERAGE_MASK if context.greys_outside else styles.MASK
        remote("masque", "mask", mask)
        remote("contour", "contour", styles.CONTOUR)
    return board
