"""The choices beside the map: territory, waves, sectors, statuses, layers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import streamlit as st
from streamlit_searchbox import st_searchbox

from geo.places.territories import (
    FRANCE,
    Territory,
    ancestors,
    get_territory,
    search_territories,
)
from geo.poles.periods import dated_years
from geo.poles.select import known_cohorts
from geo.tables.atlas import Atlas
from geo.vocabulary import SECTORS, STATUSES
from ui.maps import layers
from ui.text.formats import number
from ui.text.i18n import _
from ui.text.labels import (
    cohort_short,
    layer_label,
    sector_label,
    status_label,
    territory_label,
)
from ui.text.palette import INK
from ui.text.safe import markdown_text, plain_text
from ui.view import session
from ui.view.choices import (
    background_label,
    basis_label,
    colour_label,
    display_label,
    mesh_label,
    rural_label,
    weighting_label,
    year_label,
)
from ui.view.rules import rule_name
from ui.view.state import (
    BACKGROUNDS,
    BASES,
    COLOURS,
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
    SITE_REACHES,
    SITES,
    TODAY,
    TOWN_SIZES,
    WEIGHTINGS,
    WEIGHTS,
    Vocabulary,
)

SEARCH_LIMIT: Final = 12
SEARCH_TURN: Final = "recherche-tour"
SEARCH_STYLE: Final = {
    "searchbox": {
        "optionEmpty": "hidden",
        "placeholder": {"color": INK, "fontSize": "14px", "whiteSpace": "nowrap"},
    },
    "clear": {"clearable": "never"},
}


def vocabulary(atlas: Atlas) -> Vocabulary:
    """Return the values that a link may hold with these tables."""

    def is_territory(text: str) -> bool:
        try:
            territory = get_territory(atlas, text)
        except (LookupError, ValueError):
            return False
        # Without the table of communes nothing says what lies in a territory but all France.
        known = territory.kind == FRANCE.kind or atlas.communes is not None
        return known and territory.id == text

    poles = frozenset[str]() if atlas.poles is None else frozenset(atlas.poles["id"])
    cohorts = known_cohorts(atlas)
    return Vocabulary(
        is_territory, cohorts, SECTORS, STATUSES, poles, _years(atlas), layers.available_layers()
    )


def _years(atlas: Atlas) -> tuple[str, ...]:
    """Return the years from the first wave to the last."""
    if atlas.waves is None:
        return ()
    dated = dated_years(atlas)
    return tuple(str(year) for year in range(min(dated), max(dated) + 1))


def sidebar(atlas: Atlas, territory: Territory) -> None:
    """Show the choices; `ui.view.session.chosen` is the view they make."""
    if _only_announced(territory):
        return
    with st.sidebar:
        _territory_search(atlas, territory)
        _breadcrumb(atlas, territory)
        _many("cohorts", _("Vagues"), known_cohorts(atlas), cohort_short)
        _many("sectors", _("Secteurs"), SECTORS, sector_label)
        _many("statuses", _("Statuts"), STATUSES, status_label)
        st.radio(
            _("Couleur des pôles"),
            COLOURS,
            format_func=_worded(COLOURS, colour_label),
            key=session.widget_key("colour"),
            persist_state="session",
            horizontal=True,
        )
        _layers()
        _background()


def coverage_sidebar(atlas: Atlas, territory: Territory, *, one_map: bool = True) -> None:
    """Show the choices of the coverage screen, and of others that rest on a rule of reach.

    Parameters
    ----------
    atlas, territory
        The tables, and what the page is about.
    one_map
        Whether the page has one large map, whose mesh and background are chosen too.
    """
    if _only_announced(territory):
        return
    with st.sidebar:
        _territory_search(atlas, territory)
        _breadcrumb(atlas, territory)
        _reach()
        _one("display", _("Carte"), DISPLAYS, display_label)
        if one_map:
            _one("mesh", _("Maille"), MESHES, mesh_label)
        _which_poles(atlas)
        if one_map:
            _background()


def portrait_sidebar(atlas: Atlas, territory: Territory) -> None:
    """Show the choices of the portrait."""
    if _only_announced(territory):
        return
    with st.sidebar:
        _territory_search(atlas, territory)
        _breadcrumb(atlas, territory)
        _reach()
        _which_poles(atlas)
        with st.expander(_("Calques")):
            _layers()
        _background()


def siting_sidebar(atlas: Atlas, territory: Territory, towns: Mapping[str, str]) -> None:
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
        _territory_search(atlas, territory)
        _breadcrumb(atlas, territory)
        _slider("sites", _("Nouveaux pôles"), SITES)
        _one("weighting", _("Qui compte"), WEIGHTINGS, weighting_label)
        if st.session_state[session.widget_key("weighting")] == "choix":
            for name, label in (
                ("weight_qpv", _("Un habitant de quartier prioritaire (QPV) compte pour")),
                ("weight_rural", _("Un habitant de commune rurale")),
                ("weight_basin", _("Un habitant de bassin désindustrialisé")),
                ("weight_all", _("Un habitant quelconque")),
            ):
                _slider(name, label, WEIGHTS)
        _one("site_reach", _("Un pôle atteint…"), SITE_REACHES, rule_name)
        if st.session_state[session.widget_key("site_reach")] == "radius":
            _slider("km", _("Rayon (km)"), RADII_KM)
            _slider(
                "detour", _("Détour (1,0 : à vol d'oiseau ; 1,3 : par la route)"), DETOURS, _tenths
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
        _slider("town_size", _("Ville candidate : habitants, au moins"), TOWN_SIZES, _whole)
        _which_poles(atlas)
        _background()


def timeline_sidebar(atlas: Atlas, territory: Territory) -> None:
    """Show the choices of the timeline."""
    with st.sidebar:
        _territory_search(atlas, territory)
        _breadcrumb(atlas, territory)
        _reach()
        with st.expander(_("Quelles priorités")):
            _many("rural", _("Communes rurales"), RURAL_CHOICES, rural_label)
            _one("basis", _("Bassins désindustrialisés"), BASES, basis_label)


def _reach() -> None:
    _one("reach", _("Un pôle atteint…"), REACHES, rule_name)
    if st.session_state[session.widget_key("reach")] == "radius":
        _slider("km", _("Rayon (km)"), RADII_KM)
    # Every rule shows distances: a detour chosen under one must not stretch them unseen.
    _slider("detour", _("Détour (1,0 : à vol d'oiseau ; 1,3 : par la route)"), DETOURS, _tenths)


def _which_poles(atlas: Atlas) -> None:
    years = (TODAY, *_years(atlas))
    st.selectbox(
        _("Pôles retenus en"),
        years,
        format_func=_worded(years, year_label),
        key=session.widget_key("year"),
        persist_state="session",
    )
    with st.expander(_("Quels pôles, quelles priorités")):
        _many("cohorts", _("Vagues"), known_cohorts(atlas), cohort_short)
        _many("sectors", _("Secteurs"), SECTORS, sector_label)
        _many("statuses", _("Statuts"), STATUSES, status_label)
        _many("rural", _("Communes rurales"), RURAL_CHOICES, rural_label)
        _one("basis", _("Bassins désindustrialisés"), BASES, basis_label)
        if st.session_state[session.widget_key("basis")] == DEFAULT_VIEW.basis:
            _slider("change", _("Recul : centile"), PERCENTILES)
            _slider("share", _("Part : centile"), PERCENTILES)
            _slider("start", _("De"), JOB_YEARS)
            _slider("end", _("à"), JOB_YEARS)


def _only_announced(territory: Territory) -> bool:
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


def _one(name: str, label: str, options: Sequence[str], format_func: Callable[[str], str]) -> None:
    st.selectbox(
        label,
        options,
        format_func=_worded(options, format_func),
        key=session.widget_key(name),
        persist_state="session",
    )


def _slider(
    name: str, label: str, options: Sequence[str], word: Callable[[str], str] = str
) -> None:
    st.select_slider(
        label,
        options,
        format_func=_worded(options, word),
        key=session.widget_key(name),
        persist_state="session",
    )


def _tenths(code: str) -> str:
    return number(float(code), 1)


def _whole(code: str) -> str:
    return number(int(code))


def _background() -> None:
    st.radio(
        _("Fond de carte"),
        BACKGROUNDS,
        format_func=_worded(BACKGROUNDS, background_label),
        key=session.widget_key("background"),
        persist_state="session",
        help=_("Un fond IGN ou OpenStreetMap demande ses images à un autre site."),
    )


@st.fragment
def _territory_search(atlas: Atlas, territory: Territory) -> None:
    # A new key empties the box after each choice: the territory itself is named on the page.
    turn = st.session_state.setdefault(SEARCH_TURN, 0)

    def choose(territory_id: str) -> None:
        st.session_state[SEARCH_TURN] = turn + 1
        if territory_id:
            session.change(territory=territory_id)
        session.run_again()

    def search(text: str) -> list[tuple[str, str]]:
        found = search_territories(atlas, text, SEARCH_LIMIT)
        if text.strip() and not found:
            return [(_("Aucun territoire de ce nom"), "")]
        return [(plain_text(territory_label(one)), one.id) for one in found]

    st_searchbox(
        search,
        label=_("Territoire"),
        help=_("Tapez un nom, même sans accent, un code postal ou un code Insee."),
        placeholder=plain_text(territory_label(territory)),
        key=f"recherche-{turn}",
        submit_function=choose,
        style_overrides=SEARCH_STYLE,
        rerun_scope="fragment",
    )


def _breadcrumb(atlas: Atlas, territory: Territory) -> None:
    if atlas.communes is None or territory.kind == "france":
        return
    with st.container(horizontal=True, gap="small", key="fil"):
        for holder in reversed(ancestors(atlas, territory)):
            st.button(
                markdown_text(territory_label(holder)),
                key=f"fil-{holder.id}",
                type="tertiary",
                on_click=session.change,
                kwargs={"territory": holder.id},
            )


def _many(name: str, label: str, options: Sequence[str], format_func: Callable[[str], str]) -> None:
    st.multiselect(
        label,
        options,
        format_func=_worded(options, format_func),
        key=session.widget_key(name),
        persist_state="session",
        placeholder={"cohorts": _("Toutes"), "rural": _("Aucune")}.get(name, _("Tous")),
        filter_mode="contains",
        select_all=False,
    )


def _worded(options: Iterable[str], word: Callable[[str], str]) -> Callable[[str], str]:
    """Return the words of this run's language: Streamlit may ask for them in another thread."""
    return {option: word(option) for option in options}.__getitem__


def _layers() -> None:
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
            format_func=_worded(options, _layer_name),
            key=session.widget_key(group),
            persist_state="session",
        )
        lost = [_layer_name(layer) for layer in members if layer not in sound]
        if lost:
            st.caption(
                _("Indisponible, table absente ou abîmée : {layers}.").format(
                    layers=", ".join(lost)
                )
            )


def _layer_name(layer: str) -> str:
    """Return a name short enough for a button; the legend spells it out."""
    short = {
        "anciennes-regions": _("Anciennes régions"),
        "frr": _("Rural : FRR"),
        "zrr": _("Rural : ancienne ZRR"),
        "afr": _("AFR"),
        "ber": _("BER"),
    }
    return short.get(layer) or layer_label(layer)
