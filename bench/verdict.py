"""How long a verdict takes, in µs: a charter of 20 clauses asked about real-looking messages.

And `every_clause`: the whole of asking, facts and all, in a group whose charter has each type of clause, in a database
with 10,000 words on a list of the company. CPU time of the thread, so that a busy machine says the same as a quiet one.
"""

import contextlib
import itertools
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from typing import Any

from fangyuan import charter, directory, groups, identity, rooms, timeline
from fangyuan.charter import Charter, Facts, compile_charter, decide, parse_charter
from fangyuan.db import Database, Tx
from fangyuan.db.migration import migrate
from fangyuan.directory import Department, Person, Update
from fangyuan.identity.model import Account, Session
from fangyuan.kernel.clock import SystemClock
from fangyuan.kernel.errors import Forbidden
from fangyuan.kernel.ids import Ids

CALLS = 200  # of each message in each round
WARM_UP = 20
HAN = [chr(code) for code in range(0x4E00, 0x4E00 + 2_500)]


def charter_of_20(words: int = 200) -> Charter:
    """Every type of clause, the dear ones several times, with `words` forbidden words in all."""
    chance = random.Random(7)
    forbidden = ["".join(chance.choices(HAN, k=chance.choice([2, 2, 3, 4]))) for _ in range(words)]
    lists = [forbidden[start::4] for start in range(4)]
    clauses: list[dict[str, Any]] = [
        {"type": "posting", "who": "all"},
        {"type": "posting", "who": "listed", "people": ["writer", *(f"person{n}" for n in range(50))]},
        {"type": "room_mentions", "who": "leaders", "per_day": 3},
        {"type": "message_kinds", "allowed": ["text", "image", "voice", "file", "link", "poll"]},
        {"type": "message_kinds", "allowed": ["text", "image", "video", "voice", "file", "link", "sticker"]},
        {"type": "accept_first"},
        *({"type": "keywords", "words": some} for some in lists),
        {"type": "link_domains", "allow": [f"site{n}.example.com" for n in range(20)]},
        {"type": "link_domains", "deny": [f"bad{n}.example.org" for n in range(20)]},
        {"type": "size_budget", "members": 500},
        *({"type": "by_people", "words": {"zh-CN": f"第 {n} 条自觉遵守。"}} for n in range(7)),
    ]
    return parse_charter(
        {
            "kind": "department",
            "name": "机加车间",
            "purpose": "机加车间日常工作",
            "owner": "owner",
            "audience": {"include": [{"type": "everyone"}]},
            "clauses": clauses,
        },
        "bench.example",
    )


