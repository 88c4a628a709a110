"""The counters of this server, in the text format of Prometheus."""

import sys
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any, Final

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response
from streamlit.runtime import app_session, exists, get_instance
from streamlit.runtime.scriptrunner import ScriptRunner, ScriptRunnerEvent

from ui.metrics import RUNS
from ui.server import warmup
from ui.server.health import register_age_s

SOLVER: Final = "ui.screens.implanter.solver"
PAGE, FRAGMENT = "page", "fragment"
ENDS: Final = frozenset(
    {
        ScriptRunnerEvent.SCRIPT_STOPPED_WITH_SUCCESS,
        ScriptRunnerEvent.SCRIPT_STOPPED_FOR_RERUN,
        ScriptRunnerEvent.SCRIPT_STOPPED_WITH_COMPILE_ERROR,
        ScriptRunnerEvent.FRAGMENT_STOPPED_WITH_SUCCESS,
    }
)

_run = threading.local()


async def answer(_request: Request) -> Response:
    """Answer with everything that is counted; on the loop, which alone touches the sessions."""
    return Response(generate_latest(REGISTRY), headers={"Content-Type": CONTENT_TYPE_LATEST})


def heard(
    _runner: object,
    event: ScriptRunnerEvent,
    fragment_ids_this_run: Sequence[str] | None = None,
    **_said: object,
) -> None:
    """Time a run, from what its thread says of it."""
    if event is ScriptRunnerEvent.SCRIPT_STARTED:
        _run.began = time.perf_counter()
        _run.kind = FRAGMENT if fragment_ids_this_run else PAGE
    elif event in ENDS:
        RUNS.labels(_run.kind).observe(time.perf_counter() - _run.began)


class HeardRunner(ScriptRunner):
    """Runs the script of a session, and says when."""

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 - Streamlit's own
        super().__init__(*given, **named)
        self.on_event.connect(heard)


class Now(Collector):
    """What is so at the moment it is asked for."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield one family after the other."""
        yield GaugeMetricFamily(
            "atlas_loaded", "1 once the tables are loaded.", warmup.state() == warmup.LOADED
        )
        age = register_age_s() if warmup.state() == warmup.LOADED else None
        if age is not None:
            yield GaugeMetricFamily(
                "atlas_register_age_seconds",
                "Time since the register in service was confirmed by its source.",
                age,
            )
        yield _sessions()
        yield _studies()


def _sessions() -> GaugeMetricFamily:
    family = GaugeMetricFamily(
        "atlas_sessions",
        "Open pages, and those that were closed or cut less than two minutes ago.",
        labels=["state"],
    )
    if exists():
        # Streamlit has no public door to its sessions.
        manager = get_instance()._session_mgr  # noqa: SLF001
        connected = len(manager.list_active_sessions())
        family.add_metric(["connected"], connected)
        family.add_metric(["kept"], len(manager.list_sessions()) - connected)
    return family


def _studies() -> GaugeMetricFamily:
    family = GaugeMetricFamily(
        "atlas_studies", "Siting studies under way.", labels=["stage", "state"]
    )
    # Nobody has asked for one before somebody has opened its screen.
    solver = sys.modules.get(SOLVER)
    counted = solver.SOLVERS.count() if solver else {}
    for stage in ("answer", "extras"):
        for state in ("waiting", "running"):
            family.add_metric([stage, state], counted.get((stage, state), 0))
    return family


def install() -> None:
    """Count from now on."""
    # Streamlit has no public door to its runs.
    if vars(app_session)["ScriptRunner"] is ScriptRunner:
        vars(app_session)["ScriptRunner"] = HeardRunner
        REGISTRY.register(Now())
