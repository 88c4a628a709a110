"""What the server does before anybody comes."""

import gc
import logging

import pytest
from streamlit import config

from geo.problems import Problem, message
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


def test_faults_of_a_column_are_told_ten_times_and_counted(
    caplog: pytest.LogCaptureFixture,
) -> None:
    said = message("à corriger")
    faults = [Problem("poles", "poles.csv", said, line, "status") for line in range(2, 14)]
    lost = Problem("epci", "epci.parquet", message("La table manque."))
    with caplog.at_level(logging.ERROR, "atlas.warmup"):
        warmup._tell_problems((*faults, lost))
    assert caplog.messages == [
        "epci : La table manque.",
        *["poles : à corriger"] * 10,
        "poles.csv, status : et 2 de plus, tous dans Données et méthode",
    ]
