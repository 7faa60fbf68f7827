"""Other people's files: listing, out of sight, gone."""

from __future__ import annotations

import pytest

from tests.administration.talk import ADMIN, acts, admin_of
from tests.kit.client import MatrixClient
from tests.kit.rig import Rig

DOWNLOAD = "/_matrix/client/v1/media/download"


async def upload(client: MatrixClient, content: bytes, name: str = "x.txt") -> str:
    """Gives the media id."""
    answer = await client.request(
        "POST",
        "/_matrix/media/v3/upload",
        content,
        query={"filename": name},
        headers={"Content-Type": "text/plain"},
    )
    assert answer.status == 200, answer.body
    return answer.body["content_uri"].rpartition("/")[2]


async def test_the_list(house: Rig) -> None:
    admin, alice = await admin_of(house), await house.user("alice")
    first = await upload(alice, b"one", "b.txt")
    house.clock.advance(1_000)
    second = await upload(alice, b"three", "a.txt")
    path = f"{ADMIN}/v1/users/{alice.user_id}/media"
    got = await admin.ok("GET", path)
    assert (got["total"], [one["media_id"] for one in got["media"]]) == (2, [second, first])
    assert got["media"][0] == {
        "media_id": second,
        "media_type": "text/plain",
        "media_length": 5,
        "upload_name": "a.txt",
        "created_ts": house.clock.now_ms(),
        "last_access_ts": None,
        "quarantined_by": None,
        "safe_from_quarantine": False,
    }
    assert await admin.ok("GET", f"{ADMIN}/v1/media/test.local/{second}") == {"media_info": got["media"][0]}
    for query, ids in (
        ({"order_by": "upload_name"}, [second, first]),
        ({"order_by": "media_length"}, [first, second]),
        ({"order_by": "media_length", "dir": "b"}, [second, first]),
        ({"dir": "f"}, [first, second]),
        ({"limit": "1"}, [second]),
        ({"from": "1"}, [first]),
    ):
        page = await admin.ok("GET", path, **query)
        assert [one["media_id"] for one in page["media"]] == ids, query
        assert page.get("next_token") == (1 if query == {"limit": "1"} else None)
    for wrong in ({"order_by": "taste"}, {"dir": "x"}, {"limit": "0"}, {"from": "x"}):
        assert (await admin.get(path, **wrong)).errcode == "M_INVALID_PARAM"


async def test_deleting(house: Rig) -> None:
    admin, alice = await admin_of(house), await house.user("alice")
    ids = [await upload(alice, f"{house.suffix} {number}".encode()) for number in range(3)]
    got = await admin.request("DELETE", f"{ADMIN}/v1/media/test.local/{ids[0]}")
    assert got.body == {"deleted_media": [ids[0]], "total": 1}
    assert (await alice.get(f"{DOWNLOAD}/test.local/{ids[0]}")).errcode == "M_NOT_FOUND"
    for missing in (f"test.local/{ids[0]}", f"elsewhere.example/{ids[1]}"):
        assert (await admin.delete(f"{ADMIN}/v1/media/{missing}")).errcode == "M_NOT_FOUND"
        assert (await admin.get(f"{ADMIN}/v1/media/{missing}")).errcode == "M_NOT_FOUND"
    got = await admin.request("DELETE", f"{ADMIN}/v1/users/{alice.user_id}/media")
    assert (sorted(got.body["deleted_media"]), got.body["total"]) == (sorted(ids[1:]), 2)
    assert (await admin.ok("GET", f"{ADMIN}/v1/users/{alice.user_id}/media"))["total"] == 0
    assert await acts(admin, ids[0]) == ["media.deleted"]
    assert await acts(admin, alice.user_id) == ["media.deleted"]


async def test_out_of_sight_and_back(house: Rig) -> None:
    admin, alice = await admin_of(house), await house.user("alice")
    media_id = await upload(alice, f"{house.suffix} secret".encode())
    room = await alice.create_room()
    content = {"msgtype": "m.file", "body": "x", "url": f"mxc://test.local/{media_id}"}
    await alice.send(room, content)
    assert await admin.ok("GET", f"{ADMIN}/v1/room/{room}/media") == {
        "local": [f"mxc://test.local/{media_id}"],
        "remote": [],
    }
    release = f"{ADMIN}/v1/media/unquarantine/test.local/{media_id}"
    for path, answer in (
        (f"{ADMIN}/v1/media/quarantine/test.local/{media_id}", {}),
        (f"{ADMIN}/v1/room/{room}/media/quarantine", {"num_quarantined": 1}),
        (f"{ADMIN}/v1/user/{alice.user_id}/media/quarantine", {"num_quarantined": 1}),
    ):
        assert await admin.ok("POST", path, {}) == answer
        assert (await alice.get(f"{DOWNLOAD}/test.local/{media_id}")).errcode == "M_NOT_FOUND"
        info = await admin.ok("GET", f"{ADMIN}/v1/media/test.local/{media_id}")
        assert info["media_info"]["quarantined_by"] == admin.user_id
        assert await admin.ok("POST", release, {}) == {}
        assert (await alice.get(f"{DOWNLOAD}/test.local/{media_id}")).status == 200
    assert await acts(admin, media_id) == ["media.quarantined", *["media.released"] * 3]
    assert await acts(admin, room) == ["group.looked_into", "media.quarantined"]


@pytest.mark.parametrize(
    "path",
    [
        "/v1/media/quarantine/test.local/nothing",
        "/v1/media/unquarantine/test.local/nothing",
        "/v1/room/!nowhere:test.local/media/quarantine",
        "/v1/user/@nobody:test.local/media/quarantine",
    ],
)
async def test_what_is_not_there(house: Rig, path: str) -> None:
    answer = await (await admin_of(house)).post(ADMIN + path, {})
    assert (answer.status, answer.errcode) == (404, "M_NOT_FOUND")


async def test_nothing_of_other_servers_is_kept(house: Rig) -> None:
    admin = await admin_of(house)
    assert await admin.ok("POST", f"{ADMIN}/v1/purge_media_cache", {}, before_ts=1) == {"deleted": 0}
