"""Merging two groups: the plan names people before, both owners sign, both histories are found in one place."""

from __future__ import annotations

from typing import Any

import pytest

from tests.kit.client import Answer, Json, MatrixClient, part
from tests.kit.company import HOUSE, beside_rig, found, hire, people, sign_in, user, words_of_the_house
from tests.kit.files import picture
from tests.kit.rig import Rig
from tests.kit.talk import FORBIDDEN, texts, verdict
from tests.laws.follower import Follower

API = "/_fangyuan/v1"
FILTER: Json = {"room": {"include_leave": True, "timeline": {"limit": 200}}}


class Two:
    """Two project groups: one of he with li and wang, one of zhou with li and zhao."""

    def __init__(self, clients: dict[str, MatrixClient], ended: str, into: str) -> None:
        self.clients = clients
        self.ended = ended
        self.into = into

    def __getattr__(self, name: str) -> MatrixClient:
        return self.clients[name]

    async def propose(self, by: str = "he", **more: Any) -> Json:
        wish = {"into": self.into, "reason": "两个群说的是同一件事"} | more
        answer = await self.clients[by].post(f"{API}/groups/{self.ended}/merge", wish)
        assert answer.status == 201, answer.body
        return answer.body

    async def sign(self, by: str, merge: Json, **more: Any) -> Answer:
        return await self.clients[by].post(f"{API}/merges/{merge['merge_id']}/signature", more)

    async def merge(self, **more: Any) -> Json:
        merge = await self.propose(**more)
        await self.sign("he", merge)
        done = await self.sign("zhou", merge)
        assert (done.status, done.body["status"]) == (200, "done"), done.body
        return done.body


async def two(rig: Rig, *, one: Json | None = None, other: Json | None = None) -> Two:
    names = ("he", "zhou", "li", "wang", "zhao", "chen", "lin", "wu", "gu")
    clients = {client.user_id[1:].partition(":")[0]: client for client in await sign_in(rig, *names)}
    wish: Json = {"name": "泵房群", "owner": "he", "audience": people("li", "wang")}
    ended = await found(clients["lin"], **wish | (one or {}))
    wish = {"name": "改造群", "owner": "zhou", "audience": people("li", "zhao")}
    into = await found(clients["lin"], **wish | (other or {}))
    return Two(clients, ended["room_id"], into["room_id"])


async def members(client: MatrixClient, room: str) -> set[str]:
    chunk = (await client.ok("GET", f"/rooms/{part(room)}/members", membership="join"))["chunk"]
    return {event["state_key"][1:].partition(":")[0] for event in chunk} - {"fangyuan"}


async def search(client: MatrixClient, term: str, *rooms: str) -> list[str]:
    """Event ids of what is found, in these rooms or anywhere."""
    criteria: Json = {"search_term": term, "order_by": "recent"}
    if rooms:
        criteria["filter"] = {"rooms": list(rooms)}
    body = {"search_categories": {"room_events": criteria}}
    got = (await client.ok("POST", "/search", body))["search_categories"]["room_events"]
    return [each["result"]["event_id"] for each in got["results"]]


async def read(client: MatrixClient, room: str) -> Answer:
    return await client.get(f"/rooms/{part(room)}/messages", dir="b", limit=100)


async def question(client: MatrixClient) -> tuple[str, str]:
    """(room, event id) of the house's newest question about a merge."""
    [room] = (await client.get(f"/user/{client.user_id}/account_data/m.direct")).body[HOUSE]
    chunk = (await read(client, room)).body["chunk"]
    return room, next(event["event_id"] for event in chunk if "✅" in event["content"].get("body", ""))


async def react(client: MatrixClient, room: str, event_id: str, key: str) -> Answer:
    relation = {"rel_type": "m.annotation", "event_id": event_id, "key": key}
    txn = f"{event_id}{ord(key[0])}"
    return await client.put(f"/rooms/{part(room)}/send/m.reaction/{part(txn)}", {"m.relates_to": relation})


