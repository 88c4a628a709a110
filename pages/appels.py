"""Ce que disaient les appels.

The question it answers: do the claims of the calls, their priorities above all, hold?
"""

import streamlit as st

from ui.parts import notices
from ui.parts.entrance import enter_register
from ui.screens.appels import facts, show
from ui.text.i18n import _
from ui.view import session

atlas, view, own = enter_register("appels")
notices.show_problems(atlas)
notices.show_invalid(session.take_invalid())
if atlas.poles is None or atlas.waves is None or atlas.communes is None:
    session.end(view)
    st.stop()

results, records, priorities = facts.figures(atlas)
show.show_answer(priorities, own)
show.show_priorities(priorities)
st.markdown(_("#### Ce que disaient les appels, ce que dit le registre"))
show.show_claims(results, records)
st.markdown(_("#### Les vagues, et ce que le registre en connaît"))
show.show_waves(records)
st.markdown(_("#### Les pôles mis en avant"))
show.show_documented(atlas)
show.show_downloads(atlas, results, records, priorities)
show.show_call_credits(atlas)
session.end(view)
