"""Work and income in words, and as tables for charts."""

from typing import Final

import pandas as pd

from geo.people.economy import (
    COUNTRY,
    HERE,
    HIGHEST,
    LOWEST,
    Income,
    IndustrialJobs,
    Unemployment,
)
from geo.places.territories import Territory
from ui import data
from ui.screens.portrait.facts import Economy
from ui.text.formats import (
    euros,
    inhabitants,
    number,
    percent,
    quarter,
    rate,
    signed_percent,
)
from ui.text.i18n import _, ngettext
from ui.text.labels import enumeration, territory_label
from ui.text.safe import markdown_text, plain_text

NAMED_ZONES: Final = 3


def unemployment_sentence(known: Unemployment | None, territory: Territory) -> str:
    """Return what is published of unemployment, in Markdown."""
    if known is None:
        return _("Chômage : aucun taux n'est publié ici par zone d'emploi.")
    when = quarter(known.quarter)
    first = known.zones.iloc[0]
    if len(known.zones) == 1:
        name = markdown_text(first["name"])
        if territory.kind == "zone-emploi":
            return _("Chômage de la zone d'emploi : **{rate}** ({when}, Insee).").format(
                rate=rate(first["rate"]), when=when
            )
        return _(
            "Chômage de la zone d'emploi de {zone}, dont le territoire fait partie : **{rate}** "
            "({when}, Insee). Il n'y a pas de taux publié pour le territoire seul."
        ).format(zone=name, rate=rate(first["rate"]), when=when)
    ends = known.zones.sort_values("rate", kind="stable")
    text = _(
        "Chômage : la moitié des habitants vit dans une zone d'emploi dont le taux ne dépasse pas "
        "**{median}** ; de {low} ({lowest}) à {high} ({highest}), {when}, Insee. Ce n'est pas le "
        "taux du territoire, que ces données n'ont pas."
    ).format(
        median=rate(known.median),
        low=rate(ends["rate"].iloc[0]),
        lowest=markdown_text(ends["name"].iloc[0]),
        high=rate(ends["rate"].iloc[-1]),
        highest=markdown_text(ends["name"].iloc[-1]),
        when=when,
    )
    missing = known.population - known.population_known
    if missing:
        text += " " + _("Aucun taux pour {people}.").format(people=inhabitants(missing))
    return text


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


def income_sentence(known: Income | None) -> str:
    """Return what is published of incomes, in Markdown."""
    if known is None:
        return _("Revenu : aucun revenu médian n'est publié ici par commune.")
    if known.communes == 1:
        return _(
            "Revenu médian de la commune : **{income}** par an et par unité de consommation "
            "(Insee, Filosofi 2021)."
        ).format(income=euros(known.median))
    return _(
        "Revenu : la moitié des habitants vit dans une commune dont le revenu médian ne dépasse "
        "pas **{median}** par an et par unité de consommation ; un habitant sur dix dans une "
        "commune à {low} au plus, un sur dix à {high} au moins (Insee, Filosofi 2021, {communes} "
        "communes sur {all}). Ce n'est pas le revenu médian du territoire."
    ).format(
        median=euros(known.median),
        low=euros(known.low),
        high=euros(known.high),
        communes=number(known.communes_known),
        all=number(known.communes),
    )


def jobs_sentence(known: IndustrialJobs | None, territory: Territory) -> str:
    """Return how industrial jobs moved, and how their zones relate to the territory."""
    if known is None:
        return _("Emploi industriel : aucun chiffre n'est publié ici par zone d'emploi.")
    first, last = known.years.iloc[0], known.years.iloc[-1]
    text = _(
        "Emploi salarié industriel : **{change}** de {start} à {end}, de {before} à {after} "
        "emplois (Insee, Estel, zones d'emploi de 2010)."
    ).format(
        change=signed_percent(known.change, 1),
        start=int(first["year"]),
        end=int(last["year"]),
        before=number(first["industrial_jobs"]),
        after=number(last["industrial_jobs"]),
    )
    zones = known.zones
    if known.is_exact or territory.kind in {"france", "metropole"}:
        return text
    names = markdown_text(enumeration(list(zones["name"].head(NAMED_ZONES))), 300)
    if len(zones) > NAMED_ZONES:
        names = f"{names}…"
    if len(zones) == 1 and zones["people"].iloc[0] < zones["zone_people"].iloc[0] / 2:
        return (
            text
            + " "
            + _(
                "Ce sont ceux de la zone de {zone}, plus grande que le territoire : {share} de ses "
                "habitants vivent ici."
            ).format(
                zone=names, share=percent(zones["people"].iloc[0] / zones["zone_people"].iloc[0])
            )
        )
    return (
        text
        + " "
        + ngettext(
            "C'est la zone de {names}, où vivent {share} des habitants du territoire.",
            "Ce sont {count} zones dont au moins la moitié des habitants vit ici ({names}), où "
            "vivent {share} des habitants du territoire.",
            len(zones),
        ).format(names=names, count=number(len(zones)), share=percent(known.people_share, 1))
    )


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