async def acts(both: Two, room: str) -> list[str]:
    entries = (await both.wu.get(f"{API}/audit", subject=room, dir="f", limit=200)).body["entries"]
    return [entry["act"] for entry in entries]


# -- the whole story -----------------------------------------------------------------------------------------------


async def test_both_owners_sign_and_both_histories_are_one(works: Rig) -> None:
    both = await two(works)
    old = await both.wang.send(both.ended, "三号泵的密封圈到货了")
    new = await both.zhao.send(both.into, "密封圈下周换")
    merge = await both.propose()
    assert merge["plan"] == {
        "gains": [],
        "loses": [user("he"), user("wang")],
        "stays": [user("li"), user("zhao"), user("zhou")],
        "readers": [user("zhao"), user("zhou")],
    }
    assert "王工" in (await words_of_the_house(both.zhou))[-1]
    assert (await both.sign("he", merge)).body["status"] == "open"
    assert (await react(both.zhou, *await question(both.zhou), "✅")).status == 200
    done = (await both.zhou.get(f"{API}/merges/{merge['merge_id']}")).body
    assert (done["status"], done["plan"]) == ("done", merge["plan"])

    assert await members(both.zhou, both.into) == {"zhou", "li", "zhao"}
    assert await members(both.li, both.ended) == {"li"}
    for person in (both.zhou, both.zhao, both.li):  # in one place, whoever was there
        assert await search(person, "密封圈", both.into) == [new, old]
        assert "三号泵的密封圈到货了" in texts((await read(person, both.ended)).body["chunk"])
        assert (await person.get(f"/rooms/{part(both.ended)}/context/{part(old)}")).status == 200
        assert (await person.get(f"/rooms/{part(both.ended)}/state")).status == 200
    assert await search(both.wang, "密封圈") == [old]  # what he could read stays his
    assert verdict(await read(both.wang, both.into)) == FORBIDDEN
    assert verdict(await read(both.gu, both.ended)) == FORBIDDEN
    assert await search(both.gu, "密封圈") == []
    assert await acts(both, both.ended) == [
        "group.founded",
        "membership.by_rule",
        "merge.proposed",
        "merge.signed",
        "merge.signed",
        "group.merged",
        "group.looked_into",  # the other group's owner read the plan
    ]
    assert "group.absorbed" in await acts(both, both.into)


async def test_stock_clients_are_led_over(works: Rig) -> None:
    """Tombstone, alias, listing, links of spaces, words in both rooms; nobody writes in the ended one."""
    both = await two(works, one={"owner": "he"})
    alias = f"#pump{both.ended[1:6].lower()}:test.local"
    await both.he.ok("PUT", f"/directory/room/{part(alias)}", {"room_id": both.ended})
    await both.he.put_state(both.ended, "m.room.canonical_alias", {"alias": alias})
    space = await both.he.create_room(name="空间", topic="泵的空间", creation_content={"type": "m.space"})
    await both.he.put_state(space, "m.space.child", {"via": ["test.local"], "order": "a"}, both.ended)
    await both.merge()
    tombstone = await both.li.state(both.ended, "m.room.tombstone")
    assert (tombstone["replacement_room"], "改造群" in tombstone["body"]) == (both.into, True)
    assert (await both.li.get(f"/directory/room/{part(alias)}")).body["room_id"] == both.into
    assert alias in (await both.li.state(both.into, "m.room.canonical_alias"))["alt_aliases"]
    assert await both.he.state(space, "m.space.child", both.ended) == {}
    assert (await both.he.state(space, "m.space.child", both.into))["order"] == "a"
    last = (await read(both.zhao, both.into)).body["chunk"][0]["content"]["body"]
    assert f"https://matrix.to/#/{both.ended}" in last
    refused = await both.li.put(f"/rooms/{part(both.ended)}/send/m.room.message/1", {"body": "x"})
    assert (verdict(refused), refused.body["fangyuan.merged_into"]) == (FORBIDDEN, both.into)
    assert "改造群" in refused.body["error"]
    for type in ("m.room.name", "m.room.topic", "fangyuan.note"):
        answer = await both.li.put(f"/rooms/{part(both.ended)}/state/{type}/", {"name": "x", "topic": "x"})
        assert verdict(answer) == FORBIDDEN
    assert (
        verdict(await both.li.post(f"/rooms/{part(both.ended)}/invite", {"user_id": user("gu")})) == FORBIDDEN
    )
    # who follows the link comes in to read, and anybody may tidy up
    assert verdict(await both.wang.post(f"/join/{part(both.ended)}", {})) == FORBIDDEN
    await both.zhao.join(both.ended)
    await both.li.leave(both.ended)
    assert (await read(both.li, both.ended)).status == 200


