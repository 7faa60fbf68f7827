"""What people send into groups, where the charter has something to say of it: messages, state, acceptance."""

from __future__ import annotations

from fangyuan import audit, charter, events, fairness, identity, rooms, timeline
from fangyuan.audit import Act
from fangyuan.db import Tx
from fangyuan.events import Event
from fangyuan.groups import answers, membership, orders, spaces
from fangyuan.groups.charters import amend, complete
from fangyuan.groups.contacts import name_offices_if_asked, without_hidden
from fangyuan.groups.forwarding import check_forward
from fangyuan.groups.held_model import Attempt
from fangyuan.groups.house import check_name, house, profile_of, tell, tell_once
from fangyuan.groups.looking import tell_looks_if_asked
from fangyuan.groups.merging import answer_if_meant
from fangyuan.groups.moving import move_if_meant
from fangyuan.groups.refusals import check_words, filed, filing, insists
from fangyuan.groups.register import find_governed, get
from fangyuan.groups.settings import ROOM_SETTINGS, check_redaction, check_setting
from fangyuan.groups.uniting import check_not_merged
from fangyuan.groups.upgrading import check_tombstone, follow_tombstone
from fangyuan.identity import EXTERNAL_KIND
from fangyuan.identity.model import Session
from fangyuan.kernel import json
from fangyuan.kernel.errors import Forbidden, MissingParam, NotFound
from fangyuan.kernel.json import JsonObject
from fangyuan.rooms import Room

_DAY_MS = 86_400_000


def send(
    tx: Tx,
    actor: Session,
    room_id: str,
    type: str,
    content: JsonObject,
    txn_id: str | None,
    ts: int | None = None,
) -> Event:
    """Sends into any room. In a group, a ✅ on the charter or `!accept` accepts it. `ts` as in `timeline.send`."""
    check_tombstone(room_id, type, content)
    check_not_merged(tx, actor.user_id, room_id)
    if type == "m.room.redaction":
        room = rooms.find(tx, room_id)
        if room is not None and room.is_governed:
            check_redaction(tx, room, actor, content)
            content = _only(content, "redacts", "reason")
            check_words(tx, room, actor, type, json.as_str(content.get("reason")))
    elif (room := rooms.find(tx, room_id)) is not None:
        check_forward(tx, actor, room, content)
    if "body" in content or "m.mentions" in content or "m.new_content" in content:
        content = without_hidden(tx, actor, room_id, content)
    before = tx.position
    event = _send(tx, actor, room_id, Attempt(type, content, txn_id), ts)
    if event.position > before:  # an old transaction sent again accepts no newer version and orders nothing
        _do_what_it_means(tx, actor, event, type, content)
    return event


def _do_what_it_means(tx: Tx, actor: Session, event: Event, type: str, content: JsonObject) -> None:
    """A message may accept a charter, answer the house, order or move something; a redaction leaves a trace."""
    room_id = event.room_id
    if type == "m.room.redaction":
        _note_removal(tx, actor, room_id, content)
    _accept_if_meant(tx, actor, room_id, type, content)
    _tell_unheard(tx, actor, room_id, type, content)
    answer_if_meant(tx, actor, event)
    if type in ("m.reaction", "m.room.message"):
        move_if_meant(tx, actor, event, content)
        answers.heed(tx, actor, room_id, type, content)
        name_offices_if_asked(tx, actor, room_id, type, content)
        orders.obey(tx, actor, room_id, type, content)
        tell_looks_if_asked(tx, actor, room_id, type, content)


def _send(tx: Tx, actor: Session, room_id: str, attempt: Attempt, ts: int | None) -> Event:
    """Sends it, also past clauses that only ask whether he means it; what the charter stops is filed, or kept."""
    type, content, txn_id = attempt.type, attempt.content, attempt.txn_id
    waived = frozenset[str]()
    while True:
        try:
            return timeline.send(tx, actor, room_id, type, content, txn_id, ts, waived)
        except fairness.Restrained as restrained:
            raise filed(tx, actor, room_id, restrained, attempt) from restrained
        except charter.Refused as refused:
            if not insists(tx, actor, room_id, refused.verdict, attempt):
                raise filed(tx, actor, room_id, refused, attempt) from refused
            waived |= {refused.verdict.clause_id}


