"""Disguises of a word that are few enough to be written down when its list is read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fangyuan.wording.disguise import HAN
from fangyuan.wording.han import han

_ALL_HAN = re.compile(f"[{HAN}]+")
_LATIN = re.compile("[a-z]{5,}")
# What 微信 is called where the rest of the word tells that it is meant.
_WECHAT = ("vx", "wx", "v信", "w信", "薇信", "威信", "维信", "v❤", "vxin")
# Syllables that are also words which stand beside Chinese in work talk: 发song is no 发送.
_ENGLISH_WORDS = """
ai an ang bai ban bang bao ben bin can cang chi chu cu da dan dang de den di die diu dong dui duo e en er
fa fan fang fen fu ga gang ge gun guo ha hang he hen hua huang hui jiu jun la lan lang le lei lie lin
ling long lou ma man mao me men mi min mo na nan ne nu ou pan pang pen pi pie pin po qi ran rang rou run
sa sang se sha shan she song su sun ta tan tang tao te ti tie tong tu wan wang wu xi yang ye yi ying you
"""
_ENGLISH = frozenset(_ENGLISH_WORDS.split())


def of(word: str) -> Iterator[str]:
    """The variants of a word, which was made `plain` and `undisguised`."""
    if _LATIN.fullmatch(word):  # l and I look the same, and small letters are all that is left of it
        for old, new in ("li", "il"):
            if old in word:
                yield word.replace(old, new)
    if len(word) > 2 and word[0] == "加":
        yield "+" + word[1:]
    if "微信" in word and word != "微信":
        for name in _WECHAT:
            changed = word.replace("微信", name)
            yield changed
            if changed[0] == "加":
                yield "+" + changed[1:]
    if len(word) == 2 and _ALL_HAN.fullmatch(word):
        yield from _half_spelled(word)


def _half_spelled(word: str) -> Iterator[str]:
    """微xin, wei信."""
    spellings = han().spellings
    first, second = (han().readings(character) for character in word)
    for sound in second:
        if len(spellings[sound]) >= 3 and spellings[sound] not in _ENGLISH:
            yield word[0] + spellings[sound]
    for sound in first:
        if len(spellings[sound]) >= 3 and spellings[sound] not in _ENGLISH:
            yield spellings[sound] + word[1]
