"""The peer: the same communes as the atlas, as one would show them without it.

``?territoire=region:44`` in the address chooses them, as in the atlas. The map is what
``GeoDataFrame.explore`` writes. Communes are drawn as they come, in their fine outlines:
generalising them together, so that borders still match, is part of what is compared.
"""

import streamlit as st

if __name__ == "__main__":
    # Imported by a session first: Streamlit registers a component only then.
    import folium
    from streamlit_folium import st_folium

    from bench.plain_maps import use_local_assets
    from geo.places.territories import commune_mask, get_territory
    from geo.tables.atlas import load_atlas
    from geo.tables.outlines import load_outlines

    use_local_assets()
    atlas = load_atlas()
    territory = get_territory(atlas, st.query_params["territoire"])
    codes = atlas.require_communes()["code"][commune_mask(atlas, territory)]
    outlines = load_outlines("communes", "fine")
    communes = outlines[outlines["code"].isin(codes)]
    west, south, east, north = communes.total_bounds
    board = folium.Map(tiles=None)
    board.fit_bounds([[south, west], [north, east]])
    tooltip = folium.GeoJsonTooltip(["name"])
    folium.GeoJson(communes[["name", "geometry"]], tooltip=tooltip).add_to(board)
    st_folium(board, key="pair", height=560, returned_objects=[])
else:
    from bench import plain_maps

    app = st.App(__file__, routes=plain_maps.routes(), middleware=plain_maps.middleware())
