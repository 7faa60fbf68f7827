"""Knocking at a group with a charter: asking, hearing of it, letting in, declining."""

from __future__ import annotations

from typing import Any

from tests.kit.client import MatrixClient
from tests.kit.company import found, people, sign_in, words_of_the_house
from tests.kit.rig import Rig
from tests.kit.talk import FORBIDDEN, timeline, verdict


async def asked(client: MatrixClient, room: str, reason: str | None) -> tuple[int, str | None]:
    return verdict(await client.post(f"/knock/{room}", {} if reason is None else {"reason": reason}))


async def open_to_knocks(owner: MatrixClient, **more: Any) -> str:
    room = (await found(owner, audience=people("he", "li"), **more))["room_id"]
    await owner.put_state(room, "m.room.join_rules", {"join_rule": "knock"})
    return room


async def test_the_owner_hears_of_it_and_lets_in(own_works: Rig) -> None:
    he, li, zhao = await sign_in(own_works, "he", "li", "zhao")
    room = await open_to_knocks(he)
    before = len(await words_of_the_house(he))
    assert await asked(zhao, room, "要看三号泵的图纸") == (200, None)
    assert await asked(zhao, room, "要看三号泵的图纸") == (200, None), "the same again is the same"
    got = await zhao.sync()
    assert list(got["rooms"]["knock"]) == [room]
    [word] = (await words_of_the_house(he))[before:]
    assert all(part in word for part in ("赵工", "三号泵改造", "要看三号泵的图纸"))
    assert not await words_of_the_house(li)
    member = await li.state(room, "m.room.member", zhao.user_id)
    assert (member["membership"], member["reason"]) == ("knock", "要看三号泵的图纸")
    await he.invite(room, zhao)
    await zhao.join(room)
    assert (await li.state(room, "m.room.member", zhao.user_id))["membership"] == "join"
    assert await asked(zhao, room, None) == FORBIDDEN, "who is in"


async def test_who_is_declined_sees_why(own_works: Rig) -> None:
    he, li, zhao = await sign_in(own_works, "he", "li", "zhao")
    room = await open_to_knocks(he)
    assert await asked(zhao, room, "想看看") == (200, None)
    await zhao.sync()
    body = {"user_id": zhao.user_id, "reason": "这里只谈改造"}
    assert verdict(await li.post(f"/rooms/{room}/kick", body)) == FORBIDDEN
    await he.ok("POST", f"/rooms/{room}/kick", body)
    [event] = timeline(await zhao.sync(), room, "leave")
    assert (event["sender"], event["content"]["reason"]) == (he.user_id, "这里只谈改造")
    assert any("这里只谈改造" in word for word in await words_of_the_house(zhao))
    assert verdict(await zhao.post(f"/join/{room}")) == FORBIDDEN
    assert await asked(zhao, room, None) == (200, None), "he may ask again"
    await zhao.leave(room)
    assert (await li.state(room, "m.room.member", zhao.user_id))["membership"] == "leave"


async def test_a_reason_obeys_the_charter(own_works: Rig) -> None:
    he, zhao = await sign_in(own_works, "he", "zhao")
    room = await open_to_knocks(he, clauses=[{"type": "keywords", "words": ["秘方"]}])
    answer = await zhao.post(f"/knock/{room}", {"reason": "想要秘方"})
    assert (verdict(answer), answer.body["fangyuan.verdict"]["verdict"]) == (FORBIDDEN, "refuse")
    assert await asked(zhao, room, "x" * 5_000) == (200, None)
    assert len((await he.state(room, "m.room.member", zhao.user_id))["reason"]) == 1_000


async def test_where_nobody_may_knock(own_works: Rig) -> None:
    he, zhao = await sign_in(own_works, "he", "zhao")
    closed = (await found(he, audience=people("he", "li")))["room_id"]
    assert await asked(zhao, closed, "x") == FORBIDDEN, "it takes no knocks"
    by_rule = (await found(he, "management"))["room_id"]
    await he.put_state(by_rule, "m.room.join_rules", {"join_rule": "knock"})
    assert await asked(zhao, by_rule, "x") == FORBIDDEN, "the org chart says who is in"
    room = await open_to_knocks(he)
    await he.ok("POST", f"/rooms/{room}/ban", {"user_id": zhao.user_id})
    assert await asked(zhao, room, "x") == FORBIDDEN
    assert await asked(zhao, "!nowhere:test.local", "x") == (404, "M_NOT_FOUND")
