"""What is said of coverage: the sentence, its figures and its notes."""

from collections.abc import Mapping
from typing import Final

from geo.people.people import PriorityRule
from geo.people.words import BASIN_NAMES, basin_note, rural_note
from geo.reach.coverage import Coverage
from geo.reach.reach import ReachRule
from geo.reach.words import distances, rule_line
from ui.text.figures import Figure
from ui.text.formats import as_shown, number, people, spoken
from ui.text.formats import share as said_share
from ui.text.i18n import _
from ui.text.labels import PRIORITY_NAMES, territory_label
from ui.text.marking import N_
from ui.text.messages import told
from ui.text.safe import markdown_text
from ui.view.rules import rule_name, rule_sentence

ACCESS_HELP: Final = N_(
    "Combien de pôles reviennent à un million de ces habitants, une fois chaque pôle partagé entre "
    "ceux qui vivent autour."
)
PERCENT: Final = 100


def sentence(covered: Coverage, rule: ReachRule) -> str:
    """Return what the map shows, in Markdown: who is reached, in all and in priority areas.

    The people in priority areas are those of at least one priority, nobody twice; "at least" where
    the priority of some inhabitants is not known.
    """
    place = f"**{markdown_text(territory_label(covered.territory))}**"
    share, together = covered.share_reached, covered.any_priority
    unsure = together.population_unknown > 0
    if share is None:
        return _("{place} : personne n'y habite.").format(place=place)
    if not covered.population_reached:
        return _nobody_reached(covered, rule, place)
    said = {"place": place, "share": f"**{said_share(share)}**", "reached": rule_sentence(rule)}
    text = _("{place} : {people}, soit {share}, {reached}").format(
        people=f"**{people(covered.population_reached)}**", **said
    )
    if covered.population_reached == 1:
        text = _("{place} : {share} des habitants {reached}").format(**said)
    if not as_shown(together.population_reached):
        return _nobody_first(text, covered)
    first = f"**{spoken(together.population_reached, at_least=unsure)}**"
    least = said_share(together.share_reached)
    # Told apart only where the figures shown are.
    is_less = least != said_share(share) and (together.share_reached or 0) < share
    patterns = {
        (False, False): _(
            "{text} ; en territoire prioritaire, c'est le cas de {first}, soit {share}."
        ),
        (False, True): _(
            "{text} ; en territoire prioritaire, c'est le cas de {first}, soit {share} seulement."
        ),
        (True, False): _(
            "{text} ; en territoire prioritaire, c'est le cas d'au moins {first}, soit {share}."
        ),
        (True, True): _(
            "{text} ; en territoire prioritaire, c'est le cas d'au moins {first}, soit {share} "
            "seulement."
        ),
    }
    return patterns[unsure, is_less].format(text=text, first=first, share=f"**{least}**")


def _nobody_first(text: str, covered: Coverage) -> str:
    together = covered.any_priority
    unsure = together.population_unknown > 0
    if as_shown(together.population):
        if unsure:
            pattern = _("{text} ; en territoire prioritaire, on ne connaît personne dans ce cas.")
        else:
            pattern = _(
                "{text} ; en territoire prioritaire ({people}), personne n'est dans ce cas."
            )
    elif unsure:
        pattern = _("{text} ; on ne sait pas combien vivent en territoire prioritaire.")
    else:
        pattern = _("{text} ; personne n'y vit en territoire prioritaire.")
    return pattern.format(text=text, people=f"**{people(together.population)}**")


def _nobody_reached(covered: Coverage, rule: ReachRule, place: str) -> str:
    together = covered.any_priority
    unsure, some = together.population_unknown > 0, as_shown(together.population) > 0
    said = {
        "place": place,
        "people": f"**{people(covered.population)}**",
        "rule": rule_name(rule.kind, rule.km),
        "first": f"**{spoken(together.population, at_least=unsure)}**",
    }
    if some and unsure:
        return _(
            "{place} : sur {people}, dont au moins {first} en territoire prioritaire, **aucun** "
            "n'est atteint par un pôle connu (règle : {rule})."
        ).format(**said)
    if some:
        return _(
            "{place} : sur {people}, dont {first} en territoire prioritaire, **aucun** n'est "
            "atteint par un pôle connu (règle : {rule})."
        ).format(**said)
    if unsure:
        return _(
            "{place} : sur {people}, **aucun** n'est atteint par un pôle connu (règle : {rule}) ; "
            "combien vivent en territoire prioritaire est inconnu."
        ).format(**said)
    return _(
        "{place} : sur {people}, **aucun** n'est atteint par un pôle connu (règle : {rule})."
    ).format(**said)


def priority_rule_note(covered: Coverage) -> str:
    """Return who lives in a priority area, and of how many that is not known."""
    unknown = covered.any_priority.population_unknown
    if unknown:
        return _(
            "Territoire prioritaire : au moins une des trois priorités, chacun compté une fois ; "
            "inconnu pour {people}, hors de la part."
        ).format(people=people(unknown))
    return _("Territoire prioritaire : au moins une des trois priorités, chacun compté une fois.")


def figures(
    covered: Coverage, rest: Mapping[str, float | None], rule: ReachRule, priorities: PriorityRule
) -> list[Figure]:
    """Return the share of all, and of each priority with its gap to all others.

    Parameters
    ----------
    covered
        Coverage of the territory.
    rest
        From `geo.reach.contrast.shares_of_the_rest`.
    rule, priorities
        Who is reached, and who comes first.
    """
    found = [
        Figure(
            _("Habitants atteints"),
            said_share(covered.share_reached),
            _("{reached} sur {all}").format(
                reached=number(covered.population_reached), all=number(covered.population)
            ),
            " ".join(
                filter(
                    None,
                    [
                        told(rule_line(rule)),
                        detour_note(rule),
                        _("Populations de référence 2023."),
                    ],
                )
            ),
        )
    ]
    for name, title in PRIORITY_NAMES.items():
        priority = covered.priority[name]
        share = priority.share_reached
        comparison = ""
        others = rest[name]
        if share is not None and others is not None:
            points = round((share - others) * PERCENT)
            signed = f"{points:+d}".replace("-", "\N{MINUS SIGN}")
            comparison = _("{points} points face au reste").format(points=signed)
        rule_text = _("{reached} habitants atteints sur {all}").format(
            reached=number(priority.population_reached), all=number(priority.population)
        )
        if not covered.knows(name):
            rule_text = _("Inconnu pour les {people} habitants").format(
                people=number(priority.population_unknown)
            )
        elif priority.population_unknown:
            rule_text += _(" ; statut inconnu pour {people} habitants").format(
                people=number(priority.population_unknown)
            )
        rest_text = ""
        if others is not None:
            rest_text = _("Le reste, hors de cette priorité : {share}.").format(
                share=said_share(others)
            )
        notes = " ".join(
            filter(None, [f"{rule_text}.", rest_text, priority_note(name, priorities)])
        )
        shown = said_share(share) if covered.knows(name) else _("inconnu")
        found.append(Figure(_(title), shown, comparison, notes))
    return found


def detour_note(rule: ReachRule) -> str:
    """Return what the detour does to every distance, or nothing as the crow flies."""
    if rule.detour == 1:
        return ""
    return told(distances(rule))


def priority_note(name: str, priorities: PriorityRule) -> str:
    """Return which communes a priority holds, as the reader has chosen."""
    if name == "rural":
        return told(rural_note(priorities.rural))
    if name == "desindustrialise":
        return told(basin_note(BASIN_NAMES[priorities.basins.basis]))
    return ""
