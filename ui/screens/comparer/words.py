"""Which differences are larger than chance, in a few sentences that can be read aloud.

Two territories are told indicator by indicator; three or four are summed up, their pairs one by
one being in the table of tests (`ui.screens.comparer.tables`).
"""

from collections.abc import Iterator
from typing import Any, Final

import pandas as pd

from geo.compare.differences import (
    BEYOND,
    CHANCE,
    NESTED,
    OVERLAP,
    RATE,
    SAME,
    SHARES,
    TARGETING,
)
from geo.vocabulary import PRIORITIES
from ui.screens.comparer.facts import (
    REACHED_NAMES,
    TARGET_NAMES,
    Bold,
    Comparison,
    interval,
    names_by_id,
    strong,
)
from ui.screens.comparer.shares import classes, one_pair, ranking, ties
from ui.screens.comparer.tables import p_words
from ui.text.formats import number, percent
from ui.text.i18n import _, ngettext
from ui.text.labels import enumeration

_PAIR: Final = 2


def words(shown: Comparison, bold: Bold = strong) -> list[str]:
    """Return what differs and what does not, one sentence each; at most seven for three or four.

    Parameters
    ----------
    shown
        From `ui.screens.comparer.facts.comparison`.
    bold
        As of `ui.screens.comparer.answer.sentence`.
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
