"""The index follows by itself: what was there when the server starts, and what is said afterwards."""

from __future__ import annotations

import asyncio
import contextlib

from fangyuan import identity, rooms, search, timeline
from fangyuan.db import Database, Tx
from fangyuan.identity import Session
from fangyuan.worker import Follower
from fangyuan.worker.following import MOST_PENDING

PATIENCE_S = 30


class Talk:
    def __init__(self, tx: Tx) -> None:
        self.actor = Session("s", "@anna:test.local", "D")
        identity.create_account(tx, self.actor.user_id)
        new = rooms.NewRoom(preset="public_chat")
        self.room_id = rooms.create(tx, self.actor.user_id, new, {}).room_id

    def say(self, tx: Tx, count: int) -> None:
        for number in range(count):
            content = {"msgtype": "m.text", "body": f"水泵 {number}"}
            timeline.send(tx, self.actor, self.room_id, "m.room.message", content, None)


async def _follows(db: Database) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while await db.read(search.is_behind):
            pass


async def test_it_follows(db: Database) -> None:
    db.start()
    talk = await db.write(Talk)
    await db.write(lambda tx: talk.say(tx, 2 * search.BATCH + 1))
    quick, slow = Follower(db, quiet_s=0), Follower(db, quiet_s=3600)
    for follower, count in ((quick, 1), (slow, MOST_PENDING)):
        task = asyncio.create_task(follower.run())
        await _follows(db)
        await db.write(lambda tx, count=count: talk.say(tx, count))
        await _follows(db)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    wish = search.Wish(search.parse("水泵"))
    found = await db.read(lambda tx: search.find(tx, talk.actor.user_id, wish))
    assert found.count == 2 * search.BATCH + 2 + MOST_PENDING
    assert await db.read(search.progress) == (found.matches[0].position + found.count - 1,) * 2


async def test_two_share_the_work(db: Database) -> None:
    """What one has indexed the other doesn't index again."""
    db.start()
    talk = await db.write(Talk)
    await db.write(lambda tx: talk.say(tx, 3 * search.BATCH))
    tasks = [asyncio.create_task(Follower(db, quiet_s=0).run()) for _ in range(2)]
    await _follows(db)
    for task in tasks:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    found = await db.read(lambda tx: search.find(tx, talk.actor.user_id, search.Wish(search.parse("水泵"))))
    assert found.count == 3 * search.BATCH
