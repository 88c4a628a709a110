"""Every code of the register has a colour, and the style sheet knows each of them."""

from pathlib import Path

from geo.vocabulary import COHORTS, SECTORS, STATUSES
from ui.text import palette
from ui.text.palette import tone_class

MARKS = Path(palette.__file__).parents[1] / "assets" / "marks.css"


def test_every_wave_sector_and_status_has_a_colour() -> None:
    assert set(palette.COHORT_COLOURS) == set(COHORTS)
    assert set(palette.STATUS_COLOURS) == set(STATUSES)
    families = [sector for members in palette.SECTOR_FAMILIES.values() for sector in members]
    assert sorted(families) == sorted(SECTORS)
    assert set(palette.FAMILY_COLOURS) == set(palette.SECTOR_FAMILIES)


def test_at_most_eight_families_each_of_its_own_colour() -> None:
    assert len(set(palette.FAMILY_COLOURS.values())) == len(palette.FAMILY_COLOURS) <= 8


def test_the_style_sheet_has_every_tone() -> None:
    style = MARKS.read_text(encoding="utf-8")
    colours = {
        *palette.COHORT_COLOURS.values(),
        *palette.FAMILY_COLOURS.values(),
        *palette.STATUS_COLOURS.values(),
    }
    for colour in colours:
        assert f".{tone_class(colour)} {{ background: {colour.lower()}; }}" in style


def test_a_sector_of_tomorrow_is_among_the_others() -> None:
    assert palette.sector_family("spatial") == "autres"
