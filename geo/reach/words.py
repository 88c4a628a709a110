"""What is said of whom poles reach: the rule, the poles that count against custom, no gap."""

from typing import TYPE_CHECKING, Final

from geo.problems import Message, message, plural_message
from geo.vocabulary import DECLARED, RADIUS

if TYPE_CHECKING:
    # The server reads these names before any library of tables.
    from geo.reach.reach import ReachRule

RULE_NAMES: Final = {
    "zone-emploi": message("zone d'emploi du siège"),
    "epci": message("intercommunalité du siège"),
    "commune": message("commune du siège"),
    RADIUS: message("distance au siège"),
    DECLARED: message("territoire déclaré"),
}
PRIORITY_UNKNOWN: Final = message("sans qu'on sache combien sont prioritaires")


def rule_name(kind: str, km: float | None = None) -> Message:
    """Return the name of a rule, with its radius."""
    if kind == RADIUS and km is not None:
        return message("à moins de {km} km", km=float(km))
    return RULE_NAMES[kind]


def rule_line(rule: "ReachRule") -> Message:
    """Return a sentence that names a rule."""
    return message("Règle : {rule}.", rule=rule_name(rule.kind, rule.km))


def distances(rule: "ReachRule") -> Message:
    """Return how distances are measured, and what the detour does to them."""
    if rule.detour == 1:
        return message("Distances à vol d'oiseau.")
    return message("Distances à vol d'oiseau multipliées par {detour}.", detour=float(rule.detour))


def fallback_note(poles: int) -> Message:
    """Return how many poles declare no territory under the rule of declared ones."""
    return plural_message(
        "{count} pôle ne déclare pas de territoire : sa zone d'emploi en tient lieu.",
        "{count} pôles ne déclarent pas de territoire : leur zone d'emploi en tient lieu.",
        poles,
        count=poles,
    )


def closed_note(poles: int, names: str, choice: str) -> Message:
    """Return which closed poles are counted.

    Parameters
    ----------
    poles, names
        How many, and the names, already harmless where they are shown.
    choice
        What removes them, there.
    """
    return plural_message(
        "{count} pôle disparu est compté, {names} : {choice} l'écarte.",
        "{count} pôles disparus sont comptés, {names} : {choice} les écarte.",
        poles,
        count=poles,
        names=names,
        choice=choice,
    )


def no_gap(unit: str, out_of_reach: int, *, narrowed: bool) -> Message:
    """Return why no gap is listed.

    Parameters
    ----------
    unit
        One of `geo.vocabulary.GAP_KINDS`.
    out_of_reach
        Inhabitants of the territory whom no pole reaches, gap or not.
    narrowed
        Whether gaps had to meet conditions.
    """
    if narrowed:
        return message("Aucun manque ne répond à ces conditions : enlevez-en une.")
    if not out_of_reach:
        return message("Il n'y a pas de manque ici : chacun y est à portée d'un pôle connu.")
    sentences = {
        "zone-emploi": plural_message(
            "Aucune zone d'emploi sans pôle connu ici ; {people} habitant n'est pourtant pas à "
            "portée.",
            "Aucune zone d'emploi sans pôle connu ici ; {people} habitants ne sont pourtant pas à "
            "portée.",
            out_of_reach,
        ),
        "epci": plural_message(
            "Aucune intercommunalité sans pôle connu ici ; {people} habitant n'est pourtant pas à "
            "portée.",
            "Aucune intercommunalité sans pôle connu ici ; {people} habitants ne sont pourtant pas "
            "à portée.",
            out_of_reach,
        ),
    }
    return sentences[unit].about(people=out_of_reach)
