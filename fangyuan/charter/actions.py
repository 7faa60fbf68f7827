"""What is remembered for charters: who accepted which version, and the company's policies."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from zoneinfo import ZoneInfo, available_timezones

import msgspec

from fangyuan.charter import by_rule, store
from fangyuan.charter.echoes import note_echo
from fangyuan.charter.facts import MINUTES_A_DAY
from fangyuan.charter.mistakes import domains, wrong
from fangyuan.charter.model import Charter
from fangyuan.charter.policy import (
    Approval,
    CreationPolicy,
    NeedsApproval,
    check_allowed,
    default_policy,
    parse_policy,
)
from fangyuan.charter.retention import NO_BOUNDS, RetentionPolicy, parse_retention
from fangyuan.charter.store import accepted_version, copy_acceptances, list_acceptances, list_accepted
from fangyuan.charter.templates import kinds
from fangyuan.charter.verdict import Verdict
from fangyuan.db import Tx
from fangyuan.directory import ADMIN, Org
from fangyuan.identity.model import Session
from fangyuan.kernel import json
from fangyuan.kernel.errors import Forbidden

CREATION = "creation"
_TIME_ZONE = "time_zone"
_OWN_DOMAINS = "own_domains"
_LOOKS = "looks"
_LOOKS_DAYS, _MOST_LOOKS_DAYS = 7, 90
_DEFAULT_ZONE = "Asia/Shanghai"
_DAY_MS = 86_400_000
RETENTION = "retention"

__all__ = [
    "accept",
    "accepted_version",
    "check_by_rule",
    "check_may_found",
    "clause_figures",
    "copy_acceptances",
    "count_observed",
    "count_verdict",
    "creation_policy",
    "has_accepted",
    "kinds_to_found",
    "list_acceptances",
    "list_accepted",
    "minute_of_week",
    "own_domains",
    "put_policy",
    "retention_policy",
    "set_creation_policy",
    "set_own_domains",
    "set_retention_policy",
    "set_time_zone",
    "stored_policy",
    "time_zone",
]


def has_accepted(tx: Tx, room_id: str, user_id: str, version: int) -> bool:
    """Whether the person accepted this version of the charter or a later one. The writer remembers."""
    return _accepted(tx, room_id, user_id) >= version


def accept(tx: Tx, room_id: str, user_id: str, version: int, via: str) -> bool:
    """The person accepts this version; `via`: message, reaction or api. False when he had done so before."""
    if has_accepted(tx, room_id, user_id, version):
        return False
    tx.forget(("accepted", room_id, user_id))
    store.set_accepted(tx, room_id, user_id, version, via)
    return True


def _accepted(tx: Tx, room_id: str, user_id: str) -> int:
    return tx.remember(("accepted", room_id, user_id), lambda: store.accepted_version(tx, room_id, user_id))


def creation_policy(tx: Tx) -> CreationPolicy:
    """Who may found which kind: the company's policy, or the one that we ship."""

    def load() -> CreationPolicy:
        stored = store.find_policy(tx, CREATION)
        return default_policy() if stored is None else msgspec.json.decode(stored, type=CreationPolicy)

    return tx.remember(("policy", CREATION), load)


def set_creation_policy(tx: Tx, wish: object) -> CreationPolicy:
    """Replaces the creation policy as a whole; errors name the field. The caller writes the audit row."""
    policy = parse_policy(wish, tx.ids.server_name)
    tx.forget(("policy", CREATION))
    put_policy(tx, CREATION, json.encode(policy))
    return policy


def retention_policy(tx: Tx) -> RetentionPolicy:
    """The company's rule on how long messages and files are kept."""

    def load() -> RetentionPolicy:
        stored = store.find_policy(tx, RETENTION)
        return NO_BOUNDS if stored is None else msgspec.json.decode(stored, type=RetentionPolicy)

    return tx.remember(("policy", RETENTION), load)


def set_retention_policy(tx: Tx, wish: object) -> RetentionPolicy:
    """Replaces the rule as a whole; errors name the field. Audit row and telling the groups are the caller's."""
    policy = parse_retention(wish)
    tx.forget(("policy", RETENTION))
    store.set_policy(tx, RETENTION, json.encode(policy), tx.next_position())
    return policy


def stored_policy(tx: Tx, name: str) -> bytes | None:
    """What the company decided under this name, as it was put; None while it has decided nothing."""
    return store.find_policy(tx, name)


def put_policy(tx: Tx, name: str, value: bytes) -> None:
    """Keeps a policy of whoever owns the name. He forgets what he remembers of it, and writes the audit row."""
    # No client sees it, but other processes look at the position to know that what they remember is old.
    store.set_policy(tx, name, value, tx.next_position())