def redact(
    tx: Tx, actor: Session, room_id: str, event_id: str, content: JsonObject, txn_id: str | None
) -> Event:
    """Takes an event's content away; of a suspended person only what he wrote himself. §PUT /redact."""
    if actor.is_suspended:
        target = events.find_event(tx, event_id)
        if target is None or target.sender != actor.user_id:
            identity.check_not_suspended(actor)
    return send(tx, actor, room_id, "m.room.redaction", {**content, "redacts": event_id}, txn_id)


def _note_removal(tx: Tx, actor: Session, room_id: str, content: JsonObject) -> None:
    """Whoever removes somebody else's message in a group leaves who and why in the audit log; the author is told."""
    room, redacts = rooms.get(tx, room_id), content.get("redacts")
    target = events.find_event(tx, redacts) if isinstance(redacts, str) else None
    if not room.is_governed or target is None or target.sender == actor.user_id:
        return
    reason = json.as_str(content.get("reason")) or ""
    after = {"event_id": target.event_id, "sender": target.sender, "type": target.type}
    audit.record(tx, actor.user_id, Act.MESSAGE_REMOVED, room_id, after=after, reason=reason)
    name = room.content("m.room.name").get("name") or room_id
    who = profile_of(tx, actor.user_id).get("displayname") or actor.user_id
    key = "groups.removed_message" if reason else "groups.removed_message_unsaid"
    tell(tx, target.sender, key, group=name, who=who, reason=reason)


def remove_message(tx: Tx, actor: Session, room_id: str, event_id: str, reason: str) -> None:
    """The house takes a message away, for who has found on a report that it doesn't belong there.

    The caller has checked who he is. Forbidden where the house is not in: it has no say between two people.
    """
    target = events.find_event(tx, event_id)
    if target is not None and target.redacted_by is None:
        why: JsonObject = {"reason": reason} if reason else {}
        timeline.redact(tx, house(tx), room_id, event_id, why, None)
        _note_removal(tx, actor, room_id, {**why, "redacts": event_id})


def _tell_unheard(tx: Tx, actor: Session, room_id: str, type: str, content: JsonObject) -> None:
    """Whose @room is only a word in a group, because no clause gives him the power for it, is told so: once a day."""
    if type != "m.room.message" or not charter.names_room(content):
        return
    room = rooms.get(tx, room_id)
    if room.is_governed and not timeline.may_mention_room(room, actor.user_id):
        name = room.content("m.room.name").get("name") or room_id
        tell_once(
            tx,
            actor.user_id,
            f"unheard {room_id} {tx.now_ms // _DAY_MS}",
            "groups.mention_unheard",
            group=name,
        )


# -- acceptance ------------------------------------------------------------------------------------------------------


def _accept_if_meant(tx: Tx, actor: Session, room_id: str, type: str, content: JsonObject) -> None:
    if type not in ("m.room.message", "m.reaction"):
        return
    on = json.as_object(content.get("m.relates_to")).get("event_id")
    if not charter.is_acceptance(type, content, json.as_str(on)) or rooms.get(tx, room_id).rules is None:
        return
    if type == "m.reaction" and on != get(tx, room_id).charter_event_id:
        return
    accept(tx, actor, room_id, via="message" if type == "m.room.message" else "reaction")


def accept(tx: Tx, actor: Session, room_id: str, *, via: str) -> int:
    """The person accepts the charter as it stands; gives its version. Twice is once."""
    group = get(tx, room_id)
    rooms.check_joined(tx, rooms.get(tx, room_id), actor.user_id)
    if group.charter is None:
        raise NotFound("The group has no charter yet", key="groups.is_draft")
    if charter.accept(tx, room_id, actor.user_id, group.charter_version, via):
        after = {"version": group.charter_version, "via": via}
        audit.record(tx, actor.user_id, Act.CHARTER_ACCEPTED, room_id, after=after)
    return group.charter_version


# -- state -----------------------------------------------------------------------------------------------------------


