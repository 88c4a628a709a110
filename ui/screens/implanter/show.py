"""The answer of the siting screen: its request, its sentence, its figures."""

import pandas as pd
import streamlit as st

from geo.places.territories import get_territory
from geo.siting.cover import (
    SitingRequest,
)
from geo.tables.atlas import Atlas
from ui.parts.figures import show_figures
from ui.screens.implanter.solver import Study
from ui.screens.implanter.words import (
    figures,
    first_towns,
    nobody_more,
    proof,
    seatless_note,
    sentence,
    spared_refusals,
    unsure_note,
    veto_sentence,
)
from ui.text.formats import number
from ui.text.i18n import _, ngettext
from ui.text.labels import territory_label
from ui.text.safe import markdown_text
from ui.view import session
from ui.view.rules import cached_reach


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
