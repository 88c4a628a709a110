"""``python -m ui.paper.worker``: pages typeset in a process of its own, which keeps its memory.

Typst remembers what it has set and never forgets it. Whoever starts this process ends it after a
few pages. On the standard input come jobs, one JSON object a line: ``input``, the template;
``fonts``, the folder of more fonts; ``page``, what the page says, as JSON; ``options`` of
`typst.compile`, or ``label`` of what the template tells of itself. Each is answered by one line of
JSON, ``bytes`` with the length of the file that follows it, or ``error`` with a text.

It is started for a reader who waits: it loads Typst and nothing else of the atlas.
"""

import json
import os
import sys
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, BinaryIO, Final

import typst

# The server that answers everybody goes first.
NICENESS: Final = 10


@lru_cache(maxsize=1)
def _fonts(folder: str) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])


def typeset(job: Mapping[str, Any]) -> bytes:
    """Return the file a job asks for, or what the template tells under the label, as JSON."""
    source = {
        "input": job["input"],
        "font_paths": _fonts(job["fonts"]),
        "sys_inputs": {"page": job["page"]},
    }
    if "label" in job:
        told = typst.query(**source, selector=f"<{job['label']}>", field="value", one=True)
        return told.encode()
    file: bytes = typst.compile(**source, **job["options"])
    return file


def work(jobs: BinaryIO, answers: BinaryIO) -> None:
    """Answer one job after the other, until no more can come."""
    for line in jobs:
        try:
            file = typeset(json.loads(line))
            told: dict[str, Any] = {"bytes": len(file)}
        except typst.TypstError as error:
            file, told = b"", {"error": str(error)}
        answers.write(json.dumps(told).encode() + b"\n" + file)
        answers.flush()


def main() -> None:
    """Work at lower priority until whoever started this process closes its input."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    work(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
