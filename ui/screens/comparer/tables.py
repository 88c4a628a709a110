"""The tests of a comparison as a table in words, and what its exports hold."""

from typing import Any, Final

import geopandas as gpd
import pandas as pd

from geo.compare.differences import RATE, SHARES
from geo.compare.targeting import TARGETS
from geo.compare.words import verdict
from geo.errors import TableError
from geo.places.territories import Territory
from geo.poles.select import known_cohorts
from geo.tables.atlas import Atlas
from geo.territory_id import KIND_TABLES
from geo.vocabulary import PRIORITIES, SECTORS
from ui import data
from ui.screens.comparer.facts import (
    REACHED_NAMES,
    TARGET_NAMES,
    Comparison,
    interval,
    names_by_id,
    rate_title,
)
from ui.text.columns import Column, Columns, Paper, names, said
from ui.text.formats import MISSING, number, percent
from ui.text.i18n import _
from ui.text.labels import cohort_short, sector_label
from ui.text.marking import N_
from ui.text.messages import told
from ui.text.safe import plain_text
from ui.view.rules import cached_rules, rule_name

_LEAST_P: Final = 0.001
PRINTED_LETTERS: Final = 60
# On screen in words, then for the files the figures behind them.
WORDS: Final = (
    Column("pair", N_("Territoires")),
    Column("indicator", N_("Indicateur")),
    Column("first", N_("Premier")),
    Column("second", N_("Second")),
    Column("ratio", N_("Rapport [intervalle à 95 %]")),
    Column("p", N_("p (Holm)")),
    Column("verdict", N_("Verdict")),
)
FIGURES: Final = (
    Column("first_value", N_("Premier (nombre)"), shown=False),
    Column("second_value", N_("Second (nombre)"), shown=False),
    Column("difference", N_("Écart (nombre)"), shown=False),
    Column("ratio_low", N_("Rapport, borne basse à 95 %"), shown=False),
    Column("ratio_high", N_("Rapport, borne haute à 95 %"), shown=False),
    Column("p_adjusted", N_("p corrigé selon Holm (nombre)"), shown=False),
)
PAIRS: Final = (*WORDS, *FIGURES)


def p_words(row: "pd.Series[Any]") -> str:
    """Return the p of a pair, corrected by Holm."""
    value = row["p_adjusted"]
    if value < _LEAST_P:
        return _("moins de {p}").format(p=number(_LEAST_P, 3))
    return number(value, 2)


def pair_rows(shown: Comparison) -> pd.DataFrame:
    """Return the tests in words: a row a pair and indicator.

    Returns
    -------
    DataFrame
        ``pair``, ``indicator``, ``first``, ``second``, ``ratio``, ``p`` and ``verdict``, texts;
        then the figures behind them, as `FIGURES` names them.
    """
    called = names_by_id(shown)
    titles = {
        RATE: rate_title(),
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
                "pair": plain_text(f"{called[row['first']]} / {called[row['second']]}"),
                "indicator": titles[row["indicator"]],
                "first": write(row["first_value"]),
                "second": write(row["second_value"]),
                "ratio": MISSING if counted else ratio,
                "p": MISSING if pd.isna(row["p_adjusted"]) else p_words(row),
                "verdict": told(verdict(row.to_dict())),
            }
        )
    figures = shown.pairs[names(FIGURES)].reset_index(drop=True)
    return pd.concat([pd.DataFrame(lines, columns=names(WORDS)), figures], axis=1)


def _share(value: float) -> str:
    return percent(value, 1)


def _ratio(value: float) -> str:
    return number(value, 2)


