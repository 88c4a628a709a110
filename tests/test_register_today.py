"""What the register holds today: the one test that a change of ``data/poles.csv`` may turn red.

What it says stands in the README, which is what to change. Totals of other tests follow the data;
sentences are tested on the small country of ``tests/geo/conftest.py`` and on the specimen of
``tests/specimen/``, which nobody edits.
"""

import pytest

from loaders.__main__ import main
from loaders.folders import DATA_DIR
from tests.registers import README, README_COUNTS, counts


def test_the_register_holds_what_the_readme_says(capsys: pytest.CaptureFixture[str]) -> None:
    # Its rows are valid, and `found_in_register` of waves.csv counts them.
    status = main(["check"])
    printed = capsys.readouterr().out
    assert status == 0, printed
    (said,) = README_COUNTS.findall(README.read_text(encoding="utf-8"))
    assert said == counts(DATA_DIR), "data/poles.csv a changé : écrivez ses nombres dans README.md."
