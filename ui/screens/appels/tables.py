"""The tables on the calls: shown in words, written into files in figures."""

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
from ui.text.formats import euros, number, partial_date, percent
from ui.text.i18n import _
from ui.text.labels import cohort_short
from ui.text.safe import web_address


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
    """Return the seats of each wave in priority communes: as `priority_words`, `priority_figures`.

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


def priority_words() -> dict[str, str]:
    """Return the titles of the columns on screen, for one priority."""
    return {
        "wave": _("Vague"),
        "seats_told": _("Sièges"),
        "seat_share_told": _("Part des sièges"),
        "people_share_told": _("Part des habitants"),
        "bounds_told": _("Part des sièges si tous étaient connus"),
        "ratio_told": _("Rapport"),
        "interval_told": _("Intervalle à 95 %"),
        "verdict_told": _("Ce qu'on peut en dire"),
    }


def priority_figures() -> dict[str, str]:
    """Return the titles of the columns of the files."""
    return {
        "wave": _("Vague"),
        "priority": _("Priorité"),
        "official": _("Pôles retenus"),
        "found": _("dans le registre"),
        "seats": _("Sièges en commune prioritaire"),
        "seats_known": _("Sièges connus"),
        "seat_share": _("Part des sièges"),
        "people_share": _("Part des habitants"),
        "least": _("Part des sièges, au moins"),
        "most": _("Part des sièges, au plus"),
        "ratio": _("Rapport"),
        "low": _("Rapport, borne basse à 95 %"),
        "high": _("Rapport, borne haute à 95 %"),
        "verdict_told": _("Ce qu'on peut en dire"),
    }


def _grants(low: int | None, high: int | None) -> str:
    if pd.isna(low) or pd.isna(high) or low == high:
        return euros(None if pd.isna(low) else low)
    return _("{low} à {high}").format(low=euros(low), high=euros(high))


def wave_table(records: pd.DataFrame) -> pd.DataFrame:
    """Return what is published of each wave: as `wave_words` on screen, `wave_figures` in files.

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


def _counts() -> dict[str, str]:
    return {
        "wave": _("Vague"),
        "date": _("Annonce"),
        "official": _("Pôles retenus"),
        "found": _("dans le registre"),
        "seated": _("au siège connu"),
        "files": _("Dossiers reçus"),
    }


def wave_words() -> dict[str, str]:
    """Return the titles of the columns of the waves on screen."""
    told = {
        "chosen_told": _("Retenus"),
        "grants_told": _("Aides par pôle"),
        "mean_told": _("Aide moyenne"),
    }
    return _counts() | told


def wave_figures() -> dict[str, str]:
    """Return the titles of the columns of the waves in the files."""
    return _counts() | {
        "chosen_share": _("Part des dossiers retenus"),
        "budget_eur": _("Budget (€)"),
        "grant_min_eur": _("Aide par pôle, au moins (€)"),
        "grant_max_eur": _("Aide par pôle, au plus (€)"),
        "mean_eur": _("Aide moyenne (€)"),
    }


def claim_table(results: pd.DataFrame, told: dict[str, tuple[str, str]]) -> pd.DataFrame:
    """Return each claim and what the data says of it; columns as `claim_labels`.

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
    return pd.DataFrame(rows, columns=list(claim_labels()))


def claim_labels() -> dict[str, str]:
    """Return the titles of the columns of the claims."""
    return {
        "said": _("Ce que disait l'appel"),
        "told": _("Ce que dit le registre"),
        "verdict": _("Verdict"),
        "source": _("Source"),
    }
