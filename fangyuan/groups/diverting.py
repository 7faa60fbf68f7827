"""Where chit-chat belongs: the social group for a person, and posting there what a charter diverts. Decision 0019."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fangyuan import audit, directory, identity, rooms, timeline
from fangyuan.audit import Act
from fangyuan.charter import InDepartment, Verdict
from fangyuan.db import Tx
from fangyuan.directory import Org
from fangyuan.events import Event
from fangyuan.groups import store
from fangyuan.groups.audience import admitted, wanted
from fangyuan.groups.exceptions import admit, find_exclusion
from fangyuan.groups.house import tell
from fangyuan.groups.membership import is_open_to
from fangyuan.groups.merging_model import LABEL_ORDER
from fangyuan.groups.model import Group
from fangyuan.groups.register import check_open, get, link_to, name_of
from fangyuan.groups.size import check_room_for_more
from fangyuan.identity.model import Session
from fangyuan.kernel import json
from fangyuan.kernel.errors import Forbidden, NotFound
from fangyuan.kernel.json import JsonObject
from fangyuan.rooms import Room

_SOCIAL = "social"
_FAR = 1_000  # from a department to one that isn't above it


def social_for(tx: Tx, group: Group, user_id: str, named: str | None = None) -> Room | None:
    """The social group in which this person's chit-chat from a group belongs; None when there is none for him.

    It is the one that a clause names (`named`), or the charter; else, of those that he is in or may come into, the one
    whose audience names the department nearest to his, of several the oldest.
    """
    given = named or (group.charter.social if group.charter is not None else None)
    found = find_social(tx, given) if given is not None else None
    if found is not None:  # else it is no more
        return found
    org = directory.org(tx)
    others = [one for one in store.list_open_of_kind(tx, _SOCIAL) if one.room_id != group.room_id]
    others.sort(key=lambda one: _distance(org, one, user_id))
    return next(
        (room for one in others if may_be_in(tx, room := rooms.get(tx, one.room_id), one, user_id)), None
    )


def find_social(tx: Tx, room_id: str) -> Room | None:
    """The open social group of this id, or into which it was merged."""
    group = store.find(tx, rooms.find_successor(tx, room_id) or room_id)
    is_one = group is not None and group.kind == _SOCIAL and group.status == "open"
    return rooms.get(tx, group.room_id) if group is not None and is_one else None


def _distance(org: Org, social: Group, user_id: str) -> int:
    """How many departments up from the person's own the nearest is that the audience names."""
    person = org.find_person(user_id)
    if person is None or social.charter is None:
        return _FAR
    named = {one.department_id for one in social.charter.audience.include if isinstance(one, InDepartment)}
    steps, at = 0, org.departments.get(person.department_id)
    while at is not None:
        if at.department_id in named:
            return steps
        steps, at = steps + 1, org.departments.get(at.parent_id or "")
    return _FAR


def may_be_in(tx: Tx, room: Room, group: Group, user_id: str) -> bool:
    """Whether the person is in the group, or comes in without asking: by rule, invited, or as all may."""
    standing = rooms.membership(tx, room, user_id)
    if standing == "join":
        return True
    account = identity.find_account(tx, user_id)
    if account is None or not account.is_active or account.kind != "person" or standing == "ban":
        return False
    if find_exclusion(tx, group, user_id) is not None:
        return False
    may = standing == "invite" or is_open_to(tx, room, group, user_id)
    return may or user_id in wanted(tx, group) | admitted(tx, room.room_id)


def bring_in(tx: Tx, room: Room, user_id: str) -> None:
    """The author is in the group where his words are; Forbidden where he can't be."""
    group = get(tx, room.room_id)
    check_open(group)
    if not may_be_in(tx, room, group, user_id):
        raise Forbidden("The author can't be in that group", key="moving.author_not_in", params=_to(tx, room))
    if rooms.membership(tx, room, user_id) == "join":
        return
    check_room_for_more(tx, group, user_id)
    if user_id not in wanted(tx, group) | admitted(tx, room.room_id):
        admit(tx, user_id, group, user_id, "groups.reason_joined")
    rooms.put_in(tx, room.room_id, [user_id])


