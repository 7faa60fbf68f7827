"""Founding groups and changing their charters."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from fangyuan import audit, charter, directory, identity, rooms
from fangyuan.audit import Act
from fangyuan.charter import EVERYONE, Approval, Charter, MayNotFound, NeedsApproval
from fangyuan.db import Tx
from fangyuan.directory import Org
from fangyuan.groups import spaces, store
from fangyuan.groups.audience import people_of, reconcile
from fangyuan.groups.contacts import check_not_a_chat, does_see, org_seen
from fangyuan.groups.house import house, post, profile_of, tell
from fangyuan.groups.membership import invite
from fangyuan.groups.model import (
    ENCRYPTION,
    ENCRYPTION_TYPE,
    RETENTION_TYPE,
    Group,
    charter_state,
    group_powers,
)
from fangyuan.groups.register import check_open, get_governed
from fangyuan.groups.size import check_budget
from fangyuan.groups.succession import may_own, shown
from fangyuan.identity import EXTERNAL_KIND
from fangyuan.identity.model import Session
from fangyuan.kernel import json
from fangyuan.kernel.errors import FangyuanError, Forbidden, InvalidParam, MissingParam
from fangyuan.kernel.json import JsonObject
from fangyuan.rooms import NewRoom, Room, StatePiece

_DAY_MS = 86_400_000


class Founding(Struct, frozen=True):
    """A group that could be founded: its charter, how many people it would have, and who must agree first."""

    charter: Charter
    size: int
    approval: Approval


def plan(tx: Tx, actor: Session, wish: JsonObject) -> Founding:
    """What founding by this wish would make; all that `found` refuses is refused here, nothing is written.

    M_MISSING_PARAM names what is missing. Only the approval that the policy asks for is told, not refused.
    """
    parsed = charter.draft(wish, tx.ids.server_name, tx.now_ms)
    if not wish.get("audience"):  # who is in is said for each group, also where the kind has always the same
        raise MissingParam(
            "Missing: audience",
            key="charter.missing.audience",
            extra={"field": "audience", "fields": ["audience"]},
        )
    org = directory.org(tx)
    charter.check_may_found(tx, org, actor, parsed.kind, is_approved=True)
    _check_known(tx, actor, parsed)
    charter.check_by_rule(tx, org, parsed)
    size = check_budget(tx, parsed)
    approval: Approval = "none"
    try:
        charter.check_may_found(tx, org, actor, parsed.kind, size)
    except NeedsApproval as needed:
        approval = needed.approval
    return Founding(parsed, size, approval)


def found(tx: Tx, actor: Session, wish: JsonObject, *, is_approved: bool = False) -> Group:
    """Founds a group with its charter; members come in by the org chart. Errors as `plan`.

    charter.NeedsApproval where the policy wants somebody's consent, unless he gave it: `is_approved`.
    """
    return found_planned(tx, actor, plan(tx, actor, wish), is_approved=is_approved)


def found_planned(tx: Tx, actor: Session, planned: Founding, *, is_approved: bool = False) -> Group:
    """The same of what `plan` has looked at in this transaction."""
    parsed = planned.charter
    charter.check_may_found(tx, directory.org(tx), actor, parsed.kind, planned.size, is_approved=is_approved)
    me = house(tx).user_id
    powers = group_powers({}, me, parsed.owner, parsed.deputies, parsed)
    new = NewRoom(
        name=parsed.name,
        topic=parsed.purpose,
        preset="private_chat",
        power_level_content_override=powers,
        initial_state=[StatePiece(ENCRYPTION_TYPE, ENCRYPTION)] if parsed.is_confidential else [],
    )
    room = rooms.create(tx, me, new, profile_of(tx, me))
    group = Group(room.room_id, parsed.kind, parsed.owner, "draft", 0, None, None, tx.now_ms, actor.user_id)
    store.add(tx, group)
    return _enact(tx, actor.user_id, room, group, parsed, Act.GROUP_FOUNDED)


def _check_known(tx: Tx, actor: Session, parsed: Charter, before: Charter | None = None) -> None:
    """Whom and what the charter names must exist, and what was encrypted stays so.

    What stood so in the version before was checked then: a colleague who has left since is no reason not to amend.
    Whoever is hidden from the actor doesn't exist for him, and no audience of his brings such people together with him.
    """
    if before is not None and before.is_confidential and not parsed.is_confidential:
        raise InvalidParam(
            "A confidential group stays so", key="groups.label_stays", extra={"field": "label"}
        )
    for field, user_ids in (
        ("owner", (parsed.owner,)),
        ("deputies", parsed.deputies),
        ("approvers", parsed.approvers),
    ):
        for user_id in user_ids:
            account = identity.find_account(tx, user_id)
            others = ("house", EXTERNAL_KIND, "bot") if parsed.is_confidential else ("house", EXTERNAL_KIND)
            was_so = before is not None and user_id in before.owners
            is_here = account is not None and account.is_active and account.kind not in others
            is_hidden = not was_so and not does_see(tx, actor.user_id, user_id)
            if not is_here or is_hidden or (field == "owner" and not may_own(tx, user_id)):
                raise InvalidParam(
                    f"{field}: no such person",
                    key="groups.no_such_person",
                    params={"person": user_id},
                    extra={"field": field},
                )
    news = parsed
    if before is not None and before.audience == parsed.audience:
        news = replace(news, audience=EVERYONE)
    if before is not None and before.clauses == parsed.clauses:
        news = replace(news, clauses=())
    seen = org_seen(tx, actor)
    charter.check_against_org(seen, news)
    _check_audience_seen(tx, seen, parsed, before)
    charter.check_word_lists(tx, news)
    if parsed.social is not None and (before is None or before.social != parsed.social):
        social = store.find(tx, parsed.social)
        if social is None or (social.kind, social.status) != ("social", "open"):
            raise InvalidParam("No such group", key="moving.no_such_social", extra={"field": "social"})


def _check_audience_seen(tx: Tx, seen: Org, parsed: Charter, before: Charter | None) -> None:
    """Forbidden when people would come in of whom the actor may not know."""
    org = directory.org(tx)
    if seen is org:
        return
    people = charter.resolve(org, parsed.audience, [], tx.now_ms)
    if before is not None:
        people -= charter.resolve(org, before.audience, [], tx.now_ms)
    if not people <= seen.people.keys():
        raise Forbidden("The audience holds people hidden from you", key="reach.audience_hidden")


def _enact(tx: Tx, actor: str, room: Room, group: Group, parsed: Charter, act: Act) -> Group:
    """Writes a version of the charter: state, audit, register, members true to it, text in the room."""
    last = group.charter
    check_not_a_chat(tx, actor, lambda: people_of(tx, parsed, store.list_exceptions(tx, room.room_id)))
    words = charter.texts(directory.org(tx), parsed, policy=charter.retention_policy(tx))
    content = charter_state(parsed, words, _accept_version(room, last, parsed))
    rooms.append_state(tx, room, house(tx).user_id, rooms.CHARTER_TYPE, "", content)
    _write_settings(tx, room, parsed)
    group = replace(
        group,
        kind=parsed.kind,
        owner=parsed.owner,
        status="open",
        charter_version=parsed.version,
        charter=parsed,
    )
    store.add_version(tx, room.room_id, parsed, actor)
    before = last.to_json() if last is not None else None
    audit.record(tx, actor, act, room.room_id, before=before, after=parsed.to_json())
    # The members first: who opens the group then sees the charter as the newest message, not above a hundred joins.
    reconcile(tx, actor, group, why="groups.by_rule")
    return publish(tx, room, group, last)


def _accept_version(room: Room, before: Charter | None, after: Charter) -> int:
    """The newest version that asked more than the one before it: that is the one to have accepted."""
    if before is None or charter.asks_more(before, after):
        return after.version
    return room.content(rooms.CHARTER_TYPE).get("accept_version", before.version)


def publish(tx: Tx, room: Room, group: Group, before: Charter | None = None) -> Group:
    """The charter's text is posted in the room and pinned; people accept it by a ✅ on that message.

    With `before` it begins with what has changed since.
    """
    assert group.charter is not None, "drafts have no text"
    org = directory.org(tx)
    policy = charter.retention_policy(tx)
    words = charter.texts(org, group.charter, before, policy=policy)
    html = charter.html(org, group.charter, before, policy=policy)
    spaces.link_group(tx, group)
    message = post(tx, room, "\n\n".join(words.values()), html=html, notice=False)
    _pin(tx, room, message.event_id, group.charter_event_id)
    group = replace(group, charter_event_id=message.event_id)
    store.update(tx, group)
    return group


def _write_settings(tx: Tx, room: Room, parsed: Charter) -> None:
    """Name, topic and powers of the room are those of the charter."""
    me = house(tx).user_id
    if room.content("m.room.name").get("name") != parsed.name:
        rooms.append_state(tx, room, me, "m.room.name", "", {"name": parsed.name})
    if room.content("m.room.topic").get("topic") != parsed.purpose:
        rooms.append_state(tx, room, me, "m.room.topic", "", rooms.topic_content(parsed.purpose))
    if parsed.is_confidential and not room.is_encrypted:
        rooms.append_state(tx, room, me, ENCRYPTION_TYPE, "", ENCRYPTION)
    if not charter.powers_of(parsed.label).read_along and room.history_visibility == "world_readable":
        content = {"history_visibility": "shared"}
        rooms.append_state(tx, room, me, "m.room.history_visibility", "", content)
    write_retention(tx, room, charter.days_kept(charter.retention_policy(tx), parsed.kind, parsed))
    powers = room.content("m.room.power_levels")
    wanted = group_powers(powers, me, parsed.owner, parsed.deputies, parsed)
    if powers != wanted:
        rooms.append_state(tx, room, me, "m.room.power_levels", "", wanted)


def write_retention(tx: Tx, room: Room, days: int | None) -> bool:
    """Tells clients for how long the room's messages are kept (MSC1763); False when they know it already."""
    wanted: JsonObject = {} if days is None else {"max_lifetime": days * _DAY_MS}
    if room.content(RETENTION_TYPE) == wanted:
        return False
    rooms.append_state(tx, room, house(tx).user_id, RETENTION_TYPE, "", wanted)
    return True


