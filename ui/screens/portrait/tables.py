"""The portrait of a territory as tables: poles, ranks, priorities, territories alike."""

from typing import Final

import pandas as pd

from geo.compare.ranks import MAINLAND
from geo.compare.words import TARGET_NAMES
from geo.people.economy import COUNTRY, HERE, HIGHEST, LOWEST, Income
from geo.places.territories import Territory
from geo.reach.reaching import INSIDE, OUTSIDE
from ui.charts.charts import COUNT, DECIMAL, KILOMETRES, RATE, SHARE, Unit
from ui.screens.portrait.facts import Economy, Portrait
from ui.screens.portrait.words import SIDES
from ui.text.columns import Column, Kind, Paper, names
from ui.text.formats import MISSING, euros, inhabitants, number, quarter
from ui.text.i18n import _, ngettext
from ui.text.labels import (
    ALL_PEOPLE,
    PRIORITY_NAMES,
    cohort_short,
    enumeration,
    territory_label,
)
from ui.text.marking import N_
from ui.text.messages import told
from ui.text.own_list import whose
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
RANK: Final = N_("Rang (1 : la plus forte valeur, la plus courte distance)")
POLES: Final = (
    Column("name", N_("Pôle")),
    Column("seat", N_("Siège")),
    Column("commune_name", N_("Commune du siège")),
    Column("departement", N_("Dép.")),
    Column("cohorts", N_("Vagues")),
    Column("people", N_("Habitants d'ici atteints"), Kind.NUMBER),
    Column("share", N_("Part des habitants"), Kind.BAR),
    Column("distance_km", N_("Du siège au territoire (km)")),
)
PRIORITIES: Final = (
    Column("name", N_("Habitants")),
    Column("people", N_("Combien"), Kind.NUMBER),
    Column("share", N_("Part du territoire"), Kind.SHARE),
    Column("reached", N_("Part atteinte"), Kind.SHARE),
)
QUARTERS: Final = (
    Column("name", N_("Quartier")),
    Column("communes", N_("Communes")),
    Column("people", N_("Habitants"), Kind.NUMBER),
    Column("poverty_rate", N_("Pauvreté (%)")),
    Column("reached", N_("Atteint par un pôle"), Kind.TICK),
)
RATES: Final = (
    Column("series", N_("Série")),
    Column("when", N_("Trimestre")),
    Column("value", N_("Taux (%)")),
    Column("year", N_("Année"), exported=False, folded=True),
)
# Euros a year by consumption unit.
INCOMES: Final = (
    Column("median", INDICATORS["median_income"]),
    Column("low", N_("Un habitant sur dix dans une commune à ce revenu au plus (€)")),
    Column("high", N_("Un habitant sur dix dans une commune à ce revenu au moins (€)")),
    Column("communes_known", N_("Communes au revenu publié")),
    Column("communes", N_("Communes")),
)
JOBS: Final = (
    Column("series", N_("Territoire")),
    Column("year", N_("Année"), Kind.YEAR),
    Column("value", N_("1998 = 100"), Kind.TENTHS),
    Column("industrial_jobs", N_("Emplois industriels"), Kind.NUMBER),
)
# On screen and on paper in words, in the files the figures behind them.
RANKS: Final = (
    Column("indicator", N_("Indicateur"), paper=Paper(3)),
    Column("value", N_("Ici"), exported=False, paper=Paper(1, right=True)),
    Column("rank", RANK, exported=False, paper=Paper(1.2, N_("Rang"), right=True)),
    Column(
        "median",
        N_("Médiane de la catégorie"),
        exported=False,
        paper=Paper(1, N_("Médiane"), right=True),
    ),
    Column("value_figure", N_("Ici"), shown=False),
    Column("rank_figure", RANK, shown=False),
    Column("known_figure", N_("Territoires de valeur connue"), shown=False),
    Column("median_figure", N_("Médiane de la catégorie"), shown=False),
    Column("among", N_("Parmi")),
)
PEERS: Final = (
    Column("name", N_("Territoire")),
    Column("population", N_("Habitants")),
    Column("poles_counted", N_("Pôles connus")),
    Column("poles_per_million", N_("Pôles connus par million d'habitants"), Kind.HUNDREDTHS),
    Column("poles_per_million_low", N_("Intervalle à 95 %, de"), Kind.HUNDREDTHS),
    Column("poles_per_million_high", N_("à"), Kind.HUNDREDTHS),
    Column("share_reached", N_("Habitants atteints"), Kind.SHARE),
    Column("qpv_share_reached", N_("QPV"), Kind.SHARE),
    Column("rural_share_reached", N_("Ruraux"), Kind.SHARE),
    Column("desindustrialise_share_reached", N_("Désindustrialisés"), Kind.SHARE),
    Column("mean_km", N_("Distance moyenne (km)")),
)
# Of `ui.screens.portrait.commune.Line`.
ANSWERS: Final = (
    Column("subject", N_("Question")),
    Column("answer", N_("Réponse")),
    Column("detail", N_("Détail")),
    Column("source", N_("Source")),
)


