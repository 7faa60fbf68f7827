"""Fingerprints by which much the same text is found again, however its price, name or last sentence was changed.

A text is cut into runs of two characters; of each of sixteen orders of all runs the first is kept (MinHash). Two such
firsts together make a band. Texts that share two thirds of their runs agree in one of eight bands all but surely,
texts that share a fifth seldom: so one look at an index of bands finds the likely ones, and
`likeness` of the whole fingerprints says how like they are.
"""

from __future__ import annotations

import re
from zlib import crc32

from fangyuan.wording.folding import fold

BANDS, _ROWS = 8, 2
MINIMUM = 12  # characters: shorter texts are alike by accident
ALIKE = 0.5  # a likeness from which texts are the same with changes

_NOT_SAID = re.compile(r"[\W_]+")
_PRIME = (1 << 32) - 5
_ORDERS = tuple(
    (crc32(b"step %d" % number) | 1, crc32(b"start %d" % number)) for number in range(BANDS * _ROWS)
)


def fingerprint(text: str) -> tuple[int, ...]:
    """Sixteen numbers of 32 bits; empty for a text that says too little."""
    said = _NOT_SAID.sub("", fold(text))
    if len(said) < MINIMUM:
        return ()
    runs = {crc32(said[at : at + 2].encode()) for at in range(len(said) - 1)}
    return tuple(min((step * run + start) % _PRIME for run in runs) for step, start in _ORDERS)


def bands(fingerprint: tuple[int, ...]) -> list[int]:
    """Keys for an index, of 63 bits; texts that are much alike have one in common."""
    return [
        _key(f"{number}:{fingerprint[number * _ROWS : (number + 1) * _ROWS]}")
        for number in range(len(fingerprint) // _ROWS)
    ]


def likeness(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """About what part of their runs two texts share, 0 to 1."""
    if not one or len(one) != len(other):
        return 0.0
    return sum(a == b for a, b in zip(one, other, strict=True)) / len(one)


def band_of_file(sha256: str) -> int:
    """The key of a file, which is only like itself."""
    return _key(f"file:{sha256}")


def _key(words: str) -> int:
    encoded = words.encode()
    return (crc32(encoded) << 31 | crc32(encoded[::-1]) >> 1) & (1 << 63) - 1
