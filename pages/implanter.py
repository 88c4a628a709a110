"""Implanter.

The question it answers: if we fund N more poles, where?
"""

import streamlit as st

from geo.errors import FilterError
from geo.places.territories import get_territory
from ui.maps import crowds
from ui.maps.base import map_context
from ui.maps.implanter import commune_letters, reach_group, site_group
from ui.maps.show import show_siting_map
from ui.parts import citations, notices, shortcuts
from ui.parts.entrance import enter
from ui.parts.left_out import show_left_out
from ui.prints import buttons
from ui.screens.implanter import facts, fair, files, filters, show, tables, wait, words
from ui.text.i18n import _
from ui.text.messages import told
from ui.text.safe import markdown_text
from ui.view import session
from ui.view.rules import cached_left_out, cached_reach, settled

atlas, view = enter("implanter")
view, set_aside = settled(atlas, view)
territory = get_territory(atlas, view.territory)
if atlas.poles is None or atlas.communes is None:
    filters.sidebar(atlas, territory, {})
    notices.show_problems(atlas)
    session.end(view)
    st.stop()

filters.sidebar(atlas, territory, facts.town_names(atlas, territory, view))
view, not_fitting = facts.settled_towns(atlas, territory, view)
notices.show_problems(atlas)
notices.show_invalid(session.take_invalid())
for note in (*set_aside, *not_fitting):
    st.warning(note)
try:
    request = facts.request_of(atlas, territory, view)
except FilterError as problem:
    st.error(markdown_text(told(problem.message)))
    session.end(view)
    st.stop()

study = wait.current_study(atlas, request)[1]
answer = study.events.get("answer") if study else None
asked = request.today(atlas)
reached = cached_reach(asked)
left_out = cached_left_out(asked)
show.show_answer(atlas, request, study, left_out)
if not answer:
    wait.show_wait(atlas, request)
letters = commune_letters(asked, answer["newly"] if answer else [])
shortcuts.show_shortcuts(atlas, reached.poles)
context = map_context(atlas, territory, view)
groups = [reach_group(context, letters), site_group(answer["sites"] if answer else [])]
show_siting_map(atlas, context, groups, reached.poles)
grouped = crowds.drawn(atlas, [territory], reached.poles)
show.show_siting_legend(view, tables.siting_marks(), atlas.own, grouped)
if answer and (outside := words.outside_note(atlas, territory, answer)):
    st.caption(outside)
citations.show_coverage_credits(atlas, request.priorities)
if study and answer:
    wait.show_wait(atlas, request)
    table = tables.site_table(answer)
    tabs = st.tabs(
        [
            _("Sites"),
            _("Courbe"),
            _("Stabilité et refus"),
            _("Plus équitable ?"),
            _("Pôles sans siège"),
            _("Télécharger"),
        ]
    )
    with tabs[0]:
        show.show_sites(table, request.weights)
    with tabs[1]:
        show.show_curve(study, request)
    with tabs[2]:
        show.show_stability(study, request)
    with tabs[3]:
        fair.show_alternatives(study, request.weights)
    with tabs[4]:
        show_left_out(left_out)
    with tabs[5]:
        files.show_files(
            atlas,
            study,
            view,
            territory,
            lambda: buttons.show_territory_print(atlas, territory, view),
        )
session.end(view)
