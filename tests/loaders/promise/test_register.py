"""The register of poles is written by hand: every slip is named."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from geo.tables.atlas import load_atlas
from loaders.errors import BrokenRegisterError
from loaders.layout import REGISTER_FILES
from loaders.promise.register import validate_register, wave_faults
from loaders.promise.store import open_store

Tables = dict[str, pd.DataFrame]
PLACES = ("communes", "departements", "regions", "anciennes_regions", "epci", "zones_emploi")


@pytest.fixture(scope="module")
def tables(specimen_dir: Path) -> Tables:
    return {
        name: pd.read_parquet(
            specimen_dir / f"{name}.parquet",
            columns=["code", "name"] + ["departement"] * (name == "communes"),
        )
        for name in PLACES
    }


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


def test_the_register_holds(register: Path, tables: Tables) -> None:
    validate_register(register, tables)


def test_a_register_may_hold_no_pole_yet(register: Path, tables: Tables) -> None:
    poles, waves = register / "poles.csv", register / "waves.csv"
    poles.write_text(poles.read_text(encoding="utf-8").partition("\n")[0] + "\n", encoding="utf-8")
    validate_register(register, tables)
    waves.write_text(waves.read_text(encoding="utf-8").partition("\n")[0], encoding="utf-8")
    with pytest.raises(BrokenRegisterError, match="il manque les vagues temoin-2011, appel-2013"):
        validate_register(register, tables)


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("id", "smac-07", "« smac-07 » est déjà pris"),
        ("id", "Pôle Sud", "n'est pas un identifiant (minuscules"),
        ("name", "", "le nom manque"),
        ("commune", "26999", "n'est pas une commune du COG 2025"),
        ("commune", "romans", "« ROMANS » n'est pas une commune du COG 2025"),
        ("commune", "26282", "26282 est le code de « Romeyer », pas de « Romans-sur-Isère »"),
        (
            "commune_name",
            "Valence",
            "26281 est le code de « Romans-sur-Isère », pas de « Valence »",
        ),
        ("departement", "38", "« 38 » n'est pas le département du siège 26281"),
        ("cohorts", "appel-2014", "« appel-2014 » ne figure pas"),
        ("cohorts", "", "la cellule est vide ; choisissez dans la liste"),
        ("cohorts", "appel-2013;", "«  » ne figure pas"),
        ("status", "fermé", "ne figure pas dans la liste (actif, emergent, inconnu, disparu)"),
        ("sectors", "insertion,industrie", "« insertion,industrie » ne figure pas"),
        ("year_created", "vers 2007", "n'est pas un nombre entier"),
        ("year_created", "207", "n'est pas une année"),
        ("territory_codes", "epci:200068782", "« epci:200068782 » n'existe pas"),
        ("territory_codes", "canton:2601", "n'est pas un territoire"),
        ("territory_codes", "Valence", "n'est pas un territoire ; écrivez par exemple"),
        ("territory_claim", "peut-être", "n'est pas reconnu"),
        ("territory_claim", "", "écrivez declared si le pôle revendique"),
        ("jobs", "environ 4000", "nombre entier"),
        ("grant_eur", "100 000", "nombre entier"),
        ("website", "archer.fr", "n'est pas une adresse"),
        ("source_url", "", "la source manque"),
        ("source_url", "javascript:alert(1)", "n'est pas une adresse"),
        ("confidence", "sure", "« sure » ne figure pas"),
        ("location_precision", "rue", "« rue » ne figure pas"),
    ],
)
def test_bad_pole(
    register: Path,
    tables: Tables,
    column: str,
    value: str,
    said: str,
) -> None:
    put(register / "poles.csv", 0, column, value)
    with pytest.raises(BrokenRegisterError, match=r"^poles\.csv, ligne \d+, colonne ") as raised:
        validate_register(register, tables)
    assert said in str(raised.value)


def test_a_pole_without_a_seat_cannot_be_known_to_the_commune(
    register: Path, tables: Tables
) -> None:
    for column in ("commune", "commune_name"):
        put(register / "poles.csv", 0, column, "")
    with pytest.raises(BrokenRegisterError, match="sans commune de siège"):
        validate_register(register, tables)


@pytest.mark.parametrize(
    ("file", "column", "value", "said"),
    [
        ("waves.csv", "cohort", "appel-2013", "est déjà pris"),
        ("waves.csv", "date", "octobre 2011", "n'est pas une date"),
        ("waves.csv", "official_count", "dix-huit", "nombre entier"),
        ("waves.csv", "source_url", "", "la source manque"),
        ("official_totals.csv", "date", "hier", "n'est ni une date"),
        ("official_totals.csv", "figure", "150 environ", "nombre entier"),
        ("official_totals.csv", "what_en", "", "la cellule est vide"),
    ],
)
def test_bad_wave_or_total(
    register: Path,
    tables: Tables,
    file: str,
    column: str,
    value: str,
    said: str,
) -> None:
    put(register / file, 0, column, value)
    with pytest.raises(
        BrokenRegisterError, match=rf"(?m)^{file}, ligne [23], colonne {column} : "
    ) as raised:
        validate_register(register, tables)
    assert said in str(raised.value)


def test_a_wave_cannot_be_left_out(register: Path, tables: Tables) -> None:
    path = register / "waves.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]), encoding="utf-8")
    with pytest.raises(BrokenRegisterError, match="il manque les vagues recense"):
        validate_register(register, tables)


def test_a_register_that_is_absent(register: Path, tables: Tables) -> None:
    (register / "poles.csv").unlink()
    with pytest.raises(BrokenRegisterError, match=r"poles\.csv manque dans"):
        validate_register(register, tables)


def test_a_wave_of_next_year_is_a_line_more(register: Path, tables: Tables) -> None:
    with (register / "waves.csv").open("a", encoding="utf-8") as stream:
        stream.write("ami-2031,Appel 2031,Call of 2031,2031,,1,,,,,,https://example.org,\n")
    put(register / "poles.csv", 0, "cohorts", "temoin-2011;appel-2013;ami-2031")
    validate_register(register, tables)


def semicolons(folder: Path) -> None:
    path = folder / "poles.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(rows)


def tabs(folder: Path) -> None:
    """Write what a spreadsheet pastes, with the empty column that it adds."""
    path = folder / "poles.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter="\t").writerows([*row, "", ""] for row in rows)


def no_name_of_seat(folder: Path) -> None:
    put(folder / "poles.csv", 0, "commune_name", "")
    put(folder / "poles.csv", 0, "departement", "")


def arrondissement(folder: Path) -> None:
    put(folder / "poles.csv", 0, "commune", "75112")


def postcode(folder: Path) -> None:
    put(folder / "poles.csv", 0, "commune", "26100")


def windows(folder: Path) -> None:
    path = folder / "poles.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252"))


def a_cell_too_few(folder: Path) -> None:
    path = folder / "poles.csv"
    head, row, *others = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([head, row.rpartition(",")[0], *others]), encoding="utf-8")


def column_lost(folder: Path) -> None:
    path = folder / "poles.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("website", "site"), encoding="utf-8")


def no_source(folder: Path) -> None:
    put(folder / "waves.csv", 1, "source_url", "")
    put(folder / "official_totals.csv", 0, "date", "hier")


# What is done to a sound register, and how the sentences begin that both readers say of it.
VERDICTS = {
    semicolons: [],
    tabs: [],
    no_name_of_seat: [],
    arrondissement: [
        (
            "poles.csv, ligne 2, colonne commune : 75112 est le code de « Paris », pas de "
            "« Romans-sur-Isère »"
        ),
    ],
    postcode: [
        (
            "poles.csv, ligne 2, colonne commune : 26100 est le code de « Combovin », pas de "
            "« Romans-sur-Isère »"
        ),
    ],
    windows: ["poles.csv, ligne 2 : l'octet 0xF4 n'est pas de l'UTF-8"],
    a_cell_too_few: [
        "poles.csv, ligne 2 : 21 cellules au lieu de 22",
        "poles.csv, ligne 2, colonne location_precision : la cellule est vide",
    ],
    column_lost: ["poles.csv, ligne 1 : il manque la colonne « website »"],
    no_source: [
        "waves.csv, ligne 3, colonne source_url : la source manque",
        "official_totals.csv, ligne 2, colonne date : « hier » n'est ni une date",
    ],
}


@pytest.mark.parametrize("change", VERDICTS, ids=lambda change: change.__name__)
def test_check_and_screens_say_the_same_of_a_file(
    specimen_dir: Path, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    folder = Path(shutil.copytree(specimen_dir, tmp_path / "data"))
    change(folder)
    screens = [problem.sentence for problem in load_atlas(folder).problems]
    assert [*open_store(folder).broken, *wave_faults(folder)] == screens
    assert len(screens) == len(VERDICTS[change])
    for said, start in zip(screens, VERDICTS[change], strict=True):
        assert said.startswith(start)
        # What people keep by hand no command writes again.
        assert "build" not in said
