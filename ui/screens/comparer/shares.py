"""Shares of people reached, in sentences: who is ahead, and under how many rules."""

from itertools import combinations, groupby
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from geo.compare.differences import DEPENDS, EQUAL, SHARES, STEADY, UNKNOWN
from geo.vocabulary import PRIORITIES
from ui.screens.comparer.facts import REACHED_NAMES, Bold, Comparison, is_tie, names_by_id, pair
from ui.text.formats import as_shown, number, percent
from ui.text.i18n import _, ngettext
from ui.text.labels import enumeration

if TYPE_CHECKING:
    import pandas as pd

_POINT: Final = 100
# More pairs than can be listened to are counted instead.
_MOST_PAIRS: Final = 2
_PAIR: Final = 2


class _Lead(NamedTuple):
    """Who is ahead of another under how many rules, and behind under how many."""

    ahead: str
    behind: str
    wins: int
    losses: int


def one_pair(shown: Comparison, row: "pd.Series[Any]", bold: Bold) -> str:
    """Return what is said of two territories and one share; empty when nothing is to be said.

    Parameters
    ----------
    shown
        From `ui.screens.comparer.facts.comparison`.
    row
        One of its pairs, for one of `geo.compare.differences.SHARES`.
    bold
        As of `ui.screens.comparer.answer.sentence`.
    """
    if row["verdict"] not in {STEADY, DEPENDS}:
        return ""
    if is_tie(row["first_value"], row["second_value"]):
        lead = _lead(shown, row)
        return _("**à égalité sous cette règle** ; {lead}.").format(
            lead=_lead_words(bold(lead.ahead), bold(lead.behind), lead, row["rules"])
        )
    names = names_by_id(shown)
    first, second = names[row["first"]], names[row["second"]]
    ahead, behind = (first, second) if row["difference"] > 0 else (second, first)
    if row["verdict"] == STEADY:
        text = _(
            "{ahead} devant {behind} ({gap}), et **sous aucune des {rules} règles** essayées "
            "l'ordre ne s'inverse."
        )
    else:
        text = _(
            "{ahead} devant {behind} ({gap}), mais **cela dépend de la règle** : {first} en tête "
            "sous {wins} des {rules} règles, {second} sous {others}."
        )
    return text.format(
        ahead=bold(ahead),
        behind=bold(behind),
        gap=points(abs(row["difference"])),
        rules=number(row["rules"]),
        wins=number(row["rules_first"]),
        first=bold(first),
        second=bold(second),
        others=number(row["rules_second"]),
    )


def points(difference: float) -> str:
    """Return a difference of two shares in points; the noun agrees with the number shown."""
    shown = as_shown(difference * _POINT, 1)
    return ngettext("{count} point", "{count} points", shown).format(count=number(shown, 1))


def ranking(shown: Comparison, bold: Bold) -> str:
    """Return three or four territories in order, and whether other rules reverse it.

    Empty when all are tied, or when fewer than two have a share.
    """
    shares = shown.table["share_reached"]
    order = [int(row) for row in shares.dropna().sort_values(ascending=False, kind="stable").index]
    apart = [
        both for both in combinations(order, 2) if not is_tie(shares[both[0]], shares[both[1]])
    ]
    if not apart:
        return ""
    told = [
        _("{places} ({share})").format(
            places=enumeration([bold(shown.names[row]) for row in alike]), share=share
        )
        for share, alike in groupby(order, key=lambda row: percent(shares[row], 1))
    ]
    found = [pair(shown, *both, SHARES[0]) for both in apart]
    unsteady = [both for both, row in zip(apart, found, strict=True) if row["verdict"] == DEPENDS]
    return _("Habitants atteints : {places} ; {verdict}.").format(
        places=_(", puis ").join(told),
        verdict=_order_words(shown, unsteady, len(apart), found[0]["rules"], bold),
    )


