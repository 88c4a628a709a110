"""The tables of the coverage screen: shown, and written into its files from the same rows."""

from typing import Final

import pandas as pd

from geo.people.basins import compare_basins
from geo.reach.reach import ReachRule
from geo.tables.atlas import Atlas
from ui.screens.couverture.words import ACCESS_HELP
from ui.text.columns import Column, Columns, Kind, names, said
from ui.text.formats import kilometres
from ui.text.i18n import _
from ui.text.labels import GROUPS
from ui.text.marking import N_
from ui.text.safe import plain_text
from ui.view.choices import ViewState
from ui.view.rules import basin_rule, rule_name

RULES: Final = (
    Column("rule", N_("Règle")),
    Column("share_reached", N_("Tous"), Kind.BAR),
    Column("qpv_share_reached", N_("QPV"), Kind.BAR),
    Column("rural_share_reached", N_("Ruraux"), Kind.BAR),
    Column("desindustrialise_share_reached", N_("Désindustrialisés"), Kind.BAR),
)
BASINS: Final = (
    Column("code", N_("Code")),
    Column("name", N_("Zone d'emploi 2010")),
    Column("population", N_("Habitants"), Kind.NUMBER),
    Column("industrial_share", N_("Part de l'industrie"), Kind.SHARE),
    Column("industrial_change", N_("Évolution de l'emploi industriel"), Kind.SHARE),
    Column("movement", N_("Mouvement")),
)


def rule_table(rules: pd.DataFrame, chosen: ReachRule) -> pd.DataFrame:
    """Return how the answer moves with the rule; columns as `RULES`, shares in [0, 1].

    Parameters
    ----------
    rules
        From `ui.view.rules.cached_rules`.
    chosen
        The reader's rule, marked as such.
    """
    rules_told = []
    for kind, distance in zip(rules["reach"], rules["km"], strict=True):
        km = None if pd.isna(distance) else distance
        name = rule_name(kind, km)
        is_chosen = (kind, km) == (chosen.kind, chosen.km)
        rules_told.append(_("{rule} (choisie)").format(rule=name) if is_chosen else name)
    return rules[names(RULES[1:])].assign(rule=rules_told)[names(RULES)]


def access_table(profile: pd.DataFrame) -> pd.DataFrame:
    """Return how far the nearest pole is, by group of people; columns as `access_columns`.

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
    return profile[names(access_columns(profile))].assign(
        group=[
            _("{group} : inconnu").format(group=_(GROUPS[group]))
            if is_unknown
            else _(GROUPS[group])
            for group, is_unknown in zip(profile["group"], unknown, strict=True)
        ],
        median_km=profile["median_km"].round(1),
        access=profile["access"].round(2),
    )


def access_columns(profile: pd.DataFrame) -> Columns:
    """Return the columns of the distances: one a distance of the profile."""
    shares = [name for name in profile.columns if name.startswith("within_")]
    return (
        Column("group", N_("Habitants")),
        *(Column(name, said(kilometres(float(name.split("_")[1]))), Kind.BAR) for name in shares),
        Column("median_km", N_("Distance médiane (km)"), Kind.NUMBER),
        Column("access", N_("Pôles par million"), Kind.NUMBER, help=ACCESS_HELP),
    )


def moved_basins(atlas: Atlas, view: ViewState) -> pd.DataFrame:
    """Return the basins that enter and leave under the reader's thresholds; as `BASINS`."""
    moved = compare_basins(atlas, basin_rule(view))
    words = {"entre": _("entre"), "sort": _("sort")}
    told = {"movement": moved["movement"].map(words), "name": moved["name"].map(plain_text)}
    return moved.assign(**told)[names(BASINS)]