async def test_the_register_says_where_it_went(works: Rig) -> None:
    both = await two(works)
    await both.merge()
    for person in (both.zhao, both.he, both.chen):
        old = (await person.get(f"{API}/groups/{both.ended}")).body
        assert (old["status"], old["merged_into"]) == ("closed", both.into)
    assert (await both.gu.get(f"{API}/groups/{both.ended}")).status == 403
    assert (await both.zhao.get(f"{API}/groups/{both.into}")).body["predecessors"] == [both.ended]
    page = (await both.zhou.get(f"{API}/groups/{both.into}/merges", limit=1)).body
    assert page["merges"][0]["status"] == "done"
    assert (await both.zhou.get(f"{API}/groups/{both.into}/merges", **{"from": page["next"]})).body == {
        "merges": []
    }
    assert (await both.zhou.get(f"{API}/groups/{both.into}/merges", **{"from": "x"})).status == 400


async def test_the_audience_of_both(works: Rig) -> None:
    """Union: people, invitations and exceptions of the ended group come along; its former owner stays in."""
    clause = {"type": "accept_first"}
    both = await two(works, other={"clauses": [clause]})
    await both.he.invite(both.ended, both.gu)
    await both.gu.join(both.ended)
    for person, effect in (("qian", "include"), ("zhao", "exclude")):
        wish = {"person_id": person, "effect": effect, "reason": "借调"}
        assert (await both.he.post(f"{API}/groups/{both.ended}/exceptions", wish)).status == 201
    await both.zhao.post(f"{API}/groups/{both.into}/charter/acceptance")
    merge = await both.merge(audience="union")
    assert merge["plan"]["gains"] == [user(name) for name in ("gu", "he", "qian", "wang")]
    assert merge["plan"]["loses"] == []
    assert await members(both.zhou, both.into) == {"zhou", "li", "zhao", "he", "wang", "qian", "gu"}
    why = (await both.he.get(f"{API}/groups/{both.into}/members/he/why")).body
    assert (why["is_in"], "群主" in why["reason"]["zh-CN"]) == (True, True)
    assert (
        verdict(
            await both.wang.put(
                f"/rooms/{part(both.into)}/send/m.room.message/1", {"body": "x", "msgtype": "m.text"}
            )
        )
        == FORBIDDEN
    )
    await both.wang.send(both.into, "!accept")
    await both.wang.send(both.into, "我来了")
    await both.zhao.send(both.into, "欢迎")  # he accepted before: a wider audience asks nothing new of him
    assert (
        verdict(
            await both.li.put(
                f"/rooms/{part(both.ended)}/send/m.room.message/1", {"body": "x", "msgtype": "m.text"}
            )
        )
        == FORBIDDEN
    )


