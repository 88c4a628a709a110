"""The answer of the coverage screen: its sentence, its figures, its tables."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from geo.errors import TableError
from geo.people.basins import DEFAULT_BASINS, basin_table
from geo.reach.access import DEFAULT_CATCHMENT
from geo.reach.coverage import Coverage
from geo.reach.question import Question
from geo.reach.reach import Reach, ReachRule
from geo.reach.words import closed_note, distances, fallback_note
from geo.tables.atlas import Atlas
from ui.charts import charts
from ui.charts.switch import show_chart
from ui.parts.columns import column_config, show_columns
from ui.parts.figures import show_figures
from ui.screens.couverture.tables import (
    BASINS,
    RULES,
    access_columns,
    access_table,
    moved_basins,
    rule_table,
)
from ui.screens.couverture.words import (
    detour_note,
    figures,
    priority_note,
    priority_rule_note,
    sentence,
)
from ui.text.columns import titles
from ui.text.formats import kilometres, number, percent, signed_percent, unbroken
from ui.text.i18n import _, ngettext
from ui.text.labels import PRIORITY_NAMES, enumeration
from ui.text.messages import told
from ui.text.own_list import named
from ui.text.safe import markdown_text
from ui.view.choices import ViewState
from ui.view.rules import basin_rule, cached_closed, cached_fallback


def show_answer(
    question: Question,
    covered: Coverage,
    rest: Mapping[str, float | None],
    left_out: pd.DataFrame,
) -> None:
    """Show the sentence, the figures, and which poles they count or leave out against custom.

    Parameters
    ----------
    question
        What was asked.
    covered
        Coverage of the territory.
    rest
        From `geo.reach.contrast.shares_of_the_rest`.
    left_out
        Poles of the territory that do not count, from `geo.reach.coverage.left_out_of`.
    """
    atlas, rule = question.atlas, question.rule
    fallback = cached_fallback(question)
    st.markdown(f"### {unbroken(named(atlas.own, sentence(covered, rule)))}")
    show_figures(figures(covered, rest, rule, question.priorities))
    choices = [priority_note(name, question.priorities) for name in PRIORITY_NAMES]
    together = priority_rule_note(covered)
    notes = [note for note in (detour_note(rule), together, *choices) if note]
    if len(left_out):
        notes.append(
            ngettext(
                "{count} pôle sans siège connu n'est pas compté (voir l'onglet).",
                "{count} pôles sans siège connu ne sont pas comptés (voir l'onglet).",
                len(left_out),
            ).format(count=number(len(left_out)))
        )
    if len(fallback):
        notes.append(told(fallback_note(len(fallback))))
    closed = cached_closed(question)["name"]
    if len(closed):
        notes.append(
            told(
                closed_note(
                    len(closed),
                    markdown_text(enumeration(list(closed)), 400),
                    _("le filtre Statuts"),
                )
            )
        )
    if notes:
        st.caption(" ".join(notes))


def show_commune(atlas: Atlas, reached: Reach, row: int | None, *, clicked: bool) -> None:
    """Say of the commune that was clicked who reaches it, or that there is none, as at sea."""
    if row is None:
        if clicked:
            st.info(_("Il n'y a pas de commune française à cet endroit."))
        return
    commune = atlas.require_communes().iloc[row]
    found = reached.table.iloc[row]
    name = f"**{markdown_text(commune['name'])}** ({commune['departement']})"
    nearest = reached.poles.set_index("id")["name"].get(found["nearest_pole"])
    state = (
        ngettext(
            "atteinte par {count} pôle", "atteinte par {count} pôles", int(found["poles"])
        ).format(count=number(found["poles"]))
        if found["reached"]
        else _("non atteinte")
    )
    if nearest is None:
        st.info(_("{name} : {state}.").format(name=name, state=state))
        return
    st.info(
        _("{name} : {state} ; siège le plus proche : {pole}, à {distance}.").format(
            name=name,
            state=state,
            pole=markdown_text(nearest),
            distance=kilometres(found["distance_km"]),
        )
    )


def show_rules(rules: pd.DataFrame, chosen: ReachRule) -> None:
    """Show how the answer moves with the rule: a bar a rule, and each priority on it."""
    table, shares = rule_table(rules, chosen), titles(RULES[1:])
    chart = charts.coverage_by_rule(table, shares, _("Part des habitants atteints"))
    title = _("Part des habitants atteints selon la règle : aucune n'est la vérité à elle seule.")
    show_chart(chart, table, column_config(RULES), "regles", title)


def show_access(profile: pd.DataFrame, rule: ReachRule) -> None:
    """Show how far the nearest pole is, and how much there is to share, beyond yes or no.

    Parameters
    ----------
    profile
        What `ui.view.rules.cached_profile` returned.
    rule
        Rule of reach, whose detour lengthens the distances.
    """
    st.caption(
        " ".join(
            [
                _("Part des habitants dont le siège de pôle le plus proche est à moins de…"),
                told(distances(rule)),
            ]
        )
    )
    show_columns(
        access_table(profile), access_columns(profile), _("Distance au pôle le plus proche")
    )
    st.caption(
        _(
            "Pôles par million d'habitants : chaque pôle est partagé entre ceux qui vivent à moins "
            "de {km} km, les plus lointains comptant moins (aire flottante en deux étapes)."
        ).format(km=number(DEFAULT_CATCHMENT.km))
    )


def show_basins(atlas: Atlas, view: ViewState) -> None:
    """Say which basins enter and leave the deindustrialised ones under the reader's thresholds."""
    rule = basin_rule(view)
    if rule.basis != DEFAULT_BASINS.basis:
        st.info(_("Un zonage officiel est choisi : les seuils d'emploi industriel ne jouent pas."))
        return
    try:
        judged = basin_table(atlas, rule)
    except TableError as problem:
        st.info(markdown_text(told(problem.message)))
        return
    st.caption(
        _(
            "{count} zones d'emploi de 2010 sur {all} : emploi industriel ayant évolué moins bien "
            "que {change} de {start} à {end}, et part de l'industrie de plus de {share} en {start}."
        ).format(
            count=number(int(judged["desindustrialise"].sum())),
            all=number(int(judged["desindustrialise"].notna().sum())),
            change=signed_percent(judged.attrs["change_threshold"], 1),
            share=percent(judged.attrs["share_threshold"], 1),
            start=rule.start,
            end=rule.end,
        )
    )
    moved = moved_basins(atlas, view)
    if moved.empty:
        st.info(_("Aucun bassin n'entre ni ne sort avec les réglages choisis."))
        return
    show_columns(moved, BASINS, _("Bassins qui entrent ou sortent"))
