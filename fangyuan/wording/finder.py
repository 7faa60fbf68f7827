"""Finding the words of lists in what people write, also when they are disguised.

The time hardly grows with the number of words. A text is asked for pairs of neighbours that may begin a word,
and for three syllables in a row that do (set operations over the whole text); only words whose beginning is there are
looked at. What disguises need (see `disguise`) is done only where the text shows signs of one.

Nothing is found by likeness alone: a word of two characters is not found by its sound (微信 is not 威信), one of three
with one other character of the same sound and tone, a longer one with half of its characters replaced.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping
from itertools import pairwise
from typing import Generic, Literal, TypeVar

import msgspec

from fangyuan.wording import variants
from fangyuan.wording.disguise import closed_up, spelled_out, undisguised
from fangyuan.wording.plain import plain
from fangyuan.wording.sounds import Sounds

K = TypeVar("K", bound=Hashable)

Severity = Literal["nudge", "hold", "refuse"]
Context = Literal["usual", "inside", "word", "exact"]
Beside = Literal["", "latin", "any"]
How = Literal["plain", "disguised", "gaps", "digits", "sound"]
_STRENGTH: dict[Severity | None, int] = {"nudge": 1, "hold": 2, None: 3, "refuse": 4}
_LATIN_WORD = re.compile("[a-z0-9]+")
_EDGES = " \t\r\n.,;:!?~-_*'\"()[]。、！？；：，…·“”‘’「」『』《》【】（）"


class Word(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One word of a list.

    `severity`: what becomes of a message with it; None: what the clause says. `context`: `usual` (Chinese anywhere,
    Latin letters and digits as a whole word), `inside` (anywhere), `word` (no letter or character beside it), `exact`
    (the whole message is the word). `evasions`: whether disguises of it are found too. `unless`: phrases in which it
    is no find.
    """

    word: str
    severity: Severity | None = None
    context: Context = "usual"
    evasions: bool = True
    unless: tuple[str, ...] = ()


class Find(msgspec.Struct, frozen=True):
    """A word that was found, as its list has it, and by what: `plain`, or the disguise that was seen through."""

    word: Word
    how: How

    @property
    def weight(self) -> int:
        """Of several finds the heaviest counts; a word without a severity weighs more than one to hold."""
        return _STRENGTH[self.word.severity]


class _Key(msgspec.Struct, frozen=True, gc=False):
    """One way in which a word may stand in a text: `left` and `right` say what may not stand beside it."""

    text: str
    left: Beside
    right: Beside
    at: int  # of the word
    is_variant: bool  # not the word itself: a disguise
    unless: tuple[tuple[str, int], ...] = ()  # phrases, each with where in it the word begins


