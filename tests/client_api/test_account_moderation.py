"""§Account locking, §Account suspension, §Server Administration."""

from __future__ import annotations

import pytest

from fangyuan import identity
from tests.kit.client import Json, MatrixClient
from tests.kit.company import beside_rig, hire, sign_in, user
from tests.kit.rig import Rig
from tests.kit.talk import FORBIDDEN, NOT_FOUND, people, room_of, texts, timeline, verdict

ADMIN = "/_matrix/client/v1/admin"
UNSTABLE = "/_matrix/client/unstable/uk.timedout.msc4323/admin"
SUSPENDED = (403, "M_USER_SUSPENDED")
LOCKED = (401, "M_USER_LOCKED")


async def admin_of(rig: Rig) -> MatrixClient:
    root = await rig.user("root")
    beside_rig(rig, lambda tx: identity.set_admin(tx, root.user_id, is_admin=True))
    return root


async def act(admin: MatrixClient, what: str, who: MatrixClient, *, on: bool = True) -> None:
    word = {"lock": "locked", "suspend": "suspended"}[what]
    assert await admin.ok("PUT", f"{ADMIN}/{what}/{who.user_id}", {word: on}) == {word: on}
    assert await admin.ok("GET", f"{UNSTABLE}/{what}/{who.user_id}") == {word: on}


async def test_a_locked_account_does_nothing_but_log_out(plain_rig: Rig) -> None:
    root = await admin_of(plain_rig)
    alice = await plain_rig.user("alice", refresh_token=True)
    other = await plain_rig.login("alice")
    await alice.ok("GET", "/account/whoami")
    await act(root, "lock", alice)
    for _ in range(2):
        for client in (alice, other):
            answer = await client.get("/account/whoami")
            assert (verdict(answer), answer.body["soft_logout"]) == (LOCKED, True)
            assert verdict(await client.get("/sync")) == LOCKED
        assert verdict(await alice.post("/refresh", {"refresh_token": alice.refresh_token})) == LOCKED
        login = {"type": "m.login.password", "user": alice.user_id, "password": "correct horse battery"}
        assert verdict(await alice.post("/login", login)) == LOCKED
        assert verdict(await alice.post("/login", login | {"password": "wrong"})) == FORBIDDEN
        await plain_rig.restart()
    await other.logout()
    await act(root, "lock", alice, on=False)
    await alice.ok("GET", "/account/whoami")
    await alice.refresh()


async def test_a_name_that_ends_like_a_logout_opens_nothing(plain_rig: Rig) -> None:
    root, (alice,) = await admin_of(plain_rig), await people(plain_rig, "alice")
    room = await room_of(alice)
    await act(root, "lock", alice)
    for path in ("send/m.room.message/logout", "state/org.example.x/logout", "state/logout/all"):
        assert verdict(await alice.put(f"/rooms/{room}/{path}", {"body": "x"})) == LOCKED
    await alice.logout()


async def test_who_waits_in_a_sync_is_locked_at_once(plain_rig: Rig) -> None:
    root, (alice, bob) = await admin_of(plain_rig), await people(plain_rig, "alice", "bob")
    room = await room_of(alice, bob)
    await bob.sync()
    await act(root, "lock", bob)
    await alice.send(room, "secret")
    assert verdict(await bob.get("/sync", since=bob.since, timeout=10_000)) == LOCKED


async def test_what_a_suspended_person_may_do(plain_rig: Rig) -> None:
    root, (alice, bob, carol) = await admin_of(plain_rig), await people(plain_rig, "alice", "bob", "carol")
    room, other = await room_of(alice, bob), await room_of(alice)
    mine, others = await bob.send(room, "mine"), await alice.send(room, "hers")
    invited = await alice.create_room(invite=[bob.user_id])
    later = {"org.matrix.msc4140.delay": 60_000}
    put_off = await bob.ok("PUT", f"/rooms/{room}/send/m.room.message/later", {"body": "x"}, **later)
    await alice.put_state(room, "m.room.power_levels", await raised(alice, room, bob))
    await act(root, "suspend", bob)
    await plain_rig.restart()
    forbidden: list[tuple[str, str, Json]] = [
        ("PUT", f"/rooms/{room}/send/m.room.message/1", {"msgtype": "m.text", "body": "x"}),
        ("PUT", f"/rooms/{room}/send/m.room.redaction/1", {"redacts": mine}),
        ("PUT", f"/rooms/{room}/state/m.room.name/", {"name": "x"}),
        ("PUT", f"/rooms/{room}/redact/{others}/1", {}),
        ("PUT", f"/rooms/{room}/typing/{bob.user_id}", {"typing": True}),
        ("POST", f"/join/{other}", {}),
        ("POST", f"/rooms/{invited}/join", {}),
        ("POST", f"/knock/{other}", {}),
        ("POST", f"/rooms/{room}/invite", {"user_id": carol.user_id}),
        ("POST", f"/rooms/{room}/kick", {"user_id": alice.user_id}),
        ("POST", f"/rooms/{room}/ban", {"user_id": carol.user_id}),
        ("POST", "/createRoom", {}),
        ("PUT", f"/profile/{bob.user_id}/displayname", {"displayname": "x"}),
        ("DELETE", f"/profile/{bob.user_id}/displayname", {}),
        ("PUT", "/directory/room/%23x:test.local", {"room_id": room}),
        ("POST", "/_fangyuan/v1/groups", {}),
    ]
    for method, path, body in forbidden:
        assert verdict(await bob.request(method, path, body)) == SUSPENDED, path
    await alice.send(room, "news")
    assert "news" in texts(timeline(await bob.sync(), room))
    await bob.ok("GET", f"/rooms/{room}/messages", dir="b")
    await bob.ok("POST", "/search", {"search_categories": {"room_events": {"search_term": "news"}}})
    delayed = "/_matrix/client/unstable/org.matrix.msc4140/delayed_events"
    assert verdict(await bob.post(f"{delayed}/{put_off['delay_id']}/send")) == SUSPENDED
    await bob.ok("POST", f"{delayed}/{put_off['delay_id']}/cancel")
    await bob.redact(room, mine)
    await bob.ok("POST", f"/rooms/{room}/receipt/m.read/{others}")
    await bob.ok("PUT", f"/user/{bob.user_id}/account_data/x", {})
    await bob.leave(invited)
    await bob.leave(room)
    again = await plain_rig.login("bob")
    assert verdict(await again.post(f"/join/{other}")) == SUSPENDED
    await again.logout()
    await act(root, "suspend", bob, on=False)
    await bob.join(other)
    await bob.send(other, "back")


