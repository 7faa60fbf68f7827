"""What may be reached: names that lead inside lead nowhere."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from fangyuan.kernel.addresses import is_public
from fangyuan.push import Push, Pusher
from fangyuan.worker.outgoing import Outgoing, PublicResolver
from tests.kit.gateway import Gateway


class Names(AbstractResolver):
    """Every name leads to these addresses."""

    def __init__(self, *addresses: str) -> None:
        self._addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=0)
            for address in self._addresses
        ]

    async def close(self) -> None:
        pass


def push_to(url: str) -> Push:
    pusher = Pusher("p", "@a:b", "app", "key", "http", "D", "", "", "", None, {"url": url}, 0, 0, 0)
    body: dict[str, Any] = {"notification": {"devices": [{"pushkey": "key"}]}}
    return Push(pusher, body, 1, 0)


INSIDE = (
    "127.0.0.1 10.0.0.1 192.168.1.1 172.16.0.1 169.254.169.254 0.0.0.0 100.64.0.1 ::1 :: fc00::1 fe80::1%eth0 "
    "::ffff:127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::a00:1 2002:a00:1:: ::127.0.0.1 ::ffff:0:127.0.0.1 "
    "224.0.0.1 240.0.0.1 ff02::1 ff0e::1"
)


@pytest.mark.parametrize("address", INSIDE.split())
async def test_private_addresses(address: str) -> None:
    assert not is_public(address)
    with pytest.raises(OSError, match="no public address"):
        await PublicResolver(Names(address)).resolve("inside.example.org")


async def test_of_mixed_addresses_the_public_ones_are_taken() -> None:
    found = await PublicResolver(Names("127.0.0.1", "1.1.1.1")).resolve("mixed.example.org")
    assert [one["host"] for one in found] == ["1.1.1.1"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "inside.example.org"])
async def test_a_gateway_inside_is_not_reached_unless_it_may_be(host: str) -> None:
    async with Gateway() as gateway:
        url = gateway.url.replace("127.0.0.1", host)
        for allow in (False, True):
            outgoing = Outgoing(allow_private=allow, contact="a@example.org", resolver=Names("127.0.0.1"))
            outcome = await outgoing.send(push_to(url), (b"", b""))
            await outgoing.close()
            assert outcome.verdict == ("delivered" if allow else "failed"), outcome
            assert len(gateway.asked) == allow


@pytest.mark.parametrize(
    ("status", "body", "verdict"),
    [
        (200, b"{}", "delivered"),
        (200, b"", "delivered"),
        (200, b"no JSON", "delivered"),
        (200, b'{"rejected": "key"}', "delivered"),
        (200, b'{"rejected": ["key"]}', "rejected"),
        (200, b'{"rejected": ["' + b"x" * 70_000 + b'", "key"]}', "delivered"),
        (302, b"", "failed"),
        (404, b"", "failed"),
        (502, b'{"rejected": ["key"]}', "failed"),
    ],
)
async def test_what_gateways_answer(status: int, body: bytes, verdict: str) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 {status} X\r\nLocation: /again\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/_matrix/push/v1/notify"
    outgoing = Outgoing(allow_private=True, contact="")
    try:
        assert (await outgoing.send(push_to(url), (b"", b""))).verdict == verdict
    finally:
        await outgoing.close()
        server.close()


async def test_a_gateway_that_is_not_there() -> None:
    outgoing = Outgoing(allow_private=True, contact="")
    outcome = await outgoing.send(push_to("http://127.0.0.1:1/_matrix/push/v1/notify"), (b"", b""))
    await outgoing.close()
    assert outcome.verdict == "failed"
