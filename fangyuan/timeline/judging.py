"""Asking the charter about a message: the facts are gathered here, the verdict is `charter`'s."""

from __future__ import annotations

from fangyuan import charter, directory, events, rooms
from fangyuan.charter import Facts
from fangyuan.db import Tx
from fangyuan.identity.model import Session
from fangyuan.kernel import json
from fangyuan.kernel.errors import Forbidden
from fangyuan.kernel.ids import localpart_of
from fangyuan.kernel.json import JsonObject
from fangyuan.rooms import Room
from fangyuan.timeline.attachments import types_of_files

LEADER_POWER = 50
DAY_MS = 86_400_000


def check_charter(
    tx: Tx, room: Room, actor: Session, type: str, content: JsonObject, state_key: str | None = None
) -> None:
    """Raises charter.Refused unless the charter allows the message; rooms without a charter allow all.

    Only the facts that the charter's clauses ask for are fetched.
    """
    rules = room.rules
    if rules is None:
        return
    if type == "m.room.encrypted" and not room.is_encrypted:
        raise Forbidden("This group is not encrypted: send readable messages", key="timeline.not_encrypted")
    if room.is_encrypted and type != "m.room.encrypted" and charter.is_post(type, content, state_key):
        raise Forbidden("This group is encrypted: send no readable messages", key="timeline.encrypted_only")
    user_id = actor.user_id
    is_owner = user_id in rules.owners
    mentions_room = json.as_object(content.get("m.mentions")).get("room") is True
    facts = Facts(
        actor=user_id,
        event_type=type,
        content=content,
        state_key=state_key,
        is_owner=is_owner,
        is_leader=is_owner or _is_leader(tx, room, user_id),
        accepted=not rules.needs_acceptance or _has_accepted(tx, room, user_id),
        mentions_room=mentions_room,
        room_mentions_today=_room_mentions_today(tx, room, user_id) if rules.needs_mention_count else 0,
        file_types=types_of_files(tx, type, content) if rules.needs_files else frozenset(),
    )
    verdict = charter.decide(rules, facts)
    if not verdict.allowed:
        charter.refuse(verdict, room.room_id)


def _is_leader(tx: Tx, room: Room, user_id: str) -> bool:
    return room.powers.of_user(user_id) >= LEADER_POWER or directory.org(tx).is_leader(localpart_of(user_id))


def _has_accepted(tx: Tx, room: Room, user_id: str) -> bool:
    version = room.content(rooms.CHARTER_TYPE).get("version", 0)
    return charter.has_accepted(tx, room.room_id, user_id, version)


def _room_mentions_today(tx: Tx, room: Room, user_id: str) -> int:
    """How often the person called everybody in the last 24 hours."""
    return events.count_room_mentions(tx, room.room_id, user_id, tx.now_ms - DAY_MS)
