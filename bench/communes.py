"""The communes that the atlas and its peer both draw.

The peer draws them as they come, in their fine outlines: generalising them together, so that
borders still match, is part of what it is compared with.
"""

import folium
import geopandas as gpd

from geo.places.territories import commune_mask, get_territory
from geo.tables.atlas import load_atlas, load_outlines


def communes_of(territory_id: str) -> gpd.GeoDataFrame:
    """Return the communes of a territory with their fine outlines (EPSG:4326).

    Parameters
    ----------
    territory_id
        ``kind:code``, such as ``region:44``.
    """
    atlas = load_atlas()
    territory = get_territory(atlas, territory_id)
    codes = atlas.require_communes()["code"][commune_mask(atlas, territory)]
    outlines = load_outlines("communes", "fine")
    return outlines[outlines["code"].isin(codes)]


def plain_map(communes: gpd.GeoDataFrame) -> folium.Map:
    """Return the map one would write without this atlas: what ``GeoDataFrame.explore`` writes."""
    west, south, east, north = communes.total_bounds
    board = folium.Map(tiles=None)
    board.fit_bounds([[south, west], [north, east]])
    tooltip = folium.GeoJsonTooltip(["name"])
    folium.GeoJson(communes[["name", "geometry"]], tooltip=tooltip).add_to(board)
    return board


def busiest_region() -> str:
    """Return the région, of today or before 2016, that has the most communes, as ``kind:code``."""
    communes = load_atlas().require_communes()
    counts = {
        f"{kind}:{code}": count
        for kind, column in (("region", "region"), ("ancienne-region", "ancienne_region"))
        for code, count in communes[column].value_counts().items()
    }
    return max(counts, key=lambda region: counts[region])
