"""What is said of a comparison: its groups, and what the test of two territories finds."""

from collections.abc import Hashable, Mapping
from typing import Any, Final

from geo.compare.differences import (
    BEYOND,
    CHANCE,
    DEPENDS,
    EQUAL,
    NESTED,
    OVERLAP,
    SAME,
    STEADY,
)
from geo.people.people import ANY
from geo.problems import Message, message, plural_message

TARGET_NAMES: Final = {
    ANY: message("au moins une priorité"),
    "qpv": message("communes avec un QPV"),
    "rural": message("communes rurales"),
    "desindustrialise": message("bassins désindustrialisés"),
}
AGAINST_CHANCE: Final = {
    BEYOND: message("plus que le hasard"),
    CHANCE: message("pas plus que le hasard"),
}
PART_AGAINST_REST: Final = {
    BEYOND: message("plus que le hasard (la partie contre le reste)"),
    CHANCE: message("pas plus que le hasard (la partie contre le reste)"),
}
NOT_TESTED: Final = {
    OVERLAP: message("pas de test : ils se recouvrent"),
    SAME: message("pas de test : le même territoire"),
}


def verdict(pair: Mapping[Hashable, Any]) -> Message:
    """Return what is found of two territories and one indicator.

    Parameters
    ----------
    pair
        A row of `geo.compare.differences.differences`.
    """
    found = pair["verdict"]
    if found in {STEADY, DEPENDS}:
        wins = plural_message(
            "{first} règle à {second}",
            "{first} règles à {second}",
            pair["rules_first"],
            first=int(pair["rules_first"]),
            second=int(pair["rules_second"]),
        )
        if found == STEADY:
            return message("jamais inversé ({wins})", wins=wins)
        return message("selon la règle ({wins})", wins=wins)
    if found in AGAINST_CHANCE:
        nested = pair["relation"] == NESTED
        return (PART_AGAINST_REST if nested else AGAINST_CHANCE)[found]
    if found == EQUAL:
        return message("aucun écart")
    return NOT_TESTED.get(pair["relation"], message("inconnu"))
