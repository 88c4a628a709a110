"""What the atlas rests on, of the small country of ``tests/geo/conftest.py``, counted by hand."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from geo.tables.atlas import Atlas, load_atlas
from geo.tables.schema import PARQUET_COLUMNS
from tests.geo.conftest import write_tables
from ui.parts.citations import cited_sources, credits_line
from ui.register import RegisterState, tell
from ui.screens.donnees import facts, tables, words

SOURCES = """\
id,producer,title,vintage,licence,page,url,date,file,sha256,columns,note
b,Insee,Populations,2023,Licence Ouverte 2.0,https://example.org/b,,2026-01-01,b.csv,,\
communes.population;qpv_communes.population,Sans Mayotte.
a,ANCT,Quartiers,2024,Licence Ouverte 2.0,javascript:alert(1),,2026-01,a.csv,,qpv_communes.qpv,
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("petit-pays")
    write_tables(made)
    (made / "voisins.parquet").unlink()
    (made / "sources.csv").write_text(SOURCES, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def atlas(folder: Path) -> Atlas:
    return load_atlas(folder)


def test_every_table_is_listed_with_its_rows_and_what_is_lost_says_why(atlas: Atlas) -> None:
    held = facts.holdings(atlas)
    wanted = {"poles", "waves", "official_totals", "sources", *PARQUET_COLUMNS}
    assert {one.table for one in held} == wanted
    rows = {one.id: one.rows for one in held}
    assert (rows["poles"], rows["communes"], rows["qpv_communes"]) == (9, 10, 1)
    # The table of priority areas holds one area, that of a BER.
    assert [one for one in rows if one.startswith("zonages")] == ["zonages:ber"]
    shown = tables.holding_table(atlas, held).set_index("name")
    lost = shown.loc["Pays voisins"]
    assert pd.isna(lost["rows"])
    assert lost["state"].startswith("La table voisins.parquet manque ; ")
    assert shown.loc["Communes", "state"] == "lisible"


def test_a_table_names_its_sources_their_vintages_and_the_latest_edition(atlas: Atlas) -> None:
    held = facts.holdings(atlas)
    row = tables.holding_table(atlas, held).set_index("name")
    of_quarters = row.loc["Quartiers prioritaires, commune par commune"]
    assert of_quarters["producers"] == "Insee ; ANCT"
    assert of_quarters["vintages"] == "2023 ; 2024"
    assert of_quarters["licences"] == "Licence Ouverte 2.0"
    assert of_quarters["date"] == "1er janvier 2026"
    detail = tables.source_table(atlas, ("a", "b"))
    assert list(detail["title"]) == ["Quartiers", "Populations"]
    # What is no plain address leads nowhere.
    assert detail["page"].isna().tolist() == [True, False]
    assert list(detail["note"]) == ["", "Sans Mayotte."]


def test_the_day_of_our_copy_is_that_of_the_latest_file_taken_in(
    folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(folder, tmp_path / "data")
    (tmp_path / "data" / "sources.csv").write_text(
        "id,producer,title,vintage,licence,page,url,date,copied,file,sha256,columns\n"
        "b,Insee,Populations,2023,LO,,,2026-01-01,2026-05-04,b.csv,,communes.population\n"
        "a,ANCT,Classes,2024,LO,,,2026-01,2026-05-02,a.csv,,communes.frr\n"
        "poles,Atlas PTCE,Registre,2026,LO,,,2026-11,,poles.csv,,poles.*\n"
        "own,Atlas PTCE,Sources,2026,LO,,,2026-11,,sources.csv,,sources.*\n",
        encoding="utf-8",
    )
    atlas = load_atlas(tmp_path / "data")
    row = tables.holding_table(atlas, facts.holdings(atlas)).set_index("name")
    assert row.loc["Communes", "copied"] == "4 mai 2026"
    assert list(tables.source_table(atlas, ("a", "b"))["copied"]) == ["2 mai 2026", "4 mai 2026"]
    # What is kept here is no copy.
    assert row.loc["Registre des pôles", "copied"] == "–"
    of_sources = row.loc["Sources", ["producers", "licences", "date"]]
    assert list(of_sources) == ["Atlas PTCE", "LO", "novembre 2026"]

    # A shared register is one: of its host, of the day of its last check, of no licence we know.
    before = credits_line(atlas, ["poles"])
    assert before == "Sources : Atlas PTCE · mises à jour : novembre 2026"
    tell(RegisterState("https", "grist.exemple.fr", datetime(2026, 6, 30, 22, 5, tzinfo=UTC)))
    try:
        assert credits_line(atlas, ["poles"]) == (
            "Sources : registre partagé sur grist.exemple.fr · mises à jour : 1er juillet 2026"
        )
        assert "Atlas PTCE" not in cited_sources(atlas, ["poles"])
        shown = tables.holding_table(atlas, facts.holdings(atlas)).set_index("name")
        shared = shown.loc["Registre des pôles"]
        assert shared["producers"] == "registre partagé sur grist.exemple.fr"
        assert shared["copied"] == shared["date"] == "1er juillet 2026"
        assert (shared["file"], shared["licences"]) == ("grist.exemple.fr", "")
        assert shown.loc["Communes"].equals(row.loc["Communes"])
        # Never read: the poles of the file are shown.
        tell(RegisterState("https", "grist.exemple.fr"))
        assert credits_line(atlas, ["poles"]) == before
    finally:
        tell(RegisterState())


def test_a_pole_is_a_point_at_its_seat_or_nowhere(atlas: Atlas) -> None:
    held = {one.id: one for one in facts.holdings(atlas)}
    assert held["poles"].has_shapes
    assert not held["waves"].has_shapes
    rows = facts.rows_of(atlas, held["poles"])
    shapes = facts.shapes_of(atlas, held["poles"], rows)
    seats = rows["commune"].notna()
    assert shapes.notna().equals(seats)
    assert 0 < seats.sum() < len(seats)
    communes = atlas.require_communes().set_index("code")
    romans = rows["id"] == "romans"
    assert shapes[romans].x.item() == communes.loc["26281", "lon"]


def test_rows_and_outlines_are_those_of_the_table(atlas: Atlas) -> None:
    held = {one.id: one for one in facts.holdings(atlas)}
    communes = held["communes"]
    assert communes.level == "medium"
    rows = facts.rows_of(atlas, communes)
    shapes = facts.shapes_of(atlas, communes, rows)
    assert isinstance(shapes, gpd.GeoSeries)
    # Each commune is a square of a tenth of a degree around its reference point.
    inside = shapes.contains(gpd.GeoSeries(gpd.points_from_xy(rows["lon"], rows["lat"]), crs=4326))
    assert len(inside) == 10
    assert inside.all()
    assert held["qpv_communes"].level == held["poles"].level == ""
    assert list(facts.rows_of(atlas, held["zonages:ber"])["zonage"]) == ["ber"]


def test_a_register_says_wave_by_wave_what_it_lacks(atlas: Atlas) -> None:
    records = facts.records(atlas)
    assert records is not None
    shown = tables.completeness_table(records, facts.seatless(atlas))
    # 2013: romans and deux-villes of three; ami-2021: romans and grenoble of two.
    counted = ["official", "found", "missing", "seated", "unseated"]
    assert shown[counted].to_numpy().tolist() == [[3, 2, 1, 1, 1], [2, 2, 0, 2, 0]]
    assert list(shown["names"]) == ["Pôle deux-villes", ""]
    assert words.sentence(records) == (
        "Le registre nomme 4 des 5 lauréats annoncés par les appels, dont 3 au siège connu."
    )
    assert facts.undated(atlas) == 1


def test_tables_lost_are_told_one_by_one(folder: Path, tmp_path: Path) -> None:
    for path in folder.iterdir():
        kept = path.read_bytes()
        (tmp_path / path.name).write_bytes(kept[:40] if path.stem in {"qpv", "zonages"} else kept)
    for name in ("sources.csv", "poles.csv"):
        (tmp_path / name).unlink()
    atlas = load_atlas(tmp_path)
    states = {one.id: one.problem for one in facts.holdings(atlas)}
    for name in ("poles", "qpv", "zonages", "sources"):
        assert f"{name}." in str(states[name])
    assert states["communes"] is None
    assert facts.records(atlas) is None
    shown = tables.holding_table(atlas, facts.holdings(atlas))
    assert set(shown["producers"]) == {""}
