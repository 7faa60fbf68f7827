"""The same text again; two who quarrel."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fangyuan.wording.echo import ALIKE, MINIMUM, band_of_file, bands, fingerprint, likeness
from fangyuan.wording.quarrels import WINDOW_MS, Said, quarrels_with

ADVERT = "自家果园的砂糖橘现摘现发，10斤只要39.9，包甜包邮，坏果包赔，要的报地址"
texts = st.text("今天明天车间设备维修保养订单客户采购发货入库质检", min_size=MINIMUM, max_size=80)


def test_a_text_with_another_price_and_ending_is_found_again() -> None:
    one = fingerprint(ADVERT)
    for changed in (
        ADVERT + "！！亲",
        ADVERT.replace("39.9", "45"),
        "【福利】" + ADVERT,
        ADVERT.replace("，", " "),
    ):
        other = fingerprint(changed)
        assert likeness(one, other) >= ALIKE
        assert set(bands(one)) & set(bands(other))


def test_other_texts_are_not() -> None:
    other = fingerprint("各位，明天客户验厂，着装统一，8:20前到岗，谢谢配合")
    assert likeness(fingerprint(ADVERT), other) < ALIKE
    assert fingerprint("收到") == ()
    assert band_of_file("a") != band_of_file("b")


@given(texts)
def test_a_text_is_like_itself_whatever_its_punctuation(said: str) -> None:
    spaced = "，".join(said[at : at + 7] for at in range(0, len(said), 7))
    assert fingerprint(spaced) == fingerprint(said)
    assert likeness(fingerprint(said), fingerprint(said)) == 1
    assert all(0 <= band < 1 << 63 for band in bands(fingerprint(said)))


moments = st.lists(
    st.builds(
        Said,
        ts=st.integers(0, 2 * WINDOW_MS),
        sender=st.sampled_from("abc"),
        hostility=st.sampled_from([0.0, 0.5, 1.0]),
    ),
    min_size=1,
    max_size=12,
).map(sorted)


@given(moments)
def test_only_two_who_are_both_hostile_quarrel(said: list[Said]) -> None:
    other, last = quarrels_with(said), said[-1]
    if other is None:
        return
    assert other != last.sender
    assert last.hostility
    assert any(one.sender == other and one.hostility and one.ts >= last.ts - WINDOW_MS for one in said)


@given(moments)
def test_what_a_third_person_says_changes_nothing(said: list[Said]) -> None:
    between = Said(said[-1].ts, "zhao", 0.0)
    assert quarrels_with([*said[:-1], between, said[-1]]) == quarrels_with(said)


def test_a_quarrel_takes_both_and_turns() -> None:
    def pair(*hostility: tuple[str, float]) -> list[Said]:
        return [Said(index * 20_000, sender, much) for index, (sender, much) in enumerate(hostility)]

    assert quarrels_with(pair(("a", 1), ("b", 1), ("a", 1))) == "b"
    assert quarrels_with(pair(("a", 1), ("b", 0.5), ("a", 1))) == "b"
    assert quarrels_with(pair(("a", 1), ("b", 0), ("a", 1))) is None  # only one of them
    assert quarrels_with(pair(("a", 1), ("a", 1), ("b", 1))) is None  # no turns yet
    assert quarrels_with(pair(("a", 0.5), ("b", 0.5), ("a", 0.5), ("b", 0.5))) is None  # loud, no insult
    assert quarrels_with(pair(("a", 1), ("b", 1), ("a", 0))) is None  # he has calmed down
