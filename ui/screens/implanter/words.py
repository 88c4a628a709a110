"""What goes with the answer of the siting screen: its towns, its refusals, what it cannot see."""

from collections.abc import Callable, Mapping
from dataclasses import astuple
from typing import Any, Final

import pandas as pd

from geo.people.words import NOBODY_HERE
from geo.places.membership import names_by_kind
from geo.places.territories import Territory, bounds
from geo.reach.reach import Reach
from geo.siting import words
from geo.siting.cover import EVERYBODY, PRIORITY_ONLY, SitingRequest, Weights
from geo.tables.atlas import Atlas
from geo.vocabulary import PRIORITIES
from ui.text.figures import Figure
from ui.text.formats import number, percent, share, unbroken
from ui.text.i18n import _, ngettext
from ui.text.labels import (
    ALL_PEOPLE,
    PRIORITY_NAMES,
    enumeration,
    territory_label,
    unknown_priority,
)
from ui.text.marking import N_
from ui.text.messages import told
from ui.text.safe import markdown_text

TOLD: Final = 8
RURAL_AND_QPV: Final = Weights(qpv=1, rural=1, desindustrialise=0, everybody=0)
MODELS: Final = {
    "today": N_("Aujourd'hui"),
    "mean": N_("Rapprocher en moyenne (p-médiane)"),
    "farthest": N_("Ne laisser personne trop loin (p-centre)"),
}


def by_weights(weights: Weights, everybody: str, counted: str, weighted: str) -> str:
    """Return the words for all inhabitants, for those who count for one, or for a weight."""
    if weights == EVERYBODY:
        return everybody
    return counted if max(astuple(weights)) == 1 else weighted


def aim_name(model: str, weights: Weights = EVERYBODY) -> str:
    """Return the aim of a model in words: who is reached is who counts."""
    if model == "reach":
        return by_weights(
            weights,
            _("Atteindre le plus d'habitants (la réponse)"),
            _("Atteindre le plus d'habitants qui comptent (la réponse)"),
            _("Atteindre le plus grand poids (la réponse)"),
        )
    if model == "farthest" and weights != EVERYBODY:
        return _("Ne laisser personne qui compte trop loin (p-centre)")
    return _(MODELS[model])


def who_counts(weights: Weights) -> str:
    """Return the inhabitants that a choice of weights counts, after a share of them."""
    if weights == EVERYBODY:
        return _("des habitants")
    if weights == PRIORITY_ONLY:
        return _("des habitants prioritaires")
    if weights == RURAL_AND_QPV:
        return _("des habitants ruraux ou de QPV")
    return _("du poids choisi")


def unsure_note(answer: Mapping[str, Any], written: Callable[[str], str] = markdown_text) -> str:
    """Return whom the choice cannot weigh because their priority is not known, or nothing.

    Names are `written` for Markdown; elsewhere give `ui.text.safe.plain_text`.
    """
    unknown = answer["details"]["weight_unknown"]
    if not unknown["population"]:
        return ""
    places = [written(place) for place in unknown["departements"]]
    return told(words.unsure_note(unknown["population"], places))


def first_towns(answer: Mapping[str, Any]) -> str:
    """Return the first sites, numbered as on the map, in Markdown, and how many more there are."""
    names = [
        f"{rank}.\u00a0{markdown_text(site['name'])}"
        for rank, site in enumerate(answer["sites"], start=1)
    ]
    if len(names) == 1:
        town = markdown_text(answer["sites"][0]["name"])
        return _("Où : {town}.").format(town=f"**{town}**")
    first = f"**{enumeration(names[:TOLD]) if len(names) <= TOLD else ', '.join(names[:TOLD])}**"
    if len(names) <= TOLD:
        return _("Où, dans l'ordre : {towns}.").format(towns=first)
    more = len(names) - TOLD
    return ngettext(
        "Où, dans l'ordre : {towns}, puis {count} autre.",
        "Où, dans l'ordre : {towns}, puis {count} autres.",
        more,
    ).format(towns=first, count=number(more))


def outside_note(atlas: Atlas, territory: Territory, answer: Mapping[str, Any]) -> str:
    """Name the sites that the map does not show at first, overseas ones of all France, or nothing.

    In Markdown.
    """
    west, south, east, north = bounds(atlas, territory)
    names = names_by_kind(atlas)["departement"]
    towns = [
        f"{rank}.\u00a0{markdown_text(site['name'])} "
        f"({markdown_text(names.get(site['departement'], site['departement']))})"
        for rank, site in enumerate(answer["sites"], start=1)
        if not (west <= site["lon"] <= east and south <= site["lat"] <= north)
    ]
    if not towns:
        return ""
    return ngettext(
        "Hors du cadre de la carte : le site {towns}.",
        "Hors du cadre de la carte : les sites {towns}.",
        len(towns),
    ).format(towns=enumeration(towns))


def seatless_note(left_out: pd.DataFrame) -> str:
    """Return how many known poles the choice cannot see, from `geo.reach.coverage.left_out_of`."""
    if left_out.empty:
        return ""
    return ngettext(
        "{count} pôle connu n'a pas de siège connu : sa ville paraît vide au calcul "
        "(voir l'onglet « Pôles sans siège »).",
        "{count} pôles connus n'ont pas de siège connu : leurs villes paraissent vides au calcul "
        "(voir l'onglet « Pôles sans siège »).",
        len(left_out),
    ).format(count=number(len(left_out)))


