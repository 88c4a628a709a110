"""Open the compiled tables one by one: a missing or damaged one never hides the others."""

from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow.lib
import pyarrow.parquet as pq

from loaders.layout import REGISTER_FILES
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
        ``poles``, ``waves``, ``official_totals`` that could be read, all text.
    broken : list of str
        One French sentence per file that is absent or unreadable.
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
    for name, promise in TABLES.items():
        path = folder / f"{name}.parquet"
        try:
            columns = [c for c in pq.read_schema(path).names if c not in promise.outlines]
            store.tables[name] = pd.read_parquet(path, columns=columns)
        except OPENING_ERRORS as error:
            store.broken.append(_sentence(path, error))
    for name in REPORTS:
        _open_csv(store, name, store.reports, as_text=False)
    for file in REGISTER_FILES:
        _open_csv(store, Path(file).stem, store.register, as_text=True)
    return store


def _open_csv(store: Store, name: str, into: dict[str, pd.DataFrame], *, as_text: bool) -> None:
    path = store.folder / f"{name}.csv"
    codes = {"code": "str", "target": "str", "class": "str"}
    try:
        into[name] = (
            pd.read_csv(path, dtype="str", keep_default_na=False)
            if as_text
            else pd.read_csv(path, dtype=codes)
        )
    except OPENING_ERRORS as error:
        store.broken.append(_sentence(path, error))


def _sentence(path: Path, error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return f"{path.name} : le fichier manque. Relancez `python -m loaders build`."
    return f"{path.name} : illisible ({type(error).__name__}). Relancez `python -m loaders build`."
