"""The SQL of proposals, overrides and cascades."""

from __future__ import annotations

from fangyuan.census.proposal_model import Cascade, Override, Proposal, Status, Step
from fangyuan.db import SQL, Tx

_COLUMNS = (
    "proposal_id, founder, kind, name, wish, people, approval, status, created_ts, expires_ts, reason, decided_by, "
    "decided_ts, room_id"
)
_ADD = SQL(
    f"INSERT INTO proposals ({_COLUMNS}) VALUES (:proposal_id, :founder, :kind, :name, :wish, :people, :approval, "
    ":status, :created_ts, :expires_ts, :reason, :decided_by, :decided_ts, :room_id)"
)
_FIND = SQL(f"SELECT {_COLUMNS} FROM proposals WHERE proposal_id = :proposal_id")
_FIND_WAITING = SQL(
    f"SELECT {_COLUMNS} FROM proposals WHERE founder = :founder AND status = 'pending' "
    "AND kind = :kind AND name = :name"
)
_DECIDE = SQL(
    "UPDATE proposals SET status = :status, reason = :reason, decided_by = :decided_by, decided_ts = :decided_ts, "
    "room_id = :room_id WHERE proposal_id = :proposal_id"
)
_PAGE = SQL(
    f"SELECT {_COLUMNS} FROM proposals WHERE status IN :*statuses AND (:all = 1 OR founder = :user_id "
    "OR proposal_id IN (SELECT proposal_id FROM proposal_approvers WHERE user_id = :user_id)) "
    "AND (created_ts < :ts OR (created_ts = :ts AND proposal_id < :proposal_id)) "
    "ORDER BY created_ts DESC, proposal_id DESC LIMIT :most"
)
_ADD_APPROVER = SQL(
    "INSERT INTO proposal_approvers (proposal_id, user_id, asked_ts) VALUES (:proposal_id, :user_id, :ts) "
    "ON CONFLICT (proposal_id, user_id) DO NOTHING"
)
_APPROVERS = SQL(
    "SELECT proposal_id, user_id FROM proposal_approvers WHERE proposal_id IN :*proposal_ids ORDER BY asked_ts, user_id"
)
_ADD_OVERRIDE = SQL(
    "INSERT INTO founding_overrides (room_id, author, reason, alike, ts) "
    "VALUES (:room_id, :author, :reason, :alike, :ts)"
)
_OVERRIDES = SQL(
    "SELECT room_id, author, reason, alike, ts FROM founding_overrides WHERE room_id IN :*room_ids"
)
_ADD_CASCADE = SQL(
    "INSERT INTO cascades (cascade_id, founder, wish, created_ts) VALUES (:cascade_id, :founder, :wish, :created_ts)"
)
_FIND_CASCADE = SQL(
    "SELECT cascade_id, founder, wish, created_ts FROM cascades WHERE cascade_id = :cascade_id"
)
_PUT_STEP = SQL(
    "INSERT INTO cascade_steps (cascade_id, person_id, asked_by, status, room_id, ts) "
    "VALUES (:cascade_id, :person_id, :asked_by, :status, :room_id, :ts) ON CONFLICT (cascade_id, person_id) "
    "DO UPDATE SET status = excluded.status, room_id = excluded.room_id, ts = excluded.ts"
)
_ASKED_OF = SQL(
    "SELECT cascade_id, person_id, asked_by, status, room_id, ts FROM cascade_steps "
    "WHERE person_id = :person_id AND status = 'asked' ORDER BY ts, cascade_id"
)
_CASCADES = SQL(
    "SELECT cascade_id, founder, wish, created_ts FROM cascades WHERE cascade_id IN :*cascade_ids"
)
_STEPS = SQL(
    "SELECT cascade_id, person_id, asked_by, status, room_id, ts FROM cascade_steps WHERE cascade_id = :cascade_id "
    "ORDER BY ts, person_id"
)


def add(tx: Tx, proposal: Proposal) -> None:
    tx.run(_ADD, **{name: getattr(proposal, name) for name in proposal.__struct_fields__})


def find(tx: Tx, proposal_id: str) -> Proposal | None:
    row = tx.one(_FIND, proposal_id=proposal_id)
    return Proposal(*row) if row else None


def find_waiting(tx: Tx, founder: str, kind: str, name: str) -> Proposal | None:
    """What this founder has proposed under the same name already, undecided."""
    row = tx.one(_FIND_WAITING, founder=founder, kind=kind, name=name)
    return Proposal(*row) if row else None


def set_decided(tx: Tx, proposal: Proposal) -> None:
    tx.run(
        _DECIDE,
        proposal_id=proposal.proposal_id,
        status=proposal.status,
        reason=proposal.reason,
        decided_by=proposal.decided_by,
        decided_ts=proposal.decided_ts,
        room_id=proposal.room_id,
    )


def list_page(
    tx: Tx, user_id: str, statuses: list[Status], before: tuple[int, str], most: int, *, sees_all: bool
) -> list[Proposal]:
    """The newest first, before this (time, id): all, or those that the user made or was asked about."""
    ts, proposal_id = before
    rows = tx.all(
        _PAGE,
        statuses=statuses,
        all=int(sees_all),
        user_id=user_id,
        ts=ts,
        proposal_id=proposal_id,
        most=most,
    )
    return [Proposal(*row) for row in rows]


def add_approver(tx: Tx, proposal_id: str, user_id: str) -> None:
    tx.run(_ADD_APPROVER, proposal_id=proposal_id, user_id=user_id, ts=tx.now_ms)


def list_approvers(tx: Tx, proposal_ids: list[str]) -> dict[str, list[str]]:
    """Who was asked about each of the proposals, the first one first."""
    found: dict[str, list[str]] = {proposal_id: [] for proposal_id in proposal_ids}
    for proposal_id, user_id in tx.all(_APPROVERS, proposal_ids=proposal_ids):
        found[proposal_id].append(user_id)
    return found


def add_override(tx: Tx, override: Override) -> None:
    tx.run(_ADD_OVERRIDE, **{name: getattr(override, name) for name in override.__struct_fields__})


def list_overrides(tx: Tx, room_ids: list[str]) -> dict[str, Override]:
    """Why those of the groups were founded that had one like them, by room id."""
    return {row[0]: Override(*row) for row in tx.all(_OVERRIDES, room_ids=room_ids)}


def add_cascade(tx: Tx, cascade: Cascade) -> None:
    tx.run(_ADD_CASCADE, **{name: getattr(cascade, name) for name in cascade.__struct_fields__})


def find_cascade(tx: Tx, cascade_id: str) -> Cascade | None:
    row = tx.one(_FIND_CASCADE, cascade_id=cascade_id)
    return Cascade(*row) if row else None


def list_asked_of(tx: Tx, person_id: str) -> list[Step]:
    """The steps in which this person is asked and hasn't answered yet."""
    return [Step(*row) for row in tx.all(_ASKED_OF, person_id=person_id)]


def list_cascades(tx: Tx, cascade_ids: list[str]) -> dict[str, Cascade]:
    """These cascades, by their ids."""
    return {row[0]: Cascade(*row) for row in tx.all(_CASCADES, cascade_ids=cascade_ids)}


def put_step(tx: Tx, step: Step) -> None:
    tx.run(_PUT_STEP, **{name: getattr(step, name) for name in step.__struct_fields__})


def list_steps(tx: Tx, cascade_id: str) -> list[Step]:
    return [Step(*row) for row in tx.all(_STEPS, cascade_id=cascade_id)]
