"""Who looked into a group that he isn't in: filed as an act, and shown to the members after a while.

The rows stand in the audit log, one for each person, group, thing looked at and day.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from fangyuan import audit, charter, directory, rooms
from fangyuan.audit import Act
from fangyuan.db import Tx
from fangyuan.groups import store
from fangyuan.groups.house import tell
from fangyuan.groups.register import get, name_of
from fangyuan.identity.model import Session
from fangyuan.kernel import json
from fangyuan.kernel.errors import Forbidden
from fangyuan.kernel.json import JsonObject

_DAY_MS = 86_400_000
_NEWEST = 2**62
_MOST_TOLD = 10
_MOST_A_DAY = 1_000
_COMMANDS = ("looks", "谁看过")


class Look(msgspec.Struct, frozen=True):
    """Somebody looked into the group from outside. `what` names it as the API does; `ts` is ms UTC."""

    seq: int
    ts: int
    user_id: str
    what: str


def is_look(tx: Tx, actor: Session, room_id: str, what: str) -> bool:
    """Whether this is to be filed: he isn't in the room, and today's row of it isn't there yet."""
    room = rooms.find(tx, room_id)
    if room is None or rooms.membership(tx, room, actor.user_id) in ("join", "invite"):
        return False
    today = tx.now_ms - tx.now_ms % _DAY_MS
    filed = audit.list_latest(
        tx,
        _NEWEST,
        _MOST_A_DAY,
        subject=room_id,
        actor=actor.user_id,
        act=Act.GROUP_LOOKED_INTO,
        since=today,
    )
    return not any(_what(entry) == what for entry in filed)


def file_look(tx: Tx, actor: Session, room_id: str, what: str) -> None:
    """Files that the actor looked at `what` of a room that he isn't in; once a day."""
    if is_look(tx, actor, room_id, what):
        audit.record(tx, actor.user_id, Act.GROUP_LOOKED_INTO, room_id, after={"what": what})


def list_looks(tx: Tx, actor: Session, room_id: str, before: int, most: int) -> list[Look]:
    """Who looked, the newest first, for members of the group: Forbidden for others. The newest days are left out."""
    group = get(tx, room_id)
    if rooms.membership(tx, rooms.get(tx, group.room_id), actor.user_id) != "join":
        raise Forbidden("Only members see who looked", key="groups.looks_are_members")
    until = tx.now_ms - charter.looks_days(tx) * _DAY_MS
    if until <= 0:
        return []
    found = audit.list_latest(tx, before, most, subject=room_id, act=Act.GROUP_LOOKED_INTO, until=until + 1)
    return [Look(entry.seq, entry.ts, entry.actor, _what(entry)) for entry in found]


def tell_looks_if_asked(tx: Tx, actor: Session, room_id: str, type: str, content: JsonObject) -> None:
    """`!looks` or `!谁看过` in a group: the house answers privately, the newest ten."""
    body = json.as_str(content.get("body")) or ""
    if type != "m.room.message" or not body.startswith(("!", "！")) or body[1:].strip() not in _COMMANDS:
        return
    if store.find(tx, room_id) is None:
        return
    found = list_looks(tx, actor, room_id, _NEWEST, _MOST_TOLD)
    name, days = name_of(tx, room_id), charter.looks_days(tx)
    if not found:
        tell(tx, actor.user_id, "groups.looks_none", name=name, days=days)
        return
    lines = "\n".join(_line(tx, look) for look in found)
    tell(tx, actor.user_id, "groups.looks", name=name, days=days, lines=lines)


def _line(tx: Tx, look: Look) -> str:
    day = datetime.fromtimestamp(look.ts / 1000, charter.time_zone(tx)).strftime("%Y-%m-%d %H:%M")
    person = directory.org(tx).find_person(look.user_id)
    return f"{day}  {person.name if person is not None else look.user_id}  {look.what}"


def _what(entry: audit.Entry) -> str:
    after = json.as_object(json.as_object(json.decode(entry.details)).get("after"))
    return json.as_str(after.get("what")) or ""
