"""Groups down the reporting lines: by rule, down to a floor, each explained."""

from __future__ import annotations

from typing import Any

import pytest

from fangyuan import charter, directory, groups, provisioning
from fangyuan.db import Tx
from fangyuan.kernel.text import LANGUAGES
from tests.census.test_proposals_consent import last_word, react
from tests.kit.client import MatrixClient
from tests.kit.company import HEAD, Company, sign_in, user
from tests.kit.rig import Rig

CASCADE = "/_fangyuan/v1/groups/cascade"
WISH: dict[str, Any] = {"name": "汇报", "purpose": "上传下达。", "floor": "班组长"}

# Seven levels: 董事长 1, 总经理 2, 总监 3, 经理 4, 主管 5, 班组长 6, 员工 7.
RANKS = ("董事长", "总经理", "总监", "经理", "主管", "班组长", "员工")
SEVEN = (
    "董一,d1,集团,董事长,,是",
    "总二,z2,集团/泵厂,总经理,d1,是",
    "监三,j3,集团/泵厂/生产部,总监,z2,是",
    "监四,j4,集团/泵厂/质量部,总监,z2,是",
    "经五,m5,集团/泵厂/生产部/机加,经理,j3,是",
    "经六,m6,集团/泵厂/生产部/装配,经理,j3,是",
    "主七,s7,集团/泵厂/生产部/机加/一线,主管,m5,是",
    "班八,b8,集团/泵厂/生产部/机加/一线/甲班,班组长,s7,是",
    "班九,b9,集团/泵厂/生产部/机加/一线/乙班,班组长,s7,是",
    "员十,w10,集团/泵厂/生产部/机加/一线/甲班,员工,b8,",
    "员十一,w11,集团/泵厂/生产部/机加,员工,m5,",
    "主十二,s12,集团/泵厂/质量部,主管,j4,",
    "员十三,w13,集团/泵厂/质量部,员工,j4,",
    "总十四,z14,集团/阀厂,总经理,d1,是",
    "班十五,b15,集团/阀厂,班组长,z14,",
)


@pytest.fixture
def seven(company: Company) -> Company:
    """Another company, beside the small one: seven levels."""

    def build(tx: Tx) -> None:
        head = HEAD.removesuffix(",角色")
        table = provisioning.read_table("\n".join([head, *SEVEN]).encode(), "seven.csv")
        options = provisioning.Options(ranks=RANKS, may_grant_roles=True)
        provisioning.apply(tx, user("fangyuan"), provisioning.prepare(tx, table, options))

    company.write(build)
    return company


def test_managers_down_to_team_leader_under_x(seven: Company) -> None:
    """X04: the exact list, and every exclusion explains itself."""
    place = seven.read(lambda tx: directory.org(tx).by_path["集团/泵厂/生产部"].department_id)
    rule = {
        "type": "all_of",
        "parts": [
            {"type": "department", "department_id": place},
            {"type": "rank", "floor": "班组长", "ceiling": "经理"},
        ],
    }
    group = seven.found("team_leads", owner="m5", by="lin", audience={"include": [rule]})
    expected = {"m5", "m6", "s7", "b8", "b9"}
    assert seven.members(group) == expected
    everybody = {line.split(",")[1] for line in SEVEN}

    def why(one: str) -> charter.Explanation:
        return seven.read(lambda tx: groups.explain(tx, group, one))

    for one in everybody - expected:
        explained = why(one)
        assert not explained.is_in
        assert explained.words.keys() == set(LANGUAGES)
    assert "高于经理" in why("j3").words["zh-CN"], "above the ceiling"
    assert "低于班组长" in why("w10").words["zh-CN"], "below the floor"
    assert "不在" in why("s12").words["zh-CN"], "not under X"
    seven.bring("员十,w10,班组长", head="姓名,账号,职级")
    assert seven.members(group) == expected | {"w10"}


async def cascade(client: MatrixClient, **more: Any) -> Any:
    answer = await client.post(CASCADE, WISH | more)
    assert answer.status == 201, answer.body
    return answer.body


def leaders(body: Any) -> dict[str, str]:
    return {one["person_id"]: one["status"] for one in body["leaders"]}


async def test_each_leader_founds_his_own_with_a_tick(works: Rig) -> None:
    gu, he, sun, zhou = await sign_in(works, "gu", "he", "sun", "zhou")
    body = await cascade(gu, floor="员工")
    assert leaders(body) == {"gu": "founded", "he": "asked", "zhou": "asked"}
    _, _, asked = await last_word(he)
    assert "顾总" in asked
    assert "孙班长" in asked
    await react(he, "✅")
    await react(zhou, "❌")
    now = (await gu.get(f"/_fangyuan/v1/cascades/{body['cascade_id']}")).body
    assert leaders(now) == {"gu": "founded", "he": "founded", "zhou": "declined", "sun": "asked"}
    assert "周主任" in (await last_word(gu))[2]
    assert (
        await sun.post(f"/_fangyuan/v1/cascades/{body['cascade_id']}/answer", {"founds": True})
    ).status == 200
    rooms = {
        one["person_id"]: one.get("room_id")
        for one in (await gu.get(f"/_fangyuan/v1/cascades/{body['cascade_id']}")).body["leaders"]
    }
    found = (await sun.get(f"/_fangyuan/v1/groups/{rooms['sun']}")).body
    assert found["charter"]["audience"]["include"][0]["parts"][0] == {
        "type": "reports",
        "manager": sun.user_id,
    }
    assert found["charter"]["name"] == "汇报（孙班长）"
    members = (await sun.ok("GET", f"/rooms/{rooms['sun']}/joined_members"))["joined"]
    assert set(members) == {user(one) for one in ("sun", "li", "wang", "fangyuan")}
    twice = await sun.post(f"/_fangyuan/v1/cascades/{body['cascade_id']}/answer", {"founds": True})
    assert (twice.status, twice.errcode) == (409, "FANGYUAN_DECIDED")


async def test_it_goes_down_to_the_floor_and_explains_who_is_left_out(works: Rig) -> None:
    gu, he, sun, li = await sign_in(works, "gu", "he", "sun", "li")
    body = await cascade(gu)
    assert leaders(body) == {"gu": "founded", "he": "asked"}, "周主任 leads nobody down to 班组长"
    out = body["leaders"][0]["left_out"]
    assert set(out) == {"wu", "lin"}
    assert "低于班组长" in out["wu"]["zh-CN"]
    await react(he, "✅")
    now = (await gu.get(f"/_fangyuan/v1/cascades/{body['cascade_id']}")).body
    assert leaders(now) == {"gu": "founded", "he": "founded"}, "孙班长's people are below the floor"
    for nobody in (sun, li):
        assert (await nobody.post(CASCADE, WISH)).status == 403
    assert (await li.post(CASCADE, WISH | {"floor": "仙人"})).status in (400, 403)
    assert (await gu.post(CASCADE, {"name": "x", "purpose": "x"})).status == 400


async def test_who_has_such_a_group_already_goes_on_with_it(works: Rig) -> None:
    gu, he = await sign_in(works, "gu", "he")
    first = await cascade(gu)
    await react(he, "✅")
    again = await cascade(gu)
    assert again["leaders"][0]["room_id"] == first["leaders"][0]["room_id"]
    assert len((await gu.get("/_fangyuan/v1/groups")).body["groups"]) == 1
    assert len((await he.get("/_fangyuan/v1/groups")).body["groups"]) == 2, "顾总's and his own"
