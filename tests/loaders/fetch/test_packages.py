"""Files that come out of packages, through pip and npm."""

import io
import os
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from loaders import catalogue
from loaders.catalogue import Package
from loaders.errors import LoaderError
from loaders.fetch import download
from tests.loaders.fetch.downloads import CONTENT, fetched, make_source, refused


def make_wheel(folder: Path) -> Path:
    """Write a wheel that pip accepts."""
    path = folder / "atlas_essai-1.0-py3-none-any.whl"
    record = "atlas_essai-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("atlas_essai/data.csv", CONTENT)
        archive.writestr(
            f"{record}/METADATA", "Metadata-Version: 2.1\nName: atlas-essai\nVersion: 1.0\n"
        )
        archive.writestr(
            f"{record}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{record}/RECORD", "")
    return path


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that pip takes packages from, and nowhere else."""
    path = tmp_path / "shelf"
    path.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(path))
    return path


def test_package_comes_through_pip(shelf: Path, folder: Path) -> None:
    wheel = make_wheel(shelf)
    package = Package("pip", "atlas-essai", "1.0")
    source = make_source(None, package=package, member="atlas_essai/data.csv", keep_archive=True)
    assert fetched(source, folder) == wheel.read_bytes()


def test_member_of_a_package(shelf: Path, folder: Path) -> None:
    make_wheel(shelf)
    package = Package("pip", "atlas-essai", "1.0")
    assert fetched(make_source(None, package=package, member="atlas_essai/data.csv"), folder) == (
        CONTENT
    )


@pytest.mark.usefixtures("shelf")
def test_package_that_does_not_exist(folder: Path) -> None:
    source = make_source(None, package=Package("pip", "atlas-essai", "9.9"))
    sentence = refused(source, folder)
    assert "pip atlas-essai==9.9 n'a pas pu être obtenu" in sentence


def fake_npm(folder: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """Put an ``npm`` of our own first on the path."""
    path = folder / "bin" / "npm"
    path.parent.mkdir()
    path.write_text(f"#!{sys.executable}\nimport sys, tarfile, io\n{body}\n")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{path.parent}{os.pathsep}{os.environ['PATH']}")


NPM_PACKS = """
destination = sys.argv[sys.argv.index("--pack-destination") + 1]
assert sys.argv[1] == "pack" and sys.argv[-1] == "@etalab/essai@5.3.0"
with tarfile.open(destination + "/etalab-essai-5.3.0.tgz", "w:gz") as archive:
    entry = tarfile.TarInfo("package/data/communes.json")
    entry.size = 2
    archive.addfile(entry, io.BytesIO(b"[]"))
"""


def test_package_comes_through_npm(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_npm(tmp_path, monkeypatch, NPM_PACKS)
    package = Package("npm", "@etalab/essai", "5.3.0")
    source = make_source(None, package=package, member="package/data/communes.json")
    assert fetched(source, folder) == b"[]"
    kept = make_source(
        None, package=package, member="package/data/communes.json", keep_archive=True
    )
    with tarfile.open(fileobj=io.BytesIO(fetched(kept, folder))) as archive:
        assert archive.getnames() == ["package/data/communes.json"]
    other = make_source(None, package=package, member="package/data/absent.json")
    with pytest.raises(LoaderError, match=r"ne contient pas « package/data/absent\.json »"):
        download.fetch(other, folder)


def test_npm_that_fails(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_npm(tmp_path, monkeypatch, "sys.exit('npm error code E404')")
    source = make_source(None, package=Package("npm", "@etalab/essai", "5.3.0"))
    assert "npm error code E404" in refused(source, folder)


def test_npm_that_is_absent(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    source = make_source(None, package=Package("npm", "@etalab/essai", "5.3.0"))
    assert "installez Node.js" in refused(source, folder)


def test_require_fetches_a_package(
    shelf: Path,
    tmp_path: Path,
    catalogue_of: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wheel = make_wheel(shelf)
    downloads = tmp_path / "downloads"
    monkeypatch.setattr(download, "DOWNLOADED_SOURCES_DIR", downloads)
    source = make_source(
        None, package=Package("pip", "atlas-essai", "1.0"), sha256=catalogue.file_sha256(wheel)
    )
    catalogue_of(source)
    assert download.require("essai", tmp_path / "empty") == source.path(downloads)
    wheel.unlink()
    assert download.require("essai", tmp_path / "empty") == source.path(downloads)