def pole_table(found: Portrait) -> pd.DataFrame:
    """Return the poles that reach the territory, in words; columns as `POLES`.

    With the list of a reader, as `ui.text.own_list.with_whose`.
    """
    table = found.reaching[names(POLES)].copy()
    table["seat"] = [_(SEATS[seat]) if seat in SEATS else _("inconnu") for seat in table["seat"]]
    table["cohorts"] = [
        ", ".join(cohort_short(cohort) for cohort in cell.split(";")) for cell in table["cohorts"]
    ]
    table["distance_km"] = table["distance_km"].round(1)
    for name in ("name", "commune_name"):
        table[name] = table[name].map(plain_text, na_action="ignore")
    if (own := found.question.atlas.own) is not None:
        table["of_list"] = whose(own, found.reaching["id"])
    return table


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
    """Return one row per indicator: in words and in figures, columns as `RANKS`."""
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
        columns=names(RANKS),
    ).astype({"rank_figure": "Int64", "known_figure": "Int64"})


def _value(indicator: str, value: float) -> str:
    return UNITS.get(indicator, COUNT).write(value)


def priority_table(found: Portrait) -> pd.DataFrame:
    """Return people by priority; columns as `PRIORITIES`, shares in [0, 1]."""
    covered = found.covered
    everyone = covered.population or float("nan")
    rows: list[tuple[str, float, float, float | None]] = [
        (_(ALL_PEOPLE), covered.population, 1.0, covered.share_reached)
    ]
    for name, title in PRIORITY_NAMES.items():
        part = covered.priority[name]
        people = part.population if covered.knows(name) else float("nan")
        rows.append((_(title), people, people / everyone, part.share_reached))
    table = pd.DataFrame(rows, columns=names(PRIORITIES))
    table["people"] = table["people"].astype(float).round().astype("Int64")
    return table.astype({"share": float, "reached": float})


def quarter_table(areas: pd.DataFrame) -> pd.DataFrame:
    """Return priority quarters, the most populous first; columns as `QUARTERS`.

    Parameters
    ----------
    areas
        From `ui.screens.portrait.facts.quarters`.
    """
    table = areas[names(QUARTERS)].copy()
    table["people"] = table["people"].round().astype("Int64")
    for name in ("name", "communes"):
        table[name] = table[name].map(plain_text)
    return table


def priority_unknown(found: Portrait) -> str:
    """Say for how many people a priority is not known, or return ``""``."""
    # Of the quarters themselves, where a target is the communes that hold one.
    words = {name: told(title) for name, title in TARGET_NAMES.items()}
    words["qpv"] = _("quartiers prioritaires")
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
    """Return the territory and those like it; columns as `PEERS`."""
    labels = [
        territory_label(Territory(row.kind, row.code, row.label)) for row in beside.itertuples()
    ]
    table = beside.assign(name=[plain_text(label) for label in labels])
    table["mean_km"] = table["mean_km"].round(1)
    return table[names(PEERS)]


def rate_table(known: Economy) -> pd.DataFrame:
    """Return the rates for a chart of lines, with every column of `RATES`."""
    zone_names = known.zone_names
    several = HIGHEST in set(known.rates["series"])
    words = {
        HERE: _("Médiane des habitants d'ici"),
        HIGHEST: _("Zone la plus touchée : {zone}"),
        LOWEST: _("Zone la moins touchée : {zone}"),
        COUNTRY: _("France, médiane des habitants"),
    }
    series = [
        words[row.series].format(zone=zone_names.get(row.zone, row.zone))
        if row.series != HERE or several or pd.isna(row.zone)
        else _("Zone d'emploi : {zone}").format(zone=zone_names.get(row.zone, row.zone))
        for row in known.rates.itertuples()
    ]
    table = pd.DataFrame(
        {"series": series, "year": known.rates["year"], "value": known.rates["rate"]}
    )
    table["when"] = [quarter(f"{int(year)}-T4") for year in table["year"]]
    return table


def income_table(known: Income | None) -> pd.DataFrame:
    """Return what `income_sentence` says, as a row; columns as `INCOMES`."""
    rows = [] if known is None else [[getattr(known, name) for name in names(INCOMES)]]
    return pd.DataFrame(rows, columns=names(INCOMES))


def jobs_table(known: Economy, territory: Territory) -> pd.DataFrame:
    """Return the jobs for a chart of lines, first year = 100; columns as `JOBS`."""
    parts = [] if known.jobs is None else [(territory_label(territory), known.jobs)]
    if known.country_jobs is not None and territory.kind != "france":
        parts.append((_("France"), known.country_jobs))
    tables = [
        part.years.assign(series=plain_text(name)).rename(columns={"index": "value"})
        for name, part in parts
    ]
    if not tables:
        return pd.DataFrame(columns=names(JOBS))
    return pd.concat(tables, ignore_index=True)[names(JOBS)]
