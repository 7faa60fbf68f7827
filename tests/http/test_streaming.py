"""The edge takes bodies and gives answers piece by piece: nothing large is ever whole in memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from fangyuan.http.request import Request, Response, StreamedResponse
from fangyuan.http.routes import Route
from fangyuan.http.server import RunningServer, build
from fangyuan.kernel.config import Config

MB = 1_048_576
PIECES = 256


class Pieces:
    """An endless-looking answer that knows how much of it was asked for, and whether it was closed."""

    def __init__(self) -> None:
        self.asked = 0
        self.closed = asyncio.Event()

    async def chunks(self) -> AsyncGenerator[bytes]:
        try:
            for _ in range(PIECES):
                self.asked += 1
                yield bytes(MB)
        finally:
            self.closed.set()


class Sizes:
    """What arrived of a body: the sizes of its pieces, and how it ended."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.got: list[int] = []
        self.ended = asyncio.Event()

    async def take(self, req: Request) -> dict[str, int]:
        try:
            async for chunk in req.chunks(self.most):
                self.got.append(len(chunk))
        finally:
            self.ended.set()
        return {"size": sum(self.got)}


@asynccontextmanager
async def serving(database_url: str, folder: Path, *routes: Route) -> AsyncGenerator[str]:
    app = build(Config(database=database_url, data_dir=str(folder), listen="127.0.0.1:0"))
    for route in routes:
        app.router.add(route)
    server = RunningServer(app)
    await server.start()
    try:
        yield server.base
    finally:
        await server.stop()


async def test_a_large_answer_waits_for_its_reader(database_url: str, tmp_path: Path) -> None:
    pieces = Pieces()

    async def give(req: Request) -> Response:
        return StreamedResponse(pieces.chunks(), PIECES * MB, cache_control="private")

    async with (
        serving(database_url, tmp_path, Route("GET", "/give", direct=give, auth="none")) as base,
        aiohttp.ClientSession() as http,
    ):
        async with http.get(base + "/give") as answer:
            assert answer.headers["Content-Length"] == str(PIECES * MB)
            assert answer.headers["Cache-Control"] == "private"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            await answer.content.readexactly(MB)
            # What the reader doesn't take is in the sockets' buffers, a few megabytes; the rest is not even made.
            for _ in range(2_000):
                await asyncio.sleep(0)
            assert pieces.asked < 64
            size = MB
            async for chunk in answer.content.iter_chunked(MB):
                size += len(chunk)
        assert (size, pieces.asked) == (PIECES * MB, PIECES)
        assert pieces.closed.is_set()


async def test_head_asks_for_no_piece(database_url: str, tmp_path: Path) -> None:
    pieces = Pieces()

    async def give(req: Request) -> Response:
        return StreamedResponse(pieces.chunks(), PIECES * MB)

    async with (
        serving(database_url, tmp_path, Route("GET", "/give", direct=give, auth="none")) as base,
        aiohttp.ClientSession() as http,
    ):
        async with http.head(base + "/give") as answer:
            assert (answer.status, answer.headers["Content-Length"]) == (200, str(PIECES * MB))
        assert pieces.asked == 0


async def test_a_reader_who_goes_ends_the_answer(database_url: str, tmp_path: Path) -> None:
    pieces = Pieces()

    async def give(req: Request) -> Response:
        return StreamedResponse(pieces.chunks(), PIECES * MB)

    async with serving(database_url, tmp_path, Route("GET", "/give", direct=give, auth="none")) as base:
        async with aiohttp.ClientSession() as http:
            answer = await http.get(base + "/give")
            await answer.content.readexactly(1)
            answer.close()
        async with asyncio.timeout(20):
            await pieces.closed.wait()
        assert pieces.asked < PIECES


@pytest.mark.parametrize("declared", [True, False])
async def test_a_body_comes_in_pieces_up_to_its_limit(
    database_url: str, tmp_path: Path, declared: bool
) -> None:
    sizes = Sizes(8 * MB)

    async def body(size: int) -> AsyncGenerator[bytes]:
        for _ in range(size // 65_536):
            yield bytes(65_536)

    route = Route("POST", "/take", direct=sizes.take, auth="none", streams=True)
    async with serving(database_url, tmp_path, route) as base, aiohttp.ClientSession() as http:
        for size, status in ((8 * MB, 200), (9 * MB, 413), (0, 200)):
            sizes.got.clear()
            headers = {"Content-Length": str(size)} if declared else {}
            async with http.post(base + "/take", data=body(size), headers=headers) as answer:
                got = await answer.json()
                assert answer.status == status
            if status == 200:
                assert got == {"size": size}
                assert len(sizes.got) >= size // MB
            else:
                assert got["errcode"] == "M_TOO_LARGE"
                assert sum(sizes.got) <= 8 * MB
                assert not (declared and sizes.got), "what is declared too large is not even read"


async def test_a_body_that_breaks_off_is_no_request(database_url: str, tmp_path: Path) -> None:
    sizes = Sizes(8 * MB)
    route = Route("POST", "/take", direct=sizes.take, auth="none", streams=True)
    async with serving(database_url, tmp_path, route) as base:
        host, port = base.removeprefix("http://").split(":")
        _, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"POST /take HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf")
        await writer.drain()
        writer.close()
        async with asyncio.timeout(20):
            await sizes.ended.wait()
        assert sum(sizes.got) <= 4
