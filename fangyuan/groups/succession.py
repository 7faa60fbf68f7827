"""A group has an owner who is here. When he goes, the group passes on in the transaction in which he goes."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from fangyuan import directory, identity, rooms
from fangyuan.audit import Act
from fangyuan.db import Tx
from fangyuan.directory import ADMIN, HR, Org
from fangyuan.groups import store
from fangyuan.groups.house import post, tell
from fangyuan.groups.model import Group
from fangyuan.groups.revising import revise
from fangyuan.identity import EXTERNAL_KIND, Account
from fangyuan.kernel.ids import localpart_of
from fangyuan.kernel.text import LANGUAGES, bilingual, text

_NO_OWNERS = ("house", "guest", EXTERNAL_KIND)


def may_own(tx: Tx, user_id: str) -> bool:
    """Whether a group may be in these hands: an open account that may write, of somebody who works here."""
    return _is_here(directory.org(tx), identity.find_account(tx, user_id))


def list_absent(tx: Tx, user_ids: list[str]) -> set[str]:
    """Those of the owners who are not here, in one statement for all."""
    accounts = {one.user_id: one for one in identity.list_accounts(tx, user_ids)}
    org = directory.org(tx)
    return {user_id for user_id in user_ids if not _is_here(org, accounts.get(user_id))}


def _is_here(org: Org, account: Account | None) -> bool:
    if account is None or not account.is_active or account.is_suspended or account.kind in _NO_OWNERS:
        return False
    person = org.find_person(account.user_id)
    return person is None or person.is_active


def pass_on(tx: Tx, actor: str, *, why: str, before: Org | None = None) -> list[Group]:
    """Every group whose owner is not here gets another; gives these groups, whose members don't follow yet.

    `before` is the company before the change that takes owners away: it knows the superiors of who has left. `why`
    is the key of a text.
    """
    absent = list_absent(tx, store.list_owners(tx))
    passed: list[Group] = []
    for group in store.list_owned(tx, sorted(absent)) if absent else ():
        found = _find_heir(tx, group, before or directory.org(tx))
        if found is not None:
            passed.append(_pass_to(tx, actor, group, *found, why=why))
    return passed


def _find_heir(tx: Tx, group: Group, before: Org) -> tuple[str, str] | None:
    """Who comes next, and on what ground; None when nobody is here at all."""
    for user_id, ground in _line(tx, group, before):
        if user_id != group.owner and may_own(tx, user_id) and not _is_program(tx, user_id):
            return user_id, ground
    return None


def _is_program(tx: Tx, user_id: str) -> bool:
    account = identity.find_account(tx, user_id)
    return account is not None and account.kind == "bot"


def _line(tx: Tx, group: Group, before: Org) -> Iterator[tuple[str, str]]:
    """The line above the owner, who leads where he works, HR, administrators; then whoever is nearest to the group."""
    org, owner = directory.org(tx), localpart_of(group.owner)
    for superior in org.path_to_top(owner) or before.path_to_top(owner):
        yield tx.ids.user_id(superior), "manager"
    person = before.people.get(owner)
    department = before.departments.get(person.department_id) if person is not None else None
    while department is not None:
        leader = org.departments.get(department.department_id, department).leader_id
        if leader is not None:
            yield tx.ids.user_id(leader), "leader"
        department = before.departments.get(department.parent_id or "")
    for role in (HR, ADMIN):
        for one in sorted(p.person_id for p in org.people.values() if role in p.roles):
            yield tx.ids.user_id(one), role
    for user_id in identity.list_admins(tx):
        yield user_id, ADMIN
    for user_id in group.owners:
        yield user_id, "deputy"
    for one in sorted(org.people.values(), key=lambda p: (p.rank_level or len(org.ranks) + 1, p.person_id)):
        yield tx.ids.user_id(one.person_id), "rank"


def _pass_to(tx: Tx, actor: str, group: Group, heir: str, ground: str, *, why: str) -> Group:
    assert group.charter is not None, "only groups with a charter pass on"
    before = group.owner
    after = {"owner": heir, "ground": ground}
    passed = change_owner(tx, actor, group, heir, after=after, reason=why)
    params = {"group": group.charter.name, "person": shown(tx, before)}
    grounds = {f"why_{_short(language)}": text(f"groups.heir.{ground}", language) for language in LANGUAGES}
    tell(tx, heir, "groups.inherited", **params, **grounds)
    tell(tx, before, "groups.passed_on", group=group.charter.name, person=shown(tx, heir))
    return passed


def _short(language: str) -> str:
    return language.partition("-")[0]


def shown(tx: Tx, user_id: str) -> str:
    """What a person is called in words of the house."""
    return identity.get_profile(tx, user_id).displayname or user_id


def change_owner(tx: Tx, actor: str, group: Group, owner: str, *, after: object, reason: str) -> Group:
    """The owner is another; who was a deputy and becomes the owner is no deputy any more. The group hears of it."""
    assert group.charter is not None, "only groups with a charter change hands"
    deputies = tuple(one for one in group.charter.deputies if one != owner)
    parsed = replace(group.charter, owner=owner, deputies=deputies)
    before = {"owner": group.owner}
    words = bilingual("groups.owner_changed", before=shown(tx, group.owner), after=shown(tx, owner))
    changed = revise(tx, actor, group, parsed, Act.OWNER_CHANGED, before=before, after=after, reason=reason)
    post(tx, rooms.get(tx, group.room_id), words)
    return changed
