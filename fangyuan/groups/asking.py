"""What the house asks people privately, and how they answer: a reaction to its message, or a command, in any client.

`✅`, `❌` and `🙋` on the message; `!ok`, `!no why`, `!申诉 …` and so on in reply to it, or a lone `✅` or `❌`. Which
answers a question takes is up to who asked it: `answers` here, `census.hearing` above.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from fangyuan.db import Tx
from fangyuan.groups import store
from fangyuan.groups.house import tell
from fangyuan.kernel import json
from fangyuan.kernel.json import JsonObject

_WORDS: dict[str, tuple[str, ...]] = {
    "yes": ("ok", "yes", "approve", "通过", "同意"),
    "no": ("no", "reject", "refuse", "退回", "不通过"),
    "reverse": ("reverse", "撤销"),
    "uphold": ("uphold", "维持"),
    "appeal": ("appeal", "申诉"),
    "withdraw": ("withdraw", "cancel", "撤回", "取消"),
    "show": ("show", "查看"),
    "dismiss": ("dismiss", "驳回"),
    "acted": ("done", "acted", "已处理"),
    "remove": ("remove", "移除"),
    "strike": ("strike", "记违规"),
    "mute": ("mute", "禁言"),
    "keep": ("keep", "保留"),
    "archive": ("archive", "归档"),
}
_VERBS = {word: verb for verb, words in _WORDS.items() for word in words}
_TICKS = {"✅": "yes", "✔": "yes", "☑": "yes", "❌": "no", "✖": "no", "❎": "no"}
_SIGNS = {**_TICKS, "👍": "yes", "👎": "no", "🙋": "appeal"}
_LONGEST = 4_000  # a command with its words; longer messages are none


class Said(Struct, frozen=True):
    """What somebody says to the house: a verb, words behind it, and the message that he means, if he names one."""

    verb: str
    words: str
    on: str | None


class Question(Struct, frozen=True):
    """What the house has asked somebody: `about` is its sort, `subject` the id of what it was asked of."""

    about: str
    subject: str


def ask(tx: Tx, user_id: str, about: str, subject: str, key: str, **params: object) -> bool:
    """A private word that can be answered, the text of `key` says how; False where nobody is there to hear it."""
    event = tell(tx, user_id, key, **params)
    if event is not None:
        store.add_question(tx, event.event_id, user_id, about, subject)
    return event is not None


def read_answer(type: str, content: JsonObject) -> Said | None:
    """A reaction or a command; None of anything else."""
    relation = json.as_object(content.get("m.relates_to"))
    if type == "m.reaction":
        key, on = json.as_str(relation.get("key")) or "", json.as_str(relation.get("event_id"))
        verb = _SIGNS.get(key[:1])
        return Said(verb, "", on) if verb is not None and on is not None else None
    if type != "m.room.message" or relation.get("rel_type") == "m.replace":
        return None
    body = json.as_str(content.get("body")) or ""
    if content.get("msgtype") != "m.text" or len(body) > _LONGEST:
        return None
    on = json.as_str(json.as_object(relation.get("m.in_reply_to")).get("event_id"))
    return _read_command(without_quote(body), on)


def _read_command(body: str, on: str | None) -> Said | None:
    if (verb := _TICKS.get(body.rstrip("\ufe0e\ufe0f"))) is not None:
        return Said(verb, "", on)
    if not body.startswith(("!", "！")):
        return None
    word, _, words = body[1:].strip().partition(" ")
    verb = _VERBS.get(word.casefold())
    return Said(verb, words.strip(), on) if verb is not None else None


def find_question(tx: Tx, user_id: str, said: Said) -> Question | None:
    """What the message that he names has asked this very person."""
    asked = store.find_question(tx, said.on, user_id) if said.on is not None else None
    return Question(*asked) if asked is not None else None


def find_newest_question(tx: Tx, user_id: str, about: Sequence[str]) -> Question | None:
    """What the house has asked him last about one of these."""
    asked = store.find_newest_question(tx, user_id, about)
    return Question(*asked) if asked is not None else None


def list_who_was_asked(tx: Tx, about: str, subject: str) -> list[str]:
    """Whom the house has asked this, ever or since it forgot."""
    return store.list_asked(tx, about, subject)


def list_subjects(tx: Tx, user_id: str, about: str) -> list[str]:
    """Of what the house has asked this person this, ever or since it forgot."""
    return store.list_subjects(tx, user_id, about)


def forget_questions(tx: Tx, about: str, subject: str) -> None:
    """An answer to what was asked of it before does nothing any more."""
    store.drop_questions(tx, about, subject)


def without_quote(body: str) -> str:
    """A message's own words: older clients put what they reply to before them, each line after `> `."""
    lines = body.split("\n")
    while lines and lines[0].startswith(">"):
        lines.pop(0)
    return "\n".join(lines).strip()
