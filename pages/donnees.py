"""Données et méthode.

The question it answers: what does this rest on, how fresh, how complete, and can I have it?
"""

import streamlit as st

from ui import data
from ui.parts import notices
from ui.parts.vocabulary import link_vocabulary
from ui.screens.donnees import facts, show
from ui.text.i18n import _
from ui.view import session

# The register that everybody sees, whatever list a reader has of her own.
atlas = data.get_atlas()
session.begin("donnees", link_vocabulary(atlas))
view = session.chosen()
records = facts.records(atlas)
notices.show_damaged(atlas)
notices.show_invalid(session.take_invalid())
show.show_answer(records)
tabs = st.tabs([_("Registre"), _("Tables et sources")])
with tabs[0]:
    show.show_completeness(atlas, records)
    show.show_faults(atlas)
with tabs[1]:
    show.show_tables(atlas)
session.end(view)
