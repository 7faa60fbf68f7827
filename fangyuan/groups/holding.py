"""Messages that a charter keeps: held for an approver, until their time, or offered to another group.

A held message ends once, in one transaction with what comes of it: sent in its author's name and under his transaction
id, refused, withdrawn, or lapsed with its author told why. The server can keep only what it can read: in encrypted
groups no clause that reads content holds anything. Decision 0021.
"""

from __future__ import annotations

from msgspec.structs import replace

from fangyuan import audit, charter, db, events, fairness, identity, media, rooms, timeline
from fangyuan.audit import Act
from fangyuan.charter import Verdict
from fangyuan.db import Tx, jobs
from fangyuan.events import Event
from fangyuan.groups import approvers, held_store, store
from fangyuan.groups.asking import ask
from fangyuan.groups.held_model import DECISIONS, Attempt, Held, excerpt, has_files
from fangyuan.groups.house import house, show, tell
from fangyuan.groups.register import name_of
from fangyuan.groups.restraints import lasting
from fangyuan.groups.succession import shown
from fangyuan.identity.model import Session
from fangyuan.kernel import json
from fangyuan.kernel.errors import Conflict, FangyuanError, Forbidden, InvalidParam, TooLarge
from fangyuan.kernel.json import JsonObject
from fangyuan.kernel.text import LANGUAGES, bilingual, both

DUE = "groups.held"
KEPT = frozenset({"hold", "schedule", "divert"})
_CONTEXT, _LOOKED_AT = 5, 30
_SAID = ("m.room.message", "m.sticker")
_SHOWN = 3  # of the context, in the word to an approver
_DAY_MS = 86_400_000
_MARGIN = 2_000  # bytes that an event has around its content
_KEEP_MS = 30 * _DAY_MS


# -- keeping ---------------------------------------------------------------------------------------------------------


def find_same(tx: Tx, actor: Session, room_id: str, attempt: Attempt) -> Held | None:
    """What was kept of this very request before."""
    if attempt.txn_id is None:
        return None
    return held_store.find_by_transaction(
        tx, actor.user_id, actor.device_id, room_id, attempt.type, attempt.txn_id
    )


def check_may_wait(tx: Tx, actor: Session, attempt: Attempt) -> None:
    """Forbidden when too many of the person's messages wait already; M_TOO_LARGE for one that could never be sent."""
    most = fairness.policy(tx).most_held
    if held_store.count_waiting(tx, actor.user_id) >= most:
        raise Forbidden("Too many wait", key="fairness.held_too_many", params={"most": most})
    if len(json.encode(attempt.content)) > events.MAX_EVENT_BYTES - _MARGIN:
        raise TooLarge(f"The event is larger than {events.MAX_EVENT_BYTES} bytes")


def keep(tx: Tx, actor: Session, room_id: str, verdict: Verdict, attempt: Attempt) -> Held:
    """Keeps a message in the transaction that refuses it; its author is told, and who decides about it."""
    held = Held(
        held_id=tx.next_position(),
        room_id=room_id,
        user_id=actor.user_id,
        device_id=actor.device_id,
        txn_id=attempt.txn_id,
        type=attempt.type,
        content=json.encode(attempt.content),
        context=_context(tx, room_id, actor.user_id),
        verdict=verdict.verdict,
        clause=verdict.number,
        clause_id=verdict.clause_id,
        reasons={language: verdict.reason(language) for language in LANGUAGES},
        to=verdict.to,
        ts=tx.now_ms,
        status="waiting",
        stage=0,
        asked=(),
        due_ts=_due(tx, verdict),
    )
    held_store.add(tx, held)
    media.pin(tx, held.job_id, events.files_of(held.content, tx.ids.server_name))
    _tell_author(tx, held)
    if held.verdict == "hold":
        held = _pass_on(tx, held)
    db.schedule(tx, DUE, {"held_id": held.held_id}, held.due_ts, held.job_id)
    return held


def _due(tx: Tx, verdict: Verdict) -> int:
    if verdict.verdict == "schedule":
        return max(tx.now_ms, verdict.until_ts or 0)
    return tx.now_ms + (_DAY_MS if verdict.verdict == "divert" else fairness.policy(tx).pass_on_ms)


def _context(tx: Tx, room_id: str, user_id: str) -> bytes:
    """The few messages before it that its author saw, but for the house's: a charter is no part of a conversation."""
    ranges = rooms.visible_ranges(tx, room_id, user_id)
    around = events.list_history(tx, room_id, 0, tx.position, _LOOKED_AT, backwards=True)
    me = house(tx).user_id
    said = [one for one in around if one.type in _SAID and one.sender != me]
    seen = [one for one in said if rooms.is_visible(ranges, one.position)]
    return timeline.array([one.json for one in reversed(seen[:_CONTEXT])])


