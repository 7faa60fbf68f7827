"""What a merge will do to whom, and doing it: one group ends in another, in one transaction. Decision 0019."""

from __future__ import annotations

from msgspec.structs import replace

from fangyuan import audit, charter, directory, events, rooms, timeline
from fangyuan.audit import Act
from fangyuan.charter import Audience, AudienceClause, Charter
from fangyuan.db import Tx
from fangyuan.groups import merging_store, spaces, store
from fangyuan.groups.audience import admitted_by, people_of, programs_among, reconcile, wanted
from fangyuan.groups.charters import widen
from fangyuan.groups.house import house, post
from fangyuan.groups.merging_model import (
    LABEL_ORDER,
    Merge,
    MergePlan,
    exceptions_that_move,
    joint_audience,
)
from fangyuan.groups.model import HOUSE_POWER, AudienceException, Group
from fangyuan.groups.register import link_to, name_of
from fangyuan.groups.size import check_fits
from fangyuan.kernel import json
from fangyuan.kernel.errors import Forbidden, InvalidParam
from fangyuan.kernel.ids import localpart_of
from fangyuan.kernel.text import bilingual
from fangyuan.rooms import Room


def check_not_merged(tx: Tx, actor: str, room_id: str) -> None:
    """Forbidden, saying where it goes on, for a member who writes into a group that was merged."""
    room = rooms.find(tx, room_id)
    into = room.content(rooms.CHARTER_TYPE).get("merged_into") if room is not None else None
    if room is None or not isinstance(into, str) or rooms.membership(tx, room, actor) != "join":
        return
    into = rooms.find_successor(tx, room_id) or into
    raise Forbidden(
        "The group was merged into another one",
        key="merging.goes_on_there",
        params={"group": name_of(tx, into)},
        extra={"fangyuan.merged_into": into},
    )


def check_pair(ended: Group, into: Group) -> None:
    """M_INVALID_PARAM unless the one may end in the other: two groups, and no label sinks."""
    if ended.room_id == into.room_id:
        raise InvalidParam(
            "A group can't be merged into itself", key="merging.itself", extra={"field": "into"}
        )
    if ended.is_confidential != into.is_confidential:
        raise InvalidParam(
            "Confidential groups merge with confidential ones only",
            key="merging.confidential",
            extra={"field": "into"},
        )
    if LABEL_ORDER.index(charter_of(ended).label) > LABEL_ORDER.index(charter_of(into).label):
        raise InvalidParam("The label would sink", key="merging.lower_label", extra={"field": "into"})


class Outlook:
    """What a merge comes to as things stand: the charter, the exceptions and the people of the surviving group.

    M_INVALID_PARAM when its charter can't be widened so far, or its size budget doesn't hold them; Forbidden while a
    legal hold names the group that ends.
    """

    def __init__(self, tx: Tx, merge: Merge, ended: Group, into: Group) -> None:
        events.check_may_end(tx, room_id=ended.room_id)
        self.charter = charter_of(into)
        self.moving: list[AudienceException] = []
        self.owners: list[AudienceException] = []
        theirs = store.list_exceptions(tx, into.room_id)
        present, was_in = _members(tx, into.room_id), _members(tx, ended.room_id)
        if merge.audience == "union":
            by_rule = {localpart_of(user_id) for user_id in wanted(tx, into)}
            self.charter = _widened(tx, self.charter, charter_of(ended), by_rule)
            self.moving = exceptions_that_move(store.list_exceptions(tx, ended.room_id), theirs, by_rule)
            theirs = [*theirs, *self.moving]
            self.owners = _keep_owners(tx, merge, charter_of(ended), self.charter, theirs)
            theirs = [*theirs, *self.owners]
        should, may = people_of(tx, self.charter, theirs), admitted_by(tx, theirs)
        if into.is_confidential:
            programs = programs_among(tx, should | may)
            should, may = should - programs, may - programs
        self.welcome = may & was_in - should  # who was there by invitation comes along
        after = should | (may & (present | was_in))
        check_fits(self.charter, len(after))
        self.plan = MergePlan(
            gains=sorted(after - present),
            loses=sorted((was_in | present) - after),
            stays=sorted(after & present),
            readers=sorted(after - was_in) if merge.is_shared else [],
        )

    @property
    def size(self) -> int:
        """How many people the surviving group will have."""
        return len(self.plan.gains) + len(self.plan.stays)


def charter_of(group: Group) -> Charter:
    """Of an open group, which has one."""
    assert group.charter is not None, "open groups have charters"
    return group.charter


def _members(tx: Tx, room_id: str) -> set[str]:
    return set(rooms.list_members(tx, room_id, ("join",))) - {house(tx).user_id}


