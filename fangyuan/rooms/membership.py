"""Joining, inviting, knocking, leaving, kicking, banning. §Room membership, room version 11 §Authorization.

These verbs keep to the Matrix rules of the room. Whether the charter lets somebody in is asked in `groups`, which calls
them.
"""

from __future__ import annotations

from fangyuan import identity
from fangyuan.db import Tx
from fangyuan.events import Event
from fangyuan.kernel.errors import FangyuanError, Forbidden, NotFound
from fangyuan.kernel.json import JsonObject
from fangyuan.rooms import store
from fangyuan.rooms.model import FORGOTTEN, SEALED, Member, Room
from fangyuan.rooms.state import append_joins, append_member, changing, find, get, member, membership
from fangyuan.rooms.summary import rooms_that_allow

MAX_REASON = 1_000


def _content(
    tx: Tx, kind: str, user_id: str, reason: str | None, extra: JsonObject | None = None
) -> JsonObject:
    """A member event's content: the reason if there is one; who comes shows his profile, unless `extra` says a name."""
    comes = kind in ("join", "invite", "knock")
    content = _shown(kind, identity.get_profile(tx, user_id) if comes else identity.Profile())
    if reason:
        content["reason"] = reason[:MAX_REASON]
    extra = extra or {}
    named = {key: extra[key] for key in ("displayname", "avatar_url") if key in extra}
    return {**extra, **content, **named}


def _shown(kind: str, profile: identity.Profile) -> JsonObject:
    content: JsonObject = {"membership": kind}
    if profile.displayname is not None:
        content["displayname"] = profile.displayname
    if profile.avatar_url is not None:
        content["avatar_url"] = profile.avatar_url
    return content


def check_joined(tx: Tx, room: Room, user_id: str) -> None:
    """Forbidden unless the user is in the room."""
    if membership(tx, room, user_id) != "join":
        raise not_a_member()


def get_joined(tx: Tx, room_id: str, user_id: str) -> Room:
    """The room, for those who are in it. Others are told the same whether there is such a room or not."""
    room = find(tx, room_id)
    if room is None:
        raise not_a_member()
    check_joined(tx, room, user_id)
    return room


def not_a_member() -> Forbidden:
    return Forbidden("You are not a member of this room")


def join(
    tx: Tx, user_id: str, room_id: str, *, reason: str | None = None, extra: JsonObject | None = None
) -> Event:
    """The user comes in, if he is invited or the room lets everybody in."""
    room = get(tx, room_id)
    was = membership(tx, room, user_id)
    if was == "ban":
        raise Forbidden("You are banned from this room")
    if was not in ("join", "invite") and room.join_rule != "public":
        extra = {**(extra or {}), "join_authorised_via_users_server": _authorising(tx, room, user_id)}
    if was == "join" and reason is None and not extra:
        current = member(tx, room, user_id)
        assert current is not None
        same = store.list_member_events(tx, [room_id], [user_id])
        return same[0]
    return append_member(tx, room, user_id, user_id, _content(tx, "join", user_id, reason, extra))


def is_allowed_by_rooms(tx: Tx, room: Room, user_id: str) -> bool:
    """Join rule `restricted`: whether the user is in one of the named rooms, and so may come in."""
    if room.join_rule not in ("restricted", "knock_restricted"):
        return False
    named = rooms_that_allow(room.content("m.room.join_rules"))
    return "join" in store.list_memberships_in(tx, user_id, named).values()


def _authorising(tx: Tx, room: Room, user_id: str) -> str:
    """In whose name somebody comes in by the rule `restricted`: a member who might invite. Forbidden without one."""
    if is_allowed_by_rooms(tx, room, user_id):
        mighty = [one for one, level in room.powers.users.items() if level >= room.powers.invite]
        for one in sorted(mighty, key=lambda one: (-room.powers.of_user(one), one)):
            if membership(tx, room, one) == "join":
                return one
        if room.powers.users_default >= room.powers.invite:
            for one in store.list_members(tx, room.room_id):
                if room.powers.of_user(one) >= room.powers.invite:
                    return one
    raise Forbidden("You are not invited to this room")


def invite(
    tx: Tx, actor: str, room_id: str, user_id: str, *, reason: str | None = None, is_direct: bool = False
) -> Event:
    """Invites a user of this company."""
    room = get_joined(tx, room_id, actor)
    was = membership(tx, room, user_id)
    if was == "ban":
        raise Forbidden(f"{user_id} is banned from this room")
    if was == "join":
        raise Forbidden(f"{user_id} is already in the room")
    room.powers.check(actor, room.powers.invite, "invite")
    _check_account(tx, user_id)
    extra: JsonObject = {"is_direct": True} if is_direct else {}
    return append_member(tx, room, actor, user_id, _content(tx, "invite", user_id, reason, extra))


def _check_account(tx: Tx, user_id: str) -> None:
    account = identity.find_account(tx, user_id)
    if account is None or account.deactivated_ts is not None:
        raise NotFound(f"There is no account {user_id}")


def knock(tx: Tx, user_id: str, room_id: str, *, reason: str | None = None) -> Event:
    """Asks to be let in."""
    room = get(tx, room_id)
    was = membership(tx, room, user_id)
    if room.join_rule not in ("knock", "knock_restricted"):
        raise Forbidden("This room does not take knocks")
    if was in ("ban", "invite", "join"):
        raise Forbidden(f"You can't knock: your membership is {was}")
    return append_member(tx, room, user_id, user_id, _content(tx, "knock", user_id, reason))


