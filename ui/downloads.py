"""Downloads of exactly what is filtered, each with its sources and filters."""

from collections.abc import Callable
from datetime import datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo.tables import Atlas
from geo.territories import Territory
from ui import data
from ui.exports import Provenance, to_csv, to_geojson, to_gpkg, to_xlsx
from ui.i18n import _, current_language, install
from ui.labels import cohort_label, enumeration, sector_label, status_label, territory_label
from ui.state import ViewState
from ui.tables import export_labels

PARIS: Final = ZoneInfo("Europe/Paris")
LAYER: Final = "poles"


class Format(NamedTuple):
    """One kind of file: its ending, its media type and who writes it."""

    ending: str
    mime: str
    write: Callable[[], bytes]


def provenance(atlas: Atlas, view: ViewState, territory: Territory, now: datetime) -> Provenance:
    """Return what an export says of itself: choices in force, data version, date, sources."""
    everything = _("tous")
    filters = {
        _("Territoire"): territory_label(territory),
        _("Vagues"): enumeration([cohort_label(c) for c in view.cohorts]) or _("toutes"),
        _("Secteurs"): enumeration([sector_label(s) for s in view.sectors]) or everything,
        _("Statuts"): enumeration([status_label(s) for s in view.statuses]) or everything,
        _("Version des données"): data.get_version(),
        _("Date de l'export"): now.date().isoformat(),
    }
    titles = {
        "title": _("Source"),
        "producer": _("Producteur"),
        "vintage": _("Millésime"),
        "licence": _("Licence"),
        "page": _("Page"),
    }
    sources = pd.DataFrame(columns=list(titles)) if atlas.sources is None else atlas.sources
    return Provenance(
        title=_("Pôles territoriaux de coopération économique"),
        filters=filters,
        sources=sources[list(titles)].rename(columns=titles),
        created=now,
    )


def formats(
    table: pd.DataFrame, poles: pd.DataFrame, origin: Provenance
) -> tuple[Format, Format, Format, Format]:
    """Return the kinds of file, each written only when it is asked for.

    Parameters
    ----------
    table
        From `ui.tables.pole_table`.
    poles
        The same rows as of `geo.poles.select_poles`, for the places of the seats.
    origin
        From `provenance`.
    """
    labels = export_labels()
    language = current_language()
    places = gpd.GeoSeries(
        gpd.points_from_xy(poles["lon"], poles["lat"]), index=table.index, crs="EPSG:4326"
    ).where(poles["lon"].notna().to_numpy())

    def written(write: Callable[[], bytes]) -> Callable[[], bytes]:
        def make() -> bytes:
            # A file is written in a thread of its own, which knows no reader yet.
            install(language)
            return write()

        return make

    return (
        Format("csv", "text/csv", written(lambda: to_csv(table, labels))),
        Format(
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            written(lambda: to_xlsx(table, labels, origin)),
        ),
        Format(
            "geojson",
            "application/geo+json",
            written(lambda: to_geojson(table, labels, places, origin)),
        ),
        Format(
            "gpkg",
            "application/geopackage+sqlite3",
            written(lambda: to_gpkg(table, labels, places, origin, LAYER)),
        ),
    )


def show_downloads(
    atlas: Atlas, poles: pd.DataFrame, table: pd.DataFrame, view: ViewState, territory: Territory
) -> None:
    """Show one button a kind of file."""
    now = datetime.now(PARIS).replace(microsecond=0)
    origin = provenance(atlas, view, territory, now)
    name = f"poles_{territory.id.replace(':', '-')}_{now:%Y-%m-%d}"
    titles = {
        "csv": _("CSV (tableur)"),
        "xlsx": _("Excel"),
        "geojson": _("GeoJSON"),
        "gpkg": _("GeoPackage (SIG)"),
    }
    with st.container(horizontal=True, key="telecharger"):
        for kind in formats(table, poles, origin):
            st.download_button(
                titles[kind.ending],
                kind.write,
                file_name=f"{name}.{kind.ending}",
                mime=kind.mime,
                key=f"telecharger-{kind.ending}",
                on_click="ignore",
                icon=":material/download:",
            )
    st.caption(
        _(
            "Exactement les pôles du tableau, avec ceux dont le siège est inconnu. Les "
            "cellules qui commencent par = + - ou @ sont précédées d'une apostrophe : un tableur "
            "ne les exécute pas."
        )
    )