def _words(tx: Tx, held: Held) -> dict[str, object]:
    """What the house says of a held message, as parameters."""
    return {
        "number": held.held_id,
        "group": name_of(tx, held.room_id),
        "clause": held.clause,
        "reason_zh": held.reasons["zh-CN"],
        "reason_en": held.reasons["en"],
        "text": excerpt(held.type, held.message()),
    }


def _tell_author(tx: Tx, held: Held) -> None:
    words = _words(tx, held)
    if held.verdict == "divert":
        there = both("fairness.social_group")
        if held.to is not None:
            name = name_of(tx, held.to)
            there = {"zh-CN": f"“{name}”", "en": f'"{name}"'}
        key, words = "fairness.mine_divert", words | {"to_zh": there["zh-CN"], "to_en": there["en"]}
    elif held.verdict == "schedule":
        key, words = "fairness.mine_schedule", words | lasting(held.due_ts - tx.now_ms, "left")
    else:
        key = "fairness.mine_hold"
    ask(tx, held.user_id, "mine", str(held.held_id), key, **words)


# -- asking one after the other ----------------------------------------------------------------------------------------


def _pass_on(tx: Tx, held: Held) -> Held:
    """Asks the next ones who may decide. After the last of them, these again from day to day."""
    rounds = approvers.rounds(tx, held.room_id, held.user_id)
    new = next((fresh for one in rounds if (fresh := [who for who in one if who not in held.asked])), None)
    wait_ms = fairness.policy(tx).pass_on_ms
    if new is None:
        people, wait_ms = rounds[-1] if rounds else [], max(_DAY_MS, wait_ms)
    else:
        people = new
    passed = replace(
        held, stage=held.stage + 1, asked=(*held.asked, *(new or ())), due_ts=tx.now_ms + wait_ms
    )
    held_store.set_stage(tx, passed)
    for user_id in people:
        _ask_approver(tx, passed, user_id)
    if held.stage and new:
        after = {"held": held.held_id, "asked": new}
        audit.record(tx, held.user_id, Act.HELD_PASSED_ON, held.room_id, after=after)
        tell(tx, held.user_id, "fairness.held_passed_on", **_words(tx, held))
    return passed


def _ask_approver(tx: Tx, held: Held, user_id: str) -> None:
    content = held.message()
    before = [json.as_object(one) for one in json.as_list(json.decode(held.context))][-_SHOWN:]
    lines = [line_of(tx, one) for one in before]
    words = _words(tx, held) | {"person": shown(tx, held.user_id), "context": "\n".join(lines) or "-"}
    ask(tx, user_id, "held", str(held.held_id), "fairness.held_ask", **words)
    if held.type == "m.room.message" and has_files(content):  # else nobody could tell what it is
        beside = ("m.relates_to", "m.mentions", "m.new_content")
        show(tx, user_id, {key: value for key, value in content.items() if key not in beside})


def line_of(tx: Tx, event: JsonObject) -> str:
    """A message in one line: who said what."""
    said = excerpt(str(event.get("type")), json.as_object(event.get("content")))
    return f"{shown(tx, str(event.get('sender')))}: {said}"


# -- its end -----------------------------------------------------------------------------------------------------------


def decide(tx: Tx, actor: Session, held_id: int, outcome: str, reason: str) -> Held:
    """Approves (it is sent now, as its author's) or refuses a held message; he is told either way.

    M_FORBIDDEN unless the actor was asked or governs the group, and for the author; Conflict when it has ended. When
    its author can't send it any more it lapses. charter.Refused when another clause refuses it now: it goes on waiting.
    """
    held, reason = approvers.get_decidable(tx, actor, held_id), fairness.check_reason(reason)
    if outcome not in DECISIONS:
        raise InvalidParam(f"outcome is one of {', '.join(DECISIONS)}", extra={"field": "outcome"})
    if not held.is_waiting or held.verdict != "hold":
        raise ended(held)
    if outcome == "refused":
        end(tx, held, "refused", actor.user_id, reason=reason)
        words = _words(tx, held) | {"why": reason or bilingual("fairness.no_reason")}
        tell(tx, held.user_id, "fairness.held_refused", **words)
    else:
        _release(tx, held, actor.user_id, reason)
    after = {"held": held_id, "user": held.user_id, "outcome": outcome, "clause": held.clause}
    audit.record(tx, actor.user_id, Act.HELD_DECIDED, held.room_id, after=after, reason=reason)
    return approvers.get(tx, held_id)


