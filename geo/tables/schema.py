"""What each table of ``data/`` must hold, so that a damaged one is refused in one sentence."""

from typing import Final, NamedTuple

TEXT: Final = "text"
INTEGER: Final = "integer"
NUMBER: Final = "number"
BOOLEAN: Final = "boolean"

OUTLINE_LEVELS: Final = ("fine", "medium", "coarse")


class Column(NamedTuple):
    """What a column of a compiled table holds.

    Attributes
    ----------
    kind
        `TEXT`, `INTEGER`, `NUMBER` or `BOOLEAN`.
    nullable
        Whether some of its cells may be unknown.
    low, high
        Between which its numbers lie: no closer than what any year and country could hold.
    """

    kind: str
    nullable: bool = False
    low: float = 0
    high: float = 10**10


_TEXT, _TEXT_OR_NULL = Column(TEXT), Column(TEXT, nullable=True)
_INTEGER, _INTEGER_OR_NULL = Column(INTEGER), Column(INTEGER, nullable=True)
_NUMBER, _NUMBER_OR_NULL = Column(NUMBER), Column(NUMBER, nullable=True)
_BOOLEAN_OR_NULL = Column(BOOLEAN, nullable=True)

_POINT: Final = {
    "lon": Column(NUMBER, low=-180, high=180),
    "lat": Column(NUMBER, low=-90, high=90),
}
_TERRITORY: Final = {
    "code": _TEXT,
    "name": _TEXT,
    "population": _INTEGER,
    "communes": _INTEGER,
    **_POINT,
}

# The tables of the atlas, outlines apart. What their values must be besides is what
# `loaders.promise.contract` adds: the screens need not know it.
TABLES: Final[dict[str, dict[str, Column]]] = {
    "communes": {
        "code": _TEXT,
        "name": _TEXT,
        "population": _INTEGER,
        "postcodes": _TEXT,
        "departement": _TEXT,
        "region": _TEXT,
        "ancienne_region": _TEXT,
        "epci": _TEXT_OR_NULL,
        "zone_emploi": _TEXT,
        "zone_emploi_2010": _TEXT,
        "chef_lieu": _TEXT_OR_NULL,
        **_POINT,
        "point_source": _TEXT,
        "outline_source": _TEXT_OR_NULL,
        "frr": _TEXT,
        "zrr": _TEXT,
        "afr": _TEXT,
        "territoire_industrie": _TEXT_OR_NULL,
        "territoire_industrie_2018": _TEXT_OR_NULL,
        "ber": _TEXT_OR_NULL,
        "desindustrialise": _BOOLEAN_OR_NULL,
        "qpv_count": _INTEGER,
        "qpv_population": _NUMBER_OR_NULL,
        "median_income": _INTEGER_OR_NULL,
        "density": _INTEGER,
        "density_label": _TEXT,
        "rural_type": _TEXT_OR_NULL,
    },
    "zones_emploi": {
        **_TERRITORY,
        "unemployment_rate": _NUMBER_OR_NULL,
        "unemployment_quarter": _TEXT_OR_NULL,
        "desindustrialise_share": _NUMBER_OR_NULL,
        "desindustrialise": _TEXT_OR_NULL,
    },
    "zones_emploi_2010": {
        "code": _TEXT,
        "name": _TEXT,
        "population": _INTEGER,
        "industrial_jobs_1998": _INTEGER_OR_NULL,
        "industrial_jobs_2017": _INTEGER_OR_NULL,
        "jobs_1998": _INTEGER_OR_NULL,
        "industrial_share_1998": _NUMBER_OR_NULL,
        "industrial_change": Column(NUMBER, nullable=True, low=-1),
        "desindustrialise": _BOOLEAN_OR_NULL,
    },
    "epci": _TERRITORY,
    "departements": {
        **_TERRITORY,
        "region": _TEXT,
        "ancienne_region": _TEXT,
        "chef_lieu": _TEXT,
    },
    "regions": {**_TERRITORY, "chef_lieu": _TEXT},
    "anciennes_regions": _TERRITORY,
    "qpv": {
        "code": _TEXT,
        "name": _TEXT,
        "communes": _TEXT,
        "departement": _TEXT,
        "population": _INTEGER_OR_NULL,
        "poverty_rate": _NUMBER_OR_NULL,
        "employment_rate": _NUMBER_OR_NULL,
        **_POINT,
    },
    "qpv_communes": {"qpv": _TEXT, "commune": _TEXT, "population": _NUMBER_OR_NULL},
    "territoires_industrie": {
        "id": _TEXT,
        "name": _TEXT,
        "vintage": _TEXT,
        "communes": _INTEGER,
        "population": _INTEGER,
    },
    "zonages": {
        "zonage": _TEXT,
        "classe": _TEXT,
        "code": _TEXT_OR_NULL,
        "name": _TEXT_OR_NULL,
        "communes": _INTEGER,
        "population": _INTEGER,
    },
    "emploi_industriel": {
        "zone_emploi_2010": _TEXT,
        "year": _INTEGER,
        "industrial_jobs": _INTEGER,
        "jobs": _INTEGER,
    },
    "chomage": {"zone_emploi": _TEXT, "quarter": _TEXT, "rate": _NUMBER},
    "voisins": {"name": _TEXT},
    "autres_noms": {
        "code": _TEXT,
        "name": _TEXT,
        "kind": _TEXT,
        "commune": _TEXT,
        "until": _TEXT_OR_NULL,
        "postcodes": _TEXT_OR_NULL,
    },
}
# Columns that `build` writes and no screen needs: a table without them is read all the same.
UNREAD_COLUMNS: Final[dict[str, dict[str, Column]]] = {
    "zones_emploi": {f"fabrication_{year}": _INTEGER_OR_NULL for year in (1999, 2006, 2011, 2016)},
    "zones_emploi_2010": {"communes": _INTEGER, **_POINT},
    "chomage": {"source": _TEXT},
}


