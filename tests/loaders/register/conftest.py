"""What tests of the shared register share: tables, a cache of their own, a server."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo import folders
from geo.tables.atlas import Atlas, load_atlas
from tests.loaders.register.published import Site


@pytest.fixture(scope="session")
def atlas(specimen_dir: Path) -> Atlas:
    return load_atlas(specimen_dir)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep copies in a folder of the test."""
    monkeypatch.setenv(folders.VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def published() -> Iterator[Site]:
    """Return a server that publishes two poles."""
    with Site() as site:
        threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.02}).start()
        yield site
        site.shutdown()
