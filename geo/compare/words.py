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
CHANCE_NAMES: Final = {
    BEYOND: message("plus que le hasard"),
    CHANCE: message("pas plus que le hasard"),
}
PART_AND_REST: Final = message(" (la partie contre le reste)")
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
        how = message("jamais inversé") if found == STEADY else message("selon la règle")
        return message("{how} ({wins})", how=how, wins=wins)
    if found in {BEYOND, CHANCE}:
        how = (
            message("plus que le hasard") if found == BEYOND else message("pas plus que le hasard")
        )
        aside = PART_AND_REST if pair["relation"] == NESTED else ""
        return message("{how}{aside}", how=how, aside=aside)
    if found == EQUAL:
        return message("aucun écart")
    return NOT_TESTED.get(pair["relation"], message("inconnu"))
