"""Closing a group, or any room, for good: everybody is out, nobody comes in again, its names are free."""

from __future__ import annotations

from msgspec.structs import replace

from fangyuan import audit, events, rooms, timeline
from fangyuan.audit import Act
from fangyuan.db import Tx
from fangyuan.groups import spaces, store
from fangyuan.groups.house import house, tell_all
from fangyuan.groups.model import Group
from fangyuan.groups.register import check_may_dispose, check_reason, get
from fangyuan.groups.succession import shown
from fangyuan.identity.model import Session
from fangyuan.kernel.text import bilingual


def close(tx: Tx, actor: Session, room_id: str, reason: str) -> Group:
    """Ends a group: everybody is out and told by whom and why. For its owner, HR and administrators. Twice is once."""
    group = get(tx, room_id)
    check_may_dispose(tx, actor, group)
    if group.status == "closed":
        return group
    said, name = check_reason(reason), rooms.get(tx, room_id).content("m.room.name").get("name") or room_id
    people, _ = dissolve(tx, actor.user_id, room_id, reason=said)
    words = {"group": name, "person": shown(tx, actor.user_id), "reason": said or "-"}
    tell_all(tx, [one for one in people if one != actor.user_id], "groups.told_closed", **words)
    return replace(group, status="closed")


def dissolve(tx: Tx, actor: str, room_id: str, *, reason: str = "") -> tuple[list[str], list[str]]:
    """Closes the room and takes it out of everybody's lists; (who was in or invited, what it was called).

    What was said stays in the company's records, as long as they are kept. Forbidden for the org chart's spaces.
    """
    room, group, me = rooms.get(tx, room_id), store.find(tx, room_id), house(tx).user_id
    spaces.check_not_org_space(room)
    events.check_may_end(tx, room_id=room_id)
    aliases = rooms.drop_aliases(tx, room_id)
    rooms.set_listed(tx, room_id, False)
    if room.join_rule != "invite":  # a plain room has no register to say that it is closed
        rooms.append_state(tx, room, me, "m.room.join_rules", "", {"join_rule": "invite"})
    if group is not None and group.status in ("draft", "open", "archived"):
        store.set_status(tx, room_id, "closed")
        spaces.link_group(tx, replace(group, status="closed"))
        before, after = {"status": group.status}, {"status": "closed"}
        audit.record(tx, actor, Act.GROUP_CLOSED, room_id, before=before, after=after, reason=reason)
    present = rooms.list_members(tx, room_id, ("join", "invite", "knock"))
    people = [user_id for user_id in present if user_id != me]
    timeline.stop_typing(tx, room_id, people)
    rooms.take_out(
        tx,
        me,
        room_id,
        [*people, *(one for one in present if one == me)],
        reason=bilingual("groups.dissolved"),
    )
    for user_id in rooms.list_members(tx, room_id, ("leave",)):
        rooms.forget(tx, user_id, room_id)
    return people, aliases
