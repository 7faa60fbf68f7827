"""Requests that go out: to push gateways and push services, whose addresses clients name.

So they reach nothing inside the company unless it is allowed, follow no redirection, and read no long answers.
"""

from __future__ import annotations

import asyncio
import socket
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from fangyuan.kernel import json
from fangyuan.kernel.addresses import is_public, names_private
from fangyuan.push import Push

_TIMEOUT = aiohttp.ClientTimeout(total=20, connect=8)
_MOST_ANSWER = 65_536
_MOST_RETRY_AFTER_S = 3_600
_WEB_PUSH_TTL_S = 86_400


class Outcome(NamedTuple):
    """What became of a push. `rejected`: the device is gone for good. `retry_after_ms`: what the other side asked."""

    verdict: Literal["delivered", "failed", "rejected"]
    why: str = ""
    retry_after_ms: int = 0


class PublicResolver(AbstractResolver):
    """Resolves names to addresses of the internet only: a name can't lead into the company."""

    def __init__(self, inner: AbstractResolver | None = None) -> None:
        self._inner = inner or ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        public = [result for result in found if is_public(result["host"])]
        if not public:
            raise OSError(None, f"{host} leads to no public address")
        return public

    async def close(self) -> None:
        await self._inner.close()


class Outgoing:
    """The connections of one process to gateways and push services; to be made on its event loop."""

    def __init__(
        self, *, allow_private: bool, contact: str, resolver: AbstractResolver | None = None
    ) -> None:
        self._allow_private = allow_private
        self._contact = contact
        resolver = resolver or ThreadedResolver()
        self._http = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=resolver if allow_private else PublicResolver(resolver), limit=0
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=_TIMEOUT,
        )

    async def close(self) -> None:
        await self._http.close()

    async def send(self, push: Push, vapid: tuple[bytes, bytes]) -> Outcome:
        """Sends one push and says what became of it; raises nothing that comes from outside."""
        try:
            if not self._allow_private and names_private(urlsplit(push.pusher.url).hostname or ""):
                return Outcome("failed", "a private address")
            if push.pusher.is_web_push:
                return await self._send_web_push(push, vapid)
            return await self._send_to_gateway(push)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as cause:
            return Outcome("failed", type(cause).__name__)

    async def _send_to_gateway(self, push: Push) -> Outcome:
        """Push Gateway API §POST /_matrix/push/v1/notify."""
        headers = {"Content-Type": "application/json"}
        async with self._http.post(
            push.pusher.url, data=json.encode(push.body), headers=headers, allow_redirects=False
        ) as response:
            if not 200 <= response.status < 300:
                return Outcome("failed", f"status {response.status}", _retry_after_ms(response))
            body = await _read(response)
        try:
            rejected = json.as_list(json.as_object(json.decode(body or b"{}")).get("rejected"))
        except ValueError:  # it took the push, whatever it says
            rejected = []
        return Outcome("rejected" if push.pusher.pushkey in rejected else "delivered")

    async def _send_web_push(self, push: Push, vapid: tuple[bytes, bytes]) -> Outcome:
        """RFC 8030 §5. A subscription that is over is answered with 404 or 410 (§7.3)."""
        data, headers = await asyncio.to_thread(_web_push, push, vapid, self._contact)
        async with self._http.post(
            push.pusher.url, data=data, headers=headers, allow_redirects=False
        ) as response:
            if response.status in (404, 410):
                return Outcome("rejected", f"status {response.status}")
            if 200 <= response.status < 300:
                return Outcome("delivered")
            return Outcome("failed", f"status {response.status}", _retry_after_ms(response))


async def _read(response: aiohttp.ClientResponse) -> bytes:
    """The answer's body; b'' when it is longer than any answer needs to be."""
    body = b""
    async for part in response.content.iter_chunked(8_192):
        body += part
        if len(body) > _MOST_ANSWER:
            return b""
    return body


def _retry_after_ms(response: aiohttp.ClientResponse) -> int:
    text = response.headers.get("Retry-After", "")
    is_number = text.isascii() and text.isdigit() and len(text) < 9
    return min(int(text), _MOST_RETRY_AFTER_S) * 1000 if is_number else 0


def _web_push(push: Push, vapid: tuple[bytes, bytes], contact: str) -> tuple[bytes, dict[str, str]]:
    """(encrypted message, headers): RFC 8291 and 8292."""
    # Late: it brings a library of its own for records, which nobody else needs.
    from webpush import WebPush  # pyright: ignore[reportMissingTypeStubs]
    from webpush.types import (  # pyright: ignore[reportMissingTypeStubs]
        WebPushKeys,
        WebPushSubscription,
    )

    pusher = push.pusher
    keys = WebPushKeys(auth=pusher.data["auth"].rstrip("="), p256dh=pusher.pushkey.rstrip("="))
    subscription = WebPushSubscription.model_validate({"endpoint": pusher.url, "keys": keys})
    message = WebPush(*vapid, subscriber=contact, ttl=_WEB_PUSH_TTL_S).get(
        json.encode(push.body), subscription
    )
    urgency = {"Urgency": "high" if push.is_urgent else "normal", "Content-Type": "application/octet-stream"}
    return message.encrypted, {name: str(value) for name, value in message.headers.items()} | urgency
