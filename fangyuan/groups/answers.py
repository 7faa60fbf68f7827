"""What people answer to the house's words: a reaction to one, or a command in reply, in any client.

`✅`, `❌` and `🙋` on the word, or `!ok`, `!no why`, `!申诉 …` and so on in reply to it; without a reply the newest
word that such a command can mean. What goes wrong is said in the chat: the answer itself has been sent already.
"""

from __future__ import annotations

from collections.abc import Callable

from fangyuan import db
from fangyuan.db import Tx
from fangyuan.groups import appeals, holding, offering, store
from fangyuan.groups.house import is_chat_with, tell
from fangyuan.identity.model import Session
from fangyuan.kernel import json
from fangyuan.kernel.errors import FangyuanError
from fangyuan.kernel.json import JsonObject
from fangyuan.kernel.text import text

REPORT_ANSWERED = "moderation.answered"
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
}
_VERBS = {word: verb for verb, words in _WORDS.items() for word in words}
_SIGNS = {"✅": "yes", "✔": "yes", "☑": "yes", "👍": "yes", "❌": "no", "✖": "no", "👎": "no", "🙋": "appeal"}

Answer = Callable[[Tx, Session, int, str], object]


def _decide_held(outcome: str) -> Answer:
    return lambda tx, actor, held_id, words: holding.decide(tx, actor, held_id, outcome, words)


def _decide_appeal(outcome: str) -> Answer:
    def decide(tx: Tx, actor: Session, appeal_id: int, words: str) -> object:
        reason = words or text("fairness.ticked", "zh-CN")
        return appeals.decide(tx, actor, appeal_id, outcome, reason)

    return decide


def _about_report(verb: str) -> Answer:
    """Reports lie above groups: what is answered to them is the worker's to hand on."""

    def hand_on(tx: Tx, actor: Session, report_id: int, words: str) -> object:
        told = {"actor": actor.user_id, "report_id": report_id, "verb": verb, "words": words}
        return db.schedule(tx, REPORT_ANSWERED, told, tx.now_ms)

    return hand_on


_ANSWERS: dict[tuple[str, str], Answer] = {
    ("strike", "appeal"): appeals.appeal,
    ("appeal", "yes"): _decide_appeal("reversed"),
    ("appeal", "reverse"): _decide_appeal("reversed"),
    ("appeal", "no"): _decide_appeal("upheld"),
    ("appeal", "uphold"): _decide_appeal("upheld"),
    ("held", "yes"): _decide_held("approved"),
    ("held", "no"): _decide_held("refused"),
    ("mine", "no"): lambda tx, actor, held_id, _: holding.withdraw(tx, actor, held_id),
    ("mine", "withdraw"): lambda tx, actor, held_id, _: holding.withdraw(tx, actor, held_id),
    ("mine", "yes"): lambda tx, actor, held_id, _: offering.divert(tx, actor, held_id),
    **{
        ("report", verb): _about_report(verb)
        for verb in ("show", "yes", "no", "dismiss", "acted", "remove", "strike", "mute")
    },
}
# Whoever appeals hears of it by the appeal itself, who deals with a report by that.
_SAYS_ITSELF = ("strike", "report")


def heed(tx: Tx, actor: Session, room_id: str, type: str, content: JsonObject) -> None:
    """Does what a person answers to the house, if this is an answer and it was said in his chat with it."""
    said = _read(type, content)
    if said is None or actor.app_service or not is_chat_with(tx, room_id, actor.user_id):
        return
    verb, words, on = said
    if on is not None:
        asked = store.find_question(tx, on, actor.user_id)
    else:
        asked = store.find_newest_question(tx, actor.user_id, [kind for kind, one in _ANSWERS if one == verb])
    answer = _ANSWERS.get((asked[0], verb)) if asked is not None else None
    if asked is None or answer is None:
        if type == "m.room.message":
            tell(tx, actor.user_id, "fairness.no_such_command")
        return
    kind, subject = asked[0], int(asked[1])
    try:
        answer(tx, actor, subject, words)
    except FangyuanError as error:  # every verb checks before it writes
        if error.afterwards is not None:
            error.afterwards(tx)
        why = {"why_zh": error.say("zh-CN"), "why_en": error.say("en")}
        tell(tx, actor.user_id, "fairness.failed", **why)
        return
    if kind not in _SAYS_ITSELF:
        tell(tx, actor.user_id, "fairness.done", number=subject)


def _read(type: str, content: JsonObject) -> tuple[str, str, str | None] | None:
    """(verb, its words, the event that it answers) of a reaction or a command; None of anything else."""
    relation = json.as_object(content.get("m.relates_to"))
    if type == "m.reaction":
        key, on = json.as_str(relation.get("key")) or "", json.as_str(relation.get("event_id"))
        verb = _SIGNS.get(key[:1])
        return (verb, "", on) if verb is not None and on is not None else None
    if type != "m.room.message" or relation.get("rel_type") == "m.replace":
        return None
    body = without_quote(json.as_str(content.get("body")) or "")
    if not body.startswith(("!", "！")):
        return None
    word, _, words = body[1:].strip().partition(" ")
    verb = _VERBS.get(word.casefold())
    if verb is None:
        return None
    replied = json.as_object(relation.get("m.in_reply_to")).get("event_id")
    return verb, words.strip(), json.as_str(replied)


def without_quote(body: str) -> str:
    """A message's own words: older clients put what they reply to before them, each line after `> `."""
    lines = body.split("\n")
    while lines and lines[0].startswith(">"):
        lines.pop(0)
    return "\n".join(lines).strip()
