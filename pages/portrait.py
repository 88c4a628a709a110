"""Portrait de territoire.

The question it answers: what should I know about my territory before the meeting?
"""

import streamlit as st

from geo.places.territories import get_territory
from geo.poles.select import summarise_poles
from ui.maps import crowds
from ui.maps.show import show_map
from ui.parts import citations, legend, notices, shortcuts
from ui.parts.entrance import enter
from ui.prints import buttons
from ui.screens.portrait import filters, show
from ui.screens.portrait.facts import portrait
from ui.text.figures import completeness_note
from ui.view import session
from ui.view.rules import cached_reach, question, settled

atlas, view = enter("portrait")
view, set_aside = settled(atlas, view)
territory = get_territory(atlas, view.territory)
if atlas.poles is None or atlas.communes is None:
    filters.sidebar(atlas, territory)
    notices.show_problems(atlas)
    session.stop(view)

asked = question(atlas, territory, view)
found = portrait(asked)

# The map is what the eye waits for: it is sent first, whatever stands above it.
above, middle, below = st.container(), st.container(), st.container()
with middle:
    poles = show.map_poles(found)
    show_map(atlas, territory, poles, view, "")
filters.sidebar(atlas, territory)
with above:
    notices.show_problems(atlas)
    notices.show_invalid(session.take_invalid())
    for note in set_aside:
        st.warning(note)
    show.show_answer(found)
    shortcuts.show_shortcuts(atlas, cached_reach(asked).poles)
if session.is_first_look():
    session.stop(view)
session.end(view)
with below:
    legend.show_legend(view, atlas.own, crowds.drawn(atlas, [territory], poles))
    citations.show_credits(atlas, view)
    st.caption(completeness_note(summarise_poles(atlas, asked.poles)))
    show.show_sections(
        found, lambda shown: buttons.show_prints(atlas, territory, shown, "portrait")
    )
