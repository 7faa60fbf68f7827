"""What a charter keeps: for an approver, until its time, as an offer to go elsewhere; and the word before sending."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fangyuan import media
from tests.kit.backend import Backend
from tests.kit.client import Json, MatrixClient
from tests.kit.company import (
    HOUSE,
    beside_rig,
    found,
    hire,
    people,
    sign_in,
    words_of_the_house,
)
from tests.kit.fairly import (
    API,
    DIVERT,
    HOLD,
    NUDGE,
    bodies,
    chat,
    four,
    held,
    put,
    react,
    reply,
    strict,
    word,
)
from tests.kit.rig import Rig
from tests.kit.talk import FORBIDDEN, NOT_FOUND, texts, timeline, verdict

MINUTE = 60_000


@pytest.fixture(scope="module")
def works(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    opened = Rig(backend, tmp_path_factory.mktemp("works"))
    beside_rig(opened, hire)
    yield opened
    opened.close()


async def until_said(client: MatrixClient, part: str) -> None:
    """Until the house has told this person something of the kind; the worker works beside us."""
    client.since = None

    def said(got: Json) -> bool:
        rooms = got.get("rooms", {}).get("join", {})
        return any(part in text for room in rooms for text in map(str, texts(timeline(got, room))))

    await client.sync_until(said)


async def test_approved_it_appears_as_the_authors_own(works: Rig) -> None:
    he, li, wang, _ = await four(works)
    room = await strict(he)
    await wang.send(room, "先说一句")
    await li.sync()
    text = f"{HOLD}在附件"
    first = await put(li, room, text, "h1")
    assert verdict(first) == FORBIDDEN
    assert "已送审" in first.body["error"]
    held_id = first.body["fangyuan.held"]["held_id"]
    assert (first.body["fangyuan.verdict"]["verdict"], first.body["fangyuan.verdict"]["clause"]) == (
        "hold",
        2,
    )
    again = await put(li, room, text, "h1")
    assert verdict(again) == FORBIDDEN
    assert again.body["fangyuan.held"] == first.body["fangyuan.held"], "not held twice"
    assert text not in await bodies(wang, room)
    (sun,) = await sign_in(works, "sun")
    for approver in (he, sun):
        [one] = await held(approver, room=room, status="waiting")
        assert (one["held_id"], one["content"]["body"], one["user_id"]) == (held_id, text, li.user_id)
        assert [event["content"]["body"] for event in one["context"]] == ["先说一句"], "and no charter"
        said = (await word(approver, "待您审核"))["content"]["body"]
        assert text in said
        assert "先说一句" in said
    assert await held(wang, room=room) == []
    for client, status in ((li, 403), (wang, 403)):
        answer = await client.post(f"{API}/held/{held_id}/decision", {"outcome": "approved"})
        assert answer.status == status
    await react(sun, "待您审核", "✅")
    event_id = (await put(li, room, text, "h1")).body["event_id"]
    assert (await put(li, room, text, "h1")).body == {"event_id": event_id}
    assert (await bodies(wang, room)).count(text) == 1
    got = await li.sync_until(lambda got: [one for one in timeline(got, room) if one["event_id"] == event_id])
    [mine] = [one for one in timeline(got, room) if one["event_id"] == event_id]
    assert (mine["sender"], mine["unsigned"]["transaction_id"]) == (li.user_id, "h1")
    assert any("已通过" in one for one in await words_of_the_house(li))
    await react(he, "待您审核", "❌")
    assert any("已经处理过" in one for one in await words_of_the_house(he)), "too late"
    [ended] = await held(li, room=room, status="ended")
    assert (ended["status"], ended["decided_by"], ended["event_id"]) == ("sent", sun.user_id, event_id)


@pytest.mark.parametrize("way", ["api", "reply", "sign", "command"])
async def test_refused_the_author_hears_why(works: Rig, way: str) -> None:
    he, li, wang, chen = await four(works)
    room = await strict(he, name=f"退回{way}", deputies=[])
    text = f"{HOLD}{way}"
    held_id = (await put(li, room, text, f"r{way}")).body["fangyuan.held"]["held_id"]
    if way == "api":
        path = f"{API}/held/{held_id}/decision"
        assert (await he.post(path, {"outcome": "x"})).status == 400
        await he.ok("POST", path, {"outcome": "refused", "reason": "价格没定"})
        assert (await chen.post(path, {"outcome": "approved"})).status == 409
    elif way == "reply":
        await reply(he, text, "!no 价格没定")
    elif way == "command":
        await he.send(await chat(he), "！退回 价格没定")
    else:
        await react(he, text, "❌")
    said = (await word(li, "没有通过"))["content"]["body"]
    assert ("价格没定" in said) == (way != "sign")
    again = await put(li, room, text, f"r{way}")
    assert verdict(again) == FORBIDDEN
    assert again.body["fangyuan.held"]["status"] == "refused"
    assert text not in await bodies(wang, room)
    assert await held(he, room=room, status="waiting") == []


async def test_withdrawn(works: Rig) -> None:
    he, li, *_ = await four(works)
    room = await strict(he)
    one = (await put(li, room, f"{HOLD}一", "w1")).body["fangyuan.held"]["held_id"]
    assert verdict(await he.delete(f"{API}/held/{one}")) == FORBIDDEN
    await li.ok("DELETE", f"{API}/held/{one}")
    assert (await he.post(f"{API}/held/{one}/decision", {"outcome": "approved"})).status == 409
    await put(li, room, f"{HOLD}二", "w2")
    await react(li, f"{HOLD}二", "❌")
    await put(li, room, f"{HOLD}三", "w3")
    await li.send(await chat(li), "!撤回")
    assert await held(li, room=room, status="waiting") == []
    assert len(await held(li, room=room)) == 3
    for number in ("0", "x", "9" * 30):
        assert verdict(await li.delete(f"{API}/held/{number}")) == NOT_FOUND
    assert (await li.get(f"{API}/held", status="x")).status == 400


async def test_nobody_answers(works: Rig) -> None:
    """It is passed on: the charter's approver, the owner and his deputies, his superior, HR; then HR again."""
    he, li, gu, chen, sun, zhao = await sign_in(works, "he", "li", "gu", "chen", "sun", "zhao")
    room = await strict(he, approvers=["zhao"])
    text = f"{HOLD}没人理"
    held_id = (await put(li, room, text, "p1")).body["fangyuan.held"]["held_id"]
    assert (await held(li, room=room))[0]["asked"] == [zhao.user_id]
    await works.restart()
    for approvers in ((he, sun), (gu,), (chen,)):
        works.clock.advance(120 * MINUTE)
        for approver in approvers:
            await until_said(approver, text)
    assert any("已转交" in one for one in await words_of_the_house(li))
    works.clock.advance(24 * 60 * MINUTE)
    await reply(chen, text, "!ok")
    assert (await bodies(li, room)).count(text) == 1
    [ended] = await held(zhao, room=room)
    assert (ended["held_id"], ended["status"]) == (held_id, "sent")
    assert zhao.user_id in ended["asked"]


