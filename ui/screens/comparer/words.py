"""What a comparison says: who is better served, and which differences are larger than chance.

Two territories are told indicator by indicator; three or four are summed up, their pairs one by
one being in the table of tests (`ui.screens.comparer.tables`).
"""

from collections.abc import Iterator
from itertools import combinations, groupby, product
from typing import Any, Final, NamedTuple

import pandas as pd

from geo.compare.differences import (
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
    UNKNOWN,
)
from geo.vocabulary import PRIORITIES
from ui.screens.comparer.facts import (
    REACHED_NAMES,
    TARGET_NAMES,
    Bold,
    Comparison,
    interval,
    is_tie,
    names_by_id,
    pair,
    strong,
    unseated,
)
from ui.screens.comparer.tables import p_words
from ui.text.formats import as_shown, number, percent
from ui.text.i18n import _, ngettext
from ui.text.labels import enumeration
from ui.view.rules import cached_reach, rule_sentence

_PAIR: Final = 2
_POINT: Final = 100
# More pairs than can be listened to are counted instead.
_MOST_PAIRS: Final = 2


def sentence(shown: Comparison, bold: Bold = strong) -> str:
    """Return the answer: who is better served, and whether that is more than chance.

    Parameters
    ----------
    shown
        From `ui.screens.comparer.facts.comparison`.
    bold
        Marks names and figures; `ui.text.safe.plain_text` for a text without Markdown.
    """
    shares = shown.table["share_reached"]
    if len(shown.names) < _PAIR:
        return _(
            "{place} : rien à quoi comparer, aucun autre territoire n'est de sa sorte."
        ).format(place=bold(shown.names[0]))
    if shares.notna().sum() < _PAIR:
        return _uninhabited(shown, bold)
    nothing = _nothing_known(shown)
    if nothing:
        return nothing
    best, worst = int(shares.to_numpy().argmax()), int(shares.fillna(2).to_numpy().argmin())
    if is_tie(shares[best], shares[worst]):
        return _all_alike(shown, best, worst, bold)
    first = [row for row, share in enumerate(shares) if is_tie(share, shares[best])]
    last = [row for row, share in enumerate(shares) if is_tie(share, shares[worst])]
    pattern = (
        _("{best} devant {worst} : {high} des habitants {reached}, contre {low}.")
        if len(shown.names) == _PAIR
        else _("{best} en tête, {worst} en dernier : {high} des habitants {reached}, contre {low}.")
    )
    text = pattern.format(
        best=enumeration([bold(shown.names[row]) for row in first]),
        worst=enumeration([bold(shown.names[row]) for row in last]),
        high=bold(percent(shares[best], 1)),
        low=bold(percent(shares[worst], 1)),
        reached=rule_sentence(shown.question.rule),
    )
    beyond = _beyond_chance(shown, bold)
    told = [beyond, text, _steadiness(shown, first, last)]
    if not beyond:
        told.append(_rate_words(shown, best, worst, bold))
    told.append(_unseated(shown, bold))
    return " ".join(filter(None, told))


def _uninhabited(shown: Comparison, bold: Bold) -> str:
    """Return what is said where at most one territory has inhabitants."""
    shares = shown.table["share_reached"]
    alone = dict(zip(shown.names, shares, strict=True))
    empty = [bold(name) for name, share in alone.items() if pd.isna(share)]
    text = ngettext(
        "{places} n'a aucun habitant : il n'y a personne à comparer.",
        "{places} n'ont aucun habitant : il n'y a personne à comparer.",
        len(empty),
    ).format(places=enumeration(empty))
    told = [text]
    for name, share in alone.items():
        if pd.notna(share):
            told.append(
                _("{place} : {share} des habitants {reached}.").format(
                    place=bold(name),
                    share=bold(percent(share, 1)),
                    reached=rule_sentence(shown.question.rule),
                )
            )
    return " ".join(told)


def _rate_pairs(shown: Comparison) -> pd.DataFrame:
    return shown.pairs[shown.pairs["indicator"] == RATE]


