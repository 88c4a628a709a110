"""Carte des pôles.

The question it answers: where are the poles, and on what kind of territory does each stand?
"""

import streamlit as st

from geo.people.context import population_context
from geo.places.territories import get_territory
from geo.poles.select import select_poles, summarise_poles
from ui.maps import crowds
from ui.maps.show import show_map
from ui.parts import citations, legend, notices, pole_table, shortcuts
from ui.parts.entrance import enter
from ui.parts.pole_sheet import show_chosen
from ui.prints import buttons
from ui.screens.carte import files, filters, show
from ui.text.figures import completeness_note
from ui.text.i18n import _
from ui.view import session
from ui.view.rules import map_filter

atlas, view = enter("carte")
territory = get_territory(atlas, view.territory)
if atlas.poles is None:
    filters.sidebar(atlas, territory)
    notices.show_problems(atlas)
    session.stop(view)

pole_filter = map_filter(territory, view)
poles = select_poles(atlas, pole_filter)
view, missing = session.without_absent_pole(view, set(poles["id"]))

# The map is what the eye waits for: it is sent first, whatever stands above it.
above, middle, below = st.container(), st.container(), st.container()
with middle:
    clicked = show_map(atlas, territory, poles, view, session.opened_sheet(view.pole))
if clicked:
    view = session.click(view, clicked)
filters.sidebar(atlas, territory)
with above:
    notices.show_problems(atlas)
    notices.show_invalid(session.take_invalid())
    notices.show_absent_pole(missing)
    summary = summarise_poles(atlas, pole_filter)
    people = None if atlas.communes is None else population_context(atlas, territory)
    show.show(territory, summary, people, atlas.own)
    shortcuts.show_shortcuts(atlas, poles)
if session.is_first_look():
    session.stop(view)
with below:
    legend.show_legend(view, atlas.own, crowds.drawn(atlas, [territory], poles))
    citations.show_credits(atlas, view)
    citations.show_outline_note(atlas, territory)
    st.caption(completeness_note(summary))
    show_chosen(poles, view.pole)
    table = pole_table.pole_table(atlas, poles)
    shown, listed, taken = st.tabs([_("Tableau"), _("Sans siège connu"), _("Télécharger")])
    with shown:
        pole_table.show_table(table, poles["id"], atlas.own)
    with listed:
        pole_table.show_seatless(poles, table)
    with taken:
        buttons.show_prints(atlas, territory, view, "carte")
        files.show_downloads(atlas, poles, table, view, territory)
session.end(view)
