"""What is said of a choice of sites: whom it counts, how sure it is, what its vetoes cost."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple
from typing import Any, Final

from geo.people.words import NOBODY_HERE
from geo.problems import Message, message, plural_message, printable
from geo.siting.weights import EVERYBODY, PRIORITY_ONLY, Weights
from geo.wording import percent, whole

PLACES_TOLD: Final = 3
WHO_COUNTS: Final = {
    EVERYBODY: message("tous les habitants"),
    PRIORITY_ONLY: message("les habitants prioritaires"),
}


def mix(weights: Weights) -> Message:
    """Return what one inhabitant of each group counts for."""
    return message(
        "QPV × {qpv}, rural × {rural}, bassin × {basin}, tous × {everybody}",
        qpv=weights.qpv,
        rural=weights.rural,
        basin=weights.desindustrialise,
        everybody=weights.everybody,
    )


def counted_people(count: float, weights: Weights) -> Message:
    """Return a weight: inhabitants, or those who count; a weight where one counts for several."""
    people = whole(count)
    if max(astuple(weights)) > 1:
        return message("un poids de {people}", people=people)
    if weights == EVERYBODY:
        return plural_message("{people} habitant", "{people} habitants", people, people=people)
    return plural_message(
        "{people} habitant qui compte", "{people} habitants qui comptent", people, people=people
    )


def reached(before: float, after: float, total: float) -> Message:
    """Return how many of some inhabitants are within reach with the sites, and without them.

    Parameters
    ----------
    before, after, total
        Inhabitants; nobody at all is said as such.
    """
    if not total:
        return NOBODY_HERE
    return message(
        "{after} habitants à portée sur {total}, contre {before} à portée d'un pôle connu "
        "aujourd'hui.",
        after=whole(after),
        total=whole(total),
        before=whole(before),
    )


def proof(gap: float | None) -> Message:
    """Return whether a choice could do better.

    Parameters
    ----------
    gap
        How far at most the best possible is, as a share of it; None where it is proven that none
        does better.
    """
    if gap is None:
        return message("Aucun autre choix de sites ne fait mieux : c'est prouvé.")
    return message(
        "Meilleur choix trouvé, sans preuve, à {gap} au plus du meilleur possible.",
        gap=percent(gap, 2),
    )


def nobody_more(weights: Weights) -> Message:
    """Return that one site more would add nobody."""
    if weights == EVERYBODY:
        return message("Un site de plus n'atteindrait personne de plus.")
    return message("Un site de plus n'atteindrait personne de plus qui compte.")


def unsure_words(people: int, places: Sequence[str], more: str = "etc.") -> Message:
    """Return for how many inhabitants, and where, a priority that would count is not known.

    Parameters
    ----------
    people, places
        How many; the names of their départements.
    more
        What stands for the places beyond the third.
    """
    beyond = (more,) if len(places) > PLACES_TOLD else ()
    return plural_message(
        "La priorité n'est pas connue pour {people} habitant ({places})",
        "La priorité n'est pas connue pour {people} habitants ({places})",
        people,
        people=people,
        places=(*places[:PLACES_TOLD], *beyond),
    )


def unsure_note(people: int, places: Sequence[str]) -> Message:
    """Return whom the choice cannot weigh because their priority is not known."""
    return message(
        "{unknown} : la réponse ne vaut que pour les priorités connues.",
        unknown=unsure_words(people, places, "…"),
    )


def refused(cost: Mapping[str, Any], names: str, weights: Weights) -> Message:
    """Return what the towns that say no take away.

    Parameters
    ----------
    cost
        From `geo.siting.study.cost_of_vetoes`.
    names
        Those of the towns, already harmless where they are shown.
    weights
        Of the request.
    """
    if cost["loses"] <= 0:
        return message(
            "Le refus de {names} ne coûte rien : un autre choix fait aussi bien.", names=names
        )
    return message(
        "Le refus de {names} laisse hors de portée {people} de plus.",
        names=names,
        people=counted_people(cost["loses"], weights),
    )


def spared(
    town: Mapping[str, Any],
    weights: Weights,
    pole: str | None = None,
    written: Callable[[str], str] = printable,
) -> tuple[Message, Message]:
    """Return that a vetoed town was not in the best choice, then why, by what was measured.

    Parameters
    ----------
    town
        One of ``spared`` of `geo.siting.study.cost_of_vetoes`.
    weights
        Of the request.
    pole
        Name of one that reaches the town already, where one does.
    written
        Makes a name harmless where it is shown.
    """
    name = written(town["name"])
    first = message("{town} n'était pas du meilleur choix.", town=name)
    if pole is not None:
        first = message(
            "{town} n'était pas du meilleur choix : la ville est déjà à portée du pôle {pole}.",
            town=name,
            pole=written(pole),
        )
    return first, _worth(town, weights, written(town["instead_of"]))


def _worth(town: Mapping[str, Any], weights: Weights, other: str) -> Message:
    """Return what a town would add alone, and in the place of the site that it best replaces."""
    loses = town["loses"]
    if not town["adds_weight"]:
        return message("Elle n'atteindrait personne de plus qui compte.")
    people = counted_people(town["adds_weight"], weights)
    if loses is None:
        return message("Seule, elle atteindrait {people} de plus.", people=people)
    if not other:
        return message(
            "Seule, elle atteindrait {people} de plus, mais personne que les autres sites "
            "n'atteignent.",
            people=people,
        )
    if loses <= 0:
        return message(
            "Seule, elle atteindrait {people} de plus ; à la place de {other}, le choix vaudrait "
            "autant.",
            people=people,
            other=other,
        )
    return message(
        "Seule, elle atteindrait {people} de plus ; mais à la place de {other}, le choix "
        "atteindrait {lost} de moins.",
        people=people,
        other=other,
        lost=counted_people(loses, weights),
    )
