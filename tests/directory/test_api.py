"""The directory over HTTP: everybody reads, HR and administrators change, and only administrators give roles."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import pytest

from fangyuan import identity, provisioning
from fangyuan.db import Database, Tx
from fangyuan.kernel.ids import Ids, seeded
from fangyuan.provisioning import Options
from tests.kit.client import MatrixClient
from tests.kit.rig import SERVER_NAME, Rig

API = "/_fangyuan/v1"
COMPANY = """姓名,账号,部门,职级,直属上级,部门负责人,手机,邮箱,角色
顾总,boss,泵厂,总经理,,是,130,boss@e.com,admin
何主任,lead,泵厂/二车间,主管,boss,是,139,,
沈慧,hr,泵厂/人力资源部,主管,boss,是,,,hr
李工,li,泵厂/二车间/甲班,员工,lead,,138,li@e.com,
王工,wang,泵厂/二车间/甲班,员工,lead,,137,,
"""


@contextmanager
def database(rig: Rig) -> Generator[Database]:
    """The server's database, from beside it."""
    db = Database(rig.settings["database"], rig.clock, Ids(SERVER_NAME, seeded(99)))
    try:
        yield db
    finally:
        db.close()


@pytest.fixture
def codes(rig: Rig) -> dict[str, str]:
    """The company, brought in; sign-in codes by account."""

    def bring(tx: Tx) -> dict[str, str]:
        table = provisioning.read_table(COMPANY.encode())
        plan = provisioning.prepare(tx, table, Options(may_grant_roles=True))
        return provisioning.apply(tx, "cli", plan, codes=True).codes

    with database(rig) as db:
        return db.write_now(bring)


async def sign_in(rig: Rig, codes: dict[str, str], *who: str) -> list[MatrixClient]:
    clients = [await rig.login(name, codes[name]) for name in who]
    for client in clients:
        client.headers["Accept-Language"] = "en"
    return clients


async def test_everybody_reads_the_chart(rig: Rig, codes: dict[str, str]) -> None:
    (li,) = await sign_in(rig, codes, "li")
    people = await li.ok("GET", f"{API}/people")
    assert [person["person_id"] for person in people["people"]] == ["boss", "hr", "lead", "li", "wang"]
    assert (people["total"], people.get("next")) == (5, None)
    lead = await li.ok("GET", f"{API}/people/lead")
    assert lead["department"] == "泵厂/二车间"
    assert (lead["rank"], lead["rank_level"], lead["manager_id"]) == ("主管", 2, "boss")
    assert lead["leads"] == [lead["department_id"]]
    assert await li.ok("GET", f"{API}/people/@lead:{SERVER_NAME}") == lead
    ranks = await li.ok("GET", f"{API}/ranks")
    assert ranks["ranks"] == [
        {"level": 1, "name": "总经理", "people": 1},
        {"level": 2, "name": "主管", "people": 2},
        {"level": 3, "name": "员工", "people": 2},
    ]
    tree = (await li.ok("GET", f"{API}/departments"))["departments"]
    assert [(top["path"], top["people"], top["people_below"]) for top in tree] == [("泵厂", 1, 5)]
    assert [child["name"] for child in tree[0]["children"]] == ["二车间", "人力资源部"]
    assert tree[0]["children"][0]["children"][0]["path"] == "泵厂/二车间/甲班"


async def test_pages_and_filters(rig: Rig, codes: dict[str, str]) -> None:
    (li,) = await sign_in(rig, codes, "li")
    seen: list[str] = []
    after: str | None = None
    while True:
        page = await li.ok("GET", f"{API}/people", limit=2, **{"from": after})
        seen += [person["person_id"] for person in page["people"]]
        after = page.get("next")
        if after is None:
            break
    assert seen == ["boss", "hr", "lead", "li", "wang"]

    async def found(**query: Any) -> list[str]:
        page = await li.ok("GET", f"{API}/people", **query)
        return [person["person_id"] for person in page["people"]]

    assert await found(q="工") == ["li", "wang"]
    assert await found(department="泵厂/二车间") == ["lead", "li", "wang"]
    assert await found(department="泵厂/二车间", subtree=False) == ["lead"]
    assert (await li.get(f"{API}/people", department="nowhere")).status == 404
    assert (await li.get(f"{API}/people/nobody")).status == 404


