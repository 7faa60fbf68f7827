"""Many people put into a room at once are in it just as one by one."""

from __future__ import annotations

from fangyuan import events, identity, rooms
from fangyuan.db import Database, Tx
from fangyuan.identity import Account

MAKER = "@maker:test.local"
PEOPLE = [f"@p{number}:test.local" for number in range(6)]
NEW, LEFT, BANNED, INVITED, INSIDE, BARE = PEOPLE


def _room(tx: Tx) -> str:
    room = rooms.create(tx, MAKER, rooms.NewRoom(preset="public_chat"), {})
    for user_id in (LEFT, BANNED, INSIDE):
        rooms.join(tx, user_id, room.room_id)
    rooms.leave(tx, LEFT, room.room_id)
    rooms.ban(tx, MAKER, room.room_id, BANNED)
    rooms.invite(tx, MAKER, room.room_id, INVITED)
    return room.room_id


def _picture(tx: Tx, room_id: str) -> object:
    """Everything about the members but where in the stream it stands."""
    room = rooms.get(tx, room_id)
    shown = {one.state_key: one.content() for one in rooms.list_member_events(tx, [room_id])}
    standing = {user_id: rooms.membership(tx, room, user_id) for user_id in PEOPLE}
    member = rooms.member(tx, room, NEW)
    assert member is not None
    assert member.position == member.since_position == member.read_position
    found = events.find_at(tx, member.position)
    assert found is not None
    assert (found.sender, found.state_key, found.room_id) == (NEW, NEW, room_id)
    return shown, standing, room.joined_count, room.invited_count, rooms.list_counts(tx, [room_id])[room_id]


def test_together_as_one_by_one(db: Database) -> None:
    def prepare(tx: Tx) -> tuple[str, str]:
        people = [Account(user_id, displayname=f"王{user_id[2]}") for user_id in PEOPLE if user_id != BARE]
        identity.create_accounts(tx, [*people, Account(MAKER), Account(BARE)])
        return _room(tx), _room(tx)

    together, each = db.write_now(prepare)
    made = db.write_now(lambda tx: rooms.put_in(tx, together, [*PEOPLE, NEW]))
    for user_id in PEOPLE:
        db.write_now(lambda tx, user_id=user_id: rooms.put_in(tx, each, [user_id]))
    assert {event.state_key for event in made} == {NEW, LEFT, INVITED, BARE}
    remembered = [db.write_now(lambda tx, room=room: _picture(tx, room)) for room in (together, each)]
    stored = [db.read_now(lambda tx, room=room: _picture(tx, room)) for room in (together, each)]
    assert remembered[0] == remembered[1] == stored[0] == stored[1]
    assert db.write_now(lambda tx: rooms.put_in(tx, together, PEOPLE)) == []
