"""What an answer costs: few computed at a time, few waiting, as many kept as fit."""

import asyncio
import csv
import gzip
import io
import json
import threading
import time
from collections.abc import Callable

import pandas as pd
import pytest

from geo.cli.command import Answer
from geo.cli.main import COMMANDS
from ui import data
from ui.server.api import answers
from ui.server.api.answers import Gate, Kept, compute
from ui.server.api.asking import Asked, read
from ui.server.api.problems import Refusal

BY_NAME = {command.name: command for command in COMMANDS}


def test_answers_are_kept_up_to_a_number_of_bytes() -> None:
    kept = Kept(limit_bytes=10)
    kept.put("a", b"1234")
    kept.put("b", b"1234")
    assert kept.get("a") == b"1234"
    kept.put("c", b"1234")
    # "b" was not asked for the longest.
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == (b"1234", None, b"1234")
    kept.put("a", b"1")
    assert kept.size == 5
    kept.put("huge", b"1" * 11)
    assert (kept.get("huge"), kept.size) == (None, 0)


def test_few_run_at_once_and_off_the_event_loop() -> None:
    running, most, threads = 0, 0, set()
    lock = threading.Lock()

    def work() -> bytes:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
            threads.add(threading.get_ident())
        time.sleep(0.02)
        with lock:
            running -= 1
        return b"done"

    async def crowd() -> list[bytes]:
        gate = Gate(at_once=2, waiting=8)
        return await asyncio.gather(*(gate.run(work) for _ in range(8)))

    assert asyncio.run(crowd()) == [b"done"] * 8
    assert most == 2
    assert threading.get_ident() not in threads


@pytest.mark.parametrize(
    ("gate", "served"),
    [
        (lambda: Gate(at_once=1, waiting=1), 2),
        (lambda: Gate(at_once=1, waiting=9, patience_s=0.01), 1),
    ],
    ids=["too many wait", "too long to wait"],
)
def test_a_crowd_is_asked_to_come_back(gate: Callable[[], Gate], served: int) -> None:
    def work() -> bytes:
        time.sleep(0.1)
        return b"done"

    async def crowd() -> list[object]:
        shared = gate()
        found = await asyncio.gather(*(shared.run(work) for _ in range(4)), return_exceptions=True)
        # Nobody who was sent away still takes a place.
        assert await shared.run(work) == b"done"
        return list(found)

    found = asyncio.run(crowd())
    assert found.count(b"done") == served
    refused = [one for one in found if isinstance(one, Refusal)]
    assert len(refused) == 4 - served
    assert {one.kind for one in refused} == {"occupe"}
    assert refused[0].headers == {"Retry-After": "60"}


def test_a_failure_gives_its_place_back() -> None:
    def fail() -> bytes:
        raise ZeroDivisionError

    async def twice() -> bytes:
        gate = Gate(at_once=1, waiting=0)
        with pytest.raises(ZeroDivisionError):
            await gate.run(fail)
        return await gate.run(lambda: b"done")

    assert asyncio.run(twice()) == b"done"


def hostile(_asked: Asked) -> Answer:
    table = pd.DataFrame(
        {
            "id": ["=1+1", "b"],
            "name": ["\uff1dcmd|' /C calc'!A0", '</script>"\u2028\x00'],
            "people": [-1.5, None],
            "marker_lon": [5.0, None],
            "marker_lat": [45.0, None],
        }
    )
    return Answer(data.get_atlas(), record=dict, table=lambda: table, lines=list)


def test_hostile_cells_are_inert() -> None:
    rows = list(csv.DictReader(io.StringIO(answers._csv(hostile(None)))))
    assert rows[0]["id"] == "'=1+1"
    assert rows[0]["name"].startswith("'\uff1d")
    assert "\x00" not in rows[1]["name"]
    # A number is no formula.
    assert (rows[0]["people"], rows[1]["people"]) == ("-1.5", "")
    found = json.loads(answers._geojson(hostile(None)))
    first, second = found["features"]
    assert first["geometry"] == {"type": "Point", "coordinates": [5.0, 45.0]}
    assert second["geometry"] is None
    assert second["properties"] == {"id": "b", "name": '</script>"\u2028', "people": None}


@pytest.mark.parametrize(
    "territory", ["france", "FRANCE", " metropole ", "france.", "(Fránce", "metropole:"]
)
def test_communes_of_the_whole_country_are_too_many(territory: str) -> None:
    asked = read(BY_NAME["coverage"], f"territory={territory}&by=commune")
    with pytest.raises(Refusal) as refused:
        compute(data.get_atlas(), asked, "json")
    assert refused.value.extra == {"parameter": "by"}


def test_the_largest_answer_is_as_large_as_said() -> None:
    # Grand Est has most communes of all régions: a hundred such answers fit.
    asked = read(BY_NAME["coverage"], "territory=region:44&by=commune")
    body = compute(data.get_atlas(), asked, "json")
    assert 50_000 < len(body) < answers.KEPT_BYTES / 100
    assert len(gzip.decompress(body)) < 4_000_000
