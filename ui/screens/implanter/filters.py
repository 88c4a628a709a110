"""The choices of new sites."""

from collections.abc import Mapping

import streamlit as st

from geo.places.territories import Territory
from geo.tables.atlas import Atlas
from ui.parts.filters import background, which_poles
from ui.parts.territory_search import choose_territory
from ui.parts.widgets import one, slider, tenths, whole
from ui.text.i18n import _
from ui.view import session
from ui.view.choices import weighting_label
from ui.view.rules import rule_name
from ui.view.state import DETOURS, RADII_KM, SITE_REACHES, SITES, TOWN_SIZES, WEIGHTINGS, WEIGHTS


def sidebar(atlas: Atlas, territory: Territory, towns: Mapping[str, str]) -> None:
    """Show the choices of new sites.

    Parameters
    ----------
    atlas
        The tables.
    territory
        Where sites are looked for.
    towns
        Code to name of the towns that may be vetoed or imposed.
    """
    with st.sidebar:
        choose_territory(atlas, territory)
        slider("sites", _("Nouveaux pôles"), SITES)
        one("weighting", _("Qui compte"), WEIGHTINGS, weighting_label)
        if st.session_state[session.widget_key("weighting")] == "choix":
            for name, label in (
                ("weight_qpv", _("Un habitant de quartier prioritaire (QPV) compte pour")),
                ("weight_rural", _("Un habitant de commune rurale")),
                ("weight_basin", _("Un habitant de bassin désindustrialisé")),
                ("weight_all", _("Un habitant quelconque")),
            ):
                slider(name, label, WEIGHTS)
        one("site_reach", _("Un pôle atteint…"), SITE_REACHES, rule_name)
        if st.session_state[session.widget_key("site_reach")] == "radius":
            slider("km", _("Rayon (km)"), RADII_KM)
            slider(
                "detour", _("Détour (1,0 : à vol d'oiseau ; 1,3 : par la route)"), DETOURS, tenths
            )
        for name, label in (
            ("veto", _("Villes écartées (elles disent non)")),
            ("impose", _("Villes imposées")),
        ):
            st.multiselect(
                label,
                list(towns),
                format_func=towns.__getitem__,
                key=session.widget_key(name),
                persist_state="session",
                placeholder=_("Aucune"),
                filter_mode="contains",
                select_all=False,  # shown first, it would be what Enter chooses
            )
        slider("town_size", _("Ville candidate : habitants, au moins"), TOWN_SIZES, whole)
        which_poles(atlas)
        background()
