"""Text on a printed map: plain, measured, broken into lines, never markup.

The fonts are those that matplotlib ships (DejaVu), so that a map looks the same everywhere.
"""

import re
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
NO_BREAK: Final = "\u00a0"
# French sets a space before these signs, and never begins a line with one.
_GLUED: Final = re.compile(" ([;:!?»·%])")
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


def wrapped(text: str, size: float, room_mm: float, weight: str = "normal") -> list[str]:
    """Break a text into lines that fit a width.

    Parameters
    ----------
    text
        Any text; it is made drawable first.
    size
        Points.
    room_mm
        Width of a line, in millimetres. A word that is longer stands on a line of its own.

    Returns
    -------
    list of str
        The lines; none for an empty text. No-break spaces do not break.
    """
    lines: list[str] = []
    for word in _GLUED.sub(NO_BREAK + r"\1", drawable(text, limit=4000)).split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_mm(longer, size, weight) <= room_mm:
            lines[-1] = longer
        elif word:
            lines.append(word)
    return lines


def shortened(text: str, size: float, room_mm: float, weight: str = "normal") -> str:
    """Return a text cut, with an ellipsis, to a width in millimetres."""
    plain = drawable(text)
    if width_mm(plain, size, weight) <= room_mm:
        return plain
    while plain and width_mm(f"{plain}…", size, weight) > room_mm:
        plain = plain[:-1].rstrip()
    return f"{plain}…"


def fitted(
    text: str, sizes: tuple[float, ...], room_mm: float, most_lines: int, weight: str = "normal"
) -> tuple[float, list[str]]:
    """Return the greatest of some sizes at which a text has so many lines at most, and its lines.

    At the smallest size the last line ends with an ellipsis where the text is still too long.
    """
    for size in sizes:
        lines = wrapped(text, size, room_mm, weight)
        if len(lines) <= most_lines:
            return size, lines
    last = shortened(" ".join(lines[most_lines - 1 :]), size, room_mm, weight)
    return size, [*lines[: most_lines - 1], last]
