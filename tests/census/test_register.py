"""The register over HTTP: who sees what, filters, order, pages, marks, and the files that it is taken along in."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any, cast

import pytest

from tests.kit.client import Json, MatrixClient
from tests.kit.company import found, people, sign_in, user
from tests.kit.rig import Rig

CENSUS = "/_fangyuan/v1/census"
DAY_MS = 86_400_000
FORMULA = '=HYPERLINK("http://x","点我")'


async def names(client: MatrixClient, **query: Any) -> list[str]:
    answer = await client.get(CENSUS, **query)
    assert answer.status == 200, answer.body
    return [entry["name"] for entry in answer.body["groups"]]


async def three(lin: MatrixClient) -> list[Json]:
    return [
        await found(lin, name="甲泵改造", owner="he", audience=people("he", "li"), deputies=["sun"]),
        await found(lin, "social", name="乙羽毛球", owner="zhao", audience=people("zhao"), label="open"),
        await found(lin, name="丙阀门", owner="zhou", audience=people("zhou", "qian"), purpose="换阀门"),
    ]


async def test_who_sees_what(works: Rig) -> None:
    lin, chen, wu, he, sun, li, zhao = await sign_in(works, "lin", "chen", "wu", "he", "sun", "li", "zhao")
    await three(lin)
    for client in (lin, chen, wu):
        assert len(await names(client)) == 3
    for client, seen in ((he, ["甲泵改造"]), (sun, ["甲泵改造"]), (zhao, ["乙羽毛球"]), (li, [])):
        assert await names(client) == seen


async def test_filters_order_and_pages(works: Rig) -> None:
    [lin] = await sign_in(works, "lin")
    first, _, last = await three(lin)
    assert await names(lin, kind="social") == ["乙羽毛球"]
    assert await names(lin, label="open") == ["乙羽毛球"]
    assert await names(lin, owner="he") == await names(lin, owner=user("he")) == ["甲泵改造"]
    assert set(await names(lin, department="泵厂/三车间")) == {"乙羽毛球", "丙阀门"}
    assert len(await names(lin, department="泵厂")) == 3
    assert await names(lin, department="没有这个部门") == []
    assert await names(lin, q="阀门 周主任") == ["丙阀门"]
    assert await names(lin, review_due="2026-01-01") == []
    assert len(await names(lin, review_due="2099-01-01")) == 3
    assert await names(lin, order="members", dir="b") == ["甲泵改造", "丙阀门", "乙羽毛球"]
    await lin.ok("POST", f"/_fangyuan/v1/groups/{first['room_id']}/archive", {})
    await lin.ok("POST", f"/_fangyuan/v1/groups/{last['room_id']}/close", {})
    assert await names(lin, status="archived") == ["甲泵改造"]
    assert await names(lin, status="closed") == ["丙阀门"]
    assert set(await names(lin)) == {"甲泵改造", "乙羽毛球"}
    page = (await lin.get(CENSUS, limit=1)).body
    assert (len(page["groups"]), page["total"], page["next"]) == (1, 2, "1")
    rest = (await lin.get(CENSUS, limit=1, **{"from": page["next"]})).body
    assert (rest["total"], "next" in rest) == (2, False)
    assert page["groups"] != rest["groups"]
    for wrong in ({"order": "colour"}, {"review_due": "morgen"}, {"from": "x"}, {"limit": "0"}):
        answer = await lin.get(CENSUS, **wrong)
        assert (answer.status, answer.errcode) == (400, "M_INVALID_PARAM"), wrong


async def test_what_it_says_of_a_group(works: Rig) -> None:
    lin, he, li = await sign_in(works, "lin", "he", "li")
    size = [{"type": "size_budget", "members": 3}]
    group = await found(he, deputies=["sun"], audience=people("li"), clauses=size)
    await li.send(group["room_id"], "一")
    await he.send(group["room_id"], "二")
    said = works.clock.now_ms()
    works.clock.advance(10 * 60_000)

    async def entry() -> Json:
        [only] = (await lin.get(CENSUS)).body["groups"]
        return only

    while (now := await entry())["messages"] < 2:  # the worker counts
        await li.sync(timeout=200)
    assert now | {"members": 3, "posters": 2, "last_message_ts": said, "size_budget": 3, "flags": []} == now
    assert now | {"owner_name": "何主任", "department": "泵厂/二车间", "deputies": [user("sun")]} == now
    await he.create_room(name="没写用途")
    [draft] = (await lin.get(CENSUS, flag="draft")).body["groups"]
    assert (draft["name"], draft["status"], draft["purpose"]) == ("没写用途", "draft", "")
    works.clock.advance(200 * DAY_MS)
    [now] = (await lin.get(CENSUS, idle=True)).body["groups"]
    assert {"idle", "overdue"} <= set(now["flags"])
    while (now := await entry_of(lin, group))["messages"]:  # of the last thirty days
        await li.sync(timeout=200)
    assert now["last_message_ts"] == said


async def entry_of(client: MatrixClient, group: Json) -> Json:
    found = (await client.get(CENSUS)).body["groups"]
    return next(entry for entry in found if entry["room_id"] == group["room_id"])


async def test_over_its_size(works: Rig) -> None:
    """The org chart is stronger than the size; the register marks it."""
    lin, chen = await sign_in(works, "lin", "chen")
    everybody = {"include": [{"type": "reports", "manager": "sun"}]}
    await found(lin, owner="sun", audience=everybody, clauses=[{"type": "size_budget", "members": 3}])
    assert await names(lin, flag="over_budget") == []
    assert (await chen.put("/_fangyuan/v1/people/qian", {"manager_id": "sun"})).status == 200
    assert await names(lin, flag="over_budget") == ["三号泵改造"]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_as_csv(works: Rig, language: str) -> None:
    [lin] = await sign_in(works, "lin")
    lin.headers = {"Accept-Language": language}
    await three(lin)
    await found(lin, name=FORMULA, purpose="@SUM(A1)")
    answer = await lin.get(f"{CENSUS}/export", order="founded")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig"))))
    assert len(rows) == 5
    assert rows[0][0] == {"zh-CN": "群名", "en": "Name"}[language]
    assert {len(row) for row in rows} == {19}
    evil = next(row for row in rows if "点我" in row[0])
    assert (evil[0], evil[2]) == ("'" + FORMULA, "'@SUM(A1)")
    assert ("项目组" in {row[1] for row in rows}) == (language == "zh-CN")


async def test_as_a_workbook_and_at_the_command_line(works: Rig, tmp_path: Path) -> None:
    import openpyxl

    lin, li = await sign_in(works, "lin", "li")
    await three(lin)
    await found(lin, name=FORMULA)
    answer = await lin.get(f"{CENSUS}/export", format="xlsx", kind="project")
    book = cast(Any, openpyxl.load_workbook(io.BytesIO(answer.body)))
    cells = [list(row) for row in book.worksheets[0].iter_rows()]
    assert len(cells) == 4
    [evil] = [row[0] for row in cells if row[0].value == FORMULA]
    assert evil.data_type == "s"
    assert next(row[6].value for row in cells if row[0].value == "甲泵改造") == 3
    assert (await lin.get(f"{CENSUS}/export", format="pdf")).status == 400
    assert (await li.get(f"{CENSUS}/export")).body.count(b"\n") == 1
    file = tmp_path / "groups.csv"
    ran = works.run("census", "export", str(file))
    assert (ran.returncode, "4 groups" in ran.stderr) == (0, True), ran.stderr
    assert "甲泵改造".encode() in file.read_bytes()
