"""Telling application services what happens, each in order. Application Service API §Pushing events, §Pinging."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from urllib.parse import quote

import aiohttp
import structlog

from fangyuan import appservices, e2ee
from fangyuan.appservices import Registration, Transaction
from fangyuan.db import Database
from fangyuan.kernel import json
from fangyuan.kernel.change import Change

_TIMEOUT = aiohttp.ClientTimeout(total=60, connect=10)
_PING_TIMEOUT = aiohttp.ClientTimeout(total=15, connect=10)
_ASK_TIMEOUT = aiohttp.ClientTimeout(total=10, connect=5)
_MOST_ANSWER = 4_096
_PROGRESS_EVERY = 500  # positions without anything to tell
_AFTER_TROUBLE_S = 1.0

log = structlog.get_logger("appservices")


class Services:
    """The telling of one process: `await services.run()` until it is cancelled. One slow service delays no other."""

    def __init__(self, db: Database, services: Iterable[Registration]) -> None:
        self._lanes = [_Lane(db, service) for service in services if service.url]
        if self._lanes:
            db.bus.subscribe(self)

    async def run(self) -> None:
        if not self._lanes:
            return
        jar = aiohttp.DummyCookieJar()
        async with (
            aiohttp.ClientSession(cookie_jar=jar, timeout=_TIMEOUT) as http,
            asyncio.TaskGroup() as group,
        ):
            for lane in self._lanes:
                group.create_task(lane.run(http))

    def committed(self, changes: Sequence[Change], position: int) -> None:
        for lane in self._lanes:
            lane.hear(changes)

    def lost(self, position: int) -> None:
        for lane in self._lanes:
            lane.forget()


class _Lane:
    """One service: where its users are, how far it was told."""

    def __init__(self, db: Database, service: Registration) -> None:
        self._db = db
        self._service = service
        self._wake = asyncio.Event()
        self._wake.set()
        self._rooms: set[str] = set()
        self._moves = 1  # of its users, and how many of them `_rooms` knows of
        self._known_moves = 0
        self._position = 0
        self._stored = 0
        self._is_waiting = False  # for its turn to try again

    def hear(self, changes: Sequence[Change]) -> None:
        for change in changes:
            kind = change.kind
            if kind == "event":
                event = change.data
                if event.type == "m.room.member" and self._service.is_user(event.state_key or ""):
                    self._moves += 1
            elif kind == "app_service":
                if change.data != self._service.id:
                    continue
                self._is_waiting = False
            elif kind in ("receipt", "typing"):
                if not self._service.receives_ephemeral:
                    continue
            elif (
                kind not in (e2ee.TO_DEVICE, e2ee.DEVICE_KEYS, e2ee.DEVICE_LIST)
                or not self._service.has_devices
            ):
                continue
            self._wake.set()

    def forget(self) -> None:
        self._moves += 1
        self._wake.set()

    async def run(self, http: aiohttp.ClientSession) -> None:
        self._is_waiting = False
        self._wake.set()
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                while not self._is_waiting and await self._tell(http):
                    pass
            except Exception:
                log.exception("telling a service is in trouble", service=self._service.id)
                await asyncio.sleep(_AFTER_TROUBLE_S)
                self._wake.set()

    async def _tell(self, http: aiohttp.ClientSession) -> bool:
        """Whether there may be more to tell."""
        service, after = self._service, self._position
        rooms = await self._get_rooms()
        found = await self._db.read(lambda tx: appservices.next_transaction(tx, service, rooms, after))
        if not found.is_empty:
            await self._db.write(lambda tx: appservices.begin(tx, service, found))
            if not await self._send(http, found):
                self._is_waiting = True
                await self._db.write(lambda tx: appservices.set_failed(tx, service))
                return False
        if not found.is_empty or found.is_begun or found.upto - self._stored >= _PROGRESS_EVERY:
            await self._db.write(lambda tx: appservices.finish(tx, service, found))
            self._stored = found.upto
        self._position = found.upto
        return found.is_more

    async def _get_rooms(self) -> set[str]:
        while self._known_moves != self._moves:
            moves = self._moves
            self._rooms = await self._db.read(lambda tx: appservices.list_rooms(tx, self._service))
            self._known_moves = moves
        return self._rooms

    async def _send(self, http: aiohttp.ClientSession, transaction: Transaction) -> bool:
        """§PUT /_matrix/app/v1/transactions/{txnId}."""
        url = f"{self._service.url}/_matrix/app/v1/transactions/{transaction.number}"
        try:
            async with http.put(
                url,
                data=transaction.body(),
                headers={**_authorization(self._service), "Content-Type": "application/json"},
                allow_redirects=False,
            ) as response:
                if response.status == 200:
                    return True
                why = f"status {response.status}"
        except (aiohttp.ClientError, TimeoutError, OSError) as cause:
            why = type(cause).__name__
        log.warning("a service did not take a transaction", service=self._service.id, why=why)
        return False


def _authorization(service: Registration) -> dict[str, str]:
    return {"Authorization": f"Bearer {service.hs_token}"}


async def ask(service: Registration, what: str, name: str) -> bool:
    """Whether the service knows this user (`what` is "users") or alias ("rooms") and has made it now. §Querying."""
    url = f"{service.url}/_matrix/app/v1/{what}/{quote(name, safe='')}"
    try:
        async with (
            aiohttp.ClientSession(timeout=_ASK_TIMEOUT) as http,
            http.get(url, headers=_authorization(service), allow_redirects=False) as response,
        ):
            return response.status == 200
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        return False


class Pong(NamedTuple):
    """What came of a ping: `status` 0 when the service was not reached."""

    status: int
    duration_ms: int
    body: str = ""
    is_late: bool = False


async def ping(service: Registration, transaction_id: str | None) -> Pong:
    """Asks the service whether it is there. §POST /_matrix/app/v1/ping."""
    began = time.monotonic()
    body = json.encode({} if transaction_id is None else {"transaction_id": transaction_id})
    headers = {**_authorization(service), "Content-Type": "application/json"}
    try:
        async with (
            aiohttp.ClientSession(timeout=_PING_TIMEOUT) as http,
            http.post(
                f"{service.url}/_matrix/app/v1/ping", data=body, headers=headers, allow_redirects=False
            ) as response,
        ):
            answer = (await response.content.read(_MOST_ANSWER)).decode(errors="replace")
            return Pong(response.status, _since(began), answer)
    except TimeoutError:
        return Pong(0, _since(began), is_late=True)
    except (aiohttp.ClientError, OSError, ValueError):
        return Pong(0, _since(began))


def _since(began: float) -> int:
    return int((time.monotonic() - began) * 1000)
