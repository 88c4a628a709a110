"""Quarters on hand-made files: who lives where, and what bad files say."""

import json
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from loaders.errors import LoaderError
from loaders.reports import Report
from loaders.sources import qpv
from loaders.sources.cog import Cog
from loaders.sources.qpv_outlines import read_codes, read_contours
from tests.loaders.countries import square

WEST, EAST, CORSICA = "43001", "43002", "2A004"
COG = Cog(frozenset({WEST, EAST, CORSICA}), {WEST: WEST, "43009": EAST, CORSICA: CORSICA})

# Three quarters of its area in the western commune, one quarter in the eastern one.
ASTRIDE = shapely.box(3.07, 45.01, 3.11, 45.02)
WITHIN = shapely.box(3.15, 45.05, 3.16, 45.06)


def feature(code: str, outline: shapely.Geometry, communes: str, name: str = "La Cité") -> dict:
    return {
        "type": "Feature",
        "properties": {"code_qp": code, "lib_qp": name, "insee_com": communes},
        "geometry": json.loads(shapely.to_geojson(outline)),
    }


def collection(*features: dict) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


CONTOURS = collection(
    feature("QN04302M", WITHIN, EAST, "Le Pré"),
    feature("QN04301M", ASTRIDE, f"{WEST};{EAST}"),
    feature("QN02A01M", shapely.box(8.70, 41.90, 8.71, 41.91), CORSICA),
    feature("QN98701M", shapely.box(-149.6, -17.6, -149.5, -17.5), "98712"),
)
PAIRS = (
    "code_qp,lib_qp,insee_com\n"
    "QN04301M,La Cité,43001\nQN04301M,La Cité,43009\n"
    "QN04302M,Le Pré,43002\nQN02A01M,La Cité,2A004\nQN98701M,La Cité,98712\n"
)
POPULATION = (
    "codeQPV,lib_qp,insee_com,popMuniQPV,taux_pauvrete_60,taux_d_emploi\n"
    "QN04301M,La Cité,43001;43009,1000,46.0,48.8\n"
    'QN04302M,Le Pré,43002,250,,"51,5"\n'
    "QN04399M,Rasé,43002,80,,\n"
)
FORMER = collection(feature("QN04399M", WITHIN, EAST))
FILES = {
    "qpv-contours": ("contours.geojson", CONTOURS),
    "qpv-communes": ("paires.csv", PAIRS),
    "qpv-population": ("population.csv", POPULATION),
    "qpv-contours-2025": ("anciens.geojson", FORMER),
}


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., tuple[gpd.GeoDataFrame, pd.DataFrame, Report]]:
    """Return ``load(**texts)``, which replaces some of the files before loading them."""
    communes = gpd.GeoDataFrame(
        {
            "code": [WEST, EAST, CORSICA],
            "departement": ["43", "43", "2A"],
            "outline_fine": [square(0, 0), square(1, 0), shapely.box(8.6, 41.8, 8.8, 42.0)],
        },
        geometry="outline_fine",
        crs="EPSG:4326",
    )

    def run(**texts: str) -> tuple[gpd.GeoDataFrame, pd.DataFrame, Report]:
        paths = {}
        for source, (name, text) in FILES.items():
            paths[source] = tmp_path / name
            paths[source].write_text(texts.get(source.replace("-", "_"), text), encoding="utf-8")
        report = Report()
        return *qpv.load(paths.__getitem__, communes, COG, report), report

    return run


def test_one_row_per_quarter(load: Callable) -> None:
    quarters, _, _ = load()
    assert list(quarters["code"]) == ["QN02A01M", "QN04301M", "QN04302M"]
    assert list(quarters["name"]) == ["La Cité", "La Cité", "Le Pré"]
    assert list(quarters["communes"]) == [CORSICA, f"{WEST};{EAST}", EAST]
    assert list(quarters["departement"]) == ["2A", "43", "43"]
    assert quarters["population"].dtype == "Int64"
    assert quarters["population"].isna().tolist() == [True, False, False]
    assert quarters["poverty_rate"].isna().tolist() == [True, False, True]
    assert quarters.loc[2, "employment_rate"] == 51.5
    assert quarters.crs == "EPSG:4326"
    points = shapely.points(quarters["lon"], quarters["lat"])
    for level in ("outline_fine", "outline_medium"):
        assert shapely.contains(quarters[level].to_numpy(), points).all()


def test_inhabitants_follow_the_area_in_each_commune(load: Callable) -> None:
    _, shares, _ = load()
    table = shares.set_index(["qpv", "commune"])["population"]
    assert table["QN04301M", WEST] == pytest.approx(750)
    assert table["QN04301M", EAST] == pytest.approx(250)
    assert table["QN04302M", EAST] == 250
    assert table.isna().tolist() == [True, False, False, False]


def test_land_outside_the_listed_communes_counts_for_nobody(load: Callable) -> None:
    # Half of the quarter overflows to the south, out of both communes: shares still sum to one.
    overflowing = shapely.box(3.07, 44.99, 3.11, 45.01)
    contours = json.loads(CONTOURS)
    contours["features"][1] = feature("QN04301M", overflowing, f"{WEST};{EAST}")
    _, shares, _ = load(qpv_contours=json.dumps(contours))
    table = shares.set_index(["qpv", "commune"])["population"]
    assert table["QN04301M"].sum() == pytest.approx(1000)
    assert table["QN04301M", WEST] == pytest.approx(750)


