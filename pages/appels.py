"""Ce que disaient les appels.

The question it answers: do the claims of the calls, their priorities above all, hold?
"""

import streamlit as st

from ui import claims, data, filters, legend, notices, session
from ui.i18n import _

atlas = data.get_atlas()
session.begin("appels", filters.vocabulary(atlas))
view = session.chosen()
notices.show_problems(atlas)
notices.show_invalid(session.take_invalid())
if atlas.poles is None or atlas.waves is None or atlas.communes is None:
    session.end(view)
    st.stop()

results, records, priorities = claims.figures(atlas)
claims.show_answer(priorities)
claims.show_priorities(priorities)
st.markdown(_("#### Ce que disaient les appels, ce que dit le registre"))
claims.show_claims(results, records)
st.markdown(_("#### Les vagues, et ce que le registre en connaît"))
claims.show_waves(records)
st.markdown(_("#### Les pôles mis en avant"))
claims.show_documented(atlas)
claims.show_downloads(atlas, results, records, priorities)
legend.show_call_credits(atlas, data.get_version())
session.end(view)
