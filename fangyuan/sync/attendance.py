"""Who is here, by the signs of life of his devices: kept in memory, told when it changes. §Presence.

Someone is online while one of his devices syncs and he did something lately, unavailable when he did nothing for a
while or says so, offline when no device has synced for some time. Everything happens on the event loop's thread.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import structlog

from fangyuan import presence
from fangyuan.db import Database, Tx
from fangyuan.presence import OFFLINE, ONLINE, UNAVAILABLE

GONE_MS = 30_000  # after the end of a device's last sync
IDLE_MS = 300_000  # after the last thing that somebody did
_TICK_S = 1.0

log = structlog.get_logger("sync")


@dataclass(slots=True)
class _Signs:
    """Of one person: what each device says and until when that holds, when he last did something, what was told."""

    active_ms: int
    told: str
    devices: dict[str, tuple[str, int]] = field(default_factory=dict[str, tuple[str, int]])

    def now(self, now_ms: int) -> str:
        """What he is now; devices that are gone are forgotten."""
        for device_id in [device for device, (_, until) in self.devices.items() if until <= now_ms]:
            del self.devices[device_id]
        said = {kind for kind, _ in self.devices.values()}
        if ONLINE in said:
            return ONLINE if now_ms - self.active_ms < IDLE_MS else UNAVAILABLE
        return UNAVAILABLE if said else OFFLINE


class Attendance:
    """The people who are here. `enabled` False: nobody is looked at, everybody is offline."""

    def __init__(self, db: Database, *, enabled: bool) -> None:
        self._db = db
        self._enabled = enabled
        self._signs: dict[str, _Signs] = {}

    async def seen(self, user_id: str, device_id: str, kind: str | None, waits_ms: int) -> None:
        """A device begins a sync that may last so long. §GET /sync `set_presence`: by default he is online."""
        if not self._enabled or kind == OFFLINE:
            return
        now_ms = self._db.clock.now_ms()
        signs = self._signs.get(user_id)
        if signs is None:
            signs = self._signs[user_id] = _Signs(now_ms, OFFLINE)
        signs.devices[device_id] = (kind or ONLINE, now_ms + waits_ms + GONE_MS)
        if signs.told == OFFLINE:
            signs.active_ms = now_ms  # who comes is active
        if signs.now(now_ms) != signs.told:
            await self._tell([user_id])

    async def put(self, user_id: str, device_id: str, kind: str, status_msg: str | None) -> None:
        """The person says what he is, and perhaps a word about it. §PUT /presence/{userId}/status."""
        if not self._enabled:
            return
        now_ms = self._db.clock.now_ms()
        signs = self._signs.setdefault(user_id, _Signs(now_ms, OFFLINE))
        signs.active_ms = now_ms
        if kind == OFFLINE:
            signs.devices.clear()
        else:
            signs.devices[device_id] = (kind, now_ms + GONE_MS)
        signs.told = signs.now(now_ms)
        told = signs.told
        await self._db.write(lambda tx: presence.become(tx, user_id, told, now_ms, status_msg=status_msg))

    def acted(self, user_id: str, ts: int) -> None:
        """Who writes or reads is active; if he seemed idle, the next look at the clock tells it."""
        signs = self._signs.get(user_id)
        if signs is not None:
            signs.active_ms = max(signs.active_ms, ts)

    def last_active(self, user_id: str) -> int:
        """When the person last did something (ms UTC), as far as memory knows; 0 when it doesn't."""
        signs = self._signs.get(user_id)
        return signs.active_ms if signs is not None else 0

    async def load(self) -> None:
        """Who was here when the server stopped has a moment to come back."""
        here = await self._db.read(presence.list_here)
        now_ms = self._db.clock.now_ms()
        for found in here:
            signs = _Signs(found.last_active_ts, found.presence)
            if self._enabled:
                signs.devices[""] = (found.presence, now_ms + GONE_MS)
            self._signs.setdefault(found.user_id, signs)
        if not self._enabled:
            await self.look()

    async def look(self) -> None:
        """Tells what the passing of time has changed, in one transaction for all."""
        now_ms = self._db.clock.now_ms()
        changed = [user_id for user_id, signs in self._signs.items() if signs.now(now_ms) != signs.told]
        if changed:
            await self._tell(changed)
            for user_id in changed:
                signs = self._signs[user_id]
                if signs.told == OFFLINE and not signs.devices:
                    del self._signs[user_id]

    async def watch(self) -> None:
        """The background of a server, until it is cancelled."""
        await self.load()
        while self._enabled:
            await asyncio.sleep(_TICK_S)
            try:
                await self.look()
            except Exception:
                log.exception("presence was not told")

    async def _tell(self, user_ids: list[str]) -> None:
        now_ms = self._db.clock.now_ms()
        new: list[tuple[str, str, int]] = []
        for user_id in user_ids:
            signs = self._signs[user_id]
            signs.told = signs.now(now_ms)
            new.append((user_id, signs.told, signs.active_ms))

        def tell(tx: Tx) -> None:
            for user_id, kind, active_ms in new:
                presence.become(tx, user_id, kind, active_ms)

        await self._db.write(tell)