async def test_a_history_that_stays_with_those_who_had_it(works: Rig) -> None:
    both = await two(works)
    old = await both.li.send(both.ended, "原来的话不外传")
    merge = await both.merge(history="own")
    assert merge["plan"]["readers"] == []
    assert await search(both.li, "原来的话", both.into) == [old]
    assert (await read(both.li, both.ended)).status == 200
    assert await search(both.zhao, "原来的话") == []
    assert verdict(await read(both.zhao, both.ended)) == FORBIDDEN
    assert verdict(await both.zhao.post(f"/join/{part(both.ended)}", {})) == FORBIDDEN


async def test_newcomers_see_of_the_past_what_the_old_room_shows_to_newcomers(works: Rig) -> None:
    both = await two(works)
    await both.he.put_state(both.ended, "m.room.history_visibility", {"history_visibility": "joined"})
    old = await both.li.send(both.ended, "只给当时在的人")
    await both.merge()
    assert await search(both.li, "当时在的人") == [old]
    assert await search(both.zhao, "当时在的人") == []
    assert (await both.zhao.get(f"/rooms/{part(both.ended)}/event/{part(old)}")).status == 404


async def test_files_stay(works: Rig) -> None:
    both = await two(works)
    sent = {"Content-Type": "image/png"}
    answer = await both.wang.request("POST", "/_matrix/media/v3/upload", picture(), headers=sent)
    uri = answer.body["content_uri"]
    await both.wang.send(both.ended, {"msgtype": "m.image", "body": "图纸.png", "url": uri})
    path = f"/_matrix/client/v1/media/download/{uri.removeprefix('mxc://')}"
    assert (await both.zhao.get(path)).status == 404
    await both.merge()
    assert (await both.zhao.get(path)).status == 200


# -- signing -------------------------------------------------------------------------------------------------------


async def test_who_owns_both_signs_once(works: Rig) -> None:
    both = await two(works, other={"owner": "he"})
    merge = await both.propose()
    done = (await both.sign("he", merge)).body
    assert (done["status"], len(done["signatures"])) == ("done", 2)


async def test_in_the_place_of_an_owner_who_is_away(works: Rig) -> None:
    both = await two(works)
    merge = await both.propose(by="chen")
    for person in ("li", "wang", "wu"):
        assert (await both.sign(person, merge)).status == 403
    assert (await both.sign("chen", merge, reason="出差")).status == 400  # for whom?
    assert (await both.sign("chen", merge, side="ended")).status == 400  # why?
    signed = (await both.sign("chen", merge, side="ended", reason="何主任出差")).body
    assert [(one["owner"], one["signer"]) for one in signed["signatures"]] == [(user("he"), user("chen"))]
    assert "陈人事" in (await words_of_the_house(both.he))[-1]
    alone = await both.sign("chen", merge, side="surviving", reason="周主任出差")
    assert verdict(alone) == FORBIDDEN  # nobody merges the groups of two others alone
    assert (await both.sign("lin", merge, reason="周主任出差")).body["status"] == "done"
    entries = (await both.wu.get(f"{API}/audit", subject=both.ended, act="merge.signed")).body["entries"]
    assert [entry["details"]["reason"] for entry in entries] == ["周主任出差", "何主任出差"]
    assert entries[0]["details"]["after"]["in_place_of"] == user("zhou")


async def test_no(works: Rig) -> None:
    both = await two(works)
    merge = await both.propose()
    again = await both.he.post(f"{API}/groups/{both.ended}/merge", {"into": both.into, "reason": "再来"})
    assert again.status == 409
    assert (await react(both.zhou, *await question(both.zhou), "❌")).status == 200
    assert (await both.he.get(f"{API}/merges/{merge['merge_id']}")).body["status"] == "declined"
    assert "周主任" in (await words_of_the_house(both.he))[-1]
    assert (await both.sign("he", merge)).status == 409
    assert (await react(both.he, *await question(both.he), "✅")).status == 409
    assert "declined" in (await words_of_the_house(both.he))[-1]
    await both.li.send(both.ended, "照旧")
    again = await both.propose()
    assert (await both.sign("zhou", again, answer="no", reason="还不是时候")).body["status"] == "declined"
    assert (await both.sign("zhou", again, answer="maybe")).status == 400
    assert (await both.he.get(f"{API}/merges/nonsense")).status == 404


