"""Downloads of exactly what is filtered, each with its sources and filters."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo.membership import KIND_TABLES
from geo.tables import Atlas
from geo.territories import Territory
from ui import data
from ui.choices import coverage_choices, provenance
from ui.exports import Provenance, to_csv, to_geojson, to_gpkg, to_xlsx
from ui.gaps import CONDITIONS, UNITS, gap_labels
from ui.i18n import _, current_language, install
from ui.labels import enumeration
from ui.state import ViewState
from ui.tables import export_labels

PARIS: Final = ZoneInfo("Europe/Paris")
LAYER: Final = "atlas"


class Format(NamedTuple):
    """One kind of file: its ending, its media type and who writes it."""

    ending: str
    mime: str
    write: Callable[[], bytes]


def in_this_language(write: Callable[[], bytes]) -> Callable[[], bytes]:
    """Return what writes a file later, in the language of this run."""
    language = current_language()

    def make() -> bytes:
        # A file is written in a thread of its own, which knows no reader yet.
        install(language)
        return write()

    return make


def formats(
    table: pd.DataFrame, labels: dict[str, str], places: gpd.GeoSeries, origin: Provenance
) -> tuple[Format, Format, Format, Format]:
    """Return the kinds of file, each written only when it is asked for.

    Parameters
    ----------
    table
        What is on screen.
    labels
        Columns to write and their titles.
    places
        Shape of each row (EPSG:4326), same index; None where it has none.
    origin
        From `provenance`.
    """
    written = in_this_language
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


def show_buttons(kinds: tuple[Format, ...], name: str, key: str = "telecharger") -> None:
    """Show one button a kind of file; `key` is unique on the page."""
    titles = {
        "csv": _("CSV (tableur)"),
        "xlsx": _("Excel"),
        "geojson": _("GeoJSON"),
        "gpkg": _("GeoPackage (SIG)"),
        "png": _("Carte PNG"),
        "svg": _("Carte SVG"),
        "pdf": _("Fiche PDF (2 pages)"),
    }
    with st.container(horizontal=True, key=key):
        for kind in kinds:
            st.download_button(
                titles[kind.ending],
                kind.write,
                file_name=f"{name}.{kind.ending}",
                mime=kind.mime,
                key=f"{key}-{kind.ending}",
                on_click="ignore",
                icon=":material/download:",
            )


def file_name(subject: str, territory: Territory, now: datetime) -> str:
    """Return the name of an export without its ending."""
    return f"{subject}_{territory.id.replace(':', '-')}_{now:%Y-%m-%d}"


def show_downloads(
    atlas: Atlas, poles: pd.DataFrame, table: pd.DataFrame, view: ViewState, territory: Territory
) -> None:
    """Show one button a kind of file, for the poles.

    Parameters
    ----------
    atlas
        The tables.
    poles
        From `geo.poles.select_poles`, for the places of the seats.
    table
        The same rows in words, from `ui.tables.pole_table`.
    view, territory
        What the reader has chosen.
    """
    now = datetime.now(PARIS).replace(microsecond=0)
    origin = provenance(atlas, view, territory, now)
    places = gpd.GeoSeries(
        gpd.points_from_xy(poles["lon"], poles["lat"]), index=table.index, crs="EPSG:4326"
    ).where(poles["lon"].notna().to_numpy())
    kinds = formats(table, export_labels(), places, origin)
    st.markdown(_("**Données** du tableau"))
    show_buttons(kinds, file_name("poles", territory, now))
    st.caption(
        _(
            "Exactement les pôles du tableau, avec ceux dont le siège est inconnu. Les cellules "
            "qui commencent par = + - ou @ sont précédées d'une apostrophe : un tableur ne les "
            "exécute pas."
        )
    )


def show_gap_downloads(
    atlas: Atlas, gaps: pd.DataFrame, view: ViewState, territory: Territory
) -> None:
    """Show one button a kind of file, for the gaps that the reader keeps.

    Parameters
    ----------
    atlas
        The tables.
    gaps
        From `ui.gaps.gap_table`.
    view, territory
        What the reader has chosen.
    """
    now = datetime.now(PARIS).replace(microsecond=0)
    if gaps.empty:
        st.info(_("Le tableau des manques est vide."))
        return
    origin = provenance(atlas, view, territory, now)
    conditions = enumeration([_(CONDITIONS[condition]) for condition in view.conditions])
    filters = {
        **origin.filters,
        **coverage_choices(view),
        _("Manques par"): _(UNITS[view.unit]),
        _("Conditions"): conditions or _("aucune"),
    }
    outlines = data.get_outlines(KIND_TABLES[view.unit], "medium").set_index("code").geometry
    places = outlines.reindex(gaps["code"]).set_axis(gaps.index)
    kinds = formats(
        gaps,
        gap_labels(view.unit),
        places,
        replace(origin, filters=filters, title=_("Territoires sans pôle connu")),
    )
    st.markdown(_("**Données** du tableau des manques"))
    show_buttons(kinds, file_name("manques", territory, now))
