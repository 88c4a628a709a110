"""``python -m geo.siting.worker``: one siting study in a process of its own.

One JSON request comes on the first line of the standard input; one JSON object a line goes to the
standard output, each with its ``event``: ``started``, ``answer``, ``vetoes``, ``alternatives``,
``curve``, ``stability``, ``without``, ``done``, or ``error`` with a sentence, in French and as a
message. The
``stage`` of the request, ``answer`` or ``extras``, asks for one part: the answer alone, without
``done``, or all that follows the ``answer`` event handed back with the request. The
process ends by itself when whoever started it closes the input: none outlives its server.
"""

import json
import os
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TextIO

from geo.errors import FilterError, TableError, TerritoryFormatError, UnknownTerritoryError
from geo.problems import message_to_json
from geo.siting.cover import choose_sites, recall_sites
from geo.siting.study import (
    alternatives,
    cost_of_vetoes,
    curve,
    stability,
    without_each,
)
from geo.siting.wire import (
    answer_record,
    newly_reached,
    request_from_json,
    with_poles_of,
)
from geo.tables.atlas import load_atlas
from geo.tables.plain import plain_rows

# The server that answers everybody goes first.
NICENESS: Final = 10


def study(given: Mapping[str, Any], output: TextIO) -> None:
    """Write the events of one study.

    Parameters
    ----------
    given
        A request as `geo.siting.wire.request_to_json` writes it, with ``data``, the folder of the
        tables, and ``land``, which of them it is about; with ``stage`` and ``answer`` or without;
        with ``poles`` (`poles_to_text`) where they are not those of the folder: a shared register,
        the list of a reader.
    output
        Where the lines go.
    """

    def tell(event: str, **content: object) -> None:
        json.dump({"event": event, **content}, output, ensure_ascii=False, allow_nan=False)
        output.write("\n")
        output.flush()

    try:
        tell("started")
        atlas = load_atlas(Path(given["data"]))
        atlas.files.require(given.get("land", atlas.files.land))
        atlas = with_poles_of(atlas, given.get("poles", ""), given.get("version", ""))
        request = request_from_json(atlas, given)
        if given.get("stage") == "extras":
            siting = recall_sites(atlas, request, given["answer"])
        else:
            siting = choose_sites(atlas, request)
            tell("answer", **answer_record(siting), newly=newly_reached(atlas, siting))
        if given.get("stage") == "answer":
            return
        tell("vetoes", cost=cost_of_vetoes(atlas, siting))
        tell("alternatives", rows=plain_rows(alternatives(atlas, siting)))
        points = []
        for point in curve(siting.ground):
            points.append(point._asdict())
            tell("curve", rows=points)
        tell("stability", rows=plain_rows(stability(atlas, siting)))
        strikes = []
        for row in without_each(atlas, siting):
            strikes.append(row)
            tell("without", rows=strikes)
        tell("done")
    except (FilterError, TableError, TerritoryFormatError, UnknownTerritoryError) as error:
        tell("error", sentence=str(error), message=message_to_json(error.message))


def end_with(source: TextIO) -> None:
    """End this process as soon as its input is closed, whatever it is doing."""
    source.read()
    os._exit(1)


def main() -> None:
    """Read the request, watch over the input, write the study."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    given = json.loads(sys.stdin.readline())
    threading.Thread(target=end_with, args=(sys.stdin,), daemon=True).start()
    study(given, sys.stdout)
    sys.stdout.flush()
    # Not by the usual way: the thread still reads.
    os._exit(0)


if __name__ == "__main__":
    main()
