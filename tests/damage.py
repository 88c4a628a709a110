"""What may happen to the files of ``data/``, by the kind of file.

A new file is covered by itself, a new damage for all the files of its kind.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image, PngImagePlugin

from geo.tables.files import SEAL

Damage = Callable[[Path], None]

# What no screen reads: the reports of the build, and the description for other tools.
UNREAD: Final = frozenset(
    {"build_report.csv", "classes_report.csv", "codes_report.csv", "poles.schema.json"}
)


def _written(change: Callable[[bytes], bytes]) -> Damage:
    return lambda path: path.write_bytes(change(path.read_bytes())) and None


def _flipped(raw: bytes) -> bytes:
    middle = len(raw) // 2
    return (
        raw[:middle]
        + bytes(byte ^ 0x5A for byte in raw[middle : middle + 200])
        + raw[middle + 200 :]
    )


def _a_folder(path: Path) -> None:
    # What no right can open: tests may be run by who has them all.
    path.unlink()
    path.mkdir()


ANY: Final[Mapping[str, Damage]] = {
    "deleted": Path.unlink,
    "empty": _written(lambda _raw: b""),
    "truncated": _written(lambda raw: raw[: len(raw) // 2]),
    "garbage": _written(lambda _raw: np.random.default_rng(1).bytes(5000)),
    "flipped": _written(_flipped),
    "unreadable": _a_folder,
}


def _table(change: Callable[[pa.Table], pa.Table]) -> Damage:
    return lambda path: pq.write_table(change(pq.read_table(path)), path)


def _column(table: pa.Table, name: str, values: pa.Array) -> pa.Table:
    return table.set_column(table.column_names.index(name), name, values)


def _outlines(table: pa.Table) -> list[str]:
    return [name for name in table.column_names if name.startswith("outline_")]


def _without(place: int) -> Damage:
    def change(table: pa.Table) -> pa.Table:
        plain = [name for name in table.column_names if name not in _outlines(table)]
        return table.drop_columns([plain[place]])

    return _table(change)


def _texts(table: pa.Table) -> pa.Table:
    for name in table.column_names:
        table = _column(table, name, pa.array([f"x{row}" for row in range(len(table))]))
    return table


def _nulls(table: pa.Table) -> pa.Table:
    for name in table.column_names:
        table = _column(table, name, pa.nulls(len(table), table.schema.field(name).type))
    return table


def _absurd(table: pa.Table) -> pa.Table:
    for name in table.column_names:
        kind = table.schema.field(name).type
        if pa.types.is_floating(kind):
            table = _column(table, name, pa.array([float("-inf")] * len(table), kind))
        elif pa.types.is_integer(kind):
            least = 1 - 2 ** (kind.bit_width - 1)
            table = _column(table, name, pa.array([least] * len(table), kind))
    return table


def _shapeless(table: pa.Table) -> pa.Table:
    for name in _outlines(table):
        kind = table.schema.field(name).type
        table = _column(table, name, pa.array([b"\x01\x03"] * len(table), kind))
    return table


PARQUET: Final[Mapping[str, Damage]] = {
    "no first column": _without(0),
    "no last column": _without(-1),
    "no outlines": _table(lambda table: table.drop_columns(_outlines(table))),
    "outlines of nothing": _table(_shapeless),
    "another schema": _table(_texts),
    "no rows": _table(lambda table: table.slice(0, 0)),
    "all null": _table(_nulls),
    "absurd numbers": _table(_absurd),
    "half the rows": _table(lambda table: table.take(list(range(0, len(table), 2)))),
}


def _picture(change: Callable[[np.ndarray], np.ndarray], bounds: str = "") -> Damage:
    def damage(path: Path) -> None:
        with Image.open(path) as picture:
            numbers, said = np.asarray(picture), str(picture.info["bounds"])
        info = PngImagePlugin.PngInfo()
        info.add_text("bounds", bounds or said)
        Image.fromarray(change(numbers)).save(path, "PNG", pnginfo=info)

    return damage


PNG: Final[Mapping[str, Damage]] = {
    "no place": _picture(lambda numbers: numbers, "nan nan nan nan"),
    "half a place": _picture(lambda numbers: numbers, "1 2"),
    "no land": _picture(lambda numbers: numbers * 0),
    "of more communes": _picture(lambda numbers: numbers * 0 + 60_000),
    "in colours": _picture(lambda numbers: np.stack([numbers.astype(np.uint8)] * 3, -1)),
}


def _lines(change: Callable[[list[bytes]], list[bytes]]) -> Damage:
    return _written(lambda raw: b"\n".join(change(raw.split(b"\n"))))


def _hole(size: int) -> Damage:
    def change(raw: bytes) -> bytes:
        middle = len(raw) // 2
        return raw[:middle] + b"\x00" * size + raw[middle + size :]

    return _written(change)


CSV: Final[Mapping[str, Damage]] = {
    "no rows": _lines(lambda lines: [lines[0], b""]),
    "no first column": _lines(lambda lines: [line.partition(b",")[2] for line in lines]),
    "all null": _lines(lambda lines: [lines[0], *[b"," * lines[0].count(b",")] * 5]),
    "a null byte": _hole(1),
    "a hole": _hole(300),
    "half the rows": _lines(lambda lines: lines[::2]),
}
BY_KIND: Final = {".parquet": PARQUET, ".png": PNG, ".csv": CSV}


def damages(name: str) -> Mapping[str, Damage]:
    """Return what may happen to a file, by a name of the damage."""
    return {**ANY, **BY_KIND.get(Path(name).suffix, {})}


def files(folder: Path) -> list[str]:
    """Return the files of a folder that screens read."""
    return sorted(path.name for path in folder.iterdir() if path.name not in UNREAD)


def cases(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield every file with each of its damages."""
    for name in files(folder):
        for damage in damages(name):
            yield name, damage


def damaged(whole: Path, folder: Path, name: str, damage: str, *, sealed: bool) -> Path:
    """Return a folder of links to whole files, one of them damaged.

    Parameters
    ----------
    whole
        The folder of the whole files.
    folder
        Where to make it.
    name, damage
        From `cases`.
    sealed
        Whether the checksums of the whole files are there too.
    """
    made = folder / "data"
    made.mkdir()
    for path in whole.iterdir():
        if path.name == name:
            (made / name).write_bytes(path.read_bytes())
        elif sealed or path.name != SEAL:
            (made / path.name).symlink_to(path)
    damages(name)[damage](made / name)
    return made
