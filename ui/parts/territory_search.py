"""Finding a territory: the search box, and the way back to what holds it."""

from typing import Final

import streamlit as st
from streamlit_searchbox import st_searchbox

from geo.places.search import find_territories
from geo.places.territories import Territory, ancestors
from geo.tables.atlas import Atlas
from ui.text.i18n import _
from ui.text.labels import found_label, territory_label
from ui.text.palette import INK
from ui.text.safe import markdown_text, plain_text
from ui.view import session

SEARCH_LIMIT: Final = 12
SEARCH_TURN: Final = "recherche-tour"
SEARCH_STYLE: Final = {
    "searchbox": {
        "optionEmpty": "hidden",
        "placeholder": {"color": INK, "fontSize": "14px", "whiteSpace": "nowrap"},
    },
    "clear": {"clearable": "never"},
}


def choose_territory(atlas: Atlas, territory: Territory) -> None:
    """Show the search box, and under it what holds the territory."""
    _search(atlas, territory)
    _breadcrumb(atlas, territory)


@st.fragment
def _search(atlas: Atlas, territory: Territory) -> None:
    # A new key empties the box after each choice: the territory itself is named on the page.
    turn = st.session_state.setdefault(SEARCH_TURN, 0)

    def choose(territory_id: str) -> None:
        st.session_state[SEARCH_TURN] = turn + 1
        if territory_id:
            session.change(territory=territory_id)
        session.run_again()

    def found(text: str) -> list[tuple[str, str]]:
        hits = find_territories(atlas, text, SEARCH_LIMIT)
        if text.strip() and not hits:
            return [(_("Aucun territoire de ce nom"), "")]
        return [(plain_text(found_label(hit)), hit.territory.id) for hit in hits]

    st_searchbox(
        found,
        label=_("Territoire"),
        help=_("Tapez un nom, même ancien, un sigle, un code postal ou un code Insee."),
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
