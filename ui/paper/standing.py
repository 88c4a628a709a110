"""Where a territory stands among those of its kind, on its sheet."""

from typing import Final

import pandas as pd

from geo.economy import income, jobs_of, unemployment
from geo.errors import TableError
from geo.peers import similar_territories
from geo.ranks import OVERSEAS_SIDE, kind_indicators, ranks
from geo.tables import Atlas
from geo.territories import Territory
from ui.formats import MISSING, euros, number, percent, quarter, rate
from ui.i18n import N_, _, current_language
from ui.layers import is_local
from ui.paper.sheets import Paragraph, Section, Table, table, way
from ui.reach import cached_reach, pole_filter, priority_rule, reach_rule
from ui.state import ViewState

PEERS: Final = 3
RANKED: Final = {
    "population": N_("Habitants"),
    "density": N_("Densité (habitants par km²)"),
    "poles_per_million": N_("Pôles au siège connu par million d'habitants"),
    "share_reached": N_("Part des habitants atteints"),
    "qpv_share_reached": N_("Part des habitants de QPV atteints"),
    "distance_km": N_("Distance moyenne au pôle connu le plus proche"),
    "priority_share": N_("Part des habitants en territoire prioritaire"),
    "unemployment_rate": N_("Chômage de la zone d'emploi médiane"),
    "median_income": N_("Revenu médian de la commune médiane"),
}


def standing_section(atlas: Atlas, territory: Territory, view: ViewState) -> Section | None:
    """Return where a territory stands among those of its kind, and its economy."""
    if not is_local(territory):
        return None
    reached, priorities = cached_reach(reach_rule(view), pole_filter(view)), priority_rule(view)
    blocks: list[Table | Paragraph] = []
    try:
        measured = kind_indicators(atlas, reached, territory.kind, priorities)
        blocks.append(_rank_table(ranks(measured, territory)))
        peers = similar_territories(atlas, territory, priorities, PEERS)
    except TableError:
        return None
    blocks.append(Paragraph(economy_text(atlas, territory)))
    if len(peers) and "share_reached" in measured:
        named = [
            _("{name} ({share} atteints)").format(
                name=name, share=percent(measured.loc[code, "share_reached"])
            )
            for code, name in zip(peers["code"], peers["name"], strict=True)
        ]
        text = _("Territoires les plus semblables (population, densité, priorités) : {names}.")
        blocks.append(Paragraph(text.format(names=" ; ".join(named))))
    return Section(_("Parmi les territoires de même sorte"), tuple(blocks))


def _rank_table(ranked: pd.DataFrame) -> Table:
    shown = {
        "density": number,
        "poles_per_million": lambda value: number(value, 2),
        "distance_km": way,
        "unemployment_rate": rate,
        "median_income": euros,
        "population": number,
    }
    rows = [
        (
            _(RANKED[row["indicator"]]),
            shown.get(row["indicator"], percent)(row["value"]),
            _rank(row),
            shown.get(row["indicator"], percent)(row["median"]),
        )
        for _row, row in ranked.iterrows()
    ]
    columns = [
        (_("Indicateur"), 3, False),
        (_("Valeur"), 1, True),
        (_("Rang"), 1, True),
        (_("Médiane"), 1, True),
    ]
    overseas = (ranked["side"] == OVERSEAS_SIDE).any()
    side = _("outre-mer seul") if overseas else _("métropole seule")
    note = _("1er : la valeur la plus haute, la distance la plus courte ; {side}.")
    return table(columns, rows, note.format(side=side))


def _rank(row: pd.Series) -> str:
    if pd.isna(row["rank"]):
        return MISSING
    place = ordinal(int(row["rank"]))
    return _("{place} sur {all}").format(place=place, all=number(row["known"]))


def ordinal(rank: int) -> str:
    """Return a rank: ``1er``, ``2e``; ``1st``, ``2nd``."""
    if current_language() == "fr":
        return "1er" if rank == 1 else f"{number(rank)}e"
    teens = rank % 100 in {11, 12, 13}
    ending = "th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    return f"{number(rank)}{ending}"


def economy_text(atlas: Atlas, territory: Territory) -> str:
    """Return unemployment, income and industrial jobs in words; what is not published is said."""
    parts: list[str] = []
    jobless, earned = unemployment(atlas, territory), income(atlas, territory)
    if jobless is None:
        parts.append(_("Chômage : non publié ici."))
    else:
        parts.append(
            _("Chômage de la zone d'emploi médiane : {rate} ({quarter}).").format(
                rate=rate(jobless.median), quarter=quarter(jobless.quarter)
            )
        )
    if earned is None:
        parts.append(_("Revenu : non publié ici."))
    else:
        parts.append(
            _("Revenu médian de la commune médiane : {income} par an.").format(
                income=euros(earned.median)
            )
        )
    with_jobs = _jobs(atlas, territory)
    return " ".join([*parts, with_jobs])


def _jobs(atlas: Atlas, territory: Territory) -> str:
    try:
        jobs = jobs_of(atlas, territory)
    except TableError:
        jobs = None
    if jobs is None:
        return _("Emploi industriel : non publié ici.")
    first, last = jobs.years["year"].iloc[0], jobs.years["year"].iloc[-1]
    return _("Emploi industriel de {first} à {last} : {change}.").format(
        first=int(first), last=int(last), change=signed(jobs.change)
    )


def signed(share: float) -> str:
    """Return a change with its sign: ``+3 %``, ``−12 %``."""
    sign = "+" if share > 0 else "\N{MINUS SIGN}" if share < 0 else ""
    return f"{sign}{percent(abs(share))}"
