"""Finding forbidden words, also when they are full-width, in other case, or split by invisible signs.

The time hardly grows with the number of words: a text is first asked for pairs of neighbouring characters
that may begin a word (one pass of a regular expression, one set operation); only words whose pair is
there are looked for. Measured as fast as an automaton in Rust on messages of usual length.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

# Soft hyphen, combining grapheme joiner, zero-width and direction marks, word joiner and invisible
# operators, variation selectors, byte-order mark, tags, fillers: they show nothing and split words.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)


_NEVER = re.compile(r"(?!)")


def plain(text: str) -> str:
    """The text as it is compared: NFKC, invisible characters gone, case folded."""
    if text.isascii():
        return text.lower()
    if _INVISIBLE.search(text):
        text = _INVISIBLE.sub("", text)
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


class KeywordFinder:
    """Finds the words of several lists at once; each list is known by a number, its clause's."""

    __slots__ = ("_by_pair", "_look", "_pairs", "_singles", "_singles_by_key")

    def __init__(self, lists: Mapping[int, Iterable[str]]) -> None:
        self._singles_by_key: dict[str, list[tuple[str, int]]] = {}
        self._by_pair: dict[tuple[str, str], list[tuple[str, str, int]]] = {}
        for number, words in lists.items():
            for word in words:
                key = plain(word).strip()
                if len(key) == 1:
                    self._singles_by_key.setdefault(key, []).append((word, number))
                elif key:
                    self._by_pair.setdefault((key[0], key[1]), []).append((key, word, number))
        self._singles = frozenset(self._singles_by_key)
        self._pairs = frozenset(self._by_pair)
        first, second = (_class_of(pair[side] for pair in self._pairs) for side in (0, 1))
        self._look = re.compile(f"({first})(?=({second}))") if self._pairs else _NEVER

    def find(self, text: str) -> dict[int, str]:
        """Of each list that has a word in the text (made `plain` before) one such word, as written there."""
        found: dict[int, str] = {}
        if self._singles and not self._singles.isdisjoint(text):
            for single in self._singles.intersection(text):
                if _occurs(single, text):
                    found.update((number, word) for word, number in self._singles_by_key[single])
        pairs: list[tuple[str, str]] = self._look.findall(text)
        if not self._pairs.isdisjoint(pairs):
            for pair in self._pairs.intersection(pairs):
                found.update(
                    (number, word) for key, word, number in self._by_pair[pair] if _occurs(key, text)
                )
        return found


def _class_of(characters: Iterable[str]) -> str:
    return f"[{''.join(re.escape(character) for character in sorted(set(characters)))}]"


def _occurs(key: str, text: str) -> bool:
    """Whether the text has it. A word that begins (ends) in Latin letters is not part of a longer one.

    "ass" is not found in "class", but 加微 is found in 加微信.
    """
    at = text.find(key)
    while at >= 0:
        end = at + len(key)
        starts = at == 0 or not (_is_latin(key[0]) and _is_latin(text[at - 1]))
        ends = end == len(text) or not (_is_latin(key[-1]) and _is_latin(text[end]))
        if starts and ends:
            return True
        at = text.find(key, at + 1)
    return False


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
