"""§POST /account/deactivate with `erase`: who wasn't there when it was said reads it no more."""

from __future__ import annotations

from tests.kit.client import Json, MatrixClient
from tests.kit.relations import bundled, edit_of, related, relating
from tests.kit.rig import Rig
from tests.kit.sliding import window
from tests.kit.talk import people, room_of, timeline

PASSWORD = "correct horse battery"
SECRET = "the wage is 100"


async def close(person: MatrixClient, *, erase: bool = True) -> None:
    auth = {"type": "m.login.password", "user": person.user_id, "password": PASSWORD}
    challenge = await person.post("/account/deactivate", {"erase": erase})
    auth["session"] = challenge.body["session"]
    await person.ok("POST", "/account/deactivate", {"erase": erase, "auth": auth})


async def everything(reader: MatrixClient, room: str, event_id: str) -> list[Json]:
    """The event in each of the ways in which it is read."""
    path, v1 = f"/rooms/{room}", f"/_matrix/client/v1/rooms/{room}"
    context = await reader.ok("GET", f"{path}/context/{event_id}", limit=0)
    slid = (await window(reader, limit=50).rooms())[room]["timeline"]
    synced = timeline(await reader.sync(since=None, filter={"room": {"timeline": {"limit": 50}}}), room)
    page = (await reader.ok("GET", f"{path}/messages", dir="b", limit=50))["chunk"]
    threads = (await reader.ok("GET", f"{v1}/threads"))["chunk"]
    found = [await reader.ok("GET", f"{path}/event/{event_id}"), context["event"]]
    for events in (slid, synced, page, threads):
        found += [event for event in events if event["event_id"] == event_id]
    return found


async def test_only_who_was_there_reads_it_still(server: Rig) -> None:
    alice, bob, carol, dora = await people(server, "alice", "bob", "carol", "dora")
    await alice.ok("PUT", f"/profile/{alice.user_id}/displayname", {"displayname": "Alice Wang"})
    room = await room_of(bob, alice)
    said = await alice.send(room, SECRET)
    kept = await bob.send(room, "bob's own")
    await carol.join(room)
    await alice.send(room, "carol hears this")
    assert SECRET in str(await everything(carol, room, said))
    await close(alice)
    await dora.join(room)
    for reader in (carol, dora):
        read = await everything(reader, room, said)
        assert len(read) == 5
        assert all(event["content"] == {} for event in read)
        assert (await reader.ok("GET", f"/rooms/{room}/event/{kept}"))["content"]["body"] == "bob's own"
    pages = {
        reader: str((await reader.ok("GET", f"/rooms/{room}/messages", dir="b", limit=50))["chunk"])
        for reader in (bob, carol, dora)
    }
    assert SECRET in pages[bob]
    assert "Alice Wang" in pages[bob]
    assert "carol hears this" in pages[carol]
    assert not [word for word in (SECRET, "Alice Wang", "carol hears this") if word in pages[dora]]


async def test_what_hangs_on_events_is_erased_too(server: Rig) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await room_of(bob, alice, carol)
    root = await bob.send(room, "what do we pay?")
    own = await alice.send(room, "public")
    await carol.leave(room)
    reply = await alice.send(room, relating("m.thread", root, SECRET))
    await alice.send(room, edit_of(own, SECRET))
    await carol.join(room)
    assert SECRET in str(await bundled(carol, room, root))
    assert SECRET in str(await bundled(carol, room, own))
    await close(alice)
    summary = (await bundled(carol, room, root))["m.thread"]
    assert (summary["count"], summary["latest_event"]["event_id"]) == (1, reply)
    assert summary["latest_event"]["content"] == {}
    assert await bundled(carol, room, own) == {}
    assert (await related(carol, room, root))["chunk"][0]["content"] == {}
    for event_id in (root, own):
        assert SECRET in str(await bundled(bob, room, event_id))


async def test_it_is_not_found_either(server: Rig) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await room_of(bob, alice)
    await alice.send(room, SECRET)
    await carol.join(room)
    await close(alice)
    wish = {"search_categories": {"room_events": {"search_term": "wage"}}}
    counts: list[int] = []
    for reader in (bob, carol):
        found = (await reader.ok("POST", "/search", wish))["search_categories"]["room_events"]
        counts.append(len(found["results"]))
    assert counts == [1, 0]


async def test_without_it_everything_stays(server: Rig) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await room_of(bob, alice)
    said = await alice.send(room, SECRET)
    await close(alice, erase=False)
    await carol.join(room)
    assert (await carol.ok("GET", f"/rooms/{room}/event/{said}"))["content"]["body"] == SECRET
