"""Coming and going in groups: the charter first, then the room's own rules. Every path into a room passes here."""

from __future__ import annotations

from fangyuan import audit, charter, rooms
from fangyuan.audit import Act
from fangyuan.db import Tx
from fangyuan.events import Event
from fangyuan.groups import store
from fangyuan.groups.audience import admitted, wanted
from fangyuan.groups.house import house
from fangyuan.groups.model import AudienceException, Group
from fangyuan.identity.model import Session
from fangyuan.kernel.errors import Forbidden
from fangyuan.kernel.ids import localpart_of
from fangyuan.kernel.text import bilingual
from fangyuan.rooms import Room


def _governed(tx: Tx, room_id: str) -> tuple[Room, Group | None]:
    """The room, and its group if a charter (or its draft) governs it."""
    room = rooms.get(tx, room_id)
    if not room.is_governed:
        return room, None
    return room, store.find(tx, room_id)


def _check_open(group: Group) -> None:
    """A draft stays closed to others until it has a purpose."""
    if group.status == "draft":
        raise Forbidden("The group has no purpose yet", key="groups.draft_is_closed")


def _check_room_for_one_more(room: Room, group: Group) -> None:
    assert group.charter is not None, "open groups have one"
    if room.rules is None:
        return
    verdict = charter.decide_join(room.rules, _people(room))
    if not verdict.allowed:
        charter.refuse(verdict, room.room_id)


def _people(room: Room) -> int:
    """Members and invitations without the house, which is a member of every group."""
    return room.joined_count + room.invited_count - 1


def _is_direct_full(tx: Tx, room: Room) -> bool:
    return store.find(tx, room.room_id) is None and room.joined_count + room.invited_count >= 2


def invite(
    tx: Tx, actor: Session, room_id: str, user_id: str, *, reason: str | None = None, is_direct: bool = False
) -> Event:
    """Invites somebody: into a chat of two, or into a group whose charter leaves that to people."""
    room, group = _governed(tx, room_id)
    if group is None:
        if _is_direct_full(tx, room) and rooms.membership(tx, room, user_id) not in ("join", "invite"):
            raise Forbidden("A direct chat is for two", key="groups.direct_is_for_two")
        return rooms.invite(tx, actor.user_id, room_id, user_id, reason=reason, is_direct=is_direct)
    rooms.check_joined(tx, room, actor.user_id)
    _check_open(group)
    if not group.is_free and user_id not in wanted(tx, group) | admitted(tx, room_id):
        raise Forbidden("The charter's audience decides who is in", key="groups.audience_decides")
    if rooms.membership(tx, room, user_id) not in ("join", "invite"):
        _check_room_for_one_more(room, group)
    event = rooms.invite(tx, actor.user_id, room_id, user_id, reason=reason, is_direct=is_direct)
    _admit(tx, actor.user_id, group, user_id, "groups.reason_invited")
    return event


def _admit(tx: Tx, actor: str, group: Group, user_id: str, why: str) -> None:
    """Files that somebody may be in by invitation; takes back that he had left or was removed."""
    person_id = localpart_of(user_id)
    store.drop_exceptions_for(tx, group.room_id, person_id, ["exclude", "admit"])
    if user_id in wanted(tx, group):
        return
    store.add_exception(
        tx,
        AudienceException(
            tx.ids.opaque(), group.room_id, person_id, "admit", bilingual(why), actor, tx.now_ms, None
        ),
    )
    audit.record(
        tx,
        actor,
        Act.EXCEPTION_GRANTED,
        group.room_id,
        after={"person": person_id, "effect": "admit"},
        reason=why,
    )


def join(tx: Tx, actor: Session, room_id: str, *, reason: str | None = None) -> Event:
    """Comes in: by invitation, by rule, or where the group is open to all."""
    room, group = _governed(tx, room_id)
    if group is None or rooms.membership(tx, room, actor.user_id) in ("join", "ban"):
        return rooms.join(tx, actor.user_id, room_id, reason=reason)
    _check_open(group)
    by_rule = actor.user_id in wanted(tx, group)
    if not by_rule and actor.user_id not in admitted(tx, room_id):
        if not (group.is_free and room.join_rule == "public"):
            raise Forbidden("You are not in this group's audience", key="groups.not_in_audience")
        _check_room_for_one_more(room, group)
        event = rooms.join(tx, actor.user_id, room_id, reason=reason)
        _admit(tx, actor.user_id, group, actor.user_id, "groups.reason_joined")
        return event
    if by_rule and rooms.membership(tx, room, actor.user_id) != "invite":
        return rooms.put_in(tx, room_id, [actor.user_id])[0]
    return rooms.join(tx, actor.user_id, room_id, reason=reason)


