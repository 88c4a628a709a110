"""Maps: the only package of the atlas that builds folium objects."""