async def raised(client: MatrixClient, room: str, who: MatrixClient) -> Json:
    levels = await client.state(room, "m.room.power_levels")
    return levels | {"users": levels["users"] | {who.user_id: 60}}


@pytest.mark.parametrize("what", ["lock", "suspend"])
async def test_who_may_lock_and_suspend_whom(rig: Rig, what: str) -> None:
    beside_rig(rig, hire)
    root, (lin, chen, li) = await admin_of(rig), await sign_in(rig, "lin", "chen", "li")
    word = {"lock": "locked", "suspend": "suspended"}[what]
    for path in (f"{ADMIN}/{what}", f"{UNSTABLE}/{what}"):
        for client in (chen, li):  # HR and everybody else
            for target in (li.user_id, root.user_id, "@nobody:test.local", "@x:elsewhere.example"):
                assert verdict(await client.get(f"{path}/{target}")) == FORBIDDEN
                assert verdict(await client.put(f"{path}/{target}", {word: True})) == FORBIDDEN
        for method, body in (("GET", None), ("PUT", {word: True})):

            async def told(
                target: str, method: str = method, body: Json | None = body
            ) -> tuple[int, str | None]:
                return verdict(await lin.request(method, f"{path}/{target}", body))  # noqa: B023

            assert await told(root.user_id) == FORBIDDEN, "another administrator"
            assert await told("@fangyuan:test.local") == FORBIDDEN
            assert await told("@nobody:test.local") == NOT_FOUND
            assert await told("@x:elsewhere.example") == (400, "M_INVALID_PARAM")
            assert await told("nonsense") == (400, "M_INVALID_PARAM")
        assert verdict(await lin.put(f"{path}/{lin.user_id}", {word: True})) == FORBIDDEN, "himself"
        assert verdict(await lin.put(f"{path}/{li.user_id}", {})) == (400, "M_MISSING_PARAM")
        assert verdict(await lin.put(f"{path}/{li.user_id}", {word: "yes"})) == (400, "M_BAD_JSON")
    await act(lin, what, li)
    await act(lin, what, li)
    await act(lin, what, li, on=False)
    page = await lin.get("/_fangyuan/v1/audit", subject=user("li"), dir="f")
    acts = [entry["act"] for entry in page.body["entries"] if entry["actor"] == lin.user_id]
    assert acts == [f"account.{word}", f"account.un{word}"], "what changes nothing leaves no row"


async def test_a_suspended_person_hears_of_it_from_the_house(rig: Rig) -> None:
    root, (bob,) = await admin_of(rig), await people(rig, "bob")
    await act(root, "suspend", bob)
    got = await bob.sync()
    [room] = got["rooms"]["join"]
    assert any("冻结" in text for text in texts(timeline(got, room)))


async def test_whois(rig: Rig) -> None:
    root, (alice, bob) = await admin_of(rig), await people(rig, "alice", "bob")
    path = f"/admin/whois/{alice.user_id}"
    await alice.ok("GET", path)
    for client in (alice, root):
        got = await client.ok("GET", path)
        assert got["user_id"] == alice.user_id
        [connection] = got["devices"][alice.device_id]["sessions"][0]["connections"]
        assert (connection["ip"], connection["last_seen"]) == ("127.0.0.1", rig.clock.now_ms())
    assert verdict(await bob.get(path)) == FORBIDDEN
    assert verdict(await bob.get("/admin/whois/@nobody:test.local")) == FORBIDDEN
    assert verdict(await root.get("/admin/whois/@nobody:test.local")) == NOT_FOUND
