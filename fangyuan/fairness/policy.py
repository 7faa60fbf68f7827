"""What the company decides about fairness, beside the ladders of its kinds of group."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from fangyuan import audit, charter
from fangyuan.audit import Act
from fangyuan.db import Tx
from fangyuan.kernel import json
from fangyuan.kernel.errors import InvalidParam

NAME = "fairness"
_KEY = ("policy", NAME)
MINUTE_MS = 60_000


class FairnessPolicy(Struct, frozen=True, forbid_unknown_fields=True):
    """`pass_on_minutes`: how long an approver has before a held message goes to the next one.

    `most_held`: how many messages of one person may wait.
    """

    pass_on_minutes: Annotated[int, Meta(ge=1, le=43_200)] = 120
    most_held: Annotated[int, Meta(ge=1, le=1_000)] = 20

    @property
    def pass_on_ms(self) -> int:
        return self.pass_on_minutes * MINUTE_MS

    def to_json(self) -> dict[str, Any]:
        return msgspec.to_builtins(self)


def policy(tx: Tx) -> FairnessPolicy:
    """What the company decided, or the usual. The writer remembers."""

    def load() -> FairnessPolicy:
        stored = charter.stored_policy(tx, NAME)
        return FairnessPolicy() if stored is None else msgspec.json.decode(stored, type=FairnessPolicy)

    return tx.remember(_KEY, load)


def set_policy(tx: Tx, actor: str, wish: object) -> FairnessPolicy:
    """Replaces it as a whole; what is left out is as usual. M_INVALID_PARAM says what is wrong."""
    try:
        wanted = msgspec.convert(wish, FairnessPolicy)
    except msgspec.ValidationError as cause:
        raise InvalidParam(str(cause)) from cause
    before = policy(tx).to_json()
    tx.forget(_KEY)
    charter.put_policy(tx, NAME, json.encode(wanted))
    audit.record(tx, actor, Act.POLICY_CHANGED, NAME, before=before, after=wanted.to_json())
    return wanted
