"""A text as it is compared by likeness: the ways in which adverts hide from word lists undone.

Full-width and circled signs, letters of other scripts that look like Latin ones, invisible signs, digits written in
Chinese, and signs put between the characters of one word. What a reader sees as "微信" is "微信" here.
"""

from __future__ import annotations

import re
from functools import lru_cache

from fangyuan.wording.plain import plain

MOST_CHARACTERS = 1_500  # of a message are looked at: its beginning, and as much of its end

# What looks like another sign, and is used for it.
_ALIKE = str.maketrans(
    {
        **dict(zip("аеорсухікмтнвԛѕјԁ", "aeopcyxikmthbqsjd", strict=True)),
        **dict(zip("αβεικνορτυχ", "abeikvoptux", strict=True)),
        "➕": "加",
        "✚": "加",
        "╋": "加",
        "➁": "2",
        "🅥": "v",
        "🆅": "v",
        "🅠": "q",
        "✔": "",
        "丶": "",
        "ʋ": "v",
        "ν": "v",
        "ѵ": "v",
        "∨": "v",
        "√": "v",
        "Ⅴ": "v",
        "❣": "❤",
        "♥": "❤",
        "💚": "❤",
        "💗": "❤",
        **dict.fromkeys("\u20e3🏻🏼🏽🏾🏿", ""),  # the cap of a key, tones of skin
        "🐧": "企鹅",
        "📱": "手机",
        "☎": "电话",
        "📞": "电话",
        "㊙": "秘",
        **dict(zip("壹贰叁肆伍陆柒捌玖貳參陸〇", "一二三四五六七八九二三六零", strict=True)),
    }
)
_SIGNS_ALIKE = frozenset(map(chr, _ALIKE))
_CHINESE_DIGITS = str.maketrans("零一二三四五六七八九幺", "01234567891")
_RUN_OF_DIGITS = re.compile(r"[零幺一二三四五六七八九\d]{7,}")
_CJK = "\u3400-\u9fff"
_SIGNS = r"\s.·・_*~|/\\^、。,，'\"`\-—–=+☆★●◆■□•…丨"
# One or two signs between single Chinese characters hide a word; between longer runs they are punctuation.
_SPLIT = re.compile(
    rf"(?:(?<=[{_CJK}])|(?<=^)|(?<=[{_SIGNS}]))[{_CJK}vqx](?:[{_SIGNS}]{{1,2}}[{_CJK}vqxa-z]){{2,}}(?![{_CJK}])",
    re.I,
)
_ALONE = re.compile(rf"[{_SIGNS}][{_CJK}vqx][{_SIGNS}]", re.I)  # worth a closer look
_SIGN = re.compile(f"[{_SIGNS}]+")
_GAP_IN_CHINESE = re.compile(
    rf"(?<=[{_CJK}]) +(?=[{_CJK}])|(?<=[{_CJK}]) +(?=[vqx])|(?<=\b[vqx]) +(?=[{_CJK}])"
)
_LETTER_ALONE = re.compile(r"[ .*_-][a-z][ .*_-]")
_SPACED_LETTERS = re.compile(r"(?<![a-z])(?:[a-z][ .*_-]){2,}[a-z](?![a-z])")

_QUOTED = re.compile('[“「『][^”」』]{2,}[”」』]|"[^"]{2,}"')


def has_quote(text: str) -> bool:
    """Whether it quotes somebody's words."""
    return _QUOTED.search(text) is not None


@lru_cache(maxsize=8)  # adverts and insults are looked for in the same text
def fold(text: str) -> str:
    """The text in the form in which it is scored; a long one by its beginning and its end."""
    if len(text) > MOST_CHARACTERS * 2:
        text = f"{text[:MOST_CHARACTERS]}\n{text[-MOST_CHARACTERS:]}"
    text = plain(text)
    if not text.isascii():
        if not _SIGNS_ALIKE.isdisjoint(text):
            text = text.translate(_ALIKE)
        if _RUN_OF_DIGITS.search(text):
            text = _RUN_OF_DIGITS.sub(lambda run: run[0].translate(_CHINESE_DIGITS), text)
        if _ALONE.search(text):
            text = _SPLIT.sub(lambda split: _SIGN.sub("", split[0]), text)
        if " " in text:
            text = _GAP_IN_CHINESE.sub("", text)
    if _LETTER_ALONE.search(text):
        text = _SPACED_LETTERS.sub(lambda spaced: re.sub(r"[ .*_-]", "", spaced[0]), text)
    return text
