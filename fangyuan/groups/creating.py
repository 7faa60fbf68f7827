"""Rooms that stock clients make: a direct chat is one, anything else is founded as a group."""

from __future__ import annotations

from fangyuan import audit, charter, directory, identity, rooms
from fangyuan.audit import Act
from fangyuan.db import Tx
from fangyuan.groups import spaces, store
from fangyuan.groups.charters import complete
from fangyuan.groups.contacts import does_see, external_may_not
from fangyuan.groups.house import house, post, profile_of
from fangyuan.groups.membership import invite
from fangyuan.groups.model import Group, draft_state, group_powers
from fangyuan.groups.settings import check_setting
from fangyuan.identity import EXTERNAL_KIND
from fangyuan.identity.model import Session
from fangyuan.kernel.errors import NotFound
from fangyuan.kernel.text import bilingual
from fangyuan.rooms import NewRoom, Room

DEFAULT_KIND = "project"


def create_room(tx: Tx, actor: Session, new: NewRoom, *, ungoverned: bool) -> str:
    """§POST /createRoom: a direct chat is one, anything else is founded as a project group under its charter."""
    new.invite = list(dict.fromkeys(new.invite))
    new.creation_content.pop(spaces.MARK, None)
    if actor.kind == EXTERNAL_KIND and not (is_direct_chat(new) and len(new.invite) == 1):
        raise external_may_not()
    if not ungoverned and not is_direct_chat(new):
        return _found_project(tx, actor, new).room_id
    room = rooms.create(tx, actor.user_id, new, profile_of(tx, actor.user_id))
    if ungoverned:
        plain = Group(room.room_id, "", actor.user_id, "ungoverned", 0, None, None, tx.now_ms, actor.user_id)
        store.add(tx, plain)
    for user_id in new.invite:
        invite(tx, actor, room.room_id, user_id, is_direct=new.is_direct)
    return room.room_id


def is_direct_chat(new: NewRoom) -> bool:
    """Whether a client asks for a chat of two. Clients differ in how they say so."""
    if len(new.invite) > 1 or new.visibility == "public" or new.room_alias_name is not None:
        return False
    if "type" in new.creation_content:  # a space, or something else that is no chat
        return False
    return new.is_direct or (
        len(new.invite) == 1 and new.name is None and new.preset == "trusted_private_chat"
    )


def _found_project(tx: Tx, actor: Session, new: NewRoom) -> Room:
    charter.check_may_found(tx, directory.org(tx), actor, DEFAULT_KIND, 1 + len(new.invite))
    for user_id in new.invite:
        account = identity.find_account(tx, user_id)
        if account is None or not account.is_active or not does_see(tx, actor.user_id, user_id):
            raise NotFound("No such person", key="groups.no_such_person", params={"person": user_id})
    # Clauses that look at messages can't be kept where the server can't read: groups are not encrypted by their client.
    new.initial_state = [piece for piece in new.initial_state if piece.type != "m.room.encryption"]
    for piece in new.initial_state:
        check_setting(None, piece.type, piece.content)
    room = rooms.create(tx, actor.user_id, new, profile_of(tx, actor.user_id))
    group = _make_draft(tx, actor, room, new)
    topic = room.content("m.room.topic").get("topic")
    if isinstance(topic, str) and topic.strip():
        complete(tx, actor, group, topic)
    else:
        post(tx, room, bilingual("groups.complete_me"), notice=False)
    return room


def _make_draft(tx: Tx, actor: Session, room: Room, new: NewRoom) -> Group:
    """The house comes in and takes the room's power; who was invited waits for the charter."""
    me, creator = house(tx).user_id, actor.user_id
    waiting = [user_id for user_id in new.invite if user_id not in (me, creator)]
    rooms.append_state(tx, room, me, rooms.CHARTER_TYPE, "", draft_state(DEFAULT_KIND, waiting))
    rooms.put_in(tx, room.room_id, [me])
    powers = group_powers(room.content("m.room.power_levels"), me, creator)
    rooms.append_state(tx, room, me, "m.room.power_levels", "", powers)
    group = Group(room.room_id, DEFAULT_KIND, creator, "draft", 0, None, None, tx.now_ms, creator)
    store.add(tx, group)
    audit.record(tx, creator, Act.GROUP_FOUNDED, room.room_id, after={"kind": DEFAULT_KIND, "draft": True})
    return group