def _kinds(tables: dict[str, dict[str, Column]]) -> dict[str, dict[str, str]]:
    return {
        table: {name: column.kind for name, column in columns.items()}
        for table, columns in tables.items()
    }


PARQUET_COLUMNS: Final = _kinds(TABLES)
# The first column identifies a row, except where it takes several. Ids of Territoires
# d'industrie begin again with each vintage of the programme.
KEYS: Final[dict[str, tuple[str, ...]]] = {
    **{name: (next(iter(columns)),) for name, columns in PARQUET_COLUMNS.items()},
    "qpv_communes": ("qpv", "commune"),
    "territoires_industrie": ("id", "vintage"),
    "zonages": ("zonage", "classe", "code"),
    "emploi_industriel": ("zone_emploi_2010", "year"),
    "chomage": ("zone_emploi", "quarter"),
    "autres_noms": ("code", "name", "kind", "commune"),
}
# Tables with outlines, and the generalisations that they have.
OUTLINED: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(
        (
            *("communes", "zones_emploi", "zones_emploi_2010", "epci"),
            *("departements", "regions", "anciennes_regions"),
        ),
        OUTLINE_LEVELS,
    ),
    "qpv": ("fine", "medium"),
    "zonages": ("medium", "coarse"),
    "voisins": ("coarse",),
}
CURRENT_TERRITOIRES_INDUSTRIE: Final = "2023-2027"

CSV_COLUMNS: Final[dict[str, dict[str, str]]] = {
    "waves": {
        "cohort": TEXT,
        "label_fr": TEXT,
        "label_en": TEXT,
        "date": TEXT,
        "official_count": INTEGER,
        "files_received": INTEGER,
        "admissible": INTEGER,
        "budget_eur": INTEGER,
        "grant_min_eur": INTEGER,
        "grant_max_eur": INTEGER,
        "source_url": TEXT,
        "note_fr": TEXT,
    },
    "official_totals": {
        "date": TEXT,
        "figure": INTEGER,
        "what_fr": TEXT,
        "what_en": TEXT,
        "source_url": TEXT,
    },
    "sources": {
        "id": TEXT,
        "producer": TEXT,
        "title": TEXT,
        "vintage": TEXT,
        "licence": TEXT,
        "page": TEXT,
        "url": TEXT,
        "date": TEXT,
        "file": TEXT,
        "sha256": TEXT,
        "columns": TEXT,
    },
    "poles": {
        "id": TEXT,
        "name": TEXT,
        "lead_organisation": TEXT,
        "commune": TEXT,
        "commune_name": TEXT,
        "departement": TEXT,
        "cohorts": TEXT,
        "status": TEXT,
        "sectors": TEXT,
        "year_created": INTEGER,
        "territory": TEXT,
        "territory_codes": TEXT,
        "territory_claim": TEXT,
        "territory_population": INTEGER,
        "members": INTEGER,
        "jobs": INTEGER,
        "grant_eur": INTEGER,
        "website": TEXT,
        "source_url": TEXT,
        "source_note": TEXT,
        "confidence": TEXT,
        "location_precision": TEXT,
    },
}