def check_may_found(
    tx: Tx, org: Org, actor: Session, kind_id: str, size: int | None = None, *, is_approved: bool = False
) -> None:
    """Forbidden, saying who may, unless the policy lets the actor found this. Administrators may.

    NeedsApproval where somebody must agree first, unless he has: `is_approved`.
    """
    if actor.is_admin or org.acts_as(actor, ADMIN):
        return
    if actor.kind == "guest":
        raise Forbidden("Guests can't found groups", key="charter.policy.no_guests")
    try:
        check_allowed(creation_policy(tx), org, actor.user_id, kind_id, size)
    except NeedsApproval:
        if not is_approved:
            raise


def kinds_to_found(tx: Tx, org: Org, actor: Session) -> dict[str, Approval]:
    """The kinds that the actor may found or propose, with whose consent."""
    found: dict[str, Approval] = {}
    for kind in kinds():
        try:
            check_may_found(tx, org, actor, kind.id)
            found[kind.id] = "none"
        except NeedsApproval as needed:
            found[kind.id] = needed.approval
        except Forbidden:
            continue
    return found


def check_by_rule(tx: Tx, org: Org, charter: Charter) -> None:
    """NamedOneByOne when the policy wants a rule for this kind and the audience is a list of names."""
    by_rule.check_by_rule(creation_policy(tx), org, charter, tx.now_ms)


# -- the company's time ------------------------------------------------------------------------------------------------


def time_zone(tx: Tx) -> ZoneInfo:
    """The zone in which the company's hours are meant."""

    def load() -> ZoneInfo:
        stored = store.find_policy(tx, _TIME_ZONE)
        return ZoneInfo(_DEFAULT_ZONE if stored is None else json.decode(stored)["time_zone"])

    return tx.remember(("policy", _TIME_ZONE), load)


def set_time_zone(tx: Tx, name: str) -> None:
    """Sets it by its IANA name ("Asia/Shanghai"); M_INVALID_PARAM for another. The caller writes the audit row."""
    if name not in available_timezones():
        raise wrong("time_zone", "no_time_zone", value=name[:60])
    tx.forget(("policy", _TIME_ZONE))
    store.set_policy(tx, _TIME_ZONE, json.encode({"time_zone": name}), tx.next_position())


def own_domains(tx: Tx) -> frozenset[str]:
    """The company's own sites: links to them, and below them, are no hooks of an advert. The server's is one."""

    def load() -> frozenset[str]:
        stored = store.find_policy(tx, _OWN_DOMAINS)
        named: list[str] = [] if stored is None else json.decode(stored)["domains"]
        return frozenset((tx.ids.server_name.partition(":")[0], *named))

    return tx.remember(("policy", _OWN_DOMAINS), load)


def set_own_domains(tx: Tx, wanted: Iterable[str]) -> tuple[str, ...]:
    """Names the company's own sites; M_INVALID_PARAM for what is no domain. The caller writes the audit row."""
    named = domains(tuple(wanted), "domains")
    tx.forget(("policy", _OWN_DOMAINS))
    store.set_policy(tx, _OWN_DOMAINS, json.encode({"domains": named}), tx.next_position())
    return named


def looks_days(tx: Tx) -> int:
    """After how many days members see who looked into their group from outside."""

    def load() -> int:
        stored = store.find_policy(tx, _LOOKS)
        return _LOOKS_DAYS if stored is None else json.decode(stored)["days"]

    return tx.remember(("policy", _LOOKS), load)


def set_looks_days(tx: Tx, days: int) -> None:
    """Sets it, 0 to 90; M_INVALID_PARAM for another. The caller writes the audit row."""
    if not 0 <= days <= _MOST_LOOKS_DAYS:
        raise wrong("days", "looks_days", most=_MOST_LOOKS_DAYS)
    tx.forget(("policy", _LOOKS))
    store.set_policy(tx, _LOOKS, json.encode({"days": days}), tx.next_position())


def minute_of_week(tx: Tx, ts: int) -> int:
    """Minutes since Monday 00:00 of the company's time at `ts` (ms UTC)."""
    local = datetime.datetime.fromtimestamp(ts / 1_000, time_zone(tx))
    return local.weekday() * MINUTES_A_DAY + local.hour * 60 + local.minute


# -- what clauses do ---------------------------------------------------------------------------------------------------


def count_observed(tx: Tx, room_id: str, verdict: Verdict) -> None:
    """Counts what clauses would have done that only observe."""
    day = tx.now_ms // _DAY_MS
    for one in verdict.observed:
        store.count(tx, room_id, one.clause_id, day, one.verdict, observed=True)


def count_verdict(tx: Tx, room_id: str, verdict: Verdict) -> None:
    """Counts what a clause has done: for the transaction that remains when the action was stopped."""
    count_observed(tx, room_id, verdict)
    note_echo(tx, room_id, verdict.echo)
    store.count(tx, room_id, verdict.clause_id, tx.now_ms // _DAY_MS, verdict.verdict, observed=False)


def clause_figures(tx: Tx, room_id: str, days: int) -> list[tuple[str, str, bool, int, int]]:
    """(clause id, verdict, whether it only observed, day since 1970 UTC, how often), of the last `days` days."""
    return store.list_counts(tx, room_id, tx.now_ms // _DAY_MS - days + 1)
