"""Which files make up ``data/``, and how they are written the same each time."""

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq

from loaders.catalogue import SOURCES

OUTLINES = ("outline_fine", "outline_medium", "outline_coarse")

REGISTER_FILES = ("poles.csv", "waves.csv", "official_totals.csv")

COMPRESSION = "zstd"
# Level 19 saves half a megabyte of sixteen and triples the time of writing.
COMPRESSION_LEVEL = 12


def sources_of(table: str) -> list[str]:
    """Tell which sources feed a table.

    Parameters
    ----------
    table : str
        Name of the table, without extension.

    Returns
    -------
    list of str
        Source ids, sorted.
    """
    prefix = f"{table}."
    return sorted(
        source.id
        for source in SOURCES.values()
        if any(column.startswith(prefix) for column in source.columns)
    )


def write_parquet(table: pd.DataFrame, path: Path) -> None:
    """Write a table with its provenance.

    Parameters
    ----------
    table : pandas.DataFrame or geopandas.GeoDataFrame
        The name of the table is the stem of `path`.
    path : pathlib.Path
        File to write; ``attrs["sources"]`` will hold the ids of its sources.
    """
    table = table.reset_index(drop=True)
    table.attrs = {"sources": sources_of(path.stem)}
    options = {"compression": COMPRESSION, "compression_level": COMPRESSION_LEVEL, "index": False}
    if isinstance(table, gpd.GeoDataFrame):
        table.to_parquet(path, schema_version="1.1.0", **options)
    else:
        table.to_parquet(path, **options)


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table as UTF-8, commas, one line feed a row.

    Parameters
    ----------
    table : pandas.DataFrame
        What to write; the index is left out.
    path : pathlib.Path
        File to write.
    """
    table.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


def read_provenance(path: Path) -> list[str]:
    """Read the ids of the sources that a Parquet table says it comes from.

    Parameters
    ----------
    path : pathlib.Path
        A table that `write_parquet` wrote.

    Returns
    -------
    list of str
        Source ids; empty when the table says nothing.
    """
    metadata = pq.read_schema(path).metadata or {}
    attributes = json.loads(metadata.get(b"PANDAS_ATTRS", b"{}"))
    return list(attributes.get("sources", []))
