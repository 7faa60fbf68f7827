"""Filing a report, and dealing with it."""

from __future__ import annotations

from fangyuan import audit, directory, events, groups, identity, rooms, timeline
from fangyuan.audit import Act
from fangyuan.db import Tx
from fangyuan.identity.model import Session
from fangyuan.kernel.errors import Conflict, InvalidParam, NotFound
from fangyuan.kernel.json import JsonObject
from fangyuan.moderation import store
from fangyuan.moderation.listing import get
from fangyuan.moderation.model import NO_MEASURES, OUTCOMES, Measures, Report, check_reason

_BEFORE = 5  # messages that are kept with a reported one, so that it can be understood
_LOWEST_SCORE = -100


def report_event(
    tx: Tx, actor: Session, room_id: str, event_id: str, reason: str | None, score: int | None
) -> int:
    """Reports a message that the actor sees in a room of his; M_NOT_FOUND otherwise. Gives the report's number."""
    reason = check_reason(reason)
    if score is not None and not _LOWEST_SCORE <= score <= 0:
        raise InvalidParam(f"score is {_LOWEST_SCORE} to 0")
    room = rooms.find(tx, room_id)
    if room is None or rooms.membership(tx, room, actor.user_id) != "join":
        raise NotFound("No such event, or you are not in the room")
    groups.check_reportable(tx, room_id)
    event = timeline.get_event(tx, actor.user_id, room_id, event_id)
    ranges = rooms.visible_ranges(tx, room_id, actor.user_id)
    around = events.list_history(tx, room_id, 0, event.position - 1, _BEFORE, backwards=True)
    seen = [other for other in reversed(around) if rooms.is_visible(ranges, other.position)]
    context = timeline.array([other.json for other in (*seen, event)])
    return _file(
        tx,
        actor,
        "event",
        reason,
        room_id=room_id,
        event_id=event_id,
        user_id=event.sender,
        score=score,
        context=context,
    )


def report_room(tx: Tx, actor: Session, room_id: str, reason: str) -> int:
    """Reports a room, whether the actor is in it or not. §POST /rooms/{roomId}/report."""
    reason = check_reason(reason)
    rooms.get(tx, room_id)
    groups.check_reportable(tx, room_id)
    return _file(tx, actor, "room", reason, room_id=room_id)


def report_user(tx: Tx, actor: Session, user_id: str, reason: str) -> int:
    """Reports a colleague. §POST /users/{userId}/report."""
    reason = check_reason(reason)
    groups.check_seen(tx, actor.user_id, user_id)
    return _file(tx, actor, "user", reason, user_id=user_id)


def _file(
    tx: Tx,
    actor: Session,
    kind: str,
    reason: str,
    *,
    room_id: str | None = None,
    event_id: str | None = None,
    user_id: str | None = None,
    score: int | None = None,
    context: bytes = b"[]",
) -> int:
    report = Report(
        report_id=tx.next_position(),
        ts=tx.now_ms,
        reporter=actor.user_id,
        kind=kind,
        room_id=room_id,
        event_id=event_id,
        user_id=user_id,
        reason=reason,
        score=score,
        context=context,
        outcome="",
        note="",
        resolved_by=None,
        resolved_ts=None,
    )
    store.add(tx, report)
    for moderator in sorted(_moderators(tx) - {user_id}):
        key, number = f"moderation.filed_{kind}", report.report_id
        groups.ask(tx, moderator, "report", str(number), key, number=number, reason=reason or "-")
    return report.report_id


def _moderators(tx: Tx) -> set[str]:
    """HR and administrators, who hear of each report; who filed it and about whom they see when they look."""
    org = directory.org(tx)
    roles = {directory.HR, directory.ADMIN}
    by_role = {
        org.user_id(one.person_id) for one in org.people.values() if one.is_active and one.roles & roles
    }
    return by_role | set(identity.list_admins(tx))


def resolve(
    tx: Tx, actor: Session, report_id: int, outcome: str, note: str, measures: Measures = NO_MEASURES
) -> Report:
    """Closes a report and tells who filed it, with the words of `note`. Conflict when it was closed before.

    `measures`, of a report of a message that was right: it is taken away, its sender gets a strike, or is muted there.
    """
    report = get(tx, actor, report_id)
    if outcome not in OUTCOMES:
        raise InvalidParam(f"outcome is one of {', '.join(OUTCOMES)}", extra={"field": "outcome"})
    note = check_reason(note)
    if report.outcome:
        raise Conflict("The report has been dealt with already", key="moderation.resolved_already")
    if measures != NO_MEASURES:
        _check_measures(report, outcome)
        _take(tx, actor, report, measures, note)
    store.resolve(tx, report_id, outcome, note, actor.user_id)
    after: JsonObject = {"report": report_id, "kind": report.kind, "outcome": outcome}
    if measures != NO_MEASURES:
        after["measures"] = measures.to_json()
    audit.record(tx, actor.user_id, Act.REPORT_RESOLVED, report.subject, after=after, reason=note)
    groups.tell(tx, report.reporter, f"moderation.{outcome}", number=report_id, note=note or "-")
    return get(tx, actor, report_id)


def _check_measures(report: Report, outcome: str) -> None:
    if outcome != "acted":
        raise InvalidParam("Measures need acting", key="moderation.measures_need_acting")
    if report.kind != "event":
        raise InvalidParam("It is not about a message", key="moderation.not_about_a_message")


def _take(tx: Tx, actor: Session, report: Report, measures: Measures, note: str) -> None:
    room_id, event_id, user_id = report.room_id, report.event_id, report.user_id
    assert room_id is not None, "a report of a message names its room"
    assert event_id is not None, "and the message"
    assert user_id is not None, "and its sender"
    if measures.mute_minutes:  # first what may be refused
        groups.restrain(tx, actor, room_id, user_id, "mute", measures.mute_minutes, note)
    if measures.redact:
        groups.remove_message(tx, actor, room_id, event_id, note)
    if measures.strike:
        groups.strike_by_hand(tx, actor, room_id, user_id, note)
