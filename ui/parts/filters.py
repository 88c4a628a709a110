"""The choices that several screens show beside their map."""

import streamlit as st

from geo.places.territories import Territory
from geo.poles.select import known_cohorts
from geo.tables.atlas import Atlas
from geo.vocabulary import RADIUS
from ui.maps import layers
from ui.parts.own_list import show_own_list
from ui.parts.territory_search import choose_territory
from ui.parts.vocabulary import years
from ui.parts.widgets import ask, worded
from ui.text.i18n import _
from ui.text.labels import layer_label, territory_label
from ui.text.safe import markdown_text
from ui.view import session
from ui.view.choices import DEFAULT_VIEW, LAYER_GROUPS, TODAY


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
        ask("display")
        if one_map:
            ask("mesh")
        which_poles(atlas)
        if one_map:
            ask("background")


def reach() -> None:
    """Show how far a pole reaches."""
    if ask("reach") == RADIUS:
        ask("km")
    # Every rule shows distances: a detour chosen under one must not stretch them unseen.
    ask("detour")


def which_poles(atlas: Atlas) -> None:
    """Show which poles count, and which territories have priority."""
    show_own_list()
    ask("year", (TODAY, *years(atlas)))
    with st.expander(_("Quels pôles, quelles priorités")):
        poles(atlas)
        ask("rural")
        if ask("basis") == DEFAULT_VIEW.basis:
            for name in ("change", "share", "start", "end"):
                ask(name)


def poles(atlas: Atlas) -> None:
    """Show which poles count by what the register says of them."""
    ask("cohorts", known_cohorts(atlas))
    ask("sectors")
    ask("statuses")


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