async def test_the_author_has_left(works: Rig) -> None:
    he, li, *_ = await four(works)
    room = await strict(he)
    held_id = (await put(li, room, f"{HOLD}走人", "l1")).body["fangyuan.held"]["held_id"]
    await he.ok("POST", f"/rooms/{room}/kick", {"user_id": li.user_id})
    lapsed = await he.ok("POST", f"{API}/held/{held_id}/decision", {"outcome": "approved"})
    assert lapsed["status"] == "lapsed"
    assert f"{HOLD}走人" not in await bodies(he, room)
    assert any("没能发出" in one for one in await words_of_the_house(li))


async def test_another_clause_still_holds(works: Rig) -> None:
    """Approving waives the clause that held the message, not one that refuses it since."""
    he, li, *_ = await four(works)
    room = await strict(he)
    held_id = (await put(li, room, f"{HOLD}新词", "n1")).body["fangyuan.held"]["held_id"]
    clauses = [
        {"type": "keywords", "id": "hold", "words": [HOLD], "verdict": "hold"},
        {"type": "keywords", "id": "new", "words": ["新词"]},
    ]
    await he.ok("PUT", f"{API}/groups/{room}/charter", {"clauses": clauses})
    refused = await he.post(f"{API}/held/{held_id}/decision", {"outcome": "approved"})
    assert verdict(refused) == FORBIDDEN
    assert refused.body["fangyuan.verdict"]["clause_id"] == "new"
    assert (await held(li, room=room))[0]["status"] == "waiting", "nothing is lost"


async def test_too_many_wait(works: Rig) -> None:
    he, li, _, chen = await four(works)
    room = await strict(he)
    assert verdict(await li.put(f"{API}/policies/fairness", {"policy": {"most_held": 2}})) == FORBIDDEN
    assert (await chen.put(f"{API}/policies/fairness", {"policy": {"most_held": 0}})).status == 400
    waiting = len(await held(li, status="waiting", limit=200))
    wanted = {"most_held": waiting + 1, "pass_on_minutes": 120}
    answer = await chen.ok("PUT", f"{API}/policies/fairness", {"policy": wanted})
    assert answer["policy"] == wanted
    assert "fangyuan.held" in (await put(li, room, f"{HOLD}1", "q1")).body
    refused = await put(li, room, f"{HOLD}2", "q2")
    assert verdict(refused) == FORBIDDEN
    assert "fangyuan.held" not in refused.body
    await chen.ok("PUT", f"{API}/policies/fairness", {"policy": {}})


