"""Each table is read on its own, whatever happens to the others."""

from dataclasses import fields
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import TableError
from geo.tables.atlas import Atlas, default_files, load_atlas
from geo.tables.files import look
from geo.tables.outlines import load_outlines, load_zonages
from geo.tables.schema import CSV_COLUMNS, PARQUET_COLUMNS

TABLES = (*PARQUET_COLUMNS, *CSV_COLUMNS)


def sentences(atlas: Atlas, table: str) -> list[str]:
    return [problem.sentence for problem in atlas.problems if problem.table == table]


def file_of(folder: Path, table: str) -> Path:
    return next(folder.glob(f"{table}.*"))


def test_a_sound_folder_has_no_problem(tiny: Atlas) -> None:
    assert tiny.problems == ()
    assert len(tiny.require_communes()) == 10
    assert len(tiny.require_poles()) == 9


def test_every_table_has_its_place_in_the_atlas() -> None:
    assert {field.name for field in fields(Atlas)} == {
        *TABLES,
        *("problems", "files", "version", "own", "memory", "land"),
    }


def test_columns_have_one_dtype_whatever_the_file_holds(tiny: Atlas) -> None:
    communes = tiny.require_communes()
    assert communes["code"].dtype == "str"
    assert communes["epci"].dtype == "str"
    assert communes["population"].dtype == np.int64
    assert communes["median_income"].dtype == pd.Int64Dtype()
    assert communes["desindustrialise"].dtype == pd.BooleanDtype()
    assert communes["zone_emploi_2010"].dtype == "str"
    assert tiny.zones_emploi_2010 is not None
    assert tiny.zones_emploi_2010["desindustrialise"].dtype == np.bool_


def test_outlines_stay_in_the_file_and_provenance_comes_along(tiny: Atlas) -> None:
    assert not [name for name in tiny.require_communes() if name.startswith("outline_f")]
    assert tiny.require_communes().attrs == {"sources": ["fabrique"]}


@pytest.mark.parametrize("table", TABLES)
def test_a_missing_table_leaves_the_others(damaged_dir: Path, table: str) -> None:
    file = file_of(damaged_dir, table)
    file.unlink()
    atlas = load_atlas(damaged_dir)
    assert getattr(atlas, table) is None
    assert [problem.file for problem in atlas.problems] == [file.name]
    assert "manque" in sentences(atlas, table)[0]
    others = set(TABLES) - {table}
    assert all(getattr(atlas, other) is not None for other in others)


@pytest.mark.parametrize("table", PARQUET_COLUMNS)
def test_a_truncated_table_leaves_the_others(damaged_dir: Path, table: str) -> None:
    file = file_of(damaged_dir, table)
    file.write_bytes(file.read_bytes()[:-100])
    atlas = load_atlas(damaged_dir)
    assert getattr(atlas, table) is None
    assert sentences(atlas, table)[0].startswith(f"La table {file.name} est illisible")
    assert atlas.poles is not None


@given(st.data())
def test_damaged_bytes_never_raise(tiny_dir: Path, data: st.DataObject) -> None:
    whole = (tiny_dir / "epci.parquet").read_bytes()
    start = data.draw(st.integers(0, len(whole) - 1))
    hole = data.draw(st.binary(min_size=1, max_size=64))
    broken = tiny_dir.parent / "troue"
    broken.mkdir(exist_ok=True)
    (broken / "epci.parquet").write_bytes(whole[:start] + hole + whole[start + len(hole) :])
    atlas = load_atlas(broken)
    assert atlas.epci is None or not sentences(atlas, "epci")


@pytest.mark.parametrize("table", PARQUET_COLUMNS)
def test_a_missing_column_is_named(damaged_dir: Path, table: str) -> None:
    file = file_of(damaged_dir, table)
    column = list(PARQUET_COLUMNS[table])[-1]
    pq.write_table(pq.read_table(file).drop_columns([column]), file)
    atlas = load_atlas(damaged_dir)
    assert getattr(atlas, table) is None
    assert f"n'a pas la colonne {column} ;" in sentences(atlas, table)[0]


