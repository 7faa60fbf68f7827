"""§Content repository: up and down."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangyuan.http.content.serving import disposition, find_range
from tests.kit.client import Answer, MatrixClient
from tests.kit.edge import check_error
from tests.kit.files import MEDIA, fetch, picture, put_up, send_bytes, shown
from tests.kit.rig import Rig
from tests.kit.talk import NOT_FOUND, people, room_of, verdict

OLD = pytest.mark.parametrize("version", ["v3", "r0", "v1"])


# -- up and down -----------------------------------------------------------------------------------------------


@OLD
async def test_what_goes_up_comes_down(server: Rig, version: str) -> None:
    alice, bob = await people(server, "alice", "bob")
    content = bytes(range(256)) * 4_000
    got = await send_bytes(alice, content, f"/_matrix/media/{version}/upload", type="x/y")
    address = got.body["content_uri"]
    assert address.startswith("mxc://test.local/")
    for client in (alice, bob):
        answer = await fetch(client, address)
        assert (answer.status, answer.body) == (200, content)
        assert answer.headers["Content-Type"] == "x/y"
        assert answer.headers["Content-Length"] == str(len(content))


async def test_an_empty_file(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    address = await put_up(alice, b"", None)
    answer = await fetch(alice, address)
    assert (answer.status, answer.body) == (200, b"")
    assert (await fetch(alice, address, headers={"Range": "bytes=0-"})).status == 416


@pytest.mark.parametrize("said", ["", "nonsense", "图/片", "a" * 300, "a/b, c/d", "a / b"])
async def test_a_type_that_is_none_is_octets(server: Rig, said: str) -> None:
    (alice,) = await people(server, "alice")
    answer = await send_bytes(alice, b"\x01\x02", type=said)
    got = await fetch(alice, answer.body["content_uri"])
    assert got.headers["Content-Type"] == "application/octet-stream"
    assert got.headers["Content-Disposition"] == "attachment"


@pytest.mark.parametrize(
    ("type", "kind"),
    [
        ("image/png", "inline"),
        ("IMAGE/PNG", "inline"),
        ("text/plain; charset=gbk", "inline"),
        ("video/mp4", "inline"),
        ("text/html", "attachment"),
        ("image/svg+xml", "attachment"),
        ("application/javascript", "attachment"),
        ("application/pdf", "attachment"),
        ("application/xhtml+xml", "attachment"),
    ],
)
async def test_nothing_active_is_shown_inline(server: Rig, type: str, kind: str) -> None:
    (alice,) = await people(server, "alice")
    address = await put_up(alice, b"<script>alert(1)</script>", type)
    for name in (None, "a.html"):
        answer = await fetch(alice, address, name=name)
        assert answer.headers["Content-Disposition"].partition(";")[0] == kind
        assert answer.headers["Content-Type"] == type
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith(
            "sandbox; default-src 'none'; script-src 'none'"
        )
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Cache-Control"].startswith("private")


async def test_what_a_browser_keeps_is_one_persons(server: Rig) -> None:
    """Colleagues share a computer: no browser hands one person's files to the next, or to nobody."""
    (alice,) = await people(server, "alice")
    address = await put_up(alice, picture(32, 32), "image/png")
    ways: list[dict[str, Any]] = [{}, {"kind": "thumbnail", "width": 32, "height": 32}]
    for how in ways:
        answer = await fetch(alice, address, **how)
        same = await fetch(alice, address, headers={"If-None-Match": answer.headers["ETag"]}, **how)
        assert (answer.status, same.status) == (200, 304)
        assert answer.headers["Vary"] == same.headers["Vary"] == "Authorization"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("ascii", "filename=ascii"),
        ("a.tar.gz", "filename=a.tar.gz"),
        ("图纸.dwg", "filename*=utf-8''%E5%9B%BE%E7%BA%B8.dwg"),
        ("🐔", "filename*=utf-8''%F0%9F%90%94"),
        ('a";b.png', "filename*=utf-8''a%22%3Bb.png"),
        ("a b.png", "filename*=utf-8''a%20b.png"),
        ("../../etc/passwd", "filename*=utf-8''..%2F..%2Fetc%2Fpasswd"),
        ("a\r\nSet-Cookie: b", "filename*=utf-8''a%0D%0ASet-Cookie%3A%20b"),
        ("100%", "filename*=utf-8''100%25"),
        ("*'", "filename*=utf-8''%2A%27"),
    ],
)
async def test_names(server: Rig, name: str, told: str) -> None:
    (alice,) = await people(server, "alice")
    address = await put_up(alice, b"x", "text/plain", name)
    nameless = await put_up(alice, b"x", "text/plain")
    assert (await fetch(alice, address)).headers["Content-Disposition"] == f"inline; {told}"
    assert (await fetch(alice, nameless)).headers["Content-Disposition"] == "inline"
    assert (await fetch(alice, nameless, name=name)).headers["Content-Disposition"] == f"inline; {told}"
    assert (await fetch(alice, address, name="other")).headers[
        "Content-Disposition"
    ] == "inline; filename=other"


