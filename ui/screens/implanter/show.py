"""The answer of the siting screen: its request, its sentence, its figures."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import pandas as pd
import streamlit as st

from geo.errors import FilterError
from geo.places.membership import commune_positions
from geo.places.territories import Territory, get_territory
from geo.reach.reach import ReachRule
from geo.siting.cover import (
    EVERYBODY,
    PRIORITY_ONLY,
    SitingRequest,
    Weights,
    candidate_towns,
)
from geo.tables.atlas import Atlas
from geo.vocabulary import PRIORITIES, RADIUS
from ui.parts.figures import Figure, show_figures
from ui.screens.implanter.solver import Study
from ui.screens.implanter.words import (
    RURAL_AND_QPV,
    counted_people,
    first_towns,
    seatless_note,
    spared_refusals,
    unsure_note,
    who_counts,
)
from ui.text.formats import number, percent, share, unbroken
from ui.text.i18n import _, ngettext
from ui.text.labels import PRIORITY_NAMES, territory_label, unknown_priority
from ui.text.safe import markdown_text, plain_text
from ui.view import session
from ui.view.rules import cached_reach, pole_filter, priority_rule
from ui.view.state import ViewState

TIME_LIMIT_S: Final = 60.0


def weights_of(view: ViewState) -> Weights:
    """Return what one inhabitant counts for in a view; all at nothing means everybody."""
    if view.weighting == "population":
        return EVERYBODY
    if view.weighting == "priorite":
        return PRIORITY_ONLY
    if view.weighting == "ruraux-qpv":
        return RURAL_AND_QPV
    chosen = [
        int(value)
        for value in (view.weight_qpv, view.weight_rural, view.weight_basin, view.weight_all)
    ]
    return Weights(*chosen) if any(chosen) else EVERYBODY


def request_of(view: ViewState, territory: Territory) -> SitingRequest:
    """Return what a view asks for.

    Raises
    ------
    FilterError
        When its choices contradict each other.
    """
    km = float(view.km) if view.site_reach == RADIUS else None
    return SitingRequest(
        territory=territory,
        sites=int(view.sites),
        rule=ReachRule(view.site_reach, km, float(view.detour)),
        weights=weights_of(view),
        priorities=priority_rule(view),
        poles=pole_filter(view),
        min_population=int(view.town_size),
        veto=view.veto,
        impose=view.impose,
        time_limit_s=TIME_LIMIT_S,
    )


def town_names(atlas: Atlas, territory: Territory, view: ViewState) -> dict[str, str]:
    """Return the towns that may be vetoed or imposed, those that are already included."""
    given = dict.fromkeys((*view.veto, *view.impose))
    try:
        asked = SitingRequest(territory, min_population=int(view.town_size))
        codes = [*candidate_towns(atlas, asked)["code"], *given]
    except FilterError:
        codes = list(given)
    communes = atlas.require_communes().set_index("code")
    return {
        code: plain_text(f"{communes.loc[code, 'name']} ({communes.loc[code, 'departement']})")
        for code in dict.fromkeys(codes)
    }


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
    if weights == EVERYBODY:
        return _("Un site de plus n'atteindrait personne de plus.")
    return _("Un site de plus n'atteindrait personne de plus qui compte.")


def figures(answer: Mapping[str, Any]) -> list[Figure]:
    """Return people reached before and after, in all and by priority."""
    details = answer["details"]

    def figure(label: str, before: float, after: float, total: float, unknown: int = 0) -> Figure:
        if not total:
            return Figure(
                label, percent(None), _("personne dans ce cas ici"), unknown_priority(unknown)
            )
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
                        _(
                            "{after} habitants à portée sur {total}, contre {before} à portée "
                            "d'un pôle connu aujourd'hui."
                        ).format(after=number(after), total=number(total), before=number(before)),
                        unknown_priority(unknown),
                    ],
                )
            ),
        )

    found = [
        figure(
            _("Tous les habitants"),
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


def show_answer(
    atlas: Atlas, request: SitingRequest, study: Study | None, left_out: pd.DataFrame
) -> None:
    """Show the sentence, the towns, the figures, the proof, and what the vetoes cost.

    Parameters
    ----------
    atlas
        The tables.
    request
        What was asked.
    study
        Its study, as far as it is.
    left_out
        Poles of the territory without known seat, from `geo.reach.coverage.left_out_of`.
    """
    territory = get_territory(atlas, str(request.territory.id))
    answer = study.events.get("answer") if study else None
    if answer is None:
        place = markdown_text(territory_label(territory))
        st.markdown("### " + _("**{place}** : où placer de nouveaux pôles ?").format(place=place))
        return
    st.markdown(f"### {sentence(territory, request, answer)}")
    if answer["sites"]:
        st.markdown(first_towns(answer))
    show_figures(figures(answer))
    if not answer["optimal"]:
        st.warning(proof(answer))
    notes = [*([proof(answer)] if answer["optimal"] else []), unsure_note(answer)]
    if len(answer["sites"]) < request.sites and answer["sites"]:
        notes.append(nobody_more(request.weights))
    candidates = answer["details"]["candidates"]
    notes.append(
        ngettext(
            "{count} ville candidate : la plus peuplée de son intercommunalité ou de sa zone "
            "d'emploi (les sièges ne sont pas dans nos sources).",
            "{count} villes candidates : la plus peuplée de son intercommunalité ou de sa zone "
            "d'emploi (les sièges ne sont pas dans nos sources).",
            candidates,
        ).format(count=number(candidates))
    )
    notes.append(seatless_note(left_out))
    st.caption(" ".join(note for note in notes if note))
    cost = study.events.get("vetoes", {}).get("cost") if study else None
    if cost:
        reached = cached_reach(request.rule, request.poles)
        spared = spared_refusals(atlas, request, reached, cost)
        lost = [veto_sentence(cost, request.weights)] if cost["refused"] else []
        st.info(" ".join([*lost, *spared]))


def proof(answer: Mapping[str, Any]) -> str:
    """Return whether a choice could do better."""
    if answer["optimal"]:
        return _("Aucun autre choix de sites ne fait mieux : c'est prouvé.")
    return _("Meilleur choix trouvé, sans preuve, à {gap} au plus du meilleur possible.").format(
        gap=percent(answer["gap"], 2)
    )


def veto_sentence(cost: Mapping[str, Any], weights: Weights = EVERYBODY) -> str:
    """Return what the towns that say no take away."""
    names = markdown_text(cost["refused"], 300)
    if cost["loses"] <= 0:
        return _("Le refus de {names} ne coûte rien : un autre choix fait aussi bien.").format(
            names=names
        )
    return _("Le refus de {names} laisse hors de portée {people} de plus.").format(
        names=names, people=counted_people(cost["loses"], weights)
    )


def settled_towns(
    atlas: Atlas, territory: Territory, view: ViewState
) -> tuple[ViewState, list[str]]:
    """Return a view whose vetoed and imposed towns fit, and one sentence for each set aside."""
    inside = set(
        atlas.require_communes()["code"].iloc[commune_positions(atlas, territory)].tolist()
    )
    notes = []
    impose = tuple(code for code in view.impose if code in inside and code not in view.veto)
    impose = impose[: int(view.sites)]
    if impose != view.impose:
        notes.append(
            _(
                "Des villes imposées sont laissées de côté : hors du territoire, écartées aussi, "
                "ou plus nombreuses que les sites."
            )
        )
    try:
        asked = SitingRequest(territory, min_population=int(view.town_size))
        towns = set(candidate_towns(atlas, asked)["code"])
    except FilterError:
        towns = set()
    veto = tuple(code for code in view.veto if code in towns)
    if veto != view.veto:
        notes.append(
            _(
                "Des villes écartées sont laissées de côté : hors du territoire, ou pas "
                "candidates avec ces choix."
            )
        )
    return replace(view, impose=impose, veto=veto), notes


def strike(code: str) -> None:
    """Add a town to those that say no."""
    view = session.current()
    session.change(
        veto=tuple(sorted({*view.veto, code})),
        impose=tuple(one for one in view.impose if one != code),
    )


def hold(code: str) -> None:
    """Add a town to those that are imposed."""
    session.change(impose=tuple(sorted({*session.current().impose, code})))
