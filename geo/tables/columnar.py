"""Parquet tables without their outlines, checked column by column as they are read."""

import json
from collections.abc import Mapping
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from geo.errors import TableError
from geo.problems import message
from geo.tables.files import Readable
from geo.tables.schema import BOOLEAN, INTEGER, NUMBER, TEXT, Column

# Arrow's own allocator keeps what reading the tables took for a moment: 54 MiB, until the end.
pa.set_memory_pool(pa.system_memory_pool())

# Everything a damaged file was seen to raise on its way through Arrow and pandas.
READ_ERRORS: Final = (pa.ArrowException, OSError, ValueError, TypeError, KeyError, MemoryError)

_REBUILD: Final = message(
    "reconstruisez-la par « python -m loaders build » ou reprenez celle du dépôt"
)


def read_raw(path: Readable) -> bytes:
    """Return what a table holds.

    Raises
    ------
    TableError
        When it is missing or does not open.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise TableError(
            message("La table {file} manque ; {rebuild}.", file=path.name, rebuild=_REBUILD)
        ) from error
    except OSError as error:
        raise TableError(
            message(
                "La table {file} ne s'ouvre pas ({reason}) ; vérifiez les droits du fichier.",
                file=path.name,
                reason=str(error.strerror),
            )
        ) from error


def open_parquet(path: Readable) -> pq.ParquetFile:
    """Open a Parquet file and read its footer.

    Raises
    ------
    TableError
        When the file is missing, truncated or something else: one sentence in French.
    """
    raw = read_raw(path)
    try:
        return pq.ParquetFile(pa.BufferReader(raw))
    except READ_ERRORS as error:
        raise unreadable(path) from error


def unreadable(path: Readable) -> TableError:
    """Return the error that says that a Parquet file is damaged."""
    return TableError(
        message(
            "La table {file} est illisible, sans doute tronquée ; {rebuild}.",
            file=path.name,
            rebuild=_REBUILD,
        )
    )


def without_outlines(path: Readable) -> TableError:
    """Return the error that says that the outlines of a table are none."""
    return TableError(
        message(
            "La table {file} n'a pas de contours, ou de lieux qui ne sont pas sur la Terre ; "
            "{rebuild}.",
            file=path.name,
            rebuild=_REBUILD,
        )
    )


def require_columns(path: Readable, present: list[str], required: list[str]) -> None:
    """Check that a table has its columns.

    Raises
    ------
    TableError
        Naming the columns that are missing.
    """
    missing = [name for name in required if name not in present]
    if missing:
        raise TableError(
            message(
                "La table {file} n'a pas la colonne {columns} ; {rebuild}.",
                file=path.name,
                columns=tuple(missing),
                rebuild=_REBUILD,
            )
        )


def read_plain_table(
    path: Readable, columns: Mapping[str, Column], key: tuple[str, ...]
) -> pd.DataFrame:
    """Read every column but the outlines.

    Parameters
    ----------
    path
        A Parquet file.
    columns
        What each must hold (see `geo.tables.schema`): they must be there and hold it.
        Other columns of the file come along as they are.
    key
        Columns that identify a row together; the first may not be null.

    Returns
    -------
    pandas.DataFrame
        Text as ``str``; integers as ``int64``, or ``Int64`` where some are unknown; numbers as
        ``float64``; booleans as ``bool``, or ``boolean`` where some are unknown. The file's
        ``attrs`` (provenance) are kept.

    Raises
    ------
    TableError
        When the file is missing, damaged, empty, or not what `columns` says.
    """
    frame = read_as_written(path, list(columns))
    if frame.empty:
        raise TableError(
            message(
                "La table {file} ne contient aucune ligne ; {rebuild}.",
                file=path.name,
                rebuild=_REBUILD,
            )
        )
    for name, column in columns.items():
        frame[name] = _as_kind(path, frame[name], column.kind)
        _require_values(path, frame[name], column)
    if frame[key[0]].isna().any() or frame.duplicated(list(key)).any():
        raise TableError(
            message(
                "La table {file} a une clé vide ou répétée ({key}) ; {rebuild}.",
                file=path.name,
                key=key,
                rebuild=_REBUILD,
            )
        )
    return frame


def read_as_written(path: Readable, required: list[str]) -> pd.DataFrame:
    """Read every column but the outlines, of the types that the file has.

    Parameters
    ----------
    path
        A Parquet file.
    required
        Columns that must be there.

    Returns
    -------
    pandas.DataFrame
        The rows; ``attrs`` (provenance) are those of the file.

    Raises
    ------
    TableError
        When the file is missing, damaged or lacks a column.
    """
    with open_parquet(path) as file:
        schema = file.schema_arrow
        plain = [field.name for field in schema if not _is_outline(field.type)]
        require_columns(path, plain, required)
        try:
            table = file.read(columns=plain)
            # Without this, a text that is no UTF-8 would fail much later, wherever it is read.
            table.validate(full=True)
            frame = table.to_pandas()
        except READ_ERRORS as error:
            raise unreadable(path) from error
    frame.attrs = _attrs(schema)
    return frame


def frame_to_bytes(frame: pd.DataFrame) -> bytes:
    """Return a table as what goes through a pipe; `frame_from_bytes` reads it back."""
    stream = pa.BufferOutputStream()
    table = pa.Table.from_pandas(frame, preserve_index=False)
    with pa.ipc.new_stream(stream, table.schema) as writer:
        writer.write_table(table)
    return bytes(stream.getvalue())


def frame_from_bytes(raw: bytes) -> pd.DataFrame:
    """Return a table that `frame_to_bytes` wrote, its columns of the same types."""
    return pa.ipc.open_stream(raw).read_pandas()


def _is_outline(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_nested(kind)
    )


def _as_kind(path: Readable, column: pd.Series, kind: str) -> pd.Series:
    known = column.dropna()
    if kind == TEXT:
        fits = known.map(type).eq(str).all() if known.dtype == object else _is_text(known)
        target = "str"
    elif kind == BOOLEAN:
        fits = known.isin([True, False]).all() and not pd.api.types.is_string_dtype(known)
        target = "bool" if len(known) == len(column) else "boolean"
    elif kind == INTEGER:
        fits = _is_number(known) and known.mod(1).eq(0).all()
        target = "int64" if len(known) == len(column) else "Int64"
    else:
        fits = _is_number(known)
        target = "float64"
    # A column without any known value has no type of its own in the file.
    if len(known) and not fits:
        raise TableError(
            message(
                "La table {file} a une valeur d'un autre genre que {kind} dans la colonne "
                "{column} ; {rebuild}.",
                file=path.name,
                kind=_KIND_WORDS[kind],
                column=str(column.name),
                rebuild=_REBUILD,
            )
        )
    return column.astype(target)


def _require_values(path: Readable, column: pd.Series, wanted: Column) -> None:
    """Check that nothing is unknown where all must be known, and that no number is absurd."""
    if not wanted.nullable and column.isna().any():
        raise TableError(
            message(
                "La table {file} a une cellule vide dans la colonne {column}, où tout doit être "
                "connu ; {rebuild}.",
                file=path.name,
                column=str(column.name),
                rebuild=_REBUILD,
            )
        )
    known = column.dropna()
    if wanted.kind in {INTEGER, NUMBER} and not known.between(wanted.low, wanted.high).all():
        raise TableError(
            message(
                "La table {file} a un nombre hors de toute mesure dans la colonne {column} ; "
                "{rebuild}.",
                file=path.name,
                column=str(column.name),
                rebuild=_REBUILD,
            )
        )


_KIND_WORDS: Final = {
    TEXT: message("texte"),
    INTEGER: message("nombre entier"),
    NUMBER: message("nombre"),
    BOOLEAN: message("vrai ou faux"),
}


def _is_text(column: pd.Series) -> bool:
    return bool(pd.api.types.is_string_dtype(column)) or (
        isinstance(column.dtype, pd.CategoricalDtype) and _is_text(column.cat.categories)
    )


def _is_number(column: pd.Series) -> bool:
    return bool(pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column))


def _attrs(schema: pa.Schema) -> dict[str, object]:
    raw = (schema.metadata or {}).get(b"PANDAS_ATTRS")
    if raw is None:
        return {}
    attrs = json.loads(raw)
    return attrs if isinstance(attrs, dict) else {}