def leave(tx: Tx, user_id: str, room_id: str, *, reason: str | None = None) -> Event | None:
    """Goes out, declines an invitation or takes a knock back. Leaving twice does nothing."""
    room = get(tx, room_id)
    was = membership(tx, room, user_id)
    if was == "leave" and member(tx, room, user_id) is not None:
        return None
    if was not in ("join", "invite", "knock"):
        raise not_a_member()
    return append_member(tx, room, user_id, user_id, _content(tx, "leave", user_id, reason))


def kick(tx: Tx, actor: str, room_id: str, user_id: str, *, reason: str | None = None) -> Event:
    """Removes a member, an invitation or a knock; also lifts a ban when asked through /unban."""
    room = get_joined(tx, room_id, actor)
    was = membership(tx, room, user_id)
    if was not in ("join", "invite", "knock"):
        raise Forbidden(f"{user_id} is not in the room")
    room.powers.check(actor, room.powers.kick, "remove people")
    _check_outranks(room, actor, user_id)
    return append_member(tx, room, actor, user_id, _content(tx, "leave", user_id, reason))


def ban(tx: Tx, actor: str, room_id: str, user_id: str, *, reason: str | None = None) -> Event:
    """Removes somebody and keeps him out."""
    room = get_joined(tx, room_id, actor)
    room.powers.check(actor, room.powers.ban, "ban people")
    if user_id == actor:
        raise Forbidden("You can't ban yourself")
    _check_outranks(room, actor, user_id)
    return append_member(tx, room, actor, user_id, _content(tx, "ban", user_id, reason))


def unban(tx: Tx, actor: str, room_id: str, user_id: str, *, reason: str | None = None) -> Event:
    room = get_joined(tx, room_id, actor)
    if membership(tx, room, user_id) != "ban":
        raise Forbidden(f"{user_id} is not banned")
    room.powers.check(actor, max(room.powers.ban, room.powers.kick), "lift bans")
    _check_outranks(room, actor, user_id)
    return append_member(tx, room, actor, user_id, _content(tx, "leave", user_id, reason))


def _check_outranks(room: Room, actor: str, user_id: str) -> None:
    if actor != user_id and room.powers.of_user(user_id) >= room.powers.of_user(actor):
        raise Forbidden(f"{user_id} has at least as much power as you")


def forget(tx: Tx, user_id: str, room_id: str) -> None:
    """The room disappears from the user's lists; only who is out can forget. NotFound for who never was in."""
    room = find(tx, room_id)
    found = member(tx, room, user_id) if room else None
    if room is None or found is None:
        raise NotFound("No such room")
    if found.membership not in ("leave", "ban"):
        raise FangyuanError("You are still in the room")
    _forget(tx, room, found, FORGOTTEN)


def seal(tx: Tx, actor: str, room_id: str, user_id: str, *, reason: str) -> None:
    """The user is out, and nothing that his clients may ask for tells that he ever was in: not even a late sync."""
    take_out(tx, actor, room_id, [user_id], reason=reason)
    room = get(tx, room_id)
    found = member(tx, room, user_id)
    if found is not None:
        _forget(tx, room, found, SEALED)


def _forget(tx: Tx, room: Room, found: Member, how: int) -> None:
    changing(tx, room)
    found.forgotten = how
    store.set_forgotten(tx, room.room_id, found.user_id, how)
    tx.note("forgotten", user_id=found.user_id, data=room.room_id)


def put_in(tx: Tx, room_id: str, user_ids: list[str]) -> list[Event]:
    """By rule of the charter: these people are in now. Bans are kept. Newcomers come in together."""
    if not user_ids:
        return []
    room = get(tx, room_id)
    known = store.list_known(tx, room_id, user_ids) if len(user_ids) > 1 else set(user_ids)
    comes = [user_id for user_id in dict.fromkeys(user_ids) if user_id not in known]
    shown = {account.user_id: account for account in identity.list_accounts(tx, comes)} if comes else {}
    contents: dict[str, JsonObject] = {}
    for user_id in comes:
        account = shown.get(user_id)
        profile = identity.Profile(account.displayname, account.avatar_url) if account else identity.Profile()
        contents[user_id] = _shown("join", profile)
    joined = append_joins(tx, room, contents) if contents else []
    return joined + [
        append_member(tx, room, user_id, user_id, _content(tx, "join", user_id, None))
        for user_id in user_ids
        if user_id in known and membership(tx, room, user_id) not in ("join", "ban")
    ]


def take_out(tx: Tx, actor: str, room_id: str, user_ids: list[str], *, reason: str) -> list[Event]:
    """By rule of the charter: these people are out now, whatever their power was."""
    room = get(tx, room_id)
    return [
        append_member(tx, room, actor, user_id, _content(tx, "leave", user_id, reason))
        for user_id in user_ids
        if membership(tx, room, user_id) in ("join", "invite", "knock")
    ]


def take_guests_out(tx: Tx, room: Room) -> None:
    """The room no longer lets guests in: those who are in leave. §m.room.guest_access."""
    present = store.list_members(tx, room.room_id)
    guests = [account for account in identity.list_accounts(tx, present) if account.kind == "guest"]
    for guest in guests:
        append_member(tx, room, guest.user_id, guest.user_id, {"membership": "leave"})


def update_profile(tx: Tx, user_id: str) -> None:
    """The user's new name and picture appear in every room that he is in. §PUT /profile."""
    for room_id in store.list_joined_rooms(tx, user_id):
        room = get(tx, room_id)
        current = store.list_member_events(tx, [room_id], [user_id])[0].content()
        kept = {
            key: value for key, value in current.items() if key not in ("displayname", "avatar_url", "reason")
        }
        append_member(tx, room, user_id, user_id, _content(tx, "join", user_id, None, kept))
