"""Downloads of exactly what is filtered, each with its sources and filters."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo.places.territories import Territory
from ui.files.exports import Provenance, to_csv, to_geojson, to_gpkg, to_xlsx
from ui.files.workbook import Tables
from ui.text.i18n import _, current_language, install

LOGGER: Final = logging.getLogger("atlas.files")
PARIS: Final = ZoneInfo("Europe/Paris")
LAYER: Final = "atlas"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
        try:
            return write()
        except OSError as error:
            LOGGER.warning(
                "Un fichier à emporter n'est pas fait (%s) : le disque est plein, ou le dossier "
                "temporaire interdit d'écriture.",
                error.strerror or error,
            )
            raise

    return make


def formats(
    table: pd.DataFrame,
    labels: dict[str, str],
    places: gpd.GeoSeries | Callable[[], gpd.GeoSeries],
    origin: Provenance,
    book: Callable[[], Tables] | None = None,
) -> tuple[Format, Format, Format, Format]:
    """Return the kinds of file, each written only when it is asked for.

    Parameters
    ----------
    table
        What is on screen.
    labels
        Columns to write and their titles.
    places
        Shape of each row (EPSG:4326), same index; None where it has none. Shapes that take time
        come as what makes them.
    origin
        From `provenance`.
    book
        Gives every table of the screen for the workbook; without it, this one alone.
    """
    written = in_this_language

    def shapes() -> gpd.GeoSeries:
        return places() if callable(places) else places

    return (
        Format("csv", "text/csv", written(lambda: to_csv(table, labels, origin))),
        workbook(book or (lambda: {_("Données"): (table, labels)}), origin),
        Format(
            "geojson",
            "application/geo+json",
            written(lambda: to_geojson(table, labels, shapes(), origin)),
        ),
        Format(
            "gpkg",
            "application/geopackage+sqlite3",
            written(lambda: to_gpkg(table, labels, shapes(), origin, LAYER)),
        ),
    )


def workbook(book: Callable[[], Tables], origin: Provenance) -> Format:
    """Return the workbook of the tables of a screen."""
    return Format("xlsx", XLSX, in_this_language(lambda: to_xlsx(book(), origin)))


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
