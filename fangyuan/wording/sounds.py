"""Finding words by how they sound: written with other characters of the same sound, in pinyin, or mixed.

A text becomes a row of syllables; a word is looked at where its first three are. Pinyin without gaps (jiaweixin), and
shortened (jiawx) where enough letters are left, is one look into a dictionary for each word in Latin letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from fangyuan.wording.disguise import HAN
from fangyuan.wording.han import han, spelt

_ALL_HAN = re.compile(f"[{HAN}]{{2,12}}")
_LETTER = re.compile("[a-z]")
_LETTERS = re.compile("[a-z]+")
_AROUND = 24  # characters before and after a syllable in Latin letters that may belong to its word
_SHORTEST_SPELLING = 6  # letters of pinyin without gaps
_SHORTEST_ABBREVIATION = 5  # letters of jiawx
_INITIALS = 5  # characters of which initials alone are enough
# Pinyin that is English too, or a place: no sign of a disguise by itself.
_EVERYDAY_WORDS = """
a ai an baggage ban banana bandana bang base beijing bin can change changes chi china da dan danger
dangers data date de den die do e fan fang fangyuan fate fun gang ganges gate genuine guide gun ha hanger
hate he hen henan home hunan hunger la lan lang language languages late le lie line linger long longer ma
machine made man manage manager mange me men menage mine mo na name nan ne nine page pan panda pen
penguin pie pin pine ran range ranger rate run same sang sensei shanghai she shenzhen shi side site song
sun sunday ta tan tang tao te tie time tone tong wan wine you
"""
_EVERYDAY = frozenset(_EVERYDAY_WORDS.split())
# A run of units of which each is a syllable: characters, or Latin letters with little between.
_UNITS = re.compile(f"[a-z]+|[{HAN}]|[^a-z{HAN}]+")
_JOINTS = re.compile(r"[ \t'\-_.·*]{1,3}")
_IN_A_NAME = frozenset("@./:_-#=&")  # beside these, letters are part of an address or an id


class _Sounding(Struct, frozen=True, gc=False):
    at: int  # the caller's number of the word
    text: str
    readings: tuple[frozenset[int], ...]


class _Unit(Struct):
    sound: int | None
    character: str  # "" for a syllable in Latin letters
    token: str  # the Latin letters of which it is a part


class Sounds:
    """The words that are found by sound: of Chinese characters only, each known by a number of the caller's."""

    __slots__ = ("_beginnings", "_by_beginning", "_spelled", "_spellings")

    def __init__(self, words: Iterable[tuple[int, str]]) -> None:
        self._by_beginning: dict[tuple[int | None, ...], list[_Sounding]] = {}
        self._spelled: dict[str, list[int]] = {}
        for at, text in words:
            if _ALL_HAN.fullmatch(text):
                self._add(at, text)
        self._beginnings = frozenset(self._by_beginning)
        self._spellings = frozenset(self._spelled)

    def _add(self, at: int, text: str) -> None:
        table = han()
        ways = table.spelled(text)
        if not ways:
            return
        usual = [table.spellings[sound] for sound in ways[0]]
        others = ("".join([table.spellings[sound] for sound in way]) for way in ways[1:])
        for spelling in {*_spellings(usual), *filter(_is_pinyin, others)}:
            self._spelled.setdefault(spelling, []).append(at)
        if len(text) >= 3:
            readings = tuple(frozenset(table.readings(character)) for character in text)
            sounding = _Sounding(at, text, readings)
            for beginning in {way[:3] for way in ways}:
                self._by_beginning.setdefault(beginning, []).append(sounding)

    def find(self, text: str) -> Iterator[int]:
        """The numbers of the words in a text that was made `plain`, `undisguised` and `closed_up`."""
        if not self._spelled:
            return
        if _LETTER.search(text):
            yield from self._find_spelled(text)
            if self._beginnings:
                for part in _spelled_parts(text):
                    yield from self._find_mixed(part)
        codes = list(map(han().sounds.get, text))
        if self._beginnings.isdisjoint(zip(codes, codes[1:], codes[2:])):  # noqa: B905 - the last two begin nothing
            return
        for start, beginning in enumerate(zip(codes, codes[1:], codes[2:])):  # noqa: B905
            for word in self._by_beginning.get(beginning, ()):
                if _sounds_like(word, text[start : start + len(word.text)]):
                    yield word.at

    def _find_spelled(self, text: str) -> Iterator[int]:
        for token in self._spellings.intersection(_LETTERS.findall(text)):
            if re.search(rf"(?<![a-z0-9@./:_#=&-]){token}(?![a-z0-9@/_=&-]|[.:][a-z0-9])", text):
                yield from self._spelled[token]

    def _find_mixed(self, text: str) -> Iterator[int]:
        units = list(_units_of(text))
        sounds = [unit.sound for unit in units]
        for start, beginning in enumerate(zip(sounds, sounds[1:], sounds[2:])):  # noqa: B905
            for word in self._by_beginning.get(beginning, ()):
                if _is_read_as(word, units[start : start + len(word.text)]):
                    yield word.at


