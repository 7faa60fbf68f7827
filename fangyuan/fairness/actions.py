"""Strikes, slow mode, mutes: laid on and lifted."""

from __future__ import annotations

from msgspec.structs import replace

from fangyuan import audit
from fangyuan.audit import Act
from fangyuan.charter import Ladder, Rung
from fangyuan.db import Tx
from fangyuan.fairness import store
from fangyuan.fairness.model import LONGEST_MS, MOST_REASON, Grounds, GroupMute, Strike
from fangyuan.fairness.standing import forget
from fangyuan.kernel.errors import InvalidParam

_KEEP_MS = 365 * 86_400_000
_KEEP_NUDGES_MS = 86_400_000
_NUDGE_MS = 10 * 60_000  # as the words say: `charter.becomes.nudge`


def strike(
    tx: Tx, room_id: str, user_id: str, grounds: Grounds, ladder: Ladder, author: str
) -> tuple[Strike, int] | None:
    """A breach that counts: the next rung of the ladder. (The strike, the how-manieth it is of those that count.)

    None when this very attempt (`grounds.cause`) had its strike before.
    """
    if grounds.cause is not None and store.find_by_cause(tx, room_id, user_id, grounds.cause) is not None:
        return None
    count = store.count_counting(tx, room_id, user_id) + 1
    step = ladder.step(count)
    given = _add(
        tx,
        _strike(tx, room_id, user_id, step.act, grounds, author),
        lasts_ms=step.lasts_ms,
        every_ms=step.every_seconds * 1_000,
        fades_ts=tx.now_ms + ladder.fades_ms,
    )
    audit.record(tx, author, Act.STRIKE_GIVEN, room_id, after=given.to_json() | {"count": count})
    return given, count


def slow(
    tx: Tx, room_id: str, user_id: str, seconds: int, until_ts: int, grounds: Grounds, author: str
) -> Strike:
    """Slow mode for one person in one group: `seconds` between two messages, until a time (ms UTC)."""
    return _restrain(tx, room_id, user_id, "slow", until_ts, grounds, author, every_ms=seconds * 1_000)


def mute(tx: Tx, room_id: str, user_id: str, until_ts: int, grounds: Grounds, author: str) -> Strike:
    """One person says nothing in one group until a time (ms UTC)."""
    return _restrain(tx, room_id, user_id, "mute", until_ts, grounds, author)


def lift(tx: Tx, room_id: str, user_id: str, author: str, reason: str = "") -> bool:
    """Whatever holds the person back in the group ends now; his strikes stay. False when nothing did."""
    if not store.lift(tx, room_id, user_id):
        return False
    forget(tx)
    audit.record(tx, author, Act.RESTRAINT_LIFTED, room_id, after={"user": user_id}, reason=reason)
    return True


def mute_group(tx: Tx, room_id: str, until_ts: int, author: str, reason: str) -> GroupMute:
    """The whole group is quiet until a time (ms UTC), but for its owner and deputies."""
    _check_time(tx, until_ts)
    muted = GroupMute(room_id, until_ts, tx.now_ms, author, check_reason(reason))
    store.set_group_mute(tx, muted)
    forget(tx)
    audit.record(tx, author, Act.GROUP_MUTED, room_id, after={"until_ts": until_ts}, reason=muted.reason)
    return muted


def lift_group(tx: Tx, room_id: str, author: str, reason: str = "") -> bool:
    """The group may speak again. False when it could."""
    held = store.find_group_mute(tx, room_id) is not None
    if store.drop_group_mute(tx, room_id):
        forget(tx)
    if held:
        audit.record(tx, author, Act.GROUP_UNMUTED, room_id, reason=reason)
    return held


def nudge(tx: Tx, room_id: str, user_id: str, message: str) -> None:
    """The person was told to think this message over; `message` is its hash."""
    store.set_nudged(tx, room_id, user_id, message)


def is_nudged(tx: Tx, room_id: str, user_id: str, message: str) -> bool:
    """Whether he was told so a short time ago: then he means it."""
    ts = store.nudged_ts(tx, room_id, user_id, message)
    return ts > 0 and tx.now_ms - ts <= _NUDGE_MS


def move(tx: Tx, room_id: str, new_id: str) -> None:
    """A group goes on in another room, which is new: whatever stood against people goes along."""
    store.move(tx, room_id, new_id)
    forget(tx)


def drop_old(tx: Tx) -> None:
    """Forgets strikes of a year ago, and what nobody is held back by any more."""
    store.drop_old(tx, tx.now_ms - _KEEP_MS, tx.now_ms - _KEEP_NUDGES_MS)
    forget(tx)


def check_reason(reason: str) -> str:
    """The reason, trimmed; M_INVALID_PARAM when it is longer than anybody reads."""
    if len(reason) > MOST_REASON:
        params = {"most": MOST_REASON}
        raise InvalidParam(f"At most {MOST_REASON} characters", key="fairness.reason_too_long", params=params)
    return " ".join(reason.split())


def _restrain(
    tx: Tx,
    room_id: str,
    user_id: str,
    act: Rung,
    until_ts: int,
    grounds: Grounds,
    author: str,
    *,
    every_ms: int = 0,
) -> Strike:
    _check_time(tx, until_ts)
    laid = _strike(tx, room_id, user_id, act, grounds, author)
    laid = _add(tx, laid, lasts_ms=until_ts - tx.now_ms, every_ms=every_ms, fades_ts=0)
    audit.record(tx, author, Act.RESTRAINT_LAID, room_id, after=laid.to_json())
    return laid


def _strike(tx: Tx, room_id: str, user_id: str, act: Rung, grounds: Grounds, author: str) -> Strike:
    return Strike(
        strike_id=tx.next_position(),
        room_id=room_id,
        user_id=user_id,
        act=act,
        clause=grounds.clause,
        clause_id=grounds.clause_id,
        reasons=grounds.reasons,
        every_ms=0,
        until_ts=0,
        ts=tx.now_ms,
        fades_ts=0,
        author=author,
        cause=grounds.cause,
    )


def _add(tx: Tx, strike: Strike, *, lasts_ms: int, every_ms: int, fades_ts: int) -> Strike:
    until_ts = tx.now_ms + lasts_ms if lasts_ms else 0
    added = replace(strike, every_ms=every_ms, until_ts=until_ts, fades_ts=fades_ts)
    store.add(tx, added)
    if until_ts:
        forget(tx)
    return added


def _check_time(tx: Tx, until_ts: int) -> None:
    if not tx.now_ms < until_ts <= tx.now_ms + LONGEST_MS:
        days = LONGEST_MS // 86_400_000
        raise InvalidParam(
            f"It ends in the future, within {days} days", key="fairness.bad_time", params={"days": days}
        )
