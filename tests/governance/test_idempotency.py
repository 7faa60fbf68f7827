"""`Idempotency-Key`: what was done is not done twice, whoever lost the answer."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from fangyuan.db import SQL
from tests.governance.places import Town
from tests.kit.backend import Backend
from tests.kit.client import Answer, Json, MatrixClient
from tests.kit.company import beside_rig, found, people, sign_in, wish
from tests.kit.rig import Rig

GROUPS = "/_fangyuan/v1/groups"
_KEPT = SQL("SELECT COUNT(*) FROM answers")
ANYHOW: Json = {"override": {"reason": "测试用"}}


def a_wish(name: str) -> Json:
    return wish(name=name, **ANYHOW)


async def post(client: MatrixClient, key: str, path: str, body: Json | bytes) -> Answer:
    return await client.request("POST", path, body, headers={"Idempotency-Key": key})


async def named(client: MatrixClient, name: str) -> int:
    groups = (await client.get("/_fangyuan/v1/census", q=name)).body["groups"]
    return sum(group["name"] == name for group in groups)


async def test_the_same_request_is_answered_again_and_not_done_again(town: Town) -> None:
    he = town.people["he"]
    first = await post(he, "one", GROUPS, a_wish("只建一次"))
    again = await post(he, "one", GROUPS, a_wish("只建一次"))
    assert (first.status, again.status) == (201, 201)
    assert again.body == first.body
    assert ("Idempotency-Replayed" in first.headers, "Idempotency-Replayed" in again.headers) == (False, True)
    assert await named(he, "只建一次") == 1


async def test_another_request_with_the_key_is_told_so(town: Town) -> None:
    he = town.people["he"]
    room = (await found(he))["room_id"]
    archive = f"{GROUPS}/{room}/archive"
    assert (await post(he, "two", archive, {"reason": "x"})).status == 200
    before = await town.standing()
    for path, body in ((archive, {"reason": "y"}), (f"{GROUPS}/{room}/restore", {"reason": "x"})):
        answer = await post(he, "two", path, body)
        assert (answer.status, answer.errcode) == (422, "M_INVALID_PARAM")
        assert "key" in answer.body["error"] or "键" in answer.body["error"]
    assert await town.standing() == before


async def test_keys_are_each_persons_own(town: Town) -> None:
    he, zhou = town.people["he"], town.people["zhou"]
    for client, owner in ((he, "he"), (zhou, "zhou")):
        mine = await post(client, "three", GROUPS, a_wish(f"{owner}的") | {"owner": owner})
        assert (mine.status, mine.body["owner"]) == (201, client.user_id)


async def test_what_was_refused_is_asked_afresh(town: Town) -> None:
    he, sun = town.people["he"], town.people["sun"]
    room = (await found(he, audience=people("sun")))["room_id"]
    body: Json = {"person_id": "gu", "effect": "include", "reason": "借调"}
    path = f"{GROUPS}/{room}/exceptions"
    assert (await post(sun, "four", path, body)).status == 403
    await he.put(f"{GROUPS}/{room}/charter", {"deputies": ["sun"]})
    assert (await post(sun, "four", path, body)).status == 201
    assert (await post(sun, "four", path, body)).status == 201
    assert len((await he.get(path)).body["exceptions"]) == 1


@pytest.mark.parametrize("key", ["x" * 256, "键"])
async def test_a_key_that_is_none(town: Town, key: str) -> None:
    answer = await post(town.people["he"], key, GROUPS, a_wish("不会建"))
    assert (answer.status, answer.errcode) == (400, "M_INVALID_PARAM")


async def test_an_import_is_applied_once_and_its_sign_in_codes_are_not_kept(own_works: Rig) -> None:
    [lin] = await sign_in(own_works, "lin")
    base = "/_fangyuan/v1/directory/imports"
    for name, codes, again in (("甲", "", 200), ("乙", "&codes=true", 409)):
        file = f"姓名,账号,部门,职级\n{name}工,new{codes[1:2]},泵厂/三车间,员工".encode()
        plan = (await lin.post(base, file)).body
        path = f"{base}/apply?fingerprint={plan['fingerprint']}{codes}"
        first = await post(lin, name.encode().hex(), path, file)
        assert (first.status, bool(first.body["codes"])) == (200, bool(codes))
        second = await post(lin, name.encode().hex(), path, file)
        assert second.status == again
        assert codes or second.body == first.body


async def test_they_outlive_a_restart_and_are_dropped_after_a_day(own_works: Rig) -> None:
    [he] = await sign_in(own_works, "he")
    first = await post(he, "five", GROUPS, a_wish("隔天"))
    await own_works.restart()
    assert (await post(he, "five", GROUPS, a_wish("隔天"))).body == first.body
    own_works.clock.advance(24 * 3_600_000)
    again = await post(he, "five", GROUPS, a_wish("隔天"))
    assert (again.status, again.body["room_id"] != first.body["room_id"]) == (201, True)
    own_works.clock.advance(25 * 3_600_000)
    for _ in range(3_000):  # the worker tells nobody
        if not beside_rig(own_works, lambda tx: tx.value(_KEPT)):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("answers are kept for ever")


async def test_retries_at_once_through_two_processes_do_it_once(
    own_works: Rig, backend: Backend, tmp_path: Path
) -> None:
    """Law: however many of the same request are under way, and wherever, it is done once and all hear the same."""
    other = Rig(backend, tmp_path, database=own_works.settings["database"])
    try:
        [here] = await sign_in(own_works, "he")
        [there] = await sign_in(other, "he")
        for turn in range(4):
            name = f"同时{turn}"
            got = await asyncio.gather(
                *(post(client, f"race{turn}", GROUPS, a_wish(name)) for client in (here, there) * 3)
            )
            assert {answer.status for answer in got} == {201}
            assert len({answer.body["room_id"] for answer in got}) == 1
            assert await named(here, name) == 1
    finally:
        await other.close_clients()
        other.stop()
