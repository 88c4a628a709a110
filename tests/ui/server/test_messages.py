"""What a stranger may tell the server: choices, not commands."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime.runtime_util import get_max_widget_state_size_bytes

from ui.server.messages import Messages, is_taken
from ui.server.routes import middleware


def told(kind: str) -> bytes:
    """Return the message of a kind, as a browser sends it."""
    message = BackMsg()
    held = getattr(message, kind)
    if isinstance(held, bool):
        setattr(message, kind, True)
    else:
        held.SetInParent()
    return message.SerializeToString()


def operation(kind: str) -> bytes:
    message = BackMsg()
    getattr(message.backend_operation_request, kind).SetInParent()
    return message.SerializeToString()


COMMANDS = (
    *("clear_cache", "load_git_info", "set_run_on_save"),
    *("debug_disconnect_websocket", "debug_shutdown_runtime"),
)
CHOICES = ("rerun_script", "stop_script", "file_urls_request", "app_heartbeat")


@pytest.mark.parametrize("kind", COMMANDS)
def test_command_of_a_stranger_is_dropped(kind: str) -> None:
    assert not is_taken(told(kind))


@pytest.mark.parametrize("kind", CHOICES)
def test_what_a_page_says_is_taken(kind: str) -> None:
    assert is_taken(told(kind))


def test_only_files_and_rows_are_made_aside() -> None:
    assert is_taken(operation("deferred_file"))
    assert is_taken(operation("dataframe_chunk"))
    assert not is_taken(operation("install_skills"))
    assert not is_taken(operation("dismiss_skills_nudge"))
    assert not is_taken(told("backend_operation_request"))


def test_every_message_of_this_version_of_streamlit_is_judged() -> None:
    kinds = {field.name for field in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields}
    assert kinds == {*COMMANDS, *CHOICES, "backend_operation_request"}


def test_message_without_end_is_left_to_streamlit_which_closes() -> None:
    assert is_taken(b"\xff" * 10)
    assert is_taken(b"x" * (get_max_widget_state_size_bytes() + 1))
    assert get_max_widget_state_size_bytes() == 1_000_000


def test_the_connection_goes_on_without_what_was_dropped() -> None:
    heard: list[bytes] = []

    async def listen(websocket: WebSocket) -> None:
        await websocket.accept()
        heard.append(await websocket.receive_bytes())
        await websocket.send_text("heard")
        await websocket.close()

    application = Starlette(
        routes=[WebSocketRoute("/_stcore/stream", listen)], middleware=[Middleware(Messages)]
    )
    with TestClient(application).websocket_connect("/_stcore/stream") as socket:
        socket.send_bytes(told("clear_cache"))
        socket.send_bytes(told("load_git_info"))
        socket.send_bytes(told("rerun_script"))
        assert socket.receive_text() == "heard"
    assert heard == [told("rerun_script")]


def test_the_front_door_has_it() -> None:
    assert Messages in [entry.cls for entry in middleware()]
