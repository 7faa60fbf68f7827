"""§Thumbnails."""

from __future__ import annotations

import asyncio
import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from fangyuan import media
from fangyuan.kernel.errors import TooLarge
from fangyuan.media import thumbnails
from tests.kit.client import Answer, MatrixClient
from tests.kit.edge import check_error
from tests.kit.files import fetch, moving, mp4, picture, put_up
from tests.kit.rig import Rig
from tests.kit.talk import people


async def small(client: MatrixClient, address: str, width: int, height: int, **query: Any) -> Answer:
    return await fetch(client, address, kind="thumbnail", width=width, height=height, **query)


def seen(answer: Answer) -> Image.Image:
    assert answer.status == 200, answer
    image = Image.open(io.BytesIO(answer.body))
    assert answer.headers["Content-Type"] == Image.MIME[image.format or ""]
    assert answer.headers["Content-Disposition"].startswith("inline; filename=thumbnail.")
    return image


@pytest.mark.parametrize(
    ("asked", "method", "size"),
    [
        ((32, 32), "crop", (32, 32)),
        ((33, 20), "crop", (96, 54)),
        ((96, 96), "crop", (96, 96)),
        ((160, 90), "crop", (240, 135)),
        ((320, 240), "scale", (320, 200)),
        ((1, 1), "scale", (96, 60)),
        ((640, 480), "scale", (640, 400)),
        ((5_000, 5_000), "scale", (800, 500)),
        ((5_000, 5_000), "crop", (500, 500)),
    ],
)
async def test_sizes(server: Rig, asked: tuple[int, int], method: str, size: tuple[int, int]) -> None:
    """At least as large as asked where there is such a form; never larger than the picture, which is 800x500."""
    (alice,) = await people(server, "alice")
    address = await put_up(alice, picture(800, 500, "JPEG"), "image/jpeg")
    image = seen(await small(alice, address, *asked, method=method))
    assert (image.size, image.format) == (size, "JPEG")


