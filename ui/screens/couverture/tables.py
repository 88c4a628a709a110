"""The tables of the coverage screen: shown, and written into its files from the same rows."""

import pandas as pd

from geo.people.basins import compare_basins
from geo.reach.reach import ReachRule
from geo.tables.atlas import Atlas
from ui.text.formats import kilometres
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
