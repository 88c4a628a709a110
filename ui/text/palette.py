"""Colours and marks of the maps, legends and charts.

Each priority layer has its own kind of mark (fill, dashed line, dot), so that overlaps stay
readable without colour. Sectors use the Okabe-Ito palette, waves seven steps of viridis.
"""

from typing import Final

PAPER: Final = "#FBFAF7"
INK: Final = "#1B2A41"
BORDER: Final = "#9AA5B1"
SEA: Final = "#E8EEF2"
NEIGHBOUR: Final = "#F1EFEA"
# What lies outside the territory of a map of coverage: no shade of what its legend tells apart.
OUTSIDE: Final = "#DFE3E8"

RURAL_DEEP: Final = "#C9B458"
RURAL_SOFT: Final = "#E3D9A6"
RURAL_PART: Final = "#F3EED3"
DESINDUSTRIALISE: Final = "#B5541B"
QPV: Final = "#6A3D9A"
PROXY: Final = "#7A7A7A"

NEUTRAL: Final = "#8A8F98"
# The list of a reader, whose marks differ by their shape too.
OWN_LIST: Final = "#B3125D"
OWN_LIST_LIGHT: Final = "#E5B1C7"

REACHED: Final = "#CFE3DF"
NOT_REACHED: Final = "#FBFAF7"
LEFT_OUT: Final = "#E07A1F"
# Reached by a new site: the quiet green of those reached, made loud.
# Reached before, in small pictures where the quiet green would vanish.
REACHED_SMALL: Final = "#93C7BB"
NEWLY: Final = "#0E8A6D"
# Beside it, those of priority that stay out speak softly.
PRIORITY_LEFT: Final = "#F3CFA8"
# Six classes of cividis, reversed: the darker the farther.
DISTANCE_COLOURS: Final = ("#fce236", "#c8b866", "#948e77", "#666970", "#35456c", "#002656")
NOWHERE: Final = "#D9DCE1"

COHORT_COLOURS: Final[dict[str, str]] = {
    "temoin-2011": "#440154",
    "appel-2013": "#463480",
    "appel-2015": "#355f8d",
    "ami-2021-phase-1": "#25848e",
    "ami-2021": "#25848e",
    "ami-2022": "#22a884",
    "ami-2023": "#69cd5b",
    "ami-2024": "#d2e21b",
    "ami-2025": "#d2e21b",
    "recense": NEUTRAL,
}

SECTOR_FAMILIES: Final[dict[str, tuple[str, ...]]] = {
    "insertion": ("insertion", "formation"),
    "alimentation": ("alimentation-agriculture",),
    "reemploi": ("recyclage-reemploi",),
    "culture": ("culture", "tourisme"),
    "batiment": ("ecoconstruction-batiment", "bois", "habitat"),
    "industrie": ("industrie", "textile"),
    "transition": ("energie", "mobilite", "numerique"),
    "autres": ("multi-filieres", "services-personne", "sante-autonomie"),
}

FAMILY_COLOURS: Final[dict[str, str]] = {
    "insertion": "#0072B2",
    "alimentation": "#009E73",
    "reemploi": "#56B4E9",
    "culture": "#CC79A7",
    "batiment": "#E69F00",
    "industrie": "#D55E00",
    "transition": "#F0E442",
    "autres": "#000000",
}

STATUS_COLOURS: Final[dict[str, str]] = {
    "actif": "#0072B2",
    "emergent": "#009E73",
    "inconnu": NEUTRAL,
    "disparu": "#000000",
}

DISTANCE_BREAKS_KM: Final = (10, 20, 30, 50, 75)


def sector_family(sector: str) -> str:
    """Return the family of a sector, ``"autres"`` for a sector outside every family."""
    for family, members in SECTOR_FAMILIES.items():
        if sector in members:
            return family
    return "autres"


def tone_class(colour: str) -> str:
    """Return the style class of a colour, as ``assets/marks.css`` names it."""
    return f"tone-{colour[1:].lower()}"
