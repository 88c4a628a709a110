"""The portrait of a territory as tables: poles, ranks, priorities, territories alike."""

from typing import Final

import pandas as pd

from geo.compare.ranks import MAINLAND
from geo.people.economy import COUNTRY, HERE, HIGHEST, LOWEST, Income
from geo.places.territories import Territory
from geo.reach.reaching import INSIDE, OUTSIDE
from ui import data
from ui.charts.charts import COUNT, DECIMAL, KILOMETRES, RATE, SHARE, Unit
from ui.screens.portrait.facts import Economy, Portrait
from ui.screens.portrait.words import SIDES
from ui.text.formats import MISSING, euros, inhabitants, number, quarter
from ui.text.i18n import _, ngettext
from ui.text.labels import cohort_short, enumeration, territory_label
from ui.text.marking import N_
from ui.text.safe import markdown_text, plain_text

INDICATORS: Final = {
    "population": N_("Habitants (2023)"),
    "density": N_("Habitants au km²"),
    "poles_per_million": N_("Pôles connus par million d'habitants, siège connu ou non"),
    "share_reached": N_("Part des habitants atteints"),
    "qpv_share_reached": N_("Part des habitants des QPV atteints"),
    "distance_km": N_("Distance moyenne au siège le plus proche"),
    "priority_share": N_("Part des habitants prioritaires"),
    "unemployment_rate": N_("Chômage de la zone d'emploi, médiane des habitants"),
    "median_income": N_("Revenu médian de la commune, médiane des habitants (€ par an)"),
}
UNITS: Final[dict[str, Unit]] = {
    "density": COUNT,
    "poles_per_million": DECIMAL,
    "share_reached": SHARE,
    "qpv_share_reached": SHARE,
    "distance_km": KILOMETRES,
    "priority_share": SHARE,
    "unemployment_rate": RATE,
    "median_income": Unit(euros),
}
SEATS: Final = {INSIDE: N_("ici"), OUTSIDE: N_("ailleurs")}


def pole_table(found: Portrait) -> pd.DataFrame:
    """Return the poles that reach the territory, in words; columns as `pole_labels`."""
    table = found.reaching[list(pole_labels())].copy()
    table["seat"] = [_(SEATS[seat]) if seat in SEATS else _("inconnu") for seat in table["seat"]]
    table["cohorts"] = [
        ", ".join(cohort_short(cohort) for cohort in cell.split(";")) for cell in table["cohorts"]
    ]
    table["distance_km"] = table["distance_km"].round(1)
    for name in ("name", "commune_name"):
        table[name] = table[name].map(plain_text, na_action="ignore")
    return table


def pole_labels() -> dict[str, str]:
    """Return the titles of the columns of the poles that reach the territory."""
    return {
        "name": _("Pôle"),
        "seat": _("Siège"),
        "commune_name": _("Commune du siège"),
        "departement": _("Dép."),
        "cohorts": _("Vagues"),
        "people": _("Habitants d'ici atteints"),
        "share": _("Part des habitants"),
        "distance_km": _("Du siège au territoire (km)"),
    }


def unplaced_sentence(found: Portrait) -> str:
    """Name the poles tied to the territory whose seat is not known, or return ``""``."""
    poles = found.unseated
    if poles.empty:
        return ""
    return ngettext(
        "Sans siège connu, rattaché par son territoire ou son département, hors de ces "
        "chiffres : {names}.",
        "Sans siège connu, rattachés par leur territoire ou leur département, hors de ces "
        "chiffres : {names}.",
        len(poles),
    ).format(names=markdown_text(enumeration(list(poles["name"])), 3000))


def rank_table(found: Portrait) -> pd.DataFrame:
    """Return one row per indicator: in words as `rank_labels`, in figures as `rank_figures`."""
    side = SIDES.get(found.territory.kind, ("", ""))
    return pd.DataFrame(
        [
            {
                "indicator": _(INDICATORS[row.indicator]),
                "value": _value(row.indicator, row.value),
                "median": _value(row.indicator, row.median),
                "rank": MISSING
                if pd.isna(row.rank)
                else _("{rank} sur {known}").format(rank=number(row.rank), known=number(row.known))
                + (_(" ex æquo") if row.tied else ""),
                "among": _(side[0 if row.side == MAINLAND else 1]),
                "value_figure": row.value,
                "median_figure": row.median,
                "rank_figure": row.rank,
                "known_figure": row.known,
            }
            for row in found.ranks.itertuples()
        ],
        columns=[*rank_labels(), *rank_figures()],
    ).astype({"rank_figure": "Int64", "known_figure": "Int64"})


