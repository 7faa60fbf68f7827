"""Law: a server that is killed in the middle of a round of retention goes on where it stood, and does nothing twice."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

from fangyuan import audit, events, groups
from fangyuan.db import Database, Tx
from fangyuan.kernel.clock import ManualClock, SystemClock
from fangyuan.kernel.ids import Ids, seeded
from tests.keeping.talk import DAY, EVERYBODY_POSTS
from tests.kit.backend import Backend
from tests.kit.company import hire, person, user, wish
from tests.kit.rig import PASSWORD, SERVER_NAME
from tests.laws.process import ServerProcess
from tests.laws.test_durable import SETTINGS

MESSAGES = 600
LIVES = 2


def _long_ago(tx: Tx) -> str:
    """A company, and a group in which much was said."""
    hire(tx)
    clauses = [EVERYBODY_POSTS, {"type": "retention", "days": 7}]
    room = groups.found(tx, person("lin"), wish(clauses=clauses)).room_id
    for number in range(MESSAGES):
        content = {"msgtype": "m.text", "body": f"旧 {number}"}
        groups.send(tx, person("li"), room, "m.room.message", content, f"t{number}")
    return room


def _left(tx: Tx, room: str) -> list[int]:
    """The numbers of the messages that are left, in their order."""
    found = events.list_history(tx, room, 0, tx.position, 2 * MESSAGES, backwards=False)
    bodies = [str(event.content().get("body")) for event in found if event.sender == user("li")]
    return [int(body.removeprefix("旧 ")) for body in bodies if body.startswith("旧 ")]


async def test_killed_in_the_middle_it_goes_on(backend: Backend, tmp_path: Path) -> None:
    url, chance = backend.fresh(), random.Random(backend.name)
    then = ManualClock(SystemClock().now_ms() - 8 * DAY)
    ids = Ids(SERVER_NAME, seeded(3))
    db = Database(url, then, ids)
    room = db.write_now(_long_ago)
    db.close()
    server = ServerProcess(tmp_path, SETTINGS | {"database": url, "server_name": SERVER_NAME})
    beside = Database(url, SystemClock(), ids)
    seen = [MESSAGES]
    try:
        for _ in range(LIVES):
            await server.start()
            await asyncio.sleep(chance.uniform(0, 0.15))
            await server.kill()
            left = beside.read_now(lambda tx: _left(tx, room))
            assert left == list(range(MESSAGES - len(left), MESSAGES)), "the oldest go first, none is skipped"
            assert len(left) <= seen[-1]
            seen.append(len(left))
        await server.start()
        wang = server.client()
        await wang.login(user("wang"), PASSWORD)
        got = await wang.sync_until(
            lambda got: any(
                event["type"] == "fangyuan.retention"
                for section in got.get("rooms", {}).get("join", {}).values()
                for event in [*section["state"]["events"], *section["timeline"]["events"]]
            )
        )
        assert beside.read_now(lambda tx: _left(tx, room)) == []
        assert got["rooms"]["join"][room]["unread_notifications"]["notification_count"] <= 1
        entries = beside.read_now(lambda tx: audit.list_latest(tx, 2**62, 10, act="retention.applied"))
        assert len(entries) == 1
        assert b'"messages":600' in entries[0].details
        assert beside.read_now(audit.verify).ok
    finally:
        await server.close()
        beside.close()
        backend.drop(url)
