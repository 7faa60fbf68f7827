"""A clause about kinds of messages looks at what a file is, not at what it is called."""

from __future__ import annotations

import pytest

from tests.kit.client import Json, MatrixClient
from tests.kit.company import found, sign_in
from tests.kit.files import fetch, mp4, picture, put_up, send_bytes, shown
from tests.kit.rig import Rig

NO_FILMS = [{"type": "message_kinds", "allowed": ["text", "image", "voice", "file", "link", "sticker"]}]
FILES_ONLY = [{"type": "message_kinds", "allowed": ["text", "file", "sticker"]}]


async def refusal(
    client: MatrixClient, room: str, content: Json, txn: str, type: str = "m.room.message"
) -> int | None:
    """The number of the clause that refused; None when it was sent."""
    answer = await client.put(f"/rooms/{room}/send/{type}/{txn}", content)
    if answer.status == 200:
        return None
    assert answer.status == 403, answer
    return answer.body["fangyuan.verdict"]["clause"]


async def test_a_film_by_another_name_is_a_film(own_works: Rig) -> None:
    # A server of its own: who is in a confidential group, as li is in other tests, forwards nothing that is encrypted.
    he, li = await sign_in(own_works, "he", "li")
    room = (await found(he, clauses=NO_FILMS))["room_id"]
    film = await put_up(li, mp4(b"vide", b"soun", index_last=True), "application/octet-stream", "报表.bin")
    plain: Json = {"msgtype": "m.file", "body": "报表.bin", "url": film}
    first = await li.send(room, "稍等")
    ways: list[Json] = [
        plain,
        plain | {"msgtype": "m.image", "info": {"mimetype": "image/png"}},
        plain | {"msgtype": "m.text"},
        plain | {"msgtype": "org.example.other"},
        {"msgtype": "m.file", "body": "a.bin", "file": {"url": film, "key": {}}},
        {"msgtype": "m.file", "body": "a.pdf", "info": {"thumbnail_url": film}},
        {"msgtype": "m.text", "body": "x", "format": "org.matrix.custom.html", "formatted_body": f'<img src="{film}">'},
        {"msgtype": "m.text", "body": "* x", "m.new_content": plain,
         "m.relates_to": {"rel_type": "m.replace", "event_id": first}},
    ]  # fmt: skip
    for number, content in enumerate(ways):
        if number % 2 == 0:  # the third breach in a group mutes
            room = (await found(he, clauses=NO_FILMS))["room_id"]
            first = await li.send(room, "稍等")
        if "m.relates_to" in content:
            content["m.relates_to"]["event_id"] = first
        assert await refusal(li, room, content, f"w{number}") == 1, content
    room = (await found(he, clauses=NO_FILMS))["room_id"]
    assert await refusal(li, room, {"body": "x", "url": film, "info": {}}, "s", "m.sticker") == 1
    assert await refusal(li, room, {"org.example": [{"a": film}]}, "o", "org.example.made.up") == 1


async def test_what_is_allowed_stays_allowed(works: Rig) -> None:
    he, li = await sign_in(works, "he", "li")
    no_films = (await found(he, clauses=NO_FILMS))["room_id"]
    files = (await found(he, clauses=FILES_ONLY))["room_id"]
    voice = await put_up(li, mp4(b"soun"), "audio/mp4", "语音.m4a")
    paper = await put_up(li, b"%PDF-1.7 ...", "application/pdf", "图纸.pdf")
    small = await put_up(li, picture(), "image/png")
    assert await refusal(li, no_films, shown(voice, "m.audio"), "v") is None
    assert await refusal(li, no_films, shown(small, "m.image"), "i") is None
    with_small = shown(paper, info={"mimetype": "application/pdf", "thumbnail_url": small})
    assert await refusal(li, files, with_small, "p") is None, "a thumbnail is no picture that somebody posts"
    assert await refusal(li, files, {"body": "x", "url": small, "info": {}}, "s", "m.sticker") is None
    assert await refusal(li, files, shown(small), "f") == 1, "a picture sent as a file is a picture"
    assert await refusal(li, files, shown("mxc://test.local/nothing"), "n") is None
    assert await refusal(li, files, shown("mxc://other.example/abc"), "e") is None


@pytest.mark.parametrize("is_known", [False, True])
async def test_a_film_that_comes_after_its_message(works: Rig, is_known: bool) -> None:
    """Announce, send, upload: the upload is where it shows, and where it is refused."""
    he, li, wang = await sign_in(works, "he", "li", "wang")
    room = (await found(he, clauses=NO_FILMS))["room_id"]
    film = mp4(b"vide") + bytes(10 + is_known)
    if is_known:
        await put_up(wang, film)
    address = (await li.ok("POST", "/_matrix/media/v1/create"))["content_uri"]
    assert await refusal(li, room, shown(address), f"a{is_known}") is None
    path = "/_matrix/media/v3/upload/" + address.removeprefix("mxc://")
    answer = await send_bytes(li, film, path, method="PUT")
    assert (answer.errcode, answer.body["fangyuan.verdict"]["clause"]) == ("M_FORBIDDEN", 1)
    assert (await fetch(he, address, timeout_ms=0)).status == 504
    assert (await send_bytes(li, picture(), path, method="PUT")).status == 200
    assert (await fetch(he, address)).body == picture()