async def test_a_file_lives_while_its_message_waits(works: Rig) -> None:
    he, li, *_ = await four(works)
    clause = {"type": "message_kinds", "id": "kinds", "allowed": ["text"], "verdict": "hold"}
    room = await strict(he, clauses=[clause])
    uploaded = await li.request(
        "POST", "/_matrix/media/v3/upload", b"hello", headers={"Content-Type": "text/plain"}
    )
    uri = uploaded.body["content_uri"]
    content = {"msgtype": "m.file", "body": "报价.txt", "url": uri}
    held_id = (await put(li, room, content, "f1")).body["fangyuan.held"]["held_id"]
    media_id = uri.rpartition("/")[2]
    assert beside_rig(works, lambda tx: media.is_needed(tx, media_id))
    shown = (await he.ok("GET", f"/rooms/{await chat(he)}/messages", dir="b", limit=1))["chunk"][0]
    assert (shown["sender"], shown["content"]["url"]) == (HOUSE, uri), "he sees what he decides about"
    await he.ok("POST", f"{API}/held/{held_id}/decision", {"outcome": "approved"})
    assert "报价.txt" in await bodies(li, room)


async def test_the_same_again_goes(works: Rig) -> None:
    he, li, wang, _ = await four(works)
    room = await strict(he)
    text = f"别{NUDGE}了"
    first = await put(li, room, text, "n1")
    assert verdict(first) == FORBIDDEN
    assert "10 分钟" in first.body["error"]
    said = (await word(li, "还没有发出"))["content"]["body"]
    assert text in said, "told privately too: few clients show why"
    assert "10 分钟" in said
    await works.restart()
    assert (await put(li, room, text, "n2")).status == 200
    assert verdict(await put(wang, room, text, "n1")) == FORBIDDEN, "everybody for himself"
    assert verdict(await put(wang, room, f"{text}！", "n2")) == FORBIDDEN, "another message"
    works.clock.advance(10 * MINUTE + 1)
    assert verdict(await put(wang, room, text, "n3")) == FORBIDDEN, "too late"
    assert (await put(wang, room, text, "n3")).status == 200, (
        "the client's own second try, within ten minutes"
    )
    both = await put(wang, room, f"{text}{HOLD}", "n4")
    assert both.body["fangyuan.verdict"]["verdict"] == "hold"


async def test_sent_to_the_social_group(works: Rig) -> None:
    he, li, wang, _ = await four(works)
    room = await strict(he)
    first = await put(li, room, f"吃{DIVERT}", "d1")
    assert first.body["fangyuan.verdict"]["verdict"] == "divert"
    held_id = first.body["fangyuan.held"]["held_id"]
    assert (await li.post(f"{API}/held/{held_id}/divert")).status == 404, "there is no social group"
    social = (await found(he, "social", name="茶水间", audience=people("he", "li")))["room_id"]
    again = (await put(li, room, f"再吃{DIVERT}", "d2")).body["fangyuan.held"]["held_id"]
    assert verdict(await wang.post(f"{API}/held/{again}/divert")) == FORBIDDEN
    assert "更适合闲聊群" in (await word(li, f"再吃{DIVERT}"))["content"]["body"]
    await react(li, f"再吃{DIVERT}", "✅")
    assert (await bodies(he, social))[1:] == [f"再吃{DIVERT}"]
    assert f"再吃{DIVERT}" not in await bodies(he, room)
    assert (await li.post(f"{API}/held/{again}/divert")).status == 409, "once"


async def test_a_moved_group_takes_along_what_waits(works: Rig) -> None:
    """The room's id changes; mutes and held messages go on."""
    he, li, wang, _ = await four(works)
    room = await strict(he)
    held_id = (await put(li, room, f"{HOLD}搬家", "u1")).body["fangyuan.held"]["held_id"]
    made = await he.post(f"{API}/groups/{room}/restraints", {"user": "wang", "minutes": 60})
    assert made.status == 201
    new = (await he.ok("POST", f"/rooms/{room}/upgrade", {"new_version": "10"}))["replacement_room"]
    assert verdict(await put(wang, new, "x", "u2")) == FORBIDDEN
    sent = await he.ok("POST", f"{API}/held/{held_id}/decision", {"outcome": "approved"})
    assert (sent["room_id"], sent["status"]) == (new, "sent")


async def test_too_soon_goes_out_when_it_may(works: Rig) -> None:
    he, li, *_ = await four(works)
    clause = {"type": "pace", "id": "pace", "every_seconds": 60, "verdict": "schedule"}
    room = await strict(he, clauses=[clause])
    await li.send(room, "第一条")
    answer = await put(li, room, "第二条", "s1")
    assert answer.body["fangyuan.verdict"]["verdict"] == "schedule", answer.body
    assert "到时间会自动发出" in answer.body["error"]
    assert (await put(li, room, "第二条", "s1")).body["fangyuan.held"]["status"] == "waiting"
    await li.sync()
    works.clock.advance(MINUTE + 1)
    await li.sync_until(lambda got: "第二条" in texts(timeline(got, room)))
    assert (await bodies(he, room)).count("第二条") == 1
    assert (await put(li, room, "第二条", "s1")).status == 200