def withdraw(tx: Tx, actor: Session, held_id: int) -> Held:
    """Its author takes it back; M_FORBIDDEN for others, Conflict when it has ended."""
    held = approvers.get_own(tx, actor, held_id)
    if not held.is_waiting:
        raise ended(held)
    end(tx, held, "withdrawn", actor.user_id)
    return approvers.get(tx, held_id)


def _release(tx: Tx, held: Held, by: str | None, reason: str = "") -> None:
    """Sends it now, or at its time if the charter has one for it, or lets it lapse when its author is gone."""
    try:
        author = author_of(tx, held)
        rooms.get_joined(tx, held.room_id, held.user_id)
    except FangyuanError as error:
        _lapse(tx, held, error)
        return
    sent = _send(tx, author, held)
    if isinstance(sent, Event):
        end(tx, held, "sent", by, reason=reason, event_id=sent.event_id)
        if held.verdict == "hold":
            tell(tx, held.user_id, "fairness.held_approved", **_words(tx, held))
        return
    later = replace(held, verdict="schedule", due_ts=sent)
    held_store.set_due(tx, held.held_id, later.verdict, later.due_ts)
    db.schedule(tx, DUE, {"held_id": held.held_id}, later.due_ts, held.job_id)
    _tell_author(tx, later)


def author_of(tx: Tx, held: Held) -> Session:
    """The author as an actor on the device from which he sent it; FangyuanError when he may not act any more."""
    account = identity.get_account(tx, held.user_id)
    identity.check_active(account)
    identity.check_unlocked(account)
    identity.check_not_suspended(account)
    return replace(account.as_actor(), device_id=held.device_id)


def _send(tx: Tx, author: Session, held: Held) -> Event | int:
    """The event; or when (ms) it may be sent. Of the other clauses only a refusal stops what somebody approved."""
    waived = frozenset({held.clause_id})
    while True:
        try:
            return timeline.send(
                tx, author, held.room_id, held.type, held.message(), held.txn_id, waived=waived
            )
        except charter.Refused as refused:
            verdict = refused.verdict
            if verdict.verdict == "refuse":
                raise
            if verdict.verdict == "schedule" and (verdict.until_ts or 0) > tx.now_ms:
                return verdict.until_ts or 0
            waived |= {verdict.clause_id}


def _lapse(tx: Tx, held: Held, error: FangyuanError) -> None:
    end(tx, held, "lapsed", None, reason=error.say("zh-CN"))
    words = _words(tx, held) | {"why_zh": error.say("zh-CN"), "why_en": error.say("en")}
    tell(tx, held.user_id, "fairness.held_lapsed", **words)


def end(
    tx: Tx, held: Held, status: str, by: str | None, *, reason: str = "", event_id: str | None = None
) -> None:
    """It waits no more: exactly one of all who want to end it gets here."""
    if not held_store.end(tx, held.held_id, status, by, reason, event_id):
        raise ended(held)
    jobs.cancel(tx, held.job_id)
    media.unpin(tx, held.job_id)


def ended(held: Held) -> Conflict:
    return Conflict(f"It doesn't wait: {held.status}", key="fairness.held_ended")


# -- in the background -------------------------------------------------------------------------------------------------


def due(tx: Tx, payload: dict[str, int]) -> None:
    """The worker's function for DUE: its time has come, or its approvers'."""
    held = held_store.find(tx, payload["held_id"])
    if held is None or not held.is_waiting:
        return
    if held.verdict == "divert":
        end(tx, held, "lapsed", None)
        return
    if held.verdict == "schedule":
        try:
            _release(tx, held, None)
        except FangyuanError as error:
            _lapse(tx, held, error)
        return
    group = store.find(tx, held.room_id)
    room = rooms.get(tx, held.room_id)
    if group is None or group.status != "open":
        _lapse(tx, held, Forbidden("The group is closed", key="groups.is_closed"))
    elif rooms.membership(tx, room, held.user_id) != "join":
        _lapse(tx, held, rooms.not_a_member())
    else:
        passed = _pass_on(tx, held)
        db.schedule(tx, DUE, payload, passed.due_ts, held.job_id)


def drop_old_held(tx: Tx) -> None:
    """Forgets what ended a month ago."""
    held_store.drop_old(tx, tx.now_ms - _KEEP_MS)
