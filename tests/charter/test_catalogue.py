"""The catalogue's clauses of measure as tables: facts in, verdict out; what they say of themselves; what asks more."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangyuan.charter import FileFact, Paced, Target, asks_more, clause_words
from fangyuan.kernel.errors import InvalidParam, MissingParam
from fangyuan.wording import Finder, Word
from tests.charter.making import ALICE, OWNER, ask, charter, message, rules

NOW = 1_800_000_000_000
SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000
MB = 1_000_000


# -- files -----------------------------------------------------------------------------------------------------------

FILES: list[tuple[str, dict[str, Any], FileFact, str]] = [
    ("an allowed ending", {"allow": ["pdf"]}, FileFact("返工单.PDF", "application/pdf"), ""),
    ("an allowed type", {"allow": ["application/pdf"]}, FileFact("a", "application/pdf"), ""),
    ("another ending", {"allow": ["pdf"]}, FileFact("a.exe", ""), "refuse.file_type"),
    ("the last ending counts", {"allow": ["pdf"]}, FileFact("a.pdf.exe", ""), "refuse.file_type"),
    ("a film that is called a document", {"allow": ["pdf"]}, FileFact("a.pdf", "video/mp4"), "refuse.file_type"),
    ("a picture that is called another", {"allow": ["png", "image/*"]}, FileFact("a.pdf", "image/png"), ""),
    ("a document that is a container", {"allow": ["docx"]}, FileFact("a.docx", "application/zip"), ""),
    ("a picture of another kind", {"allow": ["jpg"]}, FileFact("a.jpg", "image/png"), ""),
    ("without a name to judge", {"allow": ["pdf"]}, FileFact("", "application/pdf"), ""),
    ("without any name", {"allow": ["pdf"]}, FileFact("?", ""), "refuse.file_type"),
    ("a denied ending", {"deny": ["exe", "bat"]}, FileFact("setup.EXE", ""), "refuse.file_type"),
    ("a denied type by its bytes", {"deny": ["video/*"]}, FileFact("a.docx", "video/mp4"), "refuse.file_type"),
    ("a denied type by what it says", {"deny": ["video/*"]}, FileFact("a", "", "video/mp4"), "refuse.file_type"),
    ("none of those denied", {"deny": ["exe"]}, FileFact("exe.txt", ""), ""),
    ("large", {"max_bytes": 20 * MB}, FileFact("a.zip", size=21 * MB), "refuse.file_size"),
    ("just so large", {"max_bytes": 20 * MB}, FileFact("a.zip", size=20 * MB), ""),
    ("not here yet", {"max_bytes": 20 * MB}, FileFact("a.zip"), ""),
    ("a large picture", {"max_image_bytes": MB}, FileFact("a.jpg", "image/jpeg", size=2 * MB), "refuse.file_size"),
    ("a large document is no picture", {"max_image_bytes": MB}, FileFact("a.pdf", "application/pdf", size=2 * MB), ""),
    ("a long film", {"max_video_seconds": 60}, FileFact("a.mp4", "video/mp4", seconds=61), "refuse.video_seconds"),
    ("a short film", {"max_video_seconds": 60}, FileFact("a.mp4", "video/mp4", seconds=60), ""),
    ("a long film by its name", {"max_video_seconds": 60}, FileFact("a.mov", seconds=90), "refuse.video_seconds"),
    ("a film that says nothing", {"max_video_seconds": 60}, FileFact("a.mp4", "video/mp4"), ""),
    ("a long voice", {"max_voice_seconds": 60}, FileFact("", "audio/ogg", seconds=75.5), "refuse.audio_seconds"),
    ("music isn't a film", {"max_video_seconds": 60}, FileFact("a.mp3", "audio/mpeg", seconds=300), ""),
]  # fmt: skip


@pytest.mark.parametrize(("clause", "file", "key"), [row[1:] for row in FILES], ids=[row[0] for row in FILES])
def test_files(clause: dict[str, Any], file: FileFact, key: str) -> None:
    asked = rules({"type": "files", **clause})
    content = message("a", "m.file", url="mxc://test.local/x")
    verdict = ask(asked, content, files=(FileFact("ok.txt" if "deny" in clause else "", size=1), file))
    assert verdict.key == key
    assert verdict.allowed == (not key)


# -- pace ------------------------------------------------------------------------------------------------------------

PACE: list[tuple[str, dict[str, Any], tuple[int, ...], str, int | None]] = [
    ("the first post", {"every_seconds": 30}, (), "", None),
    ("too soon", {"every_seconds": 30}, (NOW - 29 * SECOND,), "refuse.pace_every", NOW + SECOND),
    ("soon enough", {"every_seconds": 30}, (NOW - 30 * SECOND,), "", None),
    ("the last of an hour", {"per_hour": 2}, (NOW - 59 * MINUTE,), "", None),
    ("one too many", {"per_hour": 2}, (NOW - 59 * MINUTE, NOW - 1), "refuse.pace_hour", NOW + MINUTE),
    ("an hour later", {"per_hour": 2}, (NOW - HOUR, NOW - 1), "", None),
    (
        "many in a day",
        {"per_day": 3},
        (NOW - 23 * HOUR, NOW - 2 * HOUR, NOW - HOUR),
        "refuse.pace_day",
        NOW + HOUR,
    ),
    ("a day later", {"per_day": 3}, (NOW - DAY, NOW - 2 * HOUR, NOW - HOUR), "", None),
]


@pytest.mark.parametrize(
    ("clause", "mine", "key", "until"), [row[1:] for row in PACE], ids=[row[0] for row in PACE]
)
@pytest.mark.parametrize("type", ["m.room.message", "m.room.encrypted"])
def test_pace(clause: dict[str, Any], mine: tuple[int, ...], key: str, until: int | None, type: str) -> None:
    """Also where the server can't read."""
    asked = rules({"type": "pace", "verdict": "schedule", **clause})
    content = (
        message() if type == "m.room.message" else {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "x"}
    )
    verdict = ask(asked, content, type, paced=Paced(mine, mine), now_ms=NOW)
    assert (verdict.key, verdict.until_ts) == (key, until)
    assert verdict.verdict == ("schedule" if key else "allow")
    edit = {**content, "m.relates_to": {"rel_type": "m.replace", "event_id": "$x"}}
    assert ask(asked, edit, type, paced=Paced(mine, mine), now_ms=NOW).allowed
    reaction = {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$x", "key": "👍"}}
    assert ask(asked, reaction, "m.reaction", paced=Paced(mine, mine), now_ms=NOW).allowed


def test_pace_of_a_group() -> None:
    asked = rules({"type": "pace", "group_per_hour": 2})
    others = (NOW - 40 * MINUTE, NOW - 10 * MINUTE)
    assert ask(asked, message(), paced=Paced((), others), now_ms=NOW).key == "refuse.pace_group"
    assert ask(asked, message(), paced=Paced((), others), now_ms=NOW + 21 * MINUTE).allowed


@given(st.lists(st.integers(1, 3 * HOUR), max_size=60), st.integers(1, 5))
def test_no_hour_has_more_than_the_limit(gaps: list[int], most: int) -> None:
    """Whoever posts only what is allowed never has more than so many posts in any hour."""
    asked = rules({"type": "pace", "per_hour": most})
    sent: list[int] = []
    now = NOW
    for gap in gaps:
        now += gap
        verdict = ask(asked, message(), paced=Paced(sent), now_ms=now)
        if verdict.allowed:
            sent.append(now)
        else:
            assert verdict.until_ts is not None
            assert now < verdict.until_ts <= now + HOUR
            assert ask(asked, message(), paced=Paced(sent), now_ms=verdict.until_ts).allowed
    assert all(b - a >= HOUR for a, b in zip(sent, sent[most:], strict=False))


# -- length, language ------------------------------------------------------------------------------------------------

NOTICE_ZH = "各位同事：周五下午两点在二楼会议室开安全例会，请准时参加。"
NOTICE_EN = "Dear colleagues, the safety meeting is on Friday at two in room 2. Please be on time."
CONTENTS: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("short", {"type": "length", "characters": 10}, message("一二三四五六七八九十"), ""),
    ("long", {"type": "length", "characters": 10}, message("一二三四五六七八九十一"), "refuse.length_characters"),
    ("long in its HTML only", {"type": "length", "characters": 10},
     message("短", formatted_body="<b>一二三四五六</b>七八九十一"), "refuse.length_characters"),
    ("long in an edit", {"type": "length", "characters": 10},
     message("短", new_content=message("一二三四五六七八九十一")), "refuse.length_characters"),
    ("lines", {"type": "length", "lines": 3}, message("一\n二\n三\n"), ""),
    ("many lines", {"type": "length", "lines": 3}, message("一\n二\n三\n四"), "refuse.length_lines"),
    ("many lines of HTML", {"type": "length", "lines": 3},
     message("一", formatted_body="一<br>二<br>三<br>四<br/>"), "refuse.length_lines"),
    ("many lines of HTML in an edit", {"type": "length", "lines": 3},
     message("一", new_content=message("一", formatted_body="一<br>二<br>三<br>四<br/>")), "refuse.length_lines"),
    ("Chinese", {"type": "language", "languages": ["zh-CN"]}, message(NOTICE_ZH), ""),
    ("Chinese with terms", {"type": "language", "languages": ["zh-CN"]},
     message("3 号线 PLC 程序 v2.1 已经更新，HMI 画面也换了，请各班组核对。"), ""),
    ("English for Chinese", {"type": "language", "languages": ["zh-CN"]}, message(NOTICE_EN), "refuse.language"),
    ("English", {"type": "language", "languages": ["en"]}, message(NOTICE_EN), ""),
    ("Chinese for English", {"type": "language", "languages": ["en"]}, message(NOTICE_ZH), "refuse.language"),
    ("both", {"type": "language", "languages": ["zh-CN", "en"]}, message(NOTICE_ZH + "\n" + NOTICE_EN), ""),
    ("one of both", {"type": "language", "languages": ["zh-CN", "en"]}, message(NOTICE_ZH), "refuse.language_both"),
    ("one word of the other", {"type": "language", "languages": ["zh-CN", "en"]},
     message(NOTICE_EN + " 谢谢"), "refuse.language_both"),
    ("too short to have a language", {"type": "language", "languages": ["en"]}, message("收到"), ""),
    ("a link has no language", {"type": "language", "languages": ["zh-CN"]},
     message("见 https://git.test.local/plant/line-three/wiki/startup-procedure-and-more"), ""),
    ("nor has an address", {"type": "language", "languages": ["zh-CN"]},
     message("chen.gang@plant-one.example.com sun.wei@plant-two.example.com li.na@plant-three.example.com"), ""),
    ("60,000 letters in one piece, read once", {"type": "language", "languages": ["zh-CN"]},
     message("a1" * 30_000), ""),
    ("a file has none", {"type": "language", "languages": ["en"]},
     message("周五下午两点在二楼会议室开会.pdf", "m.file", url="mxc://test.local/x"), ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("clause", "content", "key"), [row[1:] for row in CONTENTS], ids=[row[0] for row in CONTENTS]
)
def test_length_and_language(clause: dict[str, Any], content: dict[str, Any], key: str) -> None:
    verdict = ask(rules(clause), content)
    assert verdict.key == key
    if clause["type"] == "language" and key:
        assert verdict.verdict == "nudge"


def test_whose_posts_are_notices() -> None:
    asked = rules({"type": "language", "languages": ["en"], "whose": "leaders"})
    assert ask(asked, message(NOTICE_ZH)).allowed
    assert not ask(asked, message(NOTICE_ZH), is_leader=True).allowed
    assert not ask(asked, message(NOTICE_ZH), actor=OWNER, is_owner=True).allowed


# -- edits, hours ----------------------------------------------------------------------------------------------------

EDIT = message("* 改", new_content=message("改")) | {
    "m.relates_to": {"rel_type": "m.replace", "event_id": "$x"}
}
RECALL = {"redacts": "$x"}
SHUT_EDIT = {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "x", "m.relates_to": EDIT["m.relates_to"]}
CHANGES: list[tuple[str, dict[str, Any], str, dict[str, Any], int, str]] = [
    ("an early edit", {"edit_minutes": 5}, "m.room.message", EDIT, 4, ""),
    ("a late edit", {"edit_minutes": 5}, "m.room.message", EDIT, 5, "refuse.edit"),
    (
        "a late edit that nobody can read",
        {"edit_minutes": 5},
        "m.room.encrypted",
        SHUT_EDIT,
        5,
        "refuse.edit",
    ),
    ("no edits", {"edit_minutes": 0}, "m.room.message", EDIT, 0, "refuse.edit_never"),
    ("edits without an end", {"recall_minutes": 5}, "m.room.message", EDIT, 500, ""),
    ("an early recall", {"recall_minutes": 2}, "m.room.redaction", RECALL, 1, ""),
    ("a late recall", {"recall_minutes": 2}, "m.room.redaction", RECALL, 3, "refuse.recall"),
    ("no recalls", {"recall_minutes": 0}, "m.room.redaction", RECALL, 0, "refuse.recall_never"),
    ("a reply", {"edit_minutes": 0}, "m.room.message", message(), 5, ""),
]


@pytest.mark.parametrize(
    ("clause", "type", "content", "age", "key"), [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES]
)
def test_edits_and_recalls(
    clause: dict[str, Any], type: str, content: dict[str, Any], age: int, key: str
) -> None:
    asked, ts = rules({"type": "edits", **clause}), NOW - age * MINUTE
    assert ask(asked, content, type, target=Target(ALICE, ts), now_ms=NOW).key == key
    assert ask(asked, content, type, target=Target(OWNER, ts), now_ms=NOW).allowed
    assert ask(asked, content, type, now_ms=NOW).allowed


WORKING = {"type": "hours", "hours": [{"start": "08:30", "end": "17:30", "days": [1, 2, 3, 4, 5]}]}
MONDAY, FRIDAY, SATURDAY = 0, 4 * 1_440, 5 * 1_440


@pytest.mark.parametrize(
    ("minute", "wait"),
    [
        (MONDAY + 8 * 60 + 30, None),
        (MONDAY + 8 * 60 + 29, 1),
        (MONDAY + 17 * 60 + 29, None),
        (FRIDAY + 17 * 60 + 30, 63 * 60),
        (SATURDAY, 56 * 60 + 30),
    ],
)
@pytest.mark.parametrize("type", ["m.room.message", "m.room.encrypted"])
def test_hours(minute: int, wait: int | None, type: str) -> None:
    asked = rules({**WORKING, "verdict": "schedule"})
    now = NOW - NOW % MINUTE
    verdict = ask(asked, message(), type, minute=minute, now_ms=now + 17 * SECOND)
    assert verdict.allowed == (wait is None)
    if wait is not None:
        assert (verdict.verdict, verdict.until_ts) == ("schedule", now + wait * MINUTE)
        day = "周五" if minute < MONDAY else "周一"
        assert verdict.reason("zh-CN") == f"现在不是本群的发言时间，{day} 08:30 起可以发。"
        assert verdict.reason("en").endswith("from Monday 08:30.")


# -- mass mentions ---------------------------------------------------------------------------------------------------


def naming(count: int, *, by_links: bool = False) -> dict[str, Any]:
    ids = [f"@p{number}:test.local" for number in range(count)]
    if by_links:
        return message(
            "看", formatted_body=" ".join(f'<a href="https://matrix.to/#/{one}">x</a>' for one in ids)
        )
    return message("看", mentions={"user_ids": ids})


@pytest.mark.parametrize("by_links", [False, True])
def test_naming_many_is_calling_everybody(by_links: bool) -> None:
    asked = rules({"type": "room_mentions", "who": "leaders", "people": 5, "per_day": 1})
    assert ask(asked, naming(5, by_links=by_links)).allowed
    assert ask(asked, naming(6, by_links=by_links)).key == "refuse.mass_mentions_leaders"
    assert ask(asked, naming(6, by_links=by_links), is_leader=True).allowed
    again = ask(asked, naming(6, by_links=by_links), is_leader=True, room_mentions_today=1)
    assert again.key == "refuse.room_mentions_limit"
    assert asked.mass == 5


# -- words -----------------------------------------------------------------------------------------------------------


def test_the_gravest_word_gives_the_verdict() -> None:
    own = [{"word": "返利", "severity": "nudge"}, {"word": "赌", "unless": ["打赌"]}, "加微信"]
    asked = rules({"type": "keywords", "words": own, "lists": ["推销"], "verdict": "hold"})
    finder = Finder({"推销": [Word("代开发票", "refuse")], "别的": [Word("明天")]})

    def said(body: str) -> tuple[str, str]:
        verdict = ask(asked, message(body), word_lists=finder)
        return verdict.verdict, str(verdict.params.get("word", ""))

    assert said("返利") == ("nudge", "返利")
    assert said("返利和赌") == ("hold", "赌")
    assert said("返利、代开发票、赌") == ("refuse", "代开发票")
    assert said("我打赌明天") == ("allow", "")
    assert said("加 微 信") == ("hold", "加微信")
    assert asked.needs == {"word_lists"}


def test_words_without_disguise() -> None:
    asked = rules({"type": "keywords", "words": ["加微信"], "evasions": False})
    assert ask(asked, message("加 微 信")).allowed
    assert ask(asked, message("请加微信")).key == "refuse.keywords"
    assert (
        ask(rules({"type": "keywords", "words": ["加微信"]}), message("加 微 信")).key
        == "refuse.keywords_disguised"
    )


# -- what clauses say, and what asks more ----------------------------------------------------------------------------

EVERY: list[dict[str, Any]] = [
    {"type": "files", "allow": ["pdf", "image/*"], "deny": ["exe"], "max_bytes": 20 * MB, "max_image_bytes": 5 * MB,
     "max_video_seconds": 60, "max_voice_seconds": 60},
    {"type": "pace", "every_seconds": 30, "per_hour": 20, "per_day": 100, "group_per_hour": 500},
    {"type": "length", "characters": 2000, "lines": 50},
    {"type": "hours", "hours": [{"start": "08:30", "end": "17:30"}]},
    {"type": "edits", "edit_minutes": 10, "recall_minutes": 2},
    {"type": "language", "languages": ["zh-CN", "en"], "whose": "owner"},
    {"type": "room_mentions", "who": "leaders", "per_day": 3, "people": 10},
    {"type": "keywords", "words": ["加微信"], "lists": ["推销", "博彩"]},
]  # fmt: skip


@pytest.mark.parametrize("clause", EVERY, ids=[one["type"] for one in EVERY])
def test_clauses_read_themselves_out(clause: dict[str, Any]) -> None:
    """In both languages, with nothing left to fill in, and the same after a round through the state."""
    [made] = charter(clause).clauses
    words = clause_words(made)
    assert set(words) == {"zh-CN", "en"}
    assert all(said and "{" not in said for said in words.values())
    assert charter(charter(clause).to_json()["clauses"][0]).clauses == (made,)


STRICTER: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"type": "files", "max_bytes": 2 * MB}, {"type": "files", "max_bytes": MB}),
    ({"type": "files", "max_bytes": MB}, {"type": "files", "max_bytes": MB, "deny": ["exe"]}),
    ({"type": "files", "allow": ["pdf", "png"]}, {"type": "files", "allow": ["pdf"]}),
    ({"type": "pace", "every_seconds": 10}, {"type": "pace", "every_seconds": 20}),
    ({"type": "pace", "per_hour": 10}, {"type": "pace", "per_hour": 5}),
    ({"type": "length", "characters": 500}, {"type": "length", "characters": 500, "lines": 5}),
    ({"type": "hours", "hours": [{"start": "08:00", "end": "18:00"}]},
     {"type": "hours", "hours": [{"start": "08:30", "end": "18:00"}]}),
    ({"type": "edits", "edit_minutes": 10}, {"type": "edits", "edit_minutes": 5}),
    ({"type": "language", "languages": ["en"]}, {"type": "language", "languages": ["zh-CN", "en"]}),
    ({"type": "room_mentions", "who": "all"}, {"type": "room_mentions", "who": "all", "people": 5}),
    ({"type": "keywords", "words": ["赌"]}, {"type": "keywords", "words": ["赌"], "lists": ["推销"]}),
]  # fmt: skip


