"""Pictures of numbers of communes, on the real tables."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo.errors import TableError
from geo.tables.atlas import Atlas, load_atlas
from geo.tables.files import look
from geo.tables.outlines import load_outlines
from geo.tables.rasters import FRAMES, CommuneRaster, load_raster

COMMUNES = 34_875


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return load_atlas()


@pytest.fixture(scope="module")
def communes(atlas: Atlas) -> pd.DataFrame:
    return atlas.require_communes()


@pytest.mark.parametrize(
    ("code", "frame"),
    [
        ("26281", "metropole"),
        ("75056", "metropole"),
        ("2A004", "metropole"),
        ("97415", "974"),
        ("97302", "973"),
        ("97611", "976"),
        ("97209", "972"),
        ("97105", "971"),
    ],
)
def test_a_town_hall_lies_in_its_own_commune(communes: pd.DataFrame, code: str, frame: str) -> None:
    town = communes.set_index("code").loc[code]
    row = load_raster(frame, COMMUNES).commune_at(town["lon"], town["lat"])
    assert row is not None
    assert communes["code"].iloc[row] == code


def test_every_commune_with_an_outline_has_a_pixel(communes: pd.DataFrame) -> None:
    drawn = np.unique(np.concatenate([np.unique(load_raster(f, COMMUNES).numbers) for f in FRAMES]))
    outlined = load_outlines("communes", "medium").geometry.notna().to_numpy()
    assert set(communes.index[outlined]) == set((drawn[drawn > 0] - 1).tolist())


def test_a_click_finds_the_commune_whose_outline_holds_it(communes: pd.DataFrame) -> None:
    raster, outlines = (
        load_raster("metropole", COMMUNES),
        load_outlines("communes", "medium").geometry,
    )

    def is_found(row: int) -> bool:
        middle = outlines[row].representative_point()
        return raster.commune_at(middle.x, middle.y, outlines) == row

    # Saint-Mandé and Le Pré-Saint-Gervais are smaller than a pixel.
    small = communes.index[communes["code"].isin(["94067", "93061"])]
    assert all(is_found(row) for row in small)
    outlined = communes.index[outlines.notna() & ~communes["departement"].str.startswith("97")]
    # Generalised outlines overlap here and there.
    assert np.mean([is_found(row) for row in outlined[::20]]) > 0.98


def test_without_outlines_a_click_finds_the_commune_of_the_pixel(communes: pd.DataFrame) -> None:
    raster = load_raster("metropole", COMMUNES)
    sample = communes[~communes["departement"].str.startswith("97")].iloc[::50]
    hits = [
        raster.commune_at(lon, lat) == row
        for row, lon, lat in zip(sample.index, sample["lon"], sample["lat"], strict=True)
    ]
    assert np.mean(hits) > 0.85


def test_nowhere_is_no_commune() -> None:
    raster = load_raster("metropole", COMMUNES)
    assert raster.commune_at(-30.0, 40.0) is None
    assert raster.commune_at(7.5, 42.5) is None


def test_each_pixel_gets_the_class_of_its_commune() -> None:
    numbers = np.array([[0, 1], [2, 3]])
    raster = CommuneRaster("test", numbers, 0, 0, 2, 2)
    assert raster.paint(np.array([7, 8, 9])).tolist() == [[0, 7], [8, 9]]


def test_a_missing_picture_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"communes_974\.png"):
        load_raster("974", COMMUNES, look(tmp_path))


def test_a_damaged_picture_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "communes_974.png").write_bytes(b"\x89PNG\r\n")
    with pytest.raises(TableError, match="loaders build"):
        load_raster("974", COMMUNES, look(tmp_path))
