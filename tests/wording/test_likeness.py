"""How much two purposes are the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangyuan.wording.likeness import Corpus, corpus_of, likeness, take_apart

ALIKE, UNLIKE = 0.6, 0.5
# What groups of a works are for: rare words weigh more among them.
COMPANY = [
    "二车间工作群 二车间的排产、质量与设备停机",
    "三车间工作群 三车间的装配计划、质量与交付",
    "三号泵改造 把三号泵换成新型号",
    "CRM上线 把客户资料搬进新系统",
    "安全生产通知 安全生产的通知和要求",
    "羽毛球 每周三打羽毛球",
    "食堂 对食堂的意见",
    "Pump 3 overhaul: replace the seals",
    "Quarter-end closing of the books",
    "质量问题闭环 客户投诉的质量问题",
]


def alike(one: str, other: str, corpus: Corpus | None = None) -> float:
    return likeness(take_apart(one), take_apart(other), corpus or Corpus())


@pytest.fixture(scope="module")
def company() -> Corpus:
    return corpus_of(take_apart(words) for words in COMPANY)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("三号泵改造", "三号泵改造进度"),
        ("三号泵改造", "3号泵改造"),
        ("三号泵改造", "３号泵改造工作群"),
        ("三号泵改造，把三号泵换成新型号", "3号泵改造进度：跟进三号泵换新型号"),
        ("第十二期新员工培训", "12期新员工培训"),
        ("二车间工作群", "二车间日常工作沟通"),
        ("Pump 3 overhaul", "Overhaul of pump 3"),
        ("CRM系统上线项目", "crm 系统上线"),
        ("CRM rollout 上线", "crm上线 rollout"),
        ("泵3改造", "泵 3 改造"),
        ("订单PO26X17交付", "PO26X17 订单的交付"),
        ("工作交流", "工作交流"),
    ],
)
def test_the_same_in_other_words(company: Corpus, one: str, other: str) -> None:
    for corpus in (Corpus(), company):
        assert alike(one, other, corpus) >= ALIKE, (one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("三号泵改造", "二号泵采购"),
        ("三号泵改造", "二号泵改造"),  # of the same sort, another pump
        ("A线改造", "B线改造"),
        ("二车间工作群", "三车间工作群"),
        ("食堂意见", "周三羽毛球"),
        ("Pump 3 overhaul", "Pump purchasing"),
        ("安全生产通知", "年会节目"),
        ("质量问题闭环", "quality"),
        ("3fa9c07e81b2d4", "8e1b7c02d9a3f4"),  # codes are the same as a whole or not at all
        ("工作交流群", "项目沟通群"),  # words that nearly every group says of itself
    ],
)
def test_something_else(company: Corpus, one: str, other: str) -> None:
    for corpus in (Corpus(), company):
        assert alike(one, other, corpus) < UNLIKE, (one, other)


def test_the_pump_is_nearer_to_its_progress_than_to_another_purchase(company: Corpus) -> None:
    near, far = alike("三号泵改造", "三号泵改造进度", company), alike("三号泵改造", "二号泵采购", company)
    assert near > 0.8 > 0.3 > far


def test_a_word_that_few_groups_say_weighs_more(company: Corpus) -> None:
    everywhere = corpus_of(take_apart(f"质量{number}") for number in range(50))
    assert everywhere.weight("质量") < company.weight("质量") < company.weight("羽毛")
    assert alike("质量 羽毛球", "质量 足球", everywhere) < alike("质量 羽毛球", "质量 足球")


texts = st.text(alphabet="三二号泵改造采购的群AB ab12pump overhaul，。！\u3000🙂𠮷", max_size=30)


@given(one=texts, other=texts, known=st.lists(texts, max_size=5))
def test_laws(one: str, other: str, known: list[str]) -> None:
    """Symmetric, between 0 and 1, and 1 for a text that says anything and itself."""
    corpus = corpus_of(take_apart(words) for words in known)
    figure = alike(one, other, corpus)
    assert figure == alike(other, one, corpus)
    assert 0 <= figure <= 1
    if take_apart(one).terms:
        assert alike(one, one, corpus) == pytest.approx(1)


@given(one=texts, other=texts)
def test_what_has_nothing_in_common_is_not_alike(one: str, other: str) -> None:
    if take_apart(one).terms.isdisjoint(take_apart(other).terms):
        assert alike(one, other) == 0
