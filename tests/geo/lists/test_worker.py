"""The process that reads a list, as a server starts it."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from geo.lists import worker
from geo.lists.files import sheet_of
from geo.lists.reading import read_rows
from geo.lists.wire import SHOWN_ASKED, SHOWN_FAULTS, Report, report_from_wire
from geo.problems import message_from_json
from geo.tables.atlas import Atlas
from tests.geo.lists.conftest import DATA
from tests.geo.lists.writing import as_csv

ROOT = Path(__file__).parents[3]
# Marly is in Moselle, in the Nord and in the Yvelines; Annonay is one; the last is nowhere.
LIST = as_csv(
    [
        ("Nom", "Ville", "Code", "Vague"),
        ("La Fabrique", "Annonay", "07010", "temoin-2011"),
        ("Le Lieu", "Marly", "", "ami-2022"),
        ("Nulle part", "Trifouilly-les-Oies", "", "ami-2022"),
    ]
)


def given(**other: object) -> dict[str, object]:
    asked = {"file": "liste.csv", "data": str(DATA), "columns": None, "chosen": {}}
    return asked | other


def events(output: bytes) -> tuple[list[dict[str, Any]], list[bytes]]:
    """Return what the process told, and the bodies after the last event."""
    stream = io.BytesIO(output)
    told = []
    for line in stream:
        told.append(json.loads(line))
        if told[-1]["event"] == "read":
            return told, [stream.read(length) for length in told[-1]["bodies"]]
    return told, []


def read(raw: bytes, **other: object) -> Report:
    output = io.BytesIO()
    worker.read(given(**other), raw, output)
    told, bodies = events(output.getvalue())
    # How many rows are read is told now and then: here perhaps never.
    assert [one["event"] for one in told if one["event"] != "rows"] == ["started", "read"]
    return report_from_wire(told[-1], *bodies)


def test_report_is_the_reading(france: Atlas) -> None:
    reading = read_rows(sheet_of(LIST, "liste.csv"), france)
    report = read(LIST)
    assert report.counts == reading.counts() == {"matched": 1, "asked": 1, "refused": 1}
    assert report.columns == reading.columns
    assert report.samples["Ville"] == ("Annonay", "Marly", "Trifouilly-les-Oies")
    assert tuple(report.every_fault()) == reading.faults
    assert {group.kind: group.total for group in report.faults} == {
        kind: len(found) for kind, found in reading.grouped().items()
    }
    # The columns of whole numbers are none of floats on the way.
    pd.testing.assert_frame_equal(report.poles, reading.poles)
    assert report.poles["jobs"].dtype == "Int64"


def test_candidate_that_was_chosen_places_its_row() -> None:
    (row,) = read(LIST).asked
    assert (row.row, row.name) == (2, "Le Lieu")
    assert row.candidates["57447"] == "Marly (57447)"
    assert "confirmez" in str(row.why)
    report = read(LIST, chosen={"2": "57447"})
    assert report.counts == {"matched": 2, "asked": 0, "refused": 1}
    assert report.poles["commune"].tolist() == ["07010", "57447"]


def test_choice_of_what_is_no_candidate_changes_nothing() -> None:
    report = read(LIST, chosen={"2": "38185", "1": "57447", "9": "57447"})
    assert report.poles["commune"].tolist() == ["07010"]
    assert [row.row for row in report.asked] == [2]


def test_epci_can_be_chosen(france: Atlas) -> None:
    assert france.epci is not None
    shared = france.epci["name"][france.epci["name"].duplicated()].iloc[0]
    raw = as_csv([("Nom", "EPCI"), ("Le Lieu", shared)])
    (row,) = read(raw).asked
    code = next(iter(row.candidates))
    assert row.candidates[code] == shared
    report = read(raw, chosen={"1": code})
    assert report.poles["territory_codes"].tolist() == [f"epci:{code}"]
    assert report.poles["commune"].isna().all()


def test_only_the_first_are_shown_and_all_can_be_had() -> None:
    rows = [(f"Lieu {place}", "Marly") for place in range(30)]
    report = read(as_csv([("Nom", "Ville"), *rows]))
    assert len(report.asked) == SHOWN_ASKED
    (group,) = report.faults
    assert (group.total, len(group.first)) == (30, SHOWN_FAULTS)
    assert len(list(report.every_fault())) == 30


def test_columns_are_overridden() -> None:
    report = read(LIST, columns={"Ville": None, "Code": "commune_code"})
    assert report.columns["Ville"] is None
    assert report.counts["matched"] == 1


def test_refusal_is_a_sentence() -> None:
    output = io.BytesIO()
    worker.read(given(), b"%PDF-1.4 secret", output)
    told, _bodies = events(output.getvalue())
    assert [event["event"] for event in told] == ["started", "error"]
    assert "liste.csv ne se lit pas" in str(message_from_json(told[-1]["message"]))


def test_what_breaks_quotes_nothing_of_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object) -> None:
        raise ValueError("invalid literal: 'a secret cell'")

    monkeypatch.setattr(worker, "read_rows", broken)
    output = io.BytesIO()
    worker.read(given(), LIST, output)
    assert b"secret" not in output.getvalue()
    assert events(output.getvalue())[0][-1]["where"].startswith("ValueError, test_worker.py:")


@pytest.mark.slow
def test_process_reads_and_ends() -> None:
    asked = json.dumps(given(bytes=len(LIST))).encode()
    done = subprocess.run(
        [sys.executable, "-m", "geo.lists.worker"],
        cwd=ROOT,
        input=asked + b"\n" + LIST,
        capture_output=True,
        check=True,
        timeout=60,
    )
    told, bodies = events(done.stdout)
    assert report_from_wire(told[-1], *bodies).counts["matched"] == 1


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="limits of Linux")
@pytest.mark.parametrize(
    ("does", "said"),
    [
        ("bytearray(4_000_000_000)", "MemoryError"),
        ("open('liste.tmp', 'w').write('x' * 100_000)", "OSError"),
    ],
)
def test_process_takes_neither_memory_nor_a_file(tmp_path: Path, does: str, said: str) -> None:
    tried = f"from geo.lists.worker import forbid\nforbid()\n{does}"
    done = subprocess.run(
        [sys.executable, "-c", tried],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert said in done.stderr.splitlines()[-1]
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) == 0
