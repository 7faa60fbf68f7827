"""The governance API as clients meet it: founding, words in the reader's language, policy, exceptions by the clock."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from fangyuan import identity
from tests.kit.company import (
    KINDS,
    beside_rig,
    bring,
    department,
    found,
    people,
    sign_in,
    user,
    wish,
    words_of_the_house,
)
from tests.kit.rig import Rig

GROUPS = "/_fangyuan/v1/groups"


@pytest.mark.parametrize("kind", KINDS)
async def test_founding_each_kind(works: Rig, kind: str) -> None:
    lin, li = await sign_in(works, "lin", "li")
    group = await found(lin, kind)
    assert (group["kind"], group["status"], group["charter_version"]) == (kind, "open", 1)
    assert set(group["text"]) == {"zh-CN", "en"}
    assert group["room_id"] in (await li.ok("GET", "/joined_rooms"))["joined_rooms"]
    assert (await li.state(group["room_id"], "fangyuan.charter"))["text"] == group["text"]


@pytest.mark.parametrize("field", ["purpose", "owner", "audience", "name", "kind"])
async def test_what_is_missing_is_named_in_the_reader_s_language(works: Rig, field: str) -> None:
    [lin] = await sign_in(works, "lin")
    asked = wish()
    del asked[field]
    said: dict[str, str] = {}
    for language in ("zh-CN", "en"):
        lin.headers = {"Accept-Language": language}
        answer = await lin.post(GROUPS, asked)
        assert (answer.status, answer.errcode, answer.body["field"]) == (400, "M_MISSING_PARAM", field)
        said[language] = answer.body["error"]
    assert said["en"].isascii()
    assert not said["zh-CN"].isascii()


async def test_the_language_that_a_person_chose_wins(own_works: Rig) -> None:
    beside_rig(own_works, lambda tx: identity.set_locale(tx, user("li"), "en"))
    [li] = await sign_in(own_works, "li")
    li.headers = {"Accept-Language": "zh-CN"}
    assert (await li.post(GROUPS, {})).body["error"].isascii()
    he = (await sign_in(own_works, "he"))[0]
    room = (await found(he, clauses=[{"type": "keywords", "words": ["crypto"]}]))["room_id"]
    answer = await li.put(f"/rooms/{room}/send/m.room.message/t", {"msgtype": "m.text", "body": "crypto"})
    assert answer.status == 403
    assert answer.body["error"].isascii()
    [told] = await words_of_the_house(li)
    assert "clause 1" in told.lower()
    assert "您" not in told


async def test_who_may_not_found_hears_who_may_until_the_policy_changes(own_works: Rig) -> None:
    li, chen = await sign_in(own_works, "li", "chen")
    answer = await li.post(GROUPS, wish("all_staff"))
    assert (answer.status, answer.errcode) == (403, "M_FORBIDDEN")
    assert answer.body["fangyuan.policy"]["kind"] == "all_staff"
    policy = (await chen.get("/_fangyuan/v1/policies/creation")).body["policy"]
    policy["kinds"]["all_staff"] = [{"who": {"type": "everyone"}, "most_members": 5}]
    policy["kinds"]["project"] = []
    assert (await chen.put("/_fangyuan/v1/policies/creation", {"policy": policy})).status == 200
    assert (await li.post(GROUPS, wish("all_staff"))).status == 201
    too_many = wish("all_staff", audience={"include": [{"type": "everyone"}]})
    assert (await li.post(GROUPS, too_many)).status == 403
    assert (await li.post("/createRoom", {"name": "x"})).status == 403
    assert (await li.post("/createRoom", {"is_direct": True, "invite": [chen.user_id]})).status == 200
    bad = await chen.put("/_fangyuan/v1/policies/creation", {"policy": {"kinds": {"moon": []}}})
    assert (bad.status, bad.errcode) == (400, "M_INVALID_PARAM")
    [lin] = await sign_in(own_works, "lin")
    page = (await lin.get("/_fangyuan/v1/audit", act="policy.changed")).body
    assert [entry["actor"] for entry in page["entries"]] == [chen.user_id]


async def test_an_exception_ends_by_the_clock(own_works: Rig) -> None:
    he, zhao = await sign_in(own_works, "he", "zhao")
    room = (await found(he))["room_id"]
    until = own_works.clock.now_ms() + 3_600_000
    body = {"person_id": zhao.user_id, "effect": "include", "reason": "借调", "until_ts": until}
    assert (await he.post(f"{GROUPS}/{room}/exceptions", body)).status == 201
    await zhao.sync_until(lambda got: room in got.get("rooms", {}).get("join", {}))
    own_works.clock.advance(3_600_000)
    await zhao.sync_until(lambda got: room in got.get("rooms", {}).get("leave", {}))
    assert (await he.get(f"{GROUPS}/{room}/exceptions")).body == {"exceptions": []}


async def test_moved_and_left_over_http(own_works: Rig) -> None:
    """HR moves a person: his groups follow; he leaves: his tokens die."""
    chen, li, he = await sign_in(own_works, "chen", "li", "he")
    audience = beside_rig(own_works, lambda tx: department(tx, "泵厂/二车间"))
    group = await found(
        he, "department", audience={"include": [{"type": "department", "department_id": audience}]}
    )
    assert group["room_id"] in (await li.ok("GET", "/joined_rooms"))["joined_rooms"]
    moved = await chen.put("/_fangyuan/v1/people/li", {"department": "泵厂/三车间", "reason": "轮岗"})
    assert moved.status == 200
    assert group["room_id"] not in (await li.ok("GET", "/joined_rooms"))["joined_rooms"]
    assert (await chen.put("/_fangyuan/v1/people/li", {"status": "left"})).status == 200
    assert (await li.get("/joined_rooms")).errcode == "M_UNKNOWN_TOKEN"


async def test_two_who_amend_at_once_make_two_versions(works: Rig) -> None:
    he, lin = await sign_in(works, "he", "lin")
    room = (await found(he))["room_id"]
    path = f"{GROUPS}/{room}/charter"
    await asyncio.gather(*(client.put(path, {"purpose": client.user_id}) for client in (he, lin)))
    versions = (await he.get(f"{path}/versions")).body["versions"]
    assert [found["version"] for found in versions] == [1, 2, 3]


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b'{"audience": []}',
        b'{"clauses": {}}',
        b'{"clauses": [' + b"[" * 5_000 + b"]" * 5_000 + b"]}",
        b'{"name": "\\u0000"}',
        b'{"deputies": [1]}',
        b'{"audience": {"include": [{"type": "all_of", "parts": []}]}}',
        b'{"owner": "@' + b"x" * 300 + b':test.local"}',
        b'{"purpose": "' + b"x" * 60_000 + b'"}',
        b'{"name": "\\ud83d"}',
    ],
)
async def test_what_is_no_charter(works: Rig, body: bytes) -> None:
    [lin] = await sign_in(works, "lin")
    room = (await found(lin))["room_id"]
    for method, path in (("POST", GROUPS), ("PUT", f"{GROUPS}/{room}/charter")):
        answer = await lin.request(method, path, body)
        assert 400 <= answer.status < 500, answer.body
        assert answer.errcode is not None


@pytest.mark.parametrize(
    "more",
    [{"until_ts": 10**30}, {"until_ts": "soon"}, {"until_ts": 1.5}, {"person_id": "\ud7ff"}, {"reason": 1}],
)
async def test_what_is_no_exception(works: Rig, more: dict[str, Any]) -> None:
    [he] = await sign_in(works, "he")
    room = (await found(he))["room_id"]
    body = {"person_id": "zhao", "effect": "include", "reason": "借调"} | more
    answer = await he.post(f"{GROUPS}/{room}/exceptions", body)
    assert 400 <= answer.status < 500, answer.body


async def test_a_charter_names_no_owner_who_is_gone(own_works: Rig) -> None:
    he, chen, li = await sign_in(own_works, "he", "chen", "li")
    room = (await found(he, audience=people("li", "wang")))["room_id"]
    beside_rig(own_works, lambda tx: bring(tx, "何主任,he,离职", head="姓名,账号,状态"))
    path = f"{GROUPS}/{room}/charter"
    assert (await chen.get(f"{GROUPS}/{room}")).body["owner"] == user("gu")
    assert (await li.put(path, {"owner": "li"})).status == 403
    assert (await chen.put(path, {"owner": "he"})).body["field"] == "owner"
    assert (await chen.put(path, {"owner": "li"})).status == 200
    assert any("转交给您" in words for words in await words_of_the_house(li))
    assert (await li.put(path, {"purpose": "新用途"})).status == 200