def test_nothing_is_dropped_in_silence(load: Callable) -> None:
    _, _, report = load()
    codes = report.codes_table().set_index("code")
    outcomes = codes.groupby("outcome").size().to_dict()
    assert outcomes == {"noted": 1, "out-of-scope": 1, "refused": 1, "translated": 1}
    assert codes.loc["98712", "outcome"] == "out-of-scope"
    assert codes.loc["QN04399M", "reason"] == (
        "quartier de l'édition de 2025, remplacé dans celle de janvier 2026"
    )
    noted = codes[codes["outcome"] == "noted"]["reason"].item()
    assert noted == "le quartier QN04301M est codé 43001, 43002 dans le fichier des contours"


def test_quarter_of_no_edition(load: Callable) -> None:
    empty = collection(feature("QN04398M", WITHIN, EAST))
    _, _, report = load(qpv_contours_2025=empty)
    reasons = report.codes_table().set_index("code")["reason"]
    assert reasons["QN04399M"] == "quartier inconnu des éditions de 2025 et de janvier 2026"


def test_broken_outline_is_repaired(tmp_path: Path) -> None:
    bow_tie = shapely.Polygon([(3, 45), (3.1, 45.1), (3.1, 45), (3, 45.1)])
    path = tmp_path / "contours.geojson"
    path.write_text(collection(feature("QN04301M", bow_tie, WEST)), encoding="utf-8")
    outline = read_contours(path)["outline"][0]
    assert outline.is_valid
    assert outline.area == pytest.approx(0.005, rel=0.01)


def test_tiny_quarter_survives_generalisation(load: Callable) -> None:
    contours = json.loads(CONTOURS)
    tiny = shapely.box(3.15, 45.05, 3.15003, 45.05003)
    contours["features"][0] = feature("QN04302M", tiny, EAST)
    quarters, _, _ = load(qpv_contours=json.dumps(contours))
    row = quarters.set_index("code").loc["QN04302M"]
    assert row["outline_medium"].equals(tiny)


def test_codes_are_read_even_where_outlines_are_worthless(tmp_path: Path) -> None:
    path = tmp_path / "anciens.geojson"
    item = feature("QN04399M", WITHIN, EAST)
    path.write_text(collection(item | {"geometry": None}), encoding="utf-8")
    assert read_codes(path) == {"QN04399M"}


def without(column: str) -> str:
    item = feature("QN04301M", ASTRIDE, WEST)
    del item["properties"][column]
    return collection(item)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "fichier est vide"),
        ("<!DOCTYPE html><html></html>", "page HTML"),
        (CONTOURS[:200], "pas du JSON lisible"),
        ("[]", "« features » manque"),
        ('{"type": "Topology"}', "« features » manque"),
        (collection(), "collection est vide"),
        (without("insee_com"), "objet n° 1 n'a pas cette propriété"),
        (collection(feature("QN4301", ASTRIDE, WEST)), "QN4301.*pas un code de quartier"),
        (
            collection(feature("QN04301M", ASTRIDE, WEST), feature("QN04301M", WITHIN, EAST)),
            "figure déjà",
        ),
        (
            collection(feature("QN04301M", ASTRIDE, WEST) | {"geometry": {"type": "Blob"}}),
            "QN04301M.*illisible",
        ),
        (collection(feature("QN04301M", ASTRIDE, WEST) | {"geometry": None}), "illisible"),
        (
            collection(feature("QN04301M", shapely.LineString([(3, 45), (4, 45)]), WEST)),
            "QN04301M.*contour de ce quartier est vide",
        ),
    ],
)
def test_bad_contours(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "contours.geojson"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LoaderError, match=words) as caught:
        read_contours(path)
    assert str(caught.value).startswith("contours.geojson")


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("qpv_communes", "QN04302M,Le Pré", "QN04303M,Le Pré", "valeur « QN04302M » : 2 quartier"),
        ("qpv_communes", "43002", "43777", "ligne 4, colonne « insee_com », valeur « 43777 »"),
        ("qpv_communes", "43009", "4309", "ligne 3.*pas un code commune"),
        ("qpv_communes", "insee_com", "commune", "insee_com"),
        ("qpv_communes", "43009\n", "43001\n", "figure déjà ligne 2"),
        (
            "qpv_population",
            ",1000,",
            ",mille,",
            "ligne 2, colonne « popMuniQPV », valeur « mille »",
        ),
        ("qpv_population", ",46.0,", ",46.0 %,", "taux_pauvrete_60"),
        ("qpv_population", "QN04302M", "QN04301M", "figure déjà ligne 2"),
        ("qpv_population", "popMuniQPV", "pop", "popMuniQPV"),
    ],
)
def test_bad_tables(load: Callable, file: str, old: str, new: str, words: str) -> None:
    text = {"qpv_communes": PAIRS, "qpv_population": POPULATION}[file]
    assert old in text
    with pytest.raises(LoaderError, match=words):
        load(**{file: text.replace(old, new, 1)})


def test_quarter_far_from_its_communes(load: Callable) -> None:
    contours = json.loads(CONTOURS)
    contours["features"][0] = feature("QN04302M", shapely.box(3.5, 45.5, 3.6, 45.6), EAST)
    with pytest.raises(LoaderError, match=r"QN04302M.*ne touche aucune des communes"):
        load(qpv_contours=json.dumps(contours))


@pytest.mark.sources
def test_real_editions(sources_dir: Path) -> None:
    current = read_contours(sources_dir / "qpv" / "qpv2024_2026-01_rounded.geojson")
    assert len(current) == 1_584
    assert shapely.is_valid(current["outline"].to_numpy()).all()
    former = read_codes(sources_dir / "qpv" / "qpv2024_2025_simplified.geojson")
    assert len(former) == 1_609
    # Forty-two quarters of Mayotte became seventeen, one per commune.
    gone = former - set(current["code"])
    assert len(gone) == 42
    assert {code[:5] for code in gone} == {"QN976"}
    assert len(set(current["code"]) - former) == 17
