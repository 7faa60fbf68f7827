"""How long a group keeps messages and files: its charter's word, within what the company allows. Pure."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, Struct

from fangyuan.charter.clauses import Retention
from fangyuan.charter.mistakes import wrong
from fangyuan.charter.model import Charter
from fangyuan.charter.parse import convert
from fangyuan.charter.templates import find_kind, kinds
from fangyuan.kernel import json

Days = Annotated[int, Meta(ge=1, le=36_500)]


class RetentionPolicy(Struct, frozen=True, forbid_unknown_fields=True):
    """The company's rule, in days: no group keeps less than `min_days` or more than `max_days`; `kinds` where a charter
    says nothing, in place of what we ship. None: no bound, and kept without end.
    """

    min_days: Days | None = None
    max_days: Days | None = None
    kinds: dict[str, Days | None] = {}

    def to_json(self) -> dict[str, Any]:
        """As plain values: what `parse_retention` reads."""
        return json.decode(json.encode(self))


NO_BOUNDS = RetentionPolicy()


def parse_retention(obj: object) -> RetentionPolicy:
    """The policy that somebody wrote; errors name the field, in both languages."""
    policy = convert(obj, RetentionPolicy, "")
    for kind_id in policy.kinds:
        if find_kind(kind_id) is None:
            known = ", ".join(kind.id for kind in kinds())
            raise wrong(f"kinds.{kind_id[:60]}", "unknown_kind", value=kind_id[:60], kinds=known)
    if policy.min_days is not None and policy.max_days is not None and policy.min_days > policy.max_days:
        raise wrong("max_days", "max_below_min")
    return policy


def days_kept(policy: RetentionPolicy, kind_id: str, charter: Charter | None) -> int | None:
    """For how many days the group keeps what is said in it; None: without end. A draft has no charter yet."""
    days = own_days(charter) if charter is not None else None
    if days is None:
        kind = find_kind(kind_id)
        days = policy.kinds.get(kind_id, kind.retention_days if kind is not None else None)
    if policy.max_days is not None and (days is None or days > policy.max_days):
        return policy.max_days
    if policy.min_days is not None and days is not None and days < policy.min_days:
        return policy.min_days
    return days


def own_days(charter: Charter) -> int | None:
    """What the charter's own clause says, the shortest of several; one that is only observed changes nothing."""
    found = [one.days for one in charter.clauses if isinstance(one, Retention) and one.mode == "enforce"]
    return min(found, default=None)
