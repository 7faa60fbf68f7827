"""What people send into groups, where the charter has something to say of it: posts, state, acceptance, refusals."""

from __future__ import annotations

from fangyuan import audit, charter, rooms, timeline
from fangyuan.audit import Act
from fangyuan.db import Tx
from fangyuan.events import Event
from fangyuan.groups import store
from fangyuan.groups.founding import complete, get
from fangyuan.groups.house import tell, tell_once
from fangyuan.identity.model import Session
from fangyuan.kernel import json
from fangyuan.kernel.errors import Forbidden, MissingParam, NotFound
from fangyuan.kernel.json import JsonObject
from fangyuan.rooms import Room

# State that sets up the room; anything else that a client writes as state is judged like a message.
_ROOM_SETTINGS = frozenset(
    f"m.room.{name}"
    for name in (
        "name",
        "topic",
        "avatar",
        "power_levels",
        "join_rules",
        "history_visibility",
        "guest_access",
        "canonical_alias",
        "pinned_events",
        "server_acl",
    )
)


def send(tx: Tx, actor: Session, room_id: str, type: str, content: JsonObject, txn_id: str | None) -> Event:
    """Sends into any room. In a group, a ✅ on the charter or `!accept` accepts it first."""
    if type in ("m.room.message", "m.reaction"):
        _accept_if_meant(tx, actor, room_id, type, content)
    try:
        return timeline.send(tx, actor, room_id, type, content, txn_id)
    except charter.Refused as refused:
        verdict = refused.verdict
        refused.afterwards = lambda later: _after_refusal(later, actor, room_id, verdict)
        raise


def _accept_if_meant(tx: Tx, actor: Session, room_id: str, type: str, content: JsonObject) -> None:
    message_id: str | None = None
    if type == "m.reaction":
        group = store.find(tx, room_id)
        message_id = group.charter_event_id if group is not None else None
    if not charter.is_acceptance(type, content, message_id):
        return
    room = rooms.find(tx, room_id)
    if room is not None and room.rules is not None and rooms.membership(tx, room, actor.user_id) == "join":
        accept(tx, actor, room_id, via="message" if type == "m.room.message" else "reaction")


def accept(tx: Tx, actor: Session, room_id: str, *, via: str) -> int:
    """The person accepts the charter as it stands; gives its version. Twice is once."""
    group = get(tx, room_id)
    room = rooms.get(tx, room_id)
    rooms.check_joined(tx, room, actor.user_id)
    if group.charter is None:
        raise NotFound("The group has no charter yet", key="groups.is_draft")
    if charter.accept(tx, room_id, actor.user_id, group.charter_version, via):
        audit.record(
            tx,
            actor.user_id,
            Act.CHARTER_ACCEPTED,
            room_id,
            after={"version": group.charter_version, "via": via},
        )
    return group.charter_version


def _after_refusal(tx: Tx, actor: Session, room_id: str, verdict: charter.Verdict) -> None:
    """A refusal is filed, and the person finds it as a word from the house: once for each clause, not for each try."""
    room = rooms.get(tx, room_id)
    audit.record(tx, actor.user_id, Act.REFUSAL, room_id, after=verdict.to_json())
    version = room.content(rooms.CHARTER_TYPE).get("version", 0)
    name = room.content("m.room.name").get("name") or room_id
    subject = f"refusal {room_id} {version} {verdict.clause_id}"
    words = {"group": name, "reason_zh": verdict.say("zh-CN"), "reason_en": verdict.say("en")}
    tell_once(tx, actor.user_id, subject, "groups.refused", **words)


def put_state(tx: Tx, actor: Session, room_id: str, type: str, state_key: str, content: JsonObject) -> Event:
    """Writes state from a client: membership by its own verbs, a draft's topic becomes its purpose."""
    if type == "m.room.member":
        return _put_member(tx, actor, room_id, state_key, content)
    room = rooms.get(tx, room_id)
    if room.is_governed:
        _check_governed_state(room, type)
        if room.rules is not None and type not in _ROOM_SETTINGS:
            timeline.check_charter(tx, room, actor, type, content, state_key)
    event = rooms.put_state(tx, actor.user_id, room_id, type, state_key, content)
    if type == "m.room.topic" and room.is_governed and room.rules is None:
        _complete_draft(tx, actor, room_id, content)
    return event


def _check_governed_state(room: Room, type: str) -> None:
    """What no power in a group may do: hide messages from the charter, or move it to where there is none."""
    if type == "m.room.encryption" and not room.is_encrypted:
        raise Forbidden("The charter's clauses need readable messages", key="groups.encryption_by_label")
    if type == "m.room.tombstone":
        raise Forbidden("A group is closed by its owner in the register", key="groups.no_tombstone")


def _complete_draft(tx: Tx, actor: Session, room_id: str, content: JsonObject) -> None:
    group = store.find(tx, room_id)
    topic = content.get("topic")
    if group is not None and group.status == "draft" and isinstance(topic, str) and topic.strip():
        complete(tx, actor, group, topic)
        tell(tx, actor.user_id, "groups.completed")


def _put_member(tx: Tx, actor: Session, room_id: str, user_id: str, content: JsonObject) -> Event:
    """PUT of a member event is the membership verb that it means."""
    from fangyuan.groups import membership

    wanted = content.get("membership")
    reason = json.as_str(content.get("reason"))
    if not isinstance(wanted, str):
        raise MissingParam("membership is missing")
    room = rooms.get(tx, room_id)
    standing = rooms.membership(tx, room, user_id)
    if user_id == actor.user_id:
        if wanted == "join":
            return _join_or_rename(tx, actor, room, standing, content)
        if wanted == "knock":
            return membership.knock(tx, actor, room_id, reason=reason)
        if wanted == "leave":
            return membership.leave(tx, actor, room_id, reason=reason) or _current(tx, room_id, user_id)
    elif wanted == "invite":
        return membership.invite(tx, actor, room_id, user_id, reason=reason)
    elif wanted == "ban":
        return membership.ban(tx, actor, room_id, user_id, reason=reason)
    elif wanted == "leave":
        verb = membership.unban if standing == "ban" else membership.kick
        return verb(tx, actor, room_id, user_id, reason=reason)
    raise Forbidden(f"You can't set the membership of {user_id} to {wanted}")


def _current(tx: Tx, room_id: str, user_id: str) -> Event:
    return rooms.list_member_events(tx, [room_id], [user_id])[0]


def _join_or_rename(tx: Tx, actor: Session, room: Room, standing: str, content: JsonObject) -> Event:
    """Joining, or for who is in: another name and picture in this room only."""
    from fangyuan.groups import membership

    if standing != "join":
        return membership.join(tx, actor, room.room_id, reason=json.as_str(content.get("reason")))
    json.check_event_content(content)
    return rooms.append_member(tx, room, actor.user_id, actor.user_id, content)
