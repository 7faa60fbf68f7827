"""What a person was notified of, the newest first. Client-Server API §Listing Notifications."""

from __future__ import annotations

from typing import Any

import msgspec

from fangyuan.db import Tx
from fangyuan.events import Event
from fangyuan.push import store
from fangyuan.push.actions import judge_of
from fangyuan.push.counts import read_positions
from fangyuan.push.facts import EventFacts
from fangyuan.push.model import HIGHLIGHT, NOTIFY, SILENT

_CHUNK = 100
_MOST_LOOKED_AT = 1_000  # in one call: whoever was told of little gets a short page and a token to go on


class Notification(msgspec.Struct, frozen=True):
    """An event that notified somebody: what his rules said, and whether he has read it."""

    event: Event
    actions: list[Any]
    is_read: bool


def list_notifications(
    tx: Tx, user_id: str, before: int | None, limit: int, *, highlights_only: bool = False
) -> tuple[list[Notification], int | None]:
    """At most `limit` notifications before a position, and where the next ones are (None: no more).

    What was read and is no highlight has done its work: it isn't listed, as clients know it from other servers.
    """
    judge = judge_of(tx, user_id)
    least = HIGHLIGHT if highlights_only else NOTIFY
    told: list[Notification] = []
    looked_at, more = 0, True
    before = tx.position + 1 if before is None else before
    members = {row[0]: row[3] for row in store.list_standings(tx, user_id, store.list_joined(tx, user_id))}
    while more and len(told) < limit and looked_at < _MOST_LOOKED_AT:
        chunk = store.list_history(tx, user_id, before, _CHUNK)
        more = len(chunk) == _CHUNK
        read = read_positions(tx, user_id, sorted({event.room_id for event, _ in chunk}))
        for event, may_notify_room in chunk:
            if len(told) == limit:
                more = True
                break
            looked_at, before = looked_at + 1, event.position
            facts = EventFacts(event, members.get(event.room_id), may_notify_room)
            is_read = event.position <= read.at(event.room_id, event.thread_root)
            verdict = judge.judge(facts) if event.redacted_by is None else SILENT
            if verdict >= least and (not is_read or verdict == HIGHLIGHT):
                told.append(Notification(event, judge.actions(facts), is_read))
    return told, before if more else None
