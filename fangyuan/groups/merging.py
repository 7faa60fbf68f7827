"""Merging a group into another: proposing it, both owners signing, saying no. Decision 0019.

An owner signs over the API or by a ✅ on the house's private message; HR or an administrator may sign in his place.
"""

from __future__ import annotations

from fangyuan import audit, identity, rooms
from fangyuan.audit import Act
from fangyuan.db import Tx, schedule
from fangyuan.events import Event
from fangyuan.groups import merging_store, store
from fangyuan.groups.asking import ask, find_question, read_answer
from fangyuan.groups.charters import check_may_grow
from fangyuan.groups.house import house, tell
from fangyuan.groups.merging_model import AUDIENCES, HISTORIES, SIDES, Merge, MergePlan, Side, Signature
from fangyuan.groups.model import Group
from fangyuan.groups.refusals import tell_why
from fangyuan.groups.register import (
    check_open,
    get,
    list_own,
    may_govern,
    may_govern_all,
    may_see_all,
    name_of,
)
from fangyuan.groups.uniting import Outlook, check_pair, unite
from fangyuan.identity.model import Session
from fangyuan.kernel import json
from fangyuan.kernel.errors import Conflict, FangyuanError, Forbidden, InvalidParam, NotFound
from fangyuan.kernel.json import JsonObject
from fangyuan.kernel.text import text

EXPIRE_MERGE = "groups.expire_merge"
OPEN_MS = 30 * 86_400_000  # how long a proposal waits for its signatures
MAX_REASON = 500
ABOUT = "merge"  # the sort of question that the house asks the owners
_MOST_NAMED = 10
_LAST = (2**62, "")  # before which every proposal was made


def propose_merge(
    tx: Tx, actor: Session, room_id: str, into_id: str, reason: str, *, audience: str, history: str
) -> Merge:
    """Proposes to end the group in another one; both owners are asked. `audience` and `history` as in `Merge`."""
    ended, into = get(tx, room_id), get(tx, into_id)
    if actor.user_id not in (ended.owner, into.owner) and not may_govern_all(tx, actor):
        raise Forbidden("An owner, HR or an administrator proposes a merge", key="merging.not_yours")
    _check_reason(reason)
    for field, value, known in (("audience", audience, AUDIENCES), ("history", history, HISTORIES)):
        if value not in known:
            raise InvalidParam(
                f"{field} is one of {', '.join(known)}",
                key="merging.unknown_choice",
                params={"field": field, "choices": ", ".join(known)},
                extra={"field": field},
            )
    merge = Merge(
        tx.ids.opaque(),
        room_id,
        into_id,
        audience,
        history,
        reason.strip(),
        "open",
        actor.user_id,
        tx.now_ms,
    )
    outlook = _look(tx, merge, ended, into)
    if any(one.room_id == room_id for one in merging_store.list_open_of(tx, room_id)):
        raise Conflict("A merge of this group is proposed already", key="merging.proposed_already")
    merging_store.add(tx, merge)
    schedule(tx, EXPIRE_MERGE, {"merge_id": merge.merge_id}, tx.now_ms + OPEN_MS)
    after = {"merge": merge.merge_id, "into": into_id, "audience": audience, "history": history}
    audit.record(tx, actor.user_id, Act.MERGE_PROPOSED, room_id, after=after, reason=merge.reason)
    for user_id in dict.fromkeys((ended.owner, into.owner)):
        _ask_owner(tx, merge, outlook.plan, user_id)
    return merge


def _check_reason(reason: str) -> None:
    if not reason.strip() or len(reason) > MAX_REASON:
        raise InvalidParam("A reason is needed", key="merging.reason", extra={"field": "reason"})


def _look(tx: Tx, merge: Merge, ended: Group, into: Group) -> Outlook:
    """What the merge comes to; raises what stands against it."""
    check_open(ended)
    check_open(into)
    check_pair(ended, into)
    return Outlook(tx, merge, ended, into)


