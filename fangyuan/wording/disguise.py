"""What people do to a word so that it is read and not found, undone: look-alikes, characters taken apart, gaps.

Everything here is given texts that were made `plain`, and gives them back unchanged in the usual case, which
is known after one look. What it gives is for looking for words only; nobody reads it.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator

from fangyuan.wording.han import han

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"

# Letters of other alphabets that look like Latin ones, as `plain` leaves them (small).
_CYRILLIC = dict(zip("асеорхуіјѕԁһӏьԛԝкмтнвгп", "aceopxyijsdhlbqwkmthbrn", strict=True))
_ALIKE = {
    **_CYRILLIC,
    **dict(zip("ανορτυχικηωεβγϲϳ", "avoptuxiknwebycj", strict=True)),
    **dict(zip("ᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢɑɡıłøđħŧ", "abcdeghijklmnoprstuvwyzagilodht", strict=True)),
    # signs that are read as a character, and rare characters that are written for nothing but another
    **dict(zip("➕✚╋溦嶶❤♥💰∨", "+++微微心心钱v", strict=True)),
}
# Characters written as their parts, where the parts are no word together (as 女子, 日月, 门口 are).
_APART = {
    "弓长": "张", "力口": "加", "君羊": "群", "亻言": "信", "彳山几攵": "微", "贝者": "赌", "十尃": "博", "石马": "码",
    "采彡": "彩", "禾只": "积", "讠正": "证", "代贝": "贷", "亻弋贝": "贷", "车专": "转", "贝长": "账", "扌丁": "打",
    "扌召": "招", "扌戈": "找", "扌妾": "接", "米青": "精", "忄青": "情", "金戋": "钱", "钅戋": "钱", "木又": "权",
    "月殳": "股", "西示": "票", "覀示": "票", "禾中": "种", "身寸": "射", "口乞": "吃", "木几": "机", "黑占": "点",
    "木娄": "楼", "亻介": "价", "女且": "姐", "女未": "妹", "亻尔": "你", "氵去": "法", "氵舌": "活", "亻壬": "任",
}  # fmt: skip

_MARKS = (
    (0x300, 0x36F),
    (0x483, 0x489),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),
    (0xFE20, 0xFE2F),
)
_MARK = re.compile(f"[{''.join(f'{chr(first)}-{chr(last)}' for first, last in _MARKS)}]")
_REAL_CYRILLIC = re.compile(f"(?![{''.join(_CYRILLIC)}])[\u0400-\u052f]")
_CYRILLIC_WORD = re.compile("[a-z0-9\u0400-\u052f]+")


def _letters() -> Iterator[tuple[str, str]]:
    """Letters with accents, and letters in boxes, that NFKC leaves as they are."""
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base != chr(code) and base.isascii() and base.islower():
            yield chr(code), base
    for start in (0x1F150, 0x1F170, 0x1F1E6):
        yield from ((chr(start + at), chr(ord("a") + at)) for at in range(26))


@functools.cache
def _table() -> tuple[frozenset[str], frozenset[str], dict[int, str]]:
    """The characters that are a sign of a disguise; those of them that stand for others, and what for."""
    table = {**dict(_letters()), **_ALIKE, **han().simple}
    for old, new in table.items():  # 衞 is 衛 is 卫
        table[old] = table.get(new, new)
    marks = {chr(code) for first, last in _MARKS for code in range(first, last + 1)}
    odd = frozenset(table.keys())
    return odd | marks, odd, {ord(old): new for old, new in table.items()}


@functools.lru_cache(maxsize=8)  # the lists of a charter and of the company are looked for in the same text
def undisguised(text: str) -> str:
    """Simplified characters for traditional ones, Latin letters for what looks like them, characters put together."""
    if text.isascii():
        return text
    signs, odd, translation = _table()
    if not signs.isdisjoint(text):
        text = _MARK.sub("", text)
        if _REAL_CYRILLIC.search(text):  # somebody writes Russian: only words of mixed letters are a disguise
            text = _CYRILLIC_WORD.sub(_mixed_only, text)
        if not odd.isdisjoint(text):
            text = text.translate(translation)
    for parts, whole in _APART.items():
        if parts in text:
            text = text.replace(parts, whole)
    return text


def _mixed_only(found: re.Match[str]) -> str:
    """Keeps a Russian word from the translation by a letter of its own; nothing is looked for in it."""
    word = found[0]
    return word if re.search("[a-z]", word) or word.isascii() else "я" * len(word)


# -- gaps ----------------------------------------------------------------------------------------------------

_LONGEST_GAP = 6
_ALONE = re.compile(r"[\W_]\w(?![^\W_])|^\w[\W_]")  # a sign of gaps: a character that stands alone
_GAPS = re.compile(r"([\W_]+)")
_ORNAMENT = frozenset("*_^·•`")
_IS_HAN = re.compile(f"[{HAN}]")


@functools.lru_cache(maxsize=8)
def closed_up(text: str) -> str:
    """The text without the gaps that take a word apart: 加 微 信, 加.微.信, 返*利, s-p-a-m.

    A gap of up to six signs is closed beside a character that stands alone (in Latin letters: where both do), and
    where it is an ornament that separates nothing. So "参加 微信" stays: there a space parts two words.
    """
    if not _ALONE.search(text) and _ORNAMENT.isdisjoint(text):
        return text
    pieces = _GAPS.split(text)
    closed = [pieces[0]]
    for at in range(1, len(pieces) - 1, 2):
        left, gap, right = pieces[at - 1], pieces[at], pieces[at + 1]
        if not _closes(left, gap, right):
            closed.append(gap)
        closed.append(right)
    return "".join(closed)


def _closes(left: str, gap: str, right: str) -> bool:
    alone, follows = len(left) == 1, len(right) == 1
    if len(gap) > _LONGEST_GAP or not (left and right):
        return False
    if alone and follows:
        return True
    if not alone and not follows and not _ORNAMENT.issuperset(gap):
        return False
    return _IS_HAN.match(left[-1]) is not None and _IS_HAN.match(right[0]) is not None


# -- digits and signs for letters ----------------------------------------------------------------------------

_LEET_SIGN = re.compile(r"[013457@$|]")
_LEET = re.compile(r"[a-z][013457@$|]|[013457@$|][a-z]")
_LEET_WORD = re.compile(r"[a-z0-9@$!|]{4,40}")
_AS_LETTERS = [str.maketrans("03457@$!|1", f"oeastas{one * 3}") for one in "il"]


def spelled_out(text: str) -> list[str]:
    """The text with letters for the digits and signs inside words, 1 as an i and as an l; empty when there are none."""
    if not _LEET_SIGN.search(text) or not _LEET.search(text):
        return []

    def letters(found: re.Match[str], table: dict[int, int]) -> str:
        word = found[0]
        digits = sum(not character.isalpha() for character in word)
        return word.translate(table) if 2 * digits <= len(word) else word

    views = (_LEET_WORD.sub(lambda found, table=table: letters(found, table), text) for table in _AS_LETTERS)
    return [view for view in dict.fromkeys(views) if view != text]
