"""Files for tests, and how people put them up and get them."""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping
from typing import Any

from PIL import Image

from tests.kit.client import Answer, MatrixClient, part

MEDIA = "/_matrix/client/v1/media"


def picture(
    width: int = 40, height: int = 30, format: str = "PNG", mode: str = "RGB", color: Any = None, **save: Any
) -> bytes:
    """A picture with two halves, so that its top differs from its bottom."""
    image = Image.new(mode, (width, height), color)
    if color is None and mode in ("RGB", "RGBA"):
        top = (255, 0, 0) if mode == "RGB" else (255, 0, 0, 128)
        image.paste(top, (0, 0, width, height // 2))
    out = io.BytesIO()
    image.save(out, format, **save)
    return out.getvalue()


def moving(width: int = 40, height: int = 30, frames: int = 3, format: str = "GIF") -> bytes:
    images = [
        Image.new("RGB", (width, height), (60 * number % 256, number % 256, 0)) for number in range(frames)
    ]
    out = io.BytesIO()
    images[0].save(out, format, save_all=True, append_images=images[1:], duration=100, loop=0)
    return out.getvalue()


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(body), kind) + body


def mp4(*handlers: bytes, brand: bytes = b"isom", index_last: bool = False) -> bytes:
    """An MP4 with a track for each handler: b"vide", b"soun"."""
    tracks = b"".join(
        box(b"trak", box(b"mdia", box(b"hdlr", bytes(8) + handler + bytes(13)))) for handler in handlers
    )
    index, data = box(b"moov", box(b"mvhd", bytes(100)) + tracks), box(b"mdat", bytes(5_000))
    start = box(b"ftyp", brand + bytes(4) + b"isomiso2")
    return start + data + index if index_last else start + index + data


async def put_up(
    client: MatrixClient, content: bytes, type: str | None = "text/plain", name: str | None = None
) -> str:
    """Uploads; gives the mxc:// address."""
    answer = await send_bytes(client, content, type=type or "application/octet-stream", filename=name)
    assert answer.status == 200, answer
    return answer.body["content_uri"]


async def send_bytes(
    client: MatrixClient,
    content: bytes,
    path: str = "/_matrix/media/v3/upload",
    *,
    method: str = "POST",
    type: str = "application/octet-stream",
    **query: Any,
) -> Answer:
    """An upload, whatever comes of it."""
    return await client.request(method, path, content, query=query, headers={"Content-Type": type})


async def fetch(
    client: MatrixClient,
    address: str,
    *,
    verb: str = "GET",
    kind: str = "download",
    name: str | None = None,
    base: str = MEDIA,
    headers: Mapping[str, str] | None = None,
    **query: Any,
) -> Answer:
    """Downloads, or asks for a thumbnail."""
    path = f"{base}/{kind}/{address.removeprefix('mxc://')}" + (f"/{part(name)}" if name is not None else "")
    return await client.request(verb, path, query=query, headers=headers)


def shown(address: str, msgtype: str = "m.file", **more: Any) -> dict[str, Any]:
    """A message that shows the file."""
    return {"msgtype": msgtype, "body": "附件", "url": address, **more}
