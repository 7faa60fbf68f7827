"""Files as the libraries send them: in one piece, encrypted, announced first."""

from __future__ import annotations

import io
from typing import Any

import nio  # pyright: ignore[reportMissingTypeStubs] - it has no types, so what comes of it is Any here
from aiohttp import ClientSession
from mautrix.api import HTTPAPI
from mautrix.client import ClientAPI
from mautrix.types import UserID
from nio.crypto import decrypt_attachment  # pyright: ignore[reportMissingTypeStubs]
from PIL import Image

from tests.kit.files import picture, shown
from tests.kit.rig import Rig
from tests.real_clients.by_nio import checked

decrypt: Any = decrypt_attachment
DAY_MS = 86_400_000


async def signed_in(rig: Rig, name: str) -> Any:
    user = await rig.user(name)
    client: Any = nio.AsyncClient(rig.base, user.user_id)
    client.restore_login(user.user_id, user.device_id, user.token)
    return client


async def test_nio(rig: Rig) -> None:
    alice, bob = await signed_in(rig, "alice"), await signed_in(rig, "bob")
    try:
        content = picture(300, 200)
        sent, _ = await alice.upload(io.BytesIO(content), "image/png", "图纸.png", filesize=len(content))
        uri = checked(sent).content_uri
        got = checked(await bob.download(mxc=uri))
        assert (got.body, got.content_type, got.filename) == (content, "image/png", "图纸.png")
        small = checked(await bob.thumbnail("test.local", uri.rpartition("/")[2], 96, 96))
        assert Image.open(io.BytesIO(small.body)).size == (96, 64)
        gone = await bob.download(mxc="mxc://test.local/nothing")
        assert isinstance(gone, nio.DownloadError)
    finally:
        await alice.close()
        await bob.close()


async def test_what_nio_encrypts_stays_though_nobody_can_see_where_it_is_shown(rig: Rig) -> None:
    alice, bob = await signed_in(rig, "alice"), await signed_in(rig, "bob")
    try:
        content = b"the plan " * 100
        sent, keys = await alice.upload(io.BytesIO(content), filesize=len(content), encrypt=True)
        lost, _ = await alice.upload(io.BytesIO(content), "text/plain", filesize=len(content))
        uri, unused = checked(sent).content_uri, checked(lost).content_uri
        rig.clock.advance(15 * DAY_MS)
        while not isinstance(await bob.download(mxc=unused), nio.DownloadError):
            pass  # until the server has cleared up
        got = checked(await bob.download(mxc=uri))
        assert got.body != content
        assert decrypt(got.body, keys["key"]["k"], keys["hashes"]["sha256"], keys["iv"]) == content
    finally:
        await alice.close()
        await bob.close()


async def test_mautrix(rig: Rig) -> None:
    """As its bridges do: announce, send the message, then upload."""
    alice, bob = await rig.user("alice"), await rig.user("bob")
    async with ClientSession() as http:
        clients = [
            ClientAPI(UserID(user.user_id), api=HTTPAPI(rig.base, user.token, client_session=http))
            for user in (alice, bob)
        ]
        content = picture()
        uri = await clients[0].upload_media(content, "image/png", "a.png")
        assert await clients[1].download_media(uri) == content
        later = await clients[0].upload_media(content * 50, "application/octet-stream", async_upload=True)
        room = await alice.create_room(preset="public_chat", topic="桥接", invite=[bob.user_id])
        await bob.join(room)
        await alice.send(room, shown(later, "m.image"))
        # It is on its way still, in the library's background: who asks for it waits.
        assert await clients[1].download_media(later, timeout_ms=20_000) == content * 50
