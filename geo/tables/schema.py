"""What each table of ``data/`` must hold, so that a damaged one is refused in one sentence."""

from typing import Final

TEXT: Final = "text"
INTEGER: Final = "integer"
NUMBER: Final = "number"
BOOLEAN: Final = "boolean"

OUTLINE_LEVELS: Final = ("fine", "medium", "coarse")

_LABEL_POINT: Final = {"lon": NUMBER, "lat": NUMBER}
_TERRITORY: Final = {
    "code": TEXT,
    "name": TEXT,
    "population": INTEGER,
    "communes": INTEGER,
    **_LABEL_POINT,
}

PARQUET_COLUMNS: Final[dict[str, dict[str, str]]] = {
    "communes": {
        "code": TEXT,
        "name": TEXT,
        "population": INTEGER,
        "postcodes": TEXT,
        "departement": TEXT,
        "region": TEXT,
        "ancienne_region": TEXT,
        "epci": TEXT,
        "zone_emploi": TEXT,
        "zone_emploi_2010": TEXT,
        "chef_lieu": TEXT,
        "lon": NUMBER,
        "lat": NUMBER,
        "point_source": TEXT,
        "outline_source": TEXT,
        "frr": TEXT,
        "zrr": TEXT,
        "afr": TEXT,
        "territoire_industrie": TEXT,
        "territoire_industrie_2018": TEXT,
        "ber": TEXT,
        "desindustrialise": BOOLEAN,
        "qpv_count": INTEGER,
        "qpv_population": NUMBER,
        "median_income": INTEGER,
        "density": INTEGER,
        "density_label": TEXT,
        "rural_type": TEXT,
    },
    "zones_emploi": {
        **_TERRITORY,
        "unemployment_rate": NUMBER,
        "unemployment_quarter": TEXT,
        "desindustrialise_share": NUMBER,
        "desindustrialise": TEXT,
    },
    "zones_emploi_2010": {
        "code": TEXT,
        "name": TEXT,
        "population": INTEGER,
        "industrial_jobs_1998": INTEGER,
        "industrial_jobs_2017": INTEGER,
        "jobs_1998": INTEGER,
        "industrial_share_1998": NUMBER,
        "industrial_change": NUMBER,
        "desindustrialise": BOOLEAN,
    },
    "epci": _TERRITORY,
    "departements": {**_TERRITORY, "region": TEXT, "ancienne_region": TEXT, "chef_lieu": TEXT},
    "regions": {**_TERRITORY, "chef_lieu": TEXT},
    "anciennes_regions": _TERRITORY,
    "qpv": {
        "code": TEXT,
        "name": TEXT,
        "communes": TEXT,
        "departement": TEXT,
        "population": INTEGER,
        "poverty_rate": NUMBER,
        "employment_rate": NUMBER,
        **_LABEL_POINT,
    },
    "qpv_communes": {"qpv": TEXT, "commune": TEXT, "population": NUMBER},
    "territoires_industrie": {
        "id": TEXT,
        "name": TEXT,
        "vintage": TEXT,
        "communes": INTEGER,
        "population": INTEGER,
    },
    "zonages": {
        "zonage": TEXT,
        "classe": TEXT,
        "code": TEXT,
        "name": TEXT,
        "communes": INTEGER,
        "population": INTEGER,
    },
}
# The first column identifies a row, except where it takes several. Ids of Territoires
# d'industrie begin again with each vintage of the programme.
KEYS: Final[dict[str, tuple[str, ...]]] = {
    **{name: (next(iter(columns)),) for name, columns in PARQUET_COLUMNS.items()},
    "qpv_communes": ("qpv", "commune"),
    "territoires_industrie": ("id", "vintage"),
    "zonages": ("zonage", "classe", "code"),
}
CURRENT_TERRITOIRES_INDUSTRIE: Final = "2023-2027"

CSV_COLUMNS: Final[dict[str, dict[str, str]]] = {
    "waves": {
        "cohort": TEXT,
        "label_fr": TEXT,
        "label_en": TEXT,
        "date": TEXT,
        "official_count": INTEGER,
        "found_in_register": INTEGER,
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