async def test_who_answers_to_somebody(rig: Rig, codes: dict[str, str]) -> None:
    (li,) = await sign_in(rig, codes, "li")
    below = await li.ok("GET", f"{API}/people", manager="lead")
    assert [person["person_id"] for person in below["people"]] == ["li", "wang"]
    assert below["total"] == 2
    nobody = await li.ok("GET", f"{API}/people", manager="li")
    assert nobody["people"] == []


async def test_numbers_and_addresses_are_for_few(rig: Rig, codes: dict[str, str]) -> None:
    li, hr, boss = await sign_in(rig, codes, "li", "hr", "boss")
    own = await li.ok("GET", f"{API}/people/li")
    assert (own["phone"], own["email"]) == ("138", "li@e.com")
    other = await li.ok("GET", f"{API}/people/wang")
    assert "phone" not in other
    assert "email" not in other
    for manager in (hr, boss):
        assert (await manager.ok("GET", f"{API}/people/wang"))["phone"] == "137"
    assert (await rig.client().get(f"{API}/people")).status == 401


async def test_a_person_moves(rig: Rig, codes: dict[str, str]) -> None:
    li, hr = await sign_in(rig, codes, "li", "hr")
    refused = await li.put(f"{API}/people/li", {"rank": "总经理"})
    assert (refused.status, refused.errcode) == (403, "M_FORBIDDEN")
    moved = await hr.ok(
        "PUT",
        f"{API}/people/li",
        {"department": "泵厂/一车间", "manager_id": None, "title": "班长", "reason": "调岗"},
    )
    assert (moved["department"], moved["manager_id"], moved["title"]) == ("泵厂/一车间", None, "班长")
    assert moved["phone"] == "138"  # what isn't named stays
    same = await li.ok("GET", f"{API}/people/li")
    assert same == moved
    unknown = await hr.put(f"{API}/people/li", {"manager_id": "nobody"})
    assert unknown.status == 400
    assert unknown.body["problems"][0]["words"] == "manager: There is no manager “nobody”."
    assert (await hr.put(f"{API}/people/nobody", {"title": "x"})).status == 404
    assert (await hr.put(f"{API}/people/li", {"salary": 1})).errcode == "M_BAD_JSON"
    assert (await hr.put(f"{API}/people/li", {"department_id": "x"})).status == 404


async def test_only_administrators_give_roles(rig: Rig, codes: dict[str, str]) -> None:
    hr, boss = await sign_in(rig, codes, "hr", "boss")
    refused = await hr.put(f"{API}/people/hr", {"roles": ["admin", "hr"]})
    assert refused.status == 400
    assert refused.body["problems"][0]["key"] == "roles_forbidden"
    assert (await boss.ok("PUT", f"{API}/people/li", {"roles": ["auditor"]}))["roles"] == ["auditor"]
    with database(rig) as db:
        db.write_now(lambda tx: identity.set_admin(tx, f"@wang:{SERVER_NAME}", is_admin=True))
    (wang,) = await sign_in(rig, codes, "wang")
    assert (await wang.ok("PUT", f"{API}/people/li", {"roles": []}))["roles"] == []


async def test_a_leaver_is_signed_out_by_the_request_that_lets_him_go(
    rig: Rig, codes: dict[str, str]
) -> None:
    li, hr = await sign_in(rig, codes, "li", "hr")
    await hr.ok("PUT", f"{API}/people/li", {"status": "left"})
    answer = await li.get(f"{API}/people")
    assert (answer.status, answer.errcode) == (401, "M_UNKNOWN_TOKEN")
    assert (await hr.ok("GET", f"{API}/people"))["total"] == 4


