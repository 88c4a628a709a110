"""What the comparison says, as plain data: who is compared, the sentence, figures and rows.

Nothing here draws: `ui.screens.comparer.show` shows it on the page, a printed sheet may do the
same.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from geo.compare import words
from geo.compare.compare import compare
from geo.compare.differences import RATE
from geo.compare.differences import differences as find_differences
from geo.compare.peers import (
    neighbouring_territories,
    parent_territory,
    similar_territories,
)
from geo.compare.targeting import TARGETS
from geo.errors import TableError
from geo.memo import lately
from geo.people.people import PriorityRule
from geo.places.territories import FRANCE, METROPOLE, Territory, get_territory
from geo.poles.select import known_cohorts
from geo.reach.question import Question
from geo.tables.atlas import Atlas
from geo.vocabulary import PRIORITIES, SECTORS
from ui.text.figures import Figure
from ui.text.formats import MISSING, as_shown, kilometres, number, percent
from ui.text.i18n import _, ngettext
from ui.text.labels import cohort_short, sector_label, territory_label
from ui.text.marking import N_
from ui.text.safe import markdown_text, plain_text
from ui.view.choices import PEERS, ViewState
from ui.view.rules import (
    cached_reach,
    priority_rule,
    question,
    rule_name,
)

MOST: Final = 4
# Where the reader has chosen nothing: the example of the question this page answers.
EXAMPLE: Final = ("ancienne-region:82", "region:11")
OWN_CHOICE: Final = "choix"
SHOWN_EXAMPLE: Final = "exemple"
INTERVAL_DECIMALS: Final = 2
# A share shown as 0.0 %.
NOBODY: Final = 5e-4
INFINITE: Final = "\N{INFINITY}"
TARGET_NAMES: Final = {name: str(title) for name, title in words.TARGET_NAMES.items()}
REACHED_NAMES: Final = {
    "qpv": N_("des quartiers prioritaires (QPV)"),
    "rural": N_("des communes rurales"),
    "desindustrialise": N_("des bassins désindustrialisés"),
}

Bold = Callable[[str], str]


def strong(text: str) -> str:
    """Return a text of the data in bold, in Markdown."""
    return f"**{markdown_text(text)}**"


@dataclass(frozen=True, eq=False)
class Compared:
    """Who is compared, and how they were chosen.

    Attributes
    ----------
    territories
        Two to four; one alone where it has neither parent nor peer.
    mode
        One of `ui.view.choices.PEERS`, `OWN_CHOICE` or `SHOWN_EXAMPLE`.
    left_out
        Those of the link beyond the fourth.
    with_itself
        Whether the link set the first territory beside itself, which says nothing.
    """

    territories: tuple[Territory, ...]
    mode: str
    left_out: tuple[Territory, ...] = ()
    with_itself: bool = False


@dataclass(frozen=True, eq=False)
class Comparison:
    """Everything the page shows, in figures.

    Attributes
    ----------
    compared
        Who.
    names
        One a territory, that tell them apart.
    question
        Under which rule, of which poles, for whom first; about the first of them.
    table, pairs
        From `geo.compare.compare.compare` and `geo.compare.differences.differences`.
    """

    compared: Compared
    names: tuple[str, ...]
    question: Question
    table: pd.DataFrame
    pairs: pd.DataFrame


def who(atlas: Atlas, view: ViewState) -> Compared:
    """Return the territories that a view compares, the chosen one first.

    Parameters
    ----------
    atlas
        The tables.
    view
        Its ``compared`` names territories, or one of `ui.view.choices.PEERS`; by default those most
        like it. A territory is not compared with itself.
    """
    own = get_territory(atlas, view.territory)
    itself = own.id in view.compared
    named = [item for item in view.compared if item not in {*PEERS, own.id}]
    if named:
        chosen = (own, *(get_territory(atlas, item) for item in dict.fromkeys(named)))
        return Compared(chosen[:MOST], OWN_CHOICE, chosen[MOST:], itself)
    asked = next((item for item in view.compared if item in PEERS), PEERS[0])
    if own in {FRANCE, METROPOLE} and itself:
        # Nothing is like the country: its part in Europe, or the whole, is what is left.
        other = FRANCE if own == METROPOLE else METROPOLE
        return Compared((own, other), "dessus" if other == FRANCE else OWN_CHOICE, (), itself)
    if own in {FRANCE, METROPOLE}:
        return Compared(tuple(get_territory(atlas, item) for item in EXAMPLE), SHOWN_EXAMPLE)
    found = peers(atlas, own, asked, priority_rule(view))
    if not found and asked != "dessus":
        asked, found = "dessus", peers(atlas, own, "dessus", priority_rule(view))
    return Compared((own, *found[: MOST - 1]), asked, (), itself)


@lately(256, poles=False)
def peers(
    atlas: Atlas, territory: Territory, asked: str, priorities: PriorityRule
) -> tuple[Territory, ...]:
    """Return those with whom a territory may be compared, the first ones first.

    Parameters
    ----------
    atlas, territory, priorities
        The tables, whom, and what makes two territories alike.
    asked
        One of `ui.view.choices.PEERS`. Empty where the outlines, from which areas and neighbours
        are known, are missing.
    """
    try:
        if asked == "dessus":
            above = parent_territory(atlas, territory)
            return (above,) if above else ()
        if asked == "voisins":
            return neighbouring_territories(atlas, territory)
        found = similar_territories(atlas, territory, priorities)
    except TableError:
        return ()
    return tuple(get_territory(atlas, item) for item in found["territory"])


def comparison(atlas: Atlas, view: ViewState) -> Comparison:
    """Return the comparison that a view asks for."""
    compared = who(atlas, view)
    asked = question(atlas, compared.territories[0], view)
    table, pairs = _computed(asked, compared.territories)
    return Comparison(compared, distinct_names(compared.territories), asked, table, pairs)


@lately(64)
def _computed(
    question: Question, territories: tuple[Territory, ...]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    atlas, reached, priorities = question.atlas, cached_reach(question), question.priorities
    table = compare(atlas, reached, territories, priorities)
    return table, find_differences(atlas, reached, territories, priorities, table)


def distinct_names(territories: Sequence[Territory]) -> tuple[str, ...]:
    """Return the names of territories, with their kind where a name reads as another one does."""
    times = Counter(plain_text(item.name) for item in territories)
    return tuple(
        item.name
        if times[plain_text(item.name)] == 1 and item.kind != FRANCE.kind
        else territory_label(item)
        for item in territories
    )


def names_by_id(shown: Comparison) -> dict[str, str]:
    """Return the name that tells each territory apart, by its identifier."""
    return dict(zip(shown.table["territory"], shown.names, strict=True))


def is_tie(one: float, other: float) -> bool:
    """Say whether two shares are the same as shown: apart by 0.0 point, or written alike."""
    if pd.isna(one) or pd.isna(other):
        return False
    apart = percent(abs(one - other), 1)
    return apart == percent(0, 1) or percent(one, 1) == percent(other, 1)


def pair(shown: Comparison, first: int, second: int, indicator: str) -> "pd.Series[Any]":
    """Return the row of two territories, whichever comes first, for one indicator."""
    ids = shown.table["territory"]
    both = {ids[first], ids[second]}
    rows = shown.pairs[shown.pairs["indicator"] == indicator]
    return next(row for _number, row in rows.iterrows() if {row["first"], row["second"]} == both)


def figures(shown: Comparison) -> list[Figure]:
    """Return one figure a territory: the share reached, beside its rate of poles."""
    rule = _("Règle : {rule}. Populations de référence 2023. Intervalle exact à 95 %.").format(
        rule=rule_name(shown.question.rule.kind, shown.question.rule.km)
    )
    return [
        Figure(
            plain_text(name),
            percent(row["share_reached"], 1),
            _beside_share(row),
            rule,
        )
        for name, (_number, row) in zip(shown.names, shown.table.iterrows(), strict=True)
    ]


def unseated(row: "pd.Series[Any]") -> int:
    """Return how many poles of a territory, in which nobody is reached, have no known seat.

    0 where a seat is known, or somebody is reached.
    """
    if row["poles"] or not row["share_reached"] < NOBODY:
        return 0
    return int(row["poles_counted"])


def _beside_share(row: "pd.Series[Any]") -> str:
    if not row["population"]:
        return _("personne n'y habite")
    rate = interval(row, RATE, 1)
    # Short, since a printed figure has three lines for it.
    if count := unseated(row):
        return ngettext(
            "{rate} par million : {count} pôle connu, au siège inconnu",
            "{rate} par million : {count} pôles connus, au siège inconnu",
            count,
        ).format(rate=rate, count=number(count))
    return ngettext(
        "{rate} pôle par million d'habitants",
        "{rate} pôles par million d'habitants",
        as_shown(row[RATE], 1),
    ).format(rate=rate)


def interval(row: "pd.Series[Any]", name: str, decimals: int = INTERVAL_DECIMALS) -> str:
    """Return an estimate with its interval, such as ``1,46 [0,70 – 2,69]``."""
    if pd.isna(row[name]):
        return MISSING
    value, low, high = (
        INFINITE if math.isinf(row[key]) else number(row[key], decimals)
        for key in (name, f"{name}_low", f"{name}_high")
    )
    return f"{value} [{low} – {high}]"


def rows(shown: Comparison) -> pd.DataFrame:
    """Return the table of the page: a row an indicator, a column a territory, all in words.

    Returns
    -------
    DataFrame
        Column ``indicator``, then one a territory, titled by its name.
    """
    table = shown.table
    titles = [plain_text(name) for name in shown.names]
    lines: list[list[str]] = []

    def line(title: str, write: Callable[["pd.Series[Any]"], str]) -> None:
        lines.append([title, *(write(row) for _number, row in table.iterrows())])

    def counts(title: str, column: str) -> None:
        line(title, lambda row: number(row[column]))

    counts(_("Habitants (2023)"), "population")
    counts(_("Pôles comptés : tous ceux situés ici"), "poles_counted")
    counts(_("– dont siège connu"), "poles")
    counts(_("– dont seul le département est connu"), "poles_departement_only")
    counts(
        _("– dont seul le territoire est connu (déclaré ou selon une liste)"),
        "poles_territory_only",
    )
    counts(_("Pôles peut-être ici, non comptés"), "poles_unplaced")
    line(rate_title(), lambda row: interval(row, RATE))
    line(_("Habitants atteints"), lambda row: percent(row["share_reached"], 1))
    for name in PRIORITIES:
        line(
            _("Habitants {group} atteints").format(group=_(REACHED_NAMES[name])),
            lambda row, name=name: percent(row[f"{name}_share_reached"], 1),  # type: ignore[misc]
        )
    line(
        _("Distance au pôle le plus proche, médiane"),
        lambda row: kilometres(row["median_km"], 1),
    )
    for name in PRIORITIES:
        line(
            _("– médiane des habitants {group}").format(group=_(REACHED_NAMES[name])),
            lambda row, name=name: kilometres(row[f"{name}_median_km"], 1),  # type: ignore[misc]
        )
    line(
        _("Distance au pôle le plus proche, moyenne"),
        lambda row: kilometres(row["mean_km"], 1),
    )
    for name in TARGETS:
        line(
            _("Ciblage, {group}").format(group=_(TARGET_NAMES[name])),
            lambda row, name=name: interval(row, f"{name}_targeting"),  # type: ignore[misc]
        )
    counts(_("Zones d'emploi sans pôle connu"), "zones_emploi_without_pole")
    for cohort in known_cohorts(shown.question.atlas):
        # A wave without a known pole here says so: left out, it would look like no wave at all.
        if f"cohort_{cohort}" in table:
            counts(_("Pôles, {wave}").format(wave=cohort_short(cohort)), f"cohort_{cohort}")
    for sector in SECTORS:
        if table[f"sector_{sector}"].any():
            title = _("Pôles, {sector}").format(sector=sector_label(sector))
            counts(title, f"sector_{sector}")
    return pd.DataFrame(lines, columns=["indicator", *titles])


def rate_title() -> str:
    """Return the title of the rate, which rests on the poles counted."""
    return _("Pôles par million d'habitants [intervalle à 95 %]")


def named_link(compared: Compared) -> dict[str, Any]:
    """Return the parts of a view whose link names whom the page compares today.

    An example, and the territories most like another, may change with the data: a link given away
    must not. Empty for a territory alone, which can only be looked for again.
    """
    return named_choice(compared.territories) if len(compared.territories) > 1 else {}


def named_choice(territories: Sequence[Territory], add: str = "", drop: str = "") -> dict[str, Any]:
    """Return the parts of a view that name exactly these territories.

    Parameters
    ----------
    territories
        Who is compared.
    add, drop
        Identifiers of a territory more, of one less.
    """
    ids = [item.id for item in territories if item.id != drop] + ([add] if add else [])
    first, *others = dict.fromkeys(ids)
    return {"territory": first, "compared": tuple(others)}
