"""What a reader takes away from the map of poles."""

from datetime import datetime

import pandas as pd
import streamlit as st

from geo.places.territories import Territory
from geo.poles.location import seat_points
from geo.tables.atlas import Atlas
from ui.files.downloads import PARIS, file_name, formats, show_buttons
from ui.files.provenance import provenance
from ui.files.workbook import Tables
from ui.parts.pole_table import POLES, SEATLESS, seatless_table
from ui.text.columns import titles
from ui.text.i18n import _
from ui.text.own_list import with_whose
from ui.view.choices import ViewState
from ui.view.sources import pole_sources


def show_downloads(
    atlas: Atlas, poles: pd.DataFrame, table: pd.DataFrame, view: ViewState, territory: Territory
) -> None:
    """Show one button a kind of file, for the poles.

    Parameters
    ----------
    atlas
        The tables.
    poles
        From `geo.poles.select.select_poles`, for the places of the seats.
    table
        The same rows in words, from `ui.parts.pole_table.pole_table`.
    view, territory
        What the reader has chosen.
    """
    now = datetime.now(PARIS).replace(microsecond=0)
    origin = provenance(atlas, view, territory, now, pole_sources())
    places = seat_points(poles).set_axis(table.index)

    def book() -> Tables:
        return {
            _("Pôles"): (table, titles(with_whose(POLES, atlas.own))),
            _("Pôles sans siège connu"): (seatless_table(poles, table), titles(SEATLESS)),
        }

    kinds = formats(table, titles(with_whose(POLES, atlas.own)), places, origin, book)
    st.markdown(_("**Données** du tableau"))
    show_buttons(kinds, file_name("poles", territory, now))
    st.caption(
        _(
            "Exactement les pôles du tableau, avec ceux dont le siège est inconnu. Les cellules "
            "qui commencent par = + - ou @ sont précédées d'une apostrophe : un tableur ne les "
            "exécute pas."
        )
    )