def _widened(tx: Tx, into: Charter, ended: Charter, by_rule: set[str]) -> Charter:
    """The next version of the surviving charter, or the same one if it has everybody already.

    What the ended group excludes stays out, unless that would put somebody out who is in by the surviving rule.
    """
    org = directory.org(tx)

    def puts_nobody_out(clause: AudienceClause) -> bool:
        return by_rule.isdisjoint(charter.resolve(org, Audience((clause,)), (), tx.now_ms))

    excludes = [clause for clause in ended.audience.exclude if puts_nobody_out(clause)]
    audience = joint_audience(into.audience, ended.audience, excludes)
    if audience == into.audience:
        return into
    wish = replace(into, audience=audience, version=into.version + 1)
    return charter.parse_charter(wish.to_json(), tx.ids.server_name)


def _keep_owners(
    tx: Tx, merge: Merge, ended: Charter, widened: Charter, exceptions: list[AudienceException]
) -> list[AudienceException]:
    """The ended group's owner and deputies were in because of that: where nothing else brings them in, an exception."""
    should = people_of(tx, widened, exceptions)
    known = {one.person_id for one in exceptions}
    org = directory.org(tx)
    return [
        AudienceException(
            f"{merge.merge_id}-{number}",
            merge.into_id,
            localpart_of(user_id),
            "include",
            bilingual("merging.former_owner"),
            merge.proposed_by,
            tx.now_ms,
            None,
        )
        for number, user_id in enumerate(ended.owners)
        if user_id not in should
        and localpart_of(user_id) not in known
        and org.find_person(user_id) is not None
    ]


# -- doing it --------------------------------------------------------------------------------------------------------


def unite(tx: Tx, actor: str, merge: Merge, ended: Group, into: Group) -> None:
    """Carries a signed merge out, whole or not at all. What could refuse it is asked before anything is written."""
    outlook = Outlook(tx, merge, ended, into)
    room, target = rooms.get(tx, ended.room_id), rooms.get(tx, into.room_id)
    _bring_people(tx, actor, outlook, ended, into)
    _end(tx, merge, outlook.plan, room, target, ended)
    _say(tx, merge, room, target)
    merging_store.decide(tx, merge.merge_id, "done", actor, json.encode(outlook.plan))
    facts = {
        "merge": merge.merge_id,
        "audience": merge.audience,
        "history": merge.history,
        "plan": outlook.plan.to_json(),
    }
    after = {**facts, "merged_into": into.room_id}
    audit.record(tx, actor, Act.GROUP_MERGED, ended.room_id, after=after, reason=merge.reason)
    after = {**facts, "absorbed": ended.room_id}
    audit.record(tx, actor, Act.GROUP_ABSORBED, into.room_id, after=after, reason=merge.reason)


def _bring_people(tx: Tx, actor: str, outlook: Outlook, ended: Group, into: Group) -> None:
    """The surviving group has its exceptions, its charter, and whom they bring in."""
    moving = [one.exception_id for one in outlook.moving]
    merging_store.hand_exceptions_over(tx, ended.room_id, into.room_id, moving)
    for exception in outlook.owners:
        store.add_exception(tx, exception)
    if outlook.charter.version != into.charter_version:
        into = widen(tx, actor, into, outlook.charter)
    reconcile(tx, actor, into, why="merging.by_merge")
    rooms.put_in(tx, into.room_id, sorted(outlook.welcome - _members(tx, into.room_id)))


def _end(tx: Tx, merge: Merge, plan: MergePlan, room: Room, target: Room, ended: Group) -> None:
    """The ended group's room leads into the other one, takes nothing any more, and lets go of who isn't there."""
    me = house(tx).user_id
    post(
        tx,
        room,
        bilingual("merging.ended_here", group=name_of(tx, target.room_id), link=link_to(tx, target)),
        notice=False,
    )
    spaces.link_group(tx, replace(ended, status="closed"))
    store.set_status(tx, room.room_id, "closed")
    body = bilingual("merging.tombstone", group=name_of(tx, target.room_id))
    rooms.end_in(tx, room, target, me, body, is_shared=merge.is_shared)
    state = {**room.content(rooms.CHARTER_TYPE), "status": "merged", "merged_into": target.room_id}
    rooms.append_state(tx, room, me, rooms.CHARTER_TYPE, "", state)
    rooms.shut(tx, room, me, HOUSE_POWER)
    timeline.stop_typing(tx, room.room_id, rooms.list_members(tx, room.room_id))
    waiting = rooms.list_members(tx, room.room_id, ("invite", "knock"))
    goes = [*(user_id for user_id in plan.loses if user_id not in waiting), *waiting]
    reason = bilingual("merging.you_are_out", group=name_of(tx, target.room_id))
    rooms.take_out(tx, me, room.room_id, goes, reason=reason)


def _say(tx: Tx, merge: Merge, room: Room, target: Room) -> None:
    """The surviving group hears of it, with a link to what was said in the other one."""
    key = "merging.came_shared" if merge.is_shared else "merging.came_own"
    post(tx, target, bilingual(key, group=name_of(tx, room.room_id), link=link_to(tx, room)), notice=False)