def _order_words(
    shown: Comparison, unsteady: list[tuple[int, int]], tried: int, rules: float, bold: Bold
) -> str:
    if not unsteady:
        return _("**sous aucune des {rules} règles** essayées cet ordre ne s'inverse").format(
            rules=number(rules)
        )
    if len(unsteady) > _MOST_PAIRS:
        return _("l'ordre **dépend de la règle** pour {count} des {pairs} paires").format(
            count=number(len(unsteady)), pairs=number(tried)
        )
    pairs = [
        _("{first} et {second}").format(
            first=bold(shown.names[first]), second=bold(shown.names[second])
        )
        for first, second in unsteady
    ]
    return _("l'ordre **dépend de la règle** entre {pairs}").format(pairs=", ".join(pairs))


def ties(shown: Comparison, bold: Bold) -> str:
    """Return who, tied under the reader's rule, is set apart by the others; empty if nobody is."""
    rows = shown.pairs[shown.pairs["indicator"] == SHARES[0]]
    groups: dict[tuple[str, int, int], list[str]] = {}
    for _number, row in rows[~rows["verdict"].isin([EQUAL, UNKNOWN])].iterrows():
        if is_tie(row["first_value"], row["second_value"]):
            lead = _lead(shown, row)
            groups.setdefault((lead.ahead, lead.wins, lead.losses), []).append(bold(lead.behind))
    if not groups:
        return ""
    told = [
        _lead_words(
            bold(ahead),
            enumeration(behind),
            _Lead(ahead, "", wins, losses),
            rows["rules"].iloc[0],
        )
        for (ahead, wins, losses), behind in groups.items()
    ]
    return _("Habitants atteints, **à égalité sous cette règle** : {leads}.").format(
        leads=" ; ".join(told)
    )


def classes(shown: Comparison, bold: Bold) -> str:
    """Return, of three or four territories, the first and the last in each priority class.

    Classes in which all are tied are left out; empty when none is left.
    """
    told = []
    for name in PRIORITIES:
        column = f"{name}_share_reached"
        shares = shown.table[column]
        if shares.notna().sum() < _PAIR:
            continue
        group = _(REACHED_NAMES[name])
        best, worst = int(shares.fillna(-1).argmax()), int(shares.fillna(2).argmin())
        if is_tie(shares[best], shares[worst]):
            continue
        ends = [
            enumeration(
                [
                    bold(place)
                    for place, share in zip(shown.names, shares, strict=True)
                    if is_tie(share, shares[end])
                ]
            )
            for end in (best, worst)
        ]
        text = (
            _("{group}, {best} en tête ({high}), {worst} en dernier ({low}), jamais inversé")
            if pair(shown, best, worst, column)["verdict"] == STEADY
            else _("{group}, {best} en tête ({high}), {worst} en dernier ({low}), selon la règle")
        )
        told.append(
            text.format(
                group=group,
                best=ends[0],
                high=percent(shares[best], 1),
                worst=ends[1],
                low=percent(shares[worst], 1),
            )
        )
    if not told:
        return ""
    return _("Habitants atteints par priorité : {classes}.").format(classes=" ; ".join(told))


def _lead(shown: Comparison, row: "pd.Series[Any]") -> _Lead:
    """Return who is ahead under more rules; the first of the two when they win as many."""
    names = names_by_id(shown)
    first, second = names[row["first"]], names[row["second"]]
    wins, losses = int(row["rules_first"]), int(row["rules_second"])
    if wins >= losses:
        return _Lead(first, second, wins, losses)
    return _Lead(second, first, losses, wins)


def _lead_words(ahead: str, behind: str, lead: _Lead, rules: float) -> str:
    text = (
        _("{ahead} devant {behind} sous {wins} des {rules} règles, derrière sous {losses}")
        if lead.losses
        else _("{ahead} devant {behind} sous {wins} des {rules} règles, derrière sous aucune")
    )
    return text.format(
        ahead=ahead,
        behind=behind,
        wins=number(lead.wins),
        rules=number(rules),
        losses=number(lead.losses),
    )
