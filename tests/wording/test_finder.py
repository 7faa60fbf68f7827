"""Words of lists: found as people write them and as they hide them, and never in what is only like them."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangyuan.wording import Find, Finder, Word, plain


def look(text: str, *words: str | Word) -> Find | None:
    """What one list of these words finds in a text."""
    entries = [Word(word) if isinstance(word, str) else word for word in words]
    return Finder({1: entries}).find(plain(text)).get(1)


FOUND: list[tuple[str, str, str]] = [
    ("返利", "有返利吗", "plain"),
    ("返利", "返\u200b利", "plain"),
    ("返利", "返\ufe0f利", "plain"),
    ("spam", "SPAM", "plain"),
    ("spam", "\uff33\uff30\uff21\uff2d", "plain"),
    ("spam", "no spam!", "plain"),
    ("spam", "这是spam啊", "plain"),
    ("加v信", "加V信", "plain"),
    ("Straße", "STRASSE", "plain"),
    ("c++", "用 C++ 写", "plain"),
    ("赌", "别赌了", "plain"),
    ("[招]", "有[招]", "plain"),
    ("微 信", "加微 信", "plain"),
    # taken apart
    ("加微信", "请加 微 信吗", "gaps"),
    ("加微信", "加.微.信", "gaps"),
    ("加微信", "加\n微\n信", "gaps"),
    ("加微信", "加🌟微🌟信领券", "gaps"),
    ("返利", "有返*利", "gaps"),
    ("返利", "返 利", "gaps"),
    ("spam", "buy s p a m now", "gaps"),
    ("spam", "s.p.a.m", "gaps"),
    # by sound
    ("加微信", "jia wei xin", "sound"),
    ("加微信", "你jiaweixin吧", "sound"),
    ("加微信", "Jiawx", "sound"),
    ("加微信", "加wei信", "sound"),
    ("加微信", "jia 微 xin", "sound"),
    ("加微信", "wǒ jiā wēi xìn", "sound"),
    ("微信", "我的weixin", "sound"),
    ("代开发票", "戴开发票", "sound"),
    ("代开发票", "带开法票", "sound"),
    ("代开发票", "代 kai 法 票", "sound"),
    ("代开增值税票", "dkzzsp", "sound"),
    ("办假证", "办假政", "sound"),
    # look-alikes and other names
    ("微信", "微xin", "disguised"),
    ("加微信", "加vx", "disguised"),
    ("加微信", "+V信", "disguised"),
    ("加微信", "➕微信", "disguised"),
    ("加微信", "加薇信", "disguised"),
    ("赌博", "贝者博", "disguised"),
    ("加群", "力口君羊", "disguised"),
    ("发票", "發票", "disguised"),
    ("發票", "发票", "plain"),
    ("spam", "ѕрам", "disguised"),
    ("spam", "spám", "disguised"),
    ("spam", "s̶p̶a̶m̶", "disguised"),
    ("spam", "🅂🄿🄰🄼", "plain"),
    ("spam", "🆂🅿🅰🅼", "disguised"),
    ("viagra", "v1agra", "digits"),
    ("viagra", "Vi@gr4", "digits"),
    ("viagra", "vlagra", "disguised"),
    ("lottery", "Iottery", "disguised"),
]


@pytest.mark.parametrize(("word", "text", "how"), FOUND)
def test_words_are_found(word: str, text: str, how: str) -> None:
    assert look(text, "别的词", word) == Find(Word(word), how)  # type: ignore[arg-type]


NOT_FOUND: list[tuple[str, str]] = [
    ("返利", "返还利息"),
    ("ass", "class"),
    ("ass", "as s3"),
    ("spam", "spammer"),
    ("c++", "abc++"),
    ("赌", "堵"),
    ("微信", "微博来信"),
    # what sounds alike and is another word
    ("微信", "威信"),
    ("返利", "反例"),
    ("贷款", "带宽"),
    ("刷信誉", "刷新与重启"),
    ("找小姐", "帮我找小结模板"),
    ("加微信", "加微芯片"),
    ("赌博网", "独播网"),
    # where one sentence ends and another begins
    ("加微信", "请大家参加 微信群里报名"),
    ("加微信", "今天都要参加，微信群里说"),
    ("返利", "已退返 利润不变"),
    # addresses, names, English
    ("微信", "见 https://mp.weixin.qq.com/s/x"),
    ("微信", "@weixin:test.local 你好"),
    ("返利", "Fan Li 上午请假"),
    ("微信", "刘薇信息已登记"),
    ("微信", "安徽信息港"),
    ("发送", "转发song"),
    ("嫦娥", "change"),
    ("马吃呢", "machine"),
    # digits and letters of every day
    ("gbiso", "按 GB150 验收"),
    ("sot", "50t 吊车"),
    ("bail", "ball"),
    ("加群", "出力口头表扬"),
    # Russian is no disguise of Latin words
    ("cop", "сор надо убрать"),
]


@pytest.mark.parametrize(("word", "text"), NOT_FOUND)
def test_words_are_not_found_in_others(word: str, text: str) -> None:
    assert look(text, word) is None


CONTEXTS: list[tuple[Word, str, bool]] = [
    (Word("ass", context="inside"), "class", True),
    (Word("赌", context="word"), "别赌了", False),
    (Word("赌", context="word"), "别，赌！", True),
    (Word("赌", context="word"), "赌", True),
    (Word("在吗", context="exact"), "在吗？", True),
    (Word("在吗", context="exact"), " 在 吗 ", True),
    (Word("在吗", context="exact"), "你在吗", False),
    (Word("在吗", context="exact", evasions=False), "在 吗", False),
    (Word("返利", evasions=False), "返 利", False),
    (Word("返利", evasions=False), "fanli", False),
    (Word("返利", evasions=False), "ＡＢ返\u200b利", True),
    (Word("赌", unless=("打赌", "赌气")), "我打赌他赌气", False),
    (Word("赌", unless=("打赌", "赌气")), "我打赌他去赌", True),
]


@pytest.mark.parametrize(("word", "text", "is_found"), CONTEXTS)
def test_where_a_word_counts(word: Word, text: str, is_found: bool) -> None:
    assert (look(text, word) is not None) == is_found


def test_each_list_gives_its_gravest_word() -> None:
    finder = Finder(
        {
            "a": [Word("甲甲", "nudge"), Word("乙乙", "refuse"), Word("丙丙", "hold")],
            "b": [Word("丙丙"), Word("丁丁", "hold")],
            "c": [Word("戊戊")],
        }
    )
    found = finder.find_in([plain("甲甲丙丙"), plain("乙乙 丁丁")])
    assert {name: find.word.word for name, find in found.items()} == {"a": "乙乙", "b": "丙丙"}


INNOCENT = [
    "明天上午九点半在二厂会议室开会，请各班组长带上本周的检修记录和备件清单，不要迟到",
    "收到，马上安排人去现场看一下",
    "3 号机主轴异响，已停机，请设备科派人，电话 8023",
    "参加培训的同事请在 12 月 3 日前报名，微信群里会发通知",
    "张三：好；李四：1、2、3 都做完了，4 还差一点",
    "PLC 程序 v2.1 已更新，见 http://git.test.local/plc/line-3，先别动 line 4",
    "the change of the machine guide is in the manager's mail, please bring it home",
    "A / B / C 三班倒，甲 乙 丙 各 12 人",
    "本月返工率 1.3%，比上月降 0.4 个百分点，利润持平",
    "客户威信很高，反例不少，带宽不够，请财务开具发票复印件时注明用途",
    "Fan Li 和 Wei Xin 明天到厂，请 Sun Long 去接",
    "姓 名：王 强　部 门：机加",
    "** 注意 ** 行车 _ 吊装 区域 * 禁止 * 入内",
    "請各班組長帶上本週的檢修記錄",
]
LISTED = [
    "加微信", "返利", "代开发票", "刷信誉", "找小姐", "高利贷", "赌博网", "办假证", "兼职刷单", "微商招募", "spam",
    "viagra", "free money", "lottery", "赌球", "招代理", "加我微信领红包", "转发朋友圈", "重金求子", "一夜暴富",
]  # fmt: skip


@pytest.mark.parametrize("text", INNOCENT)
def test_innocent_sentences(text: str) -> None:
    assert look(text, *LISTED) is None


# -- laws ------------------------------------------------------------------------------------------------------------

letters = st.text("返利加微信ab 1.[]\\^-", max_size=12)
han_words = st.text("返利加微信代开发票赌博网招聘群", min_size=3, max_size=6)


@given(st.lists(letters, max_size=6), letters)
def test_without_evasions_a_word_is_found_where_it_stands(words: list[str], text: str) -> None:
    """Words of Chinese characters only, where a plain look-up says the truth."""
    words = [word for word in words if word and not any(c.isascii() for c in word)]
    found = look(text, *(Word(word, evasions=False) for word in words))
    assert (found is not None) == any(word in text for word in words)
    assert found is None or found.word.word in text


EVASIONS: dict[str, Callable[[str], str]] = {
    "spaces": " ".join,
    "dots": ".".join,
    "stars": "*".join,
    "emoji": "🌸".join,
    "lines": "\n".join,
    "zero-width": "\u200b".join,
    "variation": "\ufe0f".join,
    "brackets": lambda word: "】【".join(word),
}


@given(han_words, st.sampled_from(sorted(EVASIONS)), st.sampled_from(["", "你好，", "1）", "ok "]))
def test_a_word_taken_apart_is_found(word: str, name: str, before: str) -> None:
    assert look(before + EVASIONS[name](word), word) is not None


@given(st.text("abcdeghknprstuvxyz", min_size=4, max_size=10))
def test_latin_words_in_other_dress_are_found(word: str) -> None:
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in word)
    bold = "".join(chr(0x1D400 + 26 + ord(letter) - ord("a")) for letter in word)
    accented = "".join(unicodedata.normalize("NFC", letter + "\u0301") for letter in word)
    boxed = "".join(chr(0x1F170 + ord(letter) - ord("a")) for letter in word)
    for text in (word.upper(), wide, bold, accented, boxed, " ".join(word), "-".join(word)):
        assert look(text, word) is not None, text


PINYIN = {
    "加": "jia",
    "微": "wei",
    "信": "xin",
    "代": "dai",
    "开": "kai",
    "发": "fa",
    "票": "piao",
    "赌": "du",
    "博": "bo",
}


@given(st.text("加微信代开发票赌博", min_size=3, max_size=6), st.data())
def test_a_word_written_in_pinyin_is_found(word: str, data: st.DataObject) -> None:
    """All of it, or any of its characters; in one or with gaps."""
    chosen = data.draw(st.lists(st.booleans(), min_size=len(word), max_size=len(word)))
    whole = [PINYIN[character] for character in word]
    mixed = [PINYIN[character] if one else character for character, one in zip(word, chosen, strict=True)]
    assert look("".join(whole), word) is not None
    assert look(" ".join(whole), word) is not None
    assert look("".join(mixed), word) is not None
    assert look(" ".join(mixed), word) is not None


@given(
    st.lists(han_words, min_size=1, max_size=5),
    st.text("明天上午九点二厂会议室带上检修记录备件清单请按时到场", max_size=60),
)
def test_nothing_is_found_where_no_character_of_a_word_is(words: list[str], text: str) -> None:
    assert look(text, *words) is None


@settings(max_examples=50)
@given(st.lists(st.text(min_size=1, max_size=10), max_size=5), st.text(max_size=80))
def test_any_text_and_any_words_go(words: list[str], text: str) -> None:
    found = look(text, *words)
    assert found is None or found.word.word in words


@pytest.mark.parametrize(
    "piece", ["a", "加 微 ", "jia wei ", "jiawei", "a1", "a@", "ма ", "加*", "a\u0301", "力口", "發", "1 a "]
)
def test_no_text_makes_it_slow(piece: str) -> None:
    """Many words and the largest text that an event can carry: some seconds at the very worst, on any machine."""
    words = [Word(first + second + "子弹头") for first in PINYIN for second in PINYIN] + [
        Word("aaaab"),
        Word("jiaweijiawei"),
    ]
    finder = Finder({1: words})
    start = time.process_time()
    finder.find(plain((piece * 60_000)[:60_000]))
    assert time.process_time() - start < 3.0
