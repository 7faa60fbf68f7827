"""Loading a room and writing its state: the core that checks nothing. `actions` and `membership` decide, this does."""

from __future__ import annotations

from collections.abc import Mapping

from fangyuan import charter, events
from fangyuan.db import Tx
from fangyuan.events import Event
from fangyuan.kernel import json
from fangyuan.kernel.errors import NotFound
from fangyuan.kernel.json import JsonObject
from fangyuan.rooms import store
from fangyuan.rooms.model import CHARTER_TYPE, Member, Powers, Room, StateRef


def find(tx: Tx, room_id: str) -> Room | None:
    """The room, from memory when the writer asks."""
    key = ("room", room_id)
    room = tx.memo.get(key)
    if room is None:
        room = _load(tx, room_id)
        if room is not None:
            tx.memo[key] = room
    return room


def get(tx: Tx, room_id: str) -> Room:
    """The room, or M_NOT_FOUND."""
    room = find(tx, room_id)
    if room is None:
        raise NotFound("No such room")
    return room


def _load(tx: Tx, room_id: str) -> Room | None:
    row = store.find_room(tx, room_id)
    if row is None:
        return None
    creator, version, joined, invited = row
    state = {
        (type, state_key): StateRef(event_id, position, sender, json.as_object(json.decode(body)["content"]))
        for type, state_key, event_id, position, sender, body in store.load_state(tx, room_id)
    }
    room = Room(
        room_id, creator, version, joined, invited, state, events.main_seq_at(tx, room_id, tx.position)
    )
    refresh(room)
    return room


def refresh(room: Room) -> None:
    """Recomputes what is derived from state."""
    levels = room.state.get(("m.room.power_levels", ""))
    room.powers = Powers.of(levels.content if levels else None, room.creator)
    governed = room.content(CHARTER_TYPE)
    room.rules = charter.rules_of_state(governed)
    room.archive = json.as_object(governed.get("archived")) if governed.get("status") == "archived" else None


def member(tx: Tx, room: Room, user_id: str) -> Member | None:
    """The user's standing in the room, None when he never had one."""
    found = room.members.get(user_id)
    if found is None:  # names that nobody bears are not remembered: anybody may ask for any
        found = store.find_member(tx, room.room_id, user_id)
        if found is not None:
            room.members[user_id] = found
    return found


def membership(tx: Tx, room: Room, user_id: str) -> str:
    """`leave` for whoever never was there."""
    found = member(tx, room, user_id)
    return found.membership if found else "leave"


def changing(tx: Tx, room: Room) -> None:
    """To be called before the remembered room is changed."""
    tx.touch(("room", room.room_id))


def append_state(
    tx: Tx, room: Room, sender: str, type: str, state_key: str, content: JsonObject, ts: int | None = None
) -> Event:
    """Writes one piece of state (not m.room.member), said to be of `ts`. The same content again is the same event."""
    old = room.state.get((type, state_key))
    if old is not None and old.content == content and old.sender == sender:
        same = events.find_event(tx, old.event_id)
        assert same is not None, "current state is in the log"
        return same
    changing(tx, room)
    event = _new_state_event(tx, room, sender, type, state_key, content, ts)
    if old is not None:
        event.unsigned = _previous(old.event_id, old.sender, old.content)
    events.append(tx, event)
    store.set_state(tx, event)
    room.state[(type, state_key)] = StateRef(event.event_id, event.position, sender, content)
    if type in ("m.room.power_levels", "m.room.create", CHARTER_TYPE):
        refresh(room)
    return event


def append_member(tx: Tx, room: Room, sender: str, user_id: str, content: JsonObject) -> Event:
    """Writes a member event and moves the counts. The same content again is the same event."""
    old = member(tx, room, user_id)
    before = _member_event(tx, old)
    if before is not None and before.sender == sender and before.content() == content:
        return before
    changing(tx, room)
    event = _new_state_event(tx, room, sender, "m.room.member", user_id, content)
    if before is not None:
        event.unsigned = _previous(before.event_id, before.sender, before.content())
        events.drop_files(tx, before)  # a member's picture is kept while it is his
    events.append(tx, event)
    new = json.as_str(content.get("membership")) or "leave"
    was = old.membership if old else "leave"
    fresh = new != was or old is None
    room.members[user_id] = record = Member(
        user_id=user_id,
        membership=new,
        position=event.position,
        since_position=event.position if fresh or old is None else old.since_position,
        read_position=event.position if fresh and new == "join" else (old.read_position if old else 0),
        read_seq=room.main_seq if fresh and new == "join" else (old.read_seq if old else 0),
    )
    store.set_member(tx, room.room_id, record)
    joined = (new == "join") - (was == "join")
    invited = (new == "invite") - (was == "invite")
    if joined or invited:
        room.joined_count += joined
        room.invited_count += invited
        store.set_counts(tx, room.room_id, room.joined_count, room.invited_count)
    return event


def append_joins(tx: Tx, room: Room, contents: Mapping[str, JsonObject]) -> list[Event]:
    """Writes the first member events of many people at once, by user id: they are in now."""
    changing(tx, room)
    made: list[Event] = []
    for user_id, content in contents.items():
        event = _new_state_event(tx, room, user_id, "m.room.member", user_id, content)
        made.append(event)
        room.members[user_id] = Member(
            user_id, "join", event.position, event.position, event.position, room.main_seq
        )
    events.append_all(tx, made)
    store.add_members(tx, room.room_id, [room.members[user_id] for user_id in contents])
    room.joined_count += len(made)
    store.set_counts(tx, room.room_id, room.joined_count, room.invited_count)
    return made


def _member_event(tx: Tx, record: Member | None) -> Event | None:
    return events.find_at(tx, record.position) if record else None


def _new_state_event(
    tx: Tx, room: Room, sender: str, type: str, state_key: str, content: JsonObject, ts: int | None = None
) -> Event:
    event = events.new_event(
        position=tx.next_position(),
        event_id=tx.ids.event_id(),
        room_id=room.room_id,
        type=type,
        sender=sender,
        content=content,
        ts=tx.now_ms if ts is None else ts,
        state_key=state_key,
    )
    event.main_seq = room.main_seq
    return event


def _previous(event_id: str, sender: str, content: JsonObject) -> bytes:
    return json.encode({"replaces_state": event_id, "prev_content": content, "prev_sender": sender})
