"""Should this group exist? Asked over HTTP, as a client does; founding what there is already is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.kit.client import MatrixClient
from tests.kit.company import beside_rig, department, found, people, sign_in, user, wish, words_of_the_house
from tests.kit.rig import Rig

PROPOSALS = "/_fangyuan/v1/groups/proposals"
GROUPS = "/_fangyuan/v1/groups"
OLD = ("he", "sun", "li", "wang", "zhou", "zhao", "qian", "wu")
NEW = ("he", "sun", "li", "wang", "zhou", "zhao", "qian", "chen")  # seven of eight are the same
PUMP: dict[str, Any] = {"name": "三号泵改造", "purpose": "把三号泵换成新型号。", "audience": people(*OLD)}
AGAIN: dict[str, Any] = {
    "name": "3号泵改造进度",
    "purpose": "三号泵换成新型号的进度。",
    "audience": people(*NEW),
}


async def ask(client: MatrixClient, kind: str = "project", **more: Any) -> Any:
    answer = await client.post(PROPOSALS, wish(kind, **more))
    assert answer.status == 200, answer.body
    return answer.body


def done(body: Any) -> list[str]:
    return [one["do"] for one in body["suggestions"]]


async def test_the_same_people_and_purpose_again(works: Rig) -> None:
    """X03: join or merge is offered; to found it anyway takes a reason, which is filed."""
    he, li, lin = await sign_in(works, "he", "li", "lin")
    old = (await found(he, **PUMP))["room_id"]
    body = await ask(li, **AGAIN, owner="li")
    assert (body["answer"], done(body)) == ("use_existing", ["use_it", "merge"])
    assert {one["room_id"] for one in body["suggestions"]} == {old}
    [similar] = body["similar"]
    assert (similar["name"], similar["members"], similar["shared"], similar["jaccard"]) == (
        "三号泵改造",
        8,
        7,
        0.78,
    )
    for suggestion in body["suggestions"]:
        assert set(suggestion["reason"]) == {"zh-CN", "en"}
    refused = await li.post(GROUPS, wish(**AGAIN, owner="li"))
    assert (refused.status, refused.errcode) == (409, "FANGYUAN_GROUP_EXISTS")
    assert refused.body["fangyuan.proposal"]["similar"][0]["room_id"] == old
    assert "三号泵改造" in refused.body["error"]
    bare = await li.post(GROUPS, wish(**AGAIN, owner="li", override={"reason": " "}))
    assert (bare.status, bare.body["field"]) == (400, "override.reason")
    made = await li.post(GROUPS, wish(**AGAIN, owner="li", override={"reason": "只跟进度，不谈方案"}))
    assert made.status == 201, made.body
    page = (await lin.get("/_fangyuan/v1/audit", act="founding.overridden")).body
    [entry] = page["entries"]
    assert (entry["actor"], entry["subject"]) == (li.user_id, made.body["room_id"])
    assert entry["details"]["reason"] == "只跟进度，不谈方案"
    assert entry["details"]["after"]["similar"] == [old]
    register = (await lin.get("/_fangyuan/v1/census")).body["groups"]
    assert {one["room_id"]: one["override"] for one in register} == {
        old: "",
        made.body["room_id"]: "只跟进度，不谈方案",
    }


async def test_another_purpose_or_other_people_are_another_group(works: Rig) -> None:
    he, li = await sign_in(works, "he", "li")
    await found(he, **PUMP)
    others: list[dict[str, Any]] = [
        {"name": "二号泵采购", "purpose": "采购二号泵的备件。", "audience": people(*OLD)},
        {**PUMP, "audience": people("he", "gu", "chen", "lin")},
        {**PUMP, "name": "二号泵改造", "purpose": "把二号泵换成新型号。"},
    ]
    for more in others:
        answer = await li.post(GROUPS, wish(**more))
        assert answer.status == 201, answer.body


async def test_what_it_costs(works: Rig) -> None:
    """People × expected messages: the kind's own figure until the company has groups of it to count."""
    he, li = await sign_in(works, "he", "li")
    cost = (await ask(he))["attention"]
    assert cost == {
        "people": 3,
        "messages_per_day": 40,
        "is_measured": False,
        "interruptions_per_day": 120,
        "minutes_a_month": 660,
        "minutes_each": 220,
    }
    rooms = [(await found(he, name=f"甲{n}", purpose=f"第{n}件事"))["room_id"] for n in range(3)]
    works.clock.advance(28 * 86_400_000 + 1)  # the charters were posted before
    for room, messages in zip(rooms, (0, 10, 30), strict=True):
        for _ in range(messages):
            await li.send(room, "好")
    cost = (await ask(he))["attention"]
    assert (cost["is_measured"], cost["messages_per_day"]) == (
        True,
        0.5,
    )  # the middle one: 10 in 20 working days


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, []),
        ({"audience": people("li"), "owner": "he"}, ["direct_chat"]),
        ({"name": "三号泵停机抢修", "purpose": "三号泵停机，抢修。"}, ["urgent_group"]),
        ({"name": "周三羽毛球", "purpose": "约球。"}, ["kind"]),
        ({"audience": {"include": [{"type": "reports", "manager": "zhou"}]}, "owner": "zhou"}, ["kind"]),
        ({"hours": {"start": 6, "end": 23}}, ["working_hours"]),
        ({"hours": {"start": 8, "end": 18}}, []),
    ],
)
async def test_otherwise(works: Rig, more: dict[str, Any], expected: list[str]) -> None:
    [he] = await sign_in(works, "he")
    body = await ask(he, **more)
    assert done(body) == expected
    assert body["answer"] == ("found_otherwise" if expected else "found_it")
    for suggestion in body["suggestions"]:
        assert suggestion["reason"]["en"] != suggestion["reason"]["zh-CN"]
    answer = await he.post(GROUPS, wish(**{key: value for key, value in more.items() if key != "hours"}))
    assert answer.status == 201, "only a group that is there already stands in the way"


