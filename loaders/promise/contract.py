"""What ``data/`` promises: columns, types, closed lists and control totals of each table."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandera.pandas as pa

from geo.tables.schema import (
    BOOLEAN,
    INTEGER,
    KEYS,
    NUMBER,
    TEXT,
    UNREAD_COLUMNS,
)
from geo.tables.schema import TABLES as TABLES_OF_ATLAS
from loaders.layout import OUTLINES
from loaders.reports import CLASSES_COLUMNS, CODES_COLUMNS, NOTED, OUTCOMES
from loaders.sources.autres_noms import FORMER
from loaders.sources.cog import COMMUNE_PATTERN
from loaders.sources.industrie import AFR_CLASSES, BER_PATTERN, TI_PATTERN
from loaders.sources.populations import PARTS
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


_key = partial(_text, unique=True)
_count = partial(pa.Column, "int64", pa.Check.ge(0))


def _schema(columns: dict[str, pa.Column]) -> pa.DataFrameSchema:
    return pa.DataFrameSchema(columns, strict=True)


# The type that `build` writes for each kind of `geo.tables.schema`, known everywhere or not.
DTYPES = {
    (TEXT, False): str,
    (TEXT, True): str,
    (INTEGER, False): "int64",
    (INTEGER, True): "Int64",
    (NUMBER, False): float,
    (NUMBER, True): float,
    (BOOLEAN, True): "boolean",
}
ALL_COLUMNS = {
    table: columns | UNREAD_COLUMNS.get(table, {}) for table, columns in TABLES_OF_ATLAS.items()
}


def _matches(pattern: str) -> pa.Check:
    return pa.Check.str_matches(f"^(?:{pattern})$")


def _among(values: Iterable[str]) -> pa.Check:
    return pa.Check.isin(sorted(values))


AT_LEAST_NONE, AT_LEAST_ONE = pa.Check.ge(0), pa.Check.ge(1)
RATIO, PERCENTAGE = pa.Check.in_range(0, 1), pa.Check.in_range(0, 100)
POINT = {
    "lon": pa.Check.in_range(*FRANCE_LONGITUDE),
    "lat": pa.Check.in_range(*FRANCE_LATITUDE),
}


def _promised(table: str, checks: dict[str, pa.Check]) -> pa.DataFrameSchema:
    """Return the schema of a table: columns of `geo.tables.schema`, values of this module."""
    columns = ALL_COLUMNS[table]
    unknown = checks.keys() - columns.keys()
    if unknown:
        raise KeyError(f"{table}: {', '.join(sorted(unknown))}")
    return _schema(
        {
            name: pa.Column(
                DTYPES[column.kind, column.nullable],
                checks.get(name),
                nullable=column.nullable,
                unique=KEYS.get(table) == (name,),
            )
            for name, column in columns.items()
        }
    )


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


def _plain(
    table: str,
    checks: dict[str, pa.Check],
    sort: tuple[str, ...],
    outlines: tuple[str, ...] = (),
) -> Table:
    return Table(_promised(table, checks), outlines, sort=sort)


def _divided(table: str, code: str, checks: dict[str, pa.Check] | None = None) -> Table:
    """Return the promise of territories that share their borders."""
    of_all = {"code": _matches(code), "population": AT_LEAST_NONE, **POINT}
    if "communes" in ALL_COLUMNS[table]:
        of_all["communes"] = AT_LEAST_ONE
    return Table(_promised(table, of_all | (checks or {})), OUTLINES, OUTLINES)


TABLES: dict[str, Table] = {
    "communes": _divided(
        "communes",
        COMMUNE_PATTERN,
        {
            "postcodes": _matches(POSTCODES),
            "departement": _matches(DEPARTEMENT),
            "region": _matches(REGION),
            "ancienne_region": _matches(REGION),
            "epci": _matches(EPCI),
            "zone_emploi": _matches(ZONE),
            "zone_emploi_2010": _matches(ZONE),
            "chef_lieu": _among({"region", "departement", "arrondissement"}),
            "point_source": _among({"mairie", "interieur", "parent"}),
            "outline_source": _matches(r"[a-z-]+"),
            "frr": _among(FRR_CLASSES.values()),
            "zrr": _among(ZRR_CLASSES.values()),
            "afr": _among({*AFR_CLASSES.values(), "non"}),
            "territoire_industrie": _matches(TI_PATTERN),
            "territoire_industrie_2018": _matches(TI_PATTERN),
            "ber": _matches(BER_PATTERN),
            "qpv_count": AT_LEAST_NONE,
            "qpv_population": AT_LEAST_NONE,
            "median_income": pa.Check.in_range(5_000, 100_000),
            "density": pa.Check.in_range(1, 7),
            "density_label": _among(DENSITY_LEVELS),
            "rural_type": _among(RURAL_TYPES),
        },
    ),
    "zones_emploi": _divided(
        "zones_emploi",
        ZONE,
        {
            "unemployment_rate": PERCENTAGE,
            "unemployment_quarter": _matches(QUARTER_OF_YEAR),
            **{f"fabrication_{year}": AT_LEAST_NONE for year in (1999, 2006, 2011, 2016)},
            "desindustrialise_share": RATIO,
            "desindustrialise": _among({"oui", "partiel", "non"}),
        },
    ),
    "zones_emploi_2010": _divided(
        "zones_emploi_2010",
        ZONE,
        {
            "industrial_jobs_1998": AT_LEAST_NONE,
            "industrial_jobs_2017": AT_LEAST_NONE,
            "jobs_1998": AT_LEAST_NONE,
            "industrial_share_1998": RATIO,
            "industrial_change": pa.Check.ge(-1),
        },
    ),
    "epci": _divided("epci", EPCI),
    "departements": _divided(
        "departements",
        DEPARTEMENT,
        {
            "region": _matches(REGION),
            "ancienne_region": _matches(REGION),
            "chef_lieu": _matches(COMMUNE_PATTERN),
        },
    ),
    "regions": _divided("regions", REGION, {"chef_lieu": _matches(COMMUNE_PATTERN)}),
    "anciennes_regions": _divided("anciennes_regions", REGION),
    "emploi_industriel": _plain(
        "emploi_industriel",
        {
            "zone_emploi_2010": _matches(ZONE),
            "year": pa.Check.in_range(1998, 2017),
            "industrial_jobs": AT_LEAST_NONE,
            "jobs": AT_LEAST_NONE,
        },
        ("zone_emploi_2010", "year"),
    ),
    "chomage": _plain(
        "chomage",
        {
            "zone_emploi": _matches(ZONE),
            "quarter": _matches(QUARTER_OF_YEAR),
            "rate": PERCENTAGE,
            "source": _among({"chomage", "chomage-2003-2023"}),
        },
        ("zone_emploi", "quarter"),
    ),
    "qpv": _plain(
        "qpv",
        {
            "code": _matches(QUARTER_OF_CITY),
            "communes": _matches(rf"{COMMUNE_PATTERN}(?:;{COMMUNE_PATTERN})*"),
            "departement": _matches(DEPARTEMENT),
            "population": AT_LEAST_NONE,
            "poverty_rate": PERCENTAGE,
            "employment_rate": PERCENTAGE,
            **POINT,
        },
        ("code",),
        ("outline_fine", "outline_medium"),
    ),
    "qpv_communes": _plain(
        "qpv_communes",
        {
            "qpv": _matches(QUARTER_OF_CITY),
            "commune": _matches(COMMUNE_PATTERN),
            "population": AT_LEAST_NONE,
        },
        ("qpv", "commune"),
    ),
    "territoires_industrie": _plain(
        "territoires_industrie",
        {
            "id": _matches(TI_PATTERN),
            "vintage": _among({TI_VINTAGE, TI_VINTAGE_2018}),
            "communes": AT_LEAST_ONE,
            "population": AT_LEAST_NONE,
        },
        ("vintage", "id"),
    ),
    "zonages": _plain(
        "zonages",
        {
            "zonage": _among(
                {"frr", "zrr", "territoire_industrie", "afr", "ber", "desindustrialise"}
            ),
            "communes": AT_LEAST_ONE,
            "population": AT_LEAST_NONE,
        },
        (),
        ("outline_medium", "outline_coarse"),
    ),
    "voisins": _plain("voisins", {}, ("name",), ("outline_coarse",)),
    "autres_noms": _plain(
        "autres_noms",
        {
            "code": _matches(COMMUNE_PATTERN),
            "kind": _among({FORMER, *(kind for kind, _ in PARTS.values())}),
            "commune": _matches(COMMUNE_PATTERN),
            "until": _matches(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
            "postcodes": _matches(POSTCODES),
        },
        ("code", "name", "kind", "commune"),
    ),
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
    "copied",
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
            "copied": _text(r"\d{4}-\d{2}-\d{2}", nullable=True),
            "sha256": _text(r"[0-9a-f]{64}", nullable=True),
        }
    ),
    "build_report": _schema(
        {column: _count() if column != "source" else _key() for column in COUNTS_COLUMNS}
    ),
    "codes_report": _schema(
        {
            **{column: _text(nullable=True) for column in CODES_COLUMNS},
            "outcome": pa.Column(str, _among({*OUTCOMES[1:], NOTED})),
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
