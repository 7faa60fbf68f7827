"""What remains to be seen of what was removed or replaced: who took whose message away, and earlier pinned notices."""

from __future__ import annotations

from typing import Any

import msgspec

from fangyuan import audit, events, groups, rooms, timeline
from fangyuan.audit import Act
from fangyuan.db import Tx
from fangyuan.events import Event
from fangyuan.identity.model import Session
from fangyuan.kernel import json
from fangyuan.kernel.errors import NotFound

_PINNED = "m.room.pinned_events"


class Removal(msgspec.Struct, frozen=True):
    """`by` took the message of `sender` away, at `ts` (ms UTC)."""

    seq: int
    ts: int
    by: str
    event_id: str
    sender: str
    reason: str


class Version(msgspec.Struct, frozen=True):
    """A notice's text, as of `ts` (ms UTC)."""

    ts: int
    text: str


class Notice(msgspec.Struct, frozen=True, omit_defaults=True):
    """A message that was pinned by `pinned_by` at `from_ts`, until `until_ts`; its versions, the newest first."""

    event_id: str
    author: str
    pinned_by: str
    from_ts: int
    until_ts: int | None = None
    versions: list[Version] = []


def list_removals(tx: Tx, actor: Session, room_id: str, before: int, most: int) -> list[Removal]:
    """A page of removals in a group that the actor sees, the newest first."""
    groups.get_visible(tx, actor, room_id)
    found = audit.list_latest(tx, before, most, subject=room_id, act=Act.MESSAGE_REMOVED)
    return [_removal(entry) for entry in found]


def _removal(entry: audit.Entry) -> Removal:
    details: dict[str, Any] = json.decode(entry.details)
    removed = json.as_object(details.get("after"))
    return Removal(
        entry.seq,
        entry.ts,
        entry.actor,
        str(removed.get("event_id")),
        str(removed.get("sender")),
        str(details.get("reason", "")),
    )


def list_notices(tx: Tx, actor: Session, room_id: str) -> list[Notice]:
    """Every message that was ever pinned in a group of the actor's, as far as it still is there."""
    groups.get(tx, room_id)
    rooms.check_joined(tx, rooms.get(tx, room_id), actor.user_id)
    found = list[Notice]()
    pinned: dict[str, tuple[str, int]] = {}
    for state in events.list_state_history(tx, room_id, _PINNED, ""):
        now = [one for one in json.as_list(state.content().get("pinned")) if isinstance(one, str)]
        for event_id in [one for one in pinned if one not in now]:
            by, since = pinned.pop(event_id)
            found += _notice(tx, actor, room_id, event_id, by, since, state.ts)
        pinned |= {one: (state.sender, state.ts) for one in now if one not in pinned}
    for event_id, (by, since) in pinned.items():
        found += _notice(tx, actor, room_id, event_id, by, since, None)
    return sorted(found, key=lambda one: (one.until_ts is None, one.from_ts), reverse=True)


def _notice(
    tx: Tx, actor: Session, room_id: str, event_id: str, by: str, since: int, until: int | None
) -> list[Notice]:
    try:
        event = timeline.get_event(tx, actor.user_id, room_id, event_id)
    except NotFound:  # purged, or from before he came
        return []
    edits = [
        edit for edit in events.list_related(tx, [event_id], ["m.replace"]) if edit.sender == event.sender
    ]
    versions = [Version(one.ts, _text(one)) for one in (event, *edits) if one.redacted_by is None]
    return [Notice(event_id, event.sender, by, since, until, versions[::-1])]


def _text(event: Event) -> str:
    content = event.content()
    new = json.as_object(content.get("m.new_content")) or content
    return json.as_str(new.get("body")) or ""
