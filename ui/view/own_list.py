"""The list of poles that a reader has brought: private to the session, gone with it."""

from geo.tables.atlas import Atlas
from ui.view.choices import ViewState


def tables(atlas: Atlas, _view: ViewState) -> Atlas:
    """Return the tables that a view is about: those of everybody, or with the reader's own list.

    The same object from run to run, until the reader changes the list or its use.
    """
    return atlas
