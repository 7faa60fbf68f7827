"""Chit-chat is moved to the social group with author, time, replies and files; a trace stays, nobody is punished."""

from __future__ import annotations

import pytest

from fangyuan import events, groups
from fangyuan.kernel.errors import FangyuanError
from tests.kit.client import Answer, Json, MatrixClient, part
from tests.kit.company import (
    HOUSE,
    Company,
    beside_rig,
    found,
    people,
    sign_in,
    user,
    words_of_the_house,
)
from tests.kit.files import picture
from tests.kit.rig import Rig
from tests.kit.talk import FORBIDDEN, texts, verdict
from tests.laws.follower import Follower

API = "/_fangyuan/v1"
FILTER: Json = {"room": {"timeline": {"limit": 200}}}


class Place:
    """A work group of he, with the deputy sun, and a social group that li, wang and sun are in."""

    def __init__(self, clients: dict[str, MatrixClient], work: str, social: str) -> None:
        self.clients = clients
        self.work = work
        self.social = social

    def __getattr__(self, name: str) -> MatrixClient:
        return self.clients[name]

    async def move(self, by: str, event_id: str, **more: str) -> Answer:
        wish = {"event_id": event_id} | more
        return await self.clients[by].post(f"{API}/groups/{self.work}/moves", wish)


async def place(rig: Rig, *, work: Json | None = None, social: Json | None = None) -> Place:
    names = ("he", "sun", "li", "wang", "zhao", "chen", "lin", "wu")
    clients = {client.user_id[1:].partition(":")[0]: client for client in await sign_in(rig, *names)}
    wish: Json = {
        "name": "闲聊群",
        "purpose": "随便聊聊。",
        "owner": "wang",
        "audience": people("li", "wang", "sun"),
    }
    chat = (await found(clients["wang"], "social", **wish | (social or {})))["room_id"]
    wish = {"deputies": ["sun"], "audience": people("li", "wang", "zhao"), "social": chat}
    group = await found(clients["he"], **wish | (work or {}))
    return Place(clients, group["room_id"], chat)


async def timeline(client: MatrixClient, room: str) -> list[Json]:
    chunk = (await client.ok("GET", f"/rooms/{part(room)}/messages", dir="f", limit=500))["chunk"]
    return [event for event in chunk if "state_key" not in event]


async def react(client: MatrixClient, room: str, event_id: str, key: str) -> Answer:
    relation = {"rel_type": "m.annotation", "event_id": event_id, "key": key}
    path = f"/rooms/{part(room)}/send/m.reaction/{part(event_id + key)}"
    return await client.put(path, {"m.relates_to": relation})


def reply(to: str, body: str, **more: str) -> Json:
    return {"msgtype": "m.text", "body": body, "m.relates_to": {"m.in_reply_to": {"event_id": to}, **more}}


