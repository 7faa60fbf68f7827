"""§User directory: names in Chinese and English, who is found first, and who is not found by whom."""

from __future__ import annotations

from typing import Any

import pytest

from fangyuan import identity
from tests.kit.client import Json, MatrixClient
from tests.kit.company import beside_rig, hire, sign_in, user
from tests.kit.rig import Rig
from tests.kit.talk import verdict


async def find(client: MatrixClient, term: str, **more: Any) -> Json:
    return await client.ok("POST", "/user_directory/search", {"search_term": term, **more})


async def found(client: MatrixClient, term: str, **more: Any) -> list[str]:
    return [each["user_id"] for each in (await find(client, term, **more))["results"]]


async def rename(client: MatrixClient, name: str) -> None:
    await client.ok("PUT", f"/profile/{client.user_id}/displayname", {"displayname": name})


# -- a company ---------------------------------------------------------------------------------------------------------


async def works_of(rig: Rig) -> None:
    """The pump works: accounts come from the directory only."""
    await rig.restart(registration={"mode": "closed"})
    beside_rig(rig, hire)


async def test_by_name_and_account(rig: Rig) -> None:
    await works_of(rig)
    (li,) = await sign_in(rig, "li")
    assert await found(li, "赵") == [user("zhao")]
    assert await found(li, "赵工") == await found(li, "ZHAO") == await found(li, "@zhao") == [user("zhao")]
    assert await found(li, user("zhao")) == [user("zhao")]
    assert set(await found(li, "工")) == {user(name) for name in ("li", "wang", "zhao", "qian")}
    assert set(await found(li, "主任")) == {user("he"), user("zhou")}
    assert await found(li, "test.local") == []
    [entry] = (await find(li, "zhao"))["results"]
    assert entry == {"user_id": user("zhao"), "display_name": "赵工"}


async def test_the_company_s_name_for_somebody_who_shows_another(rig: Rig) -> None:
    await works_of(rig)
    li, zhao = await sign_in(rig, "li", "zhao")
    await rename(zhao, "Zhào Lì")
    for term in ("赵工", "zhào", "ZHÀO", "Lì zhao"):
        [entry] = (await find(li, term))["results"]
        assert entry == {"user_id": user("zhao"), "display_name": "Zhào Lì"}, term


async def test_exact_names_and_beginnings_come_first(rig: Rig) -> None:
    await works_of(rig)
    li, wang, zhao, qian = await sign_in(rig, "li", "wang", "zhao", "qian")
    await rename(wang, "Old Ann")
    await rename(zhao, "Anna")
    await rename(qian, "ann")
    assert await found(li, "Ann") == [user("qian"), user("zhao"), user("wang")]
    got = await find(li, "Ann", limit=2)
    assert ([each["user_id"] for each in got["results"]], got["limited"]) == (
        [user("qian"), user("zhao")],
        True,
    )
    assert (await find(li, "Ann", limit=3))["limited"] is False


async def test_neither_the_house_nor_who_has_left(rig: Rig) -> None:
    await works_of(rig)
    (li,) = await sign_in(rig, "li")
    assert await found(li, "fangyuan") == await found(li, "方圆") == []
    beside_rig(rig, lambda tx: identity.deactivate(tx, user("zhao")))
    assert await found(li, "zhao") == await found(li, "赵工") == []


async def test_everybody_finds_everybody_also_without_an_org_chart(rig: Rig) -> None:
    await rig.restart(registration={"mode": "closed"})
    beside_rig(rig, lambda tx: identity.create_account(tx, user("ann"), displayname="Ann"))
    hashed = identity.hash_password("correct horse battery", cheap=True)
    beside_rig(rig, lambda tx: identity.create_account(tx, user("bob"), password_hash=hashed))
    bob = await rig.login("bob")
    assert await found(bob, "ann") == [user("ann")]


async def test_many_people(rig: Rig) -> None:
    """Of more people than are looked at, the exact one is among the first."""
    await works_of(rig)
    lines = [identity.Account(user(f"w{n:04}"), displayname=f"小王{n:04}") for n in range(700)]
    beside_rig(rig, lambda tx: identity.create_accounts(tx, lines))
    (li,) = await sign_in(rig, "li")
    assert await found(li, "小王0699") == [user("w0699")]
    got = await find(li, "王", limit=50)
    assert (len(got["results"]), got["limited"]) == (50, True)


# -- open registration: strangers --------------------------------------------------------------------------------------


async def test_strangers_are_found_by_whom_they_meet(server: Rig) -> None:
    alice, bob, carol = [await server.user(name) for name in ("alice", "bob", "carol")]
    name = f"Quokka{server.suffix}x"
    await rename(alice, name)
    for who in (alice, bob, carol):
        assert await found(who, name) == []
    room = await alice.create_room(preset="private_chat", invite=[bob.user_id])
    await bob.join(room)
    assert (await found(bob, name), await found(carol, name)) == ([alice.user_id], [])
    await bob.leave(room)
    assert await found(bob, name) == []


@pytest.mark.parametrize(
    ("type", "opened", "closed"),
    [
        ("m.room.join_rules", {"join_rule": "public"}, {"join_rule": "invite"}),
        (
            "m.room.history_visibility",
            {"history_visibility": "world_readable"},
            {"history_visibility": "shared"},
        ),
    ],
)
async def test_in_rooms_that_are_open_strangers_are_found(
    server: Rig, type: str, opened: Json, closed: Json
) -> None:
    alice, bob = await server.user("alice"), await server.user("bob")
    name = f"Numbat{server.suffix}x"
    await rename(alice, name)
    room = await alice.create_room(preset="private_chat")
    assert await found(bob, name) == []
    await alice.put_state(room, type, opened)
    assert await found(bob, name) == await found(alice, name) == [alice.user_id]
    await alice.put_state(room, type, closed)
    assert await found(bob, name) == []


async def test_who_knows_the_account_finds_it_and_no_room_s_name_leaks(server: Rig) -> None:
    alice, bob, eve = [await server.user(name) for name in ("alice", "bob", "eve")]
    room = await bob.create_room(invite=[alice.user_id])
    await alice.join(room)
    secret = {"membership": "join", "displayname": "Alice Cooper"}
    await alice.put_state(room, "m.room.member", secret, alice.user_id)
    [entry] = (await find(eve, alice.user_id[1:].partition(":")[0]))["results"]
    assert entry["user_id"] == alice.user_id
    assert entry.get("display_name") != "Alice Cooper"
    assert await found(bob, "Alice Cooper") == await found(eve, "Cooper") == []


# -- bad requests ------------------------------------------------------------------------------------------------------


async def test_bad_requests(server: Rig) -> None:
    alice = await server.user("alice")
    for body, errcode in (
        ({}, "M_MISSING_PARAM"),
        ({"search_term": 1}, "M_BAD_JSON"),
        ({"search_term": "a", "limit": 0}, "M_INVALID_PARAM"),
        ({"search_term": "a", "limit": "x"}, "M_BAD_JSON"),
        ({"search_term": "a" * 513}, "M_INVALID_PARAM"),
    ):
        assert verdict(await alice.post("/user_directory/search", body)) == (400, errcode)
    assert await find(alice, " ") == {"results": [], "limited": False}
    assert await find(alice, "%_'\"\\") == {"results": [], "limited": False}
    answer = await server.client().post("/user_directory/search", {"search_term": "a"})
    assert verdict(answer) == (401, "M_MISSING_TOKEN")
