"""Proposals that wait for somebody's consent: who is asked, who may decide, and what happens if nobody does."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from fangyuan import audit, charter, directory, groups
from fangyuan.audit import Act
from fangyuan.census import proposal_store as store
from fangyuan.census.proposal_model import STATUSES, Proposal, Status
from fangyuan.charter import Approval
from fangyuan.db import Tx, schedule
from fangyuan.directory import ADMIN, HR
from fangyuan.groups import Founding
from fangyuan.identity.model import Session
from fangyuan.kernel import json
from fangyuan.kernel.errors import Forbidden, InvalidParam, NotFound
from fangyuan.kernel.json import JsonObject

PASS_ON = "census.pass_on"  # noqa: S105 - the name of a job
ABOUT = "proposal"  # of the house's questions
_HOUR_MS, _DAY_MS = 3_600_000, 86_400_000
_NEWEST, _MOST = (2**62, "\U0010ffff"), 200


def file(tx: Tx, actor: Session, planned: Founding, wish: JsonObject) -> Proposal:
    """Keeps the wish until somebody has agreed, and asks the first who may. Proposed twice is proposed once."""
    parsed = planned.charter
    waiting = store.find_waiting(tx, actor.user_id, parsed.kind, parsed.name)
    if waiting is not None:
        return waiting
    days = charter.creation_policy(tx).expire_days
    proposal = Proposal(
        tx.ids.opaque(),
        actor.user_id,
        parsed.kind,
        parsed.name,
        json.encode(wish),
        planned.size,
        planned.approval,
        "pending",
        tx.now_ms,
        tx.now_ms + days * _DAY_MS,
    )
    store.add(tx, proposal)
    audit.record(tx, actor.user_id, Act.PROPOSAL_FILED, proposal.proposal_id, after=proposal.to_audit())
    _ask_next(tx, proposal, [], parsed.purpose)
    return proposal


# -- who is asked ----------------------------------------------------------------------------------------------------


def _candidates(tx: Tx, approval: Approval, founder: str) -> list[str]:
    """The user ids of who may agree, in the order in which they are asked; never the founder himself."""
    org = directory.org(tx)
    person = org.find_person(founder)
    if approval == "superior" and person is not None:
        people: Sequence[str] = charter.superiors(org, person.person_id)
    else:
        people = _with_role(tx, HR) or _with_role(tx, ADMIN)
    return [user_id for user_id in map(org.user_id, people) if user_id != founder]


def _with_role(tx: Tx, role: str) -> list[str]:
    people = directory.org(tx).people.values()
    return sorted(person.person_id for person in people if person.is_active and role in person.roles)


def _ask_next(tx: Tx, proposal: Proposal, asked: Sequence[str], purpose: str) -> None:
    """Asks the next who was not asked yet; comes back after the time that the policy sets."""
    candidates = _candidates(tx, proposal.approval, proposal.founder)
    chosen = next((one for one in candidates if one not in asked), None)
    if chosen is not None:
        store.add_approver(tx, proposal.proposal_id, chosen)
        params = {**_params(tx, proposal), "purpose": purpose, "people": proposal.people}
        groups.ask(tx, chosen, ABOUT, proposal.proposal_id, "census.proposal.asked", **params)
    wait_ms = charter.creation_policy(tx).pass_on_hours * _HOUR_MS
    due = min(tx.now_ms + wait_ms, proposal.expires_ts)
    schedule(tx, PASS_ON, {"proposal_id": proposal.proposal_id}, due, f"{PASS_ON} {proposal.proposal_id}")


def pass_on(tx: Tx, payload: dict[str, str]) -> None:
    """The worker's function for PASS_ON: nobody has decided yet, so another is asked, or the proposal ends."""
    proposal = store.find(tx, payload["proposal_id"])
    if proposal is None or not proposal.is_pending:
        return
    if tx.now_ms >= proposal.expires_ts:
        settle(tx, groups.house(tx).user_id, proposal, "expired", "", None)
        return
    asked = store.list_approvers(tx, [proposal.proposal_id])[proposal.proposal_id]
    _ask_next(tx, proposal, asked, str(json.as_object(json.decode(proposal.wish)).get("purpose") or ""))