def messages() -> dict[str, tuple[str, dict[str, Any]]]:
    """What people send, by what it is."""
    short = "甲班 3 号机主轴异响，已停机，请设备科派人看一下，今天的活先转到 5 号机。"
    long = (
        "各位：下周一上午九点在二楼会议室开月度质量例会，请各班组长带上本月的返工单和首检记录。" * 6
        + "PDF 版的模板在共享盘 /quality/2026/ 里，格式不要改。Thanks!"
    )
    link = "新版作业指导书在 https://site3.example.com/docs/12?v=2 ，请查收。"
    file_info = {"mimetype": "application/pdf", "size": 120_000}
    video_info = {"mimetype": "video/mp4", "duration": 15_000}
    image_info = {"mimetype": "image/jpeg", "w": 1280, "h": 960, "size": 240_000}
    return {
        "text": ("m.room.message", {"msgtype": "m.text", "body": short, "m.mentions": {}}),
        "text_of_300": ("m.room.message", {"msgtype": "m.text", "body": long, "m.mentions": {}}),
        "link": ("m.room.message", {"msgtype": "m.text", "body": link, "m.mentions": {}}),
        "formatted": (
            "m.room.message",
            {
                "msgtype": "m.text",
                "body": short,
                "format": "org.matrix.custom.html",
                "formatted_body": f"<p>{short}</p><ul><li><strong>3 号机</strong></li></ul>",
                "m.mentions": {"user_ids": ["@person1:bench.example"]},
            },
        ),
        "edit": (
            "m.room.message",
            {
                "msgtype": "m.text",
                "body": "* " + short,
                "m.new_content": {"msgtype": "m.text", "body": short},
                "m.relates_to": {"rel_type": "m.replace", "event_id": "$x"},
            },
        ),
        "image": (
            "m.room.message",
            {
                "msgtype": "m.image",
                "body": "IMG_2031.jpg",
                "url": "mxc://bench.example/a",
                "info": image_info,
            },
        ),
        "file": (
            "m.room.message",
            {"msgtype": "m.file", "body": "返工单.pdf", "url": "mxc://bench.example/b", "info": file_info},
        ),
        "reaction": (
            "m.reaction",
            {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$x", "key": "👍"}},
        ),
        "video_refused": (
            "m.room.message",
            {
                "msgtype": "m.video",
                "body": "a.mp4",
                "url": "mxc://bench.example/c",
                "info": video_info,
            },
        ),
    }


def _measure(ask: Callable[[], object], calls: int) -> list[float]:
    """µs of each call, after a warm-up."""
    for _ in range(WARM_UP):
        ask()
    times: list[float] = []
    for _ in range(calls):
        start = time.thread_time_ns()
        ask()
        times.append((time.thread_time_ns() - start) / 1_000)
    return times


def _asks(rules: Any, event_type: str, content: dict[str, Any]) -> Callable[[], object]:
    def ask() -> object:
        facts = Facts(actor="@writer:bench.example", event_type=event_type, content=content, accepted=True)
        return decide(rules, facts)

    return ask


def _summary(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {
        "median": round(statistics.median(ordered), 2),
        "p99": round(ordered[int(len(ordered) * 0.99)], 2),
    }


def run(*, rounds: int = 3, quick: bool = False) -> dict[str, Any]:
    """µs by kind of message and over all: a charter of 20 clauses, with 200 and 1,000 forbidden words."""
    calls = CALLS if quick else CALLS * rounds
    result: dict[str, Any] = {"unit": "us", "clauses": 20}
    for words in (200, 1_000):
        rules = compile_charter(charter_of_20(words))
        by_message = {name: _measure(_asks(rules, *message), calls) for name, message in messages().items()}
        every = [one for times in by_message.values() for one in times]
        result[f"words_{words}"] = {
            "all": _summary(every),
            **{name: _summary(times) for name, times in by_message.items()},
        }
    result["every_clause"] = every_clause(calls)
    return result


# -- with all that it takes ------------------------------------------------------------------------------------------

WORK = ["text", "image", "voice", "file", "link", "poll"]
EVERY_CLAUSE: list[dict[str, Any]] = [
    {"type": "message_kinds", "allowed": WORK, "exceptions": [{"who": "leaders"}]},
    {"type": "posting", "who": "all"},
    {"type": "link_domains", "deny": [f"bad{n}.example.org" for n in range(20)]},
    {"type": "keywords", "words": ["兼职", "代开发票"], "lists": ["全公司"]},
    {"type": "room_mentions", "who": "leaders", "per_day": 3, "people": 10},
    {"type": "files", "deny": ["exe", "apk"], "max_bytes": 50_000_000, "max_video_seconds": 60},
    {"type": "pace", "per_hour": 1_000, "group_per_hour": 10_000},
    {"type": "length", "characters": 3_000},
    {"type": "hours", "hours": [{"start": "00:00", "end": "23:59"}], "exceptions": [{"who": {"type": "everyone"}}]},
    {"type": "edits", "edit_minutes": 60, "recall_minutes": 5},
    {"type": "language", "languages": ["zh-CN", "en"], "whose": "owner"},
    {"type": "size_budget", "members": 30},
    {"type": "retention", "days": 180},
    {"type": "accept_first"},
    {"type": "acknowledgements"},
    {"type": "adverts", "score": 80},
    {"type": "quarrels", "every_seconds": 120, "minutes": 30},
    {"type": "by_people", "words": {"zh-CN": "下班后不聊工作。"}},
]  # fmt: skip


def every_clause(calls: int) -> dict[str, Any]:
    """The summary by kind of message and over all."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/verdict.db"
        migrate(url)
        db = Database(url, SystemClock(), Ids("bench.example"))
        room_id = db.write_now(_found)
        times = db.write_now(lambda tx: _measure_whole(tx, room_id, calls))
        db.close()
    every = [one for some in times.values() for one in some]
    return {"all": _summary(every), **{name: _summary(some) for name, some in times.items()}}


def _found(tx: Tx) -> str:
    groups.ensure_house(tx, "fangyuan")
    people = [Person(name, name, "root") for name in ("owner", "writer", *(f"person{n}" for n in range(20)))]
    directory.update(
        tx, Update(people=people, departments=[Department("root", None, "公司", "公司", "owner")])
    )
    identity.create_accounts(tx, [Account(tx.ids.user_id(one.person_id), created_ts=1) for one in people])
    chance = random.Random(7)
    words = list({"".join(chance.choices(HAN, k=chance.choice([3, 4]))) for _ in range(10_500)})[:10_000]
    charter.set_word_list(tx, tx.ids.user_id("owner"), "全公司", {"words": words})
    admin = Session("", tx.ids.user_id("owner"), "BENCH", is_admin=True)
    wish = {
        "kind": "project",
        "name": "机加车间",
        "purpose": "机加车间日常工作",
        "owner": "owner",
        "audience": {"include": [{"type": "everyone"}]},
        "clauses": EVERY_CLAUSE,
    }
    group = groups.found(tx, admin, wish)
    charter.accept(tx, group.room_id, tx.ids.user_id("writer"), group.charter_version, "api")
    return group.room_id


def _numbered(content: dict[str, Any], number: int) -> dict[str, Any]:
    return content | {"body": f"{content['body']} {number}"} if "body" in content else content


def _measure_whole(tx: Tx, room_id: str, calls: int) -> dict[str, list[float]]:
    """Each call is of a text of its own, as in life: what is remembered of a text helps within one message only."""
    writer = Session("", tx.ids.user_id("writer"), "BENCH")
    room = rooms.get(tx, room_id)
    numbers = itertools.count()

    def asks(event_type: str, content: dict[str, Any]) -> Callable[[], object]:
        contents = iter([_numbered(content, next(numbers)) for _ in range(calls + WARM_UP)])

        def ask() -> object:
            with contextlib.suppress(Forbidden):
                timeline.check_charter(tx, room, writer, event_type, next(contents))
            return None

        return ask

    return {name: _measure(asks(*message), calls) for name, message in messages().items()}


if __name__ == "__main__":
    import json

    print(json.dumps(run(), indent=2))
