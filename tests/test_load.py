"""Readers sent to the atlas: how a cut line is told, and how growth is drawn and written."""

import argparse
import asyncio
import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from bench.load import growth
from bench.load.__main__ import Watch, memory, parser, returns
from bench.load.reader import Reader, ReaderError
from bench.load.returning import ReturningReader
from bench.load.visits import Log
from bench.serving import free_port


class Play:
    """A server that answers each view with a sentence, and may cut the line first."""

    def __init__(self, cuts: int = 0, sentence: str = "{query}") -> None:
        self.cuts = cuts
        self.sentence = sentence
        self.offered: list[str] = []
        self.cookies: list[str] = []

    async def __call__(self, line: ServerConnection) -> None:
        assert line.request is not None
        self.offered.append(line.request.headers["Sec-WebSocket-Protocol"])
        self.cookies.append(line.request.headers.get("Cookie", ""))
        async for data in line:
            if self.cuts:
                self.cuts -= 1
                line.transport.abort()
                return
            asked = BackMsg()
            asked.ParseFromString(data if isinstance(data, bytes) else data.encode())
            for message in self._answer(asked.rerun_script.query_string):
                await line.send(message.SerializeToString())

    def _answer(self, query: str) -> list[ForwardMsg]:
        begun, said, over = ForwardMsg(), ForwardMsg(), ForwardMsg()
        begun.new_session.initialize.session_id = "the-session"
        words = self.sentence.format(query=query)
        said.delta.new_element.markdown.body = f"### {words}"
        over.script_finished = ForwardMsg.ScriptFinishedStatus.FINISHED_SUCCESSFULLY
        return [begun, said, over]


@asynccontextmanager
async def playing(play: Play, port: int) -> AsyncIterator[Server]:
    def page(_line: ServerConnection, request: Request) -> Response | None:
        if request.path == "/":
            return Response(200, "OK", Headers({"Set-Cookie": "reader=7"}), b"")
        return None

    async with serve(
        play, "127.0.0.1", port, subprotocols=["streamlit"], process_request=page
    ) as server:
        yield server


def test_reader_brings_the_cookies_of_the_page() -> None:
    play, port = Play(), free_port()

    async def scene() -> None:
        async with playing(play, port), Reader(f"http://127.0.0.1:{port}") as reader:
            await reader.choose("carte", "territoire=region:84")
            assert reader.said == ["territoire=region:84"]

    asyncio.run(scene())
    assert play.cookies == ["reader=7"]
    assert play.offered == ["streamlit"]


def test_cut_line_is_an_error_for_who_does_not_come_back() -> None:
    port = free_port()

    async def scene() -> None:
        async with playing(Play(cuts=1), port), Reader(f"http://127.0.0.1:{port}") as reader:
            await reader.choose("carte", "")

    with pytest.raises(ReaderError, match="closed the line"):
        asyncio.run(scene())


def test_reader_comes_back_with_the_view_and_the_name_of_its_session() -> None:
    play, port = Play(), free_port()

    async def scene() -> ReturningReader:
        async with playing(play, port), ReturningReader(f"http://127.0.0.1:{port}") as reader:
            await reader.choose("carte", "territoire=region:84")
            play.cuts = 2
            # Cut in the middle of an answer, and once more on the way back.
            await reader.choose("carte", "territoire=region:11")
            assert reader.said == ["territoire=region:11"]
            await reader._here.wait()
            return reader

    reader = asyncio.run(scene())
    assert len(reader.away) == 1
    assert reader.changed == []
    assert play.offered[1:] == ["streamlit, PLACEHOLDER_AUTH_TOKEN, the-session"] * 2


def test_view_that_is_another_one_is_told() -> None:
    play, port = Play(), free_port()

    async def scene() -> ReturningReader:
        async with playing(play, port) as server:
            reader = ReturningReader(f"http://127.0.0.1:{port}")
            async with reader:
                await reader.choose("carte", "territoire=region:84")
                play.sentence = "France"
                for line in list(server.connections):
                    line.transport.abort()
                while not reader.away:  # noqa: ASYNC110 - nothing else tells
                    await asyncio.sleep(0.01)
            return reader

    assert asyncio.run(scene()).changed == ["['territoire=region:84'] -> ['France']"]


def test_report_tells_cuts_where_there_were_any() -> None:
    assert list(returns(Log())) == []
    told = list(returns(Log(away=[1.0, 2.5], changed=["a -> b"])))
    assert told == ["2 coupures, 1 vues changées", "revenus en 2.5 s, au plus 2.5 s"]


def test_memory_of_another_machine_is_not_told() -> None:
    assert list(memory(Watch(list, [0.0, 1.0], [0.0, 0.0]))) == []
    told, _slope = memory(Watch(list, [0.0, 60.0], [500.0, 600.0]))
    assert told == "mémoire 500 -> 600 Mio"


def test_an_address_and_replicas_exclude_each_other() -> None:
    with pytest.raises(SystemExit):
        parser().parse_args(["--url", "http://localhost", "--replicas", "2"])


POINTS = [
    growth.Point(processes, readers, 0.1, readers / (50 * processes), 100, 0)
    for processes in (1, 2)
    for readers in (10, 50)
]


def test_growth_is_drawn_alike_each_time(tmp_path: Path) -> None:
    for name in ("a.svg", "b.svg"):
        growth.draw(POINTS, 8.0, tmp_path / name)
    drawn = (tmp_path / "a.svg").read_bytes()
    assert drawn == (tmp_path / "b.svg").read_bytes()
    ET.fromstring(drawn)  # noqa: S314 - our own
    growth.draw(POINTS[:2], 8.0, tmp_path / "b.svg")
    assert drawn != (tmp_path / "b.svg").read_bytes()


def test_figures_replace_those_of_before_and_nothing_else() -> None:
    options = argparse.Namespace(readers=[10, 50], processes=[1, 2], minutes=2.0, every=8.0)
    page = growth.PAGE.read_text(encoding="utf-8")
    once = growth.written(page, growth.table(POINTS, options))
    assert "| 2 répliques | 50 | 0,10 s | 0,50 s | 100 | 0 |" in once
    assert "--readers 10 50 --processes 1 2 --minutes 2 --every 8 --write" in once
    assert growth.written(once, growth.table(POINTS, options)) == once
    assert growth.written(once, "").replace("\n", "") == growth.written(page, "").replace("\n", "")
