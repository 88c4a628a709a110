"""Comparer.

The question it answers: is this territory better served than that one, and is the difference real?
"""

import streamlit as st

from geo.places.territories import get_territory
from ui.maps.comparer import show_panels
from ui.parts import citations, filters, notices
from ui.parts.entrance import enter
from ui.screens.comparer import facts, show
from ui.view import session
from ui.view.rules import settled

atlas, view = enter("comparer")
view, set_aside = settled(atlas, view)
territory = get_territory(atlas, view.territory)
if atlas.poles is None or atlas.communes is None:
    filters.coverage_sidebar(atlas, territory, one_map=False)
    notices.show_problems(atlas)
    session.stop(view)

shown = facts.comparison(atlas, view)
session.share_as(**facts.named_link(shown.compared))
# Of the example, the first stands for the choice that the reader has not made.
territory = shown.compared.territories[0]

# The maps are what the eye waits for: they are sent first, whatever stands above them.
above, middle, below = st.container(), st.container(), st.container()
with middle:
    show_panels(show.map_panels(shown), view, shown.question)
filters.coverage_sidebar(atlas, territory, one_map=False)
with above:
    notices.show_problems(atlas)
    notices.show_invalid(session.take_invalid())
    for note in set_aside:
        st.warning(note)
    show.show_answer(shown)
    show.show_choice(atlas, view, shown.compared)
if session.is_first_look():
    session.stop(view)
with below:
    show.show_scale_note(shown)
    show.show_legend(shown, view)
    citations.show_coverage_credits(atlas, shown.question.priorities)
    show.show_words(shown)
    show.show_parts(shown, view)
session.end(view)
