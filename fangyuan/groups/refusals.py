"""What remains of a charter's verdict that stopped something: an audit row, a word from the house, what is kept.

A refusal that counts is a strike on the kind's ladder; what waits for approval or its time is kept; who is told to
think a message over may send it again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator
from contextlib import contextmanager

from msgspec.structs import replace

from fangyuan import audit, charter, fairness, rooms, timeline
from fangyuan.audit import Act
from fangyuan.charter import Verdict
from fangyuan.db import Tx
from fangyuan.fairness import Restrained
from fangyuan.groups import holding
from fangyuan.groups.held_model import Attempt, Held, excerpt
from fangyuan.groups.house import tell, tell_once
from fangyuan.groups.quarrelling import part
from fangyuan.groups.register import name_of
from fangyuan.groups.restraints import breach
from fangyuan.identity.model import Session
from fangyuan.kernel import json
from fangyuan.kernel.errors import FangyuanError, Forbidden
from fangyuan.rooms import Room

_AGAIN = {"hold": "waiting", "schedule": "scheduled", "divert": "offered"}


@contextmanager
def filing(actor: Session, room_id: str, *, telling: bool = True) -> Generator[None]:
    """A charter's refusal inside is filed, and told unless clients show it by themselves; it goes on as an error.

    For what can't be kept or sent again (a join, a state, a reason): there every other verdict is a refusal.
    """
    try:
        yield
    except Restrained as restrained:
        restrained.afterwards = _filing_restraint(actor, room_id, restrained)
        raise
    except charter.Refused as refused:
        verdict = replace(refused.verdict, verdict="refuse")
        plain = charter.Refused(verdict, room_id)
        plain.afterwards = lambda tx: _file(tx, actor, room_id, verdict, telling=telling, cause=None)
        raise plain from refused


def filed(
    tx: Tx, actor: Session, room_id: str, error: charter.Refused | Restrained, attempt: Attempt
) -> FangyuanError:
    """The same of a message: the error for its sender, who may hear that it is kept, or that it was before."""
    if isinstance(error, Restrained):
        error.afterwards = _filing_restraint(actor, room_id, error)
        return error
    verdict = error.verdict
    if verdict.verdict in holding.KEPT:
        return _kept(tx, actor, room_id, error, attempt)
    if verdict.verdict == "nudge":
        message = _hash(verdict, attempt)

        def nudged(tx: Tx) -> None:
            _note(tx, actor, room_id, verdict)
            fairness.nudge(tx, room_id, actor.user_id, message)
            _say_nudge(tx, actor, room_id, error, attempt)

        error.afterwards = nudged
    else:
        cause = _cause(actor, verdict, attempt)
        error.afterwards = lambda tx: _file(tx, actor, room_id, verdict, telling=True, cause=cause)
    return error


def _say_nudge(tx: Tx, actor: Session, room_id: str, error: charter.Refused, attempt: Attempt) -> None:
    words = {
        "group": name_of(tx, room_id),
        "text": excerpt(attempt.type, attempt.content),
        "reason_zh": error.say("zh-CN"),
        "reason_en": error.say("en"),
    }
    tell(tx, actor.user_id, "fairness.mine_nudge", **words)


def insists(tx: Tx, actor: Session, room_id: str, verdict: Verdict, attempt: Attempt) -> bool:
    """Whether the sender was told a short time ago to think this very message over: then he means it."""
    if verdict.verdict != "nudge":
        return False
    return fairness.is_nudged(tx, room_id, actor.user_id, _hash(verdict, attempt))


def _cause(actor: Session, verdict: Verdict, attempt: Attempt) -> str | None:
    """What makes an attempt this one: other words under the same transaction id are another breach."""
    if attempt.txn_id is None:
        return None
    return f"{actor.device_id} {attempt.txn_id} {_hash(verdict, attempt)}"


def _hash(verdict: Verdict, attempt: Attempt) -> str:
    said = json.canonical([verdict.clause_id, attempt.type, attempt.content])
    return hashlib.sha256(said).hexdigest()


def _kept(tx: Tx, actor: Session, room_id: str, refused: charter.Refused, attempt: Attempt) -> FangyuanError:
    verdict = refused.verdict
    same = holding.find_same(tx, actor, room_id, attempt)
    if same is not None:
        key = _AGAIN[same.verdict] if same.is_waiting else "ended"
        shown = {**refused.extra, **_held_json(same)}
        return Forbidden("It was kept before", key=f"fairness.held_again_{key}", extra=shown)
    try:
        holding.check_may_wait(tx, actor, attempt)
    except FangyuanError as full:
        full.afterwards = lambda tx: _note(tx, actor, room_id, verdict)
        return full

    def keep(tx: Tx) -> None:
        _note(tx, actor, room_id, verdict)
        refused.extra |= _held_json(holding.keep(tx, actor, room_id, verdict, attempt))

    refused.afterwards = keep
    return refused


def _held_json(held: Held) -> dict[str, object]:
    return {"fangyuan.held": {"held_id": held.held_id, "status": held.status, "due_ts": held.due_ts}}


def _note(tx: Tx, actor: Session, room_id: str, verdict: Verdict) -> None:
    audit.record(tx, actor.user_id, Act.REFUSAL, room_id, after=verdict.to_json())
    charter.count_verdict(tx, room_id, verdict)


def _filing_restraint(actor: Session, room_id: str, restrained: Restrained) -> Callable[[Tx], None]:
    def file(tx: Tx) -> None:
        after = restrained.extra["fangyuan.standing"]
        audit.record(tx, actor.user_id, Act.REFUSAL, room_id, after={"fangyuan.standing": after})

    return file


def _file(
    tx: Tx, actor: Session, room_id: str, verdict: Verdict, *, telling: bool, cause: str | None
) -> None:
    """Who broke a clause that counts hears of each breach; of the others each version's clause is told once."""
    _note(tx, actor, room_id, verdict)
    room = rooms.find(tx, room_id)
    if room is None or not telling:  # a room whose making was refused never was
        return
    if verdict.key == charter.QUARREL:
        part(tx, room_id, actor.user_id, verdict)
        return
    if verdict.counts:
        breach(tx, room_id, actor.user_id, verdict, cause)
        return
    version = room.content(rooms.CHARTER_TYPE).get("version", 0)
    subject = f"refusal {room_id} {version} {verdict.clause_id}"
    words = {"reason_zh": verdict.say("zh-CN"), "reason_en": verdict.say("en")}
    tell_once(tx, actor.user_id, subject, "groups.refused", group=name_of(tx, room_id), **words)


def check_words(tx: Tx, room: Room, actor: Session, type: str, words: str | None) -> None:
    """What people write beside messages (a reason, a name) may not hold what the charter keeps out of messages."""
    if not words or room.rules is None:
        return
    with filing(actor, room.room_id, telling=False):
        try:
            timeline.check_charter(tx, room, actor, type, {"body": words, "m.mentions": {}}, "")
        except charter.Refused as refused:
            if refused.verdict.verdict != "nudge":
                raise


def tell_why(error: FangyuanError, user_id: str, key: str) -> None:
    """What stood against it is told privately although the request fails: few clients show why a reaction did."""
    words = {"reason_zh": error.say("zh-CN"), "reason_en": error.say("en")}

    def afterwards(tx: Tx) -> None:
        tell(tx, user_id, key, **words)

    error.afterwards = afterwards
