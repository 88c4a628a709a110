"""Maps: the only package that builds folium objects."""
