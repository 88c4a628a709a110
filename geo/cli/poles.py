"""``python -m geo poles``: the poles of a territory, counted and listed."""

import argparse
from dataclasses import asdict
from typing import Final

import pandas as pd

from geo.cli.command import POLE_OPTIONS, TERRITORY, Answer, Command
from geo.cli.coverage import RECORD_KEYS, record
from geo.cli.shared import (
    aligned,
    find_territory,
    pole_filter,
    problems_of,
)
from geo.poles.select import PoleSummary, select_poles, summarise_poles
from geo.poles.words import incomplete_register
from geo.problems import printable
from geo.reach.coverage import coverage
from geo.reach.question import Question
from geo.tables.atlas import Atlas

CELL_LIMIT_CHARS: Final = 36

_MULTIVALUED: Final = ("cohorts", "sectors", "territory_codes")
_TABLE_COLUMNS: Final = {
    "name": "pôle",
    "commune_name": "siège",
    "departement_name": "département",
    "cohorts": "vagues",
    "status": "statut",
    "attachment": "rattachement",
}
_ATTACHMENTS_FR: Final = {
    "seat": "siège",
    "declared": "territoire déclaré",
    "departement": "département",
    "listing": "liste",
}


def prepare(atlas: Atlas, options: argparse.Namespace) -> Answer:
    """Find the poles that were asked for.

    Raises
    ------
    FilterError, TerritoryFormatError, UnknownTerritoryError
        When an argument is wrong.
    TableError
        When a table that the answer needs is missing.
    """
    territory = find_territory(atlas, options.territory)
    question = Question(atlas, territory, poles=pole_filter(options))
    poles = select_poles(atlas, question.own_poles)
    summary = summarise_poles(atlas, question.own_poles)
    return Answer(
        atlas,
        record=lambda: _answer(question, summary, poles),
        table=lambda: poles,
        lines=lambda: _lines(question, summary, poles),
    )


COMMAND: Final = Command(
    "poles",
    help="lister et compter les pôles d'un territoire",
    description="Lister et compter les pôles d'un territoire.",
    options=(TERRITORY, *POLE_OPTIONS),
    keys=(*RECORD_KEYS, "sectors", "statuses", "summary", "rows", "problems"),
    prepare=prepare,
)


def _answer(question: Question, summary: PoleSummary, poles: pd.DataFrame) -> dict[str, object]:
    """Return the keys of ``coverage --json`` under the default rule, then the poles themselves."""
    rows = poles.astype(object).where(poles.notna(), None).to_dict(orient="records")
    for row in rows:
        for column in _MULTIVALUED:
            row[column] = row[column].split(";") if row[column] else []
    return {
        **_figures(question, summary),
        "sectors": list(question.poles.sectors),
        "statuses": list(question.poles.statuses),
        "summary": asdict(summary),
        "rows": rows,
        "problems": problems_of(question.atlas),
    }


def _figures(question: Question, summary: PoleSummary) -> dict[str, object]:
    atlas, territory = question.atlas, question.territory
    if atlas.communes is not None:
        return record(question, coverage(atlas, question.reach(), territory))
    # The register can be counted without the communes; whom it reaches cannot.
    known = {"territory": territory.id, "label": territory.name, "poles": summary.with_seat}
    return {**dict.fromkeys(RECORD_KEYS), **known, "cohorts": list(question.poles.cohorts)}


def _lines(question: Question, summary: PoleSummary, poles: pd.DataFrame) -> list[str]:
    territory = question.territory
    lines = [f"{territory.name} ({territory.id})", _sentence(summary)]
    if summary.with_seat:
        lines.append(_priorities(summary))
    lines += filter(None, [incomplete_register(summary)])
    if summary.poles:
        lines += ["", *_table(poles)]
    return [printable(line) for line in lines]


def _sentence(summary: PoleSummary) -> str:
    if not summary.poles:
        return "Aucun pôle connu pour ce choix : le registre est incomplet, il peut en exister."
    pole = "pôle connu" if summary.poles == 1 else "pôles connus"
    return (
        f"{summary.poles} {pole}, dont {summary.with_seat} au siège connu et "
        f"{summary.without_seat} sans siège connu."
    )


def _priorities(summary: PoleSummary) -> str:
    basin, quarter, rural = summary.desindustrialise, summary.qpv, summary.frr
    unknown = f" ({basin.unknown} inconnus)" if basin.unknown else ""
    partly = f" et {rural.partly} en commune partiellement FRR" if rural.partly else ""
    return (
        f"Sièges connus : {rural.inside} en commune FRR ou FRR+{partly}, {quarter.inside} dans "
        f"une commune qui contient un QPV, {basin.inside} en bassin désindustrialisé{unknown}."
    )


def _table(poles: pd.DataFrame) -> list[str]:
    shown = poles[list(_TABLE_COLUMNS)].assign(
        cohorts=poles["cohorts"].str.replace(";", ", "),
        attachment=poles["attachment"].map(_ATTACHMENTS_FR),
    )
    rows = [list(_TABLE_COLUMNS.values()), *shown.fillna("–").to_numpy().tolist()]
    cut = [[_cut(printable(cell)) for cell in row] for row in rows]
    return aligned(cut)


def _cut(cell: str) -> str:
    return cell if len(cell) <= CELL_LIMIT_CHARS else cell[: CELL_LIMIT_CHARS - 1] + "…"
