"""Couverture.

The question it answers: whom do the poles reach, and who is left out?
"""

import streamlit as st

from geo.places.territories import get_territory
from geo.poles.select import summarise_poles
from ui.maps import crowds
from ui.maps.base import map_context
from ui.maps.couverture import commune_at, coverage_group
from ui.maps.show import show_coverage_map
from ui.parts import citations, filters, gaps, legend, notices, shortcuts
from ui.parts.entrance import enter
from ui.parts.left_out import show_left_out
from ui.prints import buttons
from ui.screens.couverture import files, show
from ui.text.figures import completeness_note
from ui.text.i18n import _
from ui.view import session
from ui.view.rules import (
    cached_coverage,
    cached_left_out,
    cached_profile,
    cached_reach,
    cached_rest,
    cached_rules,
    question,
    settled,
)

atlas, view = enter("couverture")
view, set_aside = settled(atlas, view)
territory = get_territory(atlas, view.territory)
if atlas.poles is None or atlas.communes is None:
    filters.coverage_sidebar(atlas, territory)
    notices.show_problems(atlas)
    session.stop(view)

asked = question(atlas, territory, view)
reached = cached_reach(asked)
layers = coverage_group(map_context(atlas, territory, view), asked)

# The map is what the eye waits for: it is sent first, whatever stands above it.
above, middle, below = st.container(), st.container(), st.container()
with middle:
    place = show_coverage_map(atlas, territory, view, layers)
filters.coverage_sidebar(atlas, territory)
with above:
    notices.show_problems(atlas)
    notices.show_invalid(session.take_invalid())
    for note in set_aside:
        st.warning(note)
    covered = cached_coverage(asked)
    left_out = cached_left_out(asked)
    show.show_answer(asked, covered, cached_rest(asked), left_out)
    shortcuts.show_shortcuts(atlas, reached.poles)
if session.is_first_look():
    session.stop(view)
with below:
    show.show_commune(atlas, reached, commune_at(place), clicked=bool(place))
    legend.show_coverage_legend(view, atlas.own, crowds.drawn(atlas, [territory], reached.poles))
    citations.show_coverage_credits(atlas, asked.priorities)
    citations.show_outline_note(atlas, territory)
    st.caption(completeness_note(summarise_poles(atlas, asked.poles)))
    shown = files.Shown(
        question=asked,
        gaps=gaps.gap_table(asked, view),
        areas=gaps.area_table(asked, view),
        rules=cached_rules(asked),
        profile=cached_profile(asked),
        left_out=left_out,
    )
    tabs = st.tabs(
        [
            _("Manques"),
            _("Selon la règle"),
            _("Distance"),
            _("Pôles non comptés"),
            _("Bassins"),
            _("Télécharger"),
        ]
    )
    with tabs[0]:
        gaps.show_gap_choices()
        gaps.show_gaps(shown.gaps, view, covered, in_part=gaps.straddles(asked, view))
        gaps.show_areas(shown.areas)
    with tabs[1]:
        show.show_rules(shown.rules, asked.rule)
    with tabs[2]:
        show.show_access(shown.profile, asked.rule)
    with tabs[3]:
        show_left_out(left_out)
    with tabs[4]:
        show.show_basins(atlas, view)
    with tabs[5]:
        buttons.show_prints(atlas, territory, view, "couverture")
        files.show_downloads(shown, view)
session.end(view)