def rank_labels() -> dict[str, str]:
    """Return the titles of the columns of the ranks."""
    return {
        "indicator": _("Indicateur"),
        "value": _("Ici"),
        "rank": _("Rang (1 : la plus forte valeur, la plus courte distance)"),
        "median": _("Médiane de la catégorie"),
        "among": _("Parmi"),
    }


def rank_figures() -> dict[str, str]:
    """Return the titles of the figures behind the words of the ranks, for the exports."""
    return {
        "value_figure": _("Ici"),
        "rank_figure": _("Rang (1 : la plus forte valeur, la plus courte distance)"),
        "known_figure": _("Territoires de valeur connue"),
        "median_figure": _("Médiane de la catégorie"),
    }


def rank_files() -> dict[str, str]:
    """Return the titles of the columns of the ranks in files: figures as numbers, words as text."""
    words, typed = rank_labels(), rank_figures()
    return {"indicator": words["indicator"], **typed, "among": words["among"]}


def _value(indicator: str, value: float) -> str:
    return UNITS.get(indicator, COUNT).write(value)


def priority_table(found: Portrait) -> pd.DataFrame:
    """Return people by priority: ``name``, ``people``; ``share``, ``reached`` in [0, 1]."""
    covered = found.covered
    titles = {
        "qpv": _("Quartiers prioritaires (QPV)"),
        "rural": _("Communes rurales"),
        "desindustrialise": _("Bassins désindustrialisés"),
    }
    everyone = covered.population or float("nan")
    rows: list[tuple[str, float, float, float | None]] = [
        (_("Tous les habitants"), covered.population, 1.0, covered.share_reached)
    ]
    for name, title in titles.items():
        part = covered.priority[name]
        people = part.population if covered.knows(name) else float("nan")
        rows.append((title, people, people / everyone, part.share_reached))
    table = pd.DataFrame(rows, columns=["name", "people", "share", "reached"])
    table["people"] = table["people"].astype(float).round().astype("Int64")
    return table.astype({"share": float, "reached": float})


def priority_labels() -> dict[str, str]:
    """Return the titles of the columns of people by priority."""
    return {
        "name": _("Habitants"),
        "people": _("Combien"),
        "share": _("Part du territoire"),
        "reached": _("Part atteinte"),
    }


def quarter_table(areas: pd.DataFrame) -> pd.DataFrame:
    """Return priority quarters, the most populous first; columns as `quarter_labels`.

    Parameters
    ----------
    areas
        From `ui.screens.portrait.facts.quarters`.
    """
    table = areas[list(quarter_labels())].copy()
    table["people"] = table["people"].round().astype("Int64")
    for name in ("name", "communes"):
        table[name] = table[name].map(plain_text)
    return table


def quarter_labels() -> dict[str, str]:
    """Return the titles of the columns of priority quarters."""
    return {
        "name": _("Quartier"),
        "communes": _("Communes"),
        "people": _("Habitants"),
        "poverty_rate": _("Pauvreté (%)"),
        "reached": _("Atteint par un pôle"),
    }


def priority_unknown(found: Portrait) -> str:
    """Say for how many people a priority is not known, or return ``""``."""
    words = {
        "qpv": _("quartiers prioritaires"),
        "rural": _("communes rurales"),
        "desindustrialise": _("bassins désindustrialisés"),
    }
    unknown = [
        _("{priority} : {people}").format(
            priority=words[name], people=inhabitants(part.population_unknown)
        )
        for name, part in found.covered.priority.items()
        if part.population_unknown
    ]
    if not unknown:
        return ""
    return _("Statut ou population non publiés pour une partie des habitants : {list}.").format(
        list=" ; ".join(unknown)
    )


