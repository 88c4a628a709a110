"""Which differences are larger than chance, in sentences, and what the exports hold."""

from collections.abc import Iterator
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from geo.differences import (
    BEYOND,
    CHANCE,
    DEPENDS,
    EQUAL,
    NESTED,
    OVERLAP,
    RATE,
    SAME,
    SHARES,
    STEADY,
    TARGETING,
)
from geo.errors import TableError
from geo.membership import KIND_TABLES
from geo.poles import known_cohorts
from geo.targeting import TARGETS
from geo.territories import Territory
from geo.vocabulary import PRIORITIES, SECTORS
from ui import data
from ui.comparer import (
    REACHED_NAMES,
    TARGET_NAMES,
    Bold,
    Comparison,
    basis_title,
    interval,
    strong,
)
from ui.formats import MISSING, number, percent
from ui.i18n import _, ngettext
from ui.labels import cohort_short, enumeration, sector_label
from ui.safe import plain_text

_POINT: Final = 100
_LEAST_P: Final = 0.001


def words(shown: Comparison, bold: Bold = strong) -> list[str]:
    """Return what differs and what does not, one sentence each.

    Parameters
    ----------
    shown
        From `ui.comparer.comparison`.
    bold
        As of `ui.comparer.sentence`.
    """
    return [*_rates(shown, bold), *_shares(shown, bold), *_targets(shown, bold)]


def _rates(shown: Comparison, bold: Bold) -> Iterator[str]:
    rows = shown.pairs[shown.pairs["indicator"] == RATE]
    for _number, row in rows[rows["verdict"] == BEYOND].iterrows():
        ahead, behind = _sides(row)
        yield _(
            "Pôles par habitant : **plus que le hasard** entre {ahead} et {behind} "
            "(p = {p}{aside})."
        ).format(ahead=bold(ahead), behind=bold(behind), p=_p(row), aside=_aside(row))
    alike = rows[rows["verdict"] == CHANCE]
    if len(alike) == 1 and len(rows) == 1:
        yield _one_pair(shown, alike.iloc[0], bold)
    elif len(alike):
        least = number(alike["p_adjusted"].min(), 2)
        yield ngettext(
            "Pôles par habitant : **pas plus que le hasard** pour {count} paire de territoires "
            "(p = {p} au moins, corrigé pour le nombre de comparaisons).",
            "Pôles par habitant : **pas plus que le hasard** pour {count} paires de territoires "
            "(p = {p} au moins, corrigé pour le nombre de comparaisons).",
            len(alike),
        ).format(count=number(len(alike)), p=least)
    for _number, row in rows[rows["relation"].isin([OVERLAP, SAME])].iterrows():
        yield _(
            "{first} et {second} ont des communes en commun : leurs pôles ne se comparent pas par "
            "un test."
        ).format(first=bold(row["first_label"]), second=bold(row["second_label"]))


def _one_pair(shown: Comparison, row: "pd.Series[Any]", bold: Bold) -> str:
    counts = shown.table["poles_counted"]
    text = _(
        "Pôles par habitant : **pas plus que le hasard**. Avec {first} pôles d'un côté et {second} "
        "de l'autre, le hasard seul ferait au moins autant d'écart {share} du temps{aside}."
    ).format(
        first=number(counts[0]),
        second=number(counts[1]),
        share=percent(row["p_adjusted"]),
        aside=_aside(row),
    )
    missing = row["missing_poles"]
    if pd.notna(missing) and missing > 0:
        _ahead, behind = _sides(row)
        text += " " + ngettext(
            "Il suffirait de {count} pôle inconnu du registre pour que {place} rattrape l'autre.",
            "Il suffirait de {count} pôles inconnus du registre pour que {place} rattrape l'autre.",
            int(missing),
        ).format(count=number(missing), place=bold(behind))
    return text


