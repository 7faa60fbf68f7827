"""Chinese characters: how they sound, and which two are one. Made from `han.txt` when first asked."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Mapping
from importlib import resources
from itertools import product

from msgspec import Struct

_LONGEST_SYLLABLE = 6
_MOST_READINGS = 8
# Syllables by which nobody spells a word: interjections.
_NO_SPELLING = frozenset(("m", "n", "hm", "lo", "fiao", "ei", "yo", "o", "nun"))


class Han(Struct, frozen=True):
    """`sounds`: a character's usual syllable as a number; `tones`: its tone; `simple`: traditional to simplified."""

    sounds: Mapping[str, int]
    tones: Mapping[str, str]
    others: Mapping[str, tuple[int, ...]]  # further syllables of common characters
    syllables: Mapping[str, int]  # spelling to number
    spellings: tuple[str, ...]  # number to spelling
    simple: Mapping[str, str]

    def readings(self, character: str) -> tuple[int, ...]:
        """Its syllables, the usual one first; none for what is not in the table."""
        usual = self.sounds.get(character)
        return () if usual is None else (usual, *self.others.get(character, ()))

    def spelled(self, word: str) -> list[tuple[int, ...]]:
        """The ways to read a word, the usual one first; none when a character has no reading."""
        each = [self.readings(character) for character in word]
        return list(itertools.islice(product(*each), _MOST_READINGS)) if all(each) else []


@functools.cache
def han() -> Han:
    """The table, read once: some ten milliseconds."""
    sounds: dict[str, int] = {}
    tones: dict[str, str] = {}
    others: dict[str, tuple[int, ...]] = {}
    syllables: dict[str, int] = {}
    simple: dict[str, str] = {}
    text = (resources.files("fangyuan") / "wording" / "han.txt").read_text("utf-8")
    for line in text.splitlines():
        if line.startswith("="):
            simple.update(zip(line[1::2], line[2::2], strict=True))
        elif not line.startswith("#"):
            reading, characters = line.lstrip("+").split(" ")
            number = syllables.setdefault(reading[:-1], len(syllables))
            for character in characters:
                if line.startswith("+"):
                    others[character] = (*others.get(character, ()), number)
                else:
                    sounds[character], tones[character] = number, reading[-1]
    return Han(sounds, tones, others, syllables, tuple(syllables), simple)


@functools.lru_cache(8_192)
def spelt(token: str) -> tuple[int, ...]:
    """The syllables of a word in Latin letters, as few as possible: `weixin` -> wei, xin. Empty when it is none."""
    if len(token) > 40:
        return ()
    syllables = han().syllables
    best: list[tuple[int, ...] | None] = [()]
    for end in range(1, len(token) + 1):
        ways: list[tuple[int, ...]] = []
        for start in range(max(0, end - _LONGEST_SYLLABLE), end):
            before, piece = best[start], token[start:end]
            if before is not None and piece in syllables and piece not in _NO_SPELLING:
                ways.append((*before, syllables[piece]))
        best.append(min(ways, key=len) if ways else None)
    return best[-1] or ()


@functools.lru_cache(65_536)
def typed(name: str) -> tuple[str, ...]:
    """How people type a Chinese name in Latin letters: 周永强 -> zhouyongqiang, yongqiang, qiang, zyq. Else nothing."""
    found: dict[str, None] = {}
    spellings = han().spellings
    for reading in han().spelled(name):
        syllables = [spellings[number] for number in reading]
        for start in range(len(syllables)):
            found["".join(syllables[start:])] = None
        found["".join(syllable[0] for syllable in syllables)] = None
    return tuple(found)