async def test_other_charters_ask_for_other_signatures(works: Rig) -> None:
    both = await two(works)
    merge = await both.propose()
    await both.sign("he", merge)
    await both.zhou.put(f"{API}/groups/{both.into}/charter", {"audience": people("li")})
    shown = (await both.he.get(f"{API}/merges/{merge['merge_id']}")).body
    assert (shown.get("signatures", []), shown["plan"]["stays"]) == ([], [user("li"), user("zhou")])
    assert (await both.sign("zhou", merge)).body["status"] == "open"
    assert (await both.sign("he", merge)).body["status"] == "done"


@pytest.mark.parametrize(
    ("one", "other", "more", "why"),
    [
        ({"label": "confidential"}, {}, {}, "confidential"),
        ({}, {"label": "confidential"}, {}, "confidential"),
        ({}, {"label": "open"}, {}, "label"),
        (
            {},
            {"clauses": [{"type": "size_budget", "members": 4}]},
            {"audience": "union"},
            "audience has 5 people",
        ),
        ({}, {}, {"audience": "all"}, "audience"),
        ({}, {}, {"history": "all"}, "history"),
        ({}, {}, {"reason": "  "}, "reason"),
        ({}, {}, {"reason": "x" * 501}, "reason"),
    ],
)
async def test_what_stands_against_it(works: Rig, one: Json, other: Json, more: Json, why: str) -> None:
    both = await two(works, one=one, other=other)
    wish = {"into": both.into, "reason": "合并"} | more
    for language in ("zh-CN", "en"):
        both.he.headers = {"Accept-Language": language}
        answer = await both.he.post(f"{API}/groups/{both.ended}/merge", wish)
        assert answer.status == 400, answer.body
    assert why in answer.body["error"].lower()


async def test_what_is_no_pair(works: Rig) -> None:
    both = await two(works)
    draft = await both.he.create_room(name="草稿")
    for into, status in ((both.ended, 400), (draft, 403), ("!nowhere:test.local", 404), ("x", 404)):
        wish = {"into": into, "reason": "合并"}
        assert (await both.he.post(f"{API}/groups/{both.ended}/merge", wish)).status == status
    for person in (both.li, both.gu):
        wish = {"into": both.into, "reason": "合并"}
        assert (await person.post(f"{API}/groups/{both.ended}/merge", wish)).status == 403
    await both.merge()
    wish = {"into": both.into, "reason": "再合并"}
    assert (await both.he.post(f"{API}/groups/{both.ended}/merge", wish)).status == 403


async def test_confidential_with_confidential(works: Rig) -> None:
    both = await two(works, one={"label": "confidential"}, other={"label": "confidential"})
    content = {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "x", "session_id": "s"}
    await both.wang.ok("PUT", f"/rooms/{part(both.ended)}/send/m.room.encrypted/1", content)
    await both.merge()
    chunk = (await read(both.zhao, both.ended)).body["chunk"]
    assert "m.room.encrypted" in {event["type"] for event in chunk}  # readable for who has the keys


async def test_nobody_grows_a_group_beyond_what_he_may_found(rig: Rig) -> None:

    beside_rig(rig, hire)
    both = await two(rig)
    policy = {"kinds": {"project": [{"who": {"type": "everyone"}, "most_members": 4}]}}
    assert (await both.lin.put(f"{API}/policies/creation", {"policy": policy})).status == 200
    merge = await both.propose(audience="union")
    assert (await both.sign("he", merge)).status == 200
    refused = await both.sign("zhou", merge)
    assert (verdict(refused), "fangyuan.policy" in refused.body) == (FORBIDDEN, True)


# -- afterwards ----------------------------------------------------------------------------------------------------


