"""The tables of the coverage screen: shown, and written into its files from the same rows."""

from typing import Any

import pandas as pd
import streamlit as st

from geo.people.basins import DEFAULT_BASINS, basin_table, compare_basins
from geo.reach.access import DEFAULT_CATCHMENT
from geo.reach.reach import ReachRule
from geo.tables.atlas import Atlas
from ui.charts import charts
from ui.charts.switch import show_chart
from ui.screens.couverture.words import ACCESS_HELP, detour_note
from ui.text.formats import kilometres, number, percent, signed_percent
from ui.text.i18n import _
from ui.text.labels import GROUPS
from ui.text.safe import plain_text
from ui.view.rules import basin_rule, rule_name
from ui.view.state import ViewState


def rule_table(rules: pd.DataFrame, chosen: ReachRule) -> pd.DataFrame:
    """Return how the answer moves with the rule; columns as `rule_labels`, shares in [0, 1].

    Parameters
    ----------
    rules
        From `ui.view.rules.cached_rules`.
    chosen
        The reader's rule, marked as such.
    """
    names = []
    for kind, distance in zip(rules["reach"], rules["km"], strict=True):
        km = None if pd.isna(distance) else distance
        name = rule_name(kind, km)
        is_chosen = (kind, km) == (chosen.kind, chosen.km)
        names.append(_("{rule} (choisie)").format(rule=name) if is_chosen else name)
    shares = [name for name in rule_labels() if name != "rule"]
    return pd.DataFrame({"rule": names, **{name: rules[name] for name in shares}})


def rule_labels() -> dict[str, str]:
    """Return the titles of the columns of the rules."""
    return {
        "rule": _("Règle"),
        "share_reached": _("Tous"),
        "qpv_share_reached": _("QPV"),
        "rural_share_reached": _("Ruraux"),
        "desindustrialise_share_reached": _("Désindustrialisés"),
    }


def show_rules(rules: pd.DataFrame, chosen: ReachRule) -> None:
    """Show how the answer moves with the rule: a bar a rule, and each priority on it."""
    table, labels = rule_table(rules, chosen), rule_labels()
    shares = {name: label for name, label in labels.items() if name != "rule"}
    chart = charts.coverage_by_rule(table, shares, _("Part des habitants atteints"))
    config = {"rule": st.column_config.Column(labels["rule"])} | {
        name: st.column_config.ProgressColumn(label, format="percent", min_value=0, max_value=1)
        for name, label in shares.items()
    }
    title = _("Part des habitants atteints selon la règle : aucune n'est la vérité à elle seule.")
    show_chart(chart, table, config, "regles", title)


def access_table(profile: pd.DataFrame) -> pd.DataFrame:
    """Return how far the nearest pole is, by group of people; columns as `access_labels`.

    Parameters
    ----------
    profile
        What `ui.view.rules.cached_profile` returned.

    Returns
    -------
    pandas.DataFrame
        A group of which nobody is known says so in its name: its empty cells are no zeros.
    """
    unknown = (profile["population"] == 0) & (profile["population_unknown"] > 0)
    return profile[list(access_labels(profile))].assign(
        group=[
            _("{group} : inconnu").format(group=_(GROUPS[group]))
            if is_unknown
            else _(GROUPS[group])
            for group, is_unknown in zip(profile["group"], unknown, strict=True)
        ],
        median_km=profile["median_km"].round(1),
        access=profile["access"].round(2),
    )


def access_labels(profile: pd.DataFrame) -> dict[str, str]:
    """Return the titles of the columns of the distances."""
    shares = [name for name in profile.columns if name.startswith("within_")]
    return {
        "group": _("Habitants"),
        **{name: kilometres(float(name.split("_")[1])) for name in shares},
        "median_km": _("Distance médiane (km)"),
        "access": _("Pôles par million"),
    }


def show_access(profile: pd.DataFrame, rule: ReachRule) -> None:
    """Show how far the nearest pole is, and how much there is to share, beyond yes or no.

    Parameters
    ----------
    profile
        What `ui.view.rules.cached_profile` returned.
    rule
        Rule of reach, whose detour lengthens the distances.
    """
    labels = access_labels(profile)
    st.caption(
        " ".join(
            [
                _("Part des habitants dont le siège de pôle le plus proche est à moins de…"),
                detour_note(rule) or _("Distances à vol d'oiseau."),
            ]
        )
    )
    config: dict[str, Any] = {
        name: st.column_config.ProgressColumn(label, format="percent", min_value=0, max_value=1)
        for name, label in labels.items()
    }
    config["group"] = st.column_config.Column(labels["group"])
    config["median_km"] = st.column_config.NumberColumn(labels["median_km"], format="localized")
    config["access"] = st.column_config.NumberColumn(
        labels["access"], format="localized", help=_(ACCESS_HELP)
    )
    st.dataframe(
        access_table(profile),
        column_config=config,
        hide_index=True,
        placeholder="–",
        alt=_("Distance au pôle le plus proche"),
    )
    st.caption(
        _(
            "Pôles par million d'habitants : chaque pôle est partagé entre ceux qui vivent à moins "
            "de {km} km, les plus lointains comptant moins (aire flottante en deux étapes)."
        ).format(km=number(DEFAULT_CATCHMENT.km))
    )


def moved_basins(atlas: Atlas, view: ViewState) -> pd.DataFrame:
    """Return the basins that enter and leave under the reader's thresholds; as `basin_labels`."""
    moved = compare_basins(atlas, basin_rule(view))
    words = {"entre": _("entre"), "sort": _("sort")}
    moved["movement"] = moved["movement"].map(words)
    moved["name"] = moved["name"].map(plain_text)
    return moved[list(basin_labels())]


def basin_labels() -> dict[str, str]:
    """Return the titles of the columns of the basins."""
    return {
        "code": _("Code"),
        "name": _("Zone d'emploi 2010"),
        "population": _("Habitants"),
        "industrial_share": _("Part de l'industrie"),
        "industrial_change": _("Évolution de l'emploi industriel"),
        "movement": _("Mouvement"),
    }


def show_basins(atlas: Atlas, view: ViewState) -> None:
    """Say which basins enter and leave the deindustrialised ones under the reader's thresholds."""
    rule = basin_rule(view)
    if rule.basis != DEFAULT_BASINS.basis:
        st.info(_("Un zonage officiel est choisi : les seuils d'emploi industriel ne jouent pas."))
        return
    judged = basin_table(atlas, rule)
    st.caption(
        _(
            "{count} zones d'emploi de 2010 sur {all} : emploi industriel ayant évolué moins bien "
            "que {change} de {start} à {end}, et part de l'industrie de plus de {share} en {start}."
        ).format(
            count=number(int(judged["desindustrialise"].sum())),
            all=number(int(judged["desindustrialise"].notna().sum())),
            change=signed_percent(judged.attrs["change_threshold"], 1),
            share=percent(judged.attrs["share_threshold"], 1),
            start=rule.start,
            end=rule.end,
        )
    )
    moved, labels = moved_basins(atlas, view), basin_labels()
    if moved.empty:
        st.info(_("Aucun bassin n'entre ni ne sort avec les réglages choisis."))
        return
    config: dict[str, Any] = {
        name: st.column_config.NumberColumn(label, format="percent")
        if name.startswith("industrial")
        else st.column_config.Column(label)
        for name, label in labels.items()
    }
    config["population"] = st.column_config.NumberColumn(labels["population"], format="localized")
    st.dataframe(
        moved,
        column_config=config,
        hide_index=True,
        placeholder="–",
        alt=_("Bassins qui entrent ou sortent"),
    )