def _shares(shown: Comparison, bold: Bold) -> Iterator[str]:
    groups = {SHARES[0]: _("Habitants atteints")}
    for name in PRIORITIES:
        groups[f"{name}_share_reached"] = _("Habitants {group} atteints").format(
            group=_(REACHED_NAMES[name])
        )
    chosen = shown.pairs["indicator"] == SHARES[0]
    pairs = shown.pairs[chosen] if len(shown.names) > 2 else shown.pairs  # noqa: PLR2004
    for _number, row in pairs[pairs["indicator"].isin(list(groups))].iterrows():
        if row["verdict"] not in {STEADY, DEPENDS}:
            continue
        ahead, behind = _sides(row)
        rules = int(row["rules"])
        for_it = int(max(row["rules_first"], row["rules_second"]))
        if row["verdict"] == STEADY:
            text = _(
                "{group} : {ahead} devant {behind} ({gap}), et **sous aucune des {rules} règles** "
                "essayées l'ordre ne s'inverse."
            )
        else:
            text = _(
                "{group} : {ahead} devant {behind} ({gap}), mais **cela dépend de la règle** : "
                "{first} en tête sous {wins} des {rules} règles, {second} sous {others}."
            )
            for_it = int(row["rules_first"])
        yield text.format(
            group=groups[row["indicator"]],
            ahead=bold(ahead),
            behind=bold(behind),
            gap=_points(abs(row["difference"])),
            rules=number(rules),
            wins=number(for_it),
            first=bold(row["first_label"]),
            second=bold(row["second_label"]),
            others=number(row["rules_second"]),
        )


def _targets(shown: Comparison, bold: Bold) -> Iterator[str]:
    kept, missed, open_ = [], [], []
    for name, (_number, row) in zip(shown.names, shown.table.iterrows(), strict=True):
        if pd.isna(row["any_targeting"]):
            continue
        told = f"{bold(name)} ({interval(row, 'any_targeting')})"
        if row["any_targeting_low"] > 1:
            kept.append(told)
        elif row["any_targeting_high"] < 1:
            missed.append(told)
        else:
            open_.append(told)
    if kept:
        yield _(
            "Ciblage : les sièges sont **plus souvent que les habitants** en commune prioritaire "
            "dans {places}."
        ).format(places=enumeration(kept))
    if missed:
        yield _(
            "Ciblage : les sièges sont **moins souvent que les habitants** en commune prioritaire "
            "dans {places}."
        ).format(places=enumeration(missed))
    if open_:
        yield _(
            "Ciblage : trop peu de sièges pour dire si la priorité est tenue dans {places} : "
            "l'intervalle contient 1."
        ).format(places=enumeration(open_))
    rows = shown.pairs[shown.pairs["indicator"].isin(TARGETING)]
    for _number, row in rows[rows["verdict"] == BEYOND].iterrows():
        ahead, behind = _sides(row)
        name = row["indicator"].removesuffix("_targeting")
        yield _(
            "Ciblage, {group} : **plus que le hasard** entre {ahead} et {behind} (p = {p}{aside})."
        ).format(
            group=_(TARGET_NAMES[name]),
            ahead=bold(ahead),
            behind=bold(behind),
            p=_p(row),
            aside=_aside(row),
        )


def _sides(row: "pd.Series[Any]") -> tuple[str, str]:
    """Return the names of the two territories, the one with more first."""
    names = (row["first_label"], row["second_label"])
    return names if row["difference"] >= 0 else names[::-1]


def _p(row: "pd.Series[Any]") -> str:
    value = row["p_adjusted"]
    if value < _LEAST_P:
        return _("moins de {p}").format(p=number(_LEAST_P, 3))
    return number(value, 2)


def _aside(row: "pd.Series[Any]") -> str:
    return _(", la partie contre le reste") if row["relation"] == NESTED else ""


def _points(difference: float) -> str:
    return ngettext("{count} point", "{count} points", round(difference * _POINT)).format(
        count=number(difference * _POINT, 1)
    )


def pair_rows(shown: Comparison) -> pd.DataFrame:
    """Return the tests in words: a row a pair and indicator.

    Returns
    -------
    DataFrame
        ``pair``, ``indicator``, ``first``, ``second``, ``ratio``, ``p`` and ``verdict``, texts.
    """
    names = dict(zip(shown.table["territory"], shown.names, strict=True))
    titles = {
        RATE: basis_title(shown),
        **{
            f"{name}_targeting": _("Ciblage, {group}").format(group=_(TARGET_NAMES[name]))
            for name in TARGETS
        },
        SHARES[0]: _("Habitants atteints"),
        **{
            f"{name}_share_reached": _("Habitants {group} atteints").format(
                group=_(REACHED_NAMES[name])
            )
            for name in PRIORITIES
        },
    }
    lines = []
    for _number, row in shown.pairs.iterrows():
        counted = row["indicator"] in SHARES
        write = _share if counted else _ratio
        ratio = interval(row, "ratio") if pd.notna(row["ratio_low"]) else MISSING
        lines.append(
            {
                "pair": plain_text(f"{names[row['first']]} / {names[row['second']]}"),
                "indicator": titles[row["indicator"]],
                "first": write(row["first_value"]),
                "second": write(row["second_value"]),
                "ratio": MISSING if counted else ratio,
                "p": MISSING if pd.isna(row["p_adjusted"]) else _p(row),
                "verdict": verdict_words(row),
            }
        )
    return pd.DataFrame(lines)