def _params(tx: Tx, proposal: Proposal) -> dict[str, object]:
    names = charter.get_kind(proposal.kind).name
    person = directory.org(tx).find_person(proposal.founder)
    return {
        "group": proposal.name,
        "kind_zh": names["zh-CN"],
        "kind_en": names["en"],
        "founder": person.name if person is not None else proposal.founder,
    }


# -- deciding --------------------------------------------------------------------------------------------------------


def may_decide(tx: Tx, actor: Session, proposal: Proposal, asked: Sequence[str]) -> bool:
    """Any of HR where HR agrees; who was asked of the line above, as long as he stands there; administrators."""
    if actor.user_id == proposal.founder or actor.app_service:
        return False
    org = directory.org(tx)
    if actor.is_admin or org.acts_as(actor, ADMIN):
        return True
    if proposal.approval == "hr":
        return org.acts_as(actor, HR)
    above = _candidates(tx, proposal.approval, proposal.founder)  # nobody is above who has left
    return actor.user_id in asked and (actor.user_id in above or not above)


def settle(
    tx: Tx, actor: str, proposal: Proposal, status: Status, reason: str, room_id: str | None
) -> Proposal:
    """It is decided: kept, filed, and told to the founder."""
    settled = replace(
        proposal, status=status, reason=reason, decided_by=actor, decided_ts=tx.now_ms, room_id=room_id
    )
    store.set_decided(tx, settled)
    after = {**settled.to_audit(), "status": status, "room_id": room_id}
    audit.record(tx, actor, _ACTS[status], proposal.proposal_id, after=after, reason=reason)
    said = {**_params(tx, settled), "reason": reason or "-"}
    groups.tell(tx, proposal.founder, f"census.proposal.{status}", **said)
    return settled


_ACTS: dict[Status, Act] = {
    "approved": Act.PROPOSAL_APPROVED,
    "refused": Act.PROPOSAL_REFUSED,
    "expired": Act.PROPOSAL_EXPIRED,
}


# -- looking ---------------------------------------------------------------------------------------------------------


def get(tx: Tx, actor: Session, proposal_id: str) -> Proposal:
    """The proposal, for its founder, who was asked, and who sees the whole register; Forbidden for others."""
    proposal = store.find(tx, proposal_id)
    if proposal is not None:
        asked = store.list_approvers(tx, [proposal_id])[proposal_id]
        if actor.user_id in (proposal.founder, *asked) or groups.may_see_all(tx, actor):
            return proposal
        raise Forbidden("Somebody else decides about this proposal", key="census.proposal.not_yours")
    raise NotFound("No such proposal", key="census.proposal.no_such")


def list_to_decide(tx: Tx, actor: Session) -> list[Proposal]:
    """The proposals that wait for the actor, who was asked about them, the newest first."""
    found = store.list_page(tx, actor.user_id, ["pending"], _NEWEST, _MOST, sees_all=False)
    asked = store.list_approvers(tx, [one.proposal_id for one in found]) if found else {}
    return [
        one
        for one in found
        if actor.user_id in asked[one.proposal_id] and may_decide(tx, actor, one, asked[one.proposal_id])
    ]


def list_own(tx: Tx, actor: Session) -> list[Proposal]:
    """What the actor himself proposed, the newest first."""
    found = store.list_page(tx, actor.user_id, list(STATUSES), _NEWEST, _MOST, sees_all=False)
    return [one for one in found if one.founder == actor.user_id]


def list_proposals(
    tx: Tx, actor: Session, *, status: str | None, before: tuple[int, str], most: int
) -> list[Proposal]:
    """The newest first: one's own and those one was asked about; everything for HR, auditors, administrators."""
    if status is not None and status not in STATUSES:
        raise InvalidParam(
            f"status is one of {', '.join(STATUSES)}",
            key="census.proposal.status",
            params={"statuses": ", ".join(STATUSES)},
            extra={"field": "status"},
        )
    wanted: list[Status] = [one for one in STATUSES if status in (None, one)]
    return store.list_page(tx, actor.user_id, wanted, before, most, sees_all=groups.may_see_all(tx, actor))
