"""``data/`` keeps its promises, and each promise can be seen to break."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely import affinity

from geo.tables.files import SEAL
from loaders.__main__ import main
from loaders.layout import write_parquet
from loaders.promise import contract
from loaders.promise.figures import count
from loaders.promise.promises import broken_promises
from loaders.promise.store import Store, open_store

Damage = Callable[[Path], None]


@pytest.fixture(scope="module")
def store(specimen_dir: Path) -> Store:
    return open_store(specimen_dir)


WITH_OUTLINES = "regions"


@pytest.fixture(scope="module")
def light(tmp_path_factory: pytest.TempPathFactory, specimen_dir: Path) -> Path:
    """Return ``data/`` with no outlines but those of the régions, which verify fast."""
    folder = tmp_path_factory.mktemp("light")
    for path in specimen_dir.iterdir():
        if path.is_file():
            shutil.copy(path, folder)
    for name, promise in contract.TABLES.items():
        if promise.outlines and name != WITH_OUTLINES:
            columns = list(promise.schema.columns)
            pd.read_parquet(folder / f"{name}.parquet", columns=columns).to_parquet(
                folder / f"{name}.parquet"
            )
    return folder


@pytest.fixture
def copy(light: Path, tmp_path: Path) -> Path:
    """Return such a folder to damage."""
    return Path(shutil.copytree(light, tmp_path / "data"))


def test_control_totals(store: Store) -> None:
    figures = count(store)
    assert figures["rows"] | contract.EXPECTED_ROWS == figures["rows"]
    assert figures["communes"]["population"] == 68_350_798
    assert figures["communes"]["without_point"] == 0
    assert figures["communes"]["without_outline"] == 4
    assert figures["classes"]["frr"]["socle"] == 13_313
    assert figures["classes"]["frr"]["plus"] == 4_456
    assert figures["classes"]["zrr_before_translation"]["classee"] == 17_694
    assert figures["zones_emploi"]["deindustrialised_2010"] == 107
    assert figures["qpv"]["hexagon"] == 1_362
    assert figures["qpv"]["population_hexagon"] == 5_307_455


def test_poles_with_and_without_a_seat(store: Store) -> None:
    poles = count(store)["poles"]
    assert poles["poles"] == poles["with_seat"] + poles["without_seat"]
    for wave in poles["by_wave"].values():
        assert wave["poles"] == wave["with_seat"] + wave["without_seat"]
    held = store.register["poles"]["cohorts"].str.split(";").explode().value_counts()
    assert {name: wave["poles"] for name, wave in poles["by_wave"].items() if wave["poles"]} == (
        held.to_dict()
    )


@pytest.mark.parametrize("column", ["frr", "zrr", "afr"])
def test_partly_is_a_value_of_its_own(store: Store, column: str) -> None:
    assert (store.tables["communes"][column] == "partiel").sum() > 0


def test_unknown_is_not_zero(store: Store) -> None:
    communes = store.tables["communes"]
    assert (communes["median_income"] == 0).sum() == 0
    assert communes["median_income"].isna().sum() > 0
    zones = store.tables["zones_emploi"]
    assert sorted(zones.loc[zones["unemployment_rate"].isna(), "code"].str[:2].unique()) == [
        "03",
        "06",
    ]


def test_overseas_is_there(store: Store) -> None:
    communes = store.tables["communes"]
    overseas = communes[communes["departement"].str.startswith("97")]
    assert overseas.groupby("departement").size().to_dict() == {
        "971": 32,
        "972": 34,
        "973": 22,
        "974": 24,
        "976": 17,
    }
    reunion = communes[communes["departement"] == "974"]
    assert reunion["lat"].between(-21.5, -20.8).all()
    assert reunion["lon"].between(55.1, 55.9).all()


def rewrite(name: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Damage:
    def damage(folder: Path) -> None:
        path = folder / f"{name}.parquet"
        table = gpd.read_parquet(path) if name == WITH_OUTLINES else pd.read_parquet(path)
        path.unlink()
        write_parquet(change(table), path)

    return damage


def set_cell(name: str, column: str, value: object) -> Damage:
    def change(table: pd.DataFrame) -> pd.DataFrame:
        values = table[column].astype("object")
        values.iloc[0] = value
        return table.assign(**{column: values.astype(table[column].dtype)})

    return rewrite(name, change)


def move_outline(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    shapes = table["outline_coarse"].copy()
    shapes.iloc[5] = affinity.translate(shapes.iloc[5], 0.3, 0)  # Île-de-France
    return table.assign(outline_coarse=shapes)


def edit(file: str, there: str, instead: str) -> Damage:
    def damage(folder: Path) -> None:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert there in text
        path.unlink()
        path.write_text(text.replace(there, instead, 1), encoding="utf-8")

    return damage


def remove(file: str) -> Damage:
    return lambda folder: (folder / file).unlink()


def scramble(file: str) -> Damage:
    def damage(folder: Path) -> None:
        (folder / file).unlink()
        (folder / file).write_bytes(b"PAR1 nothing that a table could be read from")

    return damage


# Each row is one damaged folder: breakages of other files do not hide one another.
BREAKAGES = {
    "files": [
        (remove("epci.parquet"), "La table epci.parquet manque ;"),
        (scramble("zonages.parquet"), "La table zonages.parquet est illisible"),
        (remove("sources.csv"), "sources.csv : le fichier manque"),
    ],
    "cells": [
        (set_cell("epci", "population", 1), "epci.parquet : populations ou codes différents"),
        (set_cell("departements", "region", "8"), "colonne « region », valeur « 8 »"),
        (set_cell("qpv_communes", "population", 10.0), "la population des parts"),
        (set_cell("chomage", "rate", 120.0), "colonne « rate », valeur « 120.0 »"),
        (set_cell("emploi_industriel", "year", 1997), "colonne « year », valeur « 1997 »"),
    ],
    "codes": [
        (set_cell("epci", "code", "20000017"), "colonne « code », valeur « 20000017 »"),
        (
            set_cell("communes", "frr", "partiel"),
            "classes_report.csv, frr « partiel » : 20 commune",
        ),
    ],
    "rows": [(rewrite("regions", lambda t: t.iloc[:-1]), "regions compte 17 lignes au lieu de 18")],
    "order": [
        (rewrite("regions", lambda t: t.iloc[::-1]), "regions.parquet n'est pas trié par code"),
    ],
    "columns": [
        (
            rewrite("regions", lambda t: t.assign(note="x").drop(columns="name")),
            "regions.parquet, colonne « note » : colonne en trop",
            "regions.parquet, colonne « name » : colonne manquante",
        ),
    ],
    "neighbours": [
        (
            rewrite("regions", move_outline),
            "outline_coarse : les contours voisins ne coïncident pas",
        ),
    ],
    "outlines": [
        (
            rewrite("regions", lambda t: t.drop(columns="outline_fine")),
            "la colonne outline_fine manque",
        ),
    ],
    "no checksums": [(remove(SEAL), "SHA256SUMS ne porte pas la somme de contrôle de")],
    "other checksums": [
        (
            edit(SEAL, "  regions.parquet", "  autres.parquet"),
            "SHA256SUMS ne porte pas la somme de contrôle de regions.parquet",
            "autres.parquet n'a pas la somme de contrôle que porte SHA256SUMS",
        ),
    ],
    "reports": [
        (
            edit("sources.csv", "departements.chef_lieu", "x"),
            "d'où viennent departements : chef_lieu",
        ),
        (edit("build_report.csv", "zrr,34965", "zrr,34966"), "les codes ne font pas le compte"),
        (edit("codes_report.csv", "translated", "refused"), "codes « translated » listés"),
        (edit("build_report.csv", "afr,5042", "afr,5000"), "source « afr » : 5000 au lieu de 5042"),
        (edit("classes_report.csv", "classee,17694", "classee,17693"), "17693 au lieu de 17694"),
        (edit("poles.csv", "epci:200068781", "epci:200068782"), "« epci:200068782 » n'existe pas"),
    ],
}


@pytest.mark.parametrize("breakages", BREAKAGES.values(), ids=BREAKAGES)
def test_breakage(copy: Path, breakages: list[tuple[Damage, *tuple[str, ...]]]) -> None:
    for damage, *_said in breakages:
        damage(copy)
    store = open_store(copy)
    sentences = broken_promises(store, count(store))
    for said in (said for _damage, *all_said in breakages for said in all_said):
        assert any(said in sentence for sentence in sentences), (said, sentences)


def test_outlines_simplified_one_by_one_are_no_coverage(copy: Path) -> None:
    def tear(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        return table.assign(outline_medium=table["outline_medium"].simplify(0.02))

    rewrite("regions", tear)(copy)
    store = open_store(copy)
    said = "regions.parquet, outline_medium : les contours voisins ne coïncident pas."
    assert said in broken_promises(store, count(store))


def test_lost_jobs_change_the_recount(copy: Path) -> None:
    rewrite("emploi_industriel", lambda t: t[t["zone_emploi_2010"] > "1100"])(copy)
    store = open_store(copy)
    sentences = broken_promises(store, count(store))
    assert any("désindustrialisées" in sentence for sentence in sentences)


def test_the_contract_holds(specimen_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["check", "--data", str(specimen_dir)])
    printed = capsys.readouterr().out
    assert status == 0, printed
    assert "communes : 34\N{NO-BREAK SPACE}875" in printed
    assert "désindustrialisées (ZE2010) : 107" in printed
    assert printed.rstrip().endswith("Le contrat est tenu.")


def test_command_line_in_json(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit("poles.csv", "inconnu", "fermé")(copy)
    assert main(["check", "--json", "--data", str(copy)]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["ok"] is False
    assert report["rows"]["communes"] == 34_875
    said = "poles.csv, ligne 2, colonne status : « fermé » ne figure pas"
    assert any(problem.startswith(said) for problem in report["problems"])


def test_check_is_about_the_folder_of_the_atlas(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ATLAS_DATA", str(tmp_path))
    assert main(["check"]) == 1
    assert "poles.csv manque" in capsys.readouterr().out


def test_check_of_an_empty_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--data", str(tmp_path)]) == 1
    assert "La table communes.parquet manque ;" in capsys.readouterr().out
