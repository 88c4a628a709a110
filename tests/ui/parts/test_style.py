"""What the sheet of styles promises to the eye."""

import re
import tomllib

import pytest

from tests.pages.opening import ROOT

# For small text, as the rules of accessibility count it.
READABLE = 7.0


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("where", ["theme", "sidebar"])
def test_captions_are_dark_enough_to_be_read(where: str) -> None:
    sheet = (ROOT / "ui" / "assets" / "page.css").read_text("utf-8")
    rule = re.search(r'^\[data-testid="stCaptionContainer"\] \{(.*)\}$', sheet, re.MULTILINE)
    assert rule
    said = dict(re.findall(r"([a-z]+): ([^;]+);", rule[1]))
    assert said["opacity"] == "1"
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    ground = (theme if where == "theme" else theme[where])["backgroundColor"]
    assert (luminance(ground) + 0.05) / (luminance(said["color"]) + 0.05) >= READABLE
