"""Ten communes, nine poles: a country small enough to count by hand.

Each commune is a square of 0.1 degree. EPCI 200000002 and zone d'emploi 8413 lie across two
régions and two old regions; 38001 is an island without EPCI; 97411 bears the name of 38001.
"""

import csv
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.tables.atlas import Atlas, load_atlas
from geo.tables.register import References, read_register
from geo.tables.schema import CSV_COLUMNS, PARQUET_COLUMNS
from geo.tables.seats import Seats

ROOT: Final = Path(__file__).parents[2]
MIXED, GAM, VRA = "200000002", "200040715", "200068781"
CAM, TCO, NORD = "246300701", "249740101", "249740119"
COMMUNE_COLUMNS: Final = [
    *("code", "name", "population", "departement", "region", "ancienne_region", "epci"),
    *("zone_emploi", "lon", "lat", "postcodes"),
]
COMMUNES: Final = [
    ("26198", "Montélimar", 40_000, "26", "84", "82", MIXED, "8427", 4.7, 44.5, "26200"),
    ("26281", "Romans-sur-Isère", 30_000, "26", "84", "82", VRA, "8427", 5.0, 45.0, "26100"),
    ("26362", "Valence", 60_000, "26", "84", "82", VRA, "8427", 4.9, 44.9, "26000"),
    ("38001", "Saint-Denis", 500, "38", "84", "82", None, "8413", 5.2, 45.5, "38110"),
    ("38185", "Grenoble", 150_000, "38", "84", "82", GAM, "8409", 5.7, 45.2, "38000;38100"),
    ("38193", "L'Isle-d'Abeau", 16_000, "38", "84", "82", GAM, "8409", 5.8, 45.2, "38080"),
    ("63113", "Clermont-Ferrand", 140_000, "63", "84", "83", CAM, "8413", 3.1, 45.8, "63000"),
    ("84019", "Bollène", 10_000, "84", "93", "93", MIXED, "9315", 4.7, 44.3, "84500"),
    ("97411", "Saint-Denis", 150_000, "974", "04", "04", NORD, "0401", 55.4, -20.9, "97400"),
    ("97415", "Saint-Paul", 100_000, "974", "04", "04", TCO, "0402", 55.3, -21.0, "97460"),
]
STATUSES: Final[dict[str, dict[str, object]]] = {
    "26198": {"frr": "plus"},
    "26281": {
        "frr": "beneficiaire",
        "territoire_industrie": "ti-8401",
        "qpv_count": 1,
        "desindustrialise": True,
    },
    "26362": {"desindustrialise": True},
    "38001": {"frr": "partiel", "zrr": "partiel"},
    "38185": {"qpv_count": 2, "afr": "partiel"},
    "84019": {"frr": "socle", "zrr": "classee", "ber": "ber-1"},
    "97411": {"qpv_count": 3, "desindustrialise": None},
    "97415": {"desindustrialise": None},
}
NAMES: Final = {
    "regions": {
        "04": "La Réunion",
        "84": "Auvergne-Rhône-Alpes",
        "93": "Provence-Alpes-Côte d'Azur",
    },
    "anciennes_regions": {
        "04": "La Réunion",
        "82": "Rhône-Alpes",
        "83": "Auvergne",
        "93": "Provence-Alpes-Côte d'Azur",
    },
    "departements": {
        "26": "Drôme",
        "38": "Isère",
        "63": "Puy-de-Dôme",
        "84": "Vaucluse",
        "974": "La Réunion",
    },
    "epci": {
        MIXED: "CC Rhône Sud",
        GAM: "Grenoble-Alpes-Métropole",
        VRA: "CA Valence Romans Agglo",
        CAM: "Clermont Auvergne Métropole",
        TCO: "CA Territoire de la Côte Ouest",
        NORD: "CA Intercommunale du Nord de La Réunion",
    },
    "zones_emploi": {
        "0401": "Le Nord",
        "0402": "L'Ouest",
        "8409": "Grenoble",
        "8413": "Clermont-Ferrand",
        "8427": "Romans-sur-Isère",
        "9315": "Bollène",
    },
}
OWNERS: Final = {
    "regions": "region",
    "anciennes_regions": "ancienne_region",
    "departements": "departement",
    "epci": "epci",
    "zones_emploi": "zone_emploi",
}
POLES: Final = [
    {
        "id": "romans",
        "commune": "26281",
        "cohorts": "appel-2013;ami-2021",
        "sectors": "industrie;insertion",
        "territory_codes": "epci:200068781",
        "territory_claim": "declared",
    },
    {"id": "grenoble", "commune": "38185", "cohorts": "ami-2021"},
    {"id": "saint-denis", "commune": "97411", "cohorts": "recense", "status": "inconnu"},
    {"id": "rhone-sud", "territory_codes": "epci:200000002", "territory_claim": "declared"},
    {
        "id": "isere",
        "departement": "38",
        "territory_codes": "region:84",
        "territory_claim": "listing",
    },
    {"id": "ara", "territory_codes": "region:84", "territory_claim": "listing"},
    {"id": "quelque-part"},
    {
        "id": "deux-villes",
        "departement": "38",
        "territory_codes": "commune:63113;commune:38185",
        "territory_claim": "declared",
        "cohorts": "appel-2013",
    },
    {"id": "ile", "commune": "38001", "status": "disparu", "sectors": "culture"},
]
WAVES: Final = [
    {"cohort": "appel-2013", "date": "2014-01-10", "official_count": "3"},
    {"cohort": "ami-2021", "date": "2021-12", "official_count": "2"},
    {"cohort": "recense"},
]


