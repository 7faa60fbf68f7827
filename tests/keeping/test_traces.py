"""M16, M09: who took whose message away, and which notices stood where."""

from __future__ import annotations

from tests.keeping.talk import API, acts, keeping_group
from tests.kit.client import Json
from tests.kit.company import sign_in
from tests.kit.rig import Rig


async def test_a_removal_leaves_who_and_why(works: Rig) -> None:
    he, li, wang, wu = await sign_in(works, "he", "li", "wang", "wu")
    room = await keeping_group(he, None)
    own = await li.send(room, "打错了")
    bad = await li.send(room, "不合适的话")
    await li.redact(room, own)
    await he.redact(room, bad, reason="与工作无关")
    [row] = await acts(wu, room, "message.removed")
    assert (row["actor"], row["details"]["reason"]) == (he.user_id, "与工作无关")
    assert row["details"]["after"]["sender"] == li.user_id
    got = await wang.get(f"{API}/groups/{room}/removals")
    [removal] = got.body["removals"]
    assert (removal["by"], removal["event_id"], removal["reason"]) == (he.user_id, bad, "与工作无关")
    assert (await (await sign_in(works, "zhao"))[0].get(f"{API}/groups/{room}/removals")).status == 403


async def test_earlier_notices_stay_readable_with_author_and_time(works: Rig) -> None:
    he, li = await sign_in(works, "he", "li")
    room = await keeping_group(he, None)
    charter = (await he.state(room, "m.room.pinned_events"))["pinned"]
    first = await he.send(room, "公告一")
    await he.put_state(room, "m.room.pinned_events", {"pinned": [*charter, first]})
    works.clock.advance(1_000)
    edit: Json = {
        "msgtype": "m.text",
        "body": "* 公告一改",
        "m.new_content": {"msgtype": "m.text", "body": "公告一改"},
    }
    await he.send(room, edit | {"m.relates_to": {"rel_type": "m.replace", "event_id": first}})
    second = await he.send(room, "公告二")
    works.clock.advance(1_000)
    await he.put_state(room, "m.room.pinned_events", {"pinned": [*charter, second]})
    notices = (await li.get(f"{API}/groups/{room}/notices")).body["notices"]
    assert [one["event_id"] for one in notices] == [second, *charter, first]
    old = notices[-1]
    assert (old["author"], old["pinned_by"]) == (he.user_id, he.user_id)
    assert old["until_ts"] == notices[0]["from_ts"]
    assert [one["text"] for one in old["versions"]] == ["公告一改", "公告一"]
    assert old["versions"][0]["ts"] > old["versions"][1]["ts"]
