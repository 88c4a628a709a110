"""What a reader prints and hands out: the map as PNG or SVG, a sheet as PDF."""

from datetime import datetime

import streamlit as st

from geo.places.territories import Territory
from geo.tables.atlas import Atlas
from ui.files.downloads import PARIS, file_name
from ui.files.printed import printed, show_made, show_print_buttons
from ui.paper.model import PaperMap
from ui.prints import maps
from ui.prints.territory_sheet import territory_sheet
from ui.text.i18n import _
from ui.view.choices import ViewState
from ui.view.rules import settled
from ui.view.share import absolute_link


def show_prints(atlas: Atlas, territory: Territory, view: ViewState, subject: str) -> None:
    """Show the buttons of what is printed of a territory; a button turns while its file is made.

    Parameters
    ----------
    atlas
        The tables.
    territory, view
        What the reader has chosen.
    subject
        ``"carte"`` or ``"portrait"`` for the map of poles, ``"couverture"`` for that of coverage.
    """
    if atlas.communes is None or atlas.poles is None:
        return
    # Whatever needs the session is read now: a file is made in a thread that knows none.
    day, link = datetime.now(PARIS), absolute_link(view)
    draw = maps.coverage_map if subject == "couverture" else maps.pole_map
    made = printed(
        lambda: draw(atlas, territory, view, day.date(), link),
        lambda drawn: territory_sheet(atlas, territory, settled(atlas, view)[0], drawn),
    )
    show_made(made, file_name(subject, territory, day))


def show_territory_print(atlas: Atlas, territory: Territory, view: ViewState) -> None:
    """Show the button of the sheet of a territory, on a screen that prints something else too.

    Parameters
    ----------
    atlas
        The tables.
    territory, view
        What the reader has chosen; the rule is that of coverage, and so is the link of the sheet.
    """
    day, link = datetime.now(PARIS), absolute_link(view, "couverture")

    def compose() -> PaperMap:
        return maps.coverage_map(atlas, territory, settled(atlas, view)[0], day.date(), link)

    sheet, *_maps = printed(
        compose, lambda drawn: territory_sheet(atlas, territory, settled(atlas, view)[0], drawn)
    )
    st.markdown(
        _("**Fiche du territoire** : ses pôles d'aujourd'hui, qui ils atteignent, son rang")
    )
    show_print_buttons((sheet,), file_name("couverture", territory, day), "imprimer-fiche")
