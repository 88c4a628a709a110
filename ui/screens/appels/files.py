"""What a reader takes away of the calls."""

from dataclasses import replace
from datetime import datetime

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo.places.territories import FRANCE
from geo.tables.atlas import Atlas
from ui.files.downloads import (
    PARIS,
    Format,
    file_name,
    formats,
    in_this_language,
    show_buttons,
    workbook,
)
from ui.files.exports import Tables, to_csv
from ui.files.provenance import provenance
from ui.parts.pole_table import POLES, pole_table
from ui.screens.appels.tables import (
    CLAIMS,
    PRIORITIES,
    WAVES,
    priority_table,
    wave_table,
)
from ui.text.columns import titles
from ui.text.i18n import _
from ui.view.choices import DEFAULT_VIEW
from ui.view.sources import call_sources
from ui.view.words import pole_choices


def show_downloads(
    atlas: Atlas,
    records: pd.DataFrame,
    priorities: pd.DataFrame,
    claimed: pd.DataFrame,
    documented: pd.DataFrame,
) -> None:
    """Show the buttons of the data of the calls.

    Parameters
    ----------
    atlas
        The tables; nothing that the reader chooses changes this screen.
    records, priorities
        From `geo.compare.claims.wave_records` and `geo.compare.claims.wave_priorities`.
    claimed
        From `claim_table`.
    documented
        Rows of `geo.poles.select.select_poles`: the poles that the calls put forward.
    """
    now = datetime.now(PARIS).replace(microsecond=0)
    origin = provenance(atlas, DEFAULT_VIEW, FRANCE, now, call_sources())
    # Whatever poles other screens keep, this one judges every wave.
    unused = pole_choices(DEFAULT_VIEW)
    filters = {word: value for word, value in origin.filters.items() if word not in unused}
    origin = replace(origin, filters=filters, title=_("Ce que disaient les appels"))
    table, labels = priority_table(priorities), titles(PRIORITIES)
    put_forward = pole_table(atlas, documented)

    def book() -> Tables:
        return {
            _("Priorités"): (table, labels),
            _("Vagues"): (wave_table(records), titles(WAVES)),
            _("Annonces"): (claimed, titles(CLAIMS)),
            _("Pôles mis en avant"): (put_forward, titles(POLES)),
        }

    kinds = (
        Format("csv", "text/csv", in_this_language(lambda: to_csv(table, labels, origin))),
        workbook(book, origin),
    )
    st.markdown(_("**Données** : priorités vague par vague ; le classeur Excel contient le reste"))
    show_buttons(kinds, file_name("appels", FRANCE, now))
    seats = gpd.GeoSeries(
        gpd.points_from_xy(documented["lon"], documented["lat"]),
        index=put_forward.index,
        crs="EPSG:4326",
    ).where(documented["lon"].notna().to_numpy())
    st.markdown(_("**Pôles mis en avant**, au lieu de leur siège ; sans lieu s'il est inconnu"))
    titled = replace(origin, title=_("Pôles mis en avant"))
    placed = formats(put_forward, titles(POLES), seats, titled)[2:]
    show_buttons(placed, file_name("poles-mis-en-avant", FRANCE, now), "telecharger-poles")
