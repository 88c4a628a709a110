"""Fonts of what is on the screen: the letters of French and English, and the icons that are drawn.

Streamlit's own hold every alphabet and 4 000 icons, half a megabyte that each visitor waits for.
"""

import io
import logging
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

# Latin-1 and what French and English add to it; signs of figures and arrows.
LETTERS: Final = (
    (0x00, 0xFF),
    (0x131, 0x131),
    (0x152, 0x153),
    (0x160, 0x161),
    (0x178, 0x178),
    (0x17D, 0x17E),
    (0x2C6, 0x2C6),
    (0x2DA, 0x2DA),
    (0x2DC, 0x2DC),
    (0x2000, 0x206F),
    (0x20AC, 0x20AC),
    (0x2122, 0x2122),
    (0x2190, 0x2193),
    (0x2212, 0x2212),
    (0x2248, 0x2248),
    (0x2260, 0x2260),
    (0x2264, 0x2265),
)
# The licence of a font keeps its name for what is unchanged: family, full and PostScript names.
NAMED: Final = (1, 3, 4, 6, 16, 21, 25)
OUR_NAME: Final = "AtlasLetters"
LIGATURES: Final = 4

logging.getLogger("fontTools").setLevel(logging.ERROR)


def css_range() -> str:
    """Return the letters kept as the value of ``unicode-range``."""
    return ",".join(
        f"U+{first:X}" if first == last else f"U+{first:X}-{last:X}" for first, last in LETTERS
    )


def letters(font: Path) -> bytes:
    """Return a font with the letters of `LETTERS` alone, as WOFF2."""
    kept = [code for first, last in LETTERS for code in range(first, last + 1)]
    smaller = _subset(TTFont(font), kept, Options())
    for record in smaller["name"].names:
        if record.nameID in NAMED:
            record.string = OUR_NAME
    return _woff2(smaller)


def icons(font: Path, names: Collection[str]) -> bytes:
    """Return a font of icons with those of the names alone, as WOFF2.

    Parameters
    ----------
    font
        One that draws an icon for the letters of its name, as a ligature.
    names
        Names of icons; what names none is left out.
    """
    whole = TTFont(font)
    letter_of = {glyph: chr(code) for code, glyph in whole.getBestCmap().items()}

    def named(glyphs: Iterable[str]) -> str:
        return "".join(letter_of.get(glyph, "?") for glyph in glyphs)

    for lookup in whole["GSUB"].table.LookupList.Lookup:
        for part in lookup.SubTable:
            table = getattr(part, "ExtSubTable", part)
            if table.LookupType == LIGATURES:
                table.ligatures = {
                    first: kept
                    for first, found in table.ligatures.items()
                    if (kept := [one for one in found if named([first, *one.Component]) in names])
                }
    return _woff2(_subset(whole, map(ord, set("".join(names))), Options(layout_features=["*"])))


def _subset(font: TTFont, codes: Iterable[int], options: Options) -> TTFont:
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    return font


def _woff2(font: TTFont) -> bytes:
    font.flavor = "woff2"
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()
