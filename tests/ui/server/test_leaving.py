"""What a reader leaves behind is freed in time, whether anybody else comes or not."""

import asyncio
import gc
import weakref

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.script_data import ScriptData
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.runtime.session_manager import SessionClient
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from ui.screens.implanter.solver import SOLVERS
from ui.screens.implanter.study import STOPPED, Study
from ui.server import leaving

TWO_MINUTES_S = 120.0


class Browser(SessionClient):
    def write_forward_msg(self, msg: ForwardMsg) -> None:
        pass


class Brought:
    """What a session holds of a list, in a circle of references as the tables of an atlas."""

    def __init__(self) -> None:
        self.itself = self


def come_with_a_list(sessions: WebsocketSessionManager) -> "tuple[str, weakref.ref[Brought]]":
    name = sessions.connect_session(Browser(), ScriptData("dashboard.py"), {})
    info = sessions.get_session_info(name)
    assert info is not None
    brought = Brought()
    info.session.session_state["liste-lue"] = brought
    return name, weakref.ref(brought)


def asked_by(reader: str) -> Study:
    study = Study(f"study of {reader}", {"private": True})
    study.state = STOPPED
    study.readers.add(reader)
    SOLVERS._studies[study.key] = study
    return study


def test_the_list_of_the_last_reader_does_not_wait_for_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 0.0
    storage = MemorySessionStorage()
    monkeypatch.setattr(storage._cache, "_timer", lambda: now)
    files = MemoryUploadedFileManager("/upload")
    sessions = WebsocketSessionManager(storage, files, ScriptCache(), None)

    async def evening() -> None:
        nonlocal now
        gone, left = come_with_a_list(sessions)
        stays, held = come_with_a_list(sessions)
        studies = asked_by(gone), asked_by(stays)
        # As the loop of the server does, until it has another session to serve.
        last = sessions.get_session_info(gone)
        sessions.disconnect_session(gone)
        await leaving.sweep(sessions)
        # The connection may have broken: they may come back.
        assert left() is not None
        assert SOLVERS.find(studies[0].key) is studies[0]
        now = TWO_MINUTES_S
        gc.collect()
        assert left() is not None, "Streamlit frees it itself: this module is not needed any more"
        await leaving.sweep(sessions)
        assert last is not None
        assert left() is None
        assert SOLVERS.find(studies[0].key) is None
        assert held() is not None
        assert SOLVERS.find(studies[1].key) is studies[1]
        sessions.close_session(stays)

    gc.disable()
    try:
        asyncio.run(evening())
    finally:
        gc.enable()
        SOLVERS._studies.clear()