def _is_pinyin(spelling: str) -> bool:
    """Whether these letters are enough of a sign."""
    return len(spelling) >= _SHORTEST_SPELLING and spelling not in _EVERYDAY


def _spellings(syllables: list[str]) -> Iterator[str]:
    """jiaweixin, jiaweix, jiawx and, of long words, the initials alone."""
    whole = "".join(syllables)
    if _is_pinyin(whole):
        yield whole
    if len(syllables) < 3:
        return
    for full in range(1, len(syllables)):
        short = "".join(syllables[:full]) + "".join(syllable[0] for syllable in syllables[full:])
        if len(short) >= _SHORTEST_ABBREVIATION and short not in _EVERYDAY and len(syllables[0]) > 1:
            yield short
    if len(syllables) >= _INITIALS:
        yield "".join(syllable[0] for syllable in syllables)


def _sounds_like(word: _Sounding, text: str) -> bool:
    """Whether the text is the word with some characters replaced by others that sound the same."""
    if len(text) < len(word.text):
        return False
    table, replaced = han(), 0
    for wanted, readings, character in zip(word.text, word.readings, text, strict=True):
        if character == wanted:
            continue
        if table.sounds.get(character) not in readings or not _tones_fit(word, wanted, character):
            return False
        replaced += 1
    return 0 < replaced <= len(word.text) // 2


def _tones_fit(word: _Sounding, wanted: str, character: str) -> bool:
    return len(word.text) > 3 or han().tones[wanted] == han().tones[character]


def _is_read_as(word: _Sounding, units: list[_Unit]) -> bool:
    """Whether the units are the word: characters, homophones of them, and at least one syllable in pinyin."""
    if len(units) < len(word.text):
        return False
    replaced = 0
    for wanted, readings, unit in zip(word.text, word.readings, units, strict=True):
        if unit.sound not in readings:
            return False
        if unit.character and unit.character != wanted:
            if not _tones_fit(word, wanted, unit.character):
                return False
            replaced += 1
    latin = [unit.token for unit in units if not unit.character]
    if not latin:
        return 0 < replaced <= len(word.text) // 2
    if len(latin) < len(units):
        return replaced <= len(word.text) // 2 and not _EVERYDAY.issuperset(latin)
    spelled = sum(len(han().spellings[unit.sound]) for unit in units if unit.sound is not None)
    return spelled >= _SHORTEST_SPELLING and not _EVERYDAY.issuperset(latin)


def _spelled_parts(text: str) -> Iterator[str]:
    """What stands around syllables in Latin letters, where a word that is written in both may be."""
    start = end = 0
    for found in _LETTERS.finditer(text):
        if found[0] in _EVERYDAY or not spelt(found[0]):
            continue
        if end and found.start() - _AROUND > end:
            yield text[start:end]
            end = 0
        if not end:
            start = max(0, found.start() - _AROUND)
        end = found.end() + _AROUND
    if end:
        yield text[start:end]


def _units_of(text: str) -> Iterator[_Unit]:
    """Characters and syllables in their order; what is neither stands between as a unit without a sound."""
    table, end = han(), len(text)
    for found in _UNITS.finditer(text):
        piece = found[0]
        if piece in table.sounds:
            yield _Unit(table.sounds[piece], piece, "")
        elif piece.isascii() and piece.isalpha():
            outside = (
                text[max(0, found.start() - 1) : found.start()]
                + text[found.end() : min(end, found.end() + 1)]
            )
            syllables = () if set(outside) & _IN_A_NAME - {"-", "."} else spelt(piece)
            if not syllables:
                yield _Unit(None, "", piece)
            for sound in syllables:
                yield _Unit(sound, "", piece)
        elif not _JOINTS.fullmatch(piece):
            yield _Unit(None, "", "")