async def test_a_message_moves_with_all_that_hangs_on_it(works: Rig) -> None:
    at = await place(works)
    root = await at.li.send(
        at.work, {"msgtype": "m.text", "body": "昨晚的球赛看了吗", "m.mentions": {"room": False}}
    )
    works.clock.advance(60_000)
    answered = await at.wang.send(at.work, reply(root, "看了,加时赛"))
    await at.zhao.send(at.work, reply(answered, "我也看了"))  # he isn't in the social group
    in_thread = {"rel_type": "m.thread", "event_id": root, "is_falling_back": True}
    threaded = await at.sun.send(
        at.work,
        {
            "msgtype": "m.text",
            "body": "几比几?",
            "m.relates_to": {**in_thread, "m.in_reply_to": {"event_id": root}},
        },
    )
    await at.li.send(
        at.work,
        {
            "msgtype": "m.text",
            "body": "* 昨晚的决赛看了吗",
            "m.new_content": {"msgtype": "m.text", "body": "昨晚的决赛看了吗"},
            "m.relates_to": {"rel_type": "m.replace", "event_id": root},
        },
    )
    assert (await react(at.wang, at.work, answered, "👍")).status == 200
    await at.li.send(at.work, "下午开会")
    before = await timeline(at.li, at.work)
    works.clock.advance(60_000)

    done = await at.move("sun", root, reason="和工作无关")
    assert done.status == 201, done.body
    assert (done.body["room_id"], len(done.body["events"]), len(done.body["stayed"])) == (at.social, 5, 1)
    new = done.body["events"]
    moved = {event["event_id"]: event for event in await timeline(at.wang, at.social)}
    for old in before:
        if old["event_id"] in new:
            copy = moved[new[old["event_id"]]]
            assert [copy[key] for key in ("sender", "origin_server_ts", "type")] == [
                old[key] for key in ("sender", "origin_server_ts", "type")
            ]
            assert copy["content"].get("body") == old["content"].get("body")
            assert copy["content"]["fangyuan.moved"] == {"room_id": at.work, "event_id": old["event_id"]}
    relations = {
        body: moved[new[old]]["content"]["m.relates_to"] for body, old in (("答", answered), ("串", threaded))
    }
    assert relations["答"]["m.in_reply_to"] == {"event_id": new[root]}
    assert (relations["串"]["rel_type"], relations["串"]["event_id"]) == ("m.thread", new[root])
    shown = moved[new[root]]["unsigned"]["m.relations"]
    assert (shown["m.thread"]["count"], shown["m.replace"]["content"]["m.new_content"]["body"]) == (
        1,
        "昨晚的决赛看了吗",
    )

    left = await timeline(at.zhao, at.work)
    gone = {event["event_id"]: event for event in left if "redacted_because" in event.get("unsigned", {})}
    assert gone.keys() == new.keys()
    trace = gone[root]["unsigned"]["redacted_because"]
    assert (trace["sender"], trace["content"]["fangyuan.moved_to"]) == (
        HOUSE,
        {"room_id": at.social, "event_id": new[root]},
    )
    assert "已由孙班长移到“闲聊群”。理由：和工作无关" in trace["content"]["reason"]
    assert texts(left)[-1] == "下午开会"
    told = (await words_of_the_house(at.li))[-1]
    assert ("不算违规" in told, new[root] in told) == (True, True)
    [entry] = (await at.wu.get(f"{API}/audit", subject=at.work, act="messages.moved")).body["entries"]
    assert (entry["actor"], entry["details"]["after"]["events"]) == (user("sun"), new)


async def test_files_go_along(works: Rig) -> None:
    at = await place(works)
    sent = {"Content-Type": "image/png"}
    uri = (await at.li.request("POST", "/_matrix/media/v3/upload", picture(), headers=sent)).body[
        "content_uri"
    ]
    root = await at.li.send(at.work, {"msgtype": "m.image", "body": "猫.png", "url": uri})
    assert (await at.move("he", root)).status == 201
    await works.restart()
    path = f"/_matrix/client/v1/media/download/{uri.removeprefix('mxc://')}"
    assert (await at.wang.request("HEAD", path)).status == 200
    assert (await at.wu.request("HEAD", path)).status == 404
    media_id = uri.rpartition("/")[2]
    assert beside_rig(works, lambda tx: events.count_file_refs(tx, media_id))[0] == 1  # it is needed still


# -- stock clients -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["🚚", "!move", "!移走 下班再聊", "> <@li:test.local> 中午吃什么\n\n!移走"])
async def test_in_stock_clients(works: Rig, how: str) -> None:
    at = await place(works)
    root = await at.li.send(at.work, "中午吃什么")
    if how == "🚚":
        for nobody in (at.li, at.wang):
            assert (await react(nobody, at.work, root, how)).status == 200
        assert (await react(at.he, at.work, root, how)).status == 200
    else:
        await at.wang.send(at.work, reply(root, how))
        assert texts(await timeline(at.wang, at.social)) == [texts(await timeline(at.wang, at.social))[0]]
        await at.he.send(at.work, reply(root, how))
    assert texts(await timeline(at.wang, at.social))[1] == "中午吃什么"
    assert "中午吃什么" not in texts(await timeline(at.li, at.work))
    assert "闲聊群" in (await words_of_the_house(at.li))[-1]
    assert how not in [one for one in texts(await timeline(at.wang, at.social)) if one != how][1:]


async def test_the_command_itself_goes_away(works: Rig) -> None:
    at = await place(works)
    root = await at.li.send(at.work, "中午吃什么")
    thread = {"rel_type": "m.thread", "is_falling_back": True, "event_id": root}
    command = await at.he.send(
        at.work,
        {
            "msgtype": "m.text",
            "body": "!move",
            "m.relates_to": {**thread, "m.in_reply_to": {"event_id": root}},
        },
    )
    left = {event["event_id"]: event for event in await timeline(at.li, at.work)}
    assert (left[command]["content"], left[root]["content"]) == ({}, {})
    assert "!move" not in texts(await timeline(at.li, at.social))
    plain = await at.he.send(at.work, "!move")  # of nothing: a message like any other
    assert plain in [event["event_id"] for event in await timeline(at.li, at.work)]


