"""The tables of ``data/`` as the atlas holds them."""
