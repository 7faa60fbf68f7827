"""A room goes on in a new one. A group does so as a whole: what it is, who is in it and what they accepted goes along.

Decision 0012 says why a group keeps its identity although its room gets another id.
"""

from __future__ import annotations

from msgspec.structs import replace

from fangyuan import audit, charter, fairness, identity, push, rooms
from fangyuan.audit import Act
from fangyuan.db import Tx
from fangyuan.groups import held_store, merging, spaces, store
from fangyuan.groups.audience import reconcile
from fangyuan.groups.charters import publish
from fangyuan.groups.house import house, profile_of
from fangyuan.groups.model import HOUSE_POWER, Group
from fangyuan.groups.register import check_may_govern, check_open, find_governed
from fangyuan.identity.model import Session
from fangyuan.kernel import json
from fangyuan.kernel.errors import InvalidParam
from fangyuan.kernel.json import JsonObject
from fangyuan.kernel.text import bilingual
from fangyuan.rooms import Room


def upgrade(tx: Tx, actor: Session, room_id: str, version: str) -> str:
    """Gives the id of the room that takes this one's place. §POST /rooms/{roomId}/upgrade.

    In plain rooms who has the power for a tombstone may do it; in groups who governs them.
    """
    rooms.check_version(version)
    rooms.get(tx, room_id)  # suites want to hear when there is no such room
    room, group = find_governed(tx, room_id)
    if group is not None:
        check_may_govern(tx, actor, group)
        check_open(group)
        return _move_group(tx, actor, room, group, version).room_id
    rooms.check_joined(tx, room, actor.user_id)
    needed = room.powers.needed("m.room.tombstone", is_state=True)
    room.powers.check(actor.user_id, needed, "upgrade this room")
    profile = profile_of(tx, actor.user_id)
    new = rooms.succeed(tx, room, actor.user_id, version, profile, bilingual("groups.replaced"))
    plain = store.find(tx, room_id)
    if plain is not None:
        store.add(tx, replace(plain, room_id=new.room_id))
    rooms.silence(tx, room, actor.user_id)
    _carry_marks(tx, room, new)
    return new.room_id


def _move_group(tx: Tx, actor: Session, room: Room, group: Group, version: str) -> Room:
    me = house(tx).user_id
    new = rooms.succeed(tx, room, me, version, profile_of(tx, me), bilingual("groups.replaced"))
    rooms.append_state(tx, new, me, rooms.CHARTER_TYPE, "", room.content(rooms.CHARTER_TYPE))
    moved = replace(group, room_id=new.room_id, charter_event_id=None)
    store.add(tx, moved)
    store.set_status(tx, room.room_id, "closed")
    spaces.link_group(tx, replace(group, status="closed"))
    store.move_exceptions(tx, room.room_id, new.room_id)
    merging.follow_upgrade(tx, room.room_id, new.room_id)
    store.copy_versions(tx, room.room_id, new.room_id)
    charter.copy_acceptances(tx, room.room_id, new.room_id)
    fairness.move(tx, room.room_id, new.room_id)
    held_store.move(tx, room.room_id, new.room_id)
    rooms.carry_members(tx, room, new, me, ("join", "invite", "knock"))
    moved = publish(tx, new, moved)
    reconcile(tx, actor.user_id, moved, why="groups.by_rule")
    rooms.shut(tx, room, me, HOUSE_POWER)
    _carry_marks(tx, room, new)
    after = {"replacement_room": new.room_id, "version": version}
    audit.record(tx, actor.user_id, Act.ROOM_UPGRADED, room.room_id, after=after)
    return new


def _carry_marks(tx: Tx, room: Room, new: Room) -> None:
    """What members set for the old room for themselves alone: tags, direct chats, push rules."""
    members = rooms.list_members(tx, room.room_id, ("join",))
    identity.carry_over(tx, members, room.room_id, new.room_id)
    push.carry_over(tx, members, room.room_id, new.room_id)


def check_tombstone(room_id: str, type: str, content: JsonObject) -> None:
    """M_INVALID_PARAM for a tombstone that leads nowhere."""
    if type == "m.room.tombstone" and content.get("replacement_room") == room_id:
        raise InvalidParam("A room can't be replaced by itself")


def follow_tombstone(tx: Tx, room: Room, content: JsonObject) -> None:
    """A client has moved a plain room by hand: where both rooms say so, what its members set goes along."""
    new_id = json.as_str(content.get("replacement_room"))
    new = rooms.find(tx, new_id) if new_id else None
    if new is not None and rooms.is_successor(room, new):
        _carry_marks(tx, room, new)
