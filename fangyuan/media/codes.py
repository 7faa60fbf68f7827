"""QR codes in pictures: which texts they hold. Plain work for a thread, bounded in size."""

from __future__ import annotations

MOST_BYTES = 16_777_216
KINDS = ("image/png", "image/jpeg", "image/gif", "image/webp")
MOST_CODES = 8
MOST_TEXT = 1_000  # characters of a code's text that are kept
SIDE = 1_600  # pixels: larger pictures are made smaller first


def read_codes(content: bytes) -> list[str]:
    """The texts of the QR codes in a picture, at most MOST_CODES; none of what can't be read as one."""
    from fangyuan.media import pictures  # late: these libraries are for servers that are sent pictures

    return pictures.read_codes(content)
