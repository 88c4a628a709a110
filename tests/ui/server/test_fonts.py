"""The fonts of the page, without what nobody sees."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from ui.server import fonts, frontend, lighter

MEDIA = frontend._folder(frontend.PARTS[0]) / "media"
SAID = "Pôles « témoins » à l’œuvre : 1\u202f234 €, ≤ 30 km → ÿ Ÿ — … N° ½"


def source(pattern: str) -> Path:
    (found,) = MEDIA.glob(pattern)
    return found


def read(font: bytes) -> TTFont:
    return TTFont(io.BytesIO(font))


@pytest.fixture(scope="module")
def letters() -> bytes:
    return fonts.letters(source("SourceSansVF-Upright*"))


def test_the_letters_of_french_are_there_in_every_weight(letters: bytes) -> None:
    font = read(letters)
    assert {ord(letter) for letter in SAID} <= set(font.getBestCmap())
    assert [axis.axisTag for axis in font["fvar"].axes] == ["wght"]
    assert len(letters) < source("SourceSansVF-Upright*").stat().st_size / 5


def test_the_browser_is_told_which_letters_are_there(letters: bytes) -> None:
    told = set()
    for part in fonts.css_range().split(","):
        first, _, last = part.removeprefix("U+").partition("-")
        told |= set(range(int(first, 16), int(last or first, 16) + 1))
    assert set(read(letters).getBestCmap()) <= told
    assert ord("Ж") not in told


def test_a_font_that_was_changed_has_another_name(letters: bytes) -> None:
    names = {
        record.toUnicode() for record in read(letters)["name"].names if record.nameID in (1, 4, 6)
    }
    assert names == {fonts.OUR_NAME}


def ligatures(font: TTFont) -> Iterator[str]:
    letter_of = {glyph: chr(code) for code, glyph in font.getBestCmap().items()}
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for part in lookup.SubTable:
            for first, found in getattr(part, "ExtSubTable", part).ligatures.items():
                for one in found:
                    yield "".join(letter_of[glyph] for glyph in [first, *one.Component])


def test_the_icons_named_are_there_and_no_other() -> None:
    small = fonts.icons(source(lighter.ICON_FONT), {"download", "open_in_new", "nothing_such"})
    assert set(ligatures(read(small))) == {"download", "open_in_new"}
    assert len(small) < 5_000