def _ask_owner(tx: Tx, merge: Merge, plan: MergePlan, user_id: str) -> None:
    names = [_named(tx, one) for one in plan.loses[:_MOST_NAMED]]
    words = {
        f"{field}_{language[:2]}": text(f"merging.{field}_{getattr(merge, field)}", language)
        for field in ("audience", "history")
        for language in ("zh-CN", "en")
    }
    params = {
        "person": _named(tx, merge.proposed_by),
        "group": name_of(tx, merge.room_id),
        "into": name_of(tx, merge.into_id),
        "reason": merge.reason,
        "gains": len(plan.gains),
        "stays": len(plan.stays),
        "loses": len(plan.loses),
        "names": f" ({', '.join(names)}{' …' if len(plan.loses) > _MOST_NAMED else ''})" if names else "",
        "readers": len(plan.readers),
        **words,
    }
    ask(tx, user_id, ABOUT, merge.merge_id, "merging.please_sign", **params)


# -- reading ---------------------------------------------------------------------------------------------------------


def get_merge(tx: Tx, actor: Session, merge_id: str) -> Merge:
    """The proposal, for who decides about one of its groups and who audits; Forbidden for others."""
    merge = merging_store.find(tx, merge_id)
    if merge is None:
        raise NotFound("No such merge", key="merging.no_such_merge")
    sides = (get(tx, merge.room_id), get(tx, merge.into_id))
    if not may_see_all(tx, actor) and not any(may_govern(tx, actor, group) for group in sides):
        raise Forbidden(
            "Only the owner, HR, an auditor or an administrator sees that", key="groups.not_yours"
        )
    return merge


def list_merges(
    tx: Tx, actor: Session, room_id: str, after: tuple[int, str] | None, most: int
) -> list[Merge]:
    """The proposals that concern a group, the newest first, `after` one (proposed_ts, merge_id)."""
    group = get(tx, room_id)
    if not (may_see_all(tx, actor) or may_govern(tx, actor, group)):
        raise Forbidden(
            "Only the owner, HR, an auditor or an administrator sees that", key="groups.not_yours"
        )
    return merging_store.list_of_group(tx, room_id, *(after or _LAST), most)


def plan_of_merge(tx: Tx, actor: Session, merge: Merge) -> JsonObject:
    """Who gains, who loses, who stays: as things stand while it is open, as it was carried out once it is done.

    Who is in a confidential group nobody learns by proposing to merge it: until its owner has signed, those outside
    read of its people only who is in both; `withheld` says so.
    """
    if merge.plan is not None:
        return json.decode(merge.plan)
    if not merge.is_open:
        return {}
    ended, into = get(tx, merge.room_id), get(tx, merge.into_id)
    try:
        plan = _look(tx, merge, ended, into).plan
    except FangyuanError as error:  # since the proposal: it can't be signed like that
        return {"problem": {"zh-CN": error.say("zh-CN"), "en": error.say("en")}}
    strange = [one for one in (ended, into) if _is_strange(tx, actor, merge, one)]
    if not strange:
        return plan.to_json()
    known = set(rooms.list_members(tx, (into if strange[0] is ended else ended).room_id))
    shown = {name: [one for one in people if one in known] for name, people in plan.to_json().items()}
    return {**shown, "withheld": True}


def _is_strange(tx: Tx, actor: Session, merge: Merge, group: Group) -> bool:
    """Whether the actor may not know yet who is in one of the groups."""
    if not group.is_confidential or may_see_all(tx, actor) or actor.user_id in group.owners:
        return False
    if (
        merge.proposed_by == group.owner
        or rooms.membership(tx, rooms.get(tx, group.room_id), actor.user_id) == "join"
    ):
        return False
    return all(one.owner != group.owner for one in valid_signatures(tx, merge))


def valid_signatures(tx: Tx, merge: Merge) -> list[Signature]:
    """Those that count: by the present owners or in their place, under the charters as they stand."""
    found = merging_store.list_signatures(tx, merge.merge_id)
    if not merge.is_open:
        return found
    return _valid(found, get(tx, merge.room_id), get(tx, merge.into_id))


