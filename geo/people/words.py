"""What a priority is called, and what the reader chose to count in it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from geo.problems import Message, message, plural_message, verbatim
from geo.vocabulary import BASINS
from geo.wording import enumeration, whole

if TYPE_CHECKING:
    # The server reads these names before any library of tables.
    from geo.people.basins import BasinRule

PRIORITY_NAMES: Final = {
    "qpv": message("Quartiers prioritaires (QPV)"),
    "rural": message("Communes rurales"),
    "desindustrialise": message("Bassins désindustrialisés"),
}
RURAL_NAMES: Final = {
    "socle": verbatim("FRR (France ruralités revitalisation)"),
    "plus": message("FRR+ (France ruralités revitalisation, niveau renforcé)"),
    "partiel": message("FRR pour une partie de la commune"),
    "beneficiaire": message("ancienne ZRR qui garde les effets du classement"),
    "beneficiaire-partiel": message(
        "ancienne ZRR qui garde les effets du classement pour une partie de la commune"
    ),
    "zrr": message("ZRR (zone de revitalisation rurale)"),
    "zrr-partiel": message("ZRR pour une partie de la commune"),
}
NOBODY_HERE: Final = message("personne dans ce cas ici")
BASIN_NAMES: Final = {
    BASINS: message("emploi industriel (Insee)"),
    "territoire-industrie": verbatim("Territoires d'industrie 2023-2027"),
    "territoire-industrie-2018": verbatim("Territoires d'industrie 2018-2022"),
    "afr": verbatim("AFR"),
    "ber": verbatim("BER"),
}


def rural_note(classes: Sequence[str]) -> Message:
    """Return which communes count as rural, by their classes of `geo.vocabulary`."""
    return message(
        "Communes rurales : {classes}.",
        classes=enumeration([RURAL_NAMES[value] for value in classes]),
    )


def basin_note(basis: Message) -> Message:
    """Return which basins count as deindustrialised: one of `BASIN_NAMES`, or `basin_words`."""
    return message("Bassins : {basis}.", basis=basis)


def basin_words(rule: "BasinRule") -> Message:
    """Return what counts as deindustrialised, thresholds and years included."""
    name = BASIN_NAMES[rule.basis]
    if rule.basis != BASINS:
        return name
    return message(
        "{basis}, de {start} à {end}, recul au-delà du centile {change}, part au-delà du centile "
        "{share}",
        basis=name,
        start=str(rule.start),
        end=str(rule.end),
        change=100 * rule.change_quantile,
        share=100 * rule.share_quantile,
    )


def unknown_priority(people: float) -> Message:
    """Return for how many inhabitants a priority is not known."""
    count = whole(people)
    return plural_message(
        "Inconnu pour {people} habitant.", "Inconnu pour {people} habitants.", count, people=count
    )
