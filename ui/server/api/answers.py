"""Answers as bytes: computed a few at a time, off the event loop, kept while asked for."""

import asyncio
import gzip
import json
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, Final

import pandas as pd
from starlette.concurrency import run_in_threadpool

from geo.cli.command import Answer
from geo.cli.shared import csv_text, find_territory
from geo.errors import (
    FilterError,
    TableError,
    TerritoryFormatError,
    UnknownTerritoryError,
)
from geo.tables.atlas import Atlas
from geo.territory_id import FRANCE, METROPOLE
from ui.files.cells import clean_cell, neutralise
from ui.server.api.asking import Asked
from ui.server.api.problems import Refusal
from ui.text.i18n import _
from ui.text.messages import told

# Compressed: the largest answer, the communes of a région one by one, takes some 110 KB.
KEPT_BYTES: Final = 16_000_000
AT_ONCE: Final = 2
WAITING: Final = 16
PATIENCE_S: Final = 20
LEVEL: Final = 6
WHOLE_COUNTRY: Final = frozenset({FRANCE.id, METROPOLE.id})

JSON, CSV, GEOJSON = "json", "csv", "geojson"
MEDIA_TYPES: Final = {
    JSON: "application/json",
    CSV: "text/csv; charset=utf-8",
    GEOJSON: "application/geo+json",
}


class Kept:
    """Answers that were asked for last, as many as fit in a number of bytes."""

    def __init__(self, limit_bytes: int = KEPT_BYTES) -> None:
        """Start with none."""
        self._limit = limit_bytes
        self._bodies: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()
        self.size = 0

    def get(self, key: str) -> bytes | None:
        """Return an answer that is kept, else ``None``."""
        with self._lock:
            if key in self._bodies:
                self._bodies.move_to_end(key)
            return self._bodies.get(key)

    def put(self, key: str, body: bytes) -> None:
        """Keep an answer, and let go of those that were not asked for the longest."""
        with self._lock:
            self.size += len(body) - len(self._bodies.pop(key, b""))
            self._bodies[key] = body
            while self.size > self._limit:
                self.size -= len(self._bodies.popitem(last=False)[1])


class Gate:
    """Lets few computations run at once and few wait, so that the screens stay quick."""

    def __init__(
        self, at_once: int = AT_ONCE, waiting: int = WAITING, patience_s: float = PATIENCE_S
    ) -> None:
        """Open the gate."""
        self._places = asyncio.Semaphore(at_once)
        self._most = at_once + waiting
        self._patience_s = patience_s
        self._inside = 0

    async def run(self, work: Callable[[], bytes]) -> bytes:
        """Run a computation in a thread once there is room.

        Raises
        ------
        Refusal
            When too many wait already, or room was too long in coming.
        """
        if self._inside >= self._most:
            raise self._busy()
        self._inside += 1
        try:
            try:
                async with asyncio.timeout(self._patience_s):
                    await self._places.acquire()
            except TimeoutError as error:
                raise self._busy() from error
            try:
                return await run_in_threadpool(work)
            finally:
                self._places.release()
        finally:
            self._inside -= 1

    def _busy(self) -> Refusal:
        return Refusal(
            "occupe",
            _("Trop de questions attendent déjà ; redemandez dans une minute."),
            {"Retry-After": "60"},
        )


def compute(atlas: Atlas, asked: Asked, shape: str) -> bytes:
    """Answer a question.

    Parameters
    ----------
    asked
        The question.
    shape
        A key of `MEDIA_TYPES`.

    Returns
    -------
    bytes
        The text, compressed by gzip.

    Raises
    ------
    Refusal
        When a value does not exist or does not fit the others, when a table is missing, and when
        the answer would be out of bounds.
    """
    try:
        _bound(atlas, asked)
        text = _SHAPES[shape](asked.command.prepare(atlas, asked.options))
    except (TerritoryFormatError, UnknownTerritoryError) as error:
        raise Refusal("parametre", told(error.message), parameter="territory") from error
    except FilterError as error:
        refusal = Refusal("parametre", told(error.message))
        if error.option:
            refusal.extra["parameter"] = error.option
        raise refusal from error
    except TableError as error:
        raise Refusal("table", told(error.message)) from error
    return gzip.compress(text.encode(), LEVEL, mtime=0)


def _bound(atlas: Atlas, asked: Asked) -> None:
    """Refuse the one answer of 28 MB: the communes of the whole country, each with its figures.

    However the country is spelt: what is understood is for `find_territory` to say.
    """
    options = vars(asked.options)
    by_commune = asked.command.name == "coverage" and options["by"] == "commune"
    if by_commune and find_territory(atlas, options["territory"]).id in WHOLE_COUNTRY:
        raise Refusal(
            "parametre",
            _("Le détail par commune se demande région par région."),
            parameter="by",
        )


def _json(answer: Answer) -> str:
    return _dumped(answer.record())


def _csv(answer: Answer) -> str:
    table = answer.table().copy()
    for name in table.columns[table.dtypes.map(_is_text).to_numpy(dtype=bool)]:
        table[name] = pd.Series(
            [_inert(cell) for cell in table[name].tolist()], index=table.index, dtype="object"
        )
    return csv_text(table)


def _is_text(kind: Any) -> bool:  # noqa: ANN401 - the type of a column
    return not (pd.api.types.is_numeric_dtype(kind) or pd.api.types.is_bool_dtype(kind))


def _inert(cell: object) -> object:
    clean = clean_cell(cell)
    return neutralise(clean) if isinstance(clean, str) else clean


def _geojson(answer: Answer) -> str:
    """Return poles as points; one of which no place is known has none."""
    features = []
    for row in answer.table().to_dict(orient="records"):
        cells = {str(name): clean_cell(cell) for name, cell in row.items()}
        lon, lat = cells.pop("marker_lon"), cells.pop("marker_lat")
        place = None if lon is None else {"type": "Point", "coordinates": [lon, lat]}
        features.append(
            {"type": "Feature", "id": cells["id"], "geometry": place, "properties": cells}
        )
    return _dumped({"type": "FeatureCollection", "features": features})


def _dumped(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


_SHAPES: Final[dict[str, Callable[[Answer], str]]] = {JSON: _json, CSV: _csv, GEOJSON: _geojson}