def write_csv(path: Path, columns: Mapping[str, str], rows: list[dict[str, str]]) -> None:
    """Write rows under the columns of a table; what a row does not give is empty."""
    with path.open("w", encoding="utf-8", newline="") as file:
        # A lone carriage return would not be quoted otherwise.
        writer = csv.DictWriter(file, list(columns), restval="", quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows)


def pole_row(given: Mapping[str, str]) -> dict[str, str]:
    """Return a complete row of the register: valid where nothing else is given."""
    seated = "commune" if given.get("commune") else "territory"
    return {
        "name": f"Pôle {given.get('id', '')}",
        "cohorts": "appel-2015",
        "status": "actif",
        "sectors": "multi-filieres",
        "source_url": "https://example.org/pole",
        "confidence": "high",
        "location_precision": seated,
        **given,
    }


def wave_row(given: Mapping[str, str]) -> dict[str, str]:
    """Return a complete row of the waves, named by its code."""
    named = {"label_fr": given["cohort"], "label_en": given["cohort"]}
    return {**named, "source_url": "https://example.org/appel", **given}


def communes_table() -> gpd.GeoDataFrame:
    frame = pd.DataFrame(COMMUNES, columns=COMMUNE_COLUMNS)
    defaults = {
        "frr": "non",
        "zrr": "non",
        "afr": "non",
        "desindustrialise": False,
        "qpv_count": 0,
        "zone_emploi_2010": "0000",
        "chef_lieu": None,
        "point_source": "mairie",
        "outline_source": "ign",
        "territoire_industrie": None,
        "territoire_industrie_2018": None,
        "ber": None,
        "qpv_population": 0.0,
        "median_income": None,
        "density": 1,
        "density_label": "",
        "rural_type": None,
    }
    for column, value in defaults.items():
        frame[column] = [STATUSES.get(code, {}).get(column, value) for code in frame["code"]]
    frame["median_income"] = frame["median_income"].astype("Int64")
    frame["desindustrialise"] = frame["desindustrialise"].astype("boolean")
    squares = shapely.box(
        frame["lon"] - 0.05, frame["lat"] - 0.05, frame["lon"] + 0.05, frame["lat"] + 0.05
    )
    for level in ("fine", "medium", "coarse"):
        frame[f"outline_{level}"] = gpd.GeoSeries(squares, crs=4326)
    table = gpd.GeoDataFrame(frame, geometry="outline_medium", crs=4326)
    table.attrs = {"sources": ["fabrique"]}
    return table


