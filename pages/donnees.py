"""Données et méthode.

The question it answers: what does this rest on, how fresh, how complete, and can I have it?
"""

from ui import data
from ui.parts import notices
from ui.parts.vocabulary import link_vocabulary
from ui.screens.donnees import facts, show
from ui.view import session

atlas = data.get_atlas()
session.begin("donnees", link_vocabulary(atlas))
view = session.chosen()
notices.show_damaged(atlas)
notices.show_invalid(session.take_invalid())
show.show_answer(facts.records(atlas))
show.show_faults(atlas)
session.end(view)