def _pin(tx: Tx, room: Room, event_id: str, before: str | None) -> None:
    """The charter is pinned in place of its last version; what people have pinned stays."""
    pinned = json.as_list(room.content("m.room.pinned_events").get("pinned"))
    others = [other for other in pinned if other != before]
    content = {"pinned": [event_id, *others]}
    rooms.append_state(tx, room, house(tx).user_id, "m.room.pinned_events", "", content)


# -- changing --------------------------------------------------------------------------------------------------------


def amend(tx: Tx, actor: Session, room_id: str, wish: JsonObject) -> Group:
    """The next version of a charter: fields that the wish leaves out stay. What changes nothing makes no version."""
    group = get_governed(tx, actor, room_id)
    if group.status != "draft":
        check_open(group)
    room, before = rooms.get(tx, room_id), group.charter
    if before is None:
        return _complete(tx, actor, room, group, wish)
    wish = {**before.to_json(), **wish, "version": before.version + 1}
    parsed = charter.parse_charter(wish, tx.ids.server_name)
    if replace(parsed, version=before.version) == before:
        return group
    _check_known(tx, actor, parsed, before)
    _check_policy(tx, actor, room, group, parsed)
    if (parsed.kind, parsed.audience) != (before.kind, before.audience):
        charter.check_by_rule(tx, directory.org(tx), parsed)
    group = _enact(tx, actor.user_id, room, group, parsed, Act.CHARTER_CHANGED)
    if parsed.owner not in (before.owner, actor.user_id):
        words = {"person": shown(tx, before.owner), "by": shown(tx, actor.user_id), "reason": "-"}
        tell(tx, parsed.owner, "groups.handed_to_you", group=parsed.name, **words)
    return group


