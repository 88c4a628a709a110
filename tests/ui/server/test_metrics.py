"""The counters: one for each run, session, study and document."""

import asyncio
import inspect
from types import SimpleNamespace

import pytest
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families
from starlette.requests import Request
from streamlit.runtime import app_session
from streamlit.runtime.scriptrunner import ScriptRunner, ScriptRunnerEvent

from ui.metrics import counted
from ui.screens.implanter.solver import SOLVERS, Study
from ui.server import metrics, warmup


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def now() -> dict[tuple[str, ...], float]:
    """Return what is so at this moment, by name and labels."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in metrics.Now().collect()
        for sample in family.samples
    }


@pytest.mark.parametrize(
    ("end", "fragments", "kind"),
    [
        (ScriptRunnerEvent.SCRIPT_STOPPED_WITH_SUCCESS, None, "page"),
        (ScriptRunnerEvent.SCRIPT_STOPPED_FOR_RERUN, None, "page"),
        (ScriptRunnerEvent.FRAGMENT_STOPPED_WITH_SUCCESS, ["f"], "fragment"),
    ],
)
def test_run_is_counted_when_it_ends(
    end: ScriptRunnerEvent, fragments: list[str] | None, kind: str
) -> None:
    before = value("atlas_run_seconds_count", kind=kind)
    metrics.heard(
        None, event=ScriptRunnerEvent.SCRIPT_STARTED, fragment_ids_this_run=fragments, pages=None
    )
    assert value("atlas_run_seconds_count", kind=kind) == before
    metrics.heard(None, event=ScriptRunnerEvent.ENQUEUE_FORWARD_MSG, forward_msg=None)
    metrics.heard(None, event=end, run_descriptor=None)
    assert value("atlas_run_seconds_count", kind=kind) == before + 1


def test_streamlit_is_asked_where_it_makes_its_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(vars(app_session), "ScriptRunner", ScriptRunner)
    monkeypatch.setattr(REGISTRY, "register", lambda _collector: None)
    metrics.install()
    assert vars(app_session)["ScriptRunner"] is metrics.HeardRunner
    # Looked up there at each run: what is put in its place is used.
    assert "self._scriptrunner = ScriptRunner(" in inspect.getsource(app_session)


def test_open_pages_and_those_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    manager = SimpleNamespace(list_active_sessions=lambda: [1, 2], list_sessions=lambda: [1, 2, 3])
    monkeypatch.setattr(metrics, "exists", lambda: True)
    monkeypatch.setattr(metrics, "get_instance", lambda: SimpleNamespace(_session_mgr=manager))
    assert now()["atlas_sessions", "connected"] == 2
    assert now()["atlas_sessions", "kept"] == 1


def test_studies_by_stage_and_state(monkeypatch: pytest.MonkeyPatch) -> None:
    assert now()["atlas_studies", "answer", "waiting"] == 0
    monkeypatch.setitem(SOLVERS._studies, "one", Study("one", {}))
    monkeypatch.setitem(SOLVERS._studies, "two", Study("two", {}, answer={}))
    SOLVERS._studies["two"].state = "running"
    assert now()["atlas_studies", "answer", "waiting"] == 1
    assert now()["atlas_studies", "extras", "running"] == 1
    SOLVERS._studies["two"].state = "done"
    assert now()["atlas_studies", "extras", "running"] == 0


def test_register_has_an_age_once_it_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warmup._Service, "state", warmup.LOADING)
    assert now()["atlas_loaded",] == 0
    assert ("atlas_register_age_seconds",) not in now()
    monkeypatch.setattr(warmup._Service, "state", warmup.LOADED)
    assert now()["atlas_loaded",] == 1
    assert now()["atlas_register_age_seconds",] > 0


def test_document_is_counted_also_when_it_fails() -> None:
    before = value("atlas_print_seconds_count", format="pdf")
    assert counted("pdf", lambda: b"%PDF")() == b"%PDF"
    with pytest.raises(ZeroDivisionError):
        counted("pdf", lambda: bytes(1 // 0))()
    assert value("atlas_print_seconds_count", format="pdf") == before + 2


def test_prometheus_can_read_the_answer() -> None:
    answer = asyncio.run(metrics.answer(Request({"type": "http"})))
    assert answer.headers["content-type"].startswith("text/plain; version=")
    families = {
        family.name for family in text_string_to_metric_families(bytes(answer.body).decode())
    }
    assert {"atlas_run_seconds", "atlas_incidents", "process_resident_memory_bytes"} <= families
