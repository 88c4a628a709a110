"""The yardstick: one widget, one empty map, served through the same front door as the atlas."""

import streamlit as st

if __name__ == "__main__":
    # Imported by a session first: Streamlit registers a component only then.
    import folium
    from streamlit_folium import st_folium

    from bench.plain_maps import use_local_assets

    use_local_assets()
    choice = st.radio("Choix", ["un", "deux", "trois"])
    # The map is another one for each choice: a rerun ends with a map redrawn, as in the atlas.
    zoom = {"un": 5, "deux": 6, "trois": 7}[choice]
    board = folium.Map([46.6, 2.4], zoom_start=zoom, tiles=None)
    st_folium(board, key=f"carte-{choice}", height=560, returned_objects=[])
else:
    from bench import plain_maps

    app = st.App(__file__, routes=plain_maps.routes(), middleware=plain_maps.middleware())
