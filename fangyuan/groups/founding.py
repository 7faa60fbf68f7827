"""Founding groups and changing their charters. Every way of making a room ends here."""

from __future__ import annotations

import msgspec

from fangyuan import audit, charter, directory, rooms
from fangyuan.audit import Act
from fangyuan.charter import Charter, SizeBudget
from fangyuan.db import Tx
from fangyuan.groups import store
from fangyuan.groups.audience import reconcile, wanted
from fangyuan.groups.house import house, post, profile_of
from fangyuan.groups.model import Group, charter_state
from fangyuan.identity.model import Session
from fangyuan.kernel.errors import Forbidden, InvalidParam, NotFound
from fangyuan.kernel.ids import localpart_of
from fangyuan.kernel.json import JsonObject
from fangyuan.rooms import NewRoom, Room

DEFAULT_KIND = "project"
OWNER_POWER = 90
DEPUTY_POWER = 50


def get(tx: Tx, room_id: str) -> Group:
    """The group, or M_NOT_FOUND."""
    group = store.find(tx, room_id)
    if group is None or group.status == "ungoverned":
        raise NotFound("No such group", key="groups.no_such_group")
    return group


def may_govern(tx: Tx, actor: Session, group: Group) -> bool:
    """Its owner, his deputies, HR and the company's administrators decide about a group."""
    if actor.is_admin or actor.user_id == group.owner:
        return True
    if group.charter is not None and actor.user_id in group.charter.owners:
        return True
    person = directory.org(tx).people.get(localpart_of(actor.user_id))
    return person is not None and person.status == "active" and bool(person.roles & {"hr", "admin"})


def check_may_govern(tx: Tx, actor: Session, group: Group) -> None:
    if not may_govern(tx, actor, group):
        raise Forbidden("Only the owner, HR or an administrator may do that", key="groups.not_yours")


def found(tx: Tx, actor: Session, wish: JsonObject) -> Group:
    """Founds a group with its charter; M_MISSING_PARAM names what is missing. Members come in by the org chart."""
    parsed = charter.draft(wish, tx.ids.server_name, tx.now_ms)
    _check_known(tx, parsed)
    charter.check_may_found(tx, directory.org(tx), actor, parsed.kind)
    me = house(tx).user_id
    powers = {"users": {me: 100, **_people_powers(parsed)}}
    new = NewRoom(
        name=parsed.name, topic=parsed.purpose, preset="private_chat", power_level_content_override=powers
    )
    room = rooms.create(tx, me, new, profile_of(tx, me))
    group = Group(room.room_id, parsed.kind, parsed.owner, "draft", 0, None, None, tx.now_ms, actor.user_id)
    store.add(tx, group)
    return _enact(tx, actor.user_id, room, group, parsed, Act.GROUP_FOUNDED)


def _people_powers(parsed: Charter) -> dict[str, int]:
    return {**dict.fromkeys(parsed.deputies, DEPUTY_POWER), parsed.owner: OWNER_POWER}


def _check_known(tx: Tx, parsed: Charter) -> None:
    """Whom and what the charter names must exist, and what this server can't keep yet is not promised."""
    if parsed.label == "confidential":
        raise InvalidParam("No encryption yet", key="groups.no_encryption_yet", extra={"field": "label"})
    charter.check_against_org(directory.org(tx), parsed)


def _enact(tx: Tx, actor: str, room: Room, group: Group, parsed: Charter, act: Act) -> Group:
    """Writes a version of the charter: state, text in the room, register, audit; then the members follow."""
    before = group.charter
    me = house(tx).user_id
    words = charter.texts(directory.org(tx), parsed)
    rooms.append_state(tx, room, me, rooms.CHARTER_TYPE, "", charter_state(parsed, words))
    group = msgspec.structs.replace(
        group,
        kind=parsed.kind,
        owner=parsed.owner,
        status="open",
        charter_version=parsed.version,
        charter=parsed,
    )
    _check_size(tx, group)
    store.add_version(tx, room.room_id, parsed, actor)
    audit.record(
        tx,
        actor,
        act,
        room.room_id,
        before=before.to_json() if before is not None else None,
        after=parsed.to_json(),
    )
    body = "\n\n".join(words.values())
    message = post(tx, room, body, html=charter.html(directory.org(tx), parsed), notice=False)
    rooms.append_state(tx, room, me, "m.room.pinned_events", "", {"pinned": [message.event_id]})
    group = msgspec.structs.replace(group, charter_event_id=message.event_id)
    store.update(tx, group)
    reconcile(tx, actor, group, why="groups.by_rule")
    return group


def _check_size(tx: Tx, group: Group) -> None:
    """A group may not be born, or grow by its charter, beyond its size budget."""
    assert group.charter is not None, "enacted just now"
    budget = group.charter.size_budget
    people = len(wanted(tx, group))
    if budget is not None and people > budget:
        number = next(clause.number for clause in group.charter.clauses if isinstance(clause, SizeBudget))
        raise InvalidParam(
            f"The audience has {people} people, the size budget is {budget}",
            key="groups.beyond_budget",
            params={"people": people, "budget": budget, "clause": number},
            extra={"field": "audience"},
        )


