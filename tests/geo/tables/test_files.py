"""What is read is what was there when the folder was looked at, built with the rest."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from geo.errors import TableError
from geo.tables import atlas as tables
from geo.tables.atlas import load_atlas
from geo.tables.files import SEAL, look, seal
from geo.tables.outlines import load_outlines
from geo.tables.schema import PARQUET_COLUMNS

REGIONS = "regions.parquet"


def other_regions(folder: Path) -> None:
    """Replace a table by another one that is sound too, as a new edition would."""
    table = pd.read_parquet(folder / REGIONS)
    table.assign(population=table["population"] + 1).to_parquet(folder / REGIONS)


def test_a_file_replaced_since_is_refused(damaged_dir: Path) -> None:
    files = look(damaged_dir)
    load_outlines("regions", "coarse", files)
    shutil.copy(damaged_dir / "departements.parquet", damaged_dir / REGIONS)
    with pytest.raises(TableError, match=r"regions\.parquet a changé depuis le démarrage"):
        load_outlines("regions", "coarse", files)
    load_outlines("departements", "coarse", files)
    load_outlines("regions", "coarse", look(damaged_dir))


def test_a_file_that_comes_later_is_refused(damaged_dir: Path) -> None:
    whole = (damaged_dir / REGIONS).read_bytes()
    (damaged_dir / REGIONS).unlink()
    files = look(damaged_dir)
    with pytest.raises(TableError, match=r"regions\.parquet manque"):
        load_outlines("regions", "coarse", files)
    (damaged_dir / REGIONS).write_bytes(whole)
    with pytest.raises(TableError, match="a changé depuis le démarrage"):
        load_outlines("regions", "coarse", files)


def test_a_file_of_the_same_size_and_age_is_another_one(damaged_dir: Path) -> None:
    path = damaged_dir / REGIONS
    before = look(damaged_dir)
    other = damaged_dir / "autre"
    shutil.copy2(path, other)
    raw = bytearray(other.read_bytes())
    raw[len(raw) // 2] ^= 1
    other.write_bytes(raw)
    shutil.copystat(path, other)
    other.replace(path)
    assert look(damaged_dir).digests[REGIONS] != before.digests[REGIONS]


def test_a_table_of_another_build_is_refused_alone(damaged_dir: Path) -> None:
    seal(damaged_dir, [f"{name}.parquet" for name in PARQUET_COLUMNS])
    assert load_atlas(damaged_dir).problems == ()
    # Every cell of it is as it should be: nothing else would tell.
    other_regions(damaged_dir)
    atlas = load_atlas(damaged_dir)
    assert atlas.regions is None
    assert atlas.departements is not None
    (problem,) = atlas.problems
    assert problem.file == REGIONS
    assert "n'est pas le fichier construit avec les autres (SHA256SUMS)" in problem.sentence


@pytest.mark.parametrize("damage", [b"", b"\x00\xff", b"rien qui y ressemble\n"])
def test_a_damaged_seal_is_told_and_costs_nothing(damaged_dir: Path, damage: bytes) -> None:
    (damaged_dir / SEAL).write_bytes(damage)
    atlas = load_atlas(damaged_dir)
    (problem,) = atlas.problems
    assert problem.sentence.startswith("SHA256SUMS est abîmé")
    assert all(getattr(atlas, name) is not None for name in PARQUET_COLUMNS)


def test_tables_replaced_while_they_are_read_are_read_again(
    damaged_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = pd.read_parquet(damaged_dir / REGIONS)["population"]
    read = tables.read_plain_table
    turns = iter([lambda: other_regions(damaged_dir)])

    def meanwhile(path, columns, key):  # noqa: ANN001, ANN202 - those of what it stands for
        next(turns, lambda: None)()
        return read(path, columns, key)

    monkeypatch.setattr(tables, "read_plain_table", meanwhile)
    atlas = load_atlas(damaged_dir)
    assert atlas.problems == ()
    assert atlas.regions is not None
    assert atlas.regions["population"].tolist() == (before + 1).tolist()
    assert atlas.files == look(damaged_dir)