def put_state(
    tx: Tx,
    actor: Session,
    room_id: str,
    type: str,
    state_key: str,
    content: JsonObject,
    ts: int | None = None,
) -> Event:
    """Writes state from a client: membership by its own verbs, name and topic of a group as its charter's."""
    if type == "m.room.member":
        return _put_member(tx, actor, room_id, state_key, content)
    check_tombstone(room_id, type, content)
    room, group = find_governed(tx, room_id)
    if group is None:
        written = rooms.put_state(tx, actor.user_id, room_id, type, state_key, content, ts)
        if (type, state_key) == ("m.room.tombstone", ""):
            follow_tombstone(tx, room, content)
        return written
    rooms.check_joined(tx, room, actor.user_id)
    rooms.check_writable(room)
    check_setting(group, type, content)
    if (type, state_key) in _OF_THE_CHARTER and group.charter is not None:
        return _amend_by_state(tx, actor, room, type, content)
    if type not in ROOM_SETTINGS:
        with filing(actor, room_id):
            timeline.check_charter(tx, room, actor, type, content, state_key)
    event = rooms.put_state(tx, actor.user_id, room_id, type, state_key, content, ts)
    topic = content.get("topic")
    if type == "m.room.topic" and group.status == "draft" and isinstance(topic, str) and topic.strip():
        complete(tx, actor, group, topic)
        tell(tx, actor.user_id, "groups.completed")
    return event


_OF_THE_CHARTER = {("m.room.name", ""): ("name", "name"), ("m.room.topic", ""): ("topic", "purpose")}


def _amend_by_state(tx: Tx, actor: Session, room: Room, type: str, content: JsonObject) -> Event:
    """A new name or topic in a stock client is a new name or purpose in the charter: a version like any other."""
    room.powers.check(actor.user_id, room.powers.needed(type, is_state=True), f"change {type}")
    key, field = _OF_THE_CHARTER[type, ""]
    amend(tx, actor, room.room_id, {field: content.get(key)})
    event = events.find_event(tx, room.state[type, ""].event_id)
    assert event is not None, "current state is in the log"
    return event


def _put_member(tx: Tx, actor: Session, room_id: str, user_id: str, content: JsonObject) -> Event:
    """PUT of a member event is the membership verb that it means."""
    wanted = content.get("membership")
    reason = json.as_str(content.get("reason"))
    if not isinstance(wanted, str):
        raise MissingParam("membership is missing")
    room, _ = find_governed(tx, room_id)
    standing = rooms.membership(tx, room, user_id)
    if user_id == actor.user_id:
        if wanted == "join":
            return _join_or_rename(tx, actor, room, standing, content)
        if wanted == "knock":
            return membership.knock(tx, actor, room_id, reason=reason)
        if wanted == "leave":
            left = membership.leave(tx, actor, room_id, reason=reason)
            return left or rooms.list_member_events(tx, [room_id], [user_id])[0]
    elif wanted == "invite":
        return membership.invite(tx, actor, room_id, user_id, reason=reason)
    elif wanted == "ban":
        return membership.ban(tx, actor, room_id, user_id, reason=reason)
    elif wanted == "leave":
        verb = membership.unban if standing == "ban" else membership.kick
        return verb(tx, actor, room_id, user_id, reason=reason)
    raise Forbidden(f"You can't set the membership of {user_id} to {wanted:.40}")


def _join_or_rename(tx: Tx, actor: Session, room: Room, standing: str, content: JsonObject) -> Event:
    """Joining, or for who is in: another name and picture in this room only."""
    reason, name = json.as_str(content.get("reason")), json.as_str(content.get("displayname"))
    if standing != "join":
        shown = _only(content, "displayname", "avatar_url") if actor.kind != EXTERNAL_KIND else {}
        check_name(tx, name)
        return membership.join(tx, actor, room.room_id, reason=reason, extra=content, shown=shown)
    rooms.check_writable(room)
    if room.is_governed:  # what no clause reads doesn't come in this way either
        content = _only(content, "membership", "displayname", "avatar_url", "reason")
    json.check_event_content(content)
    spaces.check_not_org_space(room)
    check_name(tx, name)
    if actor.kind == EXTERNAL_KIND:
        content = {**content, "displayname": identity.marked(name or "")}
    for words in (name, reason):
        check_words(tx, room, actor, "m.room.member", words)
    return rooms.append_member(tx, room, actor.user_id, actor.user_id, content)


def _only(content: JsonObject, *keys: str) -> JsonObject:
    """Those of the fields, if they are words."""
    return {key: value for key, value in content.items() if key in keys and isinstance(value, str)}
