"""The answer of a comparison: who is better served, and whether that is more than chance."""

from itertools import product
from typing import Final

import pandas as pd

from geo.compare.differences import BEYOND, CHANCE, DEPENDS, OVERLAP, RATE, SAME, STEADY
from ui.screens.comparer.facts import (
    Bold,
    Comparison,
    is_tie,
    names_by_id,
    pair,
    strong,
    unseated,
)
from ui.text.formats import number, percent
from ui.text.i18n import _, ngettext
from ui.text.labels import enumeration
from ui.view.rules import cached_reach, rule_sentence

_PAIR: Final = 2


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
        reached=rule_sentence(shown.rule),
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
                    reached=rule_sentence(shown.rule),
                )
            )
    return " ".join(told)


def _rates(shown: Comparison) -> pd.DataFrame:
    return shown.pairs[shown.pairs["indicator"] == RATE]


def _beyond_chance(shown: Comparison, bold: Bold) -> str:
    """Return who has more poles per inhabitant than whom by more than chance; else nothing."""
    rows = _rates(shown)
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
    reached = cached_reach(shown.rule, shown.poles)
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
        reached=rule_sentence(shown.rule),
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