def pair_labels() -> dict[str, str]:
    """Return the titles of the columns of the tests."""
    return {
        "pair": _("Territoires"),
        "indicator": _("Indicateur"),
        "first": _("Premier"),
        "second": _("Second"),
        "ratio": _("Rapport [intervalle à 95 %]"),
        "p": _("p (Holm)"),
        "verdict": _("Verdict"),
    }


def verdict_words(row: "pd.Series[Any]") -> str:
    """Return what is found of one pair and indicator."""
    if row["verdict"] in {STEADY, DEPENDS}:
        wins = _("{first} règles à {second}").format(
            first=number(row["rules_first"]), second=number(row["rules_second"])
        )
        steady = _("jamais inversé") if row["verdict"] == STEADY else _("selon la règle")
        return f"{steady} ({wins})"
    aside = _(" (la partie contre le reste)") if row["relation"] == NESTED else ""
    return {
        BEYOND: _("plus que le hasard") + aside,
        CHANCE: _("pas plus que le hasard") + aside,
        EQUAL: _("aucun écart"),
    }.get(row["verdict"]) or {
        OVERLAP: _("pas de test : ils se recouvrent"),
        SAME: _("pas de test : le même territoire"),
    }.get(row["relation"], _("inconnu"))


def _share(value: float) -> str:
    return percent(value, 1)


def _ratio(value: float) -> str:
    return number(value, 2)


def export_labels() -> dict[str, str]:
    """Return the columns of the exports and their titles: every figure, a territory a row."""
    labels = {
        "territory": _("Identifiant"),
        "label": _("Territoire"),
        "population": _("Habitants (2023)"),
        "poles": _("Pôles au siège connu"),
        "poles_departement_only": _("Pôles dont seul le département est connu"),
        "poles_unplaced": _("Pôles rattachés sans lieu connu, non comptés"),
        "poles_counted": _("Pôles comptés dans le taux"),
        "poles_per_million": _("Pôles par million d'habitants"),
        "poles_per_million_low": _("Pôles par million, borne basse à 95 %"),
        "poles_per_million_high": _("Pôles par million, borne haute à 95 %"),
        "population_reached": _("Habitants atteints (nombre)"),
        "share_reached": _("Habitants atteints"),
    }
    for name in PRIORITIES:
        group = _(REACHED_NAMES[name])
        labels[f"{name}_population"] = _("Habitants {group}").format(group=group)
        labels[f"{name}_share_reached"] = _("Habitants {group} atteints").format(group=group)
    labels |= {
        "median_km": _("Distance au pôle le plus proche, médiane"),
        "mean_km": _("Distance au pôle le plus proche, moyenne"),
    }
    for name in TARGETS:
        group = _(TARGET_NAMES[name])
        labels[f"{name}_targeting"] = _("Ciblage, {group}").format(group=group)
        labels[f"{name}_targeting_low"] = _("Ciblage, {group}, borne basse").format(group=group)
        labels[f"{name}_targeting_high"] = _("Ciblage, {group}, borne haute").format(group=group)
    labels["zones_emploi_without_pole"] = _("Zones d'emploi sans pôle connu")
    for cohort in known_cohorts(data.get_atlas()):
        labels[f"cohort_{cohort}"] = _("Pôles, {wave}").format(wave=cohort_short(cohort))
    for sector in SECTORS:
        labels[f"sector_{sector}"] = _("Pôles, {sector}").format(sector=sector_label(sector))
    return labels


def export_table(shown: Comparison) -> pd.DataFrame:
    """Return the figures behind the table on screen, typed, a territory a row."""
    return shown.table.assign(label=[plain_text(name) for name in shown.names])


def outlines_of(territories: tuple[Territory, ...]) -> gpd.GeoSeries:
    """Return the shape of each territory (EPSG:4326); None where it cannot be read."""
    return gpd.GeoSeries([_outline(item) for item in territories], crs="EPSG:4326")


def _outline(territory: Territory) -> Any:  # noqa: ANN401 - any geometry
    try:
        if territory.kind not in KIND_TABLES:
            regions = data.get_outlines("regions", "coarse")
            return regions.geometry.union_all()
        outlines = data.get_outlines(KIND_TABLES[territory.kind], "medium")
    except TableError:
        return None
    found = outlines.geometry[outlines["code"] == territory.code]
    return found.iloc[0] if len(found) else None
