"""Appeals: who decides them, and who is told. Never who appeals, nor who runs the group, nor who did it."""

from __future__ import annotations

from collections.abc import Iterable

from fangyuan import directory, fairness, identity
from fangyuan.db import Tx
from fangyuan.fairness import Appeal
from fangyuan.groups import store
from fangyuan.groups.asking import ask
from fangyuan.groups.house import tell
from fangyuan.groups.register import name_of
from fangyuan.groups.succession import shown
from fangyuan.identity.model import Session
from fangyuan.kernel.errors import Forbidden
from fangyuan.kernel.ids import localpart_of
from fangyuan.kernel.text import both

_PAGE, _NEWEST = 200, 2**62


def judges(tx: Tx, room_id: str, parties: Iterable[str]) -> tuple[str, list[str]]:
    """(hr, superior or admin; their user ids): HR; else the owner's next superior; else administrators.

    Left out are the parties and the group's owner and deputies.
    """
    group, org = store.find(tx, room_id), directory.org(tx)
    out = {*parties, *(group.owners if group is not None else ())}
    hr = with_role(tx, directory.HR) - out
    if hr:
        return "hr", sorted(hr)
    if group is not None:
        for person_id in org.path_to_top(localpart_of(group.owner)):
            if org.people[person_id].is_active and org.user_id(person_id) not in out:
                return "superior", [org.user_id(person_id)]
    return "admin", sorted((with_role(tx, directory.ADMIN) | set(identity.list_admins(tx))) - out)


def with_role(tx: Tx, role: str) -> frozenset[str]:
    """The accounts of those who are at work in this role; looked for once, as it is asked of each row of a list."""
    org = directory.org(tx)

    def look() -> frozenset[str]:
        people = org.people.values()
        return frozenset(org.user_id(one.person_id) for one in people if one.is_active and role in one.roles)

    return tx.remember(("with_role", role, org.version), look)


def appeal(tx: Tx, actor: Session, strike_id: int, words: str) -> Appeal:
    """Appeals against a strike of one's own; who decides is told, and the person who that is."""
    filed = fairness.appeal(tx, actor.user_id, strike_id, words)
    kind, found = judges(tx, filed.room_id, (filed.user_id, filed.author))
    said = filed.words or "-"
    what, strike = both(f"fairness.what_{filed.strike.act}"), filed.strike
    for judge in found:
        ask(
            tx,
            judge,
            "appeal",
            str(filed.appeal_id),
            "fairness.appeal_to_judge",
            person=shown(tx, filed.user_id),
            group=name_of(tx, filed.room_id),
            number=filed.appeal_id,
            what_zh=what["zh-CN"],
            what_en=what["en"],
            reason_zh=strike.reasons["zh-CN"],
            reason_en=strike.reasons["en"],
            words=said,
        )
    by = both(f"fairness.judge_{kind}")
    words_of = {"judge_zh": by["zh-CN"], "judge_en": by["en"]}
    tell(tx, filed.user_id, "fairness.appeal_filed", number=filed.appeal_id, **words_of)
    return filed


def may_decide(tx: Tx, actor: Session, found: Appeal) -> bool:
    """Whether the appeal is the actor's to decide; what a program does in somebody's name decides nothing."""
    if actor.app_service:
        return False
    return actor.user_id in judges(tx, found.room_id, (found.user_id, found.author))[1]


def decide(tx: Tx, actor: Session, appeal_id: int, outcome: str, reason: str) -> Appeal:
    """Decides an appeal, with a reason; the person, the owner and who did it are told. M_FORBIDDEN for others."""
    found = fairness.get_appeal(tx, appeal_id)
    if not may_decide(tx, actor, found):
        raise Forbidden("Not yours to decide", key="fairness.not_yours_to_decide")
    decided = fairness.decide_appeal(tx, actor.user_id, appeal_id, outcome, reason)
    tell(tx, decided.user_id, f"fairness.appeal_{outcome}", number=appeal_id, reason=decided.reason)
    group = store.find(tx, decided.room_id)
    concerned = {decided.author, *((group.owner,) if group is not None else ())} - {decided.user_id}
    for user_id in sorted(concerned):
        tell(
            tx,
            user_id,
            f"fairness.appeal_{outcome}_owner",
            person=shown(tx, decided.user_id),
            group=name_of(tx, decided.room_id),
            number=appeal_id,
            reason=decided.reason,
        )
    return decided


def list_to_decide(tx: Tx, actor: Session) -> list[Appeal]:
    """The open appeals that are the actor's to decide, the newest first."""
    return [one for one in fairness.list_appeals(tx, _NEWEST, _PAGE, "open") if may_decide(tx, actor, one)]


def list_for(tx: Tx, actor: Session, *, before: int, most: int, status: str | None) -> list[Appeal]:
    """The appeals that are the actor's to decide, and his own, below a number; the newest first."""
    found: list[Appeal] = []
    while len(found) < most:
        page = fairness.list_appeals(tx, before, _PAGE, status)
        found += [one for one in page if one.user_id == actor.user_id or may_decide(tx, actor, one)]
        if len(page) < _PAGE:
            break
        before = page[-1].appeal_id
    return found[:most]
