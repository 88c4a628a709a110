"""The tables on the calls: shown in words, written into files in figures."""

from typing import Final

import pandas as pd

from geo.compare.claims import (
    ABOVE,
    AMOUNTS_ONLY,
    BELOW,
    CHANCE,
    CONFIRMED,
    CONTRADICTED,
    OPEN,
    UNREADABLE,
)
from ui.text.columns import Column, names
from ui.text.formats import euros, number, partial_date, percent
from ui.text.i18n import _
from ui.text.labels import cohort_short
from ui.text.marking import N_
from ui.text.safe import web_address

# On screen in words, in the files the figures behind them.
PRIORITIES: Final = (
    Column("wave", N_("Vague")),
    Column("seats_told", N_("Sièges"), exported=False),
    Column("seat_share_told", N_("Part des sièges"), exported=False),
    Column("people_share_told", N_("Part des habitants"), exported=False),
    Column("bounds_told", N_("Part des sièges si tous étaient connus"), exported=False),
    Column("ratio_told", N_("Rapport"), exported=False),
    Column("interval_told", N_("Intervalle à 95 %"), exported=False),
    Column("priority", N_("Priorité"), shown=False),
    Column("official", N_("Pôles retenus"), shown=False),
    Column("found", N_("dans le registre"), shown=False),
    Column("seats", N_("Sièges en commune prioritaire"), shown=False),
    Column("seats_known", N_("Sièges connus"), shown=False),
    Column("seat_share", N_("Part des sièges"), shown=False),
    Column("people_share", N_("Part des habitants"), shown=False),
    Column("least", N_("Part des sièges, au moins"), shown=False),
    Column("most", N_("Part des sièges, au plus"), shown=False),
    Column("ratio", N_("Rapport"), shown=False),
    Column("low", N_("Rapport, borne basse à 95 %"), shown=False),
    Column("high", N_("Rapport, borne haute à 95 %"), shown=False),
    Column("verdict_told", N_("Ce qu'on peut en dire")),
)
WAVES: Final = (
    Column("wave", N_("Vague")),
    Column("date", N_("Annonce")),
    Column("official", N_("Pôles retenus")),
    Column("found", N_("dans le registre")),
    Column("seated", N_("au siège connu")),
    Column("files", N_("Dossiers reçus")),
    Column("chosen_told", N_("Retenus"), exported=False),
    Column("grants_told", N_("Aides par pôle"), exported=False),
    Column("mean_told", N_("Aide moyenne"), exported=False),
    Column("chosen_share", N_("Part des dossiers retenus"), shown=False),
    Column("budget_eur", N_("Budget (€)"), shown=False),
    Column("grant_min_eur", N_("Aide par pôle, au moins (€)"), shown=False),
    Column("grant_max_eur", N_("Aide par pôle, au plus (€)"), shown=False),
    Column("mean_eur", N_("Aide moyenne (€)"), shown=False),
)
CLAIMS: Final = (
    Column("said", N_("Ce que disait l'appel")),
    Column("told", N_("Ce que dit le registre")),
    Column("verdict", N_("Verdict")),
    Column("source", N_("Source")),
)


def target_label(target: str) -> str:
    """Return the name of a priority, by the commune of the seat."""
    return {
        "any": _("au moins une priorité"),
        "qpv": _("commune avec quartier prioritaire (QPV)"),
        "rural": _("commune rurale en difficulté (FRR)"),
        "desindustrialise": _("bassin désindustrialisé"),
    }[target]


def verdict_label(verdict: str) -> str:
    """Return what the data says, in a few words."""
    return {
        CONFIRMED: _("confirmé par les données"),
        CONTRADICTED: _("contredit par les données"),
        OPEN: _("les données ne tranchent pas"),
        AMOUNTS_ONLY: _("montants confirmés, le reste invérifiable"),
        ABOVE: _("priorité tenue"),
        BELOW: _("priorité non tenue"),
        CHANCE: _("pas plus que le hasard"),
        UNREADABLE: _("trop peu de sièges connus"),
    }[verdict]


def priority_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the seats of each wave in priority communes; columns of `PRIORITIES`.

    Parameters
    ----------
    rows
        From `geo.compare.claims.wave_priorities`.
    """
    words = {
        "wave": [cohort_short(cohort) for cohort in rows["cohort"]],
        "priority": [target_label(target) for target in rows["target"]],
        "seats_told": [
            _("{part} sur {whole}").format(part=number(a), whole=number(b))
            for a, b in zip(rows["seats"], rows["seats_known"], strict=True)
        ],
        "seat_share_told": [percent(share) for share in rows["seat_share"]],
        "people_share_told": [percent(share) for share in rows["people_share"]],
        "bounds_told": [
            _("{low} à {high}").format(low=percent(a), high=percent(b))
            for a, b in zip(rows["least"], rows["most"], strict=True)
        ],
        "ratio_told": [number(value, 2) for value in rows["ratio"]],
        "interval_told": [
            _("{low} à {high}").format(low=number(a, 2), high=number(b, 2))
            for a, b in zip(rows["low"], rows["high"], strict=True)
        ],
        "verdict_told": [verdict_label(verdict) for verdict in rows["verdict"]],
    }
    return rows.reset_index(drop=True).assign(**words)


def _grants(low: int | None, high: int | None) -> str:
    if pd.isna(low) or pd.isna(high) or low == high:
        return euros(None if pd.isna(low) else low)
    return _("{low} à {high}").format(low=euros(low), high=euros(high))


def wave_table(records: pd.DataFrame) -> pd.DataFrame:
    """Return what is published of each wave; columns of `WAVES`.

    Parameters
    ----------
    records
        From `geo.compare.claims.wave_records`.
    """
    grants = zip(records["grant_min_eur"], records["grant_max_eur"], strict=True)
    return records.assign(
        wave=[cohort_short(str(cohort)) for cohort in records.index],
        date=[partial_date(date) for date in records["date"]],
        chosen_told=[percent(share) for share in records["chosen_share"]],
        grants_told=[_grants(low, high) for low, high in grants],
        mean_told=[euros(value) for value in records["mean_eur"]],
    ).reset_index(drop=True)


def claim_table(results: pd.DataFrame, told: dict[str, tuple[str, str]]) -> pd.DataFrame:
    """Return each claim and what the data says of it; columns as `CLAIMS`.

    Parameters
    ----------
    results
        From `geo.compare.claims.claim_results`.
    told
        Of each claim, what was said and what the data says, in words.
    """
    rows = [
        [*told[str(claim)], verdict_label(row["verdict"]), web_address(row["source_url"]) or None]
        for claim, row in results.iterrows()
    ]
    return pd.DataFrame(rows, columns=names(CLAIMS))
