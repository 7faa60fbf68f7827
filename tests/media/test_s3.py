"""The same store in a bucket: S3 as moto's server speaks it, on this machine."""

from __future__ import annotations

import logging
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import obstore
import pytest
from moto.server import ThreadedMotoServer
from obstore.store import S3Store

from tests.kit.files import fetch, picture, put_up, shown
from tests.kit.rig import Rig

BUCKET = "files"


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Callable[[], list[str]]]]:
    """(the service's address, what lies in the bucket)."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    service = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    service.start()
    host, port = service.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    with urllib.request.urlopen(urllib.request.Request(f"{endpoint}/{BUCKET}", method="PUT")):
        pass
    store = S3Store(
        BUCKET, config={"endpoint": endpoint, "region": "us-east-1"}, client_options={"allow_http": True}
    )
    yield endpoint, lambda: [found["path"] for page in obstore.list(store) for found in page]  # pyright: ignore[reportUnknownMemberType]
    service.stop()


async def test_a_bucket_is_a_store(rig: Rig, bucket: tuple[str, Callable[[], list[str]]]) -> None:
    endpoint, names = bucket
    media = {"store": f"s3://{BUCKET}/fangyuan/media", "s3_endpoint": endpoint}
    await rig.restart(media=media)
    alice, bob = await rig.user("alice"), await rig.user("bob")
    content = bytes(range(256)) * 80_000  # in several parts
    address = await put_up(alice, b"", "text/plain")
    large = await put_up_in_pieces(rig, alice.token, content)
    again = await put_up_in_pieces(rig, bob.token, content)
    assert large != again
    assert len(names()) == 2, "equal contents are stored once"
    assert all(name.startswith("fangyuan/media/") for name in names())
    assert (await fetch(bob, address)).body == b""
    for some in (large, again):
        assert (await fetch(alice, some)).body == content
    part = await fetch(alice, large, headers={"Range": "bytes=10000000-10000009"})
    assert (part.status, part.body) == (206, content[10_000_000:10_000_010])
    small = await put_up(alice, picture(300, 200), "image/png")
    assert (await fetch(bob, small, kind="thumbnail", width=96, height=96)).headers[
        "Content-Type"
    ] == "image/png"
    assert len(names()) == 4
    # What is taken back leaves the bucket too, its thumbnail with it.
    room = await alice.create_room()
    event = await alice.send(room, shown(small))
    await alice.redact(room, event)
    rig.clock.advance(25 * 3_600_000)
    while (await fetch(alice, small)).status != 404:
        pass
    while len(names()) != 2:
        await alice.get("/joined_rooms")
    await rig.restart()
    assert (await fetch(alice, large)).body == content


async def put_up_in_pieces(rig: Rig, token: str, content: bytes) -> str:
    async def pieces() -> Any:
        for start in range(0, len(content), 1_000_000):
            yield content[start : start + 1_000_000]

    headers = {"Authorization": f"Bearer {token}"}
    async with rig.http().post(
        rig.base + "/_matrix/media/v3/upload", data=pieces(), headers=headers
    ) as answer:
        assert answer.status == 200
        return (await answer.json())["content_uri"]


async def test_a_bucket_that_does_not_answer(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """An upload fails, the server goes on, and nothing half is shown to anybody."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "x")
    alice = await rig.user("alice")
    await rig.restart(media={"store": "s3://nowhere", "s3_endpoint": "http://127.0.0.1:1"})
    answer = await alice.request("POST", "/_matrix/media/v3/upload", b"x")
    assert answer.status == 500
    assert (await alice.get("/joined_rooms")).status == 200