def peer_table(beside: pd.DataFrame) -> pd.DataFrame:
    """Return the territory and those like it; columns as `peer_labels`."""
    labels = [
        territory_label(Territory(row.kind, row.code, row.label)) for row in beside.itertuples()
    ]
    table = beside.assign(name=[plain_text(label) for label in labels])
    table["mean_km"] = table["mean_km"].round(1)
    return table[list(peer_labels())]


def peer_labels() -> dict[str, str]:
    """Return the titles of the columns of the territories alike."""
    return {
        "name": _("Territoire"),
        "population": _("Habitants"),
        "poles_counted": _("Pôles connus"),
        "poles_per_million": _("Pôles connus par million d'habitants"),
        "poles_per_million_low": _("Intervalle à 95 %, de"),
        "poles_per_million_high": _("à"),
        "share_reached": _("Habitants atteints"),
        "qpv_share_reached": _("QPV"),
        "rural_share_reached": _("Ruraux"),
        "desindustrialise_share_reached": _("Désindustrialisés"),
        "mean_km": _("Distance moyenne (km)"),
    }


def rate_table(known: Economy) -> pd.DataFrame:
    """Return the rates for a chart of lines: ``series``, ``year``, ``value``, ``when``."""
    zones = data.get_atlas().zones_emploi
    names = {} if zones is None else dict(zip(zones["code"], zones["name"], strict=True))
    several = HIGHEST in set(known.rates["series"])
    words = {
        HERE: _("Médiane des habitants d'ici"),
        HIGHEST: _("Zone la plus touchée : {zone}"),
        LOWEST: _("Zone la moins touchée : {zone}"),
        COUNTRY: _("France, médiane des habitants"),
    }
    series = [
        words[row.series].format(zone=names.get(row.zone, row.zone))
        if row.series != HERE or several or pd.isna(row.zone)
        else _("Zone d'emploi : {zone}").format(zone=names.get(row.zone, row.zone))
        for row in known.rates.itertuples()
    ]
    table = pd.DataFrame(
        {"series": series, "year": known.rates["year"], "value": known.rates["rate"]}
    )
    table["when"] = [quarter(f"{int(year)}-T4") for year in table["year"]]
    return table


def rate_labels() -> dict[str, str]:
    """Return the titles of the columns of the rates."""
    return {"series": _("Série"), "when": _("Trimestre"), "value": _("Taux (%)")}


def jobs_labels() -> dict[str, str]:
    """Return the titles of the columns of the jobs."""
    return {
        "series": _("Territoire"),
        "year": _("Année"),
        "value": _("1998 = 100"),
        "industrial_jobs": _("Emplois industriels"),
    }


def income_table(known: Income | None) -> pd.DataFrame:
    """Return what `income_sentence` says, as a row; columns as `income_labels`."""
    names = list(income_labels())
    rows = [] if known is None else [[getattr(known, name) for name in names]]
    return pd.DataFrame(rows, columns=names)


def income_labels() -> dict[str, str]:
    """Return the titles of the columns of incomes, euros a year by consumption unit."""
    return {
        "median": _("Revenu médian de la commune, médiane des habitants (€ par an)"),
        "low": _("Un habitant sur dix dans une commune à ce revenu au plus (€)"),
        "high": _("Un habitant sur dix dans une commune à ce revenu au moins (€)"),
        "communes_known": _("Communes au revenu publié"),
        "communes": _("Communes"),
    }


def jobs_table(known: Economy, territory: Territory) -> pd.DataFrame:
    """Return the jobs for a chart of lines, first year = 100, and how many they are."""
    parts = [] if known.jobs is None else [(territory_label(territory), known.jobs)]
    if known.country_jobs is not None and territory.kind != "france":
        parts.append((_("France"), known.country_jobs))
    tables = [
        part.years.assign(series=plain_text(name)).rename(columns={"index": "value"})
        for name, part in parts
    ]
    columns = ["series", "year", "value", "industrial_jobs"]
    return (
        pd.concat(tables, ignore_index=True)[columns] if tables else pd.DataFrame(columns=columns)
    )
