"""What ``data/`` promises: columns, types, closed lists and control totals of each table."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import pandera.pandas as pa

from loaders.reports import CLASSES_COLUMNS, CODES_COLUMNS, NOTED, OUTCOMES
from loaders.sources.cog import COMMUNE_PATTERN
from loaders.sources.industrie import AFR_CLASSES, BER_PATTERN, TI_PATTERN
from loaders.sources.ruralite import DENSITY_LEVELS, FRR_CLASSES, RURAL_TYPES, ZRR_CLASSES
from loaders.tables import TI_VINTAGE, TI_VINTAGE_2018

# Control totals published with the sources, not counted from our own output.
EXPECTED_ROWS = {
    "communes": 34_875,
    "zones_emploi": 306,
    "zones_emploi_2010": 322,
    "epci": 1_255,
    "departements": 101,
    "regions": 18,
    "anciennes_regions": 27,
}
# What it is, where `loaders.promise.figures` counts it (section, then keys), what it must be.
EXPECTED_FIGURES = (
    ("habitants", "communes", ("population",), 68_350_798),
    ("communes sans point", "communes", ("without_point",), 0),
    ("communes FRR « socle »", "classes", ("frr", "socle"), 13_313),
    ("communes FRR « plus »", "classes", ("frr", "plus"), 4_456),
    ("lignes classées en ZRR", "classes", ("zrr_before_translation", "classee"), 17_694),
    ("zones d'emploi 2010 désindustrialisées", "zones_emploi", ("deindustrialised_2010",), 107),
    ("quartiers de l'hexagone", "qpv", ("hexagon",), 1_362),
    ("habitants des quartiers de l'hexagone", "qpv", ("population_hexagon",), 5_307_455),
)

# Lines of data of the editions in use: a file cut between two lines shows nowhere else when the
# list it holds need not name every commune.
EXPECTED_LINES = {
    "afr": 5_042,
    "ber": 403,
    "chomage": 302,
    "chomage-2003-2023": 302,
    "estel": 1_926,
    "filosofi": 34_909,
    "passage": 39_161,
    "qpv-communes": 1_776,
    "qpv-population": 1_518,
    "territoires-industrie-2018": 16_118,
    "territoires-industrie-2023": 18_643,
    "zrr": 34_965,
}

MAX_DATA_BYTES = 25_000_000
EPSG = 4326

FRANCE_LONGITUDE = (-63.2, 55.9)
FRANCE_LATITUDE = (-21.5, 51.2)

ZONE = r"[0-9]{4}"
DEPARTEMENT = r"[0-9]{2}|2[AB]|97[12346]"
REGION = r"[0-9]{2}"
EPCI = r"2[0-9]{8}"
QUARTER_OF_CITY = r"Q[NP](?:[0-9]{3}|02[AB])[0-9]{2}[A-Z]"
POSTCODES = r"[0-9]{5}(?:;[0-9]{5})*|"
QUARTER_OF_YEAR = r"[0-9]{4}-T[1-4]"


def _text(pattern: str | None = None, *, nullable: bool = False, **more: Any) -> pa.Column:  # noqa: ANN401
    checks = [pa.Check.str_matches(f"^(?:{pattern})$")] if pattern else []
    return pa.Column(str, checks, nullable=nullable, **more)


def _among(values: Any, *, nullable: bool = False) -> pa.Column:  # noqa: ANN401
    return pa.Column(str, pa.Check.isin(sorted(values)), nullable=nullable)


_key = partial(_text, unique=True)
_count = partial(pa.Column, "int64", pa.Check.ge(0))
_nullable_count = partial(pa.Column, "Int64", pa.Check.ge(0), nullable=True)
_flag = partial(pa.Column, "boolean", nullable=True)


def _ratio(**more: Any) -> pa.Column:  # noqa: ANN401
    return pa.Column(float, pa.Check.in_range(0, 1), nullable=True, **more)


def _percentage() -> pa.Column:
    return pa.Column(float, pa.Check.in_range(0, 100), nullable=True)


def _point() -> dict[str, pa.Column]:
    return {
        "lon": pa.Column(float, pa.Check.in_range(*FRANCE_LONGITUDE)),
        "lat": pa.Column(float, pa.Check.in_range(*FRANCE_LATITUDE)),
    }


def _territory(pattern: str) -> dict[str, pa.Column]:
    return {
        "code": _key(pattern),
        "name": _text(),
        "population": _count(),
        "communes": pa.Column("int64", pa.Check.ge(1)),
    }


def _schema(columns: dict[str, pa.Column]) -> pa.DataFrameSchema:
    return pa.DataFrameSchema(columns, strict=True)


@dataclass(frozen=True)
class Table:
    """The promise of one Parquet table.

    Attributes
    ----------
    schema : pandera.DataFrameSchema
        Columns other than outlines, all of them and no other.
    outlines : tuple of str
        Geometry columns, EPSG:4326.
    coverages : tuple of str
        Those of them that must be valid coverages (neighbours share their borders exactly).
    sort : tuple of str
        Columns by which the rows are sorted.
    """

    schema: pa.DataFrameSchema
    outlines: tuple[str, ...] = ()
    coverages: tuple[str, ...] = ()
    sort: tuple[str, ...] = ("code",)


OUTLINES = ("outline_fine", "outline_medium", "outline_coarse")


def _divided(columns: dict[str, pa.Column]) -> Table:
    return Table(_schema(columns), OUTLINES, OUTLINES)


TABLES: dict[str, Table] = {
    "communes": _divided(
        {
            "code": _key(COMMUNE_PATTERN),
            "name": _text(),
            "population": _count(),
            "postcodes": _text(POSTCODES),
            "departement": _text(DEPARTEMENT),
            "region": _text(REGION),
            "ancienne_region": _text(REGION),
            "epci": _text(EPCI, nullable=True),
            "zone_emploi": _text(ZONE),
            "zone_emploi_2010": _text(ZONE),
            "chef_lieu": _among({"region", "departement", "arrondissement"}, nullable=True),
            **_point(),
            "point_source": _among({"mairie", "interieur", "parent"}),
            "outline_source": _text(r"[a-z-]+", nullable=True),
            "frr": _among(FRR_CLASSES.values()),
            "zrr": _among(ZRR_CLASSES.values()),
            "afr": _among({*AFR_CLASSES.values(), "non"}),
            "territoire_industrie": _text(TI_PATTERN, nullable=True),
            "territoire_industrie_2018": _text(TI_PATTERN, nullable=True),
            "ber": _text(BER_PATTERN, nullable=True),
            "desindustrialise": _flag(),
            "qpv_count": _count(),
            "qpv_population": pa.Column(float, pa.Check.ge(0), nullable=True),
            "median_income": pa.Column("Int64", pa.Check.in_range(5_000, 100_000), nullable=True),
            "density": pa.Column("int64", pa.Check.in_range(1, 7)),
            "density_label": _among(DENSITY_LEVELS),
            "rural_type": _among(RURAL_TYPES, nullable=True),
        }
    ),
    "zones_emploi": _divided(
        {
            **_territory(ZONE),
            "unemployment_rate": _percentage(),
            "unemployment_quarter": _text(QUARTER_OF_YEAR, nullable=True),
            **{f"fabrication_{year}": _nullable_count() for year in (1999, 2006, 2011, 2016)},
            "desindustrialise_share": _ratio(),
            "desindustrialise": _among({"oui", "partiel", "non"}, nullable=True),
            **_point(),
        }
    ),
    "zones_emploi_2010": _divided(
        {
            **_territory(ZONE),
            "industrial_jobs_1998": _nullable_count(),
            "industrial_jobs_2017": _nullable_count(),
            "jobs_1998": _nullable_count(),
            "industrial_share_1998": _ratio(),
            "industrial_change": pa.Column(float, pa.Check.ge(-1), nullable=True),
            "desindustrialise": _flag(),
            **_point(),
        }
    ),
    "epci": _divided({**_territory(EPCI), **_point()}),
    "departements": _divided(
        {
            **_territory(DEPARTEMENT),
            "region": _text(REGION),
            "ancienne_region": _text(REGION),
            "chef_lieu": _text(COMMUNE_PATTERN),
            **_point(),
        }
    ),
    "regions": _divided({**_territory(REGION), "chef_lieu": _text(COMMUNE_PATTERN), **_point()}),
    "anciennes_regions": _divided({**_territory(REGION), **_point()}),
    "emploi_industriel": Table(
        _schema(
            {
                "zone_emploi_2010": _text(ZONE),
                "year": pa.Column("int64", pa.Check.in_range(1998, 2017)),
                "industrial_jobs": _count(),
                "jobs": _count(),
            }
        ),
        sort=("zone_emploi_2010", "year"),
    ),
    "chomage": Table(
        _schema(
            {
                "zone_emploi": _text(ZONE),
                "quarter": _text(QUARTER_OF_YEAR),
                "rate": pa.Column(float, pa.Check.in_range(0, 100)),
                "source": _among({"chomage", "chomage-2003-2023"}),
            }
        ),
        sort=("zone_emploi", "quarter"),
    ),
    "qpv": Table(
        _schema(
            {
                "code": _key(QUARTER_OF_CITY),
                "name": _text(),
                "communes": _text(rf"{COMMUNE_PATTERN}(?:;{COMMUNE_PATTERN})*"),
                "departement": _text(DEPARTEMENT),
                "population": _nullable_count(),
                "poverty_rate": _percentage(),
                "employment_rate": _percentage(),
                **_point(),
            }
        ),
        ("outline_fine", "outline_medium"),
    ),
    "qpv_communes": Table(
        _schema(
            {
                "qpv": _text(QUARTER_OF_CITY),
                "commune": _text(COMMUNE_PATTERN),
                "population": pa.Column(float, pa.Check.ge(0), nullable=True),
            }
        ),
        sort=("qpv", "commune"),
    ),
    "territoires_industrie": Table(
        _schema(
            {
                "id": _text(TI_PATTERN),
                "name": _text(),
                "vintage": _among({TI_VINTAGE, TI_VINTAGE_2018}),
                "communes": pa.Column("int64", pa.Check.ge(1)),
                "population": _count(),
            }
        ),
        sort=("vintage", "id"),
    ),
    "zonages": Table(
        _schema(
            {
                "zonage": _among(
                    {"frr", "zrr", "territoire_industrie", "afr", "ber", "desindustrialise"}
                ),
                "classe": _text(),
                "code": _text(nullable=True),
                "name": _text(nullable=True),
                "communes": pa.Column("int64", pa.Check.ge(1)),
                "population": _count(),
            }
        ),
        ("outline_medium", "outline_coarse"),
        sort=(),
    ),
    "voisins": Table(_schema({"name": _text()}), ("outline_coarse",), sort=("name",)),
}

SOURCES_COLUMNS = [
    "id",
    "producer",
    "title",
    "vintage",
    "licence",
    "page",
    "url",
    "date",
    "file",
    "sha256",
    "columns",
    "note",
]
COUNTS_COLUMNS = ["source", "rows", *(outcome.replace("-", "_") for outcome in OUTCOMES)]

REPORTS: dict[str, pa.DataFrameSchema] = {
    "sources": _schema(
        {
            **{column: _text(nullable=True) for column in SOURCES_COLUMNS},
            "id": _key(r"[a-z0-9-]+"),
            "page": _text(r"https?://\S+", nullable=True),
            "sha256": _text(r"[0-9a-f]{64}"),
        }
    ),
    "build_report": _schema(
        {column: _count() if column != "source" else _key() for column in COUNTS_COLUMNS}
    ),
    "codes_report": _schema(
        {
            **{column: _text(nullable=True) for column in CODES_COLUMNS},
            "outcome": _among({*OUTCOMES[1:], NOTED}),
            "line": pa.Column("int64", pa.Check.ge(1)),
            "reason": _text(),
        }
    ),
    "classes_report": _schema(
        {
            **{column: _text() for column in CLASSES_COLUMNS},
            "rows": _count(),
            "communes": _count(),
        }
    ),
}
