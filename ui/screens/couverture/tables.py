"""The tables of the coverage screen: shown, and written into its files from the same rows."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from geo.people.basins import DEFAULT_BASINS, basin_table, compare_basins
from geo.places.membership import KIND_TABLES
from geo.places.territories import Territory
from geo.reach.access import DEFAULT_CATCHMENT
from geo.reach.reach import ReachRule
from geo.tables.atlas import Atlas
from ui import data
from ui.charts import charts
from ui.charts.switch import show_chart
from ui.files.downloads import PARIS, file_name, formats, show_buttons, workbook
from ui.files.exports import Tables
from ui.files.provenance import provenance
from ui.parts.gaps import CONDITIONS, UNITS, area_labels, gap_labels
from ui.parts.left_out import left_out_labels, left_out_table
from ui.screens.couverture.show import ACCESS_HELP, detour_note
from ui.text.formats import kilometres, number, percent, signed_percent
from ui.text.i18n import _
from ui.text.labels import GROUPS, enumeration
from ui.text.safe import plain_text
from ui.view.choices import coverage_choices
from ui.view.rules import basin_rule, rule_name
from ui.view.sources import coverage_sources
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


@dataclass(frozen=True, eq=False)
class Shown:
    """What the tabs of the screen show.

    Attributes
    ----------
    gaps, areas
        From `ui.parts.gaps.gap_table` and `ui.parts.gaps.area_table`.
    rules, rule
        From `ui.view.rules.cached_rules`, and the reader's own.
    profile
        From `ui.view.rules.cached_profile`.
    left_out
        From `geo.reach.coverage.left_out_of`.
    """

    gaps: pd.DataFrame
    areas: pd.DataFrame
    rules: pd.DataFrame
    rule: ReachRule
    profile: pd.DataFrame
    left_out: pd.DataFrame


def tables(atlas: Atlas, shown: Shown, view: ViewState) -> Tables:
    """Return every table of the screen, as its tabs show them."""
    found = {
        _("Manques"): (shown.gaps, gap_labels(view.unit)),
        _("Ensembles contigus"): (shown.areas, area_labels()),
        _("Selon la règle"): (rule_table(shown.rules, shown.rule), rule_labels()),
        _("Distance"): (access_table(shown.profile), access_labels(shown.profile)),
        _("Pôles non comptés"): (left_out_table(shown.left_out), left_out_labels()),
    }
    if basin_rule(view).basis == DEFAULT_BASINS.basis:
        found[_("Bassins")] = (moved_basins(atlas, view), basin_labels())
    return found


def show_downloads(atlas: Atlas, shown: Shown, view: ViewState, territory: Territory) -> None:
    """Show one button a kind of file: the gaps that the reader keeps, and a book of every table.

    Parameters
    ----------
    atlas
        The tables.
    shown
        What the tabs show.
    view, territory
        What the reader has chosen.
    """
    now = datetime.now(PARIS).replace(microsecond=0)
    origin = provenance(atlas, view, territory, now, coverage_sources(view))
    conditions = enumeration([_(CONDITIONS[condition]) for condition in view.conditions])
    filters = {
        **origin.filters,
        **coverage_choices(view),
        _("Manques par"): _(UNITS[view.unit]),
        _("Conditions"): conditions or _("aucune"),
    }
    origin = replace(origin, filters=filters, title=_("Territoires sans pôle connu"))
    gaps, name, labels = shown.gaps, file_name("manques", territory, now), gap_labels(view.unit)

    def book() -> Tables:
        return tables(atlas, shown, view)

    if gaps.empty:
        st.info(_("Le tableau des manques est vide : le classeur contient les autres tableaux."))
        show_buttons((workbook(book, origin),), name)
        return
    outlines = data.get_outlines(KIND_TABLES[view.unit], "medium").set_index("code").geometry
    places = outlines.reindex(gaps["code"]).set_axis(gaps.index)
    st.markdown(_("**Données** du tableau des manques ; le classeur Excel contient les autres"))
    show_buttons(formats(gaps, labels, places, origin, book), name)
