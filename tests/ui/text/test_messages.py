"""Whatever geo has to say is said in the language of the reader, numbers included."""

import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.errors import AtlasError, FilterError, TableError, UnknownTerritoryError
from geo.places.territories import get_territory
from geo.poles.select import PoleFilter, check_filter
from geo.problems import Message, message, quote
from geo.reach.reach import ReachRule
from geo.siting.rules import SitingRequest
from geo.siting.words import unsure_words
from geo.tables.atlas import load_atlas
from ui import data
from ui.text import catalogue
from ui.text.i18n import install
from ui.text.messages import told

GEO = [
    one
    for one in catalogue.extract_messages()
    if one.id and any(path.startswith("geo/") for path, _line in one.locations)
]


@pytest.fixture(autouse=True)
def _french_again() -> Iterator[None]:
    install("fr")
    yield
    install("fr")


def said_by(error: AtlasError) -> tuple[str, str]:
    """Return what an error says in French and in English."""
    install("fr")
    french = told(error.message)
    install("en")
    return french, told(error.message)


def test_the_sentences_of_geo_are_extracted() -> None:
    assert len(GEO) > 80


@pytest.mark.parametrize("one", GEO, ids=lambda one: str(one.id)[:60])
def test_every_sentence_of_geo_is_english_on_an_english_screen(one: catalogue.Message) -> None:
    forms = [one.id] if isinstance(one.id, str) else list(one.id)
    names = {name: "x" for text in forms for name in catalogue.fields(text)}
    for count in (1, 2):
        plural = forms[1] if len(forms) > 1 else None
        whole = Message(forms[0], dict(names), plural, count)
        install("fr")
        assert told(whole) == str(whole)
        install("en")
        english = told(whole)
        assert english != str(whole)
        assert not any(sign in english for sign in ("«", "»", " ;", " :", "{", "}"))


def test_refusals_are_told_in_both_languages() -> None:
    with pytest.raises(FilterError) as refused:
        check_filter(data.get_atlas(), PoleFilter(statuses=("mort",)))
    assert said_by(refused.value) == (
        "Le statut « mort » n'existe pas ; choisissez parmi actif, emergent, inconnu, disparu.",
        "The status “mort” does not exist; choose one of actif, emergent, inconnu, disparu.",
    )
    with pytest.raises(UnknownTerritoryError) as unknown:
        get_territory(data.get_atlas(), "commune:38999")
    assert said_by(unknown.value)[1] == (
        "commune:38999 does not exist in the tables (COG of 1 January 2025)."
    )
    with pytest.raises(FilterError) as crowded:
        SitingRequest(sites=1, impose=("38185", "01004"))
    assert said_by(crowded.value)[1] == "There are 2 imposed sites for 1 to choose."


def test_numbers_are_those_of_the_language() -> None:
    unsure = unsure_words(12_345, ["Mayotte"])
    install("fr")
    assert told(unsure) == ("La priorité n'est pas connue pour 12\u202f345 habitants (Mayotte)")
    install("en")
    assert told(unsure) == "Priority is not known for 12,345 inhabitants (Mayotte)"
    assert told(unsure_words(1, ["Mayotte"])).endswith("for 1 inhabitant (Mayotte)")


@pytest.mark.parametrize(
    ("km", "french", "english"),
    [
        (-1.5, "-1,5", "-1.5"),
        (-2000.0, "-2\u202f000", "-2,000"),
        (0.0, "0", "0"),
        # More digits than a number in words can hold.
        (-1.5e103, "-1,5e+103", "-1.5e+103"),
        (math.inf, "inf", "inf"),
        (math.nan, "nan", "nan"),
    ],
)
def test_a_refused_radius_is_written_as_far_as_it_is_a_number(
    km: float, french: str, english: str
) -> None:
    with pytest.raises(FilterError) as refused:
        ReachRule("radius", km)
    said = said_by(refused.value)
    assert said[0] == f"Le rayon {french} km n'est pas un nombre fini plus grand que zéro."
    assert said[1] == f"The radius {english} km is not a finite number above zero."


def test_a_year_or_a_line_is_no_quantity() -> None:
    install("en")
    assert told(message("{text}", text=quote("2014"))) == "“2014”"


def test_a_missing_table_says_why_where_it_is_needed(tmp_path: Path) -> None:
    atlas = load_atlas(tmp_path)
    with pytest.raises(TableError) as missing:
        atlas.require_communes()
    assert said_by(missing.value)[1].startswith("The table communes.parquet is missing; rebuild it")
