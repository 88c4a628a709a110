"""What a page may tell this server: its choices, and the files it asks for; nothing else.

Streamlit takes more from whoever has a session: it empties the caches of everybody, tells the state
of the repository, installs files beside the script.
"""

import logging
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime.runtime_util import get_max_widget_state_size_bytes

LOGGER: Final = logging.getLogger("atlas.messages")
TAKEN: Final = frozenset(
    {
        "rerun_script",
        "stop_script",
        "file_urls_request",
        "app_heartbeat",
        "backend_operation_request",
    }
)
# Files that are made when asked for, the rest of a long table.
OPERATIONS: Final = frozenset({"deferred_file", "dataframe_chunk"})


class Messages:
    """ASGI middleware: drops what no page of the atlas has to say.

    Parameters
    ----------
    app
        The application inside.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return

        async def receive_taken() -> Message:
            while True:
                message = await receive()
                said = message.get("bytes") or b""
                if message["type"] != "websocket.receive" or is_taken(said):
                    return message
                LOGGER.info("Message refusé")

        await self._app(scope, receive_taken, send)


def is_taken(said: bytes) -> bool:
    """Tell whether a message is handed on; one that cannot be read closes the connection there."""
    if len(said) > get_max_widget_state_size_bytes():
        return True
    told = BackMsg()
    try:
        told.ParseFromString(said)
    except Exception:  # noqa: BLE001 - Streamlit reads it again, and closes the connection
        return True
    kind = told.WhichOneof("type")
    if kind == "backend_operation_request":
        return told.backend_operation_request.WhichOneof("payload") in OPERATIONS
    return kind is None or kind in TAKEN
