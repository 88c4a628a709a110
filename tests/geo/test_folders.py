"""Where files may be kept, on machines where nothing may."""

import tempfile
from pathlib import Path

import pytest

from geo import folders


@pytest.fixture
def homeless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away the home, as of a user of a container that has no name."""
    for variable in (folders.VARIABLE, "HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(variable, raising=False)

    def unknown(_kind: type[Path]) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", classmethod(unknown))


@pytest.mark.usefixtures("homeless")
def test_without_a_home_it_is_with_the_temporary_files() -> None:
    assert folders.cache_folder().parent == Path(tempfile.gettempdir())


@pytest.mark.usefixtures("homeless")
def test_where_nothing_can_be_written_nothing_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def read_only() -> str:
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr(tempfile, "gettempdir", read_only)
    nowhere = folders.cache_folder()
    assert not nowhere.is_dir()
    with pytest.raises(OSError, match="Not a directory"):
        nowhere.mkdir(parents=True)
