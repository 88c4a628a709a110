"""``python -m geo territories``: how a territory is written, for who knows its name."""

import argparse
from typing import Any, Final

import pandas as pd

from geo.cli.command import Answer, Command, Option
from geo.cli.reach import number_words
from geo.cli.refusals import limit_out_of_bounds
from geo.cli.shared import aligned, problems_of
from geo.errors import FilterError
from geo.places.membership import commune_positions, names_by_kind
from geo.places.search import search_territories
from geo.places.territories import Territory
from geo.problems import printable
from geo.tables.atlas import Atlas

DEFAULT_LIMIT: Final = 20
MAX_LIMIT: Final = 100
COLUMNS: Final = ("territory", "kind", "code", "label", "population", "departement")


def prepare(atlas: Atlas, options: argparse.Namespace) -> Answer:
    """Find the territories that a text may mean.

    Raises
    ------
    FilterError
        When the limit is out of bounds.
    """
    if not 1 <= options.limit <= MAX_LIMIT:
        refused = limit_out_of_bounds(options.limit, MAX_LIMIT)
        raise FilterError(refused, option="limit")
    rows = [_row(atlas, found) for found in search_territories(atlas, options.q, options.limit)]
    table = pd.DataFrame(rows, columns=list(COLUMNS)).astype(
        {"territory": "str", "kind": "str", "code": "str", "label": "str", "departement": "str"}
    )
    return Answer(
        atlas,
        record=lambda: {"q": options.q, "rows": rows, "problems": problems_of(atlas)},
        table=lambda: table,
        lines=lambda: _lines(rows),
    )


COMMAND: Final = Command(
    "territories",
    help="trouver comment un territoire s'écrit, par son nom, un code postal ou un code Insee",
    description="Trouver comment un territoire s'écrit, par son nom, un code postal ou un code "
    "Insee ; le plus ressemblant d'abord.",
    options=(
        Option("q", "ce que l'on sait du territoire, par exemple 38110", "TEXTE", positional=True),
        Option(
            "limit",
            f"territoires au plus, 1 à {MAX_LIMIT} (par défaut {DEFAULT_LIMIT})",
            "N",
            int,
            default=DEFAULT_LIMIT,
        ),
    ),
    keys=("q", "rows", "problems"),
    prepare=prepare,
)


def _row(atlas: Atlas, territory: Territory) -> dict[str, Any]:
    population = departement = None
    if atlas.communes is not None:
        own = atlas.communes.iloc[commune_positions(atlas, territory)]
        population = int(own["population"].sum())
        if territory.kind == "commune" and len(own):
            # Two communes may bear one name, hardly ever in one département.
            code = str(own["departement"].iloc[0])
            departement = names_by_kind(atlas)["departement"].get(code, code)
    return {
        "territory": territory.id,
        "kind": territory.kind,
        "code": territory.code,
        "label": territory.name,
        "population": population,
        "departement": departement,
    }


def _lines(rows: list[dict[str, Any]]) -> list[str]:
    if not rows:
        return ["Aucun territoire ne porte ce nom ni ce code."]
    cells = [
        [
            row["territory"],
            printable(row["label"]),
            "–" if row["population"] is None else number_words(row["population"]),
            printable(row["departement"] or ""),
        ]
        for row in rows
    ]
    return aligned([["territoire", "nom", "habitants", "département"], *cells])
