"""What the atlas puts on paper: maps as PNG and SVG, sheets as PDF."""