def _to(tx: Tx, room: Room) -> dict[str, str]:
    return {"to": name_of(tx, room.room_id)}


# -- before it is said -----------------------------------------------------------------------------------------------


def post_in_name(
    tx: Tx, author: str, room: Room, type: str, content: JsonObject, ts: int | None = None
) -> Event:
    """Posts what somebody has written, in his name and with its time (`ts`, ms UTC; now if None), into a group.

    He is put in where he may be. What the charter says of the content the caller has asked, or knows better.
    """
    bring_in(tx, room, author)
    session = Session("", author, "")
    return timeline.append_message(tx, room, session, type, json.check_event_content(content), None, ts)


def send_to_social(
    tx: Tx,
    author: str,
    room_id: str,
    type: str,
    content: JsonObject,
    ts: int | None = None,
    *,
    to: str | None = None,
) -> tuple[Room, Event]:
    """Posts a message that a group's charter diverted into the social group, after its author has agreed.

    Forbidden with the reason where it can't be: there is no such group for him, or that charter doesn't take it either.
    """
    group = get(tx, room_id)
    target = social_for(tx, group, author, to)
    if target is None:
        raise NotFound("No social group for this person", key="moving.no_social")
    check_takes(tx, group, target, author, type, content)
    event = post_in_name(tx, author, target, type, settled_content(content, {}), ts)
    after = {"to": target.room_id, "event": event.event_id}
    audit.record(tx, author, Act.MESSAGE_DIVERTED, room_id, after=after)
    link = link_to(tx, target, event.event_id)
    tell(tx, author, "moving.diverted", group=name_of(tx, room_id), to=name_of(tx, target.room_id), link=link)
    return target, event


def check_takes(tx: Tx, group: Group, target: Room, author: str, type: str, content: JsonObject) -> None:
    """Whether the social group may have this: its label, and what its charter says of such a message."""
    other = get(tx, target.room_id)
    labels = [one.charter.label if one.charter is not None else "internal" for one in (group, other)]
    if target.is_encrypted or LABEL_ORDER.index(labels[0]) > LABEL_ORDER.index(labels[1]):
        raise Forbidden("The label keeps it here", key="moving.lower_label", params=_to(tx, target))
    verdict = timeline.content_verdict(tx, target, author, type, content)
    if keeps_out(verdict):
        words = {"reason_zh": verdict.say("zh-CN"), "reason_en": verdict.say("en")}
        raise Forbidden("The social group's charter refuses it", key="moving.refused_there", params=words)


def keeps_out(verdict: Verdict) -> bool:
    """Whether a charter doesn't take the content: a hint or another hour for its author is no reason."""
    return verdict.verdict in ("refuse", "hold", "divert")


# -- what changes on the way -----------------------------------------------------------------------------------------


def replied_to(relation: JsonObject) -> str | None:
    """Of `m.relates_to`: the event that this is a reply to."""
    return json.as_str(json.as_object(relation.get("m.in_reply_to")).get("event_id"))


def settled_content(content: JsonObject, moved: Mapping[str, str]) -> JsonObject:
    """The content for its new place: relations lead to what has moved too, others fall away; nobody is called again."""
    settled = dict(content)
    if "m.relates_to" in content:
        relation = _relation(json.as_object(content["m.relates_to"]), moved)
        settled.pop("m.relates_to")
        if relation:
            settled["m.relates_to"] = relation
    if "m.mentions" in content or "body" in content:
        settled["m.mentions"] = {}
    if json.is_object(new := content.get("m.new_content")):
        settled["m.new_content"] = settled_content(new, moved)
    return settled


def _relation(relation: JsonObject, moved: Mapping[str, str]) -> JsonObject:
    kept: dict[str, Any] = {}
    target, reply = moved.get(str(relation.get("event_id"))), moved.get(str(replied_to(relation)))
    if target:
        kept = {key: value for key, value in relation.items() if key != "m.in_reply_to"} | {
            "event_id": target
        }
    if reply:
        kept["m.in_reply_to"] = {"event_id": reply}
    return kept