def _beyond_chance(shown: Comparison, bold: Bold) -> str:
    """Return who has more poles per inhabitant than whom by more than chance; else nothing."""
    rows = _rate_pairs(shown)
    rows = rows[rows["verdict"] == BEYOND]
    names = names_by_id(shown)
    groups: dict[str, list[str]] = {}
    for _number, row in rows.sort_values("p_adjusted", kind="stable").iterrows():
        sides = names[row["first"]], names[row["second"]]
        ahead, behind = sides if row["difference"] > 0 else sides[::-1]
        groups.setdefault(bold(ahead), []).append(bold(behind))
    if not groups:
        return ""
    leads = [
        _("{ahead} devance {behind}").format(ahead=ahead, behind=enumeration(behind))
        for ahead, behind in groups.items()
    ]
    return _("En pôles par habitant, {leads}, et c'est plus que le hasard.").format(
        leads=" ; ".join(leads)
    )


def _nothing_known(shown: Comparison) -> str:
    """Return what is said where the choices leave no pole to count; else an empty text."""
    reached = cached_reach(shown.question)
    if len(reached.poles):
        return ""
    if len(reached.left_out):
        return _(
            "Avec ces choix, aucun pôle n'a de siège connu : personne ne peut être compté comme "
            "atteint, il n'y a rien à comparer."
        )
    return _("Aucun pôle connu avec ces choix : rien à comparer.")


def _all_alike(shown: Comparison, best: int, worst: int, bold: Bold) -> str:
    shares = shown.table["share_reached"]
    high, low = percent(shares[best], 1), percent(shares[worst], 1)
    text = _("À égalité : partout, {share} des habitants {reached}.").format(
        share=bold(high) if high == low else _("{low} à {high}").format(low=low, high=high),
        reached=rule_sentence(shown.question.rule),
    )
    beyond = _beyond_chance(shown, bold)
    told = [beyond, text, _unseated(shown, bold)]
    if not beyond and len(shown.names) == _PAIR:
        told.append(_rate_words(shown, 0, 1, bold))
    elif (
        not beyond and shown.pairs.loc[shown.pairs["indicator"] == RATE, "verdict"].eq(CHANCE).any()
    ):
        told.append(_("Nulle part le nombre de pôles par habitant ne diffère plus que le hasard."))
    return " ".join(filter(None, told))


def _steadiness(shown: Comparison, first: list[int], last: list[int]) -> str:
    found = {pair(shown, *both, "share_reached")["verdict"] for both in product(first, last)}
    if DEPENDS in found:
        return _("D'autres règles inversent cet écart.")
    return _("Aucune autre règle n'inverse cet écart.") if found == {STEADY} else ""


def _unseated(shown: Comparison, bold: Bold) -> str:
    """Say that the poles known, where nobody is reached, have no known seat."""
    counts = [unseated(row) for _number, row in shown.table.iterrows()]
    named = [bold(name) for name, count in zip(shown.names, counts, strict=True) if count]
    if len(named) > 1:
        # Territories may overlap: their poles do not add up.
        return _(
            "Des pôles connus ({places}) n'ont pas de siège connu : ils n'atteignent personne ici."
        ).format(places=enumeration(named))
    if not named:
        return ""
    return ngettext(
        "{count} pôle connu ({places}) n'a pas de siège connu : il n'atteint personne ici.",
        "{count} pôles connus ({places}) n'ont pas de siège connu : ils n'atteignent personne ici.",
        max(counts),
    ).format(count=number(max(counts)), places=named[0])


def _rate_words(shown: Comparison, first: int, second: int, bold: Bold) -> str:
    row = pair(shown, first, second, RATE)
    one, other = (bold(shown.names[side]) for side in (first, second))
    several = len(shown.names) > _PAIR
    if row["verdict"] == CHANCE and several:
        return _(
            "Entre {first} et {second}, le nombre de pôles par habitant ne diffère pas plus que le "
            "hasard."
        ).format(first=one, second=other)
    if row["verdict"] == CHANCE:
        return _("Le nombre de pôles par habitant, lui, ne diffère pas plus que le hasard.")
    if row["relation"] in {OVERLAP, SAME}:
        return _(
            "{first} et {second} se recouvrent : leurs nombres de pôles ne se testent pas."
        ).format(first=one, second=other)
    return ""


def words(shown: Comparison, bold: Bold = strong) -> list[str]:
    """Return what differs and what does not, one sentence each; at most seven for three or four.

    Parameters
    ----------
    shown
        From `ui.screens.comparer.facts.comparison`.
    bold
        As of `sentence`.
    """
    return [*_rates(shown, bold), *_shares(shown, bold), *_targets(shown, bold)]


