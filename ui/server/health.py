"""Whether this server has what it needs to answer, and how old its register is."""

from datetime import UTC, datetime
from importlib import import_module
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse

from ui.register import FILE, state
from ui.server import warmup
from ui.server.version import version

REGISTER_FILE: Final = "poles.csv"


def answer(_request: Request) -> JSONResponse:
    """Answer 200 once the tables are loaded, 503 before, or where they could not be."""
    now = warmup.state()
    ready = now == warmup.LOADED
    return JSONResponse(
        {"status": now, "version": version(), **(_tables() if ready else {})},
        200 if ready else 503,
        headers={"Cache-Control": "no-store"},
    )


def register_age_s() -> float | None:
    """Return for how long the register in service has not been confirmed, in seconds.

    A shared register is confirmed by its source, at each demand; the file of the tables when it was
    written. None where there is no such file.
    """
    shared = state()
    confirmed = shared.checked if shared.kind != FILE else None
    if confirmed is None:
        tables = import_module("geo.tables.atlas").default_data_dir()
        try:
            written = (tables / REGISTER_FILE).stat().st_mtime
        except OSError:
            return None
        confirmed = datetime.fromtimestamp(written, UTC)
    # A clock that was set back makes nothing younger than new.
    return max(0.0, (datetime.now(UTC) - confirmed).total_seconds())


def _tables() -> dict[str, Any]:
    age, shared = register_age_s(), state()
    register = {
        "source": shared.kind,
        "age_s": None if age is None else round(age),
        "failing": shared.failure is not None,
    }
    return {"data": import_module("ui.data").get_version(), "register": register}
