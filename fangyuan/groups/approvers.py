"""Who decides about held messages, in which order they are asked, and who may see what is held."""

from __future__ import annotations

from collections.abc import Set

from fangyuan import directory, identity
from fangyuan.db import Tx
from fangyuan.groups import held_store, store
from fangyuan.groups.appeals import with_role
from fangyuan.groups.held_model import Held
from fangyuan.groups.register import list_own, may_govern, may_govern_all
from fangyuan.identity.model import Session
from fangyuan.kernel.errors import Forbidden, InvalidParam, NotFound
from fangyuan.kernel.ids import localpart_of

_PAGE, _NEWEST = 200, 2**62
_STATUSES = ("waiting", "ended", "")


def rounds(tx: Tx, room_id: str, author: str) -> list[list[str]]:
    """Who is asked, one round after the other: the charter's approvers, the owner and his deputies, the owner's
    superior, HR or, where there is none, administrators. Nobody decides about his own; a round of nobody is left out.
    """
    group, org = store.find(tx, room_id), directory.org(tx)
    last = with_role(tx, directory.HR) - {author}
    last = last or with_role(tx, directory.ADMIN) | set(identity.list_admins(tx))
    stages: list[Set[str]] = [last]
    if group is not None:
        above = (org.user_id(one) for one in org.path_to_top(localpart_of(group.owner)))
        superior = next((one for one in above if one != author and _may_act(tx, one)), None)
        named = set(group.charter.approvers) if group.charter is not None else set[str]()
        stages = [named, set(group.owners), {superior} if superior is not None else set[str](), *stages]
    seen: set[str] = {author}
    asked: list[list[str]] = []
    for stage in stages:
        people = sorted(one for one in stage - seen if _may_act(tx, one))
        seen.update(people)
        if people:
            asked.append(people)
    return asked


def _may_act(tx: Tx, user_id: str) -> bool:
    """Whether somebody is there to act: his account is open, and he is not suspended or gone."""
    account = identity.find_account(tx, user_id)
    person = directory.org(tx).find_person(user_id)
    works = person is None or person.is_active
    return account is not None and account.is_active and not account.is_suspended and works


def get(tx: Tx, held_id: int) -> Held:
    found = held_store.find(tx, held_id)
    if found is None:
        raise NotFound("No such held message", key="fairness.no_such_held")
    return found


def may_decide(tx: Tx, actor: Session, held: Held) -> bool:
    """Whoever was asked, and who governs the group; never the author, nor a program in somebody's name."""
    if actor.app_service or actor.user_id == held.user_id:
        return False
    if actor.user_id in held.asked:
        return True
    group = store.find(tx, held.room_id)
    return group is not None and may_govern(tx, actor, group)


def get_decidable(tx: Tx, actor: Session, held_id: int) -> Held:
    """The held message, for who may decide about it; M_FORBIDDEN for others."""
    held = get(tx, held_id)
    if not may_decide(tx, actor, held):
        raise Forbidden("Not yours to decide", key="fairness.held_not_yours")
    return held


def get_own(tx: Tx, actor: Session, held_id: int) -> Held:
    """The held message, for its author; M_FORBIDDEN for others."""
    held = get(tx, held_id)
    if held.user_id != actor.user_id:
        raise Forbidden("Not yours", key="fairness.held_not_own")
    return held


def list_held(
    tx: Tx, actor: Session, *, before: int, most: int, room_id: str | None, status: str
) -> list[Held]:
    """What is held of the actor's own, and what is his to decide, below a number; the newest first."""
    if status not in _STATUSES:
        raise InvalidParam("status is waiting or ended", extra={"field": "status"})
    owned = None if may_govern_all(tx, actor) else [group.room_id for group in list_own(tx, actor.user_id)]
    found: list[Held] = []
    while len(found) < most:
        page = held_store.list_page(
            tx, before, _PAGE, room_id=room_id, status=status, reader=actor.user_id, owned=owned
        )
        found += [one for one in page if one.user_id == actor.user_id or may_decide(tx, actor, one)]
        if len(page) < _PAGE:
            break
        before = page[-1].held_id
    return found[:most]


def list_own_held(tx: Tx, user_id: str, since: int) -> list[Held]:
    """What waits of the person's own messages, and what was decided about them since then (ms)."""
    return held_store.list_of_author(tx, user_id, since, _PAGE)


def list_asked(tx: Tx, actor: Session) -> list[Held]:
    """What waits for the actor's word because the house asked him, the newest first."""
    page = held_store.list_page(
        tx, _NEWEST, _PAGE, room_id=None, status="waiting", reader=actor.user_id, owned=[]
    )
    return [one for one in page if actor.user_id in one.asked and may_decide(tx, actor, one)]
