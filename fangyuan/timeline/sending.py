"""Sending and redacting: the path of every message, from whichever client it comes."""

from __future__ import annotations

from fangyuan import events, rooms
from fangyuan.db import Tx
from fangyuan.events import Event
from fangyuan.identity.model import Session
from fangyuan.kernel import json
from fangyuan.kernel.errors import BadJson, BadRequest, Forbidden, InvalidParam
from fangyuan.kernel.json import JsonObject
from fangyuan.rooms import Room
from fangyuan.timeline import acknowledging, store
from fangyuan.timeline.judging import NOTHING, check_charter
from fangyuan.timeline.model import SENT, Receipt
from fangyuan.timeline.pacing import note_post


def send(
    tx: Tx,
    actor: Session,
    room_id: str,
    type: str,
    content: JsonObject,
    txn_id: str | None,
    ts: int | None = None,
    waived: frozenset[str] = NOTHING,
) -> Event:
    """Sends a message event: once for each transaction id, and only as power and charter allow. §PUT /send.

    `ts`: when it happened, if not now, as bridges know it. `waived` as in `check_charter`.
    """
    sent = _find_sent(tx, actor, room_id, type, content, txn_id)
    if sent is not None:
        return sent
    if type == "m.room.redaction":
        return _send_redaction(tx, actor, room_id, content, txn_id)
    room = rooms.get_joined(tx, room_id, actor.user_id)
    rooms.check_writable(room)
    _check_type(type)
    turned = acknowledging.turn(tx, room, actor.user_id, type, content)
    if turned is not None:
        type, content, before = turned
        if before is not None:
            return before
    room.powers.check(actor.user_id, room.powers.needed(type, is_state=False), f"send {type}")
    check_relation(tx, room, type, content, actor.user_id)
    check_charter(tx, room, actor, type, json.check_event_content(content), waived=waived)
    return append_message(tx, room, actor, type, content, txn_id, ts)


def _find_sent(
    tx: Tx, actor: Session, room_id: str, type: str, content: JsonObject, txn_id: str | None
) -> Event | None:
    """What this very request did before: the id counts for one path, which names a redaction's target."""
    if txn_id is None:
        return None
    for event in events.list_by_transaction(tx, actor.user_id, actor.device_id, room_id, txn_id):
        is_redaction = type == "m.room.redaction"
        is_turned = type == "m.room.message" and event.type == "m.reaction"  # a 收到, see `acknowledging`
        if (event.type == type or is_turned) and (
            not is_redaction or event.content().get("redacts") == content.get("redacts")
        ):
            return event
    return None


def append_message(
    tx: Tx,
    room: Room,
    actor: Session,
    type: str,
    content: JsonObject,
    txn_id: str | None,
    ts: int | None = None,
) -> Event:
    """Appends what was checked: counts it, in its thread if it has one, and moves the sender's own mark."""
    event = events.new_event(
        position=tx.next_position(),
        event_id=tx.ids.event_id(),
        room_id=room.room_id,
        type=type,
        sender=actor.user_id,
        content=content,
        ts=tx.now_ms if ts is None else ts,
    )
    if txn_id is not None:
        event.device_id, event.txn_id = actor.device_id, txn_id
    rooms.changing(tx, room)
    if event.relates_to is not None:
        _find_thread_root(tx, event)
    if not may_mention_room(room, actor.user_id):
        event.mentions -= {events.ROOM_MENTION}
    if event.thread_root is not None:
        _count_in_thread(tx, room, event)
    else:
        room.main_seq += event.notifies
    event.main_seq = room.main_seq
    event.member_count = room.joined_count
    events.append(tx, event)
    note_post(tx, event)
    if event.notifies and event.thread_root is None:
        _mark_own(tx, room, actor.user_id, event)
    return event


def may_mention_room(room: Room, user_id: str) -> bool:
    """Whether an @room of this user counts. §m.room.power_levels `notifications.room`."""
    return room.powers.of_user(user_id) >= room.powers.notify_room


def _check_type(type: str) -> None:
    if not type or len(type.encode()) > 255:
        raise InvalidParam("Event types have 1 to 255 bytes")
    if type in ("m.room.member", "m.room.create", "m.room.power_levels"):
        raise BadRequest(f"{type} is a state event: use /state")