@pytest.mark.parametrize(
    ("column", "values", "expected"),
    [
        ("population", ["beaucoup"] * 6, "nombre entier dans la colonne population"),
        ("population", [1.5] * 6, "nombre entier dans la colonne population"),
        ("population", [True] * 6, "nombre entier dans la colonne population"),
        ("name", list(range(6)), "texte dans la colonne name"),
        ("lon", ["est"] * 6, "nombre dans la colonne lon"),
        ("code", ["200000002"] * 6, "clé vide ou répétée (code)"),
        ("code", [None, "1", "2", "3", "4", "5"], "cellule vide dans la colonne code"),
        ("population", [-5] * 6, "hors de toute mesure dans la colonne population"),
        ("population", [10**12] * 6, "hors de toute mesure dans la colonne population"),
        ("lat", [91.0] * 6, "hors de toute mesure dans la colonne lat"),
        ("lon", [float("inf")] * 6, "hors de toute mesure dans la colonne lon"),
        ("communes", [None] * 6, "cellule vide dans la colonne communes"),
    ],
)
def test_a_column_of_another_kind_is_refused(
    damaged_dir: Path, column: str, values: list[object], expected: str
) -> None:
    file = damaged_dir / "epci.parquet"
    pd.read_parquet(file).assign(**{column: values}).to_parquet(file)
    atlas = load_atlas(damaged_dir)
    assert atlas.epci is None
    assert expected in sentences(atlas, "epci")[0]


def test_an_empty_table_is_refused(damaged_dir: Path) -> None:
    file = damaged_dir / "regions.parquet"
    pd.read_parquet(file).head(0).to_parquet(file)
    assert "aucune ligne" in sentences(load_atlas(damaged_dir), "regions")[0]


def test_an_absent_folder_is_a_list_of_problems(tmp_path: Path) -> None:
    atlas = load_atlas(tmp_path / "nulle-part")
    assert {problem.table for problem in atlas.problems} == set(TABLES)
    assert all(getattr(atlas, table) is None for table in TABLES)


def test_what_needs_a_missing_table_says_why(tmp_path: Path) -> None:
    atlas = load_atlas(tmp_path)
    with pytest.raises(TableError, match=r"communes\.parquet manque"):
        atlas.require_communes()
    with pytest.raises(TableError, match=r"poles\.csv manque"):
        atlas.require_poles()


def test_the_folder_may_come_from_the_environment(
    tiny_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLAS_DATA", str(tiny_dir))
    assert load_atlas().files.folder == tiny_dir
    assert default_files() == look(tiny_dir)


@pytest.mark.parametrize("level", ["fine", "medium", "coarse"])
def test_outlines_of_one_level(tiny_dir: Path, level: str) -> None:
    outlines = load_outlines("communes", level, look(tiny_dir))
    assert list(outlines.columns) == ["code", "name", "geometry"]
    assert outlines.crs.to_epsg() == 4326
    grenoble = outlines[outlines["code"] == "38185"].geometry.iloc[0]
    assert grenoble.bounds == pytest.approx((5.65, 45.15, 5.75, 45.25))


def test_zonages_come_with_their_classes(tiny_dir: Path) -> None:
    zonages = load_zonages("coarse", look(tiny_dir))
    assert list(zonages.columns) == [*PARQUET_COLUMNS["zonages"], "geometry"]
    assert zonages["name"].tolist() == ["Bassin du Rhône"]


def test_outlines_that_cannot_be_had(damaged_dir: Path) -> None:
    with pytest.raises(ValueError, match="niveau de contour inconnu"):
        load_outlines("communes", "moyen", look(damaged_dir))
    with pytest.raises(TableError, match="n'a pas la colonne outline_fine"):
        load_outlines("qpv", "fine", look(damaged_dir))
    with pytest.raises(TableError, match="manque"):
        load_outlines("cantons", "fine", look(damaged_dir))
    file = damaged_dir / "communes.parquet"
    file.write_bytes(file.read_bytes()[:-200])
    with pytest.raises(TableError, match="illisible"):
        load_outlines("communes", "fine", look(damaged_dir))


def test_the_version_follows_the_bytes(damaged_dir: Path, tiny_dir: Path) -> None:
    before = look(damaged_dir).version()
    assert before == look(damaged_dir).version()
    assert len(before) == 12
    (damaged_dir / "lisez-moi.txt").write_text("n'est pas une table")
    assert look(damaged_dir).version() == before
    with (damaged_dir / "poles.csv").open("a") as file:
        file.write("\n")
    assert look(damaged_dir).version() != before
    assert look(tiny_dir).version() != look(tiny_dir / "vide").version()
