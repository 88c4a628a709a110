"""What the addresses of the API answer; imported at the first of them, with the tables."""

import gzip
import hashlib
import json
import logging
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from geo.cli.command import Command
from ui import data
from ui.server.api.answers import MEDIA_TYPES, Gate, Kept, compute
from ui.server.api.asking import read
from ui.server.api.openapi import BY_NAME, address, description, shapes_of
from ui.server.api.page import page
from ui.server.api.problems import Refusal, speak
from ui.server.incidents import new_incident_number
from ui.server.version import version
from ui.text.i18n import _

LOGGER: Final = logging.getLogger("atlas.api")
MAX_AGE_S: Final = 300

ANSWERS: Final = {
    address(command, shape)[1:]: (command, shape)
    for command in BY_NAME.values()
    for shape in shapes_of(command)
}
KEPT: Final = Kept()


async def answer(request: Request, gate: Gate, name: str) -> Response:
    """Answer a question.

    Parameters
    ----------
    request
        Whose query string asks it.
    gate
        What lets computations through.
    name
        A key of `ANSWERS`.

    Raises
    ------
    Refusal
        When there is no answer.
    """
    command, shape = ANSWERS[name]
    tag, body = await found(request, gate, command, shape)
    headers = {
        "ETag": tag,
        "Cache-Control": f"public, max-age={MAX_AGE_S}",
        "Vary": "Accept-Encoding",
    }
    if body is None:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
    else:
        # Whoever could compress it on the way says the same of it.
        del headers["Vary"]
        body = await run_in_threadpool(gzip.decompress, body)
    return Response(body, headers={**headers, "Content-Type": MEDIA_TYPES[shape]})


async def found(
    request: Request, gate: Gate, command: Command, shape: str
) -> tuple[str, bytes | None]:
    """Return the tag of an answer and its body, which is ``None`` when the asker has it."""
    asked = read(command, request.url.query)
    # Tables and their digest come together: a register refreshed meanwhile changes neither.
    atlas = await run_in_threadpool(data.get_atlas)
    digest = asked.digest(shape, version(), atlas.version)
    # Weak: the same answer may be compressed or not.
    tag = f'W/"{digest}"'
    if _has(request.headers.get("if-none-match", ""), tag):
        return tag, None

    def work() -> bytes:
        # Somebody else may have asked it meanwhile.
        body = KEPT.get(digest)
        if body is None:
            body = compute(atlas, asked, shape)
            KEPT.put(digest, body)
        return body

    try:
        return tag, KEPT.get(digest) or await gate.run(work)
    except Refusal:
        raise
    except Exception as error:
        number = new_incident_number()
        LOGGER.exception("Incident %s", number)
        raise Refusal(
            "incident",
            _("Cette question n'a pas pu être traitée : transmettez le numéro {number}.").format(
                number=number
            ),
            incident=number,
        ) from error


def _has(condition: str, tag: str) -> bool:
    known = {one.strip().removeprefix("W/") for one in condition.split(",")}
    return "*" in known or tag.removeprefix("W/") in known


def specification(request: Request, base: str) -> Response:
    """Return the description of the API in OpenAPI 3.1."""
    text = json.dumps(description(speak(request), base), ensure_ascii=False)
    return _document(request, text, "application/json")


def documentation(request: Request, base: str) -> Response:
    """Return the page of the API."""
    return _document(request, page(speak(request), base), "text/html")


def _document(request: Request, text: str, media_type: str) -> Response:
    tag = f'W/"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept-Language"}
    if _has(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    return Response(text, headers=headers, media_type=media_type)
