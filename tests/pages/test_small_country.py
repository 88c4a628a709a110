"""What screens say of the small country of ``tests/geo/conftest.py``, counted by hand.

Seats: Romans (Drôme), Grenoble and an island of Isère, Saint-Denis of La Réunion. Under the default
rule they reach the zones d'emploi 8427, 8409, 8413, which has a commune of Auvergne, and 0401.
"""

from pathlib import Path
from typing import Final

import pytest

from tests.geo.conftest import write_tables
from tests.pages.opening import answer, open_screen
from tests.registers import read_from

REACHED: Final = "vivent dans une zone d'emploi qui a le siège d'un pôle connu"


@pytest.fixture(scope="module", autouse=True)
def _small_country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("petit-pays")
    write_tables(folder)
    read_from(folder)
    return folder


@pytest.mark.parametrize(
    ("screen", "link", "said"),
    [
        (
            "carte",
            {"territoire": "ancienne-region:82"},
            (
                "### Rhône-Alpes (ancienne région) : 3 pôles connus y ont leur siège, dont 1 dans "
                "un bassin désindustrialisé."
            ),
        ),
        (
            "carte",
            {"territoire": "ancienne-region:82", "lang": "en"},
            (
                "### Rhône-Alpes (former région): 3 known poles have their seats here, of which 1 "
                "in a deindustrialised area."
            ),
        ),
        (
            "portrait",
            {"territoire": "ancienne-region:82"},
            (
                "### Rhône-Alpes (ancienne région) : 3 pôles connus y ont leur siège ; 100 % des "
                f"habitants {REACHED}."
            ),
        ),
        # deux-villes declares Clermont-Ferrand; the island is in the same zone d'emploi.
        (
            "portrait",
            {"territoire": "ancienne-region:83"},
            (
                "### Auvergne (ancienne région) : aucun pôle connu n'y a son siège, 1 s'y rattache "
                f"sans siège connu, 1 l'atteint de l'extérieur ; 100 % des habitants {REACHED}."
            ),
        ),
        # A tenth of a degree to the west and to the south: 10.4 and 11.1 km.
        (
            "portrait",
            {"territoire": "commune:97415"},
            (
                "### Saint-Paul (commune, 974) : aucun pôle connu ne l'atteint ; le siège le plus "
                "proche, Pôle saint-denis, est à 15 km."
            ),
        ),
        (
            "comparer",
            {"territoire": "departement:26", "avec": "departement:84"},
            (
                f"### Drôme devant Vaucluse : 100,0 % des habitants {REACHED}, contre 0,0 %. "
                "Aucune autre règle n'inverse cet écart. Le nombre de pôles par habitant, lui, ne "
                "diffère pas plus que le hasard."
            ),
        ),
        # 150 000 of the 250 000 inhabitants of La Réunion live in Saint-Denis.
        (
            "comparer",
            {"territoire": "region:04", "avec": "region:84"},
            (
                f"### Auvergne-Rhône-Alpes devant La Réunion : 100,0 % des habitants {REACHED}, "
                "contre 60,0 %. D'autres règles inversent cet écart. Le nombre de pôles par "
                "habitant, lui, ne diffère pas plus que le hasard."
            ),
        ),
        (
            "couverture",
            {"territoire": "region:04"},
            (
                f"### La Réunion (région) : 150 000 habitants, soit 60 %, {REACHED} ; on ne sait "
                "pas combien vivent en territoire prioritaire."
            ),
        ),
    ],
)
def test_the_answer_is_what_one_counts(screen: str, link: dict[str, str], said: str) -> None:
    found = answer(open_screen(screen, looks=1, **link))
    for mark in ("**", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"):
        found = found.replace(mark, "" if mark == "**" else " ")
    assert found == said


def test_a_sheet_is_that_of_the_register() -> None:
    page = open_screen("carte", territoire="ancienne-region:82", pole="romans")
    text = " ".join(item.value for item in page.markdown).replace("\\", "")
    for part in ("Romans-sur-Isère (26)", "CA Valence Romans Agglo", "avant 2016 : Rhône-Alpes"):
        assert part in text


def test_a_sheet_outside_the_choice_is_closed_and_told() -> None:
    page = open_screen("carte", pole="ile", statuts="actif")
    assert any("ile" in info.value for info in page.info)
    assert "pole" not in page.query_params