def check_relation(tx: Tx, room: Room, type: str, content: JsonObject, sender: str) -> None:
    """What the spec asks of relations: annotations once each, threads one level deep, edits of one's own events."""
    relates_to, rel_type = events.relation_of(content)
    if relates_to is None:
        return
    target = events.find_event(tx, relates_to)
    is_elsewhere = target is not None and target.room_id != room.room_id
    if is_elsewhere or (target is None and rel_type in ("m.thread", "m.annotation", "m.replace")):
        # From elsewhere it would be bundled with what it relates to there, past that room's members and charter; and
        # an edit of nothing would be a message that no clause counts.
        raise InvalidParam(f"The event that this {rel_type} relates to is not in the room")
    if target is None:
        return
    if rel_type == "m.thread" and target.rel_type is not None:
        raise InvalidParam("A thread can't start from an event that has a relation itself")
    if rel_type == "m.replace" and target.sender != sender:
        raise Forbidden("You can only edit your own messages")
    if rel_type == "m.annotation" and type == "m.reaction":
        key = json.as_object(content.get("m.relates_to")).get("key")
        if not isinstance(key, str) or not key:
            raise BadJson("A reaction needs a key")
        for other in events.list_annotations_by(tx, relates_to, sender):
            if json.as_object(other.content().get("m.relates_to")).get("key") == key:
                raise BadRequest("You reacted like that already", errcode="M_DUPLICATE_ANNOTATION")


def _find_thread_root(tx: Tx, event: Event) -> None:
    """An event is in a thread by itself, or through the event that it edits, annotates or refers to."""
    assert event.relates_to is not None, "only asked of events with a relation"
    target = events.find_event(tx, event.relates_to)
    if target is not None:
        events.set_related(tx, target)
    if event.rel_type == "m.thread":
        event.thread_root = event.relates_to
    elif target is not None:
        event.thread_root = target.thread_root


def _thread(tx: Tx, room: Room, root: str) -> tuple[int, int]:
    if root not in room.threads:
        room.threads[root] = store.find_thread(tx, root) or (0, 0)
    return room.threads[root]


def _count_in_thread(tx: Tx, room: Room, event: Event) -> None:
    root = event.thread_root
    assert root is not None, "only asked of events in threads"
    seq, replies = _thread(tx, room, root)
    seq += event.notifies
    replies += event.rel_type == "m.thread"
    room.threads[root] = (seq, replies)
    event.thread_seq = seq
    reply_position = event.position if event.rel_type == "m.thread" else 0
    store.set_thread(tx, room.room_id, root, event.position, seq, replies, reply_position=reply_position)
    if event.notifies:
        own = Receipt(
            room.room_id, event.sender, SENT, root, event.event_id, event.position, tx.now_ms, event.position
        )
        store.set_receipt(tx, own, seq)


def _mark_own(tx: Tx, room: Room, user_id: str, event: Event) -> None:
    """Who writes has read what stood before."""
    member = rooms.member(tx, room, user_id)
    if member is not None:
        member.read_position, member.read_seq = event.position, event.main_seq
        rooms.set_read(tx, room.room_id, user_id, event.position, event.main_seq)


def redact(
    tx: Tx, actor: Session, room_id: str, event_id: str, content: JsonObject, txn_id: str | None
) -> Event:
    """Takes an event's content away: one's own, or anybody's with the power to redact. §PUT /redact."""
    return send(tx, actor, room_id, "m.room.redaction", {**content, "redacts": event_id}, txn_id)


def _send_redaction(tx: Tx, actor: Session, room_id: str, content: JsonObject, txn_id: str | None) -> Event:
    room = rooms.get_joined(tx, room_id, actor.user_id)
    rooms.check_writable(room)
    room.powers.check(actor.user_id, room.powers.needed("m.room.redaction", is_state=False), "redact")
    redacts = content.get("redacts")
    if not isinstance(redacts, str):
        raise BadJson("A redaction names the event in `redacts`")
    json.check_event_content(content)
    target = events.find_event(tx, redacts)
    if target is None or target.room_id != room_id:
        raise InvalidParam("No such event in this room")
    if target.sender != actor.user_id:
        room.powers.check(actor.user_id, room.powers.redact, "redact other people's messages")
    if target.type == rooms.CHARTER_TYPE:
        raise Forbidden("The charter can't be redacted")
    check_charter(tx, room, actor, "m.room.redaction", content)
    redaction = append_message(tx, room, actor, "m.room.redaction", content, txn_id)
    if target.redacted_by is None:
        events.redact(tx, target, redaction, room.version)
        _uncount(tx, room, target)
    return redaction


def _uncount(tx: Tx, room: Room, target: Event) -> None:
    """A redacted reply no longer counts in its thread; current state gives way to its stripped form."""
    if target.rel_type == "m.thread" and target.thread_root is not None:
        seq, replies = _thread(tx, room, target.thread_root)
        room.threads[target.thread_root] = (seq, max(0, replies - 1))
        last = events.list_latest_in_threads(tx, [target.thread_root]).get(target.thread_root)
        position = last.position if last else target.position
        root, left = target.thread_root, max(0, replies - 1)
        store.set_thread(tx, room.room_id, root, position, seq, left, reply_position=position)
    if target.state_key is not None:
        tx.forget(("room", room.room_id))
