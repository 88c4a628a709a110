"""What may be sent to this server: one list, by a session whose page asks for it; nothing else."""

import asyncio
from contextlib import suppress
from typing import Final

from starlette.datastructures import Headers
from starlette.formparsers import MultiPartParser
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config

from ui.lists.gate import GATE, Gate
from ui.server.headers import is_own_page
from ui.text.i18n import negotiate_language, translator
from ui.text.marking import N_

UPLOADS: Final = "/_stcore/upload_file"
# Boundaries and names around the file.
AROUND_BYTES: Final = 65_536
# On 1 Mbit/s the largest list takes 42 s.
PATIENCE_S: Final = 120.0
DROPPING_S: Final = 20.0

_FOREIGN: Final = N_("Une autre page ne peut rien envoyer à l'atlas.")
_NO_UPLOADER: Final = N_("Aucune page ouverte n'attend de fichier : ouvrez « Ma liste » d'abord.")
_TOO_LARGE: Final = N_("Le fichier dépasse la taille permise.")
_BUSY: Final = N_("Trop de fichiers arrivent en même temps : réessayez dans une minute.")
_NOT_SO: Final = N_("Cette adresse ne reçoit que les fichiers de « Ma liste ».")
_TOO_SLOW: Final = N_("Le fichier n'est pas arrivé à temps : réessayez.")


class Uploads:
    """ASGI middleware in front of the address where Streamlit takes files.

    Parameters
    ----------
    app
        The application inside. It counts the bytes as they come, whatever their length was said to
        be.
    gate
        Who may send.
    """

    def __init__(self, app: ASGIApp, gate: Gate = GATE) -> None:
        self._app = app
        self._gate = gate
        self._most = config.get_option("server.maxUploadSize") * 1024 * 1024 + AROUND_BYTES
        # Beyond this a file would be written to the disk while it comes.
        MultiPartParser.spool_max_size = self._most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or UPLOADS not in scope["path"]:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        session = scope["path"].partition(UPLOADS)[2].strip("/").partition("/")[0]
        if refused := self._refused(scope["method"], session, headers):
            await self._drop(receive)
            await _answer(refused, headers)(scope, receive, send)
        elif scope["method"] == "PUT":
            await self._take(session, scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _refused(self, method: str, session: str, headers: Headers) -> tuple[int, str] | None:
        if not is_own_page(headers):
            return 403, _FOREIGN
        if method not in {"PUT", "DELETE"}:
            return 405, _NOT_SO
        if method == "PUT" and not self._gate.is_open(session):
            return 403, _NO_UPLOADER
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self._most:
            return 413, _TOO_LARGE
        return None

    async def _drop(self, receive: Receive) -> None:
        """Let what is being sent go by: cut short, the sender would never read the answer."""
        dropped = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(DROPPING_S):
                while dropped <= self._most:
                    message = await receive()
                    dropped += len(message.get("body", b""))
                    if not message.get("more_body"):
                        return

    async def _take(self, session: str, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._gate.enter(session):
            await self._drop(receive)
            await _answer((429, _BUSY), Headers(scope=scope))(scope, receive, send)
            return
        begun = False

        async def send_once(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._app(scope, receive, send_once)
        except TimeoutError:
            if not begun:
                await _answer((408, _TOO_SLOW), Headers(scope=scope))(scope, receive, send)
        finally:
            self._gate.leave(session)


def _answer(refused: tuple[int, str], headers: Headers) -> Response:
    status, sentence = refused
    language = negotiate_language(None, headers.get("accept-language", ""))
    return PlainTextResponse(translator(language).gettext(sentence), status)
