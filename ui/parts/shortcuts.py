"""One click to the hexagon and to each overseas département."""

import pandas as pd
import streamlit as st

from geo.places.territories import FRANCE, OVERSEAS
from geo.tables.atlas import Atlas
from ui.text.formats import number
from ui.text.i18n import _
from ui.text.safe import markdown_text
from ui.view import session


def show_shortcuts(atlas: Atlas, poles: pd.DataFrame) -> None:
    """Show the frames of the map, each overseas one with the number of its poles.

    Parameters
    ----------
    atlas
        The tables.
    poles
        Poles of the present choice, to be counted by département.
    """
    if atlas.communes is None:
        return
    counts = poles["departement"].value_counts()
    with st.container(horizontal=True, gap="small", key="cadres"):
        _frame(_("Hexagone et Corse"), FRANCE.id)
        for territory in OVERSEAS:
            found = int(counts.get(territory.code, 0))
            name = markdown_text(territory.name)
            _frame(f"{name} ({number(found)})" if found else name, territory.id)


def _frame(label: str, territory_id: str) -> None:
    st.button(
        label,
        key=f"cadre-{territory_id}",
        type="tertiary",
        on_click=session.change,
        kwargs={"territory": territory_id},
    )