async def test_what_stands_against_it_is_told_privately(works: Rig) -> None:
    at = await place(works)
    root = await at.zhao.send(at.work, "我不在闲聊群")
    assert (await react(at.he, at.work, root, "🚚")).status == 403
    assert "进不了“闲聊群”" in (await words_of_the_house(at.he))[-1]
    assert "我不在闲聊群" in texts(await timeline(at.li, at.work))
    assert (
        await at.he.put(f"/rooms/{part(at.work)}/send/m.room.message/1", reply(root, "!move"))
    ).status == 403
    assert "!move" not in texts(await timeline(at.li, at.work))


# -- who, what, where ----------------------------------------------------------------------------------------------


async def test_who_may(works: Rig) -> None:
    at = await place(works)
    root = await at.li.send(at.work, "中午吃什么")
    for person in ("li", "wang", "zhao", "chen", "lin", "wu"):
        assert verdict(await at.move(person, root)) == FORBIDDEN
    assert (await at.move("sun", root)).status == 201
    assert (await at.move("sun", root)).status == 400  # it is gone


async def test_what_may_be_moved(works: Rig) -> None:
    at = await place(works)
    root = await at.li.send(at.work, "中午吃什么")
    reaction = (await react(at.li, at.work, root, "👍")).body["event_id"]
    welcome = next(event for event in await timeline(at.li, at.work) if event["sender"] == HOUSE)["event_id"]
    elsewhere = await at.li.send(at.social, "在闲聊群")
    for event_id, status in ((reaction, 400), (welcome, 400), (elsewhere, 404), ("$nowhere", 404), ("", 404)):
        assert (await at.move("he", event_id)).status == status
    assert (await at.move("he", root, reason="x" * 301)).status == 400


async def test_the_social_groups_charter_is_asked(works: Rig) -> None:
    """What it doesn't take stays; that its author has not accepted it there is no matter."""
    clauses = [
        {"type": "accept_first"},
        {"type": "message_kinds", "allowed": ["text"]},
        {"type": "keywords", "words": ["赌球"]},
    ]
    at = await place(works, social={"clauses": clauses}, work={"clauses": []})
    root = await at.li.send(at.work, {"msgtype": "m.video", "body": "球赛.mp4", "url": "mxc://test.local/x"})
    refused = await at.move("he", root)
    assert (refused.status, "闲聊群" in refused.body["error"], "第 2 条" in refused.body["error"]) == (
        403,
        True,
        True,
    )
    root = await at.li.send(at.work, "球赛几点")
    stays = await at.wang.send(at.work, reply(root, "一起赌球"))
    done = await at.move("he", root)
    assert (done.status, done.body["stayed"]) == (201, [stays])


async def test_labels_hold(works: Rig) -> None:
    at = await place(works, social={"label": "open"})
    root = await at.li.send(at.work, "内部的话")
    assert verdict(await at.move("he", root)) == FORBIDDEN
    secret = await place(works, work={"label": "confidential"})
    content = {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "x", "session_id": "s"}
    path = f"/rooms/{part(secret.work)}/send/m.room.encrypted/1"
    root = (await secret.li.put(path, content)).body["event_id"]
    assert (await secret.move("he", root)).status == 400


async def test_where_to(works: Rig) -> None:
    """Where the mover says, else where the charter says; a group that isn't social is no such place."""
    at = await place(works)
    other = (await found(at.li, "social", owner="li", audience=people("zhao")))["room_id"]
    root = await at.li.send(at.work, "换个地方聊")
    for to in (at.work, "!nowhere:test.local", (await found(at.he))["room_id"]):
        assert (await at.move("he", root, to=to)).status == 404
    assert (await at.move("he", root, to=other)).body["room_id"] == other
    path = f"{API}/groups/{at.work}"
    assert "闲聊" in (await at.he.get(path)).body["text"]["zh-CN"]
    assert (await at.he.put(f"{path}/charter", {"social": at.work})).status == 400
    assert (await at.he.put(f"{path}/charter", {"social": other})).body["charter"]["social"] == other
    root = await at.zhao.send(at.work, "再换个地方聊")
    assert (await at.move("he", root)).body["room_id"] == other
    assert (await at.lin.post(f"{API}/groups/{other}/close", {"reason": "散了"})).status == 200
    root = await at.li.send(at.work, "那个群没了")
    assert (await at.move("he", root)).body["room_id"] != other


