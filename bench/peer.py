"""The peer: the same communes as the atlas, through plain ``folium.GeoJson``.

``?territoire=region:44`` in the address chooses them, as in the atlas.
"""

import streamlit as st

if __name__ == "__main__":
    # Imported by a session first: Streamlit registers a component only then.
    from streamlit_folium import st_folium

    from bench.communes import communes_of, plain_map
    from bench.local_assets import use_local_assets

    use_local_assets()
    board = plain_map(communes_of(st.query_params["territoire"]))
    st_folium(board, key="pair", height=560, returned_objects=[])
else:
    from bench import plain_maps
    from ui.server import routes

    app = st.App(__file__, routes=routes.routes(), middleware=plain_maps.middleware())
