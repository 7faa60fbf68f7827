"""The one form in which texts are compared: whatever their width and case, and without what isn't seen."""

from __future__ import annotations

import re
from unicodedata import is_normalized, normalize

# Soft hyphen, combining grapheme joiner, zero-width and direction marks, word joiner and invisible
# operators, variation selectors, byte-order mark, tags, fillers: they show nothing and split words.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)

_PUNCTUATION = tuple(zip("，：！？（）；～", ",:!?();~", strict=True))


def plain(text: str) -> str:
    """The text as it is compared: NFKC, invisible characters gone, case folded."""
    if text.isascii():
        return text.lower()
    if _INVISIBLE.search(text):
        text = _INVISIBLE.sub("", text)
    for wide, narrow in _PUNCTUATION:  # all that most Chinese texts need of the normalization, which is dear
        text = text.replace(wide, narrow)
    if not is_normalized("NFKC", text):
        text = normalize("NFKC", text)
    folded = text.casefold()
    return folded if is_normalized("NFKC", folded) else normalize("NFKC", folded)
