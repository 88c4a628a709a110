"""The scripts of the map's frame: files of ours in ``ui/assets/js``, sent as one.

The map component loads its scripts one after the other: each more would be one more wait before
the map is there. This module knows no folium, so that the server imports it before any library.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parents[1] / "assets" / "js"
# What a file hangs on `window.atlas`, the next ones use.
ORDER: Final = ("layers.js", "board.js", "marks.js", "panels.js", "frame.js")

# Digest of the one script that the component writes into its page: what folium and
# streamlit-folium write for `ui.maps.elements.empty_map`, the same for every map.
START_DIGEST: Final = "sha256-L6Si594GXW1n01oM1CeuCxiqfE8JHCwK4/AH6JkQDH8="


@cache
def source() -> str:
    """Return the scripts as one."""
    return "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in ORDER)


@cache
def version() -> str:
    """Return the digest of the scripts that stands in their address."""
    return hashlib.sha256(source().encode()).hexdigest()[:16]


def loaded() -> tuple[str, ...]:
    """Return the addresses of what a map loads, in order, relative to the component's frame."""
    assets = "../../atlas/assets"
    return (f"{assets}/leaflet/leaflet.js", f"{assets}/scripts/{version()}/map.js")
