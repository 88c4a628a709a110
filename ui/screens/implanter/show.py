"""The answer of the siting screen: its request, its sentence, its figures."""

from collections.abc import Iterable, Sequence

import pandas as pd
import streamlit as st

from geo.places.territories import get_territory
from geo.siting.cover import (
    EVERYBODY,
    SitingRequest,
    Weights,
)
from geo.tables.atlas import Atlas, OwnList
from ui.charts import charts
from ui.charts.switch import show_chart
from ui.maps.crowds import Crowd
from ui.parts.columns import column_config, show_columns
from ui.parts.figures import show_figures
from ui.parts.legend import legend_line, pole_line
from ui.parts.marks import Mark
from ui.parts.style import show_html
from ui.screens.implanter import words
from ui.screens.implanter.study import Study
from ui.screens.implanter.tables import (
    curve_columns,
    curve_table,
    refusal_columns,
    refusal_table,
    site_columns,
    stability_columns,
    stability_table,
)
from ui.screens.implanter.wait import show_absent
from ui.screens.implanter.words import (
    counted_people,
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
from ui.text.columns import titles
from ui.text.formats import number
from ui.text.i18n import _, ngettext
from ui.text.own_list import named
from ui.text.safe import join_html, markdown_text
from ui.view import session
from ui.view.choices import ViewState
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
        st.markdown(f"### {named(atlas.own, words.question_sentence(territory))}")
        return
    st.markdown(f"### {named(atlas.own, sentence(territory, request, answer))}")
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
        reached = cached_reach(request.today(atlas))
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


def show_sites(table: pd.DataFrame, weights: Weights) -> None:
    """Show the sites; a chosen row can be struck out or imposed."""
    if table.empty:
        st.info(words.nobody_more(weights))
        return
    order = (
        _("Dans l'ordre des habitants que chaque site ajoute aux précédents.")
        if weights == EVERYBODY
        else _("Dans l'ordre des habitants qui comptent, que chaque site ajoute aux précédents.")
    )
    how = _("Cochez une ligne pour écarter ou imposer la ville : le calcul reprend aussitôt.")
    st.caption(f"{order} {how}")
    chosen = show_columns(
        table,
        site_columns(weights, imposed=bool(table["imposed"].any())),
        _("Sites proposés"),
        missing=_("inconnu"),
        on_select="rerun",
        selection_mode="single-row",
        key="sites-proposes",
    )
    rows = chosen["selection"]["rows"]
    if not rows or rows[0] >= len(table):
        return
    code, name = table["commune"].iloc[rows[0]], markdown_text(table["name"].iloc[rows[0]])
    with st.container(horizontal=True):
        st.button(
            _("Écarter {name}").format(name=name),
            key="ecarter",
            on_click=strike,
            args=(code,),
        )
        st.button(
            _("Imposer {name}").format(name=name),
            key="imposer",
            on_click=hold,
            args=(code,),
        )


def show_curve(study: Study, request: SitingRequest) -> None:
    """Show people reached against the number of sites, to see where it flattens."""
    points, columns = curve_table(study, request), curve_columns(request.weights)
    if points.empty:
        show_absent(study, _("La courbe arrive avec la suite du calcul."))
        return
    details = study.events["answer"]["details"]
    total = details["population" if request.weights == EVERYBODY else "weight"]
    how = _("Chaque nombre de sites est résolu à part ; en foncé, le nombre choisi.")
    base = _("La part est prise sur {people}.").format(
        people=counted_people(total, request.weights)
    )
    bars = pd.DataFrame(
        {
            "name": [number(count) for count in points["sites"]],
            "value": points["share"],
            "chosen": points["sites"] == request.sites,
        }
    )
    show_chart(
        charts.bars(bars, titles(columns)["share"], charts.SHARE, (0, 1)),
        points,
        column_config(columns),
        "courbe",
        f"{how} {base}",
    )


def show_stability(study: Study, request: SitingRequest) -> None:
    """Show how the choice holds when the radius moves, and when a town says no."""
    if request.rule.km is None:
        st.info(_("La règle de la zone d'emploi n'a pas de rayon à faire varier."))
    else:
        table = stability_table(study, request.weights)
        if table.empty:
            show_absent(study, _("La stabilité arrive avec la suite du calcul."))
            return
        held = _("Si le rayon est de 20 % plus court ou plus long, les sites tiennent-ils ?")
        rule = _(
            "Habitants à portée d'un pôle ; la part compare ce que les sites ajoutent aux pôles "
            "connus."
        )
        st.caption(f"{held} {rule}")
        show_columns(
            table, stability_columns(request.weights), _("Stabilité quand le rayon change")
        )
    refusals = refusal_table(study, request.weights)
    if refusals.empty:
        return
    answer = study.events["answer"]
    after = answer["details"]["weight_reached_after"]
    st.caption(
        _(
            "Si une ville dit non : le meilleur choix sans elle, face à {people} à portée avec "
            "les sites proposés."
        ).format(people=counted_people(after, request.weights))
    )
    show_columns(refusals, refusal_columns(request.weights), _("Meilleur choix sans chaque ville"))


def show_siting_legend(
    view: ViewState, marks: Iterable[Mark], own: OwnList | None, crowds: Sequence[Crowd | None]
) -> None:
    """Show the legend of the map of new sites: its own marks, then those of the poles."""
    poles = pole_line(view, own, crowds, hollow=False)
    show_html(join_html([legend_line(_("Communes"), marks), poles]))
