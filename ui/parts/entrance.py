"""How every screen begins: the tables it is about, and the view of its reader."""

from geo.tables.atlas import Atlas, OwnList
from ui import data
from ui.parts.own_list import show_missing
from ui.parts.vocabulary import link_vocabulary
from ui.view import own_list, session
from ui.view.choices import Screen, ViewState


def enter(screen: Screen) -> tuple[Atlas, ViewState]:
    """Return the tables of this run, the same from its beginning to its end, and the view."""
    atlas, view = _register(screen)
    return own_list.tables(atlas, view), view


def enter_register(screen: Screen) -> tuple[Atlas, ViewState, OwnList | None]:
    """Return the tables of everybody, the view, and the list of the reader that is set aside."""
    atlas, view = _register(screen)
    return atlas, view, own_list.tables(atlas, view).own


def _register(screen: Screen) -> tuple[Atlas, ViewState]:
    atlas = data.get_atlas()
    session.begin(screen, link_vocabulary(atlas))
    view = session.chosen()
    show_missing(view)
    return atlas, view
