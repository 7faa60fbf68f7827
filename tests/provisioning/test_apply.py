"""A plan is done as a whole: people, accounts, groups and the audit log together, or nothing at all."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from fangyuan import audit, directory, groups, identity, provisioning, rooms
from fangyuan.db import Database, Tx
from fangyuan.directory import Org
from fangyuan.identity import hash_token
from fangyuan.kernel.errors import Conflict, NotFound
from fangyuan.kernel.text import LANGUAGES
from fangyuan.provisioning import Applied, Options, Plan, PlanRefused, Table
from tests.provisioning.tables import ALL_RIGHTS, FULL, csv

ACTOR = "@admin:test.local"
COMPANY = (
    "姓名,账号,部门,职级,直属上级,部门负责人,手机,角色",
    "顾总,boss,泵厂,总经理,,是,,admin",
    "何主任,lead,泵厂/二车间,主管,boss,是,139,hr",
    "李工,li,泵厂/二车间/甲班,员工,lead,,,",
    "王工,wang,泵厂/二车间/甲班,员工,lead,,,",
)


def prepare(db: Database, *lines: str, options: Options = ALL_RIGHTS) -> Plan:
    return db.read_now(lambda tx: provisioning.prepare(tx, csv(*lines), options))


def apply(db: Database, plan: Plan, **more: Any) -> Applied:
    return db.write_now(lambda tx: provisioning.apply(tx, ACTOR, plan, **more))


def bring(db: Database, *lines: str, options: Options = ALL_RIGHTS, **more: Any) -> Applied:
    return apply(db, prepare(db, *lines, options=options), **more)


@pytest.fixture(autouse=True)
def house(db: Database) -> None:
    db.write_now(lambda tx: groups.ensure_house(tx, "house"))


@pytest.fixture
def company(db: Database, house: None) -> Org:
    bring(db, *COMPANY)
    return db.read_now(directory.org)


def acts(db: Database) -> list[tuple[str, str, dict[str, Any]]]:
    """(act, subject, details) of every row, oldest first; the chain holds."""
    assert db.read_now(audit.verify).ok
    entries = db.read_now(lambda tx: audit.list_entries(tx, 0, 1000))
    assert all(entry.actor in (ACTOR, "@house:test.local") for entry in entries)
    return [(entry.act, entry.subject, msgspec.json.decode(entry.details)) for entry in entries]


def everything(tx: Tx) -> tuple[Any, ...]:
    """All that an import may touch."""
    org = directory.org(tx)
    return (
        dict(org.people),
        dict(org.departments),
        dict(org.ranks),
        org.version,
        identity.list_all_accounts(tx),
        audit.head(tx),
    )


# -- people and accounts ------------------------------------------------------------------------------------


def test_newcomers_have_accounts_and_codes(db: Database) -> None:
    done = bring(db, *COMPANY, codes=True)
    assert done.counts["joins"] == 4
    assert (done.departments, done.leaders) == (3, 2)
    org = db.read_now(directory.org)
    assert org.people["li"].manager_id == "lead"
    assert org.leads("lead") == (org.by_path["泵厂/二车间"].department_id,)
    assert org.people["lead"].roles == {"hr"}
    account = db.read_now(lambda tx: identity.get_account(tx, "@li:test.local"))
    assert (account.kind, account.displayname, account.is_active) == ("person", "李工", True)
    assert set(done.codes) == {"boss", "lead", "li", "wang"}
    assert identity.verify_password(account.password_hash, done.codes["li"], cheap=True)


def test_without_codes_nobody_can_sign_in_yet(db: Database) -> None:
    assert bring(db, *COMPANY).codes == {}
    assert db.read_now(lambda tx: identity.get_account(tx, "@li:test.local")).password_hash is None


def test_the_same_file_twice_changes_nothing(db: Database, company: Org) -> None:
    before = db.read_now(everything)
    for options in (ALL_RIGHTS, FULL):
        plan = prepare(db, *COMPANY, options=options)
        assert plan.is_empty
        assert plan.problems == ()
        assert not any(apply(db, plan, codes=True).counts.values())
    assert db.read_now(everything) == before


def test_a_leaver_is_out_at_once(db: Database, company: Org) -> None:
    """His sessions die in the transaction that lets him go, and he is in no room any more."""
    li = "@li:test.local"

    def move_in(tx: Tx) -> tuple[str, str]:
        signed_in = identity.sign_in(tx, identity.get_account(tx, li))
        room = rooms.create(tx, "@wang:test.local", rooms.NewRoom(preset="public_chat"), {})
        rooms.join(tx, li, room.room_id)
        return signed_in.access_token, room.room_id

    token, room_id = db.write_now(move_in)
    plan = prepare(db, "姓名,账号,状态", "李工,li,离职")
    seen: list[bool] = []

    def apply_and_look(tx: Tx) -> None:
        provisioning.apply(tx, ACTOR, plan)
        seen.append(identity.find_session(tx, hash_token(token)) is None)
        seen.append(li not in rooms.list_members(tx, room_id))
        assert any(change.kind == "session" and change.user_id == li for change in tx.changes)

    db.write_now(apply_and_look)
    assert seen == [True, True]
    assert not db.read_now(lambda tx: identity.get_account(tx, li)).is_active


def test_suspended_and_back_again(db: Database, company: Org) -> None:
    li = "@li:test.local"
    bring(db, "姓名,账号,状态", "李工,li,停职")
    assert not db.read_now(lambda tx: identity.get_account(tx, li)).is_active
    bring(db, "姓名,账号,职务,状态", "李工,li,铣工,停职")  # a change of somebody whose account is closed
    bring(db, "姓名,账号,状态", "李工,li,在职")
    assert db.read_now(lambda tx: identity.get_account(tx, li)).is_active


def test_who_comes_back_has_his_account_again(db: Database, company: Org) -> None:
    bring(db, "姓名,账号,状态", "李工,li,离职")
    done = bring(db, "姓名,账号,直属上级", "李工,li,boss", codes=True)
    assert done.counts["returns"] == 1
    account = db.read_now(lambda tx: identity.get_account(tx, "@li:test.local"))
    assert account.is_active
    assert identity.verify_password(account.password_hash, done.codes["li"], cheap=True)


def test_a_new_name_shows_unless_he_chose_his_own(db: Database, company: Org) -> None:
    def choose(tx: Tx) -> str:
        identity.set_profile(tx, "@wang:test.local", "displayname", "老王")
        return rooms.create(tx, "@li:test.local", rooms.NewRoom(), {"displayname": "李工"}).room_id

    room_id = db.write_now(choose)
    bring(db, "姓名,账号", "李大工,li", "王大工,wang")

    def shown(tx: Tx) -> list[str | None]:
        return [identity.get_profile(tx, f"@{who}:test.local").displayname for who in ("li", "wang")]

    assert db.read_now(shown) == ["李大工", "老王"]
    events = db.read_now(lambda tx: rooms.list_member_events(tx, [room_id]))
    assert [event.content()["displayname"] for event in events] == ["李大工"]


def test_an_account_that_is_there_already(db: Database) -> None:
    db.write_now(lambda tx: identity.create_account(tx, "@li:test.local", displayname="Li", is_admin=True))
    plan = prepare(db, *COMPANY)
    assert [(problem.key, problem.severity, problem.row) for problem in plan.problems] == [
        ("account_exists", "warning", 4)
    ]
    assert "li" not in apply(db, plan, codes=True).codes  # his password stays
    account = db.read_now(lambda tx: identity.get_account(tx, "@li:test.local"))
    assert (account.displayname, account.is_admin) == ("Li", True)


def test_the_house_s_account_is_nobody_s(db: Database) -> None:
    plan = prepare(db, "姓名,账号,部门", "管家,house,泵厂")
    assert [(problem.key, problem.severity) for problem in plan.problems] == [("account_reserved", "error")]


# -- all or nothing -----------------------------------------------------------------------------------------


def test_an_error_in_the_last_row_stops_everything(db: Database, company: Org) -> None:
    before = db.read_now(everything)
    rows = [f"新人{n},new{n},泵厂/新部,," for n in range(50)]
    plan = prepare(db, "姓名,账号,部门,直属上级,状态", "李工,li,,,离职", *rows, "坏,bad,泵厂,没有这人,")
    with pytest.raises(PlanRefused) as caught:
        apply(db, plan)
    assert db.read_now(everything) == before
    for language in LANGUAGES:
        body = caught.value.body(language)
        assert body["errcode"] == "M_INVALID_PARAM"
        assert body["problems"][0]["row"] == 53
        assert body["problems"][0]["words"] in body["error"]


def test_a_failure_halfway_leaves_nothing(db: Database, company: Org) -> None:
    before = db.read_now(everything)
    plan = prepare(db, "姓名,账号,部门,状态", "李工,li,,离职", "新人,new,泵厂/新部,")

    def fail(tx: Tx) -> None:
        provisioning.apply(tx, ACTOR, plan, codes=True)
        raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        db.write_now(fail)
    assert db.read_now(everything) == before
    assert db.write_now(lambda tx: directory.org(tx).people) == before[0]
    assert apply(db, plan).counts["joins"] == 1


def test_a_plan_holds_for_the_company_that_it_was_made_for(db: Database, company: Org) -> None:
    plan = prepare(db, "姓名,账号,部门", "李工,li,泵厂")
    db.write_now(lambda tx: directory.grant_role(tx, "wang", "auditor"))
    with pytest.raises(Conflict) as caught:
        apply(db, plan)
    assert caught.value.key == "provisioning.stale"
    again = prepare(db, "姓名,账号,部门", "李工,li,泵厂")
    assert again.fingerprint != plan.fingerprint
    assert apply(db, again).counts["moves"] == 1


def test_the_fingerprint_stands_for_file_and_options(db: Database, company: Org) -> None:
    lines = ("姓名,账号", "李工,li")
    one = prepare(db, *lines).fingerprint
    assert prepare(db, *lines).fingerprint == one
    assert (
        len(
            {one, prepare(db, *lines, options=FULL).fingerprint, prepare(db, *lines, "顾总,boss").fingerprint}
        )
        == 3
    )


# -- the audit log ------------------------------------------------------------------------------------------


def test_every_act_is_in_the_log(db: Database, company: Org) -> None:
    first = acts(db)
    assert [(act, subject) for act, subject, _ in first] == [
        ("directory.imported", "directory"),
        ("role.granted", "@boss:test.local"),
        ("role.granted", "@lead:test.local"),
    ]
    assert first[0][2]["after"]["people"] == {"joins": 4}
    assert first[0][2]["after"]["ranks"] == ["总经理", "主管", "员工"]
    bring(
        db,
        "姓名,账号,部门,部门负责人,状态,手机,角色",
        "何主任,lead,泵厂/二车间,是,离职,,",
        "李工,li,泵厂/二车间,是,,138,auditor",
        reason="年中调整",
    )
    rows = acts(db)[len(first) :]
    assert all(details["reason"] == "年中调整" for act, _, details in rows if act != "membership.by_rule")
    by_act = {(act, subject): details for act, subject, details in rows}
    workshop = company.by_path["泵厂/二车间"].department_id
    assert set(by_act) == {
        ("directory.imported", "directory"),
        ("role.revoked", "@lead:test.local"),
        ("person.left", "@lead:test.local"),
        ("role.granted", "@li:test.local"),
        ("person.moved", "@li:test.local"),
        ("person.changed", "@wang:test.local"),
        ("directory.changed", workshop),
    }
    moved = by_act["person.moved", "@li:test.local"]
    assert moved["before"] == {"department": "泵厂/二车间/甲班", "manager": "lead", "phone": "…"}
    assert moved["after"] == {"department": "泵厂/二车间", "manager": None, "phone": "…"}
    assert by_act["directory.changed", workshop]["before"] == {"leader": "lead"}
    assert by_act["directory.changed", workshop]["after"] == {"leader": "li"}
    assert "138" not in str(rows)  # the chain can't forget, so nobody's number goes into it


# -- one person ---------------------------------------------------------------------------------------------


def test_one_person_changes_by_the_same_rules(db: Database, company: Org) -> None:
    before = len(acts(db))

    def change(**fields: str) -> Applied:
        wanted: Any = fields
        return db.write_now(
            lambda tx: provisioning.change_person(tx, ACTOR, "li", wanted, Options(), reason="调岗")
        )

    assert change(department="泵厂", manager="boss").counts["moves"] == 1
    assert db.read_now(directory.org).people["li"].manager_id == "boss"
    assert [(act, subject) for act, subject, _ in acts(db)[before:]] == [("person.moved", "@li:test.local")]
    assert not any(change(department="泵厂").counts.values())
    with pytest.raises(PlanRefused):
        change(manager="li")
    with pytest.raises(PlanRefused):
        change(roles="admin")
    with pytest.raises(NotFound):
        db.write_now(lambda tx: provisioning.change_person(tx, ACTOR, "nobody", {}, Options()))


# -- large --------------------------------------------------------------------------------------------------


def big(rows: int) -> Table:
    """A company of ten levels, each person with a superior, in 400 departments."""
    lines = ["姓名,账号,部门,职级,直属上级,工号,手机"]
    for n in range(rows):
        manager = f"p{(n - 1) // 10}" if n else ""
        rank = ("总经理", "主管", "员工")[min(n, 2)]
        lines.append(f"人{n},p{n},公司/厂{n % 20}/车间{n % 400},{rank},{manager},E{n},139{n:08d}")
    return provisioning.read_table("\n".join(lines).encode("gbk"))


def test_a_hundred_thousand_rows(db: Database) -> None:
    table = big(100_000)
    plan = db.read_now(lambda tx: provisioning.prepare(tx, table, FULL))
    assert plan.problems == ()
    assert plan.counts["joins"] == 100_000
    apply(db, plan)
    org = db.read_now(directory.org)
    assert len(org.people) == 100_000
    assert org.path_to_top("p99999") == ("p9999", "p999", "p99", "p9", "p0")
    assert len(org.people_below(org.by_path["公司/厂7"].department_id)) == 5_000
    assert db.read_now(lambda tx: provisioning.prepare(tx, table, FULL)).is_empty
    smaller = Table(table.rows[:-1_000], digest="smaller")
    leaving = db.read_now(lambda tx: provisioning.prepare(tx, smaller, FULL))
    assert leaving.counts["leaves"] == 1_000
    apply(db, leaving)
    assert db.read_now(directory.org).people["p99999"].has_left
