"""The choices beside the map of poles."""

import streamlit as st

from geo.places.territories import Territory
from geo.poles.select import known_cohorts
from geo.tables.atlas import Atlas
from geo.vocabulary import SECTORS, STATUSES
from ui.parts.filters import background, layer_choices, only_announced
from ui.parts.territory_search import choose_territory
from ui.parts.widgets import many, worded
from ui.text.i18n import _
from ui.text.labels import cohort_short, sector_label, status_label
from ui.view import session
from ui.view.choices import colour_label
from ui.view.state import COLOURS


def sidebar(atlas: Atlas, territory: Territory) -> None:
    """Show the choices; `ui.view.session.chosen` is the view they make."""
    if only_announced(territory):
        return
    with st.sidebar:
        choose_territory(atlas, territory)
        many("cohorts", _("Vagues"), known_cohorts(atlas), cohort_short)
        many("sectors", _("Secteurs"), SECTORS, sector_label)
        many("statuses", _("Statuts"), STATUSES, status_label)
        st.radio(
            _("Couleur des pôles"),
            COLOURS,
            format_func=worded(COLOURS, colour_label),
            key=session.widget_key("colour"),
            persist_state="session",
            horizontal=True,
        )
        layer_choices()
        background()
