"""The list of a reader, made for a test as its reader would write it: names and Insee codes."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pytest

from geo.lists.files import ListRow, Sheet
from geo.lists.reading import read_rows
from geo.poles.joined import with_own_list
from geo.tables.atlas import Atlas
from ui.view import own_list

HOSTILE_NAME = "ma_liste <b> {{7*7}} [a](//b).csv"


def with_structures(
    atlas: Atlas, towns: Iterable[str], *, alone: bool, name: str = "structures.csv"
) -> Atlas:
    """Return private tables with one structure a town, given by its Insee code.

    The structures are called ``Structure 1`` and so on: they have neither wave nor sector.
    """
    headers = ("nom", "code_insee")
    rows = [
        ListRow(row, row + 1, dict(zip(headers, (f"Structure {row}", town), strict=True)))
        for row, town in enumerate(towns, start=1)
    ]
    poles = read_rows(Sheet(headers, rows), atlas).poles
    assert len(poles) == len(rows)
    return with_own_list(atlas, name, poles, alone=alone)


@contextmanager
def shown(private: Atlas) -> Iterator[None]:
    """Let every screen be about private tables."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(own_list, "tables", lambda _atlas, _view: private)
        yield
