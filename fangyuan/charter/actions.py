"""What is remembered for charters: who accepted which version, and the company's policies."""

from __future__ import annotations

import msgspec

from fangyuan.charter import store
from fangyuan.charter.policy import CreationPolicy, check_allowed, default_policy, parse_policy
from fangyuan.charter.store import copy_acceptances, list_acceptances
from fangyuan.db import Tx
from fangyuan.directory import ADMIN, Org
from fangyuan.identity.model import Session
from fangyuan.kernel import json
from fangyuan.kernel.errors import Forbidden

CREATION = "creation"

__all__ = [
    "accept",
    "check_may_found",
    "copy_acceptances",
    "creation_policy",
    "has_accepted",
    "list_acceptances",
    "set_creation_policy",
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
    # No client sees it, but other processes look at the position to know that what they remember is old.
    store.set_policy(tx, CREATION, json.encode(policy), tx.next_position())
    return policy


def check_may_found(tx: Tx, org: Org, actor: Session, kind_id: str, size: int | None = None) -> None:
    """Forbidden, saying who may, unless the policy lets the actor found this. Administrators may."""
    if actor.is_admin or org.acts_as(actor, ADMIN):
        return
    if actor.kind == "guest":
        raise Forbidden("Guests can't found groups", key="charter.policy.no_guests")
    check_allowed(creation_policy(tx), org, actor.user_id, kind_id, size)
