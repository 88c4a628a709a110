"""Données et méthode.

The question it answers: what does this rest on, how fresh, how complete, and can I have it?
"""

import streamlit as st

from ui import data
from ui.parts import notices
from ui.parts.vocabulary import link_vocabulary
from ui.screens.donnees import documents, facts, form, show
from ui.screens.donnees.host import host
from ui.server.version import version
from ui.text.i18n import _
from ui.view import session

# The register that everybody sees, whatever list a reader has of her own.
atlas = data.get_atlas()
session.begin("donnees", link_vocabulary(atlas))
view = session.chosen()
records, told = facts.records(atlas), host()
notices.show_damaged(atlas)
notices.show_invalid(session.take_invalid())
show.show_answer(records)
tabs = st.tabs(
    [
        _("Registre"),
        _("Tables et sources"),
        _("Méthode"),
        _("PTCE et glossaire"),
        _("Corriger un pôle"),
        _("Mentions"),
    ]
)
with tabs[0]:
    show.show_completeness(atlas, records)
    show.show_faults(atlas)
with tabs[1]:
    show.show_tables(atlas)
with tabs[2]:
    show.show_text(documents.METHOD)
with tabs[3]:
    show.show_text(documents.GLOSSARY, open_first=True)
with tabs[4]:
    form.show_correction(atlas, told)
with tabs[5]:
    show.show_legal(told, version(), atlas.version)
session.end(view)