def _check_policy(tx: Tx, actor: Session, room: Room, group: Group, parsed: Charter) -> None:
    """Nobody makes of a group, bit by bit, what he might not have founded."""
    size = check_budget(tx, parsed, group.room_id)
    if parsed.kind != group.kind:
        charter.check_may_found(tx, directory.org(tx), actor, parsed.kind, size)
    elif size > room.joined_count - 1:
        check_may_grow(tx, actor, parsed.kind, size)


def check_may_grow(tx: Tx, actor: Session, kind: str, size: int) -> None:
    """Forbidden for who might found such a group, but not one of this size."""
    org = directory.org(tx)
    try:
        charter.check_may_found(tx, org, actor, kind)
    except MayNotFound:
        return  # he didn't found it: somebody who might made him its owner
    charter.check_may_found(tx, org, actor, kind, size)


def widen(tx: Tx, actor: str, group: Group, wider: Charter) -> Group:
    """The next version of a charter, which differs in its audience: the caller has checked it, and who may."""
    return _enact(tx, actor, rooms.get(tx, group.room_id), group, wider, Act.CHARTER_CHANGED)


def complete(tx: Tx, actor: Session, group: Group, purpose: str) -> Group:
    """A draft gets its purpose, and with it a charter of its kind's defaults."""
    return _complete(tx, actor, rooms.get(tx, group.room_id), group, {"purpose": purpose})


def _complete(tx: Tx, actor: Session, room: Room, group: Group, wish: JsonObject) -> Group:
    """A draft becomes a group; who was invited when it was made is invited now."""
    purpose, name = wish.get("purpose"), room.content("m.room.name").get("name")
    if not isinstance(name, str) or not name.strip():
        name = " ".join(purpose.split())[:40] if isinstance(purpose, str) else None
    defaults: JsonObject = {
        "kind": group.kind,
        "name": name,
        "owner": group.owner,
        "audience": {"include": [{"type": "people", "people": [group.owner]}]},
    }
    parsed = charter.draft({**defaults, **wish}, tx.ids.server_name, tx.now_ms)
    _check_known(tx, actor, parsed)
    org = directory.org(tx)
    charter.check_by_rule(tx, org, parsed)
    charter.check_may_found(tx, org, actor, parsed.kind, check_budget(tx, parsed))
    waiting = json.as_list(room.content(rooms.CHARTER_TYPE).get("waiting"))
    group = _enact(tx, actor.user_id, room, group, parsed, Act.GROUP_COMPLETED)
    for user_id in waiting:
        _invite_if_still_possible(tx, actor, room, str(user_id))
    return group


def _invite_if_still_possible(tx: Tx, actor: Session, room: Room, user_id: str) -> None:
    """Who has left the company since, or no longer fits into the budget, is not a reason to keep the draft."""
    try:
        invite(tx, actor, room.room_id, user_id)
    except FangyuanError:  # before anything was written
        return