async def test_a_project_of_a_whole_department_is_its_group(works: Rig) -> None:

    [he] = await sign_in(works, "he")
    place = beside_rig(works, lambda tx: department(tx, "泵厂/二车间"))
    audience = {"include": [{"type": "department", "department_id": place}]}
    [suggestion] = (await ask(he, audience=audience))["suggestions"]
    assert (suggestion["do"], suggestion["kind"]) == ("kind", "department")
    assert "二车间" in suggestion["reason"]["zh-CN"]


async def test_strangers_learn_that_there_is_one_but_not_who_is_in(works: Rig) -> None:
    he, lin, gu = await sign_in(works, "he", "lin", "gu")
    await found(he, **PUMP)
    same_people: dict[str, Any] = {**AGAIN, "owner": "gu", "audience": people(*OLD)}
    body = await ask(gu, **same_people)
    [similar] = body["similar"]
    assert (body["answer"], done(body)) == ("use_existing", ["join", "merge"])
    assert (similar["name"], similar["owner"]) == ("三号泵改造", he.user_id)
    assert not {"members", "shared", "jaccard", "containment"} & similar.keys()
    assert "%" not in str(body["suggestions"])
    assert (await ask(lin, **{**AGAIN, "owner": "gu"}))["similar"][0]["members"] == 8, "who sees the register"


async def test_nobody_learns_of_a_confidential_group_that_he_is_not_in(works: Rig) -> None:
    """Neither by the answer nor by a refusal; its owner hears of the new one and may do as he likes."""
    he, gu, li = await sign_in(works, "he", "gu", "li")
    secret = (await found(he, **PUMP, label="confidential"))["room_id"]
    mine = {**AGAIN, "owner": "gu"}
    before = await ask(gu, **mine)
    assert (before["answer"], before["similar"]) == ("found_it", [])
    assert secret not in str(before)
    made = await gu.post(GROUPS, wish(**mine))
    assert made.status == 201
    [told] = await words_of_the_house(he)
    assert "3号泵改造进度" in told
    assert await words_of_the_house(gu) == []
    member = await li.post(GROUPS, wish(**{**AGAIN, "owner": "li"}))
    assert member.status == 409, "who is in it is told"


async def test_owners_of_open_groups_hear_nothing_of_confidential_ones(works: Rig) -> None:
    he, gu = await sign_in(works, "he", "gu")
    await found(he, **PUMP, label="confidential")
    assert (await gu.post(GROUPS, wish(**{**AGAIN, "owner": "gu", "label": "confidential"}))).status == 201
    assert await words_of_the_house(he) == []


async def test_a_stock_client_founds_and_is_told_of_the_similar_group(works: Rig) -> None:
    he, li = await sign_in(works, "he", "li")
    await found(he, **PUMP)
    others = [user(one) for one in OLD if one != "li"]
    room = await li.create_room(name="三号泵改造", invite=others)
    assert (await li.state(room, "fangyuan.charter"))["status"] == "draft"
    [told] = await words_of_the_house(li)
    assert "三号泵改造" in told
    assert he.user_id in told
    chat = await li.create_room(is_direct=True, invite=[he.user_id], preset="trusted_private_chat")
    assert chat, "a direct chat is never in question"
    assert len(await words_of_the_house(li)) == 1


async def test_a_list_of_names_is_no_rule(works: Rig) -> None:
    """Never by adding people one by one: the refusal says which rule would do."""
    [he] = await sign_in(works, "he")
    answer = await he.post(GROUPS, wish("department", audience=people("he", "sun", "li", "wang")))
    assert (answer.status, answer.errcode, answer.body["field"]) == (400, "M_INVALID_PARAM", "audience")
    rule = answer.body["fangyuan.by_rule"]["rule"]
    assert rule["type"] == "department"
    made = await he.post(GROUPS, wish("department", audience={"include": [rule]}))
    assert made.status == 201
    assert made.body["members"] == 5, "the four and the house"