def list_to_sign(tx: Tx, actor: Session) -> list[Merge]:
    """The open proposals for which the actor has yet to sign as the owner of a side, the oldest first."""
    own = [group.room_id for group in list_own(tx, actor.user_id) if group.owner == actor.user_id]
    merges = merging_store.list_open_among(tx, own) if own else []
    signatures = merging_store.list_signatures_of(tx, [one.merge_id for one in merges])
    sides = {room_id for one in merges for room_id in (one.room_id, one.into_id)}
    known = {group.room_id: group for group in store.list_among(tx, sorted(sides))}

    def waits(merge: Merge) -> bool:
        ended, into = known[merge.room_id], known[merge.into_id]
        signed = {one.side for one in _valid(signatures[merge.merge_id], ended, into)}
        mine = {"ended": ended.owner, "surviving": into.owner}
        return any(owner == actor.user_id and side not in signed for side, owner in mine.items())

    return [one for one in merges if waits(one)]


def _valid(found: list[Signature], ended: Group, into: Group) -> list[Signature]:
    owners = {"ended": ended.owner, "surviving": into.owner}
    versions = (ended.charter_version, into.charter_version)
    return [
        one
        for one in found
        if owners[one.side] == one.owner and (one.room_version, one.into_version) == versions
    ]


# -- deciding --------------------------------------------------------------------------------------------------------


def sign_merge(tx: Tx, actor: Session, merge_id: str, *, side: str | None = None, reason: str = "") -> Merge:
    """An owner's yes, for every side that he owns; or, with a reason, one in the place of an owner who is away.

    With the last signature the merge is carried out at once. Nobody signs in another's place whose own signature is
    the other one: two people at least look at each merge of two owners.
    """
    merge = _get_open(tx, actor, merge_id)
    ended, into = get(tx, merge.room_id), get(tx, merge.into_id)
    outlook = _look(tx, merge, ended, into)
    owners: dict[Side, str] = {"ended": ended.owner, "surviving": into.owner}
    signed: dict[Side, Signature] = {one.side: one for one in valid_signatures(tx, merge)}
    mine = _sides(tx, actor, owners, signed, side)
    if owners[mine[0]] != actor.user_id:
        _check_reason(reason)
    if "surviving" in mine and len(outlook.plan.gains):
        check_may_grow(tx, actor, outlook.charter.kind, outlook.size)
    versions = (ended.charter_version, into.charter_version)
    for one in mine:
        signature = Signature(merge_id, one, owners[one], actor.user_id, reason.strip(), *versions, tx.now_ms)
        merging_store.sign(tx, signature)
        signed[one] = signature
        after = {
            "merge": merge_id,
            "side": one,
            "in_place_of": owners[one] if signature.is_in_place else None,
        }
        audit.record(tx, actor.user_id, Act.MERGE_SIGNED, merge.room_id, after=after, reason=signature.reason)
        if signature.is_in_place:
            _tell(tx, merge, owners[one], "merging.signed_for_you", person=_named(tx, actor.user_id))
    if len(signed) == len(SIDES):
        _finish(tx, actor.user_id, merge, ended, into)
    return get_merge(tx, actor, merge_id)


def _get_open(tx: Tx, actor: Session, merge_id: str) -> Merge:
    merge = get_merge(tx, actor, merge_id)
    if not merge.is_open:
        raise Conflict(f"This has been decided: {merge.status}", key=f"merging.already.{merge.status}")
    return merge


