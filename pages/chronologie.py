"""Chronologie.

The question it answers: how did we get here, wave by wave?
"""

import streamlit as st

from geo.places.territories import get_territory
from geo.poles.select import PoleFilter
from ui.parts import citations, legend, notices, shortcuts
from ui.parts.entrance import enter
from ui.parts.left_out import show_left_out
from ui.prints import buttons
from ui.screens.chronologie import files, filters, show, words
from ui.screens.chronologie.facts import cached_timeline
from ui.text.i18n import _
from ui.view import session
from ui.view.rules import cached_left_out, cached_reach, question, settled

atlas, view = enter("chronologie")
view, set_aside = settled(atlas, view)
territory = get_territory(atlas, view.territory)
filters.sidebar(atlas, territory)
notices.show_problems(atlas)
if atlas.poles is None or atlas.communes is None or atlas.waves is None:
    session.end(view)
    st.stop()

notices.show_invalid(session.take_invalid())
for note in set_aside:
    st.warning(note)
chosen = question(atlas, territory, view)
# Every wave counts on this screen, whatever poles the others keep.
asked = chosen.of(PoleFilter())
table = cached_timeline(asked)
left_out = cached_left_out(asked)
show.show_answer(asked, table, left_out)
shortcuts.show_shortcuts(atlas, cached_reach(chosen).poles)
show.show_multiples(asked, table)
if words.pictured(atlas, table):
    legend.show_marks(words.marks(atlas.own))
citations.show_coverage_credits(atlas, asked.priorities)
tabs = st.tabs(
    [
        _("Vague par vague"),
        _("Couverture"),
        _("Nouveau ou déjà atteint"),
        _("Totaux publiés"),
        _("Pôles sans siège"),
        _("Télécharger"),
    ]
)
with tabs[0]:
    show.show_player(asked, table)
with tabs[1]:
    show.show_growth(table)
with tabs[2]:
    show.show_overlap(table)
with tabs[3]:
    show.show_totals(atlas)
with tabs[4]:
    show_left_out(left_out)
with tabs[5]:
    files.show_files(
        asked,
        table,
        view,
        lambda: buttons.show_territory_print(atlas, territory, view),
    )
session.end(view)