@given(st.text(min_size=1, max_size=50))
def test_any_name_is_one_header_and_comes_back(name: str) -> None:
    from urllib.parse import unquote

    if any("\ud800" <= one <= "\udfff" for one in name):
        return
    header = disposition("image/png", name)
    assert header.isascii()
    assert header.isprintable()
    kind, _, rest = header.partition("; ")
    form, _, value = rest.partition("=")
    assert kind == "inline"
    assert (unquote(value.removeprefix("utf-8''")) if form == "filename*" else value) == name


# -- parts, and nothing at all ---------------------------------------------------------------------------------


async def test_ranges(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    content = bytes(range(250)) * 4_000
    size = len(content)
    address = await put_up(alice, content)
    for asked, start, end in [
        ("bytes=0-0", 0, 1),
        ("bytes=10-19", 10, 20),
        ("bytes=999990-", 999_990, size),
        ("bytes=-7", size - 7, size),
        ("bytes=-9999999", 0, size),
        ("bytes=5-9999999", 5, size),
    ]:
        answer = await fetch(alice, address, headers={"Range": asked})
        assert answer.status == 206
        assert answer.body == content[start:end]
        assert answer.headers["Content-Range"] == f"bytes {start}-{end - 1}/{size}"
        assert answer.headers["Content-Length"] == str(end - start)
    for asked in ("bytes=1000000-", "bytes=-0", "bytes=5000000-6000000"):
        answer = await fetch(alice, address, headers={"Range": asked})
        assert (answer.status, answer.headers["Content-Range"]) == (416, f"bytes */{size}")
        assert answer.errcode == "M_INVALID_PARAM"
    for asked in ("bytes=3-2", "bytes=0-1,3-4", "lines=1-2", "bytes=", "bytes=-", "bytes=a-b", "1-2"):
        answer = await fetch(alice, address, headers={"Range": asked})
        assert (answer.status, len(answer.body)) == (200, size)


@given(st.integers(0, 50), st.one_of(st.none(), st.integers(0, 60)), st.one_of(st.none(), st.integers(0, 60)))
def test_a_range_is_what_it_says(size: int, first: int | None, last: int | None) -> None:
    """Against a list of the positions that RFC 9110 §14.1.2 describes."""
    found = find_range(f"bytes={'' if first is None else first}-{'' if last is None else last}", size)
    everything = list(range(size))
    if first is None and last is None:
        assert found is None
    elif first is None:
        assert last is not None
        assert found is not None
        assert list(range(*found)) == (everything[-last:] if last else [])
    elif last is not None and last < first:
        assert found is None
    else:
        assert found is not None
        assert list(range(*found)) == everything[first : None if last is None else last + 1]


async def test_who_has_it_already_gets_nothing(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    address = await put_up(alice, b"content")
    tag = (await fetch(alice, address)).headers["ETag"]
    for said in (tag, f'"x", {tag}', f"W/{tag}", "*"):
        answer = await fetch(alice, address, headers={"If-None-Match": said})
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers["ETag"] == tag
    assert (await fetch(alice, address, headers={"If-None-Match": '"x"'})).status == 200
    assert (await fetch(alice, await put_up(alice, b"other"))).headers["ETag"] != tag
    part = {"Range": "bytes=0-1", "If-Range": tag}
    assert (await fetch(alice, address, headers=part)).status == 206
    assert (await fetch(alice, address, headers=part | {"If-Range": '"x"'})).status == 200


async def test_head(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    address = await put_up(alice, b"x" * 1_000, "image/png")
    answer = await fetch(alice, address, verb="HEAD")
    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers["Content-Length"] == "1000"
    assert (await fetch(alice, address)).body == b"x" * 1_000, "the connection goes on"


# -- limits ----------------------------------------------------------------------------------------------------


async def pieces(size: int) -> Any:
    for _ in range(size // 1_000):
        yield b"x" * 1_000


async def test_too_large(rig: Rig) -> None:
    await rig.restart(media={"upload_bytes": 100_000})
    (alice,) = await people(rig, "alice")
    assert (await alice.get(f"{MEDIA}/config")).body == {"m.upload.size": 100_000}
    assert await put_up(alice, b"x" * 100_000)
    check_error(await send_bytes(alice, b"x" * 100_001), 413, "M_TOO_LARGE")
    headers = {"Authorization": f"Bearer {alice.token}"}
    for size, status in ((100_000, 200), (101_000, 413)):
        async with rig.http().post(
            rig.base + "/_matrix/media/v3/upload", data=pieces(size), headers=headers
        ) as answer:
            assert answer.status == status, "also when the length is not declared"


async def test_quotas(rig: Rig) -> None:
    await rig.restart(media={"person_quota_bytes": 1_000, "total_quota_bytes": 1_500})
    alice, bob = await people(rig, "alice", "bob")
    await put_up(alice, b"a" * 600)
    for language, words in (("zh-CN", "上限"), ("en", "limit")):
        alice.headers = {"Accept-Language": language}
        refused = await send_bytes(alice, b"b" * 401)
        check_error(refused, 403, "M_FORBIDDEN")
        assert words in refused.body["error"]
    await put_up(alice, b"c" * 400)
    await put_up(bob, b"a" * 600)  # a content that is here already takes no room, but counts for its person
    check_error(await send_bytes(bob, b"d" * 401), 403, "M_FORBIDDEN")
    carol = await rig.user("carol")
    check_error(await send_bytes(carol, b"d" * 501), 403, "M_FORBIDDEN")
    await put_up(carol, b"d" * 500)


async def test_strangers(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    address = await put_up(alice, picture(), "image/png")
    nobody = server.client()
    for path in ("/_matrix/media/v3/upload", "/_matrix/media/v1/create"):
        check_error(await nobody.post(path), 401, "M_MISSING_TOKEN")
    check_error(
        await nobody.put(f"/_matrix/media/v3/upload/test.local/{address[17:]}"), 401, "M_MISSING_TOKEN"
    )
    for kind in ("download", "thumbnail"):
        check_error(await fetch(nobody, address, kind=kind, width=32, height=32), 401, "M_MISSING_TOKEN")
    check_error(await nobody.get(f"{MEDIA}/config"), 401, "M_MISSING_TOKEN")
    check_error(await nobody.get(f"{MEDIA}/preview_url", url="http://a.example"), 401, "M_MISSING_TOKEN")


@pytest.mark.parametrize(
    "place",
    ["test.local/nothing", "other.example/abc", "test.local/%2e%2e", "test.local/a%2Fb", "test.local/"],
)
async def test_what_is_not_here(server: Rig, place: str) -> None:
    (alice,) = await people(server, "alice")
    check_error(await alice.get(f"{MEDIA}/download/{place}"), 404, "M_NOT_FOUND")
    check_error(await alice.get(f"{MEDIA}/thumbnail/{place}", width=32, height=32), 404, "M_NOT_FOUND")


# -- as it was before sign-in was asked for --------------------------------------------------------------------


@OLD
async def test_the_old_endpoints_are_frozen(server: Rig, version: str) -> None:
    (alice,) = await people(server, "alice")
    address = await put_up(alice, picture(), "image/png")
    base = f"/_matrix/media/{version}"
    for client in (alice, server.client()):
        check_error(await fetch(client, address, base=base), 404, "M_NOT_FOUND")
        check_error(await fetch(client, address, base=base, name="a"), 404, "M_NOT_FOUND")
        check_error(
            await fetch(client, address, base=base, kind="thumbnail", width=32, height=32), 404, "M_NOT_FOUND"
        )
    check_error(await alice.get(f"{base}/preview_url", url="http://a.example"), 404, "M_NOT_FOUND")
    assert (await alice.get(f"{base}/config")).body["m.upload.size"] > 0


async def test_the_old_endpoints_where_they_are_wanted(rig: Rig) -> None:
    await rig.restart(media={"unauthenticated": True})
    alice = await rig.user("alice")
    address = await put_up(alice, picture(), "image/png", "图.png")
    nobody = rig.client()
    for version in ("v3", "r0", "v1"):
        base = f"/_matrix/media/{version}"
        answer = await fetch(nobody, address, base=base)
        assert (answer.status, answer.body) == (200, picture())
        named = await fetch(nobody, address, base=base, name="☕")
        assert named.headers["Content-Disposition"] == "inline; filename*=utf-8''%E2%98%95"
        small = await fetch(nobody, address, base=base, kind="thumbnail", width=32, height=32, method="crop")
        assert small.headers["Content-Type"] == "image/png"


# -- announced files -------------------------------------------------------------------------------------------


async def announce(client: MatrixClient) -> str:
    return (await client.ok("POST", "/_matrix/media/v1/create"))["content_uri"]


async def fill(client: MatrixClient, address: str, content: bytes, **more: Any) -> Answer:
    path = "/_matrix/media/v3/upload/" + address.removeprefix("mxc://")
    return await send_bytes(client, content, path, method="PUT", **more)


async def test_announced_then_uploaded(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    got = await alice.ok("POST", "/_matrix/media/v1/create")
    address = got["content_uri"]
    assert got["unused_expires_at"] == server.clock.now_ms() + 24 * 3_600_000
    check_error(await fetch(alice, address, timeout_ms=0), 504, "M_NOT_YET_UPLOADED")
    check_error(
        await fetch(alice, address, kind="thumbnail", width=32, height=32, timeout_ms=10),
        504,
        "M_NOT_YET_UPLOADED",
    )
    check_error(await fill(bob, address, b"x"), 403, "M_FORBIDDEN")
    done = await fill(alice, address, picture(), type="image/png", filename="a.png")
    assert (done.status, done.body) == (200, {})
    answer = await fetch(bob, address)
    assert answer.body == picture()
    assert answer.headers["Content-Disposition"] == "inline; filename=a.png"
    for again in (b"", b"y"):
        check_error(await fill(alice, address, again), 409, "M_CANNOT_OVERWRITE_MEDIA")
    whole = await put_up(alice, b"at once")
    check_error(await fill(alice, whole, b"y"), 409, "M_CANNOT_OVERWRITE_MEDIA")
    check_error(await fill(alice, "mxc://test.local/unknown", b"y"), 404, "M_NOT_FOUND")
    check_error(await fill(alice, "mxc://other.example/abc", b"y"), 404, "M_NOT_FOUND")


async def test_who_waits_is_woken(server: Rig) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    address = await announce(alice)
    waiting = [asyncio.create_task(fetch(client, address, timeout_ms=60_000)) for client in (bob, carol)]
    await asyncio.sleep(0)
    await fill(alice, address, b"here")
    for answer in await asyncio.gather(*waiting):
        assert (answer.status, answer.body) == (200, b"here")


async def test_of_two_uploads_to_one_id_one_wins(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    address = await announce(alice)
    bodies = [bytes([number]) * 100_000 for number in range(5)]
    answers = await asyncio.gather(*(fill(alice, address, body) for body in bodies))
    won = [body for body, answer in zip(bodies, answers, strict=True) if answer.status == 200]
    assert len(won) == 1
    assert {answer.errcode for answer in answers} == {None, "M_CANNOT_OVERWRITE_MEDIA"}
    assert (await fetch(alice, address)).body == won[0]


async def test_announcements_are_few_and_end(rig: Rig) -> None:
    await rig.restart(media={"pending_uploads": 3, "pending_hours": 2})
    alice, bob = await people(rig, "alice", "bob")
    addresses = [await announce(alice) for _ in range(3)]
    refused = await alice.post("/_matrix/media/v1/create")
    check_error(refused, 429, "M_LIMIT_EXCEEDED")
    assert refused.body["retry_after_ms"] == 2 * 3_600_000
    await announce(bob)
    await fill(alice, addresses[0], b"x")
    await announce(alice)
    rig.clock.advance(2 * 3_600_000)
    check_error(await fill(alice, addresses[1], b"x"), 404, "M_NOT_FOUND")
    check_error(await fetch(alice, addresses[1]), 404, "M_NOT_FOUND")
    assert (await fetch(alice, addresses[0])).body == b"x"
    for _ in range(3):
        await announce(alice)


# -- who may have it -------------------------------------------------------------------------------------------


async def test_a_file_is_for_those_who_see_its_message(server: Rig) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    room = await room_of(alice, bob, name="x")
    address = await put_up(alice, picture(), "image/png")
    assert (await fetch(carol, address)).status == 200, "shown nowhere yet: who knows the id may have it"
    await alice.send(room, shown(address, "m.image"))
    for client, expected in ((alice, 200), (bob, 200), (carol, 404)):
        assert (await fetch(client, address)).status == expected
        assert (await fetch(client, address, kind="thumbnail", width=32, height=32)).status == expected
    # An id that leaked opens nothing: a stranger's message, picture or name is not the uploader's.
    own = await room_of(carol)
    await carol.send(own, shown(address))
    await carol.put_state(own, "m.room.avatar", {"url": address})
    await carol.ok("PUT", f"/profile/{carol.user_id}/avatar_url", {"avatar_url": address})
    assert verdict(await fetch(carol, address)) == NOT_FOUND


async def test_a_file_that_is_passed_on(server: Rig) -> None:
    alice, bob, carol, dave = await people(server, "alice", "bob", "carol", "dave")
    first = await room_of(alice, bob)
    second = await room_of(bob, carol)
    address = await put_up(alice, b"plan")
    event = await alice.send(first, shown(address))
    await bob.send(second, shown(address))
    assert (await fetch(carol, address)).status == 200
    assert (await fetch(dave, address)).status == 404
    await alice.redact(first, event)
    await bob.leave(first)
    await bob.ok("POST", f"/rooms/{first}/forget")
    assert (await fetch(carol, address)).status == 200, "bob could see it when he passed it on"
    third = await room_of(carol, dave)
    await carol.send(third, shown(address))
    assert (await fetch(dave, address)).status == 200


async def test_history_that_a_newcomer_does_not_see(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await alice.create_room(
        preset="public_chat",
        initial_state=[{"type": "m.room.history_visibility", "content": {"history_visibility": "joined"}}],
    )
    before, after = await put_up(alice, b"before"), await put_up(alice, b"after")
    await alice.send(room, shown(before))
    await bob.join(room)
    await alice.send(room, shown(after))
    assert ((await fetch(bob, before)).status, (await fetch(bob, after)).status) == (404, 200)


async def test_pictures_of_people_and_rooms_are_for_everybody(server: Rig) -> None:
    alice, bob, carol = await people(server, "alice", "bob", "carol")
    mine, ours, here = [await put_up(alice, picture(10 + n, 10), "image/png") for n in range(3)]
    await alice.ok("PUT", f"/profile/{alice.user_id}/avatar_url", {"avatar_url": mine})
    room = await room_of(alice, bob)
    await alice.put_state(room, "m.room.avatar", {"url": ours})
    await alice.put_state(room, "m.room.member", {"membership": "join", "avatar_url": here}, alice.user_id)
    for address in (mine, ours, here):
        assert (await fetch(carol, address)).status == 200


async def test_what_is_taken_back_is_taken_back(server: Rig) -> None:
    alice, bob = await people(server, "alice", "bob")
    room = await room_of(alice, bob)
    address = await put_up(alice, b"mistake")
    event = await alice.send(room, shown(address))
    await alice.redact(room, event)
    assert (await fetch(alice, address)).status == 200, "for a while, to whom it belongs"
    assert (await fetch(bob, address)).status == 200, "and to who saw it"
    (stranger,) = await people(server, "stranger")
    assert (await fetch(stranger, address)).status == 404


async def test_events_may_name_what_does_not_exist(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    room = await alice.create_room()
    for address in ("mxc://test.local/nothing", "mxc://other.example/abc", "mxc://", "mxc://test.local/"):
        await alice.send(room, shown(address))
