"""What the map's frame loads: Leaflet and our scripts as one file, and their styles as one.

The map component loads its files one after the other: each more would be one more wait before the
map is there. This module knows no folium, so that the server imports it before any library.
"""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from xstatic.pkg import leaflet

from ui.maps import packing

OWN: Final = Path(__file__).parents[1] / "assets"
FOLDER: Final = OWN / "js"
# What a file hangs on `window.atlas`, the next ones use.
ORDER: Final = ("layers.js", "board.js", "marks.js", "panels.js", "frame.js")
STYLES: Final = ("map.css", "marks.css")
TYPES: Final[Mapping[str, str]] = {"map.js": "text/javascript", "map.css": "text/css"}

# Digest of the one script that the component writes into its page: what folium and
# streamlit-folium write for `ui.maps.elements.empty_map`, the same for every map.
START_DIGEST: Final = "sha256-L6Si594GXW1n01oM1CeuCxiqfE8JHCwK4/AH6JkQDH8="


@cache
def source() -> str:
    """Return our scripts as one."""
    return _text(*(FOLDER / name for name in ORDER))


@cache
def content(name: str) -> str:
    """Return one of the two files of `TYPES`: what Leaflet brings, then what is ours."""
    theirs = _text(Path(leaflet.BASE_DIR) / f"leaflet{Path(name).suffix}")
    if name == "map.js":
        # What it says of its map for developers is not served.
        return f"{theirs.partition('//# sourceMappingURL')[0]}\n{source()}"
    return f"{theirs.replace('url(images/', 'url(../../leaflet/images/')}\n" + _text(
        *(OWN / style for style in STYLES)
    )


@cache
def sent(name: str, coding: str) -> bytes:
    """Return one of the two files as it is sent, in a coding of `ui.maps.packing`."""
    return packing.packed(content(name).encode(), coding)


@cache
def version() -> str:
    """Return the digest of the files that stands in their address."""
    return hashlib.sha256("".join(map(content, TYPES)).encode()).hexdigest()[:16]


def loaded(name: str) -> str:
    """Return the address of one of the two files, relative to the component's frame."""
    return f"../../atlas/assets/scripts/{version()}/{name}"


def _text(*paths: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)
