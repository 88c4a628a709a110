"""What tests of lists share: the real France, and lists written on the spot."""

from collections.abc import Callable
from pathlib import Path

import pytest

from geo.lists.reading import Reading, read_list
from geo.tables.atlas import Atlas, load_atlas

DATA = Path(__file__).parents[3] / "data"


@pytest.fixture(scope="session")
def france() -> Atlas:
    """Return the tables of ``data/``."""
    return load_atlas(DATA)


@pytest.fixture
def read(tmp_path: Path, france: Atlas) -> Callable[..., Reading]:
    """Return ``read(text, columns=None, name="list.csv")``, which reads a list so written."""

    def from_text(
        text: str | bytes, columns: dict[str, str | None] | None = None, name: str = "list.csv"
    ) -> Reading:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_list(path, france, columns)

    return from_text
