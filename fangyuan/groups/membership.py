"""Coming and going in groups: the charter first, then the room's own rules. Every path into a room passes here."""

from __future__ import annotations

from msgspec.structs import replace

from fangyuan import audit, identity, rooms, timeline
from fangyuan.audit import Act
from fangyuan.db import Tx
from fangyuan.events import Event
from fangyuan.groups import spaces, store
from fangyuan.groups.audience import admitted, reconcile, wanted
from fangyuan.groups.contacts import (
    check_coming,
    check_direct_chat,
    check_invitation,
    check_not_a_chat,
    external_may_not,
)
from fangyuan.groups.exceptions import admit, drop, exclude, find_exclusion
from fangyuan.groups.house import house, tell
from fangyuan.groups.model import EFFECTS, Group
from fangyuan.groups.refusals import check_words, filing
from fangyuan.groups.register import (
    check_admits_external,
    check_admits_programs,
    check_open,
    find_governed,
    may_govern,
)
from fangyuan.groups.size import check_room_for_more, people_in
from fangyuan.identity import EXTERNAL_KIND
from fangyuan.identity.model import Session
from fangyuan.kernel import json
from fangyuan.kernel.errors import Forbidden
from fangyuan.kernel.json import JsonObject
from fangyuan.kernel.text import bilingual
from fangyuan.rooms import Room


def _check_stays_two(tx: Tx, room: Room, user_id: str) -> None:
    """A direct chat is for two, whatever its settings say. Rooms that a company wants plain are not counted."""
    spaces.check_not_org_space(room)
    is_full = room.joined_count + room.invited_count >= 2
    is_new = rooms.membership(tx, room, user_id) not in ("join", "invite")
    if is_full and is_new and store.find(tx, room.room_id) is None:
        raise Forbidden("A direct chat is for two", key="groups.direct_is_for_two")


def _check_kind(tx: Tx, room: Room, group: Group | None, user_id: str) -> None:
    """A guest enters only a room that lets guests in, never a group: he is no colleague. Programs stay out of what is
    confidential.
    """
    account = identity.find_account(tx, user_id)
    if account is None:
        return
    if account.kind == "guest" and (group is not None or not room.lets_guests_in):
        raise Forbidden(
            "Guests can't come in here", errcode="M_GUEST_ACCESS_FORBIDDEN", key="groups.no_guests"
        )
    if account.kind == "bot" and group is not None:
        check_admits_programs(group)
    if account.kind == EXTERNAL_KIND and group is not None:
        check_admits_external(tx, group, user_id)


# -- coming in -------------------------------------------------------------------------------------------------------


def invite(
    tx: Tx, actor: Session, room_id: str, user_id: str, *, reason: str | None = None, is_direct: bool = False
) -> Event:
    """Invites somebody: into a chat of two, or into a group whose charter leaves that to people."""
    room, group = find_governed(tx, room_id)
    _check_kind(tx, room, group, user_id)
    if group is None:
        _check_stays_two(tx, room, user_id)
        rooms.check_joined(tx, room, actor.user_id)
        check_invitation(tx, actor, room, user_id)
        if room.joined_count + room.invited_count < 2:
            check_direct_chat(tx, actor, room, [user_id], reason)
        return rooms.invite(tx, actor.user_id, room_id, user_id, reason=reason, is_direct=is_direct)
    rooms.check_joined(tx, room, actor.user_id)
    check_open(group)
    check_words(tx, room, actor, "m.room.member", reason)
    _check_not_kept_out(tx, actor, group, user_id)
    if not group.is_free and user_id not in wanted(tx, group) | admitted(tx, room_id):
        raise Forbidden("The charter's audience decides who is in", key="groups.audience_decides")
    with filing(actor, room_id, telling=False):
        check_room_for_more(tx, group, user_id)
    check_invitation(tx, actor, room, user_id)
    members = rooms.list_members(tx, room_id, ("join", "invite"))
    check_not_a_chat(tx, actor.user_id, lambda: {*members, user_id} - {house(tx).user_id})
    event = rooms.invite(tx, actor.user_id, room_id, user_id, reason=reason, is_direct=is_direct)
    if user_id not in wanted(tx, group):
        admit(tx, actor.user_id, group, user_id, "groups.reason_invited")
    return event


def _check_comes_himself(tx: Tx, actor: Session, room: Room, group: Group | None) -> None:
    """Who comes by himself, or whom a service makes come: then a program reads along, whoever he is."""
    if actor.kind in ("guest", "bot", EXTERNAL_KIND):
        _check_kind(tx, room, group, actor.user_id)
    elif actor.app_service and group is not None:
        check_admits_programs(group)


