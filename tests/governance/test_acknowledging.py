"""收到 chains: fifty of them become one counter, and nobody's phone rings."""

from __future__ import annotations

from typing import Any

from tests.kit.client import Json, MatrixClient, part
from tests.kit.company import EVERYBODY, found, people, sign_in
from tests.kit.rig import Rig

CLAUSES: list[Json] = [{"type": "acknowledgements"}]


async def group_of_all(rig: Rig, **more: Any) -> tuple[MatrixClient, str]:
    [he] = await sign_in(rig, "he")
    wish: Json = {"clauses": CLAUSES, "audience": people(*sorted(EVERYBODY)), **more}
    return he, (await found(he, **wish))["room_id"]


async def counts(client: MatrixClient, room: str, event_id: str) -> dict[str, int]:
    path = f"/rooms/{part(room)}/relations/{part(event_id)}/m.annotation"
    chunk = (await client.get(f"/_matrix/client/v1{path}", limit=100)).body["chunk"]
    keys = [event["content"]["m.relates_to"]["key"] for event in chunk]
    return {key: keys.count(key) for key in keys}


async def test_acknowledgements_become_a_counter_and_notify_nobody(works: Rig) -> None:
    he, room = await group_of_all(works)
    notice = await he.send(room, "周五下午四点半停机检修")
    others = await sign_in(works, *sorted(EVERYBODY - {"he"}))
    words = ("收到", "收到！", "收到，谢谢", "已阅", "明白")
    for index, one in enumerate(others):
        await one.send(room, words[index % len(words)])
    assert await counts(he, room, notice) == {"收到": len(others)}
    joined = (await he.sync())["rooms"]["join"][room]
    assert joined["unread_notifications"]["notification_count"] == 0


async def test_said_twice_it_counts_once_and_a_retry_gives_the_same_event(works: Rig) -> None:
    he, room = await group_of_all(works)
    notice = await he.send(room, "周五停机")
    [li] = await sign_in(works, "li")
    path = f"/rooms/{part(room)}/send/m.room.message"
    first = await li.ok("PUT", f"{path}/one", {"msgtype": "m.text", "body": "收到"})
    again = await li.ok("PUT", f"{path}/one", {"msgtype": "m.text", "body": "收到"})
    later = await li.ok("PUT", f"{path}/two", {"msgtype": "m.text", "body": "已收到"})
    assert first == again == later
    assert await counts(he, room, notice) == {"收到": 1}


async def test_a_reply_counts_on_what_it_replies_to(works: Rig) -> None:
    he, room = await group_of_all(works)
    first, second = await he.send(room, "周五停机"), await he.send(room, "周六加班")
    [li, wang] = await sign_in(works, "li", "wang")

    def message(body: str) -> Json:
        return {"msgtype": "m.text", "body": body, "m.relates_to": {"m.in_reply_to": {"event_id": first}}}

    await li.send(room, message("收到"))
    await wang.send(room, message("> <@he:test.local> 周五停机\n\n收到"))
    assert await counts(he, room, first) == {"收到": 2}
    assert await counts(he, room, second) == {}


async def test_what_says_more_or_answers_nothing_stays_a_message(own_works: Rig) -> None:
    he, room = await group_of_all(own_works)
    await he.send(room, "收到")  # the first word of all: there is nothing that it answers
    notice = await he.send(room, "周五停机，谁能来？")
    [li] = await sign_in(own_works, "li")
    for words in ("好的", "收到三箱", "我能来"):
        await li.send(room, words)
    assert await counts(he, room, notice) == {}
    own_works.clock.advance(25 * 3_600_000)
    await li.send(room, "收到")  # a day later it would be a guess
    assert await counts(he, room, notice) == {}


async def test_where_only_the_owner_posts_others_may_still_say_received(works: Rig) -> None:
    he, room = await group_of_all(works, clauses=[{"type": "posting", "who": "owner"}, *CLAUSES])
    notice = await he.send(room, "国庆放假安排")
    [li] = await sign_in(works, "li")
    await li.send(room, "收到")
    assert await counts(he, room, notice) == {"收到": 1}
    refused = await li.put(
        f"/rooms/{part(room)}/send/m.room.message/x", {"msgtype": "m.text", "body": "放几天？"}
    )
    assert refused.errcode == "M_FORBIDDEN"


async def test_on_trial_it_is_counted_and_stays_a_message(works: Rig) -> None:
    he, room = await group_of_all(
        works, clauses=[{"type": "acknowledgements", "id": "acks", "mode": "observe"}]
    )
    notice = await he.send(room, "周五停机")
    [li] = await sign_in(works, "li")
    await li.send(room, "收到")
    assert await counts(he, room, notice) == {}
    figures = (await he.get(f"/_fangyuan/v1/groups/{room}/charter/figures")).body["figures"]
    assert [(one["clause_id"], one["observed"], one["count"]) for one in figures] == [("acks", True, 1)]
