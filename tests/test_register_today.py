"""The register of today keeps its own law: the one test that ``data/poles.csv`` may turn red.

Totals of other tests follow the data; sentences are tested on the small country of
``tests/geo/conftest.py`` and on the specimen of ``tests/specimen/``, which nobody edits.
"""

import shutil
from pathlib import Path

import pytest

from loaders.__main__ import main
from loaders.folders import DATA_DIR
from tests.loaders.tableschema import wrong_cells
from tests.registers import ONE_MORE, rewrite


def checked(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    status = main(["check", "--data", str(folder)])
    return status, capsys.readouterr().out


def test_the_register_is_valid(capsys: pytest.CaptureFixture[str]) -> None:
    status, printed = checked(DATA_DIR, capsys)
    assert status == 0, printed
    assert wrong_cells(DATA_DIR / "poles.csv") == []


def test_a_pole_more_is_one_line_in_one_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(shutil.copytree(DATA_DIR, tmp_path / "data"))
    rewrite(folder / "poles.csv", lambda rows: [*rows, ONE_MORE | {"id": "encore-un"}])
    changed = [
        path.name
        for path in folder.iterdir()
        if path.read_bytes() != (DATA_DIR / path.name).read_bytes()
    ]
    assert changed == ["poles.csv"]
    status, printed = checked(folder, capsys)
    assert status == 0, printed