async def test_an_import_is_planned_then_applied(rig: Rig, codes: dict[str, str]) -> None:
    li, hr = await sign_in(rig, codes, "li", "hr")
    lines = (
        "姓名,账号,部门,直属上级,状态",
        "王工,wang,,,离职",
        "李工,li,泵厂/新车间,boss,",
        "新人,new,泵厂/新车间,li,",
    )
    data = "\n".join(lines).encode("gbk")
    assert (await li.post(f"{API}/directory/imports", data)).status == 403
    plan = await hr.ok("POST", f"{API}/directory/imports", data, filename="名单.csv")
    assert plan["can_apply"]
    assert plan["counts"] | {"joins": 1, "moves": 1, "leaves": 1} == plan["counts"]
    assert plan["departments"] == ["泵厂/新车间"]
    assert plan["problems"] == []
    moved = next(change for change in plan["people"] if change["what"] == "moves")
    assert moved["changes"][0] == {
        "field": "department",
        "before": "泵厂/二车间/甲班",
        "after": "泵厂/新车间",
    }
    assert moved["words"].startswith("李工 (li): moves, department 泵厂/二车间/甲班 → 泵厂/新车间")
    assert (await hr.ok("GET", f"{API}/people"))["total"] == 5  # nothing was done yet
    path = f"{API}/directory/imports/apply"
    assert (await hr.post(path, data)).errcode == "M_INVALID_PARAM"
    done = await hr.ok("POST", path, data, fingerprint=plan["fingerprint"], codes=True)
    assert done["counts"] == plan["counts"]
    assert set(done["codes"]) == {"new"}
    (new,) = await sign_in(rig, done["codes"], "new")
    assert (await new.ok("GET", f"{API}/people/new"))["manager_id"] == "li"
    stale = await hr.post(path, data, fingerprint=plan["fingerprint"])
    assert stale.status == 409
    again = await hr.ok("POST", f"{API}/directory/imports", data)
    assert again["is_empty"]


async def test_another_file_is_not_what_was_approved(rig: Rig, codes: dict[str, str]) -> None:
    (hr,) = await sign_in(rig, codes, "hr")
    one, other = "姓名,账号\n李大工,li\n".encode(), "姓名,账号\n李小工,li\n".encode()
    plan = await hr.ok("POST", f"{API}/directory/imports", one)
    answer = await hr.post(f"{API}/directory/imports/apply", other, fingerprint=plan["fingerprint"])
    assert answer.status == 409
    full = await hr.post(f"{API}/directory/imports/apply", one, fingerprint=plan["fingerprint"], full=True)
    assert full.status == 409


async def test_a_file_with_errors_does_nothing(rig: Rig, codes: dict[str, str]) -> None:
    (hr,) = await sign_in(rig, codes, "hr")
    data = "姓名,账号,直属上级\n李大工,li,\n王大工,wang,没有这人\n".encode()
    plan = await hr.ok("POST", f"{API}/directory/imports", data)
    assert not plan["can_apply"]
    assert plan["errors"] == 1
    assert plan["problems"] == [
        {
            "row": 3,
            "column": "manager",
            "severity": "error",
            "key": "manager_missing",
            "words": "Row 3, manager: There is no manager “没有这人”.",
            "cells": plan["problems"][0]["cells"],
        }
    ]
    assert "没有这人" in plan["problems"][0]["cells"].values(), "the row is shown with what is wrong in it"
    refused = await hr.post(f"{API}/directory/imports/apply", data, fingerprint=plan["fingerprint"])
    for problem in plan["problems"]:
        del problem["cells"]  # only the plan shows them
    assert (refused.status, refused.body["problems"]) == (400, plan["problems"])
    assert (await hr.ok("GET", f"{API}/people/li"))["name"] == "李工"
    broken = await hr.post(f"{API}/directory/imports", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    assert broken.status == 400
    assert "old Excel" in broken.body["error"]


async def test_a_company_s_own_ranks(rig: Rig, codes: dict[str, str]) -> None:
    (hr,) = await sign_in(rig, codes, "hr")
    data = "姓名,账号,职级\n李工,li,P7\n".encode()
    ranks = "总经理,主管,P7,员工"
    plan = await hr.ok("POST", f"{API}/directory/imports", data, ranks=ranks)
    assert plan["ranks"] == ranks.split(",")
    assert not (await hr.ok("POST", f"{API}/directory/imports", data))["can_apply"]
    await hr.ok("POST", f"{API}/directory/imports/apply", data, ranks=ranks, fingerprint=plan["fingerprint"])
    li = await hr.ok("GET", f"{API}/people/li")
    wang = await hr.ok("GET", f"{API}/people/wang")
    assert (li["rank_level"], wang["rank_level"], wang["rank"]) == (3, 4, "员工")


async def test_too_large_a_file(rig: Rig, codes: dict[str, str]) -> None:
    await rig.restart(limits={"enabled": False, "import_bytes": 65_536})
    (hr,) = await sign_in(rig, codes, "hr")
    answer = await hr.post(f"{API}/directory/imports", b"x" * 65_537)
    assert (answer.status, answer.errcode) == (413, "M_TOO_LARGE")
