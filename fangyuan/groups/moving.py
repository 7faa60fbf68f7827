"""Chit-chat that was said goes to the social group, with its author, time and replies; nobody is punished for it.

The owner or a deputy moves it: over the API, by 🚚 on the message, or by answering it with `!move` or `!移走`. Decision
0019.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from fangyuan import audit, events, identity, rooms, timeline
from fangyuan.audit import Act
from fangyuan.db import Tx
from fangyuan.events import Event
from fangyuan.groups.diverting import (
    bring_in,
    check_takes,
    find_social,
    keeps_out,
    post_in_name,
    replied_to,
    settled_content,
    social_for,
)
from fangyuan.groups.house import house, tell
from fangyuan.groups.model import Group
from fangyuan.groups.refusals import tell_why
from fangyuan.groups.register import check_open, get, link_to, name_of
from fangyuan.identity.model import Session
from fangyuan.kernel import json
from fangyuan.kernel.errors import FangyuanError, Forbidden, InvalidParam, NotFound
from fangyuan.kernel.json import JsonObject
from fangyuan.kernel.text import bilingual
from fangyuan.rooms import Room

MOVED = "fangyuan.moved"  # in the content of what was moved: where it was said
MOVED_TO = "fangyuan.moved_to"  # in the redaction that is left in its place
MAX_REASON = 300
_TRUCK = "🚚"
_COMMANDS = ("!move", "!移走", "！move", "！移走")
_MOST_MOVED = 200  # with what hangs on a message
_MOST_LOOKED_AT = 5_000  # events said since
_PAGE = 500
_UNMOVABLE = ("m.room.redaction", "m.reaction", "m.room.encrypted")


class Moved(msgspec.Struct, frozen=True):
    """Where a message is now. `events` says by old event id which new one has taken its place.

    `stayed` are replies and reactions that could not come along: their authors aren't in the social group, or its
    charter doesn't take them.
    """

    room_id: str
    event_id: str
    events: dict[str, str]
    stayed: list[str]


def move_message(
    tx: Tx,
    actor: Session,
    room_id: str,
    event_id: str,
    *,
    to: str | None = None,
    reason: str = "",
    without: str | None = None,
) -> Moved:
    """Moves a message with its replies, thread, reactions and edits to the social group; a trace stays.

    Only the owner and his deputies may: HR and administrators decide about charters, not about what people say. The
    author is told at once. `without` is an event that doesn't come along: the command.
    """
    group, room = get(tx, room_id), rooms.get(tx, room_id)
    rooms.check_joined(tx, room, actor.user_id)
    if actor.user_id not in group.owners:
        raise Forbidden("The owner and the deputies move messages", key="moving.owners_only")
    check_open(group)
    if len(reason) > MAX_REASON:
        raise InvalidParam("The reason is too long", key="moving.reason", extra={"field": "reason"})
    root = _get_movable(tx, room, event_id)
    target = find_social(tx, to) if to is not None else social_for(tx, group, root.sender)
    if target is None or target.room_id == room_id:
        raise NotFound("No social group for this", key="moving.no_social")
    check_takes(tx, group, target, root.sender, root.type, root.content())
    bring_in(tx, target, root.sender)
    coming, stayed = _sort(tx, group, target, _hanging_on(tx, root, without))
    moved: dict[str, str] = {}
    for event in coming:
        content = settled_content(event.content(), moved)
        content[MOVED] = {"room_id": room_id, "event_id": event.event_id}
        new = post_in_name(tx, event.sender, target, event.type, content, event.ts)
        moved[event.event_id] = new.event_id
    _leave_traces(tx, actor, room, target, moved, reason)
    done = Moved(target.room_id, moved[root.event_id], moved, [event.event_id for event in stayed])
    after = {"author": root.sender, "to": target.room_id, "events": moved}
    audit.record(tx, actor.user_id, Act.MESSAGES_MOVED, room_id, after=after, reason=reason)
    _tell_author(tx, actor, room, target, root, done, reason)
    return done


def _get_movable(tx: Tx, room: Room, event_id: str) -> Event:
    event = events.find_event(tx, event_id)
    if event is None or event.room_id != room.room_id:
        raise NotFound("No such event in this room", key="moving.no_such_message")
    is_part = event.type in _UNMOVABLE or event.rel_type == "m.replace"
    if event.state_key is not None or event.redacted_by is not None or is_part:
        raise InvalidParam("This can't be moved by itself", key="moving.not_movable")
    if event.sender == house(tx).user_id:
        raise InvalidParam("This can't be moved by itself", key="moving.not_movable")
    return event


def _hanging_on(tx: Tx, root: Event, without: str | None) -> list[Event]:
    """The event and all that hangs on it, in order: what relates comes after what it relates to."""
    ids, found, at, looked = {root.event_id}, [root], root.position, 0
    while page := events.list_history(tx, root.room_id, at, tx.position, _PAGE, backwards=False):
        for event in page:
            is_open = event.state_key is None and event.redacted_by is None and event.event_id != without
            if is_open and event.type != "m.room.redaction" and ids & _named(event):
                ids.add(event.event_id)
                found.append(event)
        at, looked = page[-1].position, looked + len(page)
        if len(found) > _MOST_MOVED or looked > _MOST_LOOKED_AT:
            raise InvalidParam("Too much hangs on it", key="moving.too_much")
    return found


def _named(event: Event) -> set[str | None]:
    """What the event relates to, also by a plain reply."""
    if b"m.relates_to" not in event.json:
        return set()
    return {event.relates_to, replied_to(json.as_object(event.content().get("m.relates_to")))}


def _sort(tx: Tx, group: Group, target: Room, found: list[Event]) -> tuple[list[Event], list[Event]]:
    """(what comes along, what stays): of others what they may say there, and the trucks themselves stay."""
    coming, stayed, gone = [found[0]], list[Event](), {found[0].event_id}
    for event in found[1:]:
        key = json.as_object(event.content().get("m.relates_to")).get("key")
        is_truck = key == _TRUCK and event.sender in group.owners
        is_in = rooms.membership(tx, target, event.sender) == "join"
        verdict = timeline.content_verdict(tx, target, event.sender, event.type, event.content())
        if is_truck or not is_in or keeps_out(verdict) or not gone & _named(event):
            if not is_truck:
                stayed.append(event)
            continue
        gone.add(event.event_id)
        coming.append(event)
    return coming, stayed


def _leave_traces(
    tx: Tx, actor: Session, room: Room, target: Room, moved: Mapping[str, str], reason: str
) -> None:
    """The house takes the originals away, the last one first, and says who moved them where."""
    words = bilingual(
        "moving.trace", person=_name(tx, actor.user_id), to=name_of(tx, target.room_id), reason=reason or "-"
    )
    for old, new in reversed([*moved.items()]):
        trace = {"reason": words, MOVED_TO: {"room_id": target.room_id, "event_id": new}}
        timeline.redact(tx, house(tx), room.room_id, old, trace, None)


def _tell_author(
    tx: Tx, actor: Session, room: Room, target: Room, root: Event, done: Moved, reason: str
) -> None:
    if root.sender != actor.user_id:
        tell(
            tx,
            root.sender,
            "moving.moved_yours",
            person=_name(tx, actor.user_id),
            group=name_of(tx, room.room_id),
            to=name_of(tx, target.room_id),
            reason=reason or "-",
            link=link_to(tx, target, done.event_id),
        )


def _name(tx: Tx, user_id: str) -> str:
    return identity.get_profile(tx, user_id).displayname or user_id


# -- stock clients ---------------------------------------------------------------------------------------------------


def move_if_meant(tx: Tx, actor: Session, event: Event, content: JsonObject) -> None:
    """🚚 on a message, or `!move` in answer to one, from who may move it. What stands against it is told privately."""
    rules = rooms.get(tx, event.room_id).rules
    if rules is None or actor.user_id not in rules.owners:
        return
    relation = json.as_object(content.get("m.relates_to"))
    if event.type == "m.reaction":
        on = event.relates_to if relation.get("key") == _TRUCK else None
        without, reason = None, ""
    else:
        on, reason = _command(content, relation)
        without = event.event_id
    if on is None:
        return
    try:
        move_message(tx, actor, event.room_id, on, reason=reason, without=without)
    except FangyuanError as error:
        tell_why(error, actor.user_id, "moving.not_done")
        raise
    if without is not None:  # the command has done what it was for
        timeline.redact(tx, house(tx), event.room_id, without, {}, None)


def _command(content: JsonObject, relation: JsonObject) -> tuple[str | None, str]:
    """(the message that a command is about, the reason that it gives); (None, "") for what is no command."""
    body = json.as_str(content.get("body")) or ""
    if content.get("msgtype") != "m.text" or not relation:
        return None, ""
    said = (
        body.rpartition("\n\n")[2] if body.startswith("> ") else body
    )  # COMPAT: clients that quote in replies
    word, _, reason = said.strip().partition(" ")
    if word not in _COMMANDS:
        return None, ""
    in_thread = relation.get("is_falling_back") is True
    return (json.as_str(relation.get("event_id")) if in_thread else replied_to(relation)), reason.strip()
