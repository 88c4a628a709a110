"""The choices that several screens show beside their map."""

import streamlit as st

from geo.places.territories import (
    Territory,
)
from geo.poles.select import known_cohorts
from geo.tables.atlas import Atlas
from geo.vocabulary import SECTORS, STATUSES
from ui.maps import layers
from ui.parts.territory_search import choose_territory
from ui.parts.vocabulary import years
from ui.parts.widgets import many, one, slider, tenths, worded
from ui.text.i18n import _
from ui.text.labels import (
    cohort_short,
    layer_label,
    sector_label,
    status_label,
    territory_label,
)
from ui.text.safe import markdown_text
from ui.view import session
from ui.view.choices import (
    background_label,
    basis_label,
    display_label,
    mesh_label,
    rural_label,
    year_label,
)
from ui.view.rules import rule_name
from ui.view.state import (
    BACKGROUNDS,
    BASES,
    DEFAULT_VIEW,
    DETOURS,
    DISPLAYS,
    JOB_YEARS,
    LAYER_GROUPS,
    MESHES,
    PERCENTILES,
    RADII_KM,
    REACHES,
    RURAL_CHOICES,
    TODAY,
)


def coverage_sidebar(atlas: Atlas, territory: Territory, *, one_map: bool = True) -> None:
    """Show the choices of the coverage screen, and of others that rest on a rule of reach.

    Parameters
    ----------
    atlas, territory
        The tables, and what the page is about.
    one_map
        Whether the page has one large map, whose mesh and background are chosen too.
    """
    if only_announced(territory):
        return
    with st.sidebar:
        choose_territory(atlas, territory)
        reach()
        one("display", _("Carte"), DISPLAYS, display_label)
        if one_map:
            one("mesh", _("Maille"), MESHES, mesh_label)
        which_poles(atlas)
        if one_map:
            background()


def reach() -> None:
    """Show how far a pole reaches."""
    one("reach", _("Un pôle atteint…"), REACHES, rule_name)
    if st.session_state[session.widget_key("reach")] == "radius":
        slider("km", _("Rayon (km)"), RADII_KM)
    # Every rule shows distances: a detour chosen under one must not stretch them unseen.
    slider("detour", _("Détour (1,0 : à vol d'oiseau ; 1,3 : par la route)"), DETOURS, tenths)


def which_poles(atlas: Atlas) -> None:
    """Show which poles count, and which territories have priority."""
    offered = (TODAY, *years(atlas))
    st.selectbox(
        _("Pôles retenus en"),
        offered,
        format_func=worded(offered, year_label),
        key=session.widget_key("year"),
        persist_state="session",
    )
    with st.expander(_("Quels pôles, quelles priorités")):
        many("cohorts", _("Vagues"), known_cohorts(atlas), cohort_short)
        many("sectors", _("Secteurs"), SECTORS, sector_label)
        many("statuses", _("Statuts"), STATUSES, status_label)
        many("rural", _("Communes rurales"), RURAL_CHOICES, rural_label)
        one("basis", _("Bassins désindustrialisés"), BASES, basis_label)
        if st.session_state[session.widget_key("basis")] == DEFAULT_VIEW.basis:
            slider("change", _("Recul : centile"), PERCENTILES)
            slider("share", _("Part : centile"), PERCENTILES)
            slider("start", _("De"), JOB_YEARS)
            slider("end", _("à"), JOB_YEARS)


def only_announced(territory: Territory) -> bool:
    """On a first look, say what is shown where the choices will stand; tell whether that is all.

    The map need not wait for their code.
    """
    if not session.is_first_look():
        return False
    with st.sidebar:
        st.caption(_("Territoire"))
        st.markdown(f"**{markdown_text(territory_label(territory))}**")
        st.caption(_("Les filtres arrivent…"))
    return True


def background() -> None:
    """Show what lies under the map."""
    st.radio(
        _("Fond de carte"),
        BACKGROUNDS,
        format_func=worded(BACKGROUNDS, background_label),
        key=session.widget_key("background"),
        persist_state="session",
        help=_("Un fond IGN ou OpenStreetMap demande ses images à un autre site."),
    )


def layer_choices() -> None:
    """Show the layers, group by group; those without a sound table are named as lost."""
    titles = {
        "limits": _("Limites"),
        "priority": _("Territoires prioritaires"),
        "proxies": _("Autres zonages"),
    }
    sound = layers.available_layers()
    for group, members in LAYER_GROUPS.items():
        options = [layer for layer in members if layer in sound]
        st.pills(
            titles[group],
            options,
            selection_mode="multi",
            format_func=worded(options, layer_name),
            key=session.widget_key(group),
            persist_state="session",
        )
        lost = [layer_name(layer) for layer in members if layer not in sound]
        if lost:
            st.caption(
                _("Indisponible, table absente ou abîmée : {layers}.").format(
                    layers=", ".join(lost)
                )
            )


def layer_name(layer: str) -> str:
    """Return a name short enough for a button; the legend spells it out."""
    short = {
        "anciennes-regions": _("Anciennes régions"),
        "frr": _("Rural : FRR"),
        "zrr": _("Rural : ancienne ZRR"),
        "afr": _("AFR"),
        "ber": _("BER"),
    }
    return short.get(layer) or layer_label(layer)
