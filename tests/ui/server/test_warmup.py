"""What the server does before anybody comes."""

import gc

import pytest
from streamlit import config

from ui.server import warmup


def test_the_tables_are_no_business_of_a_collection() -> None:
    gc.unfreeze()
    warmup._load_tables()
    warmup._set_apart()
    try:
        # Tens of thousands of objects: the libraries and the tables.
        assert gc.get_freeze_count() > 10_000
    finally:
        gc.unfreeze()


def test_nobody_waits_for_a_full_collection() -> None:
    assert config.get_option("runner.postScriptGC") is False


def test_a_machine_that_cannot_print_says_so_and_serves(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def unwritable(_name: str) -> None:
        raise OSError("Matplotlib requires access to a writable cache directory")

    monkeypatch.setattr(warmup, "import_module", unwritable)
    warmup._load_press()
    assert "ne s'impriment pas ici : Matplotlib requires" in caplog.text
