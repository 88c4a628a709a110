"""``python -m loaders check``: recount ``data/`` alone, and exit 1 when a promise is broken."""

import argparse
import json
import sys

from loaders.folders import add_data_option
from loaders.promise.figures import Figures, count
from loaders.promise.promises import broken_promises
from loaders.promise.store import open_store

SECTIONS = {
    "rows": "Lignes par table",
    "communes": "Communes",
    "classes": "Communes par classe",
    "zones_emploi": "Zones d'emploi désindustrialisées",
    "qpv": "Quartiers prioritaires (QPV)",
    "poles": "Pôles",
    "sources": "Codes par source",
}
LABELS = {
    "population": "habitants",
    "without_population": "sans population",
    "with_zero_inhabitants": "de zéro habitant",
    "without_outline": "sans contour",
    "without_point": "sans point",
    "point_sources": "origine du point",
    "outline_sources": "origine du contour",
    "without_epci": "sans EPCI",
    "median_income_published": "revenu médian publié",
    "zrr_before_translation": "zrr, lignes avant traduction",
    "territories": "territoires",
    "in_jobs_file": "dans le fichier d'emploi",
    "deindustrialised_2010": "désindustrialisées (ZE2010)",
    "deindustrialised_2020": "désindustrialisées (ZE2020)",
    "median_change": "évolution médiane de l'emploi industriel 1998-2017",
    "median_share": "part médiane de l'industrie en 1998",
    "communes_in_deindustrialised": "communes concernées",
    "population_in_deindustrialised": "habitants concernés",
    "quarters": "quartiers",
    "hexagon": "dans l'hexagone",
    "overseas": "outre-mer",
    "population_hexagon": "habitants dans l'hexagone",
    "communes_with_quarter": "communes qui en ont un",
    "poles": "pôles",
    "with_seat": "siège connu",
    "without_seat": "siège inconnu",
    "by_wave": "par vague",
    "by_status": "par statut",
    "by_location_precision": "par précision du siège",
    "official_totals": "totaux publiés",
    "official_totals_without_address": "totaux publiés sans adresse",
    "rows": "lignes",
    "matched": "trouvés",
    "translated": "traduits",
    "inherited": "hérités",
    "refused": "refusés",
    "out_of_scope": "hors champ",
    "none": "aucun",
}
INDENT = "  "


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of ``python -m loaders check``.

    Parameters
    ----------
    parser : argparse.ArgumentParser
        Receives the options.
    """
    add_data_option(parser)
    parser.add_argument("--json", action="store_true", help="écrire en JSON")


def run(args: argparse.Namespace) -> int:
    """Print the figures, then the broken promises.

    Parameters
    ----------
    args : argparse.Namespace
        What `add_arguments` declared.

    Returns
    -------
    int
        Exit status: 0 when the contract holds, else 1.
    """
    store = open_store(args.data)
    figures = count(store)
    broken = broken_promises(store, figures)
    if args.json:
        report = {"ok": not broken, **figures, "problems": broken}
        sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write(_text(figures, broken))
    return 1 if broken else 0


def _text(figures: Figures, broken: list[str]) -> str:
    lines: list[str] = []
    for section, content in figures.items():
        lines += ["", SECTIONS[section]]
        lines += _lines(content, INDENT)
    if broken:
        lines += ["", f"{len(broken)} promesse(s) non tenue(s) :", *(f"- {s}" for s in broken)]
    else:
        lines += ["", "Le contrat est tenu."]
    return "\n".join(lines[1:]) + "\n"


def _lines(content: Figures, indent: str) -> list[str]:
    lines = []
    for key, value in content.items():
        label = LABELS.get(key, key)
        if isinstance(value, dict) and not any(isinstance(v, dict) for v in value.values()):
            parts = ", ".join(f"{LABELS.get(k, k)} {_number(v)}" for k, v in value.items() if v)
            lines.append(f"{indent}{label} : {parts or 0}")
        elif isinstance(value, dict):
            lines += [f"{indent}{label}", *_lines(value, indent + INDENT)]
        else:
            lines.append(f"{indent}{label} : {_number(value)}")
    return lines


def _number(value: float | None) -> str:
    if value is None:
        return "illisible"
    if isinstance(value, int):
        return f"{value:,}".replace(",", "\N{NO-BREAK SPACE}")
    return f"{value:.4f}".replace(".", ",")