def _check_not_kept_out(tx: Tx, actor: Session, group: Group, user_id: str) -> None:
    """Who was taken out comes back if who governs the group says so; who left by himself may be asked again."""
    exclusion = find_exclusion(tx, group, user_id)
    if exclusion is None or exclusion.author == user_id:
        return
    if actor.user_id == user_id or not may_govern(tx, actor, group):
        raise Forbidden("An exception keeps this person out", key="groups.kept_out")
    drop(tx, actor.user_id, group, user_id, ["exclude"])


def join(
    tx: Tx,
    actor: Session,
    room_id: str,
    *,
    reason: str | None = None,
    extra: JsonObject | None = None,
    shown: JsonObject | None = None,
) -> Event:
    """Comes in: by rule, by invitation or exception, or where the group is open to all.

    What a client wants to have in its member event besides (`extra`) it gets in plain rooms only: no clause reads it.
    So with the name and picture by which he is known there and nowhere else (`shown`).
    """
    user_id = actor.user_id
    room, group = find_governed(tx, room_id)
    _check_comes_himself(tx, actor, room, group)
    standing = rooms.membership(tx, room, user_id)
    if group is None:
        _check_stays_two(tx, room, user_id)
        if standing not in ("join", "invite"):
            check_coming(tx, actor, room)
        own = {key: value for key, value in (extra or {}).items() if key not in _NOT_OWN}
        own = json.check_event_content({**own, **(shown or {})})
        return rooms.join(tx, user_id, room_id, reason=reason, extra=own)
    check_words(tx, room, actor, "m.room.member", reason)
    if standing in ("join", "ban"):
        return rooms.join(tx, user_id, room_id, reason=reason)
    if (
        rooms.let_in_at(tx, room_id, user_id) is not None
    ):  # to read what was said before the groups were merged
        return rooms.put_in(tx, room_id, [user_id])[0]
    check_open(group)
    _check_not_kept_out(tx, actor, group, user_id)
    drop(tx, user_id, group, user_id, ["exclude"])  # his own: he had left by himself
    by_rule, is_open = user_id in wanted(tx, group), is_open_to(tx, room, group, user_id)
    if not by_rule:
        _check_may_come(tx, actor, group, is_open=is_open)
    event = (
        rooms.join(tx, user_id, room_id, reason=reason)
        if standing == "invite" or is_open
        else rooms.put_in(tx, room_id, [user_id])[0]
    )
    if not by_rule and user_id not in admitted(tx, room_id):
        admit(tx, user_id, group, user_id, "groups.reason_joined")
    return event


# Of a member event: what the server says, not the person.
_NOT_OWN = {"membership", "displayname", "avatar_url", "reason", "third_party_signed"}


def is_open_to(tx: Tx, room: Room, group: Group, user_id: str) -> bool:
    """Whether people come by themselves: everybody, or who is in a room that the join rules name."""
    if not group.is_free or _is_external(tx, user_id):
        return False
    return room.join_rule == "public" or rooms.is_allowed_by_rooms(tx, room, user_id)


def _is_external(tx: Tx, user_id: str) -> bool:
    account = identity.find_account(tx, user_id)
    return account is not None and account.kind == EXTERNAL_KIND


def _check_may_come(tx: Tx, actor: Session, group: Group, *, is_open: bool) -> None:
    if not is_open and actor.user_id not in admitted(tx, group.room_id):
        raise Forbidden("You are not in this group's audience", key="groups.not_in_audience")
    with filing(actor, group.room_id, telling=False):
        check_room_for_more(tx, group, actor.user_id)


def knock(tx: Tx, actor: Session, room_id: str, *, reason: str | None = None) -> Event:
    """Asks to be let in, with a reason; asking again with another reason takes the place of the first.

    A group's owner hears of it from the house, too: few clients show a knock.
    """
    room, group = find_governed(tx, room_id)
    if actor.kind == EXTERNAL_KIND:
        raise external_may_not()
    if group is None:
        _check_stays_two(tx, room, actor.user_id)
        check_coming(tx, actor, room)
    else:
        _check_comes_himself(tx, actor, room, group)
        check_open(group)
        check_words(tx, room, actor, "m.room.member", reason)
        _check_not_kept_out(tx, actor, group, actor.user_id)
        if not group.is_free and actor.user_id not in wanted(tx, group):
            raise Forbidden("You are not in this group's audience", key="groups.not_in_audience")
    before = tx.position
    event = rooms.knock(tx, actor.user_id, room_id, reason=reason)
    if group is not None and event.position > before:
        _tell_owner(tx, room, group, actor.user_id, reason)
    return event


def _tell_owner(tx: Tx, room: Room, group: Group, user_id: str, reason: str | None) -> None:
    name = identity.get_profile(tx, user_id).displayname or user_id
    tell(tx, group.owner, "groups.knocked", group=_name_of(room), person=name, reason=_said(reason))


def _name_of(room: Room) -> str:
    return str(room.content("m.room.name").get("name") or room.room_id)


def _said(reason: str | None) -> str:
    """A reason as it stands in a word of the house."""
    words = " ".join((reason or "").split())[: rooms.MAX_REASON]
    return words or "-"