def export_columns(atlas: Atlas) -> Columns:
    """Return the columns of the exports: every figure, a territory a row."""
    reached = {name: _(group) for name, group in REACHED_NAMES.items()}
    targets = {name: _(TARGET_NAMES[name]) for name in TARGETS}
    return (
        Column("territory", N_("Identifiant")),
        Column("label", N_("Territoire")),
        Column("population", N_("Habitants (2023)")),
        Column("poles_counted", N_("Pôles comptés : tous ceux situés ici")),
        Column("poles", N_("Pôles au siège connu")),
        Column("poles_departement_only", N_("Pôles dont seul le département est connu")),
        Column("poles_territory_only", N_("Pôles dont seul le territoire est connu")),
        Column("poles_unplaced", N_("Pôles peut-être ici, non comptés")),
        Column("poles_per_million", N_("Pôles par million d'habitants")),
        Column("poles_per_million_low", N_("Pôles par million, borne basse à 95 %")),
        Column("poles_per_million_high", N_("Pôles par million, borne haute à 95 %")),
        Column("population_reached", N_("Habitants atteints (nombre)")),
        Column("share_reached", N_("Habitants atteints")),
        *(
            Column(f"{name}_{figure}", said(title.format(group=reached[name])))
            for name in PRIORITIES
            for figure, title in (
                ("population", _("Habitants {group}")),
                ("share_reached", _("Habitants {group} atteints")),
            )
        ),
        Column("median_km", N_("Distance au pôle le plus proche, médiane")),
        Column("mean_km", N_("Distance au pôle le plus proche, moyenne")),
        *(
            Column(
                f"{name}_median_km",
                said(_("Distance médiane, habitants {group}").format(group=reached[name])),
            )
            for name in PRIORITIES
        ),
        *(
            Column(f"{name}_{figure}", said(title.format(group=group)))
            for name, group in targets.items()
            for figure, title in (
                ("targeting", _("Ciblage, {group}")),
                ("targeting_low", _("Ciblage, {group}, borne basse")),
                ("targeting_high", _("Ciblage, {group}, borne haute")),
            )
        ),
        Column("zones_emploi_without_pole", N_("Zones d'emploi sans pôle connu")),
        *(
            Column(f"cohort_{cohort}", said(_("Pôles, {wave}").format(wave=cohort_short(cohort))))
            for cohort in known_cohorts(atlas)
        ),
        *(
            Column(
                f"sector_{sector}", said(_("Pôles, {sector}").format(sector=sector_label(sector)))
            )
            for sector in SECTORS
        ),
    )


def export_table(shown: Comparison) -> pd.DataFrame:
    """Return the figures behind the table on screen, typed, a territory a row."""
    return shown.table.assign(label=[plain_text(name) for name in shown.names])


def page_columns(shown: Comparison) -> Columns:
    """Return the columns of `ui.screens.comparer.facts.rows`, in order."""
    # Of the same name, two of them could not be told apart in a table.
    return (
        Column("0", N_("Indicateur"), paper=Paper(2.6)),
        *(
            Column(
                str(rank),
                said(plain_text(name)),
                paper=Paper(1.4, said(plain_text(name, PRINTED_LETTERS)), right=True),
            )
            for rank, name in enumerate(shown.names, 1)
        ),
    )


def rule_table(shown: Comparison) -> pd.DataFrame:
    """Return the share reached under each rule; columns as `rule_columns`, shares in [0, 1]."""
    found = [
        cached_rules(shown.question.about(territory)) for territory in shown.compared.territories
    ]
    kinds = zip(found[0]["reach"], found[0]["km"], strict=True)
    called = [rule_name(kind, None if pd.isna(km) else km) for kind, km in kinds]
    shares = {f"t{rank}": rules["share_reached"] for rank, rules in enumerate(found)}
    return pd.DataFrame({"rule": called, **shares})


def rule_columns(shown: Comparison) -> Columns:
    """Return the columns of `rule_table`: ``rule``, then one a territory, ``t0``, ``t1``…."""
    return (
        Column("rule", N_("Règle")),
        *(Column(f"t{rank}", said(plain_text(name))) for rank, name in enumerate(shown.names)),
    )


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
