"""Archiving: a group that is only read and searched from now on, by those who are in it; and back again."""

from __future__ import annotations

import datetime

from msgspec.structs import replace

from fangyuan import audit, charter, rooms, timeline
from fangyuan.audit import Act
from fangyuan.db import Tx
from fangyuan.groups import spaces, store
from fangyuan.groups.audience import reconcile
from fangyuan.groups.house import house, post
from fangyuan.groups.model import Group, frozen, group_powers
from fangyuan.groups.register import check_open, check_reason, get_governed
from fangyuan.groups.succession import shown
from fangyuan.identity.model import Session
from fangyuan.kernel.errors import NotFound
from fangyuan.kernel.text import bilingual


def archive(tx: Tx, actor: Session, room_id: str, reason: str) -> Group:
    """Nobody writes in the group any more; members stay, and go on following the org chart. Twice is once.

    For its owner, deputies, HR and administrators; Forbidden for others, and for a group that is closed.
    """
    group = get_governed(tx, actor, room_id)
    return group if group.status == "archived" else put_away(tx, actor.user_id, group, check_reason(reason))


def put_away(tx: Tx, actor: str, group: Group, reason: str) -> Group:
    """The same, for who was allowed it already. `reason` are words for everybody."""
    if group.charter is None:
        raise NotFound("The group has no charter yet", key="groups.is_draft")
    check_open(group)
    room, me, who = rooms.get(tx, group.room_id), house(tx).user_id, shown(tx, actor)
    words = bilingual("groups.told_archived", person=who, reason=reason or "-")
    post(tx, room, words)
    day = datetime.datetime.fromtimestamp(tx.now_ms / 1000, charter.time_zone(tx)).date().isoformat()
    archived = {"by": actor, "name": who, "ts": tx.now_ms, "date": day}
    state = {**room.content(rooms.CHARTER_TYPE), "status": "archived", "archived": archived}
    rooms.append_state(tx, room, me, rooms.CHARTER_TYPE, "", state)
    # Clients that know nothing of charters show by this that there is nothing to write.
    powers = frozen(room.content("m.room.power_levels"))
    rooms.append_state(tx, room, me, "m.room.power_levels", "", powers)
    timeline.stop_typing(tx, room.room_id, rooms.list_members(tx, room.room_id))
    return _settle(tx, actor, replace(group, status="archived"), Act.GROUP_ARCHIVED, reason)


def restore(tx: Tx, actor: Session, room_id: str, reason: str) -> Group:
    """The group goes on where it was. For who may archive it; a group that is open stays as it is."""
    group = get_governed(tx, actor, room_id)
    if group.status == "open":
        return group
    if group.status != "archived" or group.charter is None:
        check_open(group)
    assert group.charter is not None, "only groups with a charter are archived"
    said, room, me = check_reason(reason), rooms.get(tx, room_id), house(tx).user_id
    state = {key: value for key, value in room.content(rooms.CHARTER_TYPE).items() if key != "archived"}
    rooms.append_state(tx, room, me, rooms.CHARTER_TYPE, "", {**state, "status": "open"})
    powers = room.content("m.room.power_levels")
    owner, deputies = group.owner, group.charter.deputies
    powers = group_powers(powers, me, owner, deputies, group.charter)
    rooms.append_state(tx, room, me, "m.room.power_levels", "", powers)
    group = _settle(tx, actor.user_id, replace(group, status="open"), Act.GROUP_RESTORED, said)
    post(tx, room, bilingual("groups.told_restored", person=shown(tx, actor.user_id)))
    reconcile(tx, actor.user_id, group, why="groups.by_rule")
    return group


def _settle(tx: Tx, actor: str, group: Group, act: Act, reason: str) -> Group:
    before = "open" if group.status == "archived" else "archived"
    store.update(tx, group)
    spaces.link_group(tx, group)
    audit.record(
        tx,
        actor,
        act,
        group.room_id,
        before={"status": before},
        after={"status": group.status},
        reason=reason,
    )
    return group
