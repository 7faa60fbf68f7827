"""X18, M17: a word, slow mode, a mute; by hand too; each ends, fades, and can be appealed."""

from __future__ import annotations

import pytest

from fangyuan import groups
from fangyuan.charter import Ladder, Step, kinds
from tests.kit.client import Json
from tests.kit.company import beside_rig, person, sign_in, words_of_the_house
from tests.kit.fairly import API, BAD, four, put, react, reply, strict, strikes, word
from tests.kit.rig import Rig
from tests.kit.talk import FORBIDDEN, NOT_FOUND, verdict

MINUTE, DAY = 60_000, 86_400_000


def test_every_kind_has_its_ladder() -> None:
    for kind in kinds():
        assert [kind.ladder.step(count).act for count in (1, 2, 3, 9)] == ["word", "slow", "mute", "mute"]
        assert kind.to_json()["ladder"]["fade_days"] >= 7


def test_the_last_step_stays() -> None:
    ladder = Ladder((Step("word"), Step("mute", 5)))
    assert [ladder.step(count).act for count in (0, 1, 2, 3)] == ["word", "word", "mute", "mute"]


async def test_word_then_slow_then_mute(works: Rig) -> None:
    he, li, wang, _ = await four(works)
    room = await strict(he)
    refused = await put(li, room, f"来{BAD}", "a1")
    assert verdict(refused) == FORBIDDEN
    assert verdict(await put(li, room, f"来{BAD}", "a1")) == FORBIDDEN, "the same attempt is one breach"
    [first] = await strikes(li)
    assert (first["act"], first["clause"], first["clause_id"]) == ("word", 1, "bad")
    assert set(first["reason"]) == {"zh-CN", "en"}
    assert "第 1 次违规" in (await word(li, "第 1 次违规"))["content"]["body"]
    await li.send(room, "好的")
    assert verdict(await put(li, room, f"再来{BAD}", "a2")) == FORBIDDEN
    slow = await put(li, room, "慢", "a3")
    assert verdict(slow) == FORBIDDEN
    standing = slow.body["fangyuan.standing"]
    assert (standing["act"], standing["clause"], standing["remaining_ms"]) == ("slow", 1, MINUTE)
    assert "1 分钟" in slow.body["error"]
    works.clock.advance(MINUTE + 1)
    await li.send(room, "一分钟后")
    assert verdict(await put(li, room, "太快", "a4")) == FORBIDDEN
    third = await put(li, room, f"又{BAD}", "a5")
    assert third.body["fangyuan.verdict"]["clause_id"] == "bad", "slow mode hides no breach"
    mute = await put(li, room, "喂", "a6")
    assert (mute.status, mute.body["fangyuan.standing"]["act"]) == (403, "mute")
    assert "60 分钟" in mute.body["error"] or "1 小时" in mute.body["error"]
    assert "fangyuan.verdict" in (await put(li, room, BAD, "a8")).body
    assert len(await strikes(li)) == 3, "who is muted climbs no further"
    reaction = {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$x", "key": "👍"}}
    assert (await li.put(f"/rooms/{room}/send/m.reaction/r", reaction)).status in (400, 403)
    await wang.send(room, "我能说")
    works.clock.advance(60 * MINUTE)
    await li.send(room, "又能说了")
    assert [one["act"] for one in await strikes(li)] == ["mute", "slow", "word"]
    works.clock.advance(30 * DAY)
    assert verdict(await put(li, room, f"{BAD}", "a7")) == FORBIDDEN
    assert (await strikes(li))[0]["act"] == "word", "the others have faded"


async def test_other_words_under_the_same_transaction_id_are_another_breach(works: Rig) -> None:
    he, _, wang, _ = await four(works)
    room = await strict(he)
    for number, body in enumerate((f"来{BAD}", f"再来{BAD}", f"再来{BAD}")):
        assert verdict(await put(wang, room, body, "same")) == FORBIDDEN, number
    assert [one["act"] for one in await strikes(wang) if one["room_id"] == room] == ["slow", "word"]


async def test_observing_gives_no_strike(works: Rig) -> None:
    he, _, wang, _ = await four(works)
    clause = {"type": "keywords", "id": "bad", "words": [BAD], "mode": "observe"}
    room = await strict(he, clauses=[clause])
    before = len(await strikes(wang))
    await wang.send(room, BAD)
    assert len(await strikes(wang)) == before


async def test_muted_by_hand_for_ten_minutes(works: Rig) -> None:
    he, li, _, chen = await four(works)
    room = await strict(he)
    path = f"{API}/groups/{room}/restraints"
    made = await he.post(path, {"user": "li", "minutes": 10, "reason": "刷屏"})
    assert made.status == 201
    works.clock.advance(30_000)
    refused = await put(li, room, "喂", "m1")
    assert verdict(refused) == FORBIDDEN
    assert "9 分 30 秒" in refused.body["error"]
    assert "刷屏" in refused.body["error"]
    assert refused.body["retry_after_ms"] == 570_000
    edit = {"msgtype": "m.text", "body": "x", "m.new_content": {"msgtype": "m.text", "body": "x"}}
    assert verdict(await put(li, room, edit, "m2")) == FORBIDDEN
    await works.restart()
    assert verdict(await put(li, room, "还在禁言", "m3")) == FORBIDDEN, "it survives a restart"
    assert [one["user_id"] for one in (await he.ok("GET", path))["restraints"]] == [li.user_id]
    assert (await he.ok("DELETE", f"{path}/{li.user_id}"))["lifted"]
    assert not (await he.ok("DELETE", f"{path}/{li.user_id}"))["lifted"]
    await li.send(room, "解除了")
    for name, body, status in (
        ("he", {"user": "li", "minutes": 0}, 400),
        ("he", {"user": "li", "minutes": 999_999}, 400),
        ("he", {"user": "li", "minutes": 1, "act": "word"}, 400),
        ("he", {"user": "gu", "minutes": 1}, 404),
        ("he", {"user": "fangyuan", "minutes": 1}, 403),
        ("sun", {"user": "he", "minutes": 1}, 403),
        ("chen", {"user": "he", "minutes": 1}, 201),
        ("li", {"user": "wang", "minutes": 1}, 403),
    ):
        (client,) = await sign_in(works, name)
        assert (await client.post(path, body)).status == status, (name, body)
    assert verdict(await he.delete(f"{path}/{he.user_id}")) == FORBIDDEN, "nobody lifts his own"
    assert (await chen.ok("DELETE", f"{path}/{he.user_id}"))["lifted"]


async def test_a_whole_group(works: Rig) -> None:
    he, li, *_ = await four(works)
    room = await strict(he)
    path = f"{API}/groups/{room}/restraints"
    assert (await he.post(path, {"minutes": 5, "reason": "开会"})).status == 201
    assert "开会" in (await put(li, room, "x", "g1")).body["error"]
    await he.send(room, "群主可以说")
    works.clock.advance(5 * MINUTE)
    await li.send(room, "会开完了")
    await he.send(room, "!全员禁言 30 再开一次")
    assert verdict(await put(li, room, "x", "g2")) == FORBIDDEN
    await he.send(room, "!unmuteall")
    await li.send(room, "y")
    await li.send(room, "!muteall 30")
    await li.send(room, "我说了不算")


async def test_another_process_has_muted_him(works: Rig) -> None:
    """What this process remembers of who may speak is not what counts."""
    he, li, *_ = await four(works)
    room = await strict(he)
    await li.send(room, "我能说")
    mute = beside_rig(works, lambda tx: groups.restrain(tx, person("he"), room, li.user_id, "mute", 10, ""))
    assert verdict(await put(li, room, "x", "p1")) == FORBIDDEN
    assert (await strikes(li))[0]["strike_id"] == mute.strike_id


async def test_by_a_message_in_any_client(works: Rig) -> None:
    he, li, wang, _ = await four(works)
    room = await strict(he)
    mention = {"m.mentions": {"user_ids": [li.user_id]}}
    await he.send(room, {"msgtype": "m.text", "body": "!禁言 李工 10 刷屏", **mention})
    assert "10 分钟" in (await put(li, room, "x", "o1")).body["error"]
    await he.send(room, "!unmute @li")
    await li.send(room, "谢谢")
    await wang.send(room, "!mute @li 10")
    await li.send(room, "他说了不算")
    await he.send(room, "!mute 10")
    assert any("!mute" in one for one in await words_of_the_house(he)), "how to use it"


async def test_removed_and_blocked_by_link(works: Rig) -> None:
    he, li, *_ = await four(works)
    room = await strict(he)
    await he.ok("PUT", f"/rooms/{room}/state/m.room.join_rules/", {"join_rule": "public"})
    await he.ok("POST", f"/rooms/{room}/ban", {"user_id": li.user_id, "reason": "刷屏"})
    assert verdict(await li.post(f"/join/{room}", {})) == FORBIDDEN
    assert verdict(await li.post(f"/knock/{room}", {})) == FORBIDDEN


@pytest.mark.parametrize("way", ["api", "reply", "sign"])
async def test_an_appeal_reverses(works: Rig, way: str) -> None:
    he, li, wang, chen = await four(works)
    room = await strict(he, name=f"申诉{way}")
    path = f"{API}/groups/{room}/restraints"
    assert (await he.post(path, {"user": "wang", "minutes": 60, "reason": "误会"})).status == 201
    [strike, *_] = await strikes(wang)
    if way == "api":
        path = f"{API}/strikes/{strike['strike_id']}/appeal"
        assert verdict(await li.post(path, {"reason": "替他"})) == FORBIDDEN
        assert (await wang.post(path, {"reason": "不是我"})).status == 201
        assert (await wang.post(path, {"reason": "再来"})).status == 409
    elif way == "reply":
        await reply(wang, "被禁言", "!申诉 不是我")
    else:
        await react(wang, "被禁言", "🙋‍♂️")
    assert any("您的申诉" in one for one in await words_of_the_house(wang))
    [appeal, *_] = (await chen.ok("GET", f"{API}/appeals", status="open"))["appeals"]
    assert appeal["strike"]["strike_id"] == strike["strike_id"]
    decision = f"{API}/appeals/{appeal['appeal_id']}/decision"
    for client in (he, wang, li):
        assert verdict(await client.post(decision, {"outcome": "reversed", "reason": "x"})) == FORBIDDEN
    assert (await chen.post(decision, {"outcome": "reversed", "reason": " "})).status == 400
    if way == "api":
        await chen.ok("POST", decision, {"outcome": "reversed", "reason": "确是误会"})
    elif way == "reply":
        await reply(chen, "提出申诉", "!撤销 确是误会")
    else:
        await react(chen, "提出申诉", "✅")
    assert strike["strike_id"] not in [one["strike_id"] for one in await strikes(wang)]
    await wang.send(room, "又能说了")
    assert any("成立" in one for one in await words_of_the_house(wang))
    assert any("经申诉撤销" in one for one in await words_of_the_house(he))
    assert (await chen.post(decision, {"outcome": "upheld", "reason": "x"})).status == 409
    shown: Json = await wang.ok("GET", f"{API}/fairness/figures", room=room)
    [mine] = shown["groups"]
    assert (mine["strikes"], mine["decided"], mine["reversed"], mine["reversal_rate"]) == (1, 1, 1, 1.0)
    assert shown["company"]["reversed"] >= 1


async def test_an_appeal_is_turned_down(works: Rig) -> None:
    he, li, _, chen = await four(works)
    room = await strict(he)
    await put(li, room, BAD, "t1")
    await reply(li, "次违规", "!appeal 我没有")
    await reply(chen, "提出申诉", "!维持 就是违规")
    assert any("就是违规" in one for one in await words_of_the_house(li))
    assert (await strikes(li))[0]["room_id"] == room
    assert (await li.ok("GET", f"{API}/appeals", status="decided"))["appeals"][0]["outcome"] == "upheld"
    for number in ("0", "x", "9" * 30):
        assert verdict(await li.post(f"{API}/strikes/{number}/appeal", {})) == NOT_FOUND


async def test_the_superior_decides_where_hr_can_not(works: Rig) -> None:
    """HR owns the group: its owner's superior decides, not a colleague of the owner's office."""
    chen, gu, li = await sign_in(works, "chen", "gu", "li")
    room = await strict(chen, owner="chen", deputies=[])
    await put(li, room, BAD, "s1")
    await reply(li, "次违规", "!appeal 我没有")
    [appeal, *_] = (await gu.ok("GET", f"{API}/appeals", status="open"))["appeals"]
    decision = f"{API}/appeals/{appeal['appeal_id']}/decision"
    assert verdict(await chen.post(decision, {"outcome": "upheld", "reason": "x"})) == FORBIDDEN
    await gu.ok("POST", decision, {"outcome": "upheld", "reason": "看过了"})
    assert any("看过了" in one for one in await words_of_the_house(li))
