"""The register of groups: finding them, and who may see and decide about which."""

from __future__ import annotations

from collections.abc import Collection

from fangyuan import charter, directory, rooms
from fangyuan.db import Tx
from fangyuan.groups import store
from fangyuan.groups.model import Group
from fangyuan.identity.model import Session
from fangyuan.kernel import json
from fangyuan.kernel.errors import Forbidden, InvalidParam, NotFound
from fangyuan.kernel.ids import localpart_of
from fangyuan.rooms import MAX_REASON, Room


def name_of(tx: Tx, room_id: str) -> str:
    """What people call the group; its id when it has no name."""
    room = rooms.find(tx, room_id)
    name = room.content("m.room.name").get("name") if room is not None else None
    return str(name or room_id)


def link_to(tx: Tx, room: Room, event_id: str | None = None) -> str:
    """A link to a room, or to a message in it, that every client opens. Appendices §matrix.to navigation."""
    place = room.room_id if event_id is None else f"{room.room_id}/{event_id}"
    return f"https://matrix.to/#/{place}?via={tx.ids.server_name}"


def get(tx: Tx, room_id: str) -> Group:
    """The group, or M_NOT_FOUND."""
    group = store.find(tx, room_id)
    if group is None or group.status == "ungoverned":
        raise NotFound("No such group", key="groups.no_such_group")
    return group


def get_visible(tx: Tx, actor: Session, room_id: str) -> Group:
    """The group, for who is in it or invited, who governs it and who audits; Forbidden for others."""
    group = get(tx, room_id)
    standing = rooms.membership(tx, rooms.get(tx, room_id), actor.user_id)
    is_in = standing in ("join", "invite") or rooms.let_in_at(tx, room_id, actor.user_id) is not None
    if not is_in and not (may_govern(tx, actor, group) or may_see_all(tx, actor)):
        raise Forbidden("You are not in this group", key="groups.not_in_audience")
    return group


def get_governed(tx: Tx, actor: Session, room_id: str) -> Group:
    """The group, for who may decide about it; Forbidden for others."""
    group = get(tx, room_id)
    check_may_govern(tx, actor, group)
    return group


def find_governed(tx: Tx, room_id: str) -> tuple[Room, Group | None]:
    """The room, and its group if a charter (or its draft) governs it; Forbidden, as to strangers, without a room."""
    room = rooms.find(tx, room_id)
    if room is None:
        raise rooms.not_a_member()
    return room, store.find(tx, room_id) if room.is_governed else None


def find_governed_by(tx: Tx, actor: Session, room_id: str) -> Group | None:
    """The room as a group about which the actor may decide; None for any other room."""
    group = store.find(tx, room_id)
    if group is None or group.status == "ungoverned" or not may_govern(tx, actor, group):
        return None
    return group


def may_govern(tx: Tx, actor: Session, group: Group) -> bool:
    """Its owner, his deputies, HR and the company's administrators decide about a group."""
    return actor.user_id in group.owners or may_govern_all(tx, actor)


def may_govern_all(tx: Tx, actor: Session) -> bool:
    """HR and the company's administrators decide about every group."""
    return actor.is_admin or _has_role(tx, actor, _GOVERNING)


def check_may_govern(tx: Tx, actor: Session, group: Group) -> None:
    if not may_govern(tx, actor, group):
        raise Forbidden("Only the owner, HR or an administrator may do that", key="groups.not_yours")


def check_may_dispose(tx: Tx, actor: Session, group: Group) -> None:
    """Whose a group is and whether it ends is for its owner to say, not for deputies; and for HR and administrators."""
    if actor.user_id != group.owner and not may_govern_all(tx, actor):
        raise Forbidden("Only the owner, HR or an administrator may do that", key="groups.owner_only")