def chance_note() -> str:
    """Return what a reader must know of the tests, in one breath."""
    return _(
        "Les habitants atteints sont tous comptés : le hasard n'y a pas de part, mais la règle si. "
        "Les pôles sont rares : un test exact dit si leur nombre peut différer par hasard. Le "
        "ciblage de chaque territoire est jugé seul, à 95 %, sans la correction faite entre paires."
    )


def _rates(shown: Comparison, bold: Bold) -> Iterator[str]:
    rows = shown.pairs[shown.pairs["indicator"] == RATE]
    tested = rows[rows["verdict"].isin([BEYOND, CHANCE])]
    if len(tested) and not shown.table["poles_counted"].any():
        yield _("Pôles par habitant : aucun pôle connu dans ces territoires, rien à tester.")
    elif len(rows) == 1 and len(tested) == 1 and tested["verdict"].iloc[0] == CHANCE:
        yield _one_rate(shown, tested.iloc[0], bold)
    elif len(tested):
        yield _some_rates(shown, tested, bold)
    names = names_by_id(shown)
    common = [
        _("{first} et {second}").format(
            first=bold(names[row["first"]]), second=bold(names[row["second"]])
        )
        for _number, row in rows[rows["relation"].isin([OVERLAP, SAME])].iterrows()
    ]
    if common:
        yield _(
            "{pairs} ont des communes en commun : leurs pôles ne se comparent pas par un test."
        ).format(pairs=" ; ".join(common))


def _some_rates(shown: Comparison, tested: pd.DataFrame, bold: Bold) -> str:
    beyond = tested[tested["verdict"] == BEYOND]
    alike = tested[tested["verdict"] == CHANCE]
    if beyond.empty:
        return ngettext(
            "Pôles par habitant : **pas plus que le hasard** pour {count} paire de territoires "
            "(p = {p} au moins, corrigé pour le nombre de comparaisons).",
            "Pôles par habitant : **pas plus que le hasard** pour {count} paires de territoires "
            "(p = {p} au moins, corrigé pour le nombre de comparaisons).",
            len(alike),
        ).format(count=number(len(alike)), p=number(alike["p_adjusted"].min(), 2))
    text = _("Pôles par habitant : **plus que le hasard** entre {pairs}").format(
        pairs=_with_p(shown, beyond, bold)
    )
    if alike.empty:
        return text + "."
    return text + ngettext(
        " ; pas plus que le hasard pour {count} autre paire.",
        " ; pas plus que le hasard pour {count} autres paires.",
        len(alike),
    ).format(count=number(len(alike)))


def _with_p(shown: Comparison, rows: pd.DataFrame, bold: Bold) -> str:
    """Return pairs, the one with more first, each with its p."""
    told = []
    for _number, row in rows.iterrows():
        ahead, behind = _sides(shown, row)
        told.append(
            _("{ahead} et {behind} (p = {p}{aside})").format(
                ahead=bold(ahead), behind=bold(behind), p=p_words(row), aside=_aside(row)
            )
        )
    return ", ".join(told)


def _one_rate(shown: Comparison, row: "pd.Series[Any]", bold: Bold) -> str:
    share = percent(row["p_adjusted"])
    if row["relation"] == NESTED:
        return _part_and_rest(shown, share, bold)
    counts = shown.table["poles_counted"]
    text = ngettext(
        "Pôles par habitant : **pas plus que le hasard**. Avec {first} pôle d'un côté et {second} "
        "de l'autre, le hasard seul ferait au moins autant d'écart {share} du temps.",
        "Pôles par habitant : **pas plus que le hasard**. Avec {first} pôles d'un côté et {second} "
        "de l'autre, le hasard seul ferait au moins autant d'écart {share} du temps.",
        counts[0],
    ).format(first=number(counts[0]), second=number(counts[1]), share=share)
    missing = row["missing_poles"]
    if pd.notna(missing) and missing > 0:
        _ahead, behind = _sides(shown, row)
        possible = shown.table["poles_unplaced"][shown.names.index(behind)]
        if possible:
            text += " " + ngettext(
                "Avec {count} pôle de plus, {place} rattraperait l'autre ; le registre en connaît "
                "{possible} dont le siège y est peut-être.",
                "Avec {count} pôles de plus, {place} rattraperait l'autre ; le registre en connaît "
                "{possible} dont le siège y est peut-être.",
                int(missing),
            ).format(count=number(missing), place=bold(behind), possible=number(possible))
            return text
        text += " " + ngettext(
            "Avec un seul pôle inconnu du registre, {place} rattraperait l'autre.",
            "Avec {count} pôles inconnus du registre, {place} rattraperait l'autre.",
            int(missing),
        ).format(count=number(missing), place=bold(behind))
    return text


