"""收到: texts that only say that something was read."""

from __future__ import annotations

import re

LONGEST = 40  # characters of the longest that is looked at

# What is said around it: to whom, thanks, politeness, signs.
_AROUND = re.compile(
    r"[\s,.!?;:~…，。！？；：～、·\-_*^\"'“”‘’()（）【】\[\]\u2600-\u27bf\u2b50\ufe0f\u200d\U0001f000-\U0001faff]+"
)
_MENTION = re.compile(r"^(?:@\S+\s+|[^\s:：]{1,20}[:：]\s*)+|(?:\s*@\S+)+$")
_SAYS_SO = re.compile(
    r"(?:好的?|嗯+|行|ok|okay)?(?:我|我们|本人|我部门|本部门|我组|本组)?(?:已|都)?"
    r"(?:收到|收悉|知悉|已阅|阅|敬悉|明白|了解|知道|清楚|获悉)"
    r"(?:了|啦|哈|哦|喽|噢|呢|的)?(?:谢谢|感谢|多谢|辛苦了?|谢谢(?:领导|老师|各位|您))?"
    r"|(?:well)?(?:received|noted|copy|copythat|gotit|roger|rogerthat|understood|acknowledged)"
    r"(?:with)?(?:thanks|thankyou|thx)?"
)


def is_acknowledgement(text: str) -> bool:
    """Whether a text (compared as `plain` makes it) only says "read": 收到, 收到谢谢, 已阅, noted, got it …

    好的 and OK alone are none: they answer questions. Nor is a question itself: 收到？
    """
    if not text or len(text) > LONGEST or "?" in text or "？" in text:  # who asks 收到？ wants an answer
        return False
    bare = _AROUND.sub("", _MENTION.sub("", text.strip()))
    return _SAYS_SO.fullmatch(bare) is not None
