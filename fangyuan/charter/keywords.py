"""Finding forbidden words, as they are written to get past: full-width, in other case, with invisible characters.

The time hardly grows with the number of words: a text is first asked for pairs of neighbouring characters that begin
a word (one set operation), and only words whose pair was there are looked for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from operator import add

# Soft hyphen, combining grapheme joiner, zero-width and direction marks, word joiner and invisible operators, variation
# selectors, byte-order mark, tags, fillers: they show nothing and split words.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)


def plain(text: str) -> str:
    """The text as it is compared: NFKC, invisible characters gone, case folded."""
    if text.isascii():
        return text.lower()
    if _INVISIBLE.search(text):
        text = _INVISIBLE.sub("", text)
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


class KeywordFinder:
    """Finds the first of its words in texts."""

    __slots__ = ("_by_pair", "_pairs", "_singles")

    def __init__(self, words: Iterable[str]) -> None:
        self._singles: dict[str, str] = {}
        self._by_pair: dict[str, list[tuple[str, str]]] = {}
        for word in words:
            key = plain(word).strip()
            if len(key) == 1:
                self._singles.setdefault(key, word)
            elif key:
                self._by_pair.setdefault(key[:2], []).append((key, word))
        self._pairs = frozenset(self._by_pair)

    def find(self, text: str) -> str | None:
        """The word as the charter writes it, if the text (made `plain` before) has one."""
        if self._singles:
            for single, word in self._singles.items():
                if _occurs(single, text):
                    return word
        if self._pairs.isdisjoint(map(add, text, text[1:])):
            return None
        for pair in self._pairs.intersection(map(add, text, text[1:])):
            for key, word in self._by_pair[pair]:
                if _occurs(key, text):
                    return word
        return None


def _occurs(key: str, text: str) -> bool:
    """Whether the text has the word: a word that begins (ends) with a Latin letter or digit must begin (end) there.

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