# -- going -----------------------------------------------------------------------------------------------------------


def leave(tx: Tx, actor: Session, room_id: str, *, reason: str | None = None) -> Event | None:
    """Goes out, where the charter does not hold the person by the org chart. The last one closes the group."""
    user_id = actor.user_id
    room, group = find_governed(tx, room_id)
    timeline.stop_typing(tx, room_id, [user_id])
    if group is None:
        spaces.check_not_org_space(room)
        return rooms.leave(tx, user_id, room_id, reason=reason)
    check_words(tx, room, actor, "m.room.member", reason)
    if group.status == "closed":  # nothing holds anybody in what is over
        return rooms.leave(tx, user_id, room_id, reason=reason)
    if rooms.membership(tx, room, user_id) != "join":
        drop(tx, user_id, group, user_id, ["admit"])
        return rooms.leave(tx, user_id, room_id, reason=reason)
    if user_id in group.owners:
        if people_in(room) > 1:
            raise Forbidden("The owner hands the group over first", key="groups.owner_stays")
        _close(tx, user_id, group)
    elif group.charter is not None and user_id in wanted(tx, group):
        if not group.is_free:
            raise Forbidden("You are in this group by rule", key="groups.held_by_rule")
        exclude(tx, user_id, group, user_id, reason or bilingual("groups.reason_left"))
    else:
        drop(tx, user_id, group, user_id, ["admit"])
    return rooms.leave(tx, user_id, room_id, reason=reason)


def _close(tx: Tx, actor: str, group: Group) -> None:
    """Nobody is left in the group: it stays in the records and takes nobody in any more."""
    store.set_status(tx, group.room_id, "closed")
    spaces.link_group(tx, replace(group, status="closed"))
    audit.record(tx, actor, Act.GROUP_CLOSED, group.room_id)


def kick(tx: Tx, actor: Session, room_id: str, user_id: str, *, reason: str | None = None) -> Event:
    """Removes somebody, where it is not the org chart that put him there."""
    room, group = find_governed(tx, room_id)
    if group is not None:
        _check_removal(tx, actor, room, group, user_id, reason)
        if group.charter is not None and user_id in wanted(tx, group):
            room.powers.check(actor.user_id, room.powers.kick, "remove people")
            exclude(tx, actor.user_id, group, user_id, reason or bilingual("groups.reason_removed"))
        else:
            drop(tx, actor.user_id, group, user_id, ["admit"])
    timeline.stop_typing(tx, room_id, [user_id])
    had_knocked = rooms.membership(tx, room, user_id) == "knock"
    event = rooms.kick(tx, actor.user_id, room_id, user_id, reason=reason)
    if group is not None and had_knocked:
        tell(tx, user_id, "groups.knock_declined", group=_name_of(room), reason=_said(reason))
    return event


def ban(tx: Tx, actor: Session, room_id: str, user_id: str, *, reason: str | None = None) -> Event:
    """Removes somebody and keeps him out; in a group an exception says so, so that the register says it too."""
    room, group = find_governed(tx, room_id)
    if group is not None:
        _check_removal(tx, actor, room, group, user_id, reason)
        if not group.is_free:
            raise Forbidden("The charter's audience decides who is in", key="groups.audience_decides")
        room.powers.check(actor.user_id, room.powers.ban, "ban people")
        exclude(tx, actor.user_id, group, user_id, reason or bilingual("groups.reason_removed"))
    timeline.stop_typing(tx, room_id, [user_id])
    return rooms.ban(tx, actor.user_id, room_id, user_id, reason=reason)


def unban(tx: Tx, actor: Session, room_id: str, user_id: str, *, reason: str | None = None) -> Event:
    """Lifts a ban; whom the audience names is in again at once."""
    room, group = find_governed(tx, room_id)
    if group is not None:
        rooms.check_writable(room)
        check_words(tx, room, actor, "m.room.member", reason)
    event = rooms.unban(tx, actor.user_id, room_id, user_id, reason=reason)
    if group is not None:
        drop(tx, actor.user_id, group, user_id, list(EFFECTS))
        reconcile(tx, actor.user_id, group, why="groups.by_exception")
    return event


def _check_removal(
    tx: Tx, actor: Session, room: Room, group: Group, user_id: str, reason: str | None
) -> None:
    """The house, the owner and his deputies stay; who is in by rule goes by an exception, not by a kick."""
    rooms.check_joined(tx, room, actor.user_id)
    rooms.check_writable(room)
    check_words(tx, room, actor, "m.room.member", reason)
    if user_id == house(tx).user_id or user_id in group.owners:
        raise Forbidden("Owners and the house stay", key="groups.owner_and_house_stay")
    if group.charter is not None and not group.is_free and user_id in wanted(tx, group):
        raise Forbidden("He is in this group by rule", key="groups.member_by_rule")
