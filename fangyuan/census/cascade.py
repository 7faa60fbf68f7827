"""A leader founds the group of his direct reports, and each of those who lead people is asked to found his.

It goes down to a floor rank. Everybody is in by the rule `reports` and his rank, nobody is added one by one; whoever
is left out hears why.
"""

from __future__ import annotations

from fangyuan import audit, charter, directory, groups
from fangyuan.audit import Act
from fangyuan.census import founding
from fangyuan.census import proposal_store as store
from fangyuan.census.proposal_model import Cascade, Proposal, Step, StepStatus
from fangyuan.charter import Audience
from fangyuan.db import Tx
from fangyuan.directory import Org
from fangyuan.identity.model import Session
from fangyuan.kernel import json
from fangyuan.kernel.errors import Conflict, Forbidden, NotFound
from fangyuan.kernel.ids import localpart_of
from fangyuan.kernel.json import JsonObject

ABOUT = "cascade"  # of the house's questions
DEFAULT_KIND = "management"
_MOST_NAME = 100


def start(tx: Tx, actor: Session, wish: JsonObject) -> Cascade:
    """The actor's group of his direct reports, and a question to each of them who leads people himself.

    `wish`: name, purpose, `floor` and perhaps `ceiling` (ranks), kind, label, clauses. Forbidden for who leads nobody
    down to the floor; else as founding.
    """
    org = directory.org(tx)
    leader = org.find_person(actor.user_id)
    if leader is None or not _members(tx, org, leader.person_id, wish):
        raise Forbidden("Nobody reports to you down to that rank", key="census.cascade.leads_nobody")
    cascade = Cascade(tx.ids.opaque(), actor.user_id, json.encode(wish), tx.now_ms)
    step = Step(cascade.cascade_id, leader.person_id, "", "asked", None, tx.now_ms)
    store.add_cascade(tx, cascade)
    _found_step(tx, actor, cascade, step)
    audit.record(tx, actor.user_id, Act.CASCADE_STARTED, cascade.cascade_id, after=wish)
    return cascade


def answer(tx: Tx, actor: Session, cascade_id: str, *, founds: bool) -> Cascade:
    """Who was asked founds his group, or declines; then nobody below him is asked."""
    cascade = get(tx, actor, cascade_id)
    mine = localpart_of(actor.user_id)
    step = next((one for one in store.list_steps(tx, cascade_id) if one.person_id == mine), None)
    if step is None:
        raise Forbidden("You were not asked", key="census.cascade.not_asked")
    if step.status not in ("asked", "declined"):
        raise Conflict("You have answered", errcode="FANGYUAN_DECIDED", key="census.cascade.answered")
    if founds:
        _found_step(tx, actor, cascade, step)
        return cascade
    _note(tx, step, "declined")
    org = directory.org(tx)
    params = {"person": org.get_person(mine).name, "group": _shared(cascade)["name"]}
    groups.tell(tx, org.user_id(step.asked_by), "census.cascade.declined", **params)
    return cascade


def _found_step(tx: Tx, actor: Session, cascade: Cascade, step: Step) -> None:
    org, shared = directory.org(tx), _shared(cascade)
    person = org.get_person(step.person_id)
    name = f"{shared['name']}（{person.name}）"
    wish: JsonObject = {
        **{key: value for key, value in shared.items() if key not in ("floor", "ceiling")},
        "kind": shared.get("kind") or DEFAULT_KIND,
        "name": name[:_MOST_NAME],
        "owner": actor.user_id,
        "audience": audience_of(org, person.person_id, shared),
    }
    made = _found_or_find(tx, actor, wish)
    if isinstance(made, Proposal):
        _note(tx, step, "waiting")
    else:
        _note(tx, step, "founded", made)
    _ask_leaders(tx, org, cascade, person.person_id)


def _found_or_find(tx: Tx, actor: Session, wish: JsonObject) -> Proposal | str:
    """The id of the group; a leader who has such a group already goes on with it."""
    try:
        made = founding.found(tx, actor, wish)
    except founding.GroupExists as exists:
        own = [one.purpose.room_id for one in exists.same if one.purpose.owner == actor.user_id]
        if not own:
            raise
        return own[0]
    return made if isinstance(made, Proposal) else made.room_id


