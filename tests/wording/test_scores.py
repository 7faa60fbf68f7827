"""What adverts and insults look like; how good the scores are on messages that were kept aside."""

from __future__ import annotations

import pytest

from fangyuan.kernel.text import LANGUAGES, text
from fangyuan.wording import adverts, insults
from fangyuan.wording.adverts import SUSPICIOUS, in_context, score_advert
from fangyuan.wording.folding import fold
from fangyuan.wording.hooks import find_code_hook
from fangyuan.wording.insults import is_shouted, score_insult
from fangyuan.wording.scoring import Score
from tools.labelled import load_messages
from tools.measure_wording import Figures, is_insult, is_stopped

ASIDE = [message for message in load_messages() if message.aside]


# -- how good --------------------------------------------------------------------------------------------------------


def test_of_what_is_stopped_nearly_all_deserves_it() -> None:
    found, hostile = Figures(ASIDE, "advert", is_stopped), Figures(ASIDE, "quarrel", is_insult)
    assert found.precision >= 0.98
    assert hostile.precision >= 0.98
    assert found.recall >= 0.6  # a false refusal is worse than a miss; but it has to be worth having
    assert hostile.recall >= 0.6


def test_no_work_is_stopped() -> None:
    work = [message for message in ASIDE if message.label == "work"]
    stopped = [message.text for message in work if is_stopped(message)]
    assert len(stopped) <= len(work) // 200, stopped


def test_the_set_is_large_varied_and_split_by_template() -> None:
    every = load_messages()
    assert len(every) >= 2_400
    assert len({message.text for message in every}) == len(every)
    assert len(every) * 0.3 <= len(ASIDE) <= len(every) * 0.4
    assert not {one.family for one in ASIDE} & {one.family for one in every if not one.aside}
    assert sum(message.near_miss for message in every) >= 600


# -- hiding ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("加 微 信", "加微信"),
        ("加·微·信 领券", "加微信"),
        ("ＶＸ：ａｂｃ１２３", "vx:abc123"),
        ("➕薇❤️", "加薇❤"),
        ("微\u200b信", "微信"),
        ("①③⑧⑥⑥②⓪①⑦④⑤", "13866201745"),
        ("幺三八六六二零幺七四五", "13866201745"),
        ("1️⃣3️⃣8️⃣", "138"),
        ("f u c k you", "fuck you"),
        ("вitcoin", "bitcoin"),
    ],
)
def test_what_a_reader_sees_is_what_is_looked_at(written: str, read: str) -> None:
    assert read in fold(written)


@pytest.mark.parametrize(
    "words", ["请在 OA 里填 3 张表", "第一、二、三车间", "三 号 机", "A、B、C 三个方案", "周一 周二 周三"]
)
def test_ordinary_punctuation_stays(words: str) -> None:
    assert fold(words).replace(" ", "") == words.replace(" ", "").lower()


# -- reasons -----------------------------------------------------------------------------------------------------------


def test_every_reason_can_be_said() -> None:
    keys = {*adverts.SAID_AS.values(), *insults.SAID_AS.values(), "wording.echo", "wording.newcomer"}
    for language in LANGUAGES:
        for key in keys:
            assert text(key, language)


def test_a_phone_number_or_a_price_alone_is_work() -> None:
    for words in ("门卫电话13912345678", "这个轴承26.5元一个", "明天 9 点开会，地点 A301", ""):
        assert score_advert(words).score < SUSPICIOUS


def test_what_is_known_beside_the_text_turns_a_doubt_and_makes_none() -> None:
    doubt, clear = Score(60, ("wording.selling",)), Score(10)
    scores = [in_context(doubt, echoes=echoes, is_newcomer=False).score for echoes in range(4)]
    assert scores == sorted(scores)
    assert scores[3] > scores[0]
    assert in_context(doubt, echoes=0, is_newcomer=True).reasons == ("wording.selling", "wording.newcomer")
    assert in_context(clear, echoes=9, is_newcomer=True) == clear


def test_where_a_code_leads() -> None:
    own = frozenset({"example.com"})
    assert find_code_hook(["https://u.wechat.com/MAbc"], own) == "image_qr"
    assert find_code_hook(["weixin://dl/chat?abc"], own) == "image_qr"
    assert find_code_hook(["https://t.cn/A6x"], own) == "image_qr"
    assert find_code_hook(["https://wj.example.org/s/1"], own) == "image_link"
    assert find_code_hook(["https://shop.example.com/1"], own) is None
    assert find_code_hook(["ASSET-00231"], own) is None


# -- insults -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "停机！！立刻停机！3号线有人卡手！",
        "新版是傻瓜式操作",
        "滚动轴承型号改成6205",
        "垃圾分类督导员今天来检查",
        "我真是个笨蛋，又忘带工牌",
        "哈哈哈你个傻瓜",
        "客户投诉原话：“你们客服是不是傻”，请尽快回访",
        "这个方案不行，重做。",
        "the stupid printer ate my report again",
        'Customer wrote: "you are all liars", please call back',
    ],
)
def test_hard_words_that_hurt_nobody_here(words: str) -> None:
    assert score_insult(words).score < 80


def test_shouting() -> None:
    assert is_shouted("你说话啊！！！")
    assert is_shouted("WHY DO YOU ALWAYS DO THIS")
    assert not is_shouted("通知：OA、ERP 明天停机")
    assert not is_shouted("好的！")