def write_tables(folder: Path) -> None:
    communes = communes_table()
    communes.to_parquet(folder / "communes.parquet")
    for table, names in NAMES.items():
        members = communes.dissolve(
            OWNERS[table],
            aggfunc={"population": "sum", "name": "size", "lon": "mean", "lat": "mean"},
        )
        members = members.rename(columns={"name": "communes"})
        members["name"] = members.index.map(names)
        members["outline_fine"] = members["outline_coarse"] = members["outline_medium"]
        for column, kind in PARQUET_COLUMNS[table].items():
            inside = communes.groupby(OWNERS[table])
            if column in {"region", "ancienne_region"}:
                members[column] = inside[column].first()
            elif column == "chef_lieu":
                members[column] = inside["code"].first()
            elif column not in {*members.columns, "code"}:
                members[column] = pd.Series(dtype="str" if kind == "text" else "float64")
        members.rename_axis("code").reset_index().to_parquet(folder / f"{table}.parquet")
    rows: dict[str, dict[str, list[object]]] = {
        "zones_emploi_2010": {
            "code": ["8409"],
            "name": ["Grenoble"],
            "population": [166_000],
            "industrial_jobs_1998": [100],
            "industrial_jobs_2017": [80],
            "jobs_1998": [400],
            "industrial_share_1998": [0.25],
            "industrial_change": [-0.2],
            "desindustrialise": [False],
        },
        "qpv": {
            "code": ["QN03801M"],
            "name": ["Mistral"],
            "communes": ["38185"],
            "departement": ["38"],
            "population": [3000],
            "poverty_rate": [40.0],
            "employment_rate": [50.0],
            "lon": [5.7],
            "lat": [45.2],
        },
        "qpv_communes": {"qpv": ["QN03801M"], "commune": ["38185"], "population": [3000.0]},
        "territoires_industrie": {
            "id": ["ti-8401", "ti-8401"],
            "name": ["Drôme des collines", "Ancien nom"],
            "vintage": ["2023-2027", "2018-2022"],
            "communes": [1, 1],
            "population": [30_000, 30_000],
        },
        "emploi_industriel": {
            "zone_emploi_2010": ["8409"] * 2,
            "year": [1998, 2017],
            "industrial_jobs": [100, 80],
            "jobs": [400, 400],
        },
        "chomage": {"zone_emploi": ["8409"], "quarter": ["2024-T4"], "rate": [7.0]},
        "voisins": {"name": ["Italie"]},
        "autres_noms": {
            "code": ["38999"],
            "name": ["Ancien-Bourg"],
            "kind": ["ancienne commune"],
            "commune": ["38185"],
            "until": ["2015-12-31"],
            "postcodes": [None],
        },
    }
    for table, columns in rows.items():
        pd.DataFrame(columns).to_parquet(folder / f"{table}.parquet")
    zonages = {
        "zonage": ["ber"],
        "classe": ["in"],
        "code": ["ber-1"],
        "name": ["Bassin du Rhône"],
        "communes": [1],
        "population": [10_000],
    }
    outlines = {
        f"outline_{level}": gpd.GeoSeries([shapely.box(4.65, 44.25, 4.75, 44.35)], crs=4326)
        for level in ("medium", "coarse")
    }
    gpd.GeoDataFrame({**zonages, **outlines}, geometry="outline_medium", crs=4326).to_parquet(
        folder / "zonages.parquet"
    )
    write_csv(folder / "poles.csv", CSV_COLUMNS["poles"], [pole_row(row) for row in POLES])
    write_csv(folder / "waves.csv", CSV_COLUMNS["waves"], [wave_row(row) for row in WAVES])
    write_csv(
        folder / "official_totals.csv",
        CSV_COLUMNS["official_totals"],
        [{"date": "2014-01", "figure": "23", "what_fr": "lauréats", "what_en": "winners"}],
    )
    write_csv(folder / "sources.csv", CSV_COLUMNS["sources"], [{"id": "fabrique"}])


@pytest.fixture(scope="session")
def tiny_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the small country, which no test may change."""
    folder = tmp_path_factory.mktemp("petit-pays")
    write_tables(folder)
    return folder


@pytest.fixture(scope="session")
def tiny(tiny_dir: Path) -> Atlas:
    """Return the small country."""
    return load_atlas(tiny_dir)


@pytest.fixture
def damaged_dir(tiny_dir: Path, tmp_path: Path) -> Path:
    """Return a copy of the small country, for a test to damage."""
    shutil.copytree(tiny_dir, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture(scope="session")
def references() -> References:
    """Return the codes of the small country."""
    return References(
        seats=Seats({row[0]: row[3] for row in COMMUNES}, {row[0]: row[1] for row in COMMUNES}),
        codes={
            "commune": frozenset(row[0] for row in COMMUNES),
            "region": frozenset(NAMES["regions"]),
            "ancienne-region": frozenset(NAMES["anciennes_regions"]),
            "departement": frozenset(NAMES["departements"]),
            "epci": frozenset(NAMES["epci"]),
            "zone-emploi": frozenset(NAMES["zones_emploi"]),
        },
        cohorts=frozenset({"appel-2013", "ami-2021", "recense"}),
    )


@pytest.fixture
def register(tmp_path: Path, references: References) -> Callable[..., pd.DataFrame]:
    """Return a function that writes rows and reads them back: the table and its sentences."""

    def read(*rows: Mapping[str, str]) -> tuple[pd.DataFrame, list[str]]:
        path = tmp_path / "poles.csv"
        write_csv(path, CSV_COLUMNS["poles"], [pole_row(row) for row in rows])
        frame, problems = read_register(path, references)
        return frame, [problem.sentence for problem in problems]

    return read


@pytest.fixture(scope="session")
def with_poles(
    tiny: Atlas, references: References, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[list[dict[str, str]]], Atlas]:
    """Return a function that gives the small country another register."""
    path = tmp_path_factory.mktemp("registre") / "poles.csv"

    def build(rows: list[dict[str, str]]) -> Atlas:
        write_csv(path, CSV_COLUMNS["poles"], [pole_row(row) for row in rows])
        return replace(tiny, poles=read_register(path, references)[0])

    return build


@pytest.fixture(scope="session")
def atlas() -> Atlas:
    """Return the real tables of the project."""
    return load_atlas(ROOT / "data")


@pytest.fixture(scope="session")
def specimen(specimen_dir: Path) -> Atlas:
    """Return the same France with the register of November 2026, for what is pinned on it."""
    return load_atlas(specimen_dir)
