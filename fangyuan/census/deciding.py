"""What people decide about proposals, over the API or with a reaction on what the house asked them."""

from __future__ import annotations

from fangyuan import directory, groups, identity
from fangyuan.census import cascade, consent
from fangyuan.census import proposal_store as store
from fangyuan.census.founding import MOST_REASON, found_approved
from fangyuan.census.proposal_model import Proposal
from fangyuan.db import Tx
from fangyuan.groups import Question, Said
from fangyuan.identity.model import Session
from fangyuan.kernel import json
from fangyuan.kernel.errors import Conflict, FangyuanError, Forbidden, InvalidParam
from fangyuan.kernel.ids import localpart_of
from fangyuan.kernel.text import bilingual


def decide(tx: Tx, actor: Session, proposal_id: str, *, approves: bool, reason: str = "") -> Proposal:
    """Approves, and the group is founded in the same transaction, or refuses; the founder is told either way.

    Forbidden for who is not to decide, a Conflict when it is decided already or the founder has left.
    """
    proposal = consent.get(tx, actor, proposal_id)
    asked = store.list_approvers(tx, [proposal_id])[proposal_id]
    if not consent.may_decide(tx, actor, proposal, asked):
        raise Forbidden("Somebody else decides about this proposal", key="census.proposal.not_yours")
    if not proposal.is_pending:
        raise Conflict("It is decided already", errcode="FANGYUAN_DECIDED", key="census.proposal.decided")
    if len(reason) > MOST_REASON:
        raise InvalidParam(
            "The reason is too long",
            key="census.founding.override_reason",
            params={"most": MOST_REASON},
            extra={"field": "reason"},
        )
    room_id = _found(tx, proposal) if approves else None
    status = "approved" if approves else "refused"
    return consent.settle(tx, actor.user_id, proposal, status, reason.strip(), room_id)


def _found(tx: Tx, proposal: Proposal) -> str:
    founder = identity.get_account(tx, proposal.founder)
    person = directory.org(tx).people.get(localpart_of(proposal.founder))
    if not founder.is_active or (person is not None and not person.is_active):
        raise Conflict(
            "The founder is not with the company any more",
            errcode="FANGYUAN_FOUNDER_LEFT",
            key="census.proposal.founder_left",
        )
    return found_approved(tx, founder.as_actor(), json.decode(proposal.wish)).room_id


def follow(tx: Tx, actor: Session, question: Question, said: Said) -> None:
    """What somebody has answered to a question of the house is done; what can't be done is told, not refused."""
    if said.verb not in ("yes", "no"):
        return
    try:
        _follow(tx, actor, question, said.words, is_yes=said.verb == "yes")
    except FangyuanError as error:  # before anything was written: checks come first
        words = bilingual(error.key, **error.params) if error.key else error.message
        groups.tell(tx, actor.user_id, "census.founding.answer_failed", reason=words)


def _follow(tx: Tx, actor: Session, question: Question, words: str, *, is_yes: bool) -> None:
    if question.about == consent.ABOUT:
        decide(tx, actor, question.subject, approves=is_yes, reason=words)
        word = "approved" if is_yes else "refused"
        groups.tell(tx, actor.user_id, f"census.proposal.you_{word}")
    elif question.about == cascade.ABOUT:
        cascade.answer(tx, actor, question.subject, founds=is_yes)