class Finder(Generic[K]):
    """Finds the words of several lists at once; each list is known by a key of the caller's."""

    __slots__ = (
        "_by_pair",
        "_by_token",
        "_has_latin",
        "_pairs",
        "_singles",
        "_singles_by_key",
        "_sounds",
        "_tokens",
        "_whole",
        "_words",
    )

    def __init__(self, lists: Mapping[K, Iterable[Word]]) -> None:
        self._words: list[tuple[K, Word]] = []
        self._by_pair: dict[tuple[str, str], list[_Key]] = {}
        self._by_token: dict[str, list[_Key]] = {}
        self._singles_by_key: dict[str, list[_Key]] = {}
        self._whole: dict[str, list[int]] = {}
        self._has_latin = False
        sounding: list[tuple[int, str]] = []
        for key, words in lists.items():
            for word in words:
                self._add(key, word, sounding)
        self._singles = frozenset(self._singles_by_key)
        self._pairs = frozenset(self._by_pair)
        self._tokens = frozenset(self._by_token)
        self._sounds = Sounds(sounding)

    def _add(self, key: K, word: Word, sounding: list[tuple[int, str]]) -> None:
        at, text = len(self._words), plain(word.word).strip()
        text = undisguised(text) if word.evasions else text
        if not text:
            return
        self._words.append((key, word))
        if word.context == "exact":
            self._whole.setdefault(text.strip(_EDGES) or text, []).append(at)
            return
        self._index(_key_of(text, word, at))
        if word.evasions:
            for variant in variants.of(text):
                self._index(_key_of(variant, word, at, is_variant=True))
            sounding.append((at, text))
            self._has_latin = self._has_latin or text.isascii()

    def _index(self, key: _Key) -> None:
        if len(key.text) == 1:
            self._singles_by_key.setdefault(key.text, []).append(key)
        elif key.left == key.right == "latin" and _LATIN_WORD.fullmatch(key.text):
            self._by_token.setdefault(key.text, []).append(key)
        else:
            self._by_pair.setdefault(_rarest_pair(key.text), []).append(key)

    def find_in(self, texts: Iterable[str]) -> dict[K, Find]:
        """The same of several texts together."""
        found: dict[K, Find] = {}
        for text in texts:
            for key, find in self.find(text).items():
                if key not in found or find.weight > found[key].weight:
                    found[key] = find
        return found

    def find(self, text: str) -> dict[K, Find]:
        """Of each list that has a word in the text (made `plain` before) the gravest such word."""
        found: dict[K, Find] = {}
        if not self._words:
            return found
        self._look(text, "plain", found)
        undone = undisguised(text)
        if undone is not text and undone != text:
            self._look(undone, "disguised", found)
        closed = closed_up(undone)
        if closed != undone:
            self._look(closed, "gaps", found)
        if self._has_latin:
            for spelled in spelled_out(closed):
                self._look(spelled, "digits", found)
        for at in self._sounds.find(closed):
            self._note(at, "sound", found)
        return found

    def _look(self, text: str, how: How, found: dict[K, Find]) -> None:
        whole = self._whole.get(text.strip(_EDGES)) if self._whole else None
        for at in whole or ():
            if how == "plain" or self._words[at][1].evasions:
                self._note(at, how, found)
        if self._singles and not self._singles.isdisjoint(text):
            for single in self._singles.intersection(text):
                self._check(text, self._singles_by_key[single], how, found)
        if self._tokens and (tokens := _LATIN_WORD.findall(text)) and not self._tokens.isdisjoint(tokens):
            for token in self._tokens.intersection(tokens):
                self._check(text, self._by_token[token], how, found)
        if not self._pairs.isdisjoint(pairwise(text)):
            for pair in self._pairs.intersection(pairwise(text)):
                self._check(text, self._by_pair[pair], how, found)

    def _check(self, text: str, keys: list[_Key], how: How, found: dict[K, Find]) -> None:
        for key in keys:
            if (how == "plain" or self._words[key.at][1].evasions) and _occurs(key, text):
                self._note(key.at, "disguised" if how == "plain" and key.is_variant else how, found)

    def _note(self, at: int, how: How, found: dict[K, Find]) -> None:
        key, word = self._words[at]
        before = found.get(key)
        if before is None or _STRENGTH[word.severity] > _STRENGTH[before.word.severity]:
            found[key] = Find(word, how)


def _rarest_pair(text: str) -> tuple[str, str]:
    """Neighbours by which a word is looked for: characters rather than letters, which are in every text."""
    if not text[0].isascii():
        return text[0], text[1]
    return max(pairwise(text), key=lambda pair: sum(not character.isascii() for character in pair))


def _key_of(text: str, word: Word, at: int, *, is_variant: bool = False) -> _Key:
    left: Beside = "latin" if _is_latin(text[0]) else ""
    right: Beside = "latin" if _is_latin(text[-1]) else ""
    if word.context != "usual":
        left = right = "any" if word.context == "word" else ""
    fold = undisguised if word.evasions else str
    phrases = [fold(plain(phrase)) for phrase in word.unless]
    unless = tuple((phrase, phrase.find(text)) for phrase in phrases if text in phrase)
    return _Key(text, left, right, at, is_variant, unless)


def _occurs(key: _Key, text: str) -> bool:
    """Whether the text has it where it may stand: "ass" is not found in "class", but 加微 is in 加微信."""
    word = key.text
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        before, after = text[at - 1 : at], text[end : end + 1]
        if (
            not (key.left and before and _bars(before, key.left))
            and not (key.right and after and _bars(after, key.right))
            and not any(text.startswith(phrase, at - offset) for phrase, offset in key.unless if at >= offset)
        ):
            return True
        at = text.find(word, at + 1)
    return False


def _bars(neighbour: str, kind: Beside) -> bool:
    return neighbour.isalnum() if kind == "any" else _is_latin(neighbour)


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