def _part_and_rest(shown: Comparison, share: str, bold: Bold) -> str:
    """Return the test of a territory inside the other: its poles against those of the rest."""
    counts, sizes = shown.table["poles_counted"], shown.table["communes"]
    inner = 0 if sizes[0] < sizes[1] else 1
    part, rest = counts[inner], counts[1 - inner] - counts[inner]
    return ngettext(
        "Pôles par habitant : **pas plus que le hasard**. Avec {part} pôle pour {inner} et {rest} "
        "pour {outer} hors {inner}, le hasard seul ferait au moins autant d'écart {share} du "
        "temps.",
        "Pôles par habitant : **pas plus que le hasard**. Avec {part} pôles pour {inner} et {rest} "
        "pour {outer} hors {inner}, le hasard seul ferait au moins autant d'écart {share} du "
        "temps.",
        part,
    ).format(
        part=number(part),
        inner=bold(shown.names[inner]),
        rest=number(rest),
        outer=bold(shown.names[1 - inner]),
        share=share,
    )


def _shares(shown: Comparison, bold: Bold) -> Iterator[str]:
    if len(shown.names) > _PAIR:
        yield from filter(None, [ranking(shown, bold), ties(shown, bold), classes(shown, bold)])
        return
    groups = {SHARES[0]: _("Habitants atteints")}
    for name in PRIORITIES:
        groups[f"{name}_share_reached"] = _("Habitants {group} atteints").format(
            group=_(REACHED_NAMES[name])
        )
    for _number, row in shown.pairs[shown.pairs["indicator"].isin(list(groups))].iterrows():
        text = one_pair(shown, row, bold)
        if text:
            yield _("{group} : {text}").format(group=groups[row["indicator"]], text=text)


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
    if len(shown.names) > _PAIR:
        yield from _targets_in_short(kept, missed, open_)
        yield from _targeted_apart(shown, bold)
        return
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
    yield from _targeted_apart(shown, bold)


def _targets_in_short(kept: list[str], missed: list[str], open_: list[str]) -> Iterator[str]:
    told = []
    if kept:
        told.append(
            _("sièges **plus souvent que les habitants** en commune prioritaire pour {places}")
        )
    if missed:
        told.append(
            _("sièges **moins souvent que les habitants** en commune prioritaire pour {places}")
        )
    if open_:
        told.append(_("trop peu de sièges pour dire si la priorité est tenue pour {places}"))
    groups = filter(None, [kept, missed, open_])
    parts = [
        text.format(places=enumeration(group)) for text, group in zip(told, groups, strict=True)
    ]
    if parts:
        yield _("Ciblage : {parts}.").format(parts=" ; ".join(parts))


def _targeted_apart(shown: Comparison, bold: Bold) -> Iterator[str]:
    rows = shown.pairs[shown.pairs["indicator"].isin(TARGETING)]
    beyond = rows[rows["verdict"] == BEYOND]
    told = [
        _("{group}, entre {pairs}").format(
            group=_(TARGET_NAMES[str(name).removesuffix("_targeting")]),
            pairs=_with_p(shown, found, bold),
        )
        for name, found in beyond.groupby("indicator", sort=False)
    ]
    if told:
        yield _("Ciblage, **plus que le hasard** : {found}.").format(found=" ; ".join(told))


def _sides(shown: Comparison, row: "pd.Series[Any]") -> tuple[str, str]:
    """Return the names of the two territories, the one with more first."""
    names = names_by_id(shown)
    sides = (names[row["first"]], names[row["second"]])
    return sides if row["difference"] >= 0 else sides[::-1]


def _aside(row: "pd.Series[Any]") -> str:
    return _(", la partie contre le reste") if row["relation"] == NESTED else ""


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
        As of `sentence`.
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
