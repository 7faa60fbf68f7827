"""Decoding and scaling pictures with Pillow: plain work for a thread, in which it gives the interpreter free."""

from __future__ import annotations

import io
import warnings
from collections.abc import Generator
from contextlib import contextmanager

import zxingcpp
from PIL import Image, ImageOps

from fangyuan.kernel.errors import FangyuanError, TooLarge
from fangyuan.media.codes import MOST_CODES, MOST_TEXT, SIDE
from fangyuan.media.thumbnails import (
    FORMATS,
    MOST_FRAMES,
    MOST_MOVING_PIXELS,
    MOST_PIXELS,
    CannotThumbnail,
    Variant,
)

# Pillow warns beyond its limit and refuses beyond twice its limit, also for frames that are larger than the first.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2
_QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)


def measure(content: bytes) -> tuple[int, int]:
    """As `media.measure`."""
    with _opened(content) as image:
        turned = image.getexif().get(0x0112, 1) >= 5
        return (image.height, image.width) if turned else image.size


def read_codes(content: bytes) -> list[str]:
    """As `media.read_codes`."""
    try:
        with _opened(content) as image:
            image.draft("L", (SIDE, SIDE))
            image.thumbnail((SIDE, SIDE))
            grey = _on_white(image).convert("L")
    except FangyuanError:  # no picture that we know, or a very large one: it holds nothing that we read
        return []
    found = zxingcpp.read_barcodes(grey, formats=_QR)
    texts = dict.fromkeys(one.text[:MOST_TEXT] for one in found if one.text)
    return list(texts)[:MOST_CODES]


def _on_white(image: Image.Image) -> Image.Image:
    """What is transparent is shown on white, so codes are read on it."""
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image
    white = Image.new("RGBA", image.size, "white")
    white.alpha_composite(image.convert("RGBA"))
    return white


def make_thumbnail(content: bytes, variant: Variant) -> tuple[bytes, str]:
    """As `media.make_thumbnail`."""
    with _opened(content) as image:
        if variant.animated and _may_move(image):
            return _moving(image, variant), "image/webp"
        return _still(image, variant)


@contextmanager
def _opened(content: bytes) -> Generator[Image.Image]:
    """The picture; whatever a decoder says of a broken file becomes CannotThumbnail."""
    try:
        _check_canvas(content)
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            _check_pixels(image.width, image.height)
            yield image
    except TooLarge:
        raise
    except Image.DecompressionBombError as cause:
        raise TooLarge("The picture is too large to thumbnail", key="media.too_large_to_thumbnail") from cause
    except Exception as cause:
        raise CannotThumbnail from cause


def _check_pixels(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise TooLarge("The picture is too large to thumbnail", key="media.too_large_to_thumbnail")


def _check_canvas(content: bytes) -> None:
    """WebP's decoder makes room for the whole canvas before anybody can ask how large it is."""
    if content[:4] != b"RIFF":
        return
    number = int.from_bytes
    form = content[12:16]
    if form == b"VP8X":
        _check_pixels(number(content[24:27], "little") + 1, number(content[27:30], "little") + 1)
    elif form == b"VP8L":
        bits = number(content[21:25], "little")
        _check_pixels((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    elif form == b"VP8 ":
        _check_pixels(number(content[26:28], "little") & 0x3FFF, number(content[28:30], "little") & 0x3FFF)
    else:
        raise CannotThumbnail


def _may_move(image: Image.Image) -> bool:
    frames: int = getattr(image, "n_frames", 1)
    return 1 < frames <= MOST_FRAMES and frames * image.width * image.height <= MOST_MOVING_PIXELS


def _still(image: Image.Image, variant: Variant) -> tuple[bytes, str]:
    keeps_edges = image.format == "PNG"  # screenshots: sharp letters, few colours
    if image.format == "JPEG":
        image.draft("RGB", (2 * variant.width, 2 * variant.height))  # decoded smaller at once
    profile = image.info.get("icc_profile") if image.mode in ("RGB", "RGBA") else None
    small = _fit(_plain(ImageOps.exif_transpose(image)), variant)
    out = io.BytesIO()
    if small.mode == "RGBA" or keeps_edges:
        small.save(out, "PNG", icc_profile=profile)
        return out.getvalue(), "image/png"
    small.save(out, "JPEG", quality=82, icc_profile=profile)
    return out.getvalue(), "image/jpeg"


def _moving(image: Image.Image, variant: Variant) -> bytes:
    frames: list[Image.Image] = []
    durations: list[int] = []
    for number in range(getattr(image, "n_frames", 1)):
        image.seek(number)
        frames.append(_fit(image.convert("RGBA"), variant))
        durations.append(int(image.info.get("duration", 100)) or 100)
    out = io.BytesIO()
    frames[0].save(
        out,
        "WEBP",
        save_all=True,
        append_images=frames[1:],
        duration=durations,
        loop=int(image.info.get("loop", 1)),
        quality=75,
        method=2,
    )
    return out.getvalue()


def _plain(image: Image.Image) -> Image.Image:
    """As RGB, or RGBA where something shows through."""
    shows_through = "A" in image.getbands() or "transparency" in image.info
    wanted = "RGBA" if shows_through else "RGB"
    return image if image.mode == wanted else image.convert(wanted)


def _fit(image: Image.Image, variant: Variant) -> Image.Image:
    """Inside the form's size, or filling it; never enlarged."""
    if variant.method == "scale":
        image = image.copy()
        image.thumbnail((variant.width, variant.height), Image.Resampling.LANCZOS, reducing_gap=2.0)
        return image
    share = min(1.0, image.width / variant.width, image.height / variant.height)
    size = (max(1, round(variant.width * share)), max(1, round(variant.height * share)))
    return ImageOps.fit(image, size, Image.Resampling.LANCZOS)
