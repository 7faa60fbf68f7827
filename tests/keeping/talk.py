"""Words for tests of what is kept: letting time pass, and looking at a group from every side."""

from __future__ import annotations

import asyncio
from typing import Any

from fangyuan import media, worker
from fangyuan.db import Database
from fangyuan.kernel.ids import Ids
from tests.kit.client import Json, MatrixClient, part
from tests.kit.company import found
from tests.kit.rig import SERVER_NAME, Rig

API = "/_fangyuan/v1"
DAY = 86_400_000
EVERYBODY_POSTS: Json = {"type": "posting", "who": "all"}


async def days_pass(rig: Rig, days: float) -> None:
    """Time goes on, and what fell due is done: by the server's worker, or by this one beside it."""
    rig.clock.advance(int(days * DAY))
    db = Database(rig.settings["database"], rig.clock, Ids(SERVER_NAME))
    try:
        await asyncio.to_thread(worker.run_due, db)
        while await asyncio.to_thread(db.write_now, lambda tx: media.sweep(tx, media.Settings())):
            pass
    finally:
        await asyncio.to_thread(db.close)


async def keeping_group(client: MatrixClient, days: int | None, **more: Any) -> str:
    """A group of he, li and wang that keeps its messages so long; gives its room."""
    clauses = [EVERYBODY_POSTS, *([{"type": "retention", "days": days}] if days is not None else [])]
    return (await found(client, clauses=clauses, **more))["room_id"]


async def said(client: MatrixClient, room: str) -> list[Json]:
    """Everything that /messages gives of the room, oldest first."""
    got = await client.ok("GET", f"/rooms/{part(room)}/messages", dir="f", limit=500)
    return got["chunk"]


async def finds(client: MatrixClient, room: str, term: str) -> int:
    """How often a search finds the term in the room."""
    body = {"search_categories": {"room_events": {"search_term": term, "filter": {"rooms": [room]}}}}
    return (await client.ok("POST", "/search", body))["search_categories"]["room_events"]["count"]


async def acts(client: MatrixClient, subject: str, act: str) -> list[Json]:
    """The audit rows of this act upon this subject, as an auditor reads them; the newest first."""
    answer = await client.get(f"{API}/audit", subject=subject, act=act)
    assert answer.status == 200, answer
    return answer.body["entries"]
