"""The register of poles is written by hand: every slip is named."""

import csv
import shutil
from pathlib import Path

import pandas as pd
import pytest

from geo import vocabulary
from loaders.errors import LoaderError
from loaders.folders import DATA_DIR
from loaders.layout import REGISTER_FILES
from loaders.sources.register import Territories, validate_register

KINDS = ("departement", "region", "ancienne_region", "epci", "zone_emploi")


@pytest.fixture(scope="module")
def communes() -> pd.DataFrame:
    return pd.read_parquet(DATA_DIR / "communes.parquet", columns=["code", "name", *KINDS])


@pytest.fixture(scope="module")
def territories(communes: pd.DataFrame) -> Territories:
    kinds = {kind.replace("_", "-"): frozenset(communes[kind].dropna()) for kind in KINDS}
    return kinds | {"commune": frozenset(communes["code"])}


@pytest.fixture
def register(specimen_dir: Path, tmp_path: Path) -> Path:
    for name in REGISTER_FILES:
        shutil.copy(specimen_dir / name, tmp_path / name)
    return tmp_path


def put(path: Path, row: int, column: str, value: str) -> None:
    """Write one cell; row 0 is the first below the header."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    rows[row + 1][rows[0].index(column)] = value
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def test_the_register_holds(
    register: Path, communes: pd.DataFrame, territories: Territories
) -> None:
    validate_register(register, communes, territories)


def test_a_register_may_hold_no_pole_yet(
    register: Path, communes: pd.DataFrame, territories: Territories
) -> None:
    poles, waves = register / "poles.csv", register / "waves.csv"
    poles.write_text(poles.read_text(encoding="utf-8").partition("\n")[0] + "\n", encoding="utf-8")
    with pytest.raises(LoaderError, match=r"^waves\.csv, ligne 2, colonne « found_in_register »"):
        validate_register(register, communes, territories)
    for row in range(len(vocabulary.COHORTS)):
        put(waves, row, "found_in_register", "0")
    validate_register(register, communes, territories)
    waves.write_text(waves.read_text(encoding="utf-8").partition("\n")[0], encoding="utf-8")
    with pytest.raises(LoaderError, match="aucune ligne de données : fichier tronqué"):
        validate_register(register, communes, territories)


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("id", "smac-07", "cette clé figure déjà"),
        ("id", "Pôle Sud", "identifiant en minuscules"),
        ("name", "", "la cellule est vide"),
        ("commune", "26999", "n'est pas une commune du COG 2025"),
        ("commune", "romans", "n'est pas un code commune"),
        ("commune", "26282", "ne correspond pas au code de la commune"),
        ("commune_name", "Romans", "ne correspond pas au code de la commune"),
        ("departement", "38", "ne correspond pas au code de la commune"),
        ("cohorts", "appel-2014", "valeur inconnue"),
        ("cohorts", "", "valeur inconnue"),
        ("cohorts", "appel-2013;", "valeur inconnue"),
        ("status", "fermé", "attendu : actif, emergent, inconnu, disparu"),
        ("sectors", "insertion,industrie", "valeur inconnue"),
        ("year_created", "vers 2007", "n'est pas une année"),
        ("territory_codes", "epci:200068782", "ce territoire n'existe pas"),
        ("territory_codes", "canton:2601", "ce territoire n'existe pas"),
        ("territory_codes", "Valence", "genre:code"),
        ("territory_claim", "peut-être", "valeur inconnue"),
        ("territory_claim", "", "vont ensemble"),
        ("jobs", "environ 4000", "nombre entier"),
        ("grant_eur", "100 000", "nombre entier"),
        ("website", "archer.fr", "adresse http(s)"),
        ("source_url", "", "adresse http(s)"),
        ("source_url", "javascript:alert(1)", "adresse http(s)"),
        ("confidence", "sure", "valeur inconnue"),
        ("location_precision", "rue", "valeur inconnue"),
    ],
)
def test_bad_pole(
    register: Path,
    communes: pd.DataFrame,
    territories: Territories,
    column: str,
    value: str,
    said: str,
) -> None:
    put(register / "poles.csv", 0, column, value)
    with pytest.raises(LoaderError, match=r"^poles\.csv, ligne \d+, colonne ") as raised:
        validate_register(register, communes, territories)
    assert said in str(raised.value)


def test_a_pole_without_a_seat_cannot_be_known_to_the_commune(
    register: Path, communes: pd.DataFrame, territories: Territories
) -> None:
    for column in ("commune", "commune_name"):
        put(register / "poles.csv", 0, column, "")
    with pytest.raises(LoaderError, match="sans commune de siège"):
        validate_register(register, communes, territories)


@pytest.mark.parametrize(
    ("file", "column", "value", "said"),
    [
        ("waves.csv", "cohort", "appel-2014", "valeur inconnue"),
        ("waves.csv", "date", "octobre 2011", "n'est pas une date"),
        ("waves.csv", "official_count", "dix-huit", "nombre entier"),
        ("waves.csv", "found_in_register", "15", "compte un autre nombre de pôles"),
        ("waves.csv", "source_url", "", "la source manque"),
        ("official_totals.csv", "date", "hier", "n'est ni une date"),
        ("official_totals.csv", "figure", "150 environ", "nombre entier"),
        ("official_totals.csv", "what_en", "", "la cellule est vide"),
    ],
)
def test_bad_wave_or_total(
    register: Path,
    communes: pd.DataFrame,
    territories: Territories,
    file: str,
    column: str,
    value: str,
    said: str,
) -> None:
    put(register / file, 0, column, value)
    with pytest.raises(LoaderError, match=rf"^{file}, ligne 2, colonne « {column} »") as raised:
        validate_register(register, communes, territories)
    assert said in str(raised.value)


def test_a_wave_cannot_be_left_out(
    register: Path, communes: pd.DataFrame, territories: Territories
) -> None:
    path = register / "waves.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]), encoding="utf-8")
    with pytest.raises(LoaderError, match="il manque les vagues recense"):
        validate_register(register, communes, territories)


def test_a_register_that_is_absent(
    register: Path, communes: pd.DataFrame, territories: Territories
) -> None:
    (register / "poles.csv").unlink()
    with pytest.raises(LoaderError, match=r"poles\.csv : le fichier est absent"):
        validate_register(register, communes, territories)