def spared_refusals(
    atlas: Atlas, request: SitingRequest, reached: Reach, cost: Mapping[str, Any]
) -> list[str]:
    """Say of each vetoed town that was not in the best choice why it was not, in Markdown.

    Parameters
    ----------
    atlas
        The tables.
    request
        With its vetoes.
    reached
        Whom the poles of the request reach today.
    cost
        From `geo.siting.study.cost_of_vetoes`.
    """
    communes = atlas.require_communes().set_index("code")
    table = reached.table.set_index("code")
    sentences = []
    for town in cost["spared"]:
        row, zone = table.loc[town["code"]], communes.loc[town["code"], "zone_emploi"]
        pole = _reaching_pole(reached, row, zone, request)
        sentences.append(
            " ".join(map(told, words.spared(town, request.weights, pole, markdown_text)))
        )
    return sentences


def counted_people(count: float, weights: Weights) -> str:
    """Write a weight: inhabitants, or those who count; a weight where one counts for several."""
    return told(words.counted_people(count, weights))


def _reaching_pole(
    reached: Reach, row: pd.Series, zone: object, request: SitingRequest
) -> str | None:
    """Return a pole that reaches a commune under the rule of the request."""
    if not row["reached"]:
        return None
    poles = reached.poles
    same = poles["id"] == row["nearest_pole"]
    if request.rule.km is None:
        same = poles["zone_emploi"] == zone
    return str(poles.loc[same, "name"].iloc[0]) if same.any() else None


def question_sentence(territory: Territory) -> str:
    """Return what is asked while there is no answer, in Markdown."""
    place = markdown_text(territory_label(territory))
    return _("**{place}** : où placer de nouveaux pôles ?").format(place=place)


def sentence(territory: Territory, request: SitingRequest, answer: Mapping[str, Any]) -> str:
    """Return the answer in words, in Markdown."""
    place = f"**{markdown_text(territory_label(territory))}**"
    details, sites = answer["details"], answer["sites"]
    within = (
        _("dans la zone d'emploi d'un pôle")
        if request.rule.km is None
        else _("à moins de {km} km d'un pôle").format(km=number(request.rule.km))
    )
    if not sites:
        nobody = (
            _("{place} : aucun site de plus n'atteindrait quelqu'un de plus.")
            if request.weights == EVERYBODY
            else _("{place} : aucun site de plus n'atteindrait quelqu'un de plus qui compte.")
        )
        return nobody.format(place=place)
    everybody = request.weights == EVERYBODY
    if everybody:
        total = details["population"]
        shares = [answer[f"population_reached_{when}"] / total for when in ("before", "after")]
    else:
        total = details["weight"]
        before = details["weight_reached_before"]
        after = details["weight_reached_after"]
        shares = [before / total if total else 0, after / total if total else 0]
    text = ngettext(
        "{place} : avec **{count} pôle** de plus, **{after}** {who} vivraient {within}, contre "
        "{before} à portée d'un pôle connu aujourd'hui.",
        "{place} : avec **{count} pôles** de plus, **{after}** {who} vivraient {within}, contre "
        "{before} à portée d'un pôle connu aujourd'hui.",
        len(sites),
    )
    return text.format(
        place=place,
        count=number(len(sites)),
        before=share(shares[0]),
        after=share(shares[1]),
        who=who_counts(request.weights),
        within=within,
    )


def nobody_more(weights: Weights) -> str:
    """Say that one site more would add nobody."""
    return told(words.nobody_more(weights))


def figures(answer: Mapping[str, Any]) -> list[Figure]:
    """Return people reached before and after, in all and by priority."""
    details = answer["details"]

    def figure(label: str, before: float, after: float, total: float, unknown: int = 0) -> Figure:
        if not total:
            return Figure(label, percent(None), told(NOBODY_HERE), unknown_priority(unknown))
        gain = _("{share} aujourd'hui ; + {people}").format(
            share=share(before / total), people=number(after - before)
        )
        return Figure(
            label,
            share(after / total),
            unbroken(gain),
            " ".join(
                filter(
                    None,
                    [
                        told(words.reached(before, after, total)),
                        unknown_priority(unknown),
                    ],
                )
            ),
        )

    found = [
        figure(
            _(ALL_PEOPLE),
            answer["population_reached_before"],
            answer["population_reached_after"],
            details["population"],
        )
    ]
    for name in PRIORITIES:
        part = details["priority"][name]
        label, unknown = _(PRIORITY_NAMES[name]), part["population_unknown"]
        if part["population"] is None:
            found.append(Figure(label, _("inconnu"), "", unknown_priority(unknown)))
            continue
        found.append(
            figure(
                label,
                part["population_reached_before"],
                part["population_reached_after"],
                part["population"],
                unknown,
            )
        )
    return found


def proof(answer: Mapping[str, Any]) -> str:
    """Return whether a choice could do better."""
    return told(words.proof(None if answer["optimal"] else answer["gap"]))


def veto_sentence(cost: Mapping[str, Any], weights: Weights = EVERYBODY) -> str:
    """Return what the towns that say no take away."""
    return told(words.refused(cost, markdown_text(cost["refused"], 300), weights))
