"""What tests of the loaders share: a small geography, files written on the spot, real sources."""

import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType

import pytest

from loaders.catalogue import SOURCES, Source
from loaders.fetch import download
from loaders.folders import SOURCES_VARIABLE, default_sources_dir
from loaders.reports import Report
from loaders.sources.cog import Cog
from tests.loaders.fetch.downloads import OLD

# Neussargues lost four towns in 2025; Ruffieu merged into Haut Valromey; 75056 is Paris.
CODES = ("01187", "15031", "15141", "26281", "2A004", "75056", "97611")
PASSAGE = {code: code for code in CODES} | {"01330": "01187"}
PARENTS = {"15031": "15141"}


@pytest.fixture
def cog() -> Cog:
    """Return a country of seven communes."""
    return Cog(frozenset(CODES), PASSAGE, PARENTS)


@pytest.fixture
def report() -> Report:
    """Return an empty report."""
    return Report()


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Return ``write(text, name="table.csv", encoding="utf-8")``, which gives the path."""

    def to_file(text: str, name: str = "table.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return to_file


@pytest.fixture
def pack(tmp_path: Path) -> Callable[..., Path]:
    """Return ``pack(communes, **others)``, which writes an npm archive of administrative lists."""

    def to_archive(communes: object, **others: object) -> Path:
        path = tmp_path / "decoupage.tgz"
        lists = {"arrondissements": [], "departements": [], "regions": []} | others
        with tarfile.open(path, "w:gz") as archive:
            for name, content in {"communes": communes, **lists}.items():
                body = json.dumps(content).encode()
                entry = tarfile.TarInfo(f"package/data/{name}.json")
                entry.size = len(body)
                archive.addfile(entry, io.BytesIO(body))
        return path

    return to_archive


@pytest.fixture(scope="session")
def sources_dir() -> Path:
    """Return the folder of the producers' files, or skip and say why."""
    folder = default_sources_dir()
    files = [s for s in SOURCES.values() if not (s.in_data or s.package)]
    missing = [source.file for source in files if not source.path(folder).is_file()]
    if missing:
        pytest.skip(
            f"{len(missing)} fichiers d'origine absents de {folder}, dont {missing[0]} : "
            f"lancez `python -m loaders download` ou donnez leur dossier dans {SOURCES_VARIABLE}"
        )
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a sources folder that already holds an older file."""
    path = tmp_path / "cog" / "table.csv"
    path.parent.mkdir()
    path.write_bytes(OLD)
    return tmp_path


@pytest.fixture
def catalogue_of(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return a function that replaces the catalogue."""

    def replace(*sources: Source) -> None:
        monkeypatch.setattr(
            download, "SOURCES", MappingProxyType({source.id: source for source in sources})
        )

    return replace
