"""The reader's own list beside the filters of poles: brought, used, put aside, removed."""

from typing import Final

import streamlit as st

from ui.parts.widgets import worded
from ui.text.i18n import _
from ui.text.marking import N_
from ui.text.own_list import structures
from ui.text.safe import markdown_text
from ui.view import own_list, session
from ui.view.choices import OWN_LIST_USES, ViewState
from ui.view.words import word

USE: Final = "liste-usage"
MISSING: Final = N_(
    "Ce lien a été fait avec une liste privée, qui ne voyage pas avec lui : vous voyez le registre "
    "seul."
)


def show_own_list() -> None:
    """Show what opens the reader's list and, where there is one, how it is used."""
    own = own_list.used()
    if own is None:
        st.button(
            _("Ma liste"),
            key="liste-ouvrir",
            icon=":material/upload_file:",
            on_click=own_list.show,
        )
        return
    with st.container(border=True):
        told = _("**Ma liste : {name}** ({rows})")
        rows = structures(len(own.report.poles))
        st.markdown(told.format(name=markdown_text(own.name), rows=rows))
        st.session_state[USE] = session.current().own_list
        st.radio(
            _("Pôles montrés"),
            OWN_LIST_USES,
            format_func=worded(OWN_LIST_USES, lambda how: word("own_list", how)),
            key=USE,
            on_change=_change_use,
        )
        with st.container(horizontal=True, gap="small"):
            st.button(_("Voir le rapport"), key="liste-ouvrir", on_click=own_list.show)
            st.button(_("Retirer"), key="liste-retirer", on_click=own_list.remove)


def _change_use() -> None:
    session.change(own_list=st.session_state[USE])


def show_missing(view: ViewState) -> None:
    """Say that the view was made with a list that is not here, and why."""
    if not own_list.is_missing(view):
        return
    if session.has_lost_session():
        st.warning(
            _(
                "Votre liste n'est plus sur le serveur : la connexion a été coupée, ou le serveur "
                "a redémarré, et rien n'en est gardé ailleurs. Vous voyez le registre seul ; "
                "redonnez-la par « Ma liste »."
            ),
            icon=":material/lock:",
        )
        return
    st.info(_(MISSING), icon=":material/lock:")
