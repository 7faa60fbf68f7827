"""Founding, with the question before it whether there is such a group already, and whose consent it takes."""

from __future__ import annotations

from collections.abc import Sequence

from fangyuan import audit, groups, rooms
from fangyuan.audit import Act
from fangyuan.census import consent, overlap, proposal_store
from fangyuan.census.overlap import Similar
from fangyuan.census.proposal_model import Override, Proposal
from fangyuan.db import Tx
from fangyuan.groups import Group
from fangyuan.identity.model import Session
from fangyuan.kernel import json
from fangyuan.kernel.errors import Conflict, InvalidParam
from fangyuan.kernel.json import JsonObject
from fangyuan.rooms import NewRoom

MOST_REASON = 500


class GroupExists(Conflict):
    """There is a group of much the same people for much the same purpose: 409, with the groups as data."""

    def __init__(self, same: Sequence[Similar]) -> None:
        self.same = same
        first = same[0].purpose
        super().__init__(
            f"There is such a group already: {first.name}",
            errcode="FANGYUAN_GROUP_EXISTS",
            key="census.founding.group_exists",
            params={"group": first.name},
            extra={
                "fangyuan.proposal": {"answer": "use_existing", "similar": [figures(one) for one in same]}
            },
        )


def figures(one: Similar) -> JsonObject:
    """A similar group as data: figures of its members only for who may see them."""
    found = one.purpose
    shown: JsonObject = {
        "room_id": found.room_id,
        "name": found.name,
        "kind": found.kind,
        "owner": found.owner,
        "is_same": one.is_same,
        "is_member": one.standing == "member",
        "purpose_likeness": round(one.likeness, 2),
    }
    if one.may_see_members:
        shown |= {
            "members": one.overlap.theirs,
            "shared": one.overlap.shared,
            "jaccard": round(one.overlap.jaccard, 2),
            "containment": round(one.overlap.containment, 2),
        }
    return shown


def found(tx: Tx, actor: Session, wish: JsonObject) -> Group | Proposal:
    """Founds a group, or files a proposal where the policy asks for somebody's consent.

    GroupExists when there is one like it, unless `override: {reason}` says why there should be two. The reason goes
    into the audit log and beside the group in the register. Else as `groups.found`.
    """
    wish, reason = _without_override(wish)
    planned = groups.plan(tx, actor, wish)
    same = overlap.find_same(tx, actor, planned.charter)
    known = overlap.told(same)
    if known and reason is None:
        raise GroupExists(known)
    if planned.approval != "none":
        kept = wish if reason is None else {**wish, "override": {"reason": reason}}
        return consent.file(tx, actor, planned, kept)
    group = groups.found_planned(tx, actor, planned)
    settle(tx, actor.user_id, group, same, reason)
    return group


def found_approved(tx: Tx, actor: Session, wish: JsonObject) -> Group:
    """The same once somebody has agreed to it: his consent stands for the answer whether there should be two."""
    wish, reason = _without_override(wish)
    planned = groups.plan(tx, actor, wish)
    same = overlap.find_same(tx, actor, planned.charter)
    group = groups.found_planned(tx, actor, planned, is_approved=True)
    settle(tx, actor.user_id, group, same, reason)
    return group


def settle(tx: Tx, actor: str, group: Group, same: Sequence[Similar], reason: str | None) -> None:
    """What there is like the new group is filed with the reason, and owners hear of it whom its founder can't know."""
    known = overlap.told(same)
    if known and reason is not None:
        similar = [figures(one) for one in known]
        override = Override(group.room_id, actor, reason, json.encode(similar), tx.now_ms)
        proposal_store.add_override(tx, override)
        after = {"similar": [one.purpose.room_id for one in known]}
        audit.record(tx, actor, Act.FOUNDING_OVERRIDDEN, group.room_id, after=after, reason=reason)
    if group.charter is not None and not group.is_confidential:
        _tell_hidden_owners(tx, group.room_id, group.charter.name, actor, same)


def _tell_hidden_owners(tx: Tx, room_id: str, name: str, founder: str, same: Sequence[Similar]) -> None:
    """Its founder must not know of a confidential group; its owner may well know of his."""
    for one in same:
        if one.standing == "hidden":
            subject = f"similar {room_id} {one.purpose.room_id}"
            params = {"group": name, "founder": founder, "yours": one.purpose.name}
            groups.tell_once(tx, one.purpose.owner, subject, "census.founding.similar_to_yours", **params)


def _without_override(wish: JsonObject) -> tuple[JsonObject, str | None]:
    rest = {key: value for key, value in wish.items() if key != "override"}
    given = wish.get("override")
    if given is None:
        return rest, None
    reason = json.as_object(given).get("reason")
    if not isinstance(reason, str) or not reason.strip() or len(reason) > MOST_REASON:
        raise InvalidParam(
            "override: a reason is missing or too long",
            key="census.founding.override_reason",
            params={"most": MOST_REASON},
            extra={"field": "override.reason"},
        )
    return rest, reason.strip()


# -- in stock clients ------------------------------------------------------------------------------------------------


def create_room(tx: Tx, actor: Session, new: NewRoom, *, ungoverned: bool) -> str:
    """As `groups.create_room`; the founder hears from the house what groups there are like the new one."""
    invited = list(new.invite)
    room_id = groups.create_room(tx, actor, new, ungoverned=ungoverned)
    room = rooms.get(tx, room_id)
    name = room.content("m.room.name").get("name")
    if not room.is_governed or not isinstance(name, str) or not name.strip():
        return room_id
    topic = room.content("m.room.topic").get("topic")
    purpose = topic if isinstance(topic, str) else ""
    people = frozenset((actor.user_id, *invited))
    similar = overlap.find_similar(tx, actor, name, purpose, lambda: people, only_alike=True)
    same = [one for one in similar if one.is_same and one.purpose.room_id != room_id]
    for one in overlap.told(same)[:1]:
        params = {"group": name, "other": one.purpose.name, "owner": one.purpose.owner}
        subject = f"similar {room_id} {one.purpose.room_id}"
        groups.tell_once(tx, actor.user_id, subject, "census.founding.similar_to_new", **params)
    if purpose:
        _tell_hidden_owners(tx, room_id, name, actor.user_id, same)
    return room_id
