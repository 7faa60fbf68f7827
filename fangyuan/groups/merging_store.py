"""The SQL of merges and their signatures."""

from __future__ import annotations

from collections.abc import Collection

from fangyuan.db import SQL, Tx
from fangyuan.groups.merging_model import Merge, Signature

_MERGE = ", ".join(Merge.__struct_fields__)
_SIGNATURE = ", ".join(Signature.__struct_fields__)
_ADD = SQL(
    f"INSERT INTO merges ({_MERGE}) VALUES ({', '.join(f':{name}' for name in Merge.__struct_fields__)})"
)
_FIND = SQL(f"SELECT {_MERGE} FROM merges WHERE merge_id = :merge_id")
_OF_GROUP = SQL(
    f"SELECT {_MERGE} FROM merges WHERE (room_id = :room_id OR into_id = :room_id) "
    "AND (proposed_ts < :before_ts OR (proposed_ts = :before_ts AND merge_id < :before_id)) "
    "ORDER BY proposed_ts DESC, merge_id DESC LIMIT :most"
)
_OPEN_OF = SQL(
    f"SELECT {_MERGE} FROM merges WHERE (room_id = :room_id OR into_id = :room_id) AND status = 'open' "
    "ORDER BY proposed_ts, merge_id"
)
_OPEN_AMONG = SQL(
    f"SELECT {_MERGE} FROM merges WHERE status = 'open' AND (room_id IN :*room_ids OR into_id IN :*room_ids) "
    "ORDER BY proposed_ts, merge_id"
)
_DECIDE = SQL(
    "UPDATE merges SET status = :status, decided_by = :decided_by, decided_ts = :ts, plan = :plan "
    "WHERE merge_id = :merge_id"
)
_FOLLOW = (
    SQL("UPDATE merges SET room_id = :new_id WHERE room_id = :room_id AND status = 'open'"),
    SQL("UPDATE merges SET into_id = :new_id WHERE into_id = :room_id AND status = 'open'"),
)
_SIGN = SQL(
    f"INSERT INTO merge_signatures ({_SIGNATURE}) VALUES (:merge_id, :side, :owner, :signer, :reason, :room_version, "
    ":into_version, :ts) ON CONFLICT (merge_id, side) DO UPDATE SET owner = excluded.owner, signer = excluded.signer, "
    "reason = excluded.reason, room_version = excluded.room_version, into_version = excluded.into_version, "
    "ts = excluded.ts"
)
_SIGNATURES = SQL(f"SELECT {_SIGNATURE} FROM merge_signatures WHERE merge_id = :merge_id ORDER BY side")
_SIGNATURES_OF = SQL(f"SELECT {_SIGNATURE} FROM merge_signatures WHERE merge_id IN :*merge_ids ORDER BY side")
_MOVE_EXCEPTIONS = SQL(
    "UPDATE audience_exceptions SET room_id = :new_id WHERE exception_id IN :*exception_ids"
)
_END_EXCEPTIONS = SQL("DELETE FROM audience_exceptions WHERE room_id = :room_id")


def add(tx: Tx, merge: Merge) -> None:
    tx.run(_ADD, **{name: getattr(merge, name) for name in merge.__struct_fields__})


def find(tx: Tx, merge_id: str) -> Merge | None:
    row = tx.one(_FIND, merge_id=merge_id)
    return Merge(*row) if row else None


def list_of_group(tx: Tx, room_id: str, before_ts: int, before_id: str, most: int) -> list[Merge]:
    """The proposals that concern a group, the newest first, from before one on."""
    rows = tx.all(_OF_GROUP, room_id=room_id, before_ts=before_ts, before_id=before_id, most=most)
    return [Merge(*row) for row in rows]


def list_open_of(tx: Tx, room_id: str) -> list[Merge]:
    """The open ones that concern a group."""
    return [Merge(*row) for row in tx.all(_OPEN_OF, room_id=room_id)]


def list_open_among(tx: Tx, room_ids: list[str]) -> list[Merge]:
    """The open ones that concern any of these groups."""
    return [Merge(*row) for row in tx.all(_OPEN_AMONG, room_ids=room_ids)]


def decide(tx: Tx, merge_id: str, status: str, decided_by: str, plan: bytes | None = None) -> None:
    tx.run(_DECIDE, merge_id=merge_id, status=status, decided_by=decided_by, ts=tx.now_ms, plan=plan)


def follow(tx: Tx, room_id: str, new_id: str) -> None:
    """A group has another room: open proposals are about that one."""
    for statement in _FOLLOW:
        tx.run(statement, room_id=room_id, new_id=new_id)


def sign(tx: Tx, signature: Signature) -> None:
    tx.run(_SIGN, **{name: getattr(signature, name) for name in signature.__struct_fields__})


def list_signatures(tx: Tx, merge_id: str) -> list[Signature]:
    return [Signature(*row) for row in tx.all(_SIGNATURES, merge_id=merge_id)]


def list_signatures_of(tx: Tx, merge_ids: list[str]) -> dict[str, list[Signature]]:
    """Those of several proposals, by proposal."""
    found: dict[str, list[Signature]] = {merge_id: [] for merge_id in merge_ids}
    for row in tx.all(_SIGNATURES_OF, merge_ids=merge_ids):
        signature = Signature(*row)
        found[signature.merge_id].append(signature)
    return found


def hand_exceptions_over(tx: Tx, room_id: str, new_id: str, moving: Collection[str]) -> int:
    """These exceptions are the other group's now, the rest end; gives how many ended."""
    if moving:
        tx.run(_MOVE_EXCEPTIONS, new_id=new_id, exception_ids=list(moving))
    return tx.run(_END_EXCEPTIONS, room_id=room_id)
