"""A small company with charters: a pump works of eleven people, for tests of groups in a database or on a server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from fangyuan import audit, directory, groups, identity, provisioning, rooms
from fangyuan.db import Database, Tx
from fangyuan.groups import Group
from fangyuan.identity.model import Session
from fangyuan.kernel.clock import Clock
from fangyuan.kernel.ids import Ids
from tests.kit.client import Json, MatrixClient
from tests.kit.rig import PASSWORD, SERVER_NAME, Rig

T = TypeVar("T")

HOUSE = f"@fangyuan:{SERVER_NAME}"
RANKS = ("总经理", "主管", "班组长", "员工")
HEAD = "姓名,账号,部门,职级,直属上级,部门负责人,角色"
PEOPLE = (
    "顾总,gu,泵厂,总经理,,是,",
    "何主任,he,泵厂/二车间,主管,gu,是,",
    "孙班长,sun,泵厂/二车间/甲班,班组长,he,是,",
    "李工,li,泵厂/二车间/甲班,员工,sun,,",
    "王工,wang,泵厂/二车间/甲班,员工,sun,,",
    "周主任,zhou,泵厂/三车间,主管,gu,是,",
    "赵工,zhao,泵厂/三车间,员工,zhou,,",
    "钱工,qian,泵厂/三车间,员工,zhou,,",
    "陈人事,chen,泵厂/人事部,主管,gu,是,hr",
    "吴审计,wu,泵厂/审计部,员工,gu,,auditor",
    "林管理,lin,泵厂/信息部,员工,gu,,admin",
)
EVERYBODY = {line.split(",")[1] for line in PEOPLE}
KINDS = (
    "leadership",
    "management",
    "team_leads",
    "department",
    "project",
    "hr_notice",
    "all_staff",
    "urgent",
    "social",
)


def user(person: str) -> str:
    return f"@{person}:{SERVER_NAME}"


def person(name: str, **more: Any) -> Session:
    """Somebody as an actor."""
    return Session("", user(name), "PHONE", **more)


def bring(tx: Tx, *lines: str, head: str = HEAD) -> None:
    """Imports these rows."""
    table = provisioning.read_table("\n".join([head, *lines]).encode(), "company.csv")
    ranks = RANKS if not directory.org(tx).people else ()
    options = provisioning.Options(ranks=ranks, may_grant_roles=True)
    provisioning.apply(tx, HOUSE, provisioning.prepare(tx, table, options))


def hire(tx: Tx) -> None:
    """The whole company; everybody may sign in with the rig's password."""
    groups.ensure_house(tx, "fangyuan")
    bring(tx, *PEOPLE)
    hashed = identity.hash_password(PASSWORD, cheap=True)
    for person_id in directory.org(tx).people:
        identity.set_password(tx, user(person_id), hashed)


def department(tx: Tx, path: str) -> str:
    return directory.org(tx).by_path[path].department_id


def people(*names: str) -> Json:
    """An audience of these people by name."""
    return {"include": [{"type": "people", "people": list(names)}]}


def reports_of(manager: str) -> Json:
    """An audience by rule: whose direct superior this is."""
    return {"include": [{"type": "reports", "manager": manager}]}


def wish(kind: str = "project", **more: Any) -> Json:
    """What a group of 何主任, 李工 and 王工 needs to be founded: by name or, where the kind wants that, by rule."""
    by_rule = kind not in groups.FREE_KINDS
    return {
        "kind": kind,
        "name": "三号泵改造",
        "purpose": "把三号泵换成新型号。",
        "owner": "he",
        "audience": reports_of("sun") if by_rule else people("he", "li", "wang"),
    } | more


class Company:
    """The company in a database."""

    def __init__(self, db: Database) -> None:
        self.db = db
        db.write_now(hire)

    def write(self, function: Callable[[Tx], T]) -> T:
        return self.db.write_now(function)

    def read(self, function: Callable[[Tx], T]) -> T:
        return self.db.read_now(function)

    def bring(self, *lines: str, head: str = HEAD) -> None:
        self.write(lambda tx: bring(tx, *lines, head=head))

    def department(self, path: str) -> Json:
        """The audience of a department and all below it."""
        found = self.read(lambda tx: department(tx, path))
        return {"include": [{"type": "department", "department_id": found}]}

    def found(self, kind: str = "project", by: str = "lin", **more: Any) -> Group:
        return self.write(lambda tx: groups.found(tx, person(by), wish(kind, **more)))

    def members(self, group: Group, membership: str = "join") -> set[str]:
        """The person ids of the members, without the house."""
        found = self.read(lambda tx: rooms.list_members(tx, group.room_id, (membership,)))
        return {one[1:].partition(":")[0] for one in found if one != HOUSE}

    def acts(self, subject: str) -> list[tuple[str, str]]:
        """(act, actor) of what the audit log says of this subject; the chain holds."""
        assert self.read(audit.verify).ok
        entries = self.read(lambda tx: audit.list_entries(tx, 0, 10_000))
        return [(entry.act, entry.actor) for entry in entries if entry.subject == subject]


# -- on a server -------------------------------------------------------------------------------------------------------


def beside(url: str, clock: Clock, write: Callable[[Tx], T]) -> T:
    """Writes into a server's database as another process does."""
    db = Database(url, clock, Ids(SERVER_NAME))
    try:
        return db.write_now(write)
    finally:
        db.close()


def beside_rig(rig: Rig, write: Callable[[Tx], T]) -> T:
    return beside(rig.settings["database"], rig.clock, write)


async def sign_in(rig: Rig, *names: str) -> list[MatrixClient]:
    return list(await asyncio.gather(*(rig.login(user(name)) for name in names)))


async def found(client: MatrixClient, kind: str = "project", **more: Any) -> Json:
    """Founds a group over HTTP, whatever others there are like it."""
    anyhow: Json = {"override": {"reason": "测试用"}}
    answer = await client.post("/_fangyuan/v1/groups", wish(kind, **anyhow, **more))
    assert answer.status == 201, answer.body
    return answer.body


async def words_of_the_house(client: MatrixClient) -> list[str]:
    """What the house has told this person privately."""
    direct = await client.get(f"/user/{client.user_id}/account_data/m.direct")
    if direct.status == 404:
        return []
    [room] = direct.body[HOUSE]
    chunk = (await client.ok("GET", f"/rooms/{room}/messages", dir="f", limit=500))["chunk"]
    return [event["content"]["body"] for event in chunk if event["type"] == "m.room.message"]