def _sides(
    tx: Tx, actor: Session, owners: dict[Side, str], signed: dict[Side, Signature], wanted: str | None
) -> list[Side]:
    """The sides for which the actor signs now."""
    if wanted is not None and wanted not in SIDES:
        raise InvalidParam("side is ended or surviving", key="merging.side", extra={"field": "side"})
    own: list[Side] = [side for side in SIDES if owners[side] == actor.user_id and wanted in (None, side)]
    if own:
        return own
    if not may_govern_all(tx, actor):
        raise Forbidden("The owners sign, or HR in their place", key="merging.owners_sign")
    open_sides: list[Side] = [side for side in SIDES if side not in signed and wanted in (None, side)]
    if len(open_sides) != 1:
        raise InvalidParam("Say for which side", key="merging.side", extra={"field": "side"})
    if actor.user_id in owners.values() or any(one.signer == actor.user_id for one in signed.values()):
        raise Forbidden("Two people look at a merge", key="merging.two_people")
    return open_sides


def _finish(tx: Tx, actor: str, merge: Merge, ended: Group, into: Group) -> None:
    unite(tx, actor, merge, ended, into)
    for other in merging_store.list_open_of(tx, ended.room_id):
        _close(tx, actor, other, "void", "merging.void")
    for user_id in dict.fromkeys((ended.owner, into.owner, merge.proposed_by)):
        _tell(tx, merge, user_id, "merging.done")


def decline_merge(tx: Tx, actor: Session, merge_id: str, reason: str = "") -> Merge:
    """An owner's no, or that of HR or an administrator, ends the proposal; who has made it is told, and the owners."""
    merge = _get_open(tx, actor, merge_id)
    owners = (get(tx, merge.room_id).owner, get(tx, merge.into_id).owner)
    if actor.user_id not in (*owners, merge.proposed_by) and not may_govern_all(tx, actor):
        raise Forbidden("The owners sign, or HR in their place", key="merging.owners_sign")
    said = " ".join(reason.split())[:MAX_REASON]
    _close(tx, actor.user_id, merge, "declined", "merging.declined", said)
    return get_merge(tx, actor, merge_id)


def _close(tx: Tx, actor: str, merge: Merge, status: str, key: str, reason: str = "") -> None:
    merging_store.decide(tx, merge.merge_id, status, actor)
    after = {"merge": merge.merge_id, "status": status}
    audit.record(tx, actor, Act.MERGE_ENDED, merge.room_id, after=after, reason=reason)
    owners = [group.owner for room_id in (merge.room_id, merge.into_id) if (group := store.find(tx, room_id))]
    for user_id in dict.fromkeys((merge.proposed_by, *owners)):
        if user_id != actor:
            _tell(tx, merge, user_id, key, person=_named(tx, actor), reason=reason or "-")


def expire_merge(tx: Tx, payload: dict[str, str]) -> None:
    """The worker's function for EXPIRE_MERGE."""
    merge = merging_store.find(tx, payload["merge_id"])
    if merge is not None and merge.is_open:
        _close(tx, house(tx).user_id, merge, "expired", "merging.expired")


def follow_upgrade(tx: Tx, room_id: str, new_id: str) -> None:
    """A group has moved to a new room: proposals and what was merged into it follow."""
    merging_store.follow(tx, room_id, new_id)
    rooms.follow_upgrade(tx, room_id, new_id)


def _tell(tx: Tx, merge: Merge, user_id: str, key: str, **params: str) -> None:
    names = {
        "group": name_of(tx, merge.room_id),
        "into": name_of(tx, merge.into_id),
    }
    tell(tx, user_id, key, **names, **params)


def _named(tx: Tx, user_id: str) -> str:
    return identity.get_profile(tx, user_id).displayname or user_id


# -- stock clients ---------------------------------------------------------------------------------------------------


def answer_if_meant(tx: Tx, actor: Session, event: Event) -> None:
    """A ✅ or ❌ on the house's question is the owner's yes or no. What stands against it is told privately."""
    said = read_answer(event.type, event.content()) if not actor.app_service else None
    verb = {"yes": sign_merge, "no": decline_merge}.get(said.verb) if said is not None else None
    question = find_question(tx, actor.user_id, said) if said is not None and verb is not None else None
    if question is None or verb is None or question.about != ABOUT:
        return
    try:
        verb(tx, actor, question.subject)
    except FangyuanError as error:
        tell_why(error, actor.user_id, "merging.not_done")
        raise
