"""How every screen begins: the tables it is about, and the view of its reader."""

from geo.tables.atlas import Atlas
from ui import data
from ui.parts.own_list import show_missing
from ui.parts.vocabulary import link_vocabulary
from ui.view import own_list, session
from ui.view.choices import Screen, ViewState


def enter(screen: Screen) -> tuple[Atlas, ViewState]:
    """Return the tables of this run, the same from its beginning to its end, and the view."""
    atlas = data.get_atlas()
    session.begin(screen, link_vocabulary(atlas))
    view = session.chosen()
    show_missing(view)
    return own_list.tables(atlas, view), view
