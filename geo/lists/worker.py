"""``python -m geo.lists.worker``: one list read in a process of its own, from memory to memory.

On the standard input come one line of JSON, then as many bytes of the list as it says. One JSON
object a line goes to the standard output, each with its ``event``: ``started`` once the tables are
there and the clock of the parsing begins, ``rows`` with how many are read, then ``read``, which two
bodies follow whose lengths it gives, or ``error`` with a message, or ``broken`` with where in the
code it broke: never a cell of the list.

Whoever starts it kills it after a while. Where the system can, it also forbids itself memory,
processor time and any file: a list is never on a disk, not even by mistake.
"""

import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Final

from geo.errors import AtlasError
from geo.lists.files import sheet_of
from geo.lists.gazetteer import gazetteer
from geo.lists.limits import PARSING_S
from geo.lists.reading import read_rows
from geo.lists.wire import report_to_wire
from geo.problems import message_to_json
from geo.tables.atlas import load_atlas

# The server that answers everybody goes first.
NICENESS: Final = 10
# Beside what the tables take.
MEMORY_BYTES: Final = 1_500_000_000
TOLD_EVERY_S: Final = 0.2


def read(
    given: Mapping[str, Any],
    raw: bytes,
    output: BinaryIO,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Write the events of one reading.

    Parameters
    ----------
    given
        ``file``, the name of the list; ``data``, the folder of the tables, and ``land``, which of
        them; ``columns`` and
        ``chosen`` as `geo.lists.reading.read_rows`.
    raw
        The bytes of the list.
    output
        Where the events go.
    ready
        Called once the tables are there, before anything looks into the list.
    """

    def tell(event: str, **content: object) -> None:
        output.write(json.dumps({"event": event, **content}, ensure_ascii=False).encode() + b"\n")
        output.flush()

    try:
        atlas = load_atlas(Path(given["data"]))
        atlas.files.require(given.get("land", atlas.files.land))
        known = gazetteer(atlas)
        ready()
        tell("started")
        sheet = sheet_of(raw, given["file"])
        told_at = time.monotonic()

        def progress(rows: int) -> None:
            nonlocal told_at
            if (now := time.monotonic()) > told_at + TOLD_EVERY_S:
                told_at = now
                tell("rows", read=rows, of=len(sheet.rows))

        chosen = {int(row): code for row, code in given["chosen"].items()}
        reading = read_rows(sheet, atlas, given["columns"], chosen, progress)
        head, *bodies = report_to_wire(reading, sheet, known)
        tell("read", **head, bodies=[len(body) for body in bodies])
        output.writelines(bodies)
        output.flush()
    except AtlasError as error:
        tell("error", message=message_to_json(error.message))
    except Exception as error:  # noqa: BLE001 - what Python would print may quote a cell
        tell("broken", where=_where(error))


def _where(error: Exception) -> str:
    """Return the kind of an error and its place in the code, without a word of what it says."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}, {Path(last.filename).name}:{last.lineno}"


def forbid() -> None:
    """Take back what a list can never need; a system without such limits has the clock alone."""
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 - not on every system

        spent = int(time.process_time()) + 1
        for limit, most in (
            (resource.RLIMIT_CPU, spent + 2 * PARSING_S),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
        ):
            resource.setrlimit(limit, (most, most))
        held_pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
        most = int(held_pages) * resource.getpagesize() + MEMORY_BYTES
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def main() -> None:
    """Read the request and the list, write the reading."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    given = json.loads(sys.stdin.buffer.readline())
    read(given, sys.stdin.buffer.read(given["bytes"]), sys.stdout.buffer, forbid)


if __name__ == "__main__":
    main()
