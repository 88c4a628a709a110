"""Count what the tables of ``data/`` hold: the figures that ``check`` prints."""

from typing import Any

import pandas as pd

from geo import vocabulary
from geo.people.priority import deindustrialised
from loaders.promise.store import OPENING_ERRORS, Store

Figures = dict[str, Any]


def count(store: Store) -> Figures:
    """Recount everything the contract and the reader care about.

    Parameters
    ----------
    store : Store
        Opened tables; a section whose table is missing is left out.

    Returns
    -------
    dict
        Sections ``rows``, ``communes``, ``classes``, ``zones_emploi``, ``qpv``, ``poles``,
        ``sources``; numbers, None where unreadable, or nested dictionaries of them, ready for
        JSON.
    """
    sections: Figures = {"rows": {name: len(table) for name, table in store.tables.items()}}
    tables = store.tables
    if "communes" in tables:
        sections["communes"] = _communes(tables["communes"], store)
        sections["classes"] = _classes(tables["communes"], store.reports)
    if "emploi_industriel" in tables:
        sections["zones_emploi"] = _zones(tables)
    if "qpv" in tables:
        sections["qpv"] = _quarters(tables)
    if "poles" in store.register:
        sections["poles"] = _poles(store.register)
    if "build_report" in store.reports:
        sections["sources"] = _sources(store.reports["build_report"])
    return sections


def _communes(communes: pd.DataFrame, store: Store) -> Figures:
    return {
        "population": int(communes["population"].sum()),
        "without_population": int(communes["population"].isna().sum()),
        "with_zero_inhabitants": int((communes["population"] == 0).sum()),
        "without_outline": _without_outline(store),
        "without_point": int(communes[["lon", "lat"]].isna().any(axis=1).sum()),
        "point_sources": _tally(communes["point_source"]),
        "outline_sources": _tally(communes["outline_source"]),
        "without_epci": int(communes["epci"].isna().sum()),
        "median_income_published": int(communes["median_income"].notna().sum()),
    }


def _without_outline(store: Store) -> int | None:
    try:
        outline = store.outlines("communes", "outline_medium")
    except OPENING_ERRORS:
        return None
    return int((outline.isna() | outline.is_empty).sum())


def _classes(communes: pd.DataFrame, reports: dict[str, pd.DataFrame]) -> Figures:
    classes: Figures = {column: _tally(communes[column]) for column in ("frr", "zrr", "afr")}
    for column in ("territoire_industrie", "territoire_industrie_2018", "ber"):
        members = communes[column].dropna()
        classes[column] = {"communes": len(members), "territories": int(members.nunique())}
    if "classes_report" in reports:
        lines = reports["classes_report"]
        before = lines[lines["source"] == "zrr"].set_index("class")["rows"]
        classes["zrr_before_translation"] = {name: int(n) for name, n in before.items()}
    return classes


def _zones(tables: dict[str, pd.DataFrame]) -> Figures:
    rule = deindustrialised(tables["emploi_industriel"])
    figures: Figures = {
        "in_jobs_file": len(rule),
        "deindustrialised_2010": int(rule["desindustrialise"].sum()),
        "median_change": round(rule.attrs["change_threshold"], 6),
        "median_share": round(rule.attrs["share_threshold"], 6),
    }
    if "zones_emploi" in tables:
        figures["deindustrialised_2020"] = _tally(tables["zones_emploi"]["desindustrialise"])
    if "communes" in tables:
        communes = tables["communes"]
        inside = communes["desindustrialise"].fillna(value=False).astype("bool")
        figures["communes_in_deindustrialised"] = int(inside.sum())
        figures["population_in_deindustrialised"] = int(communes.loc[inside, "population"].sum())
    return figures


def _quarters(tables: dict[str, pd.DataFrame]) -> Figures:
    quarters = tables["qpv"]
    overseas = quarters["departement"].str.startswith("97")
    population = quarters["population"]
    figures: Figures = {
        "quarters": len(quarters),
        "hexagon": int((~overseas).sum()),
        "overseas": int(overseas.sum()),
        "population": int(population.sum()),
        "population_hexagon": int(population[~overseas].sum()),
        "without_population": int(population.isna().sum()),
    }
    if "communes" in tables:
        figures["communes_with_quarter"] = int((tables["communes"]["qpv_count"] > 0).sum())
    return figures


def _poles(register: dict[str, pd.DataFrame]) -> Figures:
    poles = register["poles"]
    seated = poles["commune"].notna()
    waves = poles["cohorts"].str.split(";").explode()
    by_wave = {}
    for cohort in vocabulary.COHORTS:
        members = waves.index[waves == cohort]
        by_wave[cohort] = {
            "poles": len(members),
            "with_seat": int(seated.loc[members].sum()),
            "without_seat": int((~seated.loc[members]).sum()),
        }
    figures: Figures = {
        "poles": len(poles),
        "with_seat": int(seated.sum()),
        "without_seat": int((~seated).sum()),
        "by_wave": by_wave,
        "by_status": _tally(poles["status"]),
        "by_location_precision": _tally(poles["location_precision"]),
    }
    if "official_totals" in register:
        totals = register["official_totals"]
        figures["official_totals"] = len(totals)
        figures["official_totals_without_address"] = int(totals["source_url"].isna().sum())
    return figures


def _sources(counts: pd.DataFrame) -> Figures:
    return {
        row["source"]: {str(k): int(v) for k, v in row.items() if k != "source"}
        for row in counts.to_dict("records")
    }


def _tally(values: pd.Series) -> Figures:
    counts = values.astype("object").where(values.notna(), "none").value_counts().sort_index()
    return {str(name): int(n) for name, n in counts.items()}
