"""Appeals: one for each strike, by whom it struck. Who may decide is `groups`'s to say: it knows the owners."""

from __future__ import annotations

from fangyuan import audit
from fangyuan.audit import Act
from fangyuan.db import Tx
from fangyuan.fairness import store
from fangyuan.fairness.actions import check_reason
from fangyuan.fairness.model import OUTCOMES, Appeal, Strike
from fangyuan.fairness.standing import forget
from fangyuan.kernel.errors import Conflict, Forbidden, InvalidParam, NotFound


def get_strike(tx: Tx, strike_id: int) -> Strike:
    """The strike; M_NOT_FOUND when there is none, or it was deleted on appeal."""
    found = store.find_strike(tx, strike_id)
    if found is None:
        raise NotFound("No such strike", key="fairness.no_such_strike")
    return found


def get_appeal(tx: Tx, appeal_id: int) -> Appeal:
    found = store.find_appeal(tx, appeal_id)
    if found is None:
        raise NotFound("No such appeal", key="fairness.no_such_appeal")
    return found


def appeal(tx: Tx, user_id: str, strike_id: int, words: str) -> Appeal:
    """Appeals against a strike of one's own, once: Conflict the second time. What it caused goes on until decided."""
    strike, words = get_strike(tx, strike_id), check_reason(words)
    if strike.user_id != user_id:
        raise Forbidden("It is not your strike", key="fairness.not_your_strike")
    if store.find_appeal_of(tx, strike_id) is not None:
        raise Conflict("There is an appeal already", key="fairness.appealed_already")
    filed = Appeal(
        appeal_id=tx.next_position(),
        strike_id=strike_id,
        room_id=strike.room_id,
        user_id=user_id,
        author=strike.author,
        strike=strike,
        words=words,
        ts=tx.now_ms,
    )
    store.add_appeal(tx, filed)
    after = {"appeal": filed.appeal_id, "strike": strike_id}
    audit.record(tx, user_id, Act.APPEAL_FILED, strike.room_id, after=after, reason=words)
    return filed


def decide_appeal(tx: Tx, actor: str, appeal_id: int, outcome: str, reason: str) -> Appeal:
    """Upholds the strike, or reverses it: then it is deleted, and what it caused ends. Conflict when it was decided."""
    found, reason = get_appeal(tx, appeal_id), check_reason(reason)
    if outcome not in OUTCOMES:
        raise InvalidParam(f"outcome is one of {', '.join(OUTCOMES)}", extra={"field": "outcome"})
    if not reason:
        raise InvalidParam(
            "A decision has a reason", key="fairness.reason_missing", extra={"field": "reason"}
        )
    if found.outcome:
        raise Conflict("The appeal has been decided already", key="fairness.decided_already")
    store.decide(tx, appeal_id, outcome, reason, actor)
    if outcome == "reversed":
        store.drop_strike(tx, found.strike_id)
        forget(tx)
    after = {"appeal": appeal_id, "strike": found.strike_id, "user": found.user_id, "outcome": outcome}
    before = {"strike": found.strike.to_json()}
    audit.record(tx, actor, Act.APPEAL_DECIDED, found.room_id, before=before, after=after, reason=reason)
    return get_appeal(tx, appeal_id)
