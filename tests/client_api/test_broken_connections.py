"""What breaks on the way: half a request does nothing, a token from another time misses nothing."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from tests.kit.rig import Rig
from tests.kit.talk import people


async def test_half_a_request_does_nothing(server: Rig) -> None:
    """The phone loses its network after the headers; its retry under the same transaction id is the message."""
    (alice,) = await people(server, "alice")
    room = await alice.create_room()
    address = urlsplit(server.base)
    path = f"/_matrix/client/v3/rooms/{room}/send/m.room.message/cut"
    head = (
        f"PUT {path} HTTP/1.1\r\nHost: {address.netloc}\r\nAuthorization: Bearer {alice.token}\r\n"
        "Content-Type: application/json\r\nContent-Length: 40\r\n\r\n"
    )
    for sent in (head, head + '{"msgtype": "m.te'):
        _, writer = await asyncio.open_connection(address.hostname, address.port)
        writer.write(sent.encode())
        await writer.drain()
        writer.close()
        await writer.wait_closed()
    answer = await alice.put(f"/rooms/{room}/send/m.room.message/cut", {"msgtype": "m.text", "body": "whole"})
    assert answer.status == 200
    event = await alice.ok("GET", f"/rooms/{room}/event/{answer.body['event_id']}")
    assert event["content"] == {"msgtype": "m.text", "body": "whole"}


async def test_a_token_ahead_of_the_stream_begins_anew(server: Rig) -> None:
    """As after a restored backup: everything comes again, rather than nothing until the stream has caught up."""
    (alice,) = await people(server, "alice")
    room = await alice.create_room()
    answer = await alice.sync(since="999999999")
    assert room in answer["rooms"]["join"]
    assert int(answer["next_batch"]) < 999999999
