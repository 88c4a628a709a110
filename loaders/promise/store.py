"""Open the compiled tables one by one: a missing or damaged one never hides the others."""

from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow.lib

from geo.errors import TableError
from geo.tables.atlas import read_hand_kept
from geo.tables.columnar import read_as_written
from geo.tables.files import look
from loaders.promise.contract import REPORTS, TABLES

OPENING_ERRORS = (OSError, ValueError, KeyError, pyarrow.lib.ArrowException)


@dataclass(frozen=True)
class Store:
    """The tables of a data folder.

    Attributes
    ----------
    folder : pathlib.Path
        The data folder.
    tables : dict of str to pandas.DataFrame
        Parquet tables that could be read, without their outlines.
    reports : dict of str to pandas.DataFrame
        ``sources``, ``build_report``, ``codes_report``, ``classes_report`` that could be read.
    register : dict of str to pandas.DataFrame
        ``poles``, ``waves``, ``official_totals`` that could be read, mended as the screens show
        them.
    broken : list of str
        One French sentence per file that is absent or unreadable, and per cell of the register
        that had to be mended.
    """

    folder: Path
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    reports: dict[str, pd.DataFrame] = field(default_factory=dict)
    register: dict[str, pd.DataFrame] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    def outlines(self, table: str, column: str) -> gpd.GeoSeries:
        """Read one geometry column of a table.

        Parameters
        ----------
        table : str
            Name of the table.
        column : str
            Name of the geometry column.

        Returns
        -------
        geopandas.GeoSeries
            With the CRS that the file declares; null where a row has no outline.

        Raises
        ------
        OSError, ValueError, KeyError
            The column is absent or unreadable.
        """
        path = self.folder / f"{table}.parquet"
        return gpd.read_parquet(path, columns=[column])[column]


def open_store(folder: Path) -> Store:
    """Open every table of the contract.

    Parameters
    ----------
    folder : pathlib.Path
        The data folder.

    Returns
    -------
    Store
        What could be read, and what could not.
    """
    store = Store(folder)
    for name in TABLES:
        try:
            store.tables[name] = read_as_written(folder / f"{name}.parquet", [])
        except TableError as error:
            store.broken.append(str(error))
    for name in REPORTS:
        _open_report(store, name)
    kept, problems = read_hand_kept(look(folder), store.tables)
    store.register.update({name: table for name, table in kept.items() if table is not None})
    store.broken.extend(problem.sentence for problem in problems)
    return store


def _open_report(store: Store, name: str) -> None:
    path = store.folder / f"{name}.csv"
    codes = {"code": "str", "target": "str", "class": "str"}
    try:
        store.reports[name] = pd.read_csv(path, dtype=codes)
    except OPENING_ERRORS as error:
        store.broken.append(_sentence(path, error))


def _sentence(path: Path, error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return f"{path.name} : le fichier manque. Relancez `python -m loaders build`."
    return f"{path.name} : illisible ({type(error).__name__}). Relancez `python -m loaders build`."