def check_reason(reason: str) -> str:
    """The reason as it is filed; M_INVALID_PARAM for one that is too long."""
    words = " ".join(reason.split())
    if len(words) > MAX_REASON:
        raise InvalidParam(
            "The reason is too long",
            key="groups.reason_too_long",
            params={"most": MAX_REASON},
            extra={"field": "reason"},
        )
    return words


def check_admits_programs(group: Group) -> None:
    """Forbidden in a confidential group: neither bots nor bridges read along there."""
    if group.charter is not None and not charter.powers_of(group.charter.label).programs:
        raise Forbidden("Programs don't come into confidential groups", key="groups.no_programs")


def check_admits_external(tx: Tx, group: Group, user_id: str) -> None:
    """Forbidden where somebody from outside has no business: what is confidential, and what is internal unless a dated
    exception admits him.
    """
    if group.is_confidential:
        raise Forbidden("Outsiders don't come into confidential groups", key="reach.not_confidential")
    if group.charter is not None and group.charter.label == "open":
        return
    person_id = localpart_of(user_id)
    for found in store.list_exceptions(tx, group.room_id):
        is_his = found.person_id == person_id and found.effect == "admit"
        if is_his and found.until_ts is not None and found.is_valid(tx.now_ms):
            return
    raise Forbidden("No exception admits this outsider", key="reach.not_admitted")


def list_confidential(tx: Tx, room_ids: Collection[str]) -> set[str]:
    """Those of the rooms that are confidential groups."""
    found = rooms.list_contents(tx, [rooms.CHARTER_TYPE], sorted(room_ids)) if room_ids else {}
    return {
        room_id
        for room_id, contents in found.items()
        if json.as_object(contents[rooms.CHARTER_TYPE].get("charter")).get("label") == "confidential"
    }


def check_open(group: Group) -> None:
    """A draft stays closed to others until it has a purpose; a group that was closed or archived stays so."""
    if group.status == "draft":
        raise Forbidden("The group has no purpose yet", key="groups.draft_is_closed")
    if group.status == "archived":
        raise Forbidden("The group is archived", key="groups.archived_stays")
    if group.status == "closed":
        raise Forbidden("The group is closed", key="groups.is_closed")


def list_groups(tx: Tx, actor: Session, after: str, most: int) -> list[Group]:
    """A page of the register by room id: everything for who may see it all, else the groups that the actor is in."""
    if may_see_all(tx, actor):
        return store.list_page(tx, after, most)
    return store.list_page_among(tx, rooms.list_joined_rooms(tx, actor.user_id), after, most)


def list_own(tx: Tx, user_id: str) -> list[Group]:
    """The groups that are the person's, or of which he is a deputy."""
    found = store.list_among(tx, rooms.list_joined_rooms(tx, user_id))
    return [group for group in found if user_id in group.owners]


def list_to_accept(tx: Tx, user_id: str) -> list[Group]:
    """The person's groups whose charter he has to accept, or to accept again, before he writes there."""
    joined = store.list_among(tx, rooms.list_joined_rooms(tx, user_id))
    asking = [
        group
        for group in joined
        if group.status == "open" and group.charter is not None and charter.asks_acceptance(group.charter)
    ]
    states = rooms.list_contents(tx, [rooms.CHARTER_TYPE], [group.room_id for group in asking])
    accepted = charter.list_accepted(tx, user_id)

    def asked(room_id: str) -> int:
        state = states.get(room_id, {}).get(rooms.CHARTER_TYPE, {})
        return state.get("accept_version", state.get("version", 0))

    return [group for group in asking if accepted.get(group.room_id, 0) < asked(group.room_id)]


_GOVERNING = (directory.HR, directory.ADMIN)


def may_see_all(tx: Tx, actor: Session) -> bool:
    """HR, administrators and auditors see every group in the register."""
    return actor.is_admin or _has_role(tx, actor, (*_GOVERNING, directory.AUDITOR))


def _has_role(tx: Tx, actor: Session, roles: tuple[str, ...]) -> bool:
    org = directory.org(tx)
    return any(org.acts_as(actor, role) for role in roles)
