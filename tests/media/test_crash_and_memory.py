"""A server that is killed while something arrives, and how much memory large files take."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import aiohttp
import pytest

from tests.kit.client import MatrixClient
from tests.kit.files import fetch, put_up
from tests.kit.rig import SETTINGS
from tests.laws.process import ServerProcess

MB = 1_048_576


async def slowly(pieces: int, sent: asyncio.Event) -> AsyncGenerator[bytes]:
    for number in range(pieces):
        yield bytes([number % 251]) * MB
    sent.set()
    await asyncio.Event().wait()


def stored(folder: Path) -> list[Path]:
    return [path for path in (folder / "data" / "media").rglob("*") if path.is_file()]


async def test_killed_in_the_middle_of_an_upload(database_url: str, tmp_path: Path) -> None:
    """What was answered is there, what was not leaves nothing, and an id that was announced can be filled again."""
    server = ServerProcess(tmp_path, SETTINGS | {"database": database_url})
    try:
        await server.start()
        alice = server.client()
        await alice.register("alice", "correct horse battery")
        kept = await put_up(alice, b"kept" * 1_000)
        announced = (await alice.ok("POST", "/_matrix/media/v1/create"))["content_uri"]
        slot = "/_matrix/media/v3/upload/" + announced.removeprefix("mxc://")
        headers = {"Authorization": f"Bearer {alice.token}"}
        sent = [asyncio.Event(), asyncio.Event()]
        uploads = [
            asyncio.create_task(
                server.http().request(method, server.base + path, data=slowly(4, event), headers=headers)
            )
            for (method, path), event in zip(
                [("POST", "/_matrix/media/v3/upload"), ("PUT", slot)], sent, strict=True
            )
        ]
        await asyncio.gather(*(event.wait() for event in sent))
        async with asyncio.timeout(20):
            while len(stored(tmp_path)) < 3:  # the one that is kept, and two that arrive
                await alice.get("/joined_rooms")
        await server.kill()
        for upload in uploads:
            with pytest.raises((aiohttp.ClientError, OSError)):
                await upload
        await server.start()
        async with asyncio.timeout(20):
            while len(stored(tmp_path)) > 1:  # cleared when it starts
                await alice.get("/joined_rooms")
        assert (await fetch(alice, kept)).body == b"kept" * 1_000
        done = await alice.request("PUT", slot, b"again", headers={"Content-Type": "text/plain"})
        assert done.status == 200
        assert (await fetch(alice, announced)).body == b"again"
        assert len(stored(tmp_path)) == 2
    finally:
        await server.close()


def resident_megabytes(server: ServerProcess) -> float:
    process = server._process  # pyright: ignore[reportPrivateUsage]
    assert process is not None
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise AssertionError("no VmHWM")


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux for the memory of a process")
async def test_a_file_of_200_megabytes_is_never_whole_in_memory(database_url: str, tmp_path: Path) -> None:
    server = ServerProcess(
        tmp_path, SETTINGS | {"database": database_url, "media": {"upload_bytes": 210 * MB}}
    )
    try:
        await server.start()
        alice = server.client()
        await alice.register("alice", "correct horse battery")
        await fetch(alice, await put_up(alice, b"warm"))
        before = resident_megabytes(server)
        address = await put_up_large(server, alice, 200)
        size = 0
        path = f"{server.base}/_matrix/client/v1/media/download/{address.removeprefix('mxc://')}"
        headers = {"Authorization": f"Bearer {alice.token}"}
        async with server.http().get(path, headers=headers) as answer:
            assert answer.status == 200
            async for chunk in answer.content.iter_chunked(MB):
                size += len(chunk)
        assert size == 200 * MB
        assert resident_megabytes(server) - before < 60, "the highest that it ever was"
    finally:
        await server.close()


async def put_up_large(server: ServerProcess, client: MatrixClient, megabytes: int) -> str:
    async def body() -> AsyncGenerator[bytes]:
        for number in range(megabytes):
            yield bytes([number % 251]) * MB

    path = server.base + "/_matrix/media/v3/upload"
    headers = {"Authorization": f"Bearer {client.token}"}
    async with server.http().post(path, data=body(), headers=headers) as answer:
        assert answer.status == 200
        return (await answer.json())["content_uri"]
