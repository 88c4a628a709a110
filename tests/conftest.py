"""What tests of several parts share: a real server of the atlas, and copies of its data."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from hypothesis import settings

from bench.serving import ROOT, Server, serving

# The same examples at every run: a change is refused for what it breaks, never by chance.
# `pytest --hypothesis-profile=default` draws new ones.
settings.register_profile("repeatable", derandomize=True)
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return one server for every test that only reads."""
    with serving(tmp_path_factory.mktemp("site") / "log.txt") as server:
        yield server


@pytest.fixture
def serve(tmp_path: Path) -> Callable[..., AbstractContextManager[Server]]:
    """Return a function that serves the atlas with settings of a test's own.

    ``serve(base="", environment=None)`` is a context manager; see `bench.serving.serving`.
    """

    def start(
        base: str = "", environment: dict[str, str] | None = None
    ) -> AbstractContextManager[Server]:
        return serving(tmp_path / "log.txt", base=base, environment=environment)

    return start


@pytest.fixture
def data_copy(tmp_path: Path) -> Path:
    """Return a copy of ``data/`` that a test may damage."""
    copy = tmp_path / "data"
    shutil.copytree(ROOT / "data", copy)
    return copy
