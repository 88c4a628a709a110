"""Every code of the data has words in both languages, and names of places are never bent."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pandas as pd
import pytest

from geo.places.resolve import Found
from geo.territory_id import FRANCE, KINDS, METROPOLE, Territory
from geo.vocabulary import ATTACHMENTS, COHORTS, CONFIDENCES, SECTORS, STATUSES
from ui import data
from ui.maps.styles import LAYER_STYLES
from ui.text import labels, palette
from ui.text.i18n import install

WAVES = pd.DataFrame(
    {
        "cohort": ["appel-2013", "ami-2021"],
        "label_fr": ["Lauréats (2013)", None],
        "label_en": ["Winners (2013)", "Winners (2021)"],
    }
)

SAINT_DENIS = Territory("commune", "93066", "Saint-Denis")


@pytest.fixture(autouse=True)
def _french_again() -> Iterator[None]:
    install("fr")
    yield
    install("fr")


@pytest.mark.parametrize(
    ("codes", "table", "label"),
    [
        (SECTORS, labels.SECTORS, labels.sector_label),
        (STATUSES, labels.STATUSES, labels.status_label),
        (KINDS, labels.KINDS, labels.kind_label),
        (tuple(LAYER_STYLES), labels.LAYERS, labels.layer_label),
        (ATTACHMENTS, labels.ATTACHMENTS, labels.attachment_label),
        (CONFIDENCES, labels.CONFIDENCES, labels.confidence_label),
        (palette.SECTOR_FAMILIES, labels.FAMILIES, labels.family_label),
    ],
)
def test_every_code_has_words_and_no_word_lacks_a_code(
    codes: tuple[str, ...], table: dict[str, str], label: Callable[[str], str]
) -> None:
    assert set(codes) == set(table)
    for language in ("fr", "en"):
        install(language)
        assert all(label(code) not in {"", code} or table[code] == code for code in codes)
    assert label("code inconnu") == "code inconnu"


def test_every_class_that_the_map_draws_has_words() -> None:
    for layer, style in LAYER_STYLES.items():
        classes = {value for styles in style.passes for value in styles} - {"default", "in"}
        for value in classes:
            zonage = "territoire_industrie" if layer == "territoires-industrie" else layer
            assert labels.class_label(zonage, value) != value
    assert labels.class_label("frr", "plus").startswith("FRR+")
    assert labels.class_label("zrr", "partiel") == "ZRR pour une partie de la commune"
    assert labels.class_label("afr", "autre") == "autre"


@pytest.mark.parametrize(
    ("territory", "french", "english"),
    [
        (FRANCE, "France", "France"),
        (METROPOLE, "France métropolitaine", "Metropolitan France"),
        (
            Territory("ancienne-region", "82", "Rhône-Alpes"),
            "Rhône-Alpes (ancienne région)",
            "Rhône-Alpes (former région)",
        ),
        (
            Territory("commune", "93066", "Saint-Denis"),
            "Saint-Denis (commune, 93)",
            "Saint-Denis (commune, 93)",
        ),
        (
            Territory("commune", "97411", "Saint-Denis"),
            "Saint-Denis (commune, 974)",
            "Saint-Denis (commune, 974)",
        ),
        (
            Territory("commune", "2A004", "Ajaccio"),
            "Ajaccio (commune, 2A)",
            "Ajaccio (commune, 2A)",
        ),
        (
            Territory("departement", "38", "Isère"),
            "Isère (département, 38)",
            "Isère (département, 38)",
        ),
        (
            Territory("zone-emploi", "8409", "Grenoble"),
            "Grenoble (zone d'emploi)",
            "Grenoble (employment area)",
        ),
    ],
)
def test_territories_cannot_be_taken_for_one_another(
    territory: Territory, french: str, english: str
) -> None:
    assert labels.territory_label(territory) == french
    install("en")
    assert labels.territory_label(territory) == english


@pytest.mark.parametrize(
    ("found", "french", "english"),
    [
        (Found(SAINT_DENIS), "Saint-Denis (commune, 93)", "Saint-Denis (commune, 93)"),
        (
            Found(SAINT_DENIS, "Pierrefitte-sur-Seine", "now"),
            "Pierrefitte-sur-Seine, aujourd'hui Saint-Denis (commune, 93)",
            "Pierrefitte-sur-Seine, now Saint-Denis (commune, 93)",
        ),
        (
            Found(SAINT_DENIS, "Pierrefitte-sur-Seine", "now", "code", "93059"),
            (
                "Pierrefitte-sur-Seine, aujourd'hui Saint-Denis (commune, 93) : "
                "ancien code Insee 93059"
            ),
            "Pierrefitte-sur-Seine, now Saint-Denis (commune, 93): former Insee code 93059",
        ),
        (
            Found(SAINT_DENIS, reading="postcode", code="93200"),
            "Saint-Denis (commune, 93) : code postal 93200",
            "Saint-Denis (commune, 93): postcode 93200",
        ),
    ],
)
def test_what_was_found_says_what_it_became(found: Found, french: str, english: str) -> None:
    assert labels.found_label(found) == french
    install("en")
    assert labels.found_label(found) == english


def test_waves_have_the_names_of_their_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "get_atlas", lambda: SimpleNamespace(waves=WAVES))
    assert labels.cohort_label("appel-2013") == "Lauréats (2013)"
    assert labels.cohort_label("ami-2021") == "ami-2021"
    assert labels.cohort_label("absent") == "absent"
    install("en")
    assert labels.cohort_label("appel-2013") == "Winners (2013)"
    monkeypatch.setattr(data, "get_atlas", lambda: SimpleNamespace(waves=None))
    assert labels.cohort_label("appel-2013") == "appel-2013"


def test_every_wave_of_the_register_has_a_name_in_both_languages() -> None:
    waves = data.get_atlas().waves
    assert waves is not None
    for language in ("fr", "en"):
        install(language)
        assert all(labels.cohort_label(cohort) != cohort for cohort in COHORTS)


def test_enumerations_end_with_and() -> None:
    assert labels.enumeration([]) == ""
    assert labels.enumeration(["un"]) == "un"
    assert labels.enumeration(["un", "deux", "trois"]) == "un, deux et trois"
    install("en")
    assert labels.enumeration(["one", "two"]) == "one and two"