def knock(tx: Tx, actor: Session, room_id: str, *, reason: str | None = None) -> Event:
    """Asks to be let in, with a reason."""
    _, group = _governed(tx, room_id)
    if group is not None:
        _check_open(group)
        if not group.is_free and actor.user_id not in wanted(tx, group):
            raise Forbidden("You are not in this group's audience", key="groups.not_in_audience")
    return rooms.knock(tx, actor.user_id, room_id, reason=reason)


def leave(tx: Tx, actor: Session, room_id: str, *, reason: str | None = None) -> Event | None:
    """Goes out, where the charter does not hold the person by the org chart."""
    room, group = _governed(tx, room_id)
    if group is None or group.charter is None or rooms.membership(tx, room, actor.user_id) != "join":
        return rooms.leave(tx, actor.user_id, room_id, reason=reason)
    if actor.user_id == group.owner and _people(room) > 1:
        raise Forbidden("The owner hands the group over first", key="groups.owner_stays")
    if actor.user_id in wanted(tx, group) and actor.user_id != group.owner:
        if not group.is_free:
            raise Forbidden("You are in this group by rule", key="groups.held_by_rule")
        _exclude(tx, actor.user_id, group, actor.user_id, reason or bilingual("groups.reason_left"))
    store.drop_exceptions_for(tx, room_id, localpart_of(actor.user_id), ["admit"])
    return rooms.leave(tx, actor.user_id, room_id, reason=reason)


def _exclude(tx: Tx, actor: str, group: Group, user_id: str, reason: str) -> None:
    person_id = localpart_of(user_id)
    store.drop_exceptions_for(tx, group.room_id, person_id, ["include", "exclude", "admit"])
    store.add_exception(
        tx,
        AudienceException(
            tx.ids.opaque(), group.room_id, person_id, "exclude", reason[:500], actor, tx.now_ms, None
        ),
    )
    audit.record(
        tx,
        actor,
        Act.EXCEPTION_GRANTED,
        group.room_id,
        after={"person": person_id, "effect": "exclude"},
        reason=reason,
    )


def kick(tx: Tx, actor: Session, room_id: str, user_id: str, *, reason: str | None = None) -> Event:
    """Removes somebody, where it is not the org chart that put him there."""
    _check_removal(tx, actor, room_id, user_id, reason)
    return rooms.kick(tx, actor.user_id, room_id, user_id, reason=reason)


def ban(tx: Tx, actor: Session, room_id: str, user_id: str, *, reason: str | None = None) -> Event:
    _check_removal(tx, actor, room_id, user_id, reason)
    return rooms.ban(tx, actor.user_id, room_id, user_id, reason=reason)


def unban(tx: Tx, actor: Session, room_id: str, user_id: str, *, reason: str | None = None) -> Event:
    return rooms.unban(tx, actor.user_id, room_id, user_id, reason=reason)


def _check_removal(tx: Tx, actor: Session, room_id: str, user_id: str, reason: str | None) -> None:
    """The house and the owner stay; who is in by rule goes by an exception with a reason, not by a kick."""
    room, group = _governed(tx, room_id)
    if group is None:
        return
    rooms.check_joined(tx, room, actor.user_id)
    if user_id == house(tx).user_id or (user_id == group.owner and user_id != actor.user_id):
        raise Forbidden("The owner and the house stay", key="groups.owner_and_house_stay")
    if group.charter is None:
        return
    if user_id in wanted(tx, group):
        if not group.is_free:
            raise Forbidden("He is in this group by rule", key="groups.member_by_rule")
        room.powers.check(actor.user_id, room.powers.kick, "remove people")
        _exclude(tx, actor.user_id, group, user_id, reason or bilingual("groups.reason_removed"))
    else:
        store.drop_exceptions_for(tx, room_id, localpart_of(user_id), ["admit"])
