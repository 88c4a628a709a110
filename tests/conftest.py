"""What tests of several parts share: a real server of the atlas, copies of its data, a specimen.

The specimen is the France of ``data/`` with the register of November 2026, as it was, in
``tests/specimen/``. What screens say is tested on it: nobody edits it, and no pole added to
``data/poles.csv`` changes a sentence that a test expects.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

import pytest
from hypothesis import settings

from atlas import find_nginx
from bench.serving import ROOT, Replicated, Server, replicated, serving
from tests.registers import DATA_VARIABLE, read_from

# The same examples at every run: a change is refused for what it breaks, never by chance.
# `pytest --hypothesis-profile=search` draws new ones. The machine that runs this may be busy: how
# long an example takes says nothing.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None)
settings.load_profile("repeatable")

TESTS: Final = Path(__file__).parent
ON_SPECIMEN: Final = frozenset({"browser", "pages", "ui"})


@pytest.fixture(scope="session")
def specimen_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the tables of ``data/`` around the register of November 2026; to be left alone."""
    folder = tmp_path_factory.mktemp("specimen")
    for path in [*(ROOT / "data").iterdir(), *(TESTS / "specimen").iterdir()]:
        link = folder / path.name
        link.unlink(missing_ok=True)
        link.symlink_to(path)
    return folder


@pytest.fixture(scope="module", autouse=True)
def _register(request: pytest.FixtureRequest, specimen_dir: Path) -> None:
    """Give a module the specimen if it tests what screens say, else the register of today."""
    part = request.path.relative_to(TESTS).parts[0]
    read_from(specimen_dir if part in ON_SPECIMEN else None)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, specimen_dir: Path) -> Iterator[Server]:
    """Return one server, of the specimen, for every test that only reads."""
    log = tmp_path_factory.mktemp("site") / "log.txt"
    with serving(log, environment={DATA_VARIABLE: str(specimen_dir)}) as server:
        yield server


@pytest.fixture(scope="module")
def replicas(tmp_path_factory: pytest.TempPathFactory, specimen_dir: Path) -> Iterator[Replicated]:
    """Return three replicas of the specimen behind one nginx, for the tests of a file to break."""
    if find_nginx() is None:
        pytest.skip("nginx est absent de cette machine (python3 atlas.py test l'installe)")
    log = tmp_path_factory.mktemp("replicas") / "log.txt"
    with replicated(log, 3, {DATA_VARIABLE: str(specimen_dir)}) as server:
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
def data_copy(specimen_dir: Path, tmp_path: Path) -> Path:
    """Return a copy of the specimen that a test may damage."""
    copy = tmp_path / "data"
    shutil.copytree(specimen_dir, copy)
    return copy