@pytest.mark.parametrize(("lax", "strict"), STRICTER, ids=[one[0]["type"] for one in STRICTER])
def test_what_asks_more(lax: dict[str, Any], strict: dict[str, Any]) -> None:
    first, second = charter({**lax, "id": "x"}), charter({**strict, "id": "x"})
    assert asks_more(first, second)
    assert not asks_more(second, first)


@pytest.mark.parametrize(
    ("clause", "field"),
    [
        ({"type": "files"}, "clauses[0].allow"),
        ({"type": "files", "allow": ["a b"]}, "clauses[0].allow[0]"),
        ({"type": "files", "max_bytes": 1}, "clauses[0].max_bytes"),
        ({"type": "pace"}, "clauses[0].every_seconds"),
        ({"type": "pace", "per_day": 0}, "clauses[0].per_day"),
        ({"type": "length"}, "clauses[0].characters"),
        ({"type": "hours", "hours": []}, "clauses[0].hours"),
        ({"type": "hours", "hours": [{"start": "09:00", "end": "09:00"}]}, "clauses[0].hours[0].end"),
        ({"type": "edits"}, "clauses[0].edit_minutes"),
        ({"type": "language", "languages": ["fr"]}, "clauses[0].languages[0]"),
        ({"type": "keywords"}, "clauses[0].words"),
        ({"type": "keywords", "words": ["\u200b"]}, "clauses[0].words"),
        ({"type": "keywords", "lists": ["a/b"]}, "clauses[0].lists[0]"),
    ],
)
def test_what_is_wrong_is_named(clause: dict[str, Any], field: str) -> None:
    with pytest.raises((InvalidParam, MissingParam)) as caught:
        charter(clause)
    assert caught.value.extra["field"] == field