async def test_chains_survive_a_restart_and_an_upgrade(rig: Rig) -> None:

    beside_rig(rig, hire)
    both = await two(rig)
    alias = "#first:test.local"
    await both.he.ok("PUT", f"/directory/room/{part(alias)}", {"room_id": both.ended})
    first = await both.wang.send(both.ended, "第一个群的轴承")
    await both.merge()
    second = await both.zhao.send(both.into, "第二个群的轴承")
    third = await found(both.lin, name="总群", owner="gu", audience=people("zhao", "chen"))
    last = third["room_id"]
    chain = Two(both.clients, both.into, last)
    merge = await chain.propose(by="zhou")
    await chain.sign("zhou", merge)
    assert (await chain.sign("gu", merge)).body["status"] == "done"
    await rig.restart()
    newest = await both.chen.send(last, "第三个群的轴承")
    for person in (both.zhao, both.chen, both.gu):
        assert await search(person, "轴承", last) == [newest, second, first]
        assert await search(person, "轴承") == [newest, second, first]
        assert (await read(person, both.ended)).status == 200
    assert await search(both.li, "轴承") == [
        second,
        first,
    ]  # of the chain's middle: what he could read before
    assert (await both.chen.get(f"{API}/groups/{both.ended}")).body["merged_into"] == last
    assert (await both.chen.get(f"/directory/room/{part(alias)}")).body["room_id"] == last
    moved = await both.gu.ok("POST", f"/rooms/{part(last)}/upgrade", {"new_version": "11"})
    new = moved["replacement_room"]
    assert await search(both.chen, "轴承", new) == [newest, second, first]
    assert (await both.chen.get(f"{API}/groups/{both.ended}")).body["merged_into"] == new


async def test_a_proposal_lapses(rig: Rig) -> None:

    beside_rig(rig, hire)
    both = await two(rig)
    merge = await both.propose()
    await both.sign("he", merge)
    rig.clock.advance(31 * 86_400_000)
    path = f"{API}/merges/{merge['merge_id']}"
    for _ in range(100):
        if (await both.he.get(path)).body["status"] != "open":
            break
        await both.zhou.sync(timeout=50)
    assert (await both.he.get(path)).body["status"] == "expired"
    assert "30 天" in (await words_of_the_house(both.zhou))[-1]


async def test_clients_of_both_groups_hear_of_it(works: Rig) -> None:
    """An old snapshot and the deltas since are a fresh snapshot, whatever the merge did to whom."""
    both = await two(works)
    followers = [Follower(both.clients[name], FILTER) for name in ("he", "zhou", "li", "wang", "zhao")]
    for follower in followers:
        await follower.sync()
    await both.li.send(both.ended, "之前")
    await both.merge(audience="union")
    await both.zhao.send(both.into, "之后")
    for follower in followers:
        await follower.sync()
        fresh = Follower((await sign_in(works, follower.client.user_id[1:].partition(":")[0]))[0], FILTER)
        await fresh.sync()
        fresh.devices = follower.devices
        follower.check_equals(fresh)


async def test_a_proposal_tells_nobody_who_is_in_a_confidential_group(works: Rig) -> None:
    """Until its owner has signed, the other one reads only of people whom he knows."""
    both = await two(works, one={"label": "confidential"}, other={"label": "confidential"})
    merge = await both.propose()
    assert (merge["plan"]["stays"], merge["plan"]["readers"], merge["plan"]["withheld"]) == (
        [user("li")],
        [],
        True,
    )
    path = f"{API}/merges/{merge['merge_id']}"
    assert user("wang") in (await both.zhou.get(path)).body["plan"]["loses"], (
        "whoever proposes it opens his own"
    )
    await both.sign("zhou", merge)
    plan = (await both.he.get(path)).body["plan"]
    assert (plan["stays"], "withheld" in plan) == ([user("li"), user("zhao"), user("zhou")], False)
