"""Thumbnails: which sizes there are, and making one. Client-Server API §Thumbnails.

Only formats that are common, and whose decoders are well worn, are decoded; of all others clients show the original.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from fangyuan.kernel.errors import BadRequest, InvalidParam

FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
MOST_BYTES = 33_554_432
MOST_PIXELS = 50_000_000
MOST_MOVING_PIXELS = 100_000_000  # all frames together
MOST_FRAMES = 300

_STEPS = (32, 96, 240, 640)
_RATIOS = ((1, 1), (4, 3), (3, 4), (16, 9), (9, 16), (2, 1), (1, 2))
_SCALED = ((96, 96), (320, 240), (640, 480), (800, 600), (1600, 1200))
_MOST_ASKED = 65_535


class CannotThumbnail(BadRequest):
    """No picture, or one of a format that is not decoded here: 400 M_UNKNOWN. §GET /media/thumbnail."""

    def __init__(self) -> None:
        super().__init__("Cannot generate thumbnails for this content", key="media.cannot_thumbnail")


class Variant(msgspec.Struct, frozen=True):
    """One of the forms in which thumbnails are made."""

    width: int
    height: int
    method: Literal["crop", "scale"]
    animated: bool = False

    @property
    def name(self) -> str:
        return f"{self.width}x{self.height}-{self.method}{'-animated' if self.animated else ''}"


def choose_variant(width: int, height: int, method: str, *, animated: bool) -> Variant:
    """The smallest form that is at least as large as asked, else the largest: few forms, each made once."""
    if method not in ("crop", "scale"):
        raise InvalidParam("method is crop or scale")
    if not (0 < width <= _MOST_ASKED and 0 < height <= _MOST_ASKED):
        raise BadRequest("A thumbnail's width and height are positive numbers")
    if method == "scale":
        fitting = [size for size in _SCALED if size[0] >= width and size[1] >= height]
        return Variant(*(fitting or _SCALED[-1:])[0], "scale", animated)
    across, down = min(_RATIOS, key=lambda ratio: abs(_log_ratio(ratio[0] / ratio[1], width / height)))
    sizes = [
        (step, max(1, step * down // across)) if across >= down else (max(1, step * across // down), step)
        for step in _STEPS
    ]
    fitting = [size for size in sizes if size[0] >= width and size[1] >= height]
    return Variant(*(fitting or sizes[-1:])[0], "crop", animated)


def _log_ratio(one: float, other: float) -> float:
    return max(one, other) / min(one, other)


def measure(content: bytes) -> tuple[int, int]:
    """Width and height of a picture, as it is shown; CannotThumbnail when it is none that we know."""
    from fangyuan.media import pictures  # late: Pillow's 10 MB are for servers that are sent pictures

    return pictures.measure(content)


def make_thumbnail(content: bytes, variant: Variant) -> tuple[bytes, str]:
    """(the thumbnail, its media type). Never larger than the picture; turned upright; without its metadata.

    CannotThumbnail for what is no picture here, M_TOO_LARGE for more than MOST_PIXELS.
    """
    from fangyuan.media import pictures

    return pictures.make_thumbnail(content, variant)
