"""Small charters, facts and companies for the tests of charters."""

from __future__ import annotations

from typing import Any

from fangyuan.charter import Charter, Facts, Rules, Verdict, compile_charter, decide, parse_charter
from fangyuan.directory import Department, Org, Person, Rank

SERVER = "test.local"
OWNER = "@owner:test.local"
DEPUTY = "@deputy:test.local"
ALICE = "@alice:test.local"

RANKS = ("董事长", "总经理", "总监", "经理", "主管", "班组长", "员工")


def wish(**fields: Any) -> dict[str, Any]:
    """What a founder fills in, complete; `fields` replace parts of it, None takes them out."""
    full: dict[str, Any] = {
        "kind": "department",
        "name": "机加车间工作群",
        "purpose": "机加车间日常工作",
        "owner": "owner",
        "deputies": ["deputy"],
        "audience": {"include": [{"type": "everyone"}]},
        **fields,
    }
    return {name: value for name, value in full.items() if value is not None}


def charter(*clauses: dict[str, Any], **fields: Any) -> Charter:
    """A charter of these clauses, numbered from 1."""
    return parse_charter(wish(clauses=list(clauses), **fields), SERVER)


def rules(*clauses: dict[str, Any]) -> Rules:
    return compile_charter(charter(*clauses))


def message(body: str = "早上好", msgtype: str = "m.text", **content: Any) -> dict[str, Any]:
    """A message; `mentions` and `new_content` stand for their names with `m.`."""
    named = {
        f"m.{name}" if name in ("mentions", "new_content") else name: value for name, value in content.items()
    }
    return {"msgtype": msgtype, "body": body, **named}


def ask(asked: Rules, content: dict[str, Any], type: str = "m.room.message", **facts: Any) -> Verdict:
    """The verdict on Alice's event; `facts` say more about her."""
    given: dict[str, Any] = {"actor": ALICE, **facts}
    return decide(asked, Facts(event_type=type, content=content, **given))


def person(person_id: str, department: str, level: int | None = 7, **more: Any) -> Person:
    return Person(
        person_id=person_id,
        name=more.pop("name", person_id),
        department_id=department,
        rank_level=level,
        **more,
    )


def factory() -> Org:
    """A company of seven ranks: HR, plant 1, plant 2 with its machining workshop and a shift team."""
    departments = [
        Department("root", None, "沅衡泵阀", "沅衡泵阀", "zong"),
        Department("hr", "root", "人力资源部", "沅衡泵阀/人力资源部", "shen"),
        Department("p2", "root", "二厂", "沅衡泵阀/二厂", "duan"),
        Department("jijia", "p2", "机加车间", "沅衡泵阀/二厂/机加车间", "he"),
        Department("jia", "jijia", "甲班", "沅衡泵阀/二厂/机加车间/甲班", "zhou"),
        Department("p1", "root", "一厂", "沅衡泵阀/一厂", "ma"),
    ]
    people = [
        person("dong", "root", 1, name="顾鸿年"),
        person("zong", "root", 2, name="韩立平", manager_id="dong"),
        person("shen", "hr", 3, name="沈慧君", manager_id="zong", roles=frozenset({"hr"})),
        person("lin", "hr", 7, name="林晓蕾", manager_id="shen"),
        person("duan", "p2", 3, name="段国梁", manager_id="zong"),
        person("he", "jijia", 4, name="何广林", manager_id="duan"),
        person("zhou", "jia", 6, name="周永强", manager_id="he"),
        person("luo", "jia", 7, name="罗志勇", manager_id="zhou"),
        person("tian", "jia", None, name="田桂芳", manager_id="zhou"),
        person("sun", "jia", 6, name="孙停", manager_id="he", status="suspended"),
        person("qian", "jia", 7, name="钱走", manager_id="zhou", status="left"),
        person("ma", "p1", 3, name="马一", manager_id="zong"),
        person("gong", "p1", 6, name="龚班", manager_id="ma"),
    ]
    return Org(SERVER, people, departments, [Rank(level, name) for level, name in enumerate(RANKS, 1)])
