"""Text drawn on a printed map: plain, measured, never markup.

The fonts are those that matplotlib ships (DejaVu), so that a map looks the same everywhere.
"""

from functools import lru_cache
from pathlib import Path
from typing import Final

from matplotlib import get_data_path
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.ft2font import FT2Font, LoadFlags

from ui.text.safe import clean_text

FONTS: Final = Path(get_data_path()) / "fonts" / "ttf"
# Files of matplotlib's own, never what the system may have under the same name.
FILES: Final = {"normal": FONTS / "DejaVuSans.ttf", "bold": FONTS / "DejaVuSans-Bold.ttf"}
MM_PER_POINT: Final = 25.4 / 72
REPLACEMENT: Final = "\ufffd"
# Marks of direction, which the font has no glyph for.
_ISOLATES: Final = str.maketrans("", "", "\u2066\u2067\u2068\u2069")
SUBPIXELS: Final = 64
DPI: Final = 72


@lru_cache(maxsize=64)
def font(size: float, weight: str = "normal") -> FontProperties:
    """Return a font of a size in points."""
    return FontProperties(fname=FILES[weight], size=size)


@lru_cache(maxsize=8)
def _face(weight: str) -> FT2Font:
    return get_font(FILES[weight])


@lru_cache(maxsize=4096)
def drawable(text: str, limit: int = 600) -> str:
    """Return a text as one line that the font can draw; what it has no sign for is replaced."""
    plain = clean_text(text, limit).translate(_ISOLATES).replace("'", "\u2019")
    face = _face("normal")
    return "".join(c if face.get_char_index(ord(c)) else REPLACEMENT for c in plain)


@lru_cache(maxsize=8192)
def width_mm(text: str, size: float, weight: str = "normal") -> float:
    """Return the width of one line of text on the paper, in millimetres."""
    face = _face(weight)
    face.set_size(size, DPI)
    face.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    width: int = face.get_width_height()[0]
    return width / SUBPIXELS * MM_PER_POINT