async def test_scale_is_what_is_made_unasked(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    address = await put_up(alice, picture(640, 320), "image/png")
    assert seen(await small(alice, address, 320, 240)).size == (320, 160)


@pytest.mark.parametrize(
    ("content", "format", "mode"),
    [
        (picture(mode="RGBA"), "PNG", "RGBA"),
        (picture(mode="P"), "PNG", "RGB"),
        (picture(mode="LA"), "PNG", "RGBA"),
        (picture(mode="1"), "PNG", "RGB"),
        (picture(mode="I;16"), "PNG", "RGB"),
        (picture(format="WEBP", mode="RGBA"), "PNG", "RGBA"),
        (picture(format="WEBP"), "JPEG", "RGB"),
        (picture(format="GIF"), "JPEG", "RGB"),
        (picture(format="JPEG", mode="CMYK"), "JPEG", "RGB"),
        (picture(format="JPEG", mode="L"), "JPEG", "RGB"),
    ],
)
async def test_formats(server: Rig, content: bytes, format: str, mode: str) -> None:
    (alice,) = await people(server, "alice")
    address = await put_up(alice, content, "application/octet-stream")
    image = seen(await small(alice, address, 32, 32, method="scale"))
    assert (image.format, image.mode, image.size) == (format, mode, (40, 30))


@pytest.mark.parametrize("turn", range(1, 9))
async def test_pictures_stand_upright(server: Rig, turn: int) -> None:
    """The red half, which is on top in the file, is where the camera says."""
    (alice,) = await people(server, "alice")
    exif = Image.Exif()
    exif[0x0112] = turn
    exif[0x010F] = "a camera that nobody need know of"
    content = picture(120, 80, "JPEG", exif=exif, quality=95)
    image = seen(await small(alice, await put_up(alice, content), 96, 96, method="scale"))
    assert image.size == ((96, 64) if turn < 5 else (64, 96))
    width, height = image.size
    edges = {
        "top": (width // 2, 2),
        "bottom": (width // 2, height - 3),
        "left": (2, height // 2),
        "right": (width - 3, height // 2),
    }
    red = ["top", "top", "bottom", "bottom", "left", "right", "right", "left"][turn - 1]
    for edge, place in edges.items():
        pixel = image.getpixel(place)
        assert isinstance(pixel, tuple)
        opposite = {"top": "bottom", "bottom": "top", "left": "right", "right": "left"}
        if edge in (red, opposite[red]):
            assert (pixel[0] > 128) == (edge == red), (turn, edge, pixel)
    assert not image.getexif()


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG"])
async def test_what_moves_moves_only_if_asked(server: Rig, format: str) -> None:
    (alice,) = await people(server, "alice")
    address = await put_up(alice, moving(200, 100, 4, format), "image/gif")
    for query in ({}, {"animated": "false"}):
        still = seen(await small(alice, address, 96, 96, **query))
        assert getattr(still, "n_frames", 1) == 1
    moves = seen(await small(alice, address, 96, 96, animated="true"))
    assert (moves.format, moves.size, getattr(moves, "n_frames", 1)) == ("WEBP", (96, 48), 4)
    cropped = seen(await small(alice, address, 32, 32, animated="true", method="crop"))
    assert (cropped.size, getattr(cropped, "n_frames", 1)) == ((32, 32), 4)


async def test_a_still_picture_stays_still(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    address = await put_up(alice, picture(format="JPEG"))
    assert seen(await small(alice, address, 32, 32, animated="true")).format == "JPEG"


HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(100)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"text",
        HEIC,
        HEIC.replace(b"heic", b"avif"),
        picture(format="AVIF"),
        picture(format="TIFF"),
        picture(format="BMP"),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7 ...",
        mp4(b"vide"),
        picture()[:60],
        picture(format="JPEG")[:30],
        b"GIF89a" + bytes(20),
        b"\x89PNG\r\n\x1a\n" + bytes(50),
        b"RIFF\x10\x00\x00\x00WEBPVP8 " + bytes(8),
    ],
)
async def test_what_is_not_decoded_is_refused_politely(server: Rig, content: bytes) -> None:
    (alice,) = await people(server, "alice")
    address = await put_up(alice, content, "image/png")
    for language, words in (("zh-CN", "打开原文件"), ("en", "open the original")):
        alice.headers = {"Accept-Language": language}
        answer = await small(alice, address, 32, 32)
        check_error(answer, 400, "M_UNKNOWN")
        assert words in answer.body["error"]
    assert (await fetch(alice, address)).body == content


async def test_a_pixel_bomb(server: Rig) -> None:
    (alice,) = await people(server, "alice")
    out = io.BytesIO()
    Image.new("1", (20_000, 3_000)).save(out, "PNG")
    address = await put_up(alice, out.getvalue(), "image/png")
    assert len(out.getvalue()) < 20_000
    check_error(await small(alice, address, 32, 32), 413, "M_TOO_LARGE")
    many = moving(700, 500, 301)
    assert (
        getattr(seen(await small(alice, await put_up(alice, many), 96, 96, animated="true")), "n_frames", 1)
        == 1
    )


@pytest.mark.parametrize(
    ("query", "errcode"),
    [
        ({"width": 32}, "M_MISSING_PARAM"),
        ({"height": 32}, "M_MISSING_PARAM"),
        ({"width": 0, "height": 32}, "M_INVALID_PARAM"),
        ({"width": -1, "height": 32}, "M_INVALID_PARAM"),
        ({"width": "a", "height": 32}, "M_INVALID_PARAM"),
        ({"width": 1.5, "height": 32}, "M_INVALID_PARAM"),
        ({"width": 32, "height": 32, "method": "stretch"}, "M_INVALID_PARAM"),
        ({"width": 32, "height": 32, "timeout_ms": "soon"}, "M_INVALID_PARAM"),
    ],
)
async def test_requests_that_make_no_sense(server: Rig, query: dict[str, Any], errcode: str) -> None:
    (alice,) = await people(server, "alice")
    address = await put_up(alice, picture())
    check_error(await fetch(alice, address, kind="thumbnail", **query), 400, errcode)


async def test_each_is_made_once(server: Rig) -> None:
    """Equal pictures share their thumbnails, however many ask at once; an ETag spares the rest."""
    alice, bob = await people(server, "alice", "bob")
    content = picture(333, 222)
    addresses = [await put_up(alice, content), await put_up(bob, content)]
    answers = await asyncio.gather(*(small(alice, address, 96, 96) for address in addresses * 4))
    assert len({answer.headers["ETag"] for answer in answers}) == 1
    again = {"If-None-Match": answers[0].headers["ETag"]}
    assert (
        await fetch(alice, addresses[0], kind="thumbnail", width=90, height=90, headers=again)
    ).status == 304
    head = await fetch(alice, addresses[0], verb="HEAD", kind="thumbnail", width=90, height=90)
    assert head.headers["Content-Length"] == str(len(answers[0].body))


@given(st.integers(1, 5_000), st.integers(1, 5_000), st.sampled_from(["crop", "scale"]), st.booleans())
def test_forms_are_few_and_large_enough(width: int, height: int, method: str, animated: bool) -> None:
    variant = media.choose_variant(width, height, method, animated=animated)
    largest = (1_600, 1_200) if method == "scale" else (640, 640)
    if method == "scale" and width <= 1_600 and height <= 1_200:
        assert variant.width >= width
        assert variant.height >= height
    assert variant.width <= largest[0]
    assert variant.height <= largest[1]


PICTURES = [picture(), picture(format="JPEG"), moving(), picture(format="WEBP"), moving(format="WEBP")]


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=40), st.sampled_from(PICTURES), st.integers(0, 400))
def test_broken_pictures_break_nothing(noise: bytes, content: bytes, at: int) -> None:
    """A picture or a refusal, never anything else."""
    broken = content[:at] + noise + content[at + len(noise) :]
    variant = media.Variant(32, 32, "crop", animated=True)
    try:
        small, kind = thumbnails.make_thumbnail(broken, variant)
    except (media.CannotThumbnail, TooLarge):
        return
    assert small
    assert kind in ("image/png", "image/jpeg", "image/webp")


@pytest.mark.parametrize(
    "place", [(b"VP8X", 24, b"\xff" * 6), (b"VP8L", 21, b"\xff" * 4), (b"VP8 ", 26, b"\xff" * 4)]
)
def test_a_webp_bomb_is_refused_before_it_is_opened(place: tuple[bytes, int, bytes]) -> None:
    form, at, size = place
    bomb = bytearray(b"RIFF\x00\x01\x00\x00WEBP" + form + bytes(300))
    bomb[at : at + len(size)] = size
    with pytest.raises(TooLarge):
        thumbnails.measure(bytes(bomb))


def test_a_later_frame_may_not_be_larger_than_the_limit() -> None:
    first, second = moving(frames=2)[:-1], b"\x2c\x00\x00\x00\x00\xff\xff\xff\xff\x00\x02\x02\x44\x01\x00;"
    with pytest.raises((TooLarge, media.CannotThumbnail)):
        thumbnails.make_thumbnail(first + second, media.Variant(96, 96, "scale", animated=True))
