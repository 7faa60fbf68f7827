"""The kinds of group as data, and what a charter looks like to who reads it."""

from __future__ import annotations

from importlib import resources

import msgspec
import pytest

from fangyuan.charter import (
    ByPeople,
    Kind,
    MessageKinds,
    compile_charter,
    draft,
    find_kind,
    get_kind,
    html,
    kinds,
    texts,
    topic,
)
from fangyuan.charter.model import MAX_BYTES, MAX_CLAUSES
from fangyuan.kernel import json
from fangyuan.kernel.errors import InvalidParam
from fangyuan.kernel.text import LANGUAGES
from tests.charter.making import SERVER, charter, factory, wish

KINDS = [
    "leadership",
    "management",
    "team_leads",
    "department",
    "project",
    "hr_notice",
    "all_staff",
    "urgent",
    "social",
]


def test_the_nine_kinds_in_their_order() -> None:
    assert [kind.id for kind in kinds()] == KINDS
    files = {file.name for file in (resources.files("fangyuan") / "charter" / "kinds").iterdir()}
    assert files == {f"{kind}.toml" for kind in KINDS}
    assert find_kind("club") is None
    with pytest.raises(InvalidParam, match="club"):
        get_kind("club")


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.id)
def test_each_kind_is_a_whole_template(kind: Kind) -> None:
    for words in (kind.name, kind.description, kind.typical_audience):
        assert set(words) == set(LANGUAGES)
        assert all(words.values())
    for clause in kind.clauses:
        if isinstance(clause, ByPeople):
            assert set(clause.words) == set(LANGUAGES)
    parsed = draft(wish(kind=kind.id, clauses=None), SERVER, now_ms=0)
    assert [type(one) for one in parsed.clauses] == [type(one) for one in kind.clauses]
    assert parsed.label == kind.label
    compile_charter(parsed)
    shown = kind.to_json()
    assert all(set(one["text"]) == set(LANGUAGES) for one in shown["clauses"])
    json.encode(shown)


def test_a_data_file_with_a_mistake_does_not_load() -> None:
    good = (resources.files("fangyuan") / "charter" / "kinds" / "social.toml").read_text(encoding="utf-8")
    assert msgspec.toml.decode(good, type=Kind).order == 9
    for right, mistake in [
        ('who = "all"', 'who = "friends"'),
        ("order = 9", ""),
        ("posting", "talking"),
        ("\norder", "\nodrer"),
    ]:
        with pytest.raises(msgspec.ValidationError):
            msgspec.toml.decode(good.replace(right, mistake, 1), type=Kind)


def test_in_a_department_clause_3_is_the_one_about_videos() -> None:
    third = get_kind("department").clauses[2]
    assert isinstance(third, MessageKinds)
    assert third.number == 3
    assert set(third.allowed) == {"text", "image", "voice", "file", "link", "sticker", "poll", "location"}


def test_the_charter_as_people_read_it() -> None:
    parsed = draft(
        wish(
            name="机加车间工作群",
            owner="he",
            deputies=["zhou"],
            clauses=None,
            review_date="2026-12-31",
            audience={"include": [{"type": "department", "department_id": "jijia"}]},
        ),
        SERVER,
    )
    said = texts(factory(), parsed)
    assert said["zh-CN"] == (
        "《机加车间工作群》群规（第 1 版）\n"
        "用途：机加车间日常工作\n"
        "类型：部门工作群\n"
        "群主：何广林\n"
        "副群主：周永强\n"
        "成员范围：在二厂/机加车间（含下级部门）的人员\n"
        "密级：内部（群主、副群主、人事和管理员可以导出；不得转发到更低密级的群）\n"
        "复审日期：2026-12-31，到期由群主确认本群是否还需要。\n"
        "\n"
        "条款\n"
        "1. 群成员都可以发言。\n"
        "2. 只有群主、副群主和各级负责人可以 @所有人。每人每天最多 3 次。\n"
        "3. 本群不发视频。\n"
        "4. 第一次发言前，请先阅读并接受群规；以后群规要求变多时，再接受一次。\n"
        "5. 本群最多 500 人。\n"
        "6. 群里谈工作；闲聊、转发请到闲聊群。（由大家自觉遵守，系统不检查）\n"
        "7. 只说“收到”的消息合并成计数，不逐条提醒。\n"
        "8. 本群不发推销、连环转发、拉票和引流。（不符合的会送审，通过后发出）\n"
        "9. 两人短时间内互相辱骂时，最后一句不发出，双方进入慢速模式：30 分钟内每 120 秒最多一条，并请人调解。\n"
        "\n"
        "接受群规：在群里发送 !accept，或给这条消息点 ✅。"
    )
    assert "3. No videos in this group." in said["en"]
    assert "Who is in: whoever works in 二厂/机加车间 or below" in said["en"]
    assert "(kept by people, not checked by the server)" in said["en"]


def test_an_encrypted_group_s_charter_says_what_the_server_can_not_check() -> None:
    confidential = draft(wish(clauses=None, label="confidential"), SERVER)
    said = texts(factory(), confidential)
    unchecked = ["2.", "3.", "7.", "8.", "9."]
    assert [line[:2] for line in said["en"].splitlines() if "only clients" in line] == unchecked
    assert [line[:2] for line in said["zh-CN"].splitlines() if "只能由客户端检查" in line] == unchecked
    assert "密级：机密" in said["zh-CN"]
    for words in said.values():
        assert "✅" in words
        assert "!accept" not in words  # which the server could not read
    assert "only clients" not in texts(factory(), draft(wish(clauses=None), SERVER))["en"]


def test_html_is_escaped_and_in_both_languages() -> None:
    parsed = charter(
        {"type": "by_people", "words": {"en": "<script>alert(1)</script>"}}, name="A & B <x>", purpose="a\nb"
    )
    shown = html(factory(), parsed)
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert "A &amp; B &lt;x&gt;" in shown
    assert "a<br>b" in shown
    assert shown.count("<ol>") == 2
    assert topic(parsed) == "a b"


def test_the_largest_charter_fits_into_events() -> None:
    """State: the charter with its texts; message: both texts, plain and as HTML. 65,536 bytes at most."""
    words = [{"type": "by_people", "words": {"zh-CN": "长" * 75}} for _ in range(MAX_CLAUSES - 2)]
    parsed = charter(
        *words,
        {"type": "keywords", "words": [f"词{n}长长长长" for n in range(440)]},
        {"type": "link_domains", "allow": [f"site{n}.example.com" for n in range(30)]},
        purpose="长" * 500,
        audience={"include": [{"type": "people", "people": [f"person{n}" for n in range(5_000)]}]},
    )
    assert len(json.encode(parsed.to_state())) > 0.9 * MAX_BYTES
    said = texts(factory(), parsed)
    assert len(json.encode({"status": "open", "charter": parsed.to_state(), "text": said})) < 60_000
    body = "\n\n".join(said.values())
    assert len(json.encode({"body": body, "formatted_body": html(factory(), parsed)})) < 60_000
