"""The closed lists of the register of poles, in the order in which screens show them."""

from typing import Final

COHORTS: Final = (
    "temoin-2011",
    "appel-2013",
    "appel-2015",
    "ami-2021-phase-1",
    "ami-2021",
    "ami-2022",
    "ami-2023",
    "ami-2024",
    "ami-2025",
    "recense",
)
UNDATED_COHORT: Final = "recense"

SECTORS: Final = (
    "alimentation-agriculture",
    "bois",
    "culture",
    "ecoconstruction-batiment",
    "energie",
    "formation",
    "habitat",
    "industrie",
    "insertion",
    "mobilite",
    "numerique",
    "recyclage-reemploi",
    "sante-autonomie",
    "services-personne",
    "textile",
    "tourisme",
    "multi-filieres",
)
UNREAD_SECTOR: Final = "multi-filieres"

STATUSES: Final = ("actif", "emergent", "inconnu", "disparu")
UNKNOWN_STATUS: Final = "inconnu"
CLOSED_STATUS: Final = "disparu"

CONFIDENCES: Final = ("high", "medium", "low")
LOCATION_PRECISIONS: Final = ("commune", "territory", "departement")

DECLARED: Final = "declared"
LISTING: Final = "listing"
TERRITORY_CLAIMS: Final = (DECLARED, LISTING)

ATTACHMENTS: Final = ("seat", "declared", "departement", "listing")

# How far a pole reaches; see `geo.reach.reach`.
RADIUS: Final = "radius"
REACH_KINDS: Final = ("commune", "epci", "zone-emploi", RADIUS, DECLARED)

# Who is poor in industry: our own rule, then the official zonings offered beside it.
BASINS: Final = "bassins"
BASIN_BASES: Final = (BASINS, "territoire-industrie", "territoire-industrie-2018", "afr", "ber")

# Rural: classes of the FRR, then of the former ZRR.
RURAL_CLASSES: Final = (
    *("socle", "plus", "partiel", "beneficiaire", "beneficiaire-partiel"),
    *("zrr", "zrr-partiel"),
)
DEFAULT_RURAL: Final = ("socle", "plus")

PRIORITIES: Final = ("qpv", "rural", "desindustrialise")

# How the weight of an inhabitant falls with the distance to a pole; see `geo.reach.access`.
STEPS: Final = "steps"
GAUSSIAN: Final = "gaussian"
DECAYS: Final = ("uniform", STEPS, GAUSSIAN)
# By which units gaps are read, and what a reader may ask of them.
GAP_KINDS: Final = ("zone-emploi", "epci")
GAP_CONDITIONS: Final = ("hors-portee", "desindustrialise", "rural", "qpv")

# What the register holds where the row of a list has no such column: of the list, nothing is said.
UNSAID: Final = {
    "cohorts": UNDATED_COHORT,
    "sectors": UNREAD_SECTOR,
    "status": UNKNOWN_STATUS,
    "confidence": "low",
}

# Before the identifier of a pole of a reader's own list; none of the register has a colon.
PRIVATE_ID: Final = "liste:"


def is_private(pole_id: str) -> bool:
    """Tell whether a pole is one of a reader's own list, which no address may name."""
    return pole_id.startswith(PRIVATE_ID)