async def test_who_may_come_in_is_put_in(works: Rig) -> None:
    at = await place(works)
    await at.wang.put_state(at.social, "m.room.join_rules", {"join_rule": "public"})
    root = await at.zhao.send(at.work, "我也想聊")
    assert (await at.move("he", root)).status == 201
    assert texts(await timeline(at.zhao, at.social))[-1] == "我也想聊"
    await at.li.leave(at.social)  # who has left by himself is not brought back
    root = await at.li.send(at.work, "我退了闲聊群")
    assert verdict(await at.move("he", root)) == FORBIDDEN


async def test_a_social_group_that_was_merged(works: Rig) -> None:
    at = await place(works)
    other = (await found(at.wang, "social", owner="wang", audience=people("li", "sun")))["room_id"]
    wish = {"into": other, "reason": "两个闲聊群合成一个"}
    merge = (await at.wang.post(f"{API}/groups/{at.social}/merge", wish)).body
    assert (await at.wang.post(f"{API}/merges/{merge['merge_id']}/signature")).body["status"] == "done"
    root = await at.li.send(at.work, "聊点别的")
    assert (await at.move("he", root)).body["room_id"] == other


async def test_clients_of_both_groups_hear_of_it(works: Rig) -> None:
    at = await place(works)
    root = await at.li.send(at.work, "中午吃什么")
    await at.wang.send(at.work, reply(root, "面"))
    followers = [Follower(at.clients[name], FILTER) for name in ("li", "wang", "zhao")]
    for follower in followers:
        await follower.sync()
    assert (await at.move("he", root)).status == 201
    for follower in followers:
        await follower.sync()
        fresh = Follower((await sign_in(works, follower.client.user_id[1:].partition(":")[0]))[0], FILTER)
        await fresh.sync()
        fresh.devices = follower.devices
        follower.check_equals(fresh)


# -- where a charter diverts to ------------------------------------------------------------------------------------


def test_the_nearest_social_group(company: Company) -> None:
    plant, shop, shift = (company.department(path) for path in ("泵厂", "泵厂/二车间", "泵厂/二车间/甲班"))
    work = company.found(audience=people("he", "li", "zhao"))
    assert company.read(lambda tx: groups.social_for(tx, work, user("li"))) is None
    wide, near, nearest = (company.found("social", owner="gu", audience=one) for one in (plant, shop, shift))

    def where(person: str) -> str | None:
        room = company.read(lambda tx: groups.social_for(tx, work, user(person)))
        return room.room_id if room is not None else None

    assert [where(name) for name in ("li", "he", "zhao")] == [nearest.room_id, near.room_id, wide.room_id]
    company.bring("李工,li,泵厂/三车间,员工,zhou,,")
    assert where("li") == wide.room_id
    named = company.read(lambda tx: groups.social_for(tx, work, user("li"), near.room_id))
    assert named is not None
    assert named.room_id == near.room_id


def test_a_message_is_diverted_before_it_is_said(company: Company) -> None:
    work = company.found(audience=people("he", "li", "zhao"))
    social = company.found("social", owner="wang", audience=people("li"))
    content: Json = {
        "msgtype": "m.video",
        "body": "猫.mp4",
        "m.relates_to": {"m.in_reply_to": {"event_id": "$x"}},
    }
    room, event = company.write(
        lambda tx: groups.send_to_social(tx, user("li"), work.room_id, "m.room.message", content, 1_000)
    )
    assert (room.room_id, event.sender, event.ts) == (social.room_id, user("li"), 1_000)
    assert "m.relates_to" not in event.content()
    assert company.acts(work.room_id)[-1] == ("message.diverted", user("li"))
    with pytest.raises(FangyuanError) as refused:
        company.write(
            lambda tx: groups.send_to_social(tx, user("zhao"), work.room_id, "m.room.message", content)
        )
    assert refused.value.key == "moving.no_social"


async def test_nobody_says_what_he_may_not_say_there_by_being_moved(works: Rig) -> None:
    """Where only the owner posts, nothing is posted in others' names; what hangs on his own words stays."""
    at = await place(works, social={"clauses": [{"type": "posting", "who": "owner"}]}, work={"clauses": []})
    root = await at.li.send(at.work, "中午吃什么")
    refused = await at.move("he", root)
    assert (refused.status, "第 1 条" in refused.body["error"]) == (403, True)