def amend(tx: Tx, actor: Session, room_id: str, wish: JsonObject) -> Group:
    """The next version of a charter: fields that the wish leaves out stay as they are."""
    group = get(tx, room_id)
    check_may_govern(tx, actor, group)
    old = group.charter.to_json() if group.charter is not None else {"kind": group.kind, "owner": group.owner}
    wish = {**old, **wish, "version": group.charter_version + 1}
    parsed = (
        charter.draft(wish, tx.ids.server_name, tx.now_ms)
        if group.charter is None
        else charter.parse_charter(wish, tx.ids.server_name)
    )
    _check_known(tx, parsed)
    if parsed.kind != group.kind:
        charter.check_may_found(tx, directory.org(tx), actor, parsed.kind)
    room = rooms.get(tx, room_id)
    _move_powers(tx, room, group, parsed)
    act = Act.CHARTER_CHANGED if group.charter is not None else Act.GROUP_COMPLETED
    return _enact(tx, actor.user_id, room, group, parsed, act)


def _move_powers(tx: Tx, room: Room, group: Group, parsed: Charter) -> None:
    """A new owner gets the owner's power, the old one loses it."""
    if group.charter is None or group.charter.owners == parsed.owners:
        return
    content = dict(room.content("m.room.power_levels"))
    users: dict[str, int] = dict(content.get("users") or {})
    for user_id in group.charter.owners:
        if user_id != house(tx).user_id:
            users.pop(user_id, None)
    content["users"] = {**users, **_people_powers(parsed)}
    rooms.append_state(tx, room, house(tx).user_id, "m.room.power_levels", "", content)


def list_groups(tx: Tx, actor: Session, after: str, most: int) -> list[Group]:
    """A page of the register: everything for who may see it all, else the groups that the actor is in."""
    page = store.list_page(tx, after, most)
    person = directory.org(tx).people.get(localpart_of(actor.user_id))
    if actor.is_admin or (person is not None and person.roles & {"hr", "admin", "auditor"}):
        return page
    mine = set(rooms.list_joined_rooms(tx, actor.user_id))
    return [group for group in page if group.room_id in mine]


# -- rooms made in stock clients -----------------------------------------------------------------------------------


def create_room(tx: Tx, actor: Session, new: NewRoom, *, ungoverned: bool) -> str:
    """§POST /createRoom: a direct chat is one, anything else is founded as a project group under its charter."""
    from fangyuan.groups.membership import invite

    profile = profile_of(tx, actor.user_id)
    if ungoverned or new.creation_content.get("type") == "m.space":
        room = rooms.create(tx, actor.user_id, new, profile)
        store.add(
            tx, Group(room.room_id, "", actor.user_id, "ungoverned", 0, None, None, tx.now_ms, actor.user_id)
        )
    elif is_direct_chat(new):
        room = rooms.create(tx, actor.user_id, new, profile)
    else:
        room = _found_project(tx, actor, new, profile)
    for user_id in dict.fromkeys(new.invite):
        invite(tx, actor, room.room_id, user_id, is_direct=new.is_direct)
    return room.room_id


def is_direct_chat(new: NewRoom) -> bool:
    """Whether a client asks for a chat of two. Clients differ in how they say so."""
    if len(new.invite) > 1 or new.visibility == "public" or new.room_alias_name is not None:
        return False
    return new.is_direct or (
        len(new.invite) == 1 and new.name is None and new.preset == "trusted_private_chat"
    )


def _found_project(tx: Tx, actor: Session, new: NewRoom, profile: JsonObject) -> Room:
    charter.check_may_found(tx, directory.org(tx), actor, DEFAULT_KIND)
    # Clauses that look at messages can't be kept where the server can't read: groups are not encrypted by their client.
    new.initial_state = [piece for piece in new.initial_state if piece.type != "m.room.encryption"]
    room = rooms.create(tx, actor.user_id, new, profile)
    me = house(tx).user_id
    rooms.append_state(tx, room, me, rooms.CHARTER_TYPE, "", {"status": "draft", "kind": DEFAULT_KIND})
    rooms.put_in(tx, room.room_id, [me])
    content = room.content("m.room.power_levels")
    levels = {**content, "users": {**dict(content.get("users") or {}), me: 100}}
    rooms.append_state(tx, room, me, "m.room.power_levels", "", levels)
    group = Group(room.room_id, DEFAULT_KIND, actor.user_id, "draft", 0, None, None, tx.now_ms, actor.user_id)
    store.add(tx, group)
    if new.topic and new.topic.strip():
        complete(tx, actor, group, new.topic)
    else:
        post(tx, room, charter_request(), notice=False)
    return room


def charter_request() -> str:
    """What the house asks of who made a group without a purpose."""
    from fangyuan.kernel.text import bilingual

    return bilingual("groups.complete_me")


def complete(tx: Tx, actor: Session, group: Group, purpose: str) -> Group:
    """A draft gets its purpose, and with it a charter of its kind's defaults."""
    room = rooms.get(tx, group.room_id)
    name = room.content("m.room.name").get("name")
    wish: JsonObject = {
        "kind": group.kind,
        "name": name if isinstance(name, str) and name.strip() else purpose.strip()[:40],
        "purpose": purpose,
        "owner": group.owner,
        "audience": {"include": [{"type": "people", "people": [group.owner]}]},
    }
    parsed = charter.draft(wish, tx.ids.server_name, tx.now_ms)
    return _enact(tx, actor.user_id, room, group, parsed, Act.GROUP_COMPLETED)