def _ask_leaders(tx: Tx, org: Org, cascade: Cascade, leader_id: str) -> None:
    """Those in the group who lead people themselves, each once in a cascade."""
    shared = _shared(cascade)
    known = {step.person_id for step in store.list_steps(tx, cascade.cascade_id)}
    for person_id in sorted(_members(tx, org, leader_id, shared) - known):
        people = _members(tx, org, person_id, shared)
        if not people:
            continue
        store.put_step(tx, Step(cascade.cascade_id, person_id, leader_id, "asked", None, tx.now_ms))
        params = {
            "leader": org.people[leader_id].name,
            "group": shared["name"],
            "purpose": shared.get("purpose"),
            "people": len(people),
            "names": "、".join(org.people[one].name for one in sorted(people)[:12]),
        }
        groups.ask(tx, org.user_id(person_id), ABOUT, cascade.cascade_id, "census.cascade.asked", **params)


def audience_of(org: Org, leader_id: str, shared: JsonObject) -> JsonObject:
    """The direct reports of a leader whose rank is within the bounds, as a rule."""
    ranks = {key: shared[key] for key in ("floor", "ceiling") if shared.get(key) is not None}
    reports: JsonObject = {"type": "reports", "manager": org.user_id(leader_id)}
    part: JsonObject = {"type": "all_of", "parts": [reports, {"type": "rank", **ranks}]} if ranks else reports
    return {"include": [part]}


def _audience(tx: Tx, org: Org, leader_id: str, shared: JsonObject) -> Audience:
    return charter.parse_audience(audience_of(org, leader_id, shared), tx.ids.server_name)


def _members(tx: Tx, org: Org, leader_id: str, shared: JsonObject) -> frozenset[str]:
    """The person ids of the leader's direct reports that the bounds let in."""
    return charter.resolve(org, _audience(tx, org, leader_id, shared), (), tx.now_ms)


def _note(tx: Tx, step: Step, status: StepStatus, room_id: str | None = None) -> None:
    store.put_step(tx, Step(step.cascade_id, step.person_id, step.asked_by, status, room_id, tx.now_ms))


def _shared(cascade: Cascade) -> JsonObject:
    return json.as_object(json.decode(cascade.wish))


# -- looking ---------------------------------------------------------------------------------------------------------


def get(tx: Tx, actor: Session, cascade_id: str) -> Cascade:
    """The cascade, for who began it, who was asked in it, and who sees the whole register; Forbidden for others."""
    cascade = store.find_cascade(tx, cascade_id)
    if cascade is not None:
        asked = {step.person_id for step in store.list_steps(tx, cascade_id)}
        if localpart_of(actor.user_id) in asked or groups.may_see_all(tx, actor):
            return cascade
        raise Forbidden("You were not asked", key="census.cascade.not_asked")
    raise NotFound("No such cascade", key="census.cascade.no_such")


def list_asked(tx: Tx, actor: Session) -> list[tuple[Step, Cascade]]:
    """Where the actor is asked to found the group of his direct reports, the first asked first."""
    steps = store.list_asked_of(tx, localpart_of(actor.user_id))
    known = store.list_cascades(tx, [step.cascade_id for step in steps]) if steps else {}
    return [(step, known[step.cascade_id]) for step in steps]


def list_steps(tx: Tx, cascade: Cascade) -> list[Step]:
    """Every leader who was asked so far, and what he did."""
    return store.list_steps(tx, cascade.cascade_id)


def left_out(tx: Tx, cascade: Cascade, person_id: str) -> dict[str, dict[str, str]]:
    """Which direct reports of a leader are not in his group, and why, in both languages."""
    org, shared = directory.org(tx), _shared(cascade)
    audience = _audience(tx, org, person_id, shared)
    explained = {
        report: charter.explain(org, audience, (), report, tx.now_ms)
        for report in org.direct_reports(person_id)
    }
    return {report: {**why.reasons()} for report, why in explained.items() if not why.is_in}
