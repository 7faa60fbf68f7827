"""Which texts only say that something was read."""

from __future__ import annotations

import pytest

from fangyuan.wording import plain
from fangyuan.wording.acknowledging import is_acknowledgement

SAYS_SO = [
    *("收到", "收到！", "收到。", "收到谢谢", "收到，谢谢领导", "已收到", "好的收到", "收到👌", "[收到]"),
    *("我已知悉", "已阅", "明白", "了解了", "知道了", "已阅，谢谢", "收悉", "何主任：收到"),
]
ENGLISH = ["Received", "noted, thanks!", "Got it", "Copy that.", "Well received with thanks", "Roger"]
OTHERS = [
    "收到货了吗",
    "没收到",
    "收到？",
    "@李工 明白?",
    "Received?",
    "收到三箱，少一箱",
    "好的",
    "OK",
    "明白吗？我再说一遍",
    "不明白",
    "你收到通知没有",
    "收到收到货单后回我",
    "1",
    "received 3 boxes",
    "",
    "收到" * 30,
]


@pytest.mark.parametrize("text", [*SAYS_SO, *ENGLISH, "@何主任 收到", "收到 @何主任"])
def test_these_say_so(text: str) -> None:
    assert is_acknowledgement(plain(text))


@pytest.mark.parametrize("text", OTHERS)
def test_these_say_something_else(text: str) -> None:
    assert not is_acknowledgement(plain(text))
