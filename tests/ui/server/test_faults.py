"""What the operator reads in the log of the tables."""

import logging

import pytest

from geo.problems import Problem, message
from ui.server import faults


def test_faults_of_a_column_are_told_ten_times_and_counted(
    caplog: pytest.LogCaptureFixture,
) -> None:
    said = message("à corriger")
    found = [Problem("poles", "poles.csv", said, line, "status") for line in range(2, 14)]
    lost = Problem("epci", "epci.parquet", message("La table manque."))
    with caplog.at_level(logging.ERROR, "atlas.test"):
        faults.write((*found, lost), logging.getLogger("atlas.test"))
    assert caplog.messages == [
        "epci : La table manque.",
        *["poles : à corriger"] * 10,
        "poles.csv, status : et 2 de plus, tous dans Données et méthode",
    ]
