"""The answer of a comparison: who is better served, and whether that is more than chance."""

from itertools import product
from typing import Final

from geo.differences import BEYOND, CHANCE, DEPENDS, OVERLAP, RATE, SAME, STEADY
from ui.comparer import Bold, Comparison, is_tie, names_by_id, pair, strong
from ui.formats import number, percent
from ui.i18n import _, ngettext
from ui.labels import enumeration
from ui.reach import cached_reach, rule_sentence

_PAIR: Final = 2
# A share shown as 0.0 %.
_NOBODY: Final = 5e-4


def sentence(shown: Comparison, bold: Bold = strong) -> str:
    """Return the answer: who is better served, and whether that is more than chance.

    Parameters
    ----------
    shown
        From `ui.comparer.comparison`.
    bold
        Marks names and figures; `ui.safe.plain_text` for a text without Markdown.
    """
    shares = shown.table["share_reached"]
    if shares.notna().sum() < _PAIR:
        return _("{place} : rien à quoi comparer, personne n'y habite ou il est seul.").format(
            place=bold(shown.names[0])
        )
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
    told = [text, _steadiness(shown, first, last), _rate_words(shown, best, worst, bold)]
    return " ".join(filter(None, told))


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
    rates = _rate_words(shown, 0, 1, bold) if len(shown.names) == _PAIR else _any_rate(shown, bold)
    return " ".join(filter(None, [text, _unseated(shown, bold), rates]))


def _steadiness(shown: Comparison, first: list[int], last: list[int]) -> str:
    found = {pair(shown, *both, "share_reached")["verdict"] for both in product(first, last)}
    if DEPENDS in found:
        return _("D'autres règles inversent cet écart.")
    return _("Aucune autre règle n'inverse cet écart.") if found == {STEADY} else ""


def _unseated(shown: Comparison, bold: Bold) -> str:
    """Say that the poles known, where nobody is reached, have no known seat."""
    table = shown.table
    known = table["poles_departement_only"].gt(0) & table["share_reached"].lt(_NOBODY)
    if table["poles"].any() or not known.any():
        return ""
    places = enumeration([bold(name) for name, one in zip(shown.names, known, strict=True) if one])
    if known.sum() > 1:
        # Territories may overlap: their poles do not add up.
        return _(
            "Des pôles connus ({places}) n'ont pas de siège connu : ils n'atteignent personne ici."
        ).format(places=places)
    count = int(table["poles_departement_only"][known].iloc[0])
    return ngettext(
        "{count} pôle connu ({places}) n'a pas de siège connu : il n'atteint personne ici.",
        "{count} pôles connus ({places}) n'ont pas de siège connu : ils n'atteignent personne ici.",
        count,
    ).format(count=number(count), places=places)


def _any_rate(shown: Comparison, bold: Bold) -> str:
    """Say of all pairs together whether their rates of poles differ."""
    rows = shown.pairs[shown.pairs["indicator"] == RATE]
    beyond = rows[rows["verdict"] == BEYOND]
    if len(beyond):
        least = beyond.loc[beyond["p_adjusted"].idxmin()]
        ids = shown.table["territory"].tolist()
        return _rate_words(shown, ids.index(least["first"]), ids.index(least["second"]), bold)
    if rows["verdict"].eq(CHANCE).any():
        return _("Nulle part le nombre de pôles par habitant ne diffère plus que le hasard.")
    return ""


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
    if row["verdict"] == BEYOND:
        names = names_by_id(shown)
        sides = [bold(names[row["first"]]), bold(names[row["second"]])]
        ahead, behind = sides if row["difference"] > 0 else sides[::-1]
        return _(
            "En pôles par habitant, {ahead} devance {behind}, et c'est plus que le hasard."
        ).format(ahead=ahead, behind=behind)
    if row["relation"] in {OVERLAP, SAME}:
        return _(
            "{first} et {second} se recouvrent : leurs nombres de pôles ne se testent pas."
        ).format(first=one, second=other)
    return ""
