"""The choices of new sites."""

from collections.abc import Mapping

import streamlit as st

from geo.places.territories import Territory
from geo.tables.atlas import Atlas
from geo.vocabulary import RADIUS
from ui.parts.filters import which_poles
from ui.parts.territory_search import choose_territory
from ui.parts.widgets import ask


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
        ask("sites")
        if ask("weighting") == "choix":
            for name in ("weight_qpv", "weight_rural", "weight_basin", "weight_all"):
                ask(name)
        if ask("site_reach") == RADIUS:
            ask("km")
            ask("detour")
        for name in ("veto", "impose"):
            ask(name, list(towns), towns.__getitem__)
        ask("town_size")
        which_poles(atlas)
        ask("background")
