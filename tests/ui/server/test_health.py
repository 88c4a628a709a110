"""Health: not before the tables are there, and how old the register is."""

import asyncio
import json
import os
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.requests import Request

from tests.registers import read_from
from ui import register
from ui.data import get_version
from ui.register import RegisterState
from ui.server import health, warmup


def asked() -> tuple[int, dict[str, Any]]:
    answer = health.answer(Request({"type": "http"}))
    return answer.status_code, json.loads(bytes(answer.body))


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warmup._Service, "state", warmup.LOADING)
    monkeypatch.setattr(register._Service, "state", RegisterState())


def prepared(monkeypatch: pytest.MonkeyPatch, load: object) -> list[int]:
    """Warm the server up with a load of the test's own; return what health said meanwhile."""
    seen = []

    def look() -> None:
        seen.append(asked()[0])
        if callable(load):
            load()

    async def ran() -> tuple[bool, str]:
        return True, ""

    runtime = SimpleNamespace(state=None, does_script_run_without_error=ran)
    monkeypatch.setattr(warmup, "_load", look)
    monkeypatch.setattr(warmup, "get_instance", lambda: runtime)
    for later in ("_draw_layers", "_load_press"):
        monkeypatch.setattr(warmup, later, lambda: None)
    monkeypatch.setattr(warmup.frontend, "prepare", lambda: None)
    asyncio.run(warmup.prepare())
    return seen


def test_ready_once_the_tables_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    assert prepared(monkeypatch, None) == [503]
    status, told = asked()
    assert (status, told["status"]) == (200, "ok")
    assert told["data"] == get_version()
    assert told["register"]["source"] == "file"
    assert told["register"]["failing"] is False


def test_not_ready_where_they_could_not_be_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("disk")

    prepared(monkeypatch, broken)
    assert asked() == (503, {"status": "failed", "version": asked()[1]["version"]})


def test_age_of_the_file_is_that_of_its_writing(data_copy: Path) -> None:
    read_from(data_copy)
    hour_ago = time.time() - 3_600
    os.utime(data_copy / "poles.csv", (hour_ago, hour_ago))
    assert health.register_age_s() == pytest.approx(3_600, abs=60)
    to_come = time.time() + 3_600
    os.utime(data_copy / "poles.csv", (to_come, to_come))
    assert health.register_age_s() == 0
    (data_copy / "poles.csv").unlink()
    assert health.register_age_s() is None


def test_age_of_a_shared_register_is_that_of_its_last_answer() -> None:
    checked = datetime.now(UTC) - timedelta(minutes=40)
    register.tell(RegisterState("https", "grist.exemple.fr", checked))
    assert health.register_age_s() == pytest.approx(2_400, abs=60)
    # As long as it never answered, the poles are those of the file.
    register.tell(replace(register.state(), checked=None))
    assert health.register_age_s() != pytest.approx(2_400, abs=60)
