"""``python -m loaders schema``: describe the register for other tools, as a Table Schema.

The law is that of `geo.tables.register`, said in the terms of Frictionless, which Validata and
schema.data.gouv.fr read. ``docs/data.md`` says the columns in the words of this module.
"""

import argparse
import json
import sys
from typing import Any, Final, NamedTuple

from geo.tables.csv_tables import ADDRESS
from geo.tables.register import COLUMNS, SLUG
from geo.tables.schema import INTEGER
from geo.territory_id import CODE_PATTERNS
from geo.vocabulary import (
    COHORTS,
    CONFIDENCES,
    LOCATION_PRECISIONS,
    SECTORS,
    STATUSES,
    TERRITORY_CLAIMS,
)
from loaders.folders import add_data_option

FILE: Final = "poles.schema.json"


class Words(NamedTuple):
    """What is said of a column.

    Attributes
    ----------
    title
        As the screens name it.
    description
        What a cell holds.
    example
        A cell that is right.
    """

    title: str
    description: str
    example: str


WORDS: Final[dict[str, Words]] = {
    "id": Words("Identifiant", "minuscules sans accent, chiffres et tirets", "pole-du-val"),
    "name": Words("Nom", "celui que le pôle se donne", "Pôle du Val"),
    "lead_organisation": Words("Structure porteuse", "qui porte le pôle", "Association du Val"),
    "commune": Words("Code Insee de la commune", "celle du siège, au COG 2025", "26281"),
    "commune_name": Words("Nom de la commune", "le nom officiel de ce code", "Romans-sur-Isère"),
    "departement": Words("Département", "code ; celui du siège s'il est connu", "26"),
    "cohorts": Words("Vagues", "une ou plusieurs, séparées par `;`", "temoin-2011;appel-2013"),
    "status": Words("Statut", "ce qu'on en sait ; `inconnu` à défaut", "actif"),
    "sectors": Words("Secteurs", "un ou plusieurs, séparés par `;`", "insertion;industrie"),
    "year_created": Words("Année de création", "quatre chiffres", "2007"),
    "territory": Words("Territoire, en toutes lettres", "tel qu'il est décrit", "Val de Drôme"),
    "territory_codes": Words(
        "Codes de territoires",
        "genre et code, un ou plusieurs, séparés par `;`",
        "epci:200068781;departement:07",
    ),
    "territory_claim": Words(
        "Nature du territoire",
        "`declared` si le pôle revendique ces territoires, `listing` si une liste l'y range ; "
        "vide sans codes",
        "declared",
    ),
    "territory_population": Words(
        "Population du territoire", "habitants, tels que le pôle les déclare", "80000"
    ),
    "members": Words("Membres", "structures qui en font partie", "25"),
    "jobs": Words("Emplois", "dans ces structures", "550"),
    "grant_eur": Words("Subvention (€)", "euros, sans espace ni unité", "150000"),
    "website": Words("Site internet", "adresse entière", "https://www.exemple.fr"),
    "source_url": Words(
        "Adresse de la source", "page publique qui atteste le pôle", "https://www.exemple.fr/ptce"
    ),
    "source_note": Words("Note", "ce que la source dit, et sa date", "Fiche de 2014."),
    "confidence": Words("Confiance", "dans ce que dit la ligne", "high"),
    "location_precision": Words(
        "Précision du siège",
        "ce que l'on sait du lieu ; `commune` quand le siège est connu",
        "commune",
    ),
}
_REQUIRED: Final = frozenset(
    {
        *("id", "name", "cohorts", "status", "sectors"),
        *("source_url", "confidence", "location_precision"),
    }
)


def _any_of(choices: tuple[str, ...]) -> str:
    return f"({'|'.join(choices)})"


def _several(pattern: str) -> str:
    return f"{pattern}(;{pattern})*"


_TERRITORY: Final = _any_of(
    tuple(
        f"{kind}:({pattern.pattern})" if pattern.pattern else kind
        for kind, pattern in CODE_PATTERNS.items()
    )
)
_LIMITS: Final[dict[str, dict[str, Any]]] = {
    "id": {"unique": True, "pattern": SLUG.pattern},
    "commune": {"pattern": CODE_PATTERNS["commune"].pattern},
    # In brackets: some tools anchor an expression without grouping it.
    "departement": {"pattern": f"({CODE_PATTERNS['departement'].pattern})"},
    "cohorts": {"pattern": _several(_any_of(COHORTS))},
    "status": {"enum": list(STATUSES)},
    "sectors": {"pattern": _several(_any_of(SECTORS))},
    "year_created": {"minimum": 1900, "maximum": 2099},
    "territory_codes": {"pattern": _several(_TERRITORY)},
    "territory_claim": {"enum": list(TERRITORY_CLAIMS)},
    **{name: {"pattern": ADDRESS.pattern} for name in ("website", "source_url")},
    "confidence": {"enum": list(CONFIDENCES)},
    "location_precision": {"enum": list(LOCATION_PRECISIONS)},
}


def table_schema() -> dict[str, Any]:
    """Return the Table Schema of the register.

    Returns
    -------
    dict
        As ``table-schema.json`` of Frictionless asks, ready for JSON.
    """
    return {
        "$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json",
        "name": "registre-ptce",
        "title": "Registre des pôles territoriaux de coopération économique",
        "description": (
            "Une ligne par pôle (PTCE), recensé d'après des pages publiques, avec l'adresse de la "
            "source. CSV en UTF-8, séparé par des virgules ; une cellule vide est une valeur "
            "inconnue."
        ),
        "countryCode": "FR",
        "version": "1.0.0",
        "created": "2026-11-27",
        "lastModified": "2026-11-27",
        "fields": [_field(name, kind) for name, kind in COLUMNS.items()],
        "primaryKey": "id",
        "missingValues": [""],
    }


def _field(name: str, kind: str) -> dict[str, Any]:
    words, whole = WORDS[name], kind == INTEGER
    limits = {"minimum": 0, **_LIMITS.get(name, {})} if whole else _LIMITS.get(name, {})
    return {
        "name": name,
        "title": words.title,
        "description": words.description,
        "type": "integer" if whole else "string",
        "example": int(words.example) if whole else words.example,
        "constraints": {"required": name in _REQUIRED, **limits},
    }


def as_text() -> str:
    """Return the Table Schema as its file holds it."""
    return json.dumps(table_schema(), ensure_ascii=False, indent=2) + "\n"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of ``python -m loaders schema``.

    Parameters
    ----------
    parser : argparse.ArgumentParser
        Receives the options.
    """
    add_data_option(parser)


def run(args: argparse.Namespace) -> int:
    """Write the Table Schema beside the register.

    Parameters
    ----------
    args : argparse.Namespace
        What `add_arguments` declared.

    Returns
    -------
    int
        Exit status: 0.
    """
    path = args.data / FILE
    path.write_text(as_text(), encoding="utf-8", newline="\n")
    sys.stdout.write(f"{path.name} : {len(COLUMNS)} colonnes décrites.\n")
    return 0
